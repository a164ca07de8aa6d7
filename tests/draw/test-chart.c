#include "draw/chart-draw.h"

#include <glib/gstdio.h>
#include <math.h>

#include "draw/chart-file.h"

#define WIDTH 800
#define HEIGHT 300

/* A chart on an image surface. */
typedef struct
{
  RcpChartCanvas canvas;
  RcpChartLayout layout;
  cairo_surface_t *surface;
  int scale;
} Drawing;

static Drawing *
drawing_new (const RcpPlot *plot, int width, int height, int scale)
{
  Drawing *self = g_new0 (Drawing, 1);
  PangoFontDescription *font = pango_font_description_from_string ("Sans 10");
  cairo_t *cr;

  self->scale = scale;
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
  cairo_surface_set_device_scale (self->surface, scale, scale);
  cr = cairo_create (self->surface);
  self->canvas = (RcpChartCanvas){
    .width = width,
    .height = height,
    .scale = scale,
    .palette = rcp_palette (FALSE),
    .context = pango_cairo_create_context (cr),
  };
  pango_context_set_font_description (self->canvas.context, font);
  pango_font_description_free (font);
  rcp_set_colour (cr, self->canvas.palette->background);
  cairo_paint (cr);
  self->layout = rcp_chart_layout (plot, &self->canvas);
  rcp_chart_draw (plot, &self->canvas, &self->layout, cr);
  cairo_surface_flush (self->surface);
  cairo_destroy (cr);
  return self;
}

static void
drawing_free (Drawing *self)
{
  g_object_unref (self->canvas.context);
  cairo_surface_destroy (self->surface);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Drawing, drawing_free)

/* The pixel at a place in user units. */
static guint32
pixel_at (const Drawing *self, double x, double y)
{
  int column = (int) floor (x * self->scale);
  int row = (int) floor (y * self->scale);
  const guint8 *data = cairo_image_surface_get_data (self->surface);

  g_assert_cmpint (column, >=, 0);
  g_assert_cmpint (row, >=, 0);
  g_assert_cmpint (column, <, cairo_image_surface_get_width (self->surface));
  g_assert_cmpint (row, <, cairo_image_surface_get_height (self->surface));
  data += (gsize) row * cairo_image_surface_get_stride (self->surface) + 4 * (gsize) column;
  return *(const guint32 *) data & 0xffffff;
}

static guint32
packed (RcpColour colour)
{
  return (guint32) lround (colour.red * 255) << 16 | (guint32) lround (colour.green * 255) << 8
         | (guint32) lround (colour.blue * 255);
}

static RcpPlot *
loss_plot (RcpSeries **series)
{
  RcpPlot *plot = rcp_plot_new ("Loss", RCP_PLOT_LOSS);

  *series = rcp_plot_add_line (plot, "train", "Training loss", RCP_LINE_SMOOTHED, 0);
  plot->steps_per_epoch = 100.0;
  return plot;
}

static void
test_line_is_where_it_belongs (void)
{
  for (int scale = 1; scale <= 2; scale++)
    {
      RcpSeries *series;
      g_autoptr (RcpPlot) plot = loss_plot (&series);
      g_autoptr (Drawing) drawing = NULL;
      guint32 blue = packed (rcp_palette (FALSE)->series[0]);

      /* the last point keeps the range of the axis from closing in on the line */
      for (int i = 1; i <= 400; i++)
        rcp_series_append (series, i, i == 400 ? 3.0 : i <= 200 ? 2.0 : 1.0);
      plot->reach = plot->total = 400.0;
      drawing = drawing_new (plot, WIDTH, HEIGHT, scale);
      g_assert_cmpfloat (drawing->layout.x_max, ==, 400.0);
      g_assert_cmphex (
          pixel_at (drawing, rcp_chart_layout_x (&drawing->layout, 100), rcp_chart_layout_y (&drawing->layout, 2.0)),
          ==, blue);
      g_assert_cmphex (
          pixel_at (drawing, rcp_chart_layout_x (&drawing->layout, 300), rcp_chart_layout_y (&drawing->layout, 1.0)),
          ==, blue);
      g_assert_cmphex (pixel_at (drawing, rcp_chart_layout_x (&drawing->layout, 100),
                                 rcp_chart_layout_y (&drawing->layout, 1.0) - 8.0),
                       ==, packed (rcp_palette (FALSE)->background));
    }
}

