#pragma once

#include "paint.h"

G_BEGIN_DECLS

/* The background: what it is painted with, and a value at each place that runs from one colour to the other. */
typedef struct
{
  enum
  {
    FLAT,
    LINEAR,
    RADIAL,
    TEXTURE,
    N_BACKGROUNDS,
  } kind;
  Colour from;
  Colour to;
  Point centre;
  int cosine, sine;
  int cell;                /* pixels between two points of the lattice */
  guint8 lattice[18 * 18]; /* of the texture */
} Background;

/* A stroke or a spot that has nothing to do with the class. */
typedef struct
{
  Point centre;
  int cosine, sine;
  int length, width;
  Colour colour;
} Clutter;

Background rcp_shapes_any_background (RcpRandom *random);

/** rcp_shapes_background_at: its colour at a pixel */
Colour rcp_shapes_background_at (const Background *self, int x, int y);

/** rcp_shapes_any_clutter: a stroke or a spot on a background of about the colour @near */
Clutter rcp_shapes_any_clutter (RcpRandom *random, Colour near);

/** rcp_shapes_clutter_coverage: how much of a pixel it covers, in 1/256 */
int rcp_shapes_clutter_coverage (const Clutter *self, int x, int y);

G_END_DECLS
