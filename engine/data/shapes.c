#include "dataset-private.h"

#include <glib/gi18n-lib.h>

#include "random.h"
#include "shapes/figure.h"
#include "shapes/scene.h"

/* The built-in pictures: a shape before a background, and some clutter between the two. */
enum
{
  PLANE = SIZE * SIZE,
  RECORD_SIZE = 1 + 3 * PLANE,
  N_TRAIN = 10000,
  N_TEST = 2000,
  MAX_CLUTTER = 5,
  MAX_THREADS = 8,
  PICTURES_AT_ONCE = 100,
};

static const char *const class_names[N_CLASSES] = {
  "disc", "ring", "square", "triangle", "cross", "star", "stripes", "checker", "arrow", "crescent",
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
  Picture self = { .background = rcp_shapes_any_background (random) };
  Colour middle = mix_colours (self.background.from, self.background.to, 1, 2);

  self.n_clutter = between (random, 0, MAX_CLUTTER);
  for (int i = 0; i < self.n_clutter; i++)
    self.clutter[i] = rcp_shapes_any_clutter (random, middle);

  self.figure = rcp_shapes_any_figure (random, class);
  self.light = rcp_shapes_colour_apart (random, self.background.from, self.background.to);
  self.dark = rcp_shapes_colour_towards (random, self.light, 0, 90);
  self.outlined = between (random, 0, 3) == 0 && !rcp_shapes_is_pattern (class);
  self.outline = between (random, 0, 1) ? (Colour){ { 20, 20, 24 } } : (Colour){ { 240, 240, 236 } };
  self.noise = between (random, 0, 26);
  return self;
}

static Colour
colour_at (const Picture *self, int x, int y)
{
  const Figure *figure = &self->figure;
  Point middle = { x * ONE + ONE / 2, y * ONE + ONE / 2 };
  Colour colour = rcp_shapes_background_at (&self->background, x, y);
  int distance;

  for (int i = 0; i < self->n_clutter; i++)
    {
      int covered = rcp_shapes_clutter_coverage (&self->clutter[i], x, y);

      if (covered > 0)
        colour = mix_colours (colour, self->clutter[i].colour, covered, ONE);
    }

  distance = rcp_shapes_figure_distance (figure, middle);
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

/* A set of pictures that several threads draw: each takes the next few that nobody has begun. */
typedef struct
{
  guint64 seed;
  guint64 stream;
  const guint32 *order;
  guint n;
  guint8 *records;
  int next;
} Drawing;

static gpointer
draw_some (gpointer data)
{
  Drawing *self = data;
  guint begin;

  while ((begin = (guint) g_atomic_int_add (&self->next, PICTURES_AT_ONCE)) < self->n)
    for (guint i = begin; i < MIN (self->n, begin + PICTURES_AT_ONCE); i++)
      {
        guint8 *record = self->records + (gsize) i * RECORD_SIZE;
        ShapeClass class = self->order[i] % N_CLASSES;
        RcpRandom random;

        /* A stream for each picture: neither the others nor the order in which they are drawn matter. */
        rcp_random_init (&random, self->seed, (self->stream << 32) + 1 + i);
        record[0] = (guint8) class;
        draw_picture (&random, class, record + 1);
      }
  return NULL;
}

void
rcp_shapes_draw (guint64 seed, guint stream, guint n, guint8 *records)
{
  g_autofree guint32 *order = g_new (guint32, n);
  Drawing drawing = { .seed = seed, .stream = stream, .order = order, .n = n, .records = records };
  GThread *helpers[MAX_THREADS - 1];
  guint n_helpers = MIN (g_get_num_processors (), MAX_THREADS) - 1;
  RcpRandom random;

  g_return_if_fail (n % N_CLASSES == 0);

  rcp_random_init (&random, seed, (guint64) stream << 32);
  rcp_random_permutation (&random, order, n);
  for (guint i = 0; i < n_helpers; i++)
    helpers[i] = g_thread_new ("shapes", draw_some, &drawing);
  draw_some (&drawing);
  for (guint i = 0; i < n_helpers; i++)
    g_thread_join (helpers[i]);
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
  .title = N_ ("Built-in shapes"),
  .builtin = TRUE,
  .class_names = class_names,
  .n_classes = N_CLASSES,
  .open = shapes_open,
};
