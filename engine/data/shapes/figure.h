#pragma once

#include "paint.h"

G_BEGIN_DECLS

typedef enum
{
  DISC,
  RING,
  SQUARE,
  TRIANGLE,
  CROSS,
  STAR,
  STRIPES,
  CHECKER,
  ARROW,
  CRESCENT,
  N_CLASSES,
} ShapeClass;

/* One shape in its place. */
typedef struct
{
  ShapeClass class;
  Point centre;
  int radius;
  int cosine, sine; /* of its rotation */
  int squash;       /* its height by its width, as a factor */
  int pitch;        /* width of a stripe or of a field of the checker board */
  int offset;       /* what moves the pattern so that it ends with a whole stripe or field */
  int hollow;       /* inner by outer radius, as a factor */
} Figure;

/** rcp_shapes_is_pattern: whether a class is many small fields rather than one shape */
gboolean rcp_shapes_is_pattern (ShapeClass class);

/** rcp_shapes_any_figure: a shape of any size, in any place, turned in any way, most of which is to be seen */
Figure rcp_shapes_any_figure (RcpRandom *random, ShapeClass class);

/**
 * rcp_shapes_figure_distance: the distance of a place in the picture to the shape's outline, negative inside, good to
 *   about a tenth where it is below a pixel; coverage() makes smooth edges of it
 */
int rcp_shapes_figure_distance (const Figure *self, Point at);

G_END_DECLS
