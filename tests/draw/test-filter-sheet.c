/* Filters of a layer, pixel by pixel: their layout, their colours, what is found under the pointer. */

#include <string.h>

#include "canvas.h"
#include "draw/filter-sheet.h"
#include "draw/pixels.h"

#define N 5
#define PLANES 3
#define SIDE 4
#define MAP 6
#define WIDTH 520
#define HEIGHT 400

typedef struct
{
  float weights[N * PLANES * SIDE * SIDE];
  float maps[N * MAP * MAP];
  double norms[N];
  guint8 dead[N];
  RcpFilterSheet sheet;
} Fixture;

static float
weight_of (int filter, int plane, int pixel)
{
  return (float) ((filter * 7 + plane * 5 + pixel * 3) % 17 - 8) / 8.0f;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  for (int i = 0; i < N * PLANES * SIDE * SIDE; i++)
    self->weights[i] = weight_of (i / (PLANES * SIDE * SIDE), i / (SIDE * SIDE) % PLANES, i % (SIDE * SIDE));
  for (int i = 0; i < N * MAP * MAP; i++)
    self->maps[i] = (float) (i % 11 - 5);
  memset (self->dead, 0, sizeof self->dead);
  self->sheet = (RcpFilterSheet){
    .n_filters = N,
    .n_planes = PLANES,
    .rows = SIDE,
    .columns = SIDE,
    .tiles = g_str_equal (data, "tiles"),
    .weights = self->weights,
    .range = 1,
    .map_rows = MAP,
    .map_columns = MAP,
    .maps = self->maps,
    .map_range = 5,
    .norms = self->norms,
    .selected = -1,
    .marked = -1,
  };
}

static void
draw (const Fixture *self, const RcpFilterLayout *layout, RcpCellBox view, Canvas *canvas)
{
  const RcpCellCanvas cells = { canvas->scale, canvas->canvas.palette, canvas->canvas.context };

  rcp_set_colour (canvas->cr, canvas->canvas.palette->background);
  cairo_paint (canvas->cr);
  rcp_filter_sheet_draw (&self->sheet, layout, &cells, view, canvas->cr);
}

static guint32
colour_of (const Fixture *self, gssize weight)
{
  const gssize pixel = weight % (SIDE * SIDE);
  const gssize filter = weight / (PLANES * SIDE * SIDE);
  guint32 word;

  if (self->sheet.tiles)
    {
      float planes[PLANES];

      for (int i = 0; i < PLANES; i++)
        planes[i] = weight_of ((int) filter, i, (int) pixel);
      rcp_pixels_weights (&word, planes, 1, self->sheet.range);
    }
  else
    rcp_pixels_values (&word, &self->weights[weight], 1, TRUE, self->sheet.range, (RcpColour){ 0 });
  return word;
}

/* Wherever a weight is found, that place has its colour; and every weight is found somewhere, or of a tile's three the
 * largest. */
static void
check_places (const Fixture *self, RcpCellBox view, int scale, guint least)
{
  const RcpFilterLayout layout = rcp_filter_sheet_lay_out (&self->sheet, WIDTH);
  g_autoptr (Canvas) canvas = canvas_new (WIDTH, HEIGHT, scale);
  g_autofree guint8 *seen = g_malloc0 (N * PLANES * SIDE * SIDE);
  guint n = 0;

  draw (self, &layout, view, canvas);
  for (double y = 0.25; y < view.height; y += 0.5)
    for (double x = 0.25; x < view.width; x += 0.5)
      {
        const gssize weight = rcp_filter_sheet_weight_at (&self->sheet, &layout, view, x, y);

        if (weight < 0)
          continue;
        g_assert_cmpint (weight, <, N * PLANES * SIDE * SIDE);
        g_assert_cmphex (canvas_pixel (canvas, x, y), ==, colour_of (self, weight));
        n += !seen[weight];
        seen[weight] = TRUE;
      }
  g_assert_cmpuint (n, >=, least);
}

