#include "draw/chart-picture.h"

#include <math.h>
#include <string.h>

#include "random.h"

#define WIDTH 320
#define HEIGHT 130
#define STEPS 2000
#define STEPS_PER_EPOCH 200

/* A chart that grows, and a picture that follows it. */
typedef struct
{
  RcpPlot *plot;
  RcpChartPicture *picture;
  RcpChartCanvas canvas;
  cairo_surface_t *kept; /* what one would see of the picture without its labels who draws again only what changed */
  guint wholes;          /* how often all of it changed */
  guint64 pixels;        /* how many columns changed otherwise */
} Growth;

static Growth *
growth_new (RcpPlot *plot, int scale, gboolean dark)
{
  Growth *self = g_new0 (Growth, 1);
  PangoFontMap *fonts = pango_cairo_font_map_get_default ();
  PangoFontDescription *font = pango_font_description_from_string ("Sans 10");

  self->plot = plot;
  self->picture = rcp_chart_picture_new ();
  self->canvas = (RcpChartCanvas){
    .width = WIDTH,
    .height = HEIGHT,
    .scale = scale,
    .palette = rcp_palette (dark),
    .context = pango_font_map_create_context (fonts),
  };
  pango_context_set_font_description (self->canvas.context, font);
  pango_font_description_free (font);
  self->kept = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH * scale, HEIGHT * scale);
  cairo_surface_set_device_scale (self->kept, scale, scale);
  return self;
}

static void
growth_free (Growth *self)
{
  rcp_chart_picture_free (self->picture);
  rcp_plot_free (self->plot);
  g_object_unref (self->canvas.context);
  cairo_surface_destroy (self->kept);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Growth, growth_free)

static cairo_surface_t *
new_surface (const Growth *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (WIDTH * self->canvas.scale),
                                                         (int) (HEIGHT * self->canvas.scale));

  cairo_surface_set_device_scale (surface, self->canvas.scale, self->canvas.scale);
  return surface;
}

/* The same surface with the labels over it. */
static cairo_surface_t *
with_labels (const Growth *self)
{
  cairo_surface_t *surface = new_surface (self);
  cairo_rectangle_t bounds = rcp_chart_picture_get_label_bounds (self->picture);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_surface (cr, self->kept, 0.0, 0.0);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  cairo_rectangle (cr, bounds.x, bounds.y, bounds.width, bounds.height);
  cairo_clip (cr);
  rcp_chart_picture_draw_labels (self->picture, cr);
  cairo_destroy (cr);
  return surface;
}

static cairo_surface_t *
drawn_anew (const Growth *self)
{
  cairo_surface_t *surface = new_surface (self);
  RcpChartLayout layout = rcp_chart_layout (self->plot, &self->canvas);
  cairo_t *cr = cairo_create (surface);

  rcp_chart_draw (self->plot, &self->canvas, &layout, cr);
  cairo_destroy (cr);
  return surface;
}

static void
assert_same (const Growth *self, cairo_surface_t *a, cairo_surface_t *b)
{
  int stride = cairo_image_surface_get_stride (a);
  const guint8 *left, *right;

  cairo_surface_flush (a);
  cairo_surface_flush (b);
  left = cairo_image_surface_get_data (a);
  right = cairo_image_surface_get_data (b);
  for (int y = 0; y < cairo_image_surface_get_height (a); y++)
    for (int x = 0; x < cairo_image_surface_get_width (a); x++)
      {
        guint32 one = ((const guint32 *) (left + y * stride))[x];
        guint32 other = ((const guint32 *) (right + y * stride))[x];

        if (one != other)
          g_error ("with %u points, at %d, %d: %08x is not %08x",
                   (guint) rcp_series_get_count (rcp_plot_get_line (self->plot, 0)->series), x, y, one, other);
      }
}

/* Brings the picture up to date, and compares it with the chart drawn anew. */
static void
check (Growth *self)
{
  cairo_rectangle_int_t changed;
  gboolean any = rcp_chart_picture_update (self->picture, self->plot, &self->canvas, &changed);
  double scale = self->canvas.scale;
  cairo_surface_t *picture, *anew;
  cairo_t *cr = cairo_create (self->kept);

  cairo_set_source_surface (cr, rcp_chart_picture_get_surface (self->picture), 0.0, 0.0);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_rectangle (cr, changed.x / scale, changed.y / scale, changed.width / scale, changed.height / scale);
  cairo_fill (cr);
  cairo_destroy (cr);
  picture = with_labels (self);
  anew = drawn_anew (self);
  assert_same (self, picture, anew);
  cairo_surface_destroy (picture);
  cairo_surface_destroy (anew);
  g_assert_true (any || changed.width == 0);
  g_assert_false (rcp_chart_picture_update (self->picture, self->plot, &self->canvas, &(cairo_rectangle_int_t){ 0 }));
  if (changed.width == (int) (WIDTH * scale))
    self->wholes++;
  else
    self->pixels += (guint) changed.width;
}

