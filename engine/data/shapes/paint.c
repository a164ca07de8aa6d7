#include "paint.h"

/* The sine of an angle as a factor, by its series up to x⁹, good to the last of 14 bits. */
int
rcp_shapes_sine (int angle)
{
  gint64 x, square, sum;
  int a = ((angle % TURN) + TURN) % TURN;
  int sign = a < TURN / 2 ? 1 : -1;

  a %= TURN / 2;
  if (a > TURN / 4)
    a = TURN / 2 - a;
  /* In 1/2²⁸: 1686629713 is 2²⁸ times 2π. */
  x = (gint64) a * 1686629713 / TURN;
  square = (x * x) >> 28;
  sum = (1 << 28) - square / 72;
  sum = (1 << 28) - ((square / 42) * sum >> 28);
  sum = (1 << 28) - ((square / 20) * sum >> 28);
  sum = (1 << 28) - ((square / 6) * sum >> 28);
  return sign * (int) ((((x * sum) >> 28) + (1 << 13)) >> 14);
}

int
rcp_shapes_cosine (int angle)
{
  return rcp_shapes_sine (angle + TURN / 4);
}

/* A colour of a hue in [0, 1536), a saturation and a value in [0, 255]. */
static Colour
colour_of (int hue, int saturation, int value)
{
  int ramp = hue % 256;
  int low = value * (255 - saturation) / 255;
  int up = low + (value - low) * ramp / 255;
  int down = value - (value - low) * ramp / 255;

  switch (hue / 256)
    {
    case 0:
      return (Colour){ { value, up, low } };
    case 1:
      return (Colour){ { down, value, low } };
    case 2:
      return (Colour){ { low, value, up } };
    case 3:
      return (Colour){ { low, down, value } };
    case 4:
      return (Colour){ { up, low, value } };
    default:
      return (Colour){ { value, low, down } };
    }
}

/* Shapes are bright and backgrounds dim, most of the time: a small network then finds its way soon. */
static Colour
bright_colour (RcpRandom *random)
{
  int hue = between (random, 0, 1535);
  int saturation = between (random, 0, 220);
  int value = between (random, 175, 255);

  return colour_of (hue, saturation, value);
}

Colour
rcp_shapes_dim_colour (RcpRandom *random)
{
  int hue = between (random, 0, 1535);
  int saturation = between (random, 20, 190);
  int value = between (random, 15, 125);

  return colour_of (hue, saturation, value);
}

/* A colour on the way from @from to any other; @least and @most say how far, in 1/256. */
Colour
rcp_shapes_colour_towards (RcpRandom *random, Colour from, int least, int most)
{
  Colour to = rcp_shapes_dim_colour (random);
  int part = between (random, least, most);

  return mix_colours (from, to, part, 256);
}

Point
rcp_shapes_any_point (RcpRandom *random)
{
  int x = between (random, 0, SIZE * ONE);
  int y = between (random, 0, SIZE * ONE);

  return (Point){ x, y };
}

/* How far two colours are apart to the eye: the channels weighted about as in luma. */
static int
contrast (Colour a, Colour b)
{
  return 2 * ABS (a.rgb[0] - b.rgb[0]) + 4 * ABS (a.rgb[1] - b.rgb[1]) + ABS (a.rgb[2] - b.rgb[2]);
}

/* A colour that stands out from two others. */
Colour
rcp_shapes_colour_apart (RcpRandom *random, Colour from, Colour and_from)
{
  Colour best = bright_colour (random);
  int best_contrast = 0;

  for (int i = 0; i < 12; i++)
    {
      Colour colour = bright_colour (random);
      int least = MIN (contrast (colour, from), contrast (colour, and_from));

      if (least >= 260)
        return colour;
      if (least > best_contrast)
        {
          best = colour;
          best_contrast = least;
        }
    }
  return best;
}
