#include "draw/filter-sum.h"
#include "draw/chart-text.h"

#include <math.h>
#include <string.h>

#include "filter/presets.h"

#define WIDTH 720
#define HEIGHT 128
#define SIDE 8

/* A picture whose three channels are 10, 20 and 30 everywhere. */
static void
make_sheet (const char *kernel, RcpBorder border, int row, int column, RcpSumSheet *sheet)
{
  static guint8 rgb[3 * SIDE * SIDE];

  for (int i = 0; i < 3 * SIDE * SIDE; i++)
    rgb[i] = (guint8) (10 * (i % 3 + 1));
  *sheet = (RcpSumSheet){ .row = row, .column = column, .n_sums = 3 };
  rcp_filter_init (&sheet->filter);
  sheet->filter.border = border;
  g_assert_true (rcp_filter_parse_kernel (kernel, &sheet->filter, NULL));
  for (int c = 0; c < 3; c++)
    rcp_filter_explain (&sheet->filter, rgb, SIDE, SIDE, row, column, c, &sheet->sums[c]);
}

static cairo_surface_t *
draw (const RcpSumSheet *sheet, gboolean dark)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Sans 11");
  RcpChartCanvas canvas = { WIDTH, HEIGHT, 1.0, rcp_palette (dark), context, FALSE };

  pango_context_set_font_description (context, font);
  rcp_set_colour (cr, canvas.palette->background);
  cairo_paint (cr);
  rcp_sum_sheet_draw (sheet, &canvas, cr);
  pango_font_description_free (font);
  g_object_unref (context);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* How many pixels have, to within rounding, a colour. */
static int
count (cairo_surface_t *surface, RcpColour colour)
{
  int found = 0;

  for (int y = 0; y < HEIGHT; y++)
    {
      const guint8 *row = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

      for (int x = 0; x < WIDTH; x++)
        {
          guint32 pixel = ((const guint32 *) (gconstpointer) row)[x];

          found += fabs ((pixel >> 16 & 255) - 255.0 * colour.red) <= 1.0
                   && fabs ((pixel >> 8 & 255) - 255.0 * colour.green) <= 1.0
                   && fabs ((pixel & 255) - 255.0 * colour.blue) <= 1.0;
        }
    }
  return found;
}

/* The largest product of all channels has the strongest colour; others are as strong as they are large. */
static void
test_colours (void)
{
  RcpSumSheet sheet;

  make_sheet ("1 0; 0 -1", RCP_BORDER_ZERO, 4, 4, &sheet);
  for (int dark = 0; dark < 2; dark++)
    {
      cairo_surface_t *surface = draw (&sheet, dark);

      for (int c = 1; c <= 3; c++)
        {
          g_assert_cmpint (count (surface, rcp_colour_diverging (0.8 * c / 3.0)), >, 500);
          g_assert_cmpint (count (surface, rcp_colour_diverging (-0.8 * c / 3.0)), >, 500);
        }
      cairo_surface_destroy (surface);
    }
}