typedef enum
{
  LOSS,
  LOSS_WITH_GAPS,
  LOSS_OF_FEW_STEPS,
  LOSS_THAT_COMES_AND_GOES,
  N_SHAPES
} Shape;

/* The next loss of a run: it falls, and is noisy. */
static double
next_loss (Shape shape, RcpRandom *random, double step)
{
  double loss = 0.4 + 1.9 * exp (-step / 300.0) + 0.1 * rcp_random_normal (random);

  /* a logarithmic axis has no place for these */
  if (shape == LOSS_WITH_GAPS && rcp_random_next (random) % 6 == 0)
    return 0.0;
  return MAX (loss, 0.01);
}

static gsize
next_distance (Shape shape, RcpRandom *random, gsize i)
{
  if (shape == LOSS_OF_FEW_STEPS)
    return 12;
  /* crowds and deserts */
  if (shape == LOSS_THAT_COMES_AND_GOES)
    return i % 200 < 150 ? 1 : rcp_random_next (random) % 40;
  return 1;
}

static void
check_loss (Shape shape, int scale, gboolean dark, gboolean logarithmic)
{
  RcpPlot *plot = rcp_plot_new ("Loss", RCP_PLOT_LOSS);
  RcpSeries *series = rcp_plot_add_line (plot, "train", "Training loss", RCP_LINE_SMOOTHED, 0);
  RcpSeries *past = rcp_plot_add_line (plot, "before", "Training loss before", RCP_LINE_PAST, 0);
  g_autoptr (Growth) growth = growth_new (plot, scale, dark);
  guint updates = 0;
  RcpRandom random;
  double step = 0.0;

  rcp_random_init (&random, (guint64) shape, 0);
  rcp_plot_set_smoothing (plot, 0.95);
  plot->log = logarithmic;
  plot->steps_per_epoch = STEPS_PER_EPOCH;
  plot->total = STEPS;
  for (int i = 0; i < STEPS; i += 3)
    rcp_series_append (past, i, 2.5 - 0.001 * i);
  check (growth);
  for (gsize i = 0; step < STEPS; updates++)
    {
      /* at first one by one, then as many as come in a frame */
      gsize more = i < 30 ? 1 : 1 + rcp_random_next (&random) % 40;

      for (gsize n = 0; n < more && step < STEPS; n++, i++)
        {
          step = MIN (STEPS, step + (double) next_distance (shape, &random, i));
          rcp_series_append (series, step, next_loss (shape, &random, step));
        }
      plot->reach = step;
      check (growth);
    }
  /* the axis grows a few times, and else only what is new is drawn */
  g_assert_cmpuint (growth->wholes, <, 16);
  g_assert_cmpuint (growth->pixels, <, (guint64) (updates * 24 + 6 * WIDTH) * (guint) scale);
  plot->ended = TRUE;
  check (growth);
}

static void
test_loss (void)
{
  for (int shape = 0; shape < N_SHAPES; shape++)
    for (int scale = 1; scale <= 2; scale++)
      for (int variant = 0; variant < 4; variant++)
        check_loss ((Shape) shape, scale, variant & 1, (variant & 2) != 0);
}