static void
test_places (Fixture *self, gconstpointer data)
{
  const RcpCellBox whole = { 0, 0, WIDTH, HEIGHT };
  const RcpCellBox moved = { 0, 41, WIDTH, HEIGHT - 41 };
  const guint all = self->sheet.tiles ? N * SIDE * SIDE : N * PLANES * SIDE * SIDE;

  for (int scale = 1; scale <= 2; scale++)
    {
      check_places (self, whole, scale, all);
      check_places (self, moved, scale, all / 2);
    }
}

/* Of a tile's three weights the largest is found. */
static void
test_largest (Fixture *self, gconstpointer data)
{
  const RcpCellBox whole = { 0, 0, WIDTH, HEIGHT };
  const RcpFilterLayout layout = rcp_filter_sheet_lay_out (&self->sheet, WIDTH);

  for (int filter = 0; filter < N; filter++)
    {
      const RcpCellBox box = rcp_filter_sheet_box (&layout, filter);
      const double x = box.x + box.width / 2 - layout.plane_width / 2.0 + 1;
      gssize weight = rcp_filter_sheet_weight_at (&self->sheet, &layout, whole, x, box.y + 6);

      g_assert_cmpint (weight / (PLANES * SIDE * SIDE), ==, filter);
      for (int plane = 0; plane < PLANES; plane++)
        g_assert_cmpfloat (ABS (self->weights[weight]), >=, ABS (weight_of (filter, plane, 0)));
    }
}

/* Each filter has its box, and is found in all of it. */
static void
test_boxes (Fixture *self, gconstpointer data)
{
  const RcpFilterLayout layout = rcp_filter_sheet_lay_out (&self->sheet, WIDTH);

  for (int filter = 0; filter < N; filter++)
    {
      const RcpCellBox box = rcp_filter_sheet_box (&layout, filter);

      g_assert_cmpint (rcp_filter_sheet_at (&self->sheet, &layout, box.x, box.y), ==, filter);
      g_assert_cmpint (rcp_filter_sheet_at (&self->sheet, &layout, box.x + box.width - 1, box.y + box.height - 1), ==,
                       filter);
      g_assert_cmpfloat (box.x + box.width, <=, layout.width);
      g_assert_cmpfloat (box.y + box.height, <=, layout.height);
    }
  g_assert_cmpint (rcp_filter_sheet_at (&self->sheet, &layout, 5, layout.height + 1), ==, -1);
  g_assert_cmpint (rcp_filter_sheet_at (&self->sheet, &layout, -1, layout.header + 1), ==, -1);
}

static guint
count_differing (const Fixture *self, const RcpFilterSheet *other, RcpCellBox in)
{
  const RcpCellBox whole = { 0, 0, WIDTH, HEIGHT };
  const RcpFilterLayout layout = rcp_filter_sheet_lay_out (&self->sheet, WIDTH);
  g_autoptr (Canvas) before = canvas_new (WIDTH, HEIGHT, 1);
  g_autoptr (Canvas) after = canvas_new (WIDTH, HEIGHT, 1);
  Fixture changed = *self;
  guint n = 0;

  changed.sheet = *other;
  draw (self, &layout, whole, before);
  draw (&changed, &layout, whole, after);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      if (canvas_pixel (before, x, y) != canvas_pixel (after, x, y))
        {
          /* nothing but this filter changes */
          g_assert_true (x >= in.x && x < in.x + in.width && y >= in.y && y < in.y + in.height);
          n++;
        }
  return n;
}