static void
test_log_axis (void)
{
  RcpSeries *series;
  g_autoptr (RcpPlot) plot = loss_plot (&series);
  g_autoptr (Drawing) drawing = NULL;
  double middle;

  rcp_series_append (series, 1, 10.0);
  rcp_series_append (series, 50, 0.0);
  rcp_series_append (series, 100, 0.1);
  plot->log = TRUE;
  plot->reach = 100.0;
  drawing = drawing_new (plot, WIDTH, HEIGHT, 1);
  middle = 0.5 * (drawing->layout.top + drawing->layout.bottom);
  g_assert_cmpfloat_with_epsilon (drawing->layout.y_low, 0.1, 1e-9);
  g_assert_cmpfloat_with_epsilon (drawing->layout.y_high, 10.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (rcp_chart_layout_y (&drawing->layout, 1.0), middle, 1e-6);
  g_assert_cmpfloat (rcp_chart_layout_y (&drawing->layout, 0.0), ==, drawing->layout.bottom);
  /* a grid line marks it */
  g_assert_cmphex (pixel_at (drawing, drawing->layout.right - 3.0, round (middle - 0.5)), ==,
                   packed (rcp_palette (FALSE)->grid));
}

static void
test_grid_is_crisp (void)
{
  RcpSeries *series;
  g_autoptr (RcpPlot) plot = loss_plot (&series);
  g_autoptr (Drawing) drawing = NULL;
  guint32 background = packed (rcp_palette (FALSE)->background);
  guint32 grid = packed (rcp_palette (FALSE)->grid);
  guint lines = 0;

  rcp_series_append (series, 1, 0.03);
  rcp_series_append (series, 2, 2.9);
  plot->reach = 100.0;
  drawing = drawing_new (plot, WIDTH, HEIGHT, 1);
  /* a column that the line does not reach holds grid and background and nothing between them */
  for (double y = 0.0; y < HEIGHT; y++)
    {
      guint32 pixel = pixel_at (drawing, drawing->layout.right - 40.0, y);

      if (y > drawing->layout.bottom + 1.0)
        break;
      g_assert_true (pixel == background || pixel == grid);
      lines += pixel == grid;
    }
  g_assert_cmpuint (lines, >=, 3);
}

/* Whether anything but the grid is drawn within a pixel of a place. */
static gboolean
is_drawn (const Drawing *drawing, double x, double y)
{
  for (double dx = -1.0; dx <= 1.0; dx++)
    {
      guint32 pixel = pixel_at (drawing, x + dx, y);

      if (pixel != packed (rcp_palette (FALSE)->background) && pixel != packed (rcp_palette (FALSE)->grid))
        return TRUE;
    }
  return FALSE;
}

/* One value up and one down in the middle of their columns, among 39,100: drawn as a band and as a stroke. */
static void
test_spike_is_seen (void)
{
  for (int rough = 0; rough < 2; rough++)
    {
      g_autoptr (RcpPlot) plot = rcp_plot_new ("Loss", RCP_PLOT_LOSS);
      RcpSeries *series = rcp_plot_add_line (plot, "train", "Training loss", RCP_LINE_PLAIN, 0);
      g_autoptr (Drawing) drawing = NULL;

      for (int i = 1; i <= 39100; i++)
        rcp_series_append (series, i,
                           i == 20000   ? 4.0
                           : i == 10000 ? 0.0
                                        : 2.0 + 1e-7 * i + (rough ? 0.2 : 0.001) * (i % 3));
      plot->steps_per_epoch = 782.0;
      plot->reach = 39100.0;
      drawing = drawing_new (plot, WIDTH, HEIGHT, 1);
      g_assert_true (
          is_drawn (drawing, rcp_chart_layout_x (&drawing->layout, 20000), rcp_chart_layout_y (&drawing->layout, 3.3)));
      g_assert_true (
          is_drawn (drawing, rcp_chart_layout_x (&drawing->layout, 10000), rcp_chart_layout_y (&drawing->layout, 0.7)));
      g_assert_false (
          is_drawn (drawing, rcp_chart_layout_x (&drawing->layout, 22000), rcp_chart_layout_y (&drawing->layout, 3.3)));
    }
}

/* The raw values are seen under the smoothed line. */
static void
test_raw_is_under_smooth (void)
{
  RcpSeries *series;
  g_autoptr (RcpPlot) plot = loss_plot (&series);
  g_autoptr (Drawing) drawing = NULL;

  rcp_plot_set_smoothing (plot, 0.99);
  for (int i = 1; i <= 39100; i++)
    rcp_series_append (series, i, i == 20000 ? 4.0 : 1.0);
  plot->reach = 39100.0;
  drawing = drawing_new (plot, WIDTH, HEIGHT, 1);
  g_assert_true (
      is_drawn (drawing, rcp_chart_layout_x (&drawing->layout, 20000), rcp_chart_layout_y (&drawing->layout, 3.3)));
  g_assert_cmphex (
      pixel_at (drawing, rcp_chart_layout_x (&drawing->layout, 30000), rcp_chart_layout_y (&drawing->layout, 1.0)), ==,
      packed (rcp_palette (FALSE)->series[0]));
}

static RcpPlot *
accuracy_plot (void)
{
  static const double accuracies[] = { 0.41, 0.52, 0.66, 0.58, 0.57 };
  RcpPlot *plot = rcp_plot_new ("Accuracy", RCP_PLOT_SHARE);
  RcpSeries *train = rcp_plot_add_line (plot, "train", "Training accuracy", RCP_LINE_PLAIN, 0);
  RcpSeries *validation = rcp_plot_add_line (plot, "validation", "Validation accuracy", RCP_LINE_PLAIN, 1);

  plot->steps_per_epoch = 100.0;
  for (guint i = 0; i < G_N_ELEMENTS (accuracies); i++)
    {
      rcp_series_append (train, 100.0 * (i + 1), 0.35 + 0.04 * i);
      rcp_series_append (validation, 100.0 * (i + 1), accuracies[i]);
    }
  plot->best_line = 1;
  plot->best_index = 2;
  plot->reach = 500.0;
  return plot;
}

static void
test_best_is_starred (void)
{
  g_autoptr (RcpPlot) plot = accuracy_plot ();
  g_autoptr (Drawing) drawing = drawing_new (plot, WIDTH, HEIGHT, 1);
  guint32 gold = packed (rcp_palette (FALSE)->best);

  g_assert_cmphex (
      pixel_at (drawing, rcp_chart_layout_x (&drawing->layout, 300.0), rcp_chart_layout_y (&drawing->layout, 0.66)), ==,
      gold);
  g_assert_cmphex (
      pixel_at (drawing, rcp_chart_layout_x (&drawing->layout, 400.0), rcp_chart_layout_y (&drawing->layout, 0.58)), ==,
      packed (rcp_palette (FALSE)->series[1]));
}

/* Two charts above each other have one x axis. */
static void
test_charts_line_up (void)
{
  RcpSeries *series;
  g_autoptr (RcpPlot) loss = loss_plot (&series);
  g_autoptr (RcpPlot) accuracy = accuracy_plot ();
  g_autoptr (Drawing) above = NULL;
  g_autoptr (Drawing) below = NULL;

  for (int i = 1; i <= 500; i++)
    rcp_series_append (series, i, 2.3 - 0.003 * i);
  loss->reach = 500.0;
  above = drawing_new (loss, WIDTH, HEIGHT, 1);
  below = drawing_new (accuracy, WIDTH, HEIGHT, 1);
  g_assert_cmpfloat (above->layout.left, ==, below->layout.left);
  g_assert_cmpfloat (above->layout.right, ==, below->layout.right);
  g_assert_cmpfloat (above->layout.x_max, ==, below->layout.x_max);
}

static void
test_x_axis_grows_by_epochs (void)
{
  RcpSeries *series;
  g_autoptr (RcpPlot) plot = loss_plot (&series);
  static const double reaches[][2] = { { 3, 10 },    { 11, 20 },   { 60, 100 },  { 100, 100 },
                                       { 101, 200 }, { 201, 500 }, { 420, 500 }, { 501, 600 } };

  for (guint i = 0; i < G_N_ELEMENTS (reaches); i++)
    {
      g_autoptr (Drawing) drawing = NULL;

      /* the run is to be of six epochs */
      plot->total = 600;
      plot->reach = reaches[i][0];
      drawing = drawing_new (plot, WIDTH, HEIGHT, 1);
      g_assert_cmpfloat (drawing->layout.x_max, ==, reaches[i][1]);
    }
  plot->ended = TRUE;
  {
    g_autoptr (Drawing) drawing = drawing_new (plot, WIDTH, HEIGHT, 1);

    g_assert_cmpfloat (drawing->layout.x_max, ==, 501.0);
  }
}

/* The same point again from the place where it was drawn. */
static void
test_places_invert (void)
{
  g_autoptr (RcpPlot) plot = accuracy_plot ();
  g_autoptr (Drawing) drawing = drawing_new (plot, WIDTH, HEIGHT, 1);

  for (double step = 0.0; step <= 500.0; step += 37.0)
    g_assert_cmpfloat_with_epsilon (
        rcp_chart_layout_step (&drawing->layout, rcp_chart_layout_x (&drawing->layout, step)), step, 1e-9);
  g_assert_cmpfloat (rcp_chart_layout_step (&drawing->layout, -50.0), ==, 0.0);
  g_assert_cmpfloat (rcp_chart_layout_step (&drawing->layout, 5000.0), ==, 500.0);
}

static void
test_readout (void)
{
  g_autoptr (RcpPlot) plot = accuracy_plot ();
  g_autoptr (Drawing) drawing = drawing_new (plot, WIDTH, HEIGHT, 1);
  g_autoptr (RcpChartReadout) readout = NULL;
  g_autofree char *words = NULL;

  for (double step = 0.0; step <= 500.0; step += 12.5)
    {
      g_autoptr (RcpChartReadout) there = rcp_chart_readout_new (plot, &drawing->canvas, &drawing->layout, step);

      /* its box lies on the canvas and beside the line */
      g_assert_cmpfloat (there->box.x, >=, 0.0);
      g_assert_cmpfloat (there->box.x + there->box.width, <=, WIDTH);
      g_assert_cmpfloat (there->box.y + there->box.height, <=, HEIGHT);
      g_assert_true (there->box.x > there->x || there->box.x + there->box.width < there->x);
    }
  readout = rcp_chart_readout_new (plot, &drawing->canvas, &drawing->layout, 320.0);
  g_assert_cmpstr (readout->heading, ==, "epoch 3 · step 300");
  g_assert_cmpuint (readout->n_values, ==, 2);
  words = rcp_chart_readout_describe (readout);
  g_assert_cmpstr (words, ==, "epoch 3 · step 300: train 43.0 %, validation 66.0 %");
}

static void
test_readout_of_nothing (void)
{
  RcpSeries *series;
  g_autoptr (RcpPlot) plot = loss_plot (&series);
  g_autoptr (Drawing) drawing = drawing_new (plot, WIDTH, HEIGHT, 1);

  g_assert_null (rcp_chart_readout_new (plot, &drawing->canvas, &drawing->layout, 1.0));
}

/* No size, however odd, is drawn outside its memory or crashes. */
static void
test_odd_sizes (void)
{
  static const int sizes[][2] = { { 1, 1 }, { 20, 10 }, { 60, 400 }, { 3000, 30 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (RcpPlot) plot = accuracy_plot ();
      g_autoptr (Drawing) drawing = drawing_new (plot, sizes[i][0], sizes[i][1], 1);
      g_autoptr (RcpChartReadout) readout = rcp_chart_readout_new (plot, &drawing->canvas, &drawing->layout, 250.0);

      g_assert_nonnull (readout);
    }
}

static void
test_files (void)
{
  g_autoptr (RcpPlot) plot = accuracy_plot ();
  const RcpPlot *plots[] = { plot };
  g_autofree char *folder = g_dir_make_tmp ("rcp-chart-XXXXXX", NULL);
  static const char *const names[] = { "chart.png", "chart.SVG", "chart.csv" };
  static const char *const begins[] = { "\211PNG", "<?xml",
                                        "plot,line,step,value,smoothed\r\n\"Accuracy\",\"train\",100,0.35" };
  g_autofree char *wrong = g_build_filename (folder, "chart.bmp", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autofree char *contents = NULL;

      g_assert_true (rcp_chart_save (plots, 1, path, 700.0, 300.0, 2.0, FALSE, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      g_assert_true (g_str_has_prefix (contents, begins[i]));
      g_remove (path);
    }
  g_assert_false (rcp_chart_save (plots, 1, wrong, 700.0, 300.0, 2.0, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_false (g_file_test (wrong, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/line-is-where-it-belongs", test_line_is_where_it_belongs);
  g_test_add_func ("/chart/log-axis", test_log_axis);
  g_test_add_func ("/chart/grid-is-crisp", test_grid_is_crisp);
  g_test_add_func ("/chart/spike-is-seen", test_spike_is_seen);
  g_test_add_func ("/chart/raw-is-under-smooth", test_raw_is_under_smooth);
  g_test_add_func ("/chart/best-is-starred", test_best_is_starred);
  g_test_add_func ("/chart/charts-line-up", test_charts_line_up);
  g_test_add_func ("/chart/x-axis-grows-by-epochs", test_x_axis_grows_by_epochs);
  g_test_add_func ("/chart/places-invert", test_places_invert);
  g_test_add_func ("/chart/readout", test_readout);
  g_test_add_func ("/chart/readout-of-nothing", test_readout_of_nothing);
  g_test_add_func ("/chart/odd-sizes", test_odd_sizes);
  g_test_add_func ("/chart/files", test_files);
  return g_test_run ();
}