/* What the border made up is dashed, and nothing else is. */
static void
test_border (void)
{
  RcpSumSheet inside, outside;
  cairo_surface_t *a, *b;
  int different = 0;

  make_sheet ("1 1 1; 1 1 1; 1 1 1", RCP_BORDER_REPLICATE, 4, 4, &inside);
  make_sheet ("1 1 1; 1 1 1; 1 1 1", RCP_BORDER_REPLICATE, 4, 0, &outside);
  a = draw (&inside, FALSE);
  b = draw (&outside, FALSE);
  for (int y = 0; y < HEIGHT; y++)
    different += memcmp (cairo_image_surface_get_data (a) + y * cairo_image_surface_get_stride (a),
                         cairo_image_surface_get_data (b) + y * cairo_image_surface_get_stride (b), 4 * WIDTH)
                 != 0;
  /* the pixels are the same everywhere, and so are the sums: what differs is the dashes of three rows of cells */
  g_assert_cmpint (different, >, 60);
  g_assert_cmpint (different, <=, 90);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

static double
width_of (const char *kernel, gboolean grey, double *longest, const char *product)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1, 1);
  cairo_t *cr = cairo_create (surface);
  PangoContext *context = pango_cairo_create_context (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Sans 11");
  RcpChartCanvas canvas = { 1, 1, 1.0, rcp_palette (FALSE), context, FALSE };
  RcpFilter filter;
  double width;

  pango_context_set_font_description (context, font);
  rcp_filter_init (&filter);
  filter.grey = grey;
  g_assert_true (rcp_filter_parse_kernel (kernel, &filter, NULL));
  width = rcp_sum_sheet_width (&filter, &canvas);
  *longest = rcp_chart_text_width (&canvas, RCP_TEXT_SMALL, product);
  g_object_unref (context);
  pango_font_description_free (font);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return width;
}

/* Room for the longest product that there can be, at three quarters of its size, in every column of every channel. */
static void
test_width (void)
{
  double longest, one, grey;

  one = width_of ("1 -8 1", FALSE, &longest, "−2040");
  g_assert_cmpfloat (one, >, 3 * 3 * 0.75 * longest);
  g_assert_cmpfloat (one, <, 3 * 3 * longest + 120.0);
  grey = width_of ("1 -8 1", TRUE, &longest, "−2040");
  g_assert_cmpfloat (grey, <, one / 2.0);
  g_assert_cmpfloat (width_of ("1 -8 1 1", FALSE, &longest, "−2040"), >, one);
  g_assert_cmpfloat (width_of ("1 -8.01 1", FALSE, &longest, "−2042.55"), >, one);
}

static void
check_result (const char *kernel, double scale, double offset, const char *wanted)
{
  RcpSumSheet sheet;
  g_autofree char *text = NULL;
  static const guint8 rgb[3] = { 100, 100, 100 };

  rcp_filter_init (&sheet.filter);
  sheet.filter.scale = scale;
  sheet.filter.offset = offset;
  g_assert_true (rcp_filter_parse_kernel (kernel, &sheet.filter, NULL));
  rcp_filter_explain (&sheet.filter, rgb, 1, 1, 0, 0, 0, &sheet.sums[0]);
  text = rcp_sum_result (&sheet.filter, &sheet.sums[0]);
  g_assert_cmpstr (text, ==, wanted);
}

static void
test_results (void)
{
  check_result ("1", 1.0, 0.0, "= 100");
  check_result ("-1", 1.0, 0.0, "= −100 → 0");
  check_result ("4", 1.0, 0.0, "= 400 → 255");
  check_result ("2.125", 1.0, 0.0, "= 212.5 → 212");
  check_result ("-1", 0.5, 128.0, "= −100 × 0.5 + 128 = 78");
  check_result ("1", 1.0, -20.0, "= 100 − 20 = 80");
  check_result ("box", 1.0, 0.0, "= 100 / 9 = 11.11 → 11");
}

static void
test_words (void)
{
  RcpSumSheet sheet;
  g_autofree char *text = NULL;

  make_sheet ("1 -2", RCP_BORDER_ZERO, 3, 0, &sheet);
  text = rcp_sum_sheet_describe (&sheet);
  g_assert_cmpstr (text, ==,
                   "Row 3, column 0: red 1×0 (border) + −2×10 = −20 → 0; green 1×0 (border) + −2×20 = −40 → 0; "
                   "blue 1×0 (border) + −2×30 = −60 → 0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter-sum/colours", test_colours);
  g_test_add_func ("/filter-sum/border", test_border);
  g_test_add_func ("/filter-sum/results", test_results);
  g_test_add_func ("/filter-sum/words", test_words);
  g_test_add_func ("/filter-sum/width", test_width);
  return g_test_run ();
}
