#include "figure.h"

/* Distances to the outline of each shape, for a point seen from its middle, x to its right, y downwards. */

static int
disc_distance (Point p, int radius)
{
  /* (d² − r²) / 2r is the distance to first order, and close enough where an edge is drawn. */
  gint64 square = (gint64) p.x * p.x + (gint64) p.y * p.y;

  return (int) ((square - (gint64) radius * radius) / (2 * radius));
}

static int
box_distance (Point p, int half_width, int half_height)
{
  return MAX (ABS (p.x) - half_width, ABS (p.y) - half_height);
}

static int
triangle_distance (Point p, int radius)
{
  /* Three half planes at the incircle's radius; 14189 is √3/2. */
  int slope = times (ABS (p.x), 14189);

  return MAX (p.y, slope - p.y / 2) - radius / 2;
}

static int
star_distance (Point p, int radius)
{
  /* A pentagram is what lies behind at least four of the five lines it is drawn with. */
  static const int normals[5][2] = {
    { 0, 16384 }, { 15582, 5063 }, { 9630, -13255 }, { -9630, -13255 }, { -15582, 5063 },
  };
  int largest = G_MININT, second = G_MININT;

  for (int i = 0; i < 5; i++)
    {
      int d = times (p.x, normals[i][0]) + times (p.y, normals[i][1]);

      if (d > largest)
        {
          second = largest;
          largest = d;
        }
      else if (d > second)
        second = d;
    }
  /* a little fatter than the true one (cos 72° = 0.309), which is too thin for 32 pixels */
  return second - times (radius, 6200);
}

/* Distance to the nearest edge of bands of width @pitch, one of which begins at 0; negative in every second. */
static int
band_distance (int x, int pitch)
{
  int phase = (((x + pitch / 2) % (2 * pitch)) + 2 * pitch) % (2 * pitch);

  return ABS (phase - pitch) - pitch / 2;
}

static int
checker_distance (Point p, int pitch)
{
  int across = band_distance (p.x, pitch);
  int down = band_distance (p.y, pitch);
  int nearest = MIN (ABS (across), ABS (down));

  return (across < 0) == (down < 0) ? -nearest : nearest;
}

static int
arrow_distance (Point p, int radius)
{
  int neck = times (radius, 1640);
  Point shaft = { p.x + (radius - neck) / 2, p.y };
  /* The head's sides fall from 0.72 r at the neck to the tip: (0.72, 0.9) / 1.1526. */
  int side = times (p.x, 10235) + times (ABS (p.y), 12793) - times (radius, 10235);
  int head = MAX (neck - p.x, side);

  return MIN (head, box_distance (shaft, (radius + neck) / 2, times (radius, 4260)));
}

int
rcp_shapes_figure_distance (const Figure *self, Point at)
{
  int dx = at.x - self->centre.x;
  int dy = at.y - self->centre.y;
  int r = self->radius;
  /* No shape reaches further than the corners of a square. */
  int reach = r + r / 2 + ONE;
  Point p;

  if (ABS (dx) > reach || ABS (dy) > reach)
    return reach;

  p = (Point){
    (dx * self->cosine + dy * self->sine) / UNIT,
    (dy * self->cosine - dx * self->sine) / self->squash,
  };

  switch (self->class)
    {
    case DISC:
      return disc_distance (p, r);
    case RING:
      return MAX (disc_distance (p, r), -disc_distance (p, times (r, self->hollow)));
    case SQUARE:
      return box_distance (p, times (r, 13500), times (r, 13500));
    case TRIANGLE:
      return triangle_distance (p, times (r, 19600));
    case CROSS:
      return MIN (box_distance (p, r, times (r, 4900)), box_distance (p, times (r, 4900), r));
    case STAR:
      return star_distance (p, times (r, 18000));
    case STRIPES:
      return MAX (box_distance (p, r, r), band_distance (p.x + self->offset, self->pitch));
    case CHECKER:
      {
        /* The board's own edge is no edge between fields, or a hairline would show around the empty ones. */
        int inner = r - self->pitch / 2;
        Point moved = { CLAMP (p.x, -inner, inner) + self->offset, CLAMP (p.y, -inner, inner) + self->offset };

        return MAX (box_distance (p, r, r), checker_distance (moved, self->pitch));
      }
    case ARROW:
      return arrow_distance (p, times (r, 18000));
    case CRESCENT:
      {
        Point moved = { p.x - times (r, 7800), p.y };

        return MAX (disc_distance (p, r), -disc_distance (moved, times (r, 13500)));
      }
    case N_CLASSES:
      break;
    }
  g_assert_not_reached ();
}

gboolean
rcp_shapes_is_pattern (ShapeClass class)
{
  return class == STRIPES || class == CHECKER;
}

/* Stripes begin and end with a stripe; a checker board has whole fields. */
static void
set_pattern (Figure *self, RcpRandom *random)
{
  int bands = self->class == STRIPES ? 2 * between (random, 3, 4) - 1 : between (random, 3, 5);

  self->pitch = 2 * self->radius / bands;
  self->offset = bands * self->pitch / 2;
  self->radius = self->offset;
}

Figure
rcp_shapes_any_figure (RcpRandom *random, ShapeClass class)
{
  gboolean fine = rcp_shapes_is_pattern (class);
  int angle = between (random, 0, TURN - 1);
  Figure self = { .class = class, .cosine = rcp_shapes_cosine (angle), .sine = rcp_shapes_sine (angle) };
  int margin;

  self.radius = fine ? between (random, 8 * ONE, 12 * ONE) : between (random, 7 * ONE, 13 * ONE);
  self.squash = between (random, 12600, UNIT);
  if (fine)
    set_pattern (&self, random);
  self.hollow = between (random, 7000, 11500);

  /* The middle stays so far inside that most of the shape is to be seen. */
  margin = MIN (16 * ONE, times (self.radius, 14500));
  self.centre.x = between (random, margin, SIZE * ONE - margin);
  self.centre.y = between (random, margin, SIZE * ONE - margin);
  return self;
}