/* What is looked at, and what is dead, changes that filter's box and no other. */
static void
test_marks (Fixture *self, gconstpointer data)
{
  const RcpFilterLayout layout = rcp_filter_sheet_lay_out (&self->sheet, WIDTH);
  const RcpCellBox box = rcp_filter_sheet_box (&layout, 3);
  RcpFilterSheet other = self->sheet;

  other.selected = 3;
  g_assert_cmpuint (count_differing (self, &other, box), >, 300);
  other = self->sheet;
  other.dead = self->dead;
  g_assert_cmpuint (count_differing (self, &other, box), ==, 0);
  self->dead[3] = TRUE;
  g_assert_cmpuint (count_differing (self, &other, box), >, 100);
  other = self->sheet;
  other.marked = 3 * PLANES * SIDE * SIDE + 5;
  g_assert_cmpuint (count_differing (self, &other, box), >, 20);
  other = self->sheet;
  other.gradients = (const double[N]){ 0, 0, 0, 1, 0 };
  g_assert_cmpuint (count_differing (self, &other, (RcpCellBox){ 0, 0, WIDTH, HEIGHT }), >, 20);
}

/* A layer of many channels is as wide as it must be, and is drawn where it is scrolled to. */
static void
test_wide (Fixture *self, gconstpointer data)
{
  enum
  {
    CHANNELS = 200
  };
  g_autofree float *weights = g_new0 (float, N *CHANNELS *SIDE *SIDE);
  RcpFilterLayout layout;
  RcpCellBox view = { 0, 0, WIDTH, HEIGHT };

  self->sheet.n_planes = CHANNELS;
  self->sheet.weights = weights;
  weights[(CHANNELS - 1) * SIDE * SIDE] = 1;
  layout = rcp_filter_sheet_lay_out (&self->sheet, WIDTH);
  g_assert_cmpint (layout.width, >, WIDTH);
  view.x = layout.width - WIDTH;
  for (double x = WIDTH - 1; x > 0; x--)
    {
      const gssize weight =
          rcp_filter_sheet_weight_at (&self->sheet, &layout, view, x, layout.header + layout.cell_height / 2.0);

      if (weight < 0)
        continue;
      g_assert_cmpint (weight / (SIDE * SIDE), ==, CHANNELS - 1);
      break;
    }
  {
    g_autoptr (Canvas) canvas = canvas_new (WIDTH, HEIGHT, 1);
    guint n = 0;

    draw (self, &layout, view, canvas);
    /* right of the maps, which have such colours too */
    for (int x = WIDTH / 2; x < WIDTH; x++)
      n += canvas_pixel (canvas, x, layout.header + (layout.cell_height - layout.plane_height) / 2.0 + 0.5)
           == canvas_word (rcp_colour_diverging (1));
    g_assert_cmpuint (n, ==, (guint) layout.scale);
  }
}

static void
test_weights_as_colours (void)
{
  const float planes[] = { 0, 1, -1, 0.5f, 0, 2, -1, 0, 0, 0, 1, -7 };
  guint32 words[4];

  rcp_pixels_weights (words, planes, 4, 1);
  g_assert_cmphex (words[0], ==, 0x808080);
  g_assert_cmphex (words[1], ==, 0xffff80);
  g_assert_cmphex (words[2], ==, 0x0000ff);
  g_assert_cmphex (words[3], ==, 0xbf8000);
  /* of no range all is grey */
  rcp_pixels_weights (words, planes, 4, 0);
  g_assert_cmphex (words[1], ==, 0x808080);
}

#define ADD_TEST(name, data, function) g_test_add ("/filter-sheet/" name, Fixture, data, set_up, function, NULL)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("places/tiles", "tiles", test_places);
  ADD_TEST ("places/rows", "rows", test_places);
  ADD_TEST ("largest", "tiles", test_largest);
  ADD_TEST ("boxes/tiles", "tiles", test_boxes);
  ADD_TEST ("boxes/rows", "rows", test_boxes);
  ADD_TEST ("marks/tiles", "tiles", test_marks);
  ADD_TEST ("marks/rows", "rows", test_marks);
  ADD_TEST ("wide", "rows", test_wide);
  g_test_add_func ("/filter-sheet/weights-as-colours", test_weights_as_colours);
  return g_test_run ();
}