static void
test_accuracy (void)
{
  for (int scale = 1; scale <= 2; scale++)
    {
      RcpPlot *plot = rcp_plot_new ("Accuracy", RCP_PLOT_SHARE);
      RcpSeries *train = rcp_plot_add_line (plot, "train", "Training accuracy", RCP_LINE_PLAIN, 0);
      RcpSeries *validation = rcp_plot_add_line (plot, "validation", "Validation accuracy", RCP_LINE_PLAIN, 1);
      g_autoptr (Growth) growth = growth_new (plot, scale, scale == 2);
      RcpRandom random;
      double best = 0.0;

      rcp_random_init (&random, 5, 0);
      plot->steps_per_epoch = STEPS_PER_EPOCH;
      plot->total = 100 * STEPS_PER_EPOCH;
      for (guint epoch = 1; epoch <= 100; epoch++)
        {
          double accuracy = 0.6 - 0.4 * exp (-(double) epoch / 10.0) + 0.01 * rcp_random_normal (&random);

          rcp_series_append (train, epoch * STEPS_PER_EPOCH, accuracy + 0.002 * epoch);
          rcp_series_append (validation, epoch * STEPS_PER_EPOCH, accuracy);
          plot->reach = epoch * STEPS_PER_EPOCH;
          if (accuracy > best)
            {
              best = accuracy;
              plot->best_line = 1;
              plot->best_index = epoch - 1;
            }
          check (growth);
        }
      g_assert_cmpuint (growth->wholes, <, 20);
    }
}

/* What is no new point has the chart drawn anew. */
static void
test_other_changes (void)
{
  RcpPlot *plot = rcp_plot_new ("Loss", RCP_PLOT_LOSS);
  RcpSeries *series = rcp_plot_add_line (plot, "train", "Training loss", RCP_LINE_SMOOTHED, 0);
  g_autoptr (Growth) growth = growth_new (plot, 1, FALSE);

  plot->steps_per_epoch = 1000;
  for (int i = 1; i <= 900; i++)
    rcp_series_append (series, i, 2.0 + sin (i));
  plot->reach = 900;
  check (growth);
  g_assert_cmpuint (growth->wholes, ==, 1);
  check (growth);
  g_assert_cmpuint (growth->wholes, ==, 1);
  g_assert_cmpuint (growth->pixels, ==, 0);

  rcp_plot_set_smoothing (plot, 0.9);
  check (growth);
  g_assert_cmpuint (growth->wholes, ==, 2);
  rcp_plot_set_smoothing (plot, 0.0);
  check (growth);
  g_assert_cmpuint (growth->wholes, ==, 3);
  plot->log = TRUE;
  check (growth);
  g_assert_cmpuint (growth->wholes, ==, 4);
  growth->canvas.palette = rcp_palette (TRUE);
  check (growth);
  g_assert_cmpuint (growth->wholes, ==, 5);
  /* another run with the same axes */
  rcp_plot_clear (plot);
  for (int i = 1; i <= 900; i++)
    rcp_series_append (series, i, 2.0 - sin (i));
  plot->reach = 900;
  check (growth);
  g_assert_cmpuint (growth->wholes, ==, 6);
  rcp_plot_add_line (plot, "other", "Other loss", RCP_LINE_PLAIN, 1);
  check (growth);
  g_assert_cmpuint (growth->wholes, ==, 7);
}

/* A frame is worth while when a line comes to another column of pixels, and not for each point on the way. */
static void
test_behind (void)
{
  RcpPlot *plot = rcp_plot_new ("Loss", RCP_PLOT_LOSS);
  RcpSeries *series = rcp_plot_add_line (plot, "train", "Training loss", RCP_LINE_SMOOTHED, 0);
  g_autoptr (Growth) growth = growth_new (plot, 1, FALSE);
  const RcpChartLayout *layout;
  guint behind = 0;
  int steps = 0;

  plot->steps_per_epoch = STEPS;
  g_assert_true (rcp_chart_picture_is_behind (growth->picture, plot));
  rcp_series_append (series, STEPS / 2 + 1, 2.0);
  plot->reach = STEPS / 2 + 1;
  check (growth);
  g_assert_false (rcp_chart_picture_is_behind (growth->picture, plot));
  layout = rcp_chart_picture_get_layout (growth->picture);
  for (int i = STEPS / 2 + 2; i < STEPS; i++, steps++)
    {
      rcp_series_append (series, i, 2.0);
      plot->reach = i;
      if (rcp_chart_picture_is_behind (growth->picture, plot))
        {
          behind++;
          check (growth);
        }
    }
  g_assert_cmpfloat_with_epsilon (behind, steps * (layout->right - layout->left) / STEPS, 2.0);
  /* another axis is seen as well */
  plot->log = TRUE;
  g_assert_true (rcp_chart_picture_is_behind (growth->picture, plot));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart-picture/loss", test_loss);
  g_test_add_func ("/chart-picture/accuracy", test_accuracy);
  g_test_add_func ("/chart-picture/other-changes", test_other_changes);
  g_test_add_func ("/chart-picture/behind", test_behind);
  return g_test_run ();
}
