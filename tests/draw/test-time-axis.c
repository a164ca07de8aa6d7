/* The scale of the time slider. */
#include "draw/time-axis.h"

#include <math.h>

#define WIDTH 900
#define HEIGHT 50
#define TROUGH 23
#define STEPS_PER_EPOCH 782u

typedef struct
{
  RcpTimeAxis axis;
  GArray *moments;
  RcpChartCanvas canvas;
  cairo_surface_t *surface;
} Drawing;

/* A run of some epochs: 0, 1, 2, 4, … steps, every hundredth of the first epoch, and all ends of epochs. */
static Drawing *
drawing_new (guint epochs, guint best, int scale)
{
  Drawing *self = g_new0 (Drawing, 1);
  PangoFontDescription *font = pango_font_description_from_string ("Sans 10");
  cairo_t *cr;

  self->moments = g_array_new (FALSE, TRUE, sizeof (RcpMoment));
  g_array_set_size (self->moments, 1);
  for (guint step = 1; step < STEPS_PER_EPOCH; step = step < 64 ? step * 2 : step - step % 100 + 100)
    g_array_append_val (self->moments, ((RcpMoment){ step, 0 }));
  for (guint epoch = 1; epoch <= epochs; epoch++)
    g_array_append_val (self->moments, ((RcpMoment){ (guint64) epoch * STEPS_PER_EPOCH, epoch }));
  self->axis = (RcpTimeAxis){ .moments = (const RcpMoment *) self->moments->data,
                              .n_moments = self->moments->len,
                              .best = &g_array_index (self->moments, RcpMoment, self->moments->len - 1 - epochs + best),
                              .steps_per_epoch = STEPS_PER_EPOCH,
                              .span = (guint64) epochs * STEPS_PER_EPOCH,
                              .left = 10,
                              .right = WIDTH - 10,
                              .trough = TROUGH };
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH * scale, HEIGHT * scale);
  cairo_surface_set_device_scale (self->surface, scale, scale);
  cr = cairo_create (self->surface);
  self->canvas = (RcpChartCanvas){ .width = WIDTH,
                                   .height = HEIGHT,
                                   .scale = scale,
                                   .palette = rcp_palette (FALSE),
                                   .context = pango_cairo_create_context (cr) };
  pango_context_set_font_description (self->canvas.context, font);
  pango_font_description_free (font);
  rcp_set_colour (cr, self->canvas.palette->background);
  cairo_paint (cr);
  rcp_time_axis_draw (&self->axis, &self->canvas, cr);
  cairo_surface_flush (self->surface);
  cairo_destroy (cr);
  return self;
}

static void
drawing_free (Drawing *self)
{
  g_object_unref (self->canvas.context);
  cairo_surface_destroy (self->surface);
  g_array_unref (self->moments);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Drawing, drawing_free)

static guint32
device_pixel (const Drawing *self, int column, int row)
{
  const guint8 *data = cairo_image_surface_get_data (self->surface);

  g_assert_cmpint (column, >=, 0);
  g_assert_cmpint (column, <, cairo_image_surface_get_width (self->surface));
  data += (gsize) row * cairo_image_surface_get_stride (self->surface) + 4 * (gsize) column;
  return *(const guint32 *) data & 0xffffff;
}

static guint32
packed (RcpColour colour)
{
  return (guint32) lround (colour.red * 255) << 16 | (guint32) lround (colour.green * 255) << 8
         | (guint32) lround (colour.blue * 255);
}

/* Each moment has a mark of one sharp column, and between the last two of fifty epochs there is none. */
static void
test_marks (void)
{
  for (int scale = 1; scale <= 2; scale++)
    {
      g_autoptr (Drawing) drawing = drawing_new (50, 31, scale);
      guint32 background = packed (drawing->canvas.palette->background);
      int row = (TROUGH + 9) * scale;
      guint last = drawing->axis.n_moments - 1;

      for (guint i = 0; i <= last; i++)
        {
          double x = rcp_time_axis_x (&drawing->axis, drawing->axis.moments[i].step) * scale;
          guint32 left = device_pixel (drawing, (int) floor (x - 0.5), row);
          guint32 right = device_pixel (drawing, (int) floor (x + 0.5), row);

          g_assert_true (
              left == packed (drawing->canvas.palette->dim_text) || right == packed (drawing->canvas.palette->dim_text)
              || left == packed (drawing->canvas.palette->text) || right == packed (drawing->canvas.palette->text));
        }
      g_assert_cmphex (device_pixel (drawing,
                                     (int) (scale
                                            * (rcp_time_axis_x (&drawing->axis, 49 * STEPS_PER_EPOCH)
                                               + rcp_time_axis_x (&drawing->axis, 50 * STEPS_PER_EPOCH))
                                            / 2),
                                     row),
                       ==, background);
    }
}

static gboolean
has_colour (const Drawing *self, int from, int to, int top, int bottom, RcpColour colour)
{
  for (int row = top; row < bottom; row++)
    for (int column = from; column < to; column++)
      if (device_pixel (self, column, row) == packed (colour))
        return TRUE;
  return FALSE;
}

