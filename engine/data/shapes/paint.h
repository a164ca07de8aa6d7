#pragma once

#include "random.h"

G_BEGIN_DECLS

/*
 * What the built-in pictures are drawn with. Everything is integer arithmetic, so that every compiler and every
 * machine draws the same bytes: lengths and places are in 1/256 of a pixel, factors in 1/16384, angles in 1/1024 of
 * a turn, colours in bytes.
 */
enum
{
  SIZE = 32, /* pixels to a side */

  ONE = 256,    /* one pixel */
  UNIT = 16384, /* the factor 1 */
  TURN = 1024,  /* a full turn */
};

typedef struct
{
  int x;
  int y;
} Point;

typedef struct
{
  int rgb[3];
} Colour;

/* A number in [low, high]. C leaves open in which order the parts of an expression or of an initialiser are
 * worked out, so there is never more than one draw in a statement. */
static inline int
between (RcpRandom *random, int low, int high)
{
  return low + (int) rcp_random_below (random, (guint32) (high - low + 1));
}

static inline int
times (int a, int factor)
{
  return (int) ((gint64) a * factor / UNIT);
}

static inline int
mix (int from, int to, int part, int whole)
{
  return from + (to - from) * part / whole;
}

static inline Colour
mix_colours (Colour from, Colour to, int part, int whole)
{
  Colour result;

  for (int c = 0; c < 3; c++)
    result.rgb[c] = mix (from.rgb[c], to.rgb[c], part, whole);
  return result;
}

/* How much of a pixel is covered, in 1/256, whose middle is this far from the outline. */
static inline int
coverage (int distance)
{
  return CLAMP (ONE / 2 - distance, 0, ONE);
}

/** rcp_shapes_sine: the sine of an angle, as a factor */
int rcp_shapes_sine (int angle);
int rcp_shapes_cosine (int angle);

/** rcp_shapes_any_point: any place in the picture */
Point rcp_shapes_any_point (RcpRandom *random);

/** rcp_shapes_dim_colour: a colour for a background */
Colour rcp_shapes_dim_colour (RcpRandom *random);

/** rcp_shapes_colour_towards: a colour on the way from @from to any dim one; @least and @most, in 1/256, say how far */
Colour rcp_shapes_colour_towards (RcpRandom *random, Colour from, int least, int most);

/** rcp_shapes_colour_apart: a bright colour that stands out from two others */
Colour rcp_shapes_colour_apart (RcpRandom *random, Colour from, Colour and_from);

G_END_DECLS
