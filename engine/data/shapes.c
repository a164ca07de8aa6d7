#include "dataset-private.h"

#include <glib/gi18n-lib.h>

#include "random.h"

/*
 * The built-in pictures. Everything is integer arithmetic, so that every compiler and every machine draws
 * the same bytes: lengths and places are in 1/256 of a pixel, factors in 1/16384, angles in 1/1024 of a
 * turn. A shape is a function that gives the distance of a point to its outline, negative inside; from
 * that comes how much of a pixel it covers, which is what makes the edges smooth.
 */

enum
{
  SIZE = 32,
  PLANE = SIZE * SIZE,
  RECORD_SIZE = 1 + 3 * PLANE,
  N_TRAIN = 10000,
  N_TEST = 2000,

  ONE = 256,    /* one pixel */
  UNIT = 16384, /* the factor 1 */
  TURN = 1024,  /* a full turn */
};

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

static const char *const class_names[N_CLASSES] = {
  "disc", "ring", "square", "triangle", "cross", "star", "stripes", "checker", "arrow", "crescent",
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

/* A number in [low, high]. C leaves open in which order the parts of an expression or of an initialiser are
 * worked out, so there is never more than one draw in a statement. */
static int
between (RcpRandom *random, int low, int high)
{
  return low + (int) rcp_random_below (random, (guint32) (high - low + 1));
}

static int
times (int a, int factor)
{
  return (int) ((gint64) a * factor / UNIT);
}

static int
mix (int from, int to, int part, int whole)
{
  return from + (to - from) * part / whole;
}

static Colour
mix_colours (Colour from, Colour to, int part, int whole)
{
  Colour result;

  for (int c = 0; c < 3; c++)
    result.rgb[c] = mix (from.rgb[c], to.rgb[c], part, whole);
  return result;
}

/* The sine of an angle as a factor, by its series up to x⁹, good to the last of 14 bits. */
static int
sine_of (int angle)
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

static int
cosine_of (int angle)
{
  return sine_of (angle + TURN / 4);
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

static Colour
dim_colour (RcpRandom *random)
{
  int hue = between (random, 0, 1535);
  int saturation = between (random, 20, 190);
  int value = between (random, 15, 125);

  return colour_of (hue, saturation, value);
}

/* A colour on the way from @from to any other; @least and @most say how far, in 1/256. */
static Colour
colour_towards (RcpRandom *random, Colour from, int least, int most)
{
  Colour to = dim_colour (random);
  int part = between (random, least, most);

  return mix_colours (from, to, part, 256);
}

static Point
any_point (RcpRandom *random)
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
static Colour
colour_apart (RcpRandom *random, Colour from, Colour and_from)
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

static int
figure_distance (const Figure *self, Point at)
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

/* How much of a pixel is covered, in 1/256, whose middle is this far from the outline. */
static int
coverage (int distance)
{
  return CLAMP (ONE / 2 - distance, 0, ONE);
}

static gboolean
is_pattern (ShapeClass class)
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

static Figure
any_figure (RcpRandom *random, ShapeClass class)
{
  gboolean fine = is_pattern (class);
  int angle = between (random, 0, TURN - 1);
  Figure self = { .class = class, .cosine = cosine_of (angle), .sine = sine_of (angle) };
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

static Background
any_background (RcpRandom *random)
{
  int angle = between (random, 0, TURN - 1);
  Background self = { .cosine = cosine_of (angle), .sine = sine_of (angle) };

  self.kind = between (random, 0, N_BACKGROUNDS - 1);
  self.centre = any_point (random);
  self.cell = 2 << between (random, 0, 2);
  self.from = dim_colour (random);
  /* Not too far from the first, or nothing could stand out from both. */
  self.to = colour_towards (random, self.from, 80, 170);
  if (self.kind == TEXTURE)
    for (guint i = 0; i < G_N_ELEMENTS (self.lattice); i++)
      self.lattice[i] = (guint8) between (random, 0, 255);
  return self;
}

static int
texture_at (const Background *self, int x, int y)
{
  int cx = x / self->cell, cy = y / self->cell;
  int fx = x % self->cell, fy = y % self->cell;
  const guint8 *corner = self->lattice + cy * 18 + cx;
  int top = mix (corner[0], corner[1], fx, self->cell);
  int bottom = mix (corner[18], corner[19], fx, self->cell);

  return mix (top, bottom, fy, self->cell);
}

static Colour
background_at (const Background *self, int x, int y)
{
  int dx = x * ONE + ONE / 2 - self->centre.x;
  int dy = y * ONE + ONE / 2 - self->centre.y;
  int value = 0;

  switch (self->kind)
    {
    case LINEAR:
      {
        int mx = (2 * x + 1 - SIZE) * ONE / 2, my = (2 * y + 1 - SIZE) * ONE / 2;

        value = 128 + (mx * self->cosine + my * self->sine) / UNIT / 40;
        break;
      }
    case RADIAL:
      value = (dx / 16 * (dx / 16) + dy / 16 * (dy / 16)) / 700;
      break;
    case TEXTURE:
      value = texture_at (self, x, y);
      break;
    default:
      break;
    }
  return mix_colours (self->from, self->to, CLAMP (value, 0, 256), 256);
}

/* A stroke or a spot that has nothing to do with the class. */
typedef struct
{
  Point centre;
  int cosine, sine;
  int length, width;
  Colour colour;
} Clutter;

static Clutter
any_clutter (RcpRandom *random, Colour near)
{
  int angle = between (random, 0, TURN - 1);
  gboolean spot = between (random, 0, 1);
  Clutter self = { .cosine = cosine_of (angle), .sine = sine_of (angle) };

  self.centre = any_point (random);
  self.length = spot ? between (random, ONE, 2 * ONE) : between (random, 3 * ONE, 9 * ONE);
  self.width = spot ? between (random, ONE, 2 * ONE) : between (random, ONE / 3, ONE);
  self.colour = colour_towards (random, near, 120, 256);
  return self;
}

static int
clutter_coverage (const Clutter *self, int x, int y)
{
  int dx = x * ONE + ONE / 2 - self->centre.x;
  int dy = y * ONE + ONE / 2 - self->centre.y;
  Point p = { (dx * self->cosine + dy * self->sine) / UNIT, (dy * self->cosine - dx * self->sine) / UNIT };

  return coverage (box_distance (p, self->length, self->width));
}

enum
{
  MAX_CLUTTER = 5,
};

/* All that is decided about a picture before a pixel of it is drawn. */
typedef struct
{
  Background background;
  Clutter clutter[MAX_CLUTTER];
  int n_clutter;
  Figure figure;
  Colour light, dark; /* of the shape, from its left to its right */
  gboolean outlined;
  Colour outline;
  int noise;
} Picture;

static Picture
any_picture (RcpRandom *random, ShapeClass class)
{
  Picture self = { .background = any_background (random) };
  Colour middle = mix_colours (self.background.from, self.background.to, 1, 2);

  self.n_clutter = between (random, 0, MAX_CLUTTER);
  for (int i = 0; i < self.n_clutter; i++)
    self.clutter[i] = any_clutter (random, middle);

  self.figure = any_figure (random, class);
  self.light = colour_apart (random, self.background.from, self.background.to);
  self.dark = colour_towards (random, self.light, 0, 90);
  self.outlined = between (random, 0, 3) == 0 && !is_pattern (class);
  self.outline = between (random, 0, 1) ? (Colour){ { 20, 20, 24 } } : (Colour){ { 240, 240, 236 } };
  self.noise = between (random, 0, 26);
  return self;
}

static Colour
colour_at (const Picture *self, int x, int y)
{
  const Figure *figure = &self->figure;
  Point middle = { x * ONE + ONE / 2, y * ONE + ONE / 2 };
  Colour colour = background_at (&self->background, x, y);
  int distance;

  for (int i = 0; i < self->n_clutter; i++)
    {
      int covered = clutter_coverage (&self->clutter[i], x, y);

      if (covered > 0)
        colour = mix_colours (colour, self->clutter[i].colour, covered, ONE);
    }

  distance = figure_distance (figure, middle);
  if (distance < ONE / 2)
    {
      int along = ((middle.x - figure->centre.x) + (middle.y - figure->centre.y) + 2 * figure->radius) / 2;
      Colour fill = mix_colours (self->light, self->dark, CLAMP (along, 0, 2 * figure->radius), 2 * figure->radius);

      if (self->outlined)
        fill = mix_colours (self->outline, fill, coverage (distance + ONE), ONE);
      colour = mix_colours (colour, fill, coverage (distance), ONE);
    }
  return colour;
}

static void
draw_picture (RcpRandom *random, ShapeClass class, guint8 *pixels)
{
  Picture picture = any_picture (random, class);

  for (int y = 0; y < SIZE; y++)
    for (int x = 0; x < SIZE; x++)
      {
        Colour colour = colour_at (&picture, x, y);
        guint64 bits = rcp_random_next (random);

        for (int c = 0; c < 3; c++)
          {
            /* The difference of two evenly spread numbers has a triangular distribution, much like real noise. */
            int grain = (int) (bits & 0xff) - (int) ((bits >> 8) & 0xff);

            bits >>= 16;
            pixels[c * PLANE + y * SIZE + x] = (guint8) CLAMP (colour.rgb[c] + grain * picture.noise / 255, 0, 255);
          }
      }
}

void
rcp_shapes_draw (guint64 seed, guint stream, guint n, guint8 *records)
{
  g_autofree guint32 *order = g_new (guint32, n);
  RcpRandom random;

  g_return_if_fail (n % N_CLASSES == 0);

  rcp_random_init (&random, seed, (guint64) stream << 32);
  rcp_random_permutation (&random, order, n);
  for (guint i = 0; i < n; i++)
    {
      guint8 *record = records + (gsize) i * RECORD_SIZE;
      ShapeClass class = order[i] % N_CLASSES;

      /* A stream for each picture: how one is drawn never shifts the next. */
      rcp_random_init (&random, seed, ((guint64) stream << 32) + 1 + i);
      record[0] = (guint8) class;
      draw_picture (&random, class, record + 1);
    }
}

static GBytes *
draw_split (RcpSplit split, guint n)
{
  guint8 *records = g_malloc ((gsize) n * RECORD_SIZE);

  rcp_shapes_draw (RCP_SHAPES_SEED, split, n, records);
  return g_bytes_new_take (records, (gsize) n * RECORD_SIZE);
}

static RcpDataset *
shapes_open (const RcpDatasetKind *kind, const char *data_dir, GError **error)
{
  g_autoptr (GBytes) train = draw_split (RCP_SPLIT_TRAIN, N_TRAIN);
  g_autoptr (GBytes) test = draw_split (RCP_SPLIT_TEST, N_TEST);
  const RcpDatasetBlocks splits[RCP_N_SPLITS] = {
    [RCP_SPLIT_TRAIN] = { &train, 1 },
    [RCP_SPLIT_TEST] = { &test, 1 },
  };

  return rcp_dataset_new (kind, (RcpShape){ 3, SIZE, SIZE }, splits);
}

const RcpDatasetKind rcp_shapes = {
  .name = "shapes",
  .title = "Built-in shapes",
  .builtin = TRUE,
  .class_names = class_names,
  .n_classes = N_CLASSES,
  .open = shapes_open,
};