static void
test_star (void)
{
  g_autoptr (Drawing) drawing = drawing_new (50, 31, 1);
  RcpColour best = drawing->canvas.palette->best;
  int x = (int) rcp_time_axis_x (&drawing->axis, 31 * STEPS_PER_EPOCH);

  g_assert_true (has_colour (drawing, x - 3, x + 4, 0, TROUGH, best));
  g_assert_false (has_colour (drawing, 0, x - 8, 0, HEIGHT, best));
  g_assert_false (has_colour (drawing, x + 8, WIDTH, 0, HEIGHT, best));
}

/* Labels are epochs that there are, in order, far enough apart, and round where they are few. */
static void
test_labels (void)
{
  static const guint spans[] = { 1, 2, 7, 50, 300, 10000 };

  for (gsize i = 0; i < G_N_ELEMENTS (spans); i++)
    for (double gap = 20; gap <= 80; gap *= 2)
      {
        RcpTimeAxis axis = { .steps_per_epoch = STEPS_PER_EPOCH,
                             .span = (guint64) spans[i] * STEPS_PER_EPOCH,
                             .right = WIDTH };
        guint epochs[RCP_TIME_AXIS_MOST_LABELS];
        guint n = rcp_time_axis_get_labels (&axis, gap, epochs);

        g_assert_cmpuint (n, >=, 2);
        g_assert_cmpuint (epochs[0], ==, 0);
        for (guint k = 1; k < n; k++)
          {
            double x = rcp_time_axis_x (&axis, (guint64) epochs[k] * STEPS_PER_EPOCH);
            double before = rcp_time_axis_x (&axis, (guint64) epochs[k - 1] * STEPS_PER_EPOCH);

            g_assert_cmpfloat (x - before, >=, gap);
            g_assert_cmpuint (epochs[k], <=, spans[i]);
          }
        for (guint k = 1; k < n; k++)
          if (epochs[k] >= 500)
            g_assert_cmpuint (epochs[k] % 10, ==, 0);
      }
}

static void
test_scale (void)
{
  RcpTimeAxis axis = { .steps_per_epoch = 100, .span = 10000, .left = 20, .right = 120 };
  static const RcpMoment moments[] = { { 0, 0 }, { 1, 0 }, { 4, 0 }, { 100, 1 }, { 400, 4 } };

  g_assert_cmpfloat (rcp_time_axis_x (&axis, 0), ==, 20);
  g_assert_cmpfloat (rcp_time_axis_x (&axis, 100), ==, 30);
  g_assert_cmpfloat (rcp_time_axis_x (&axis, 2500), ==, 70);
  g_assert_cmpfloat (rcp_time_axis_x (&axis, 10000), ==, 120);
  g_assert_cmpfloat (rcp_time_axis_x (&axis, 20000), ==, 120);
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    g_assert_cmpuint (rcp_time_nearest (moments, G_N_ELEMENTS (moments), rcp_time_position (moments[i].step)), ==, i);
  g_assert_cmpuint (rcp_time_nearest (moments, 5, -1), ==, 0);
  g_assert_cmpuint (rcp_time_nearest (moments, 5, 0.5), ==, 0);
  g_assert_cmpuint (rcp_time_nearest (moments, 5, 0.51), ==, 1);
  g_assert_cmpuint (rcp_time_nearest (moments, 5, 5.9), ==, 2);
  g_assert_cmpuint (rcp_time_nearest (moments, 5, 6.1), ==, 3);
  g_assert_cmpuint (rcp_time_nearest (moments, 5, 1000), ==, 4);
  g_assert_cmpuint (rcp_time_nearest (moments, 1, 1000), ==, 0);
}

static void
test_span (void)
{
  g_assert_cmpuint (rcp_time_span (0, 5000, 100, FALSE), ==, 100);
  g_assert_cmpuint (rcp_time_span (100, 5000, 100, FALSE), ==, 100);
  g_assert_cmpuint (rcp_time_span (101, 5000, 100, FALSE), ==, 200);
  g_assert_cmpuint (rcp_time_span (201, 5000, 100, FALSE), ==, 500);
  g_assert_cmpuint (rcp_time_span (501, 5000, 100, FALSE), ==, 1000);
  g_assert_cmpuint (rcp_time_span (2001, 5000, 100, FALSE), ==, 5000);
  g_assert_cmpuint (rcp_time_span (2001, 3000, 100, FALSE), ==, 3000);
  g_assert_cmpuint (rcp_time_span (20, 50, 100, FALSE), ==, 50);
  g_assert_cmpuint (rcp_time_span (2001, 3000, 100, TRUE), ==, 2001);
  g_assert_cmpuint (rcp_time_span (0, 3000, 100, TRUE), ==, 1);
}

static void
test_words (void)
{
  static const struct
  {
    guint64 step;
    const char *words;
  } cases[] = { { 0, "epoch 0 · step 0" },
                { 1, "epoch 1 · step 1" },
                { 782, "epoch 1 · step 782" },
                { 783, "epoch 2 · step 783" },
                { 9384, "epoch 12 · step 9,384" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = rcp_time_describe (cases[i].step, STEPS_PER_EPOCH);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time-axis/marks", test_marks);
  g_test_add_func ("/time-axis/star", test_star);
  g_test_add_func ("/time-axis/labels", test_labels);
  g_test_add_func ("/time-axis/scale", test_scale);
  g_test_add_func ("/time-axis/span", test_span);
  g_test_add_func ("/time-axis/words", test_words);
  return g_test_run ();
}
