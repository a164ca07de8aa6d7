#include "draw/histogram-draw.h"

#include "canvas.h"

#define WIDTH 256
#define HEIGHT 65 /* 64 of bars, one of their base line */

/* half of the pixels in values 0 to 7, a quarter in 128 to 135, a quarter in 248 to 255 */
static void
fill (RcpHistogram *histogram)
{
  guint8 pixels[8] = { 0, 1, 7, 7, 128, 135, 248, 255 };

  rcp_histogram_of_picture (histogram, pixels, (RcpShape){ 1, 1, 8 });
}

static RcpHistogramPlot
plot_of (const RcpHistogram *histogram)
{
  return (RcpHistogramPlot){ .bars = histogram, .levels = 8, .share_max = 0.5 };
}

static void
test_bars (void)
{
  g_autoptr (Canvas) canvas = canvas_new (WIDTH, HEIGHT, 1);
  RcpHistogram histogram;
  RcpHistogramPlot plot = plot_of (&histogram);
  guint32 red = canvas_word (rcp_palette (FALSE)->channels[0]);
  guint32 paper = canvas_word (rcp_palette (FALSE)->background);

  fill (&histogram);
  g_assert_cmpfloat (rcp_histogram_plot_max (&plot), ==, 0.5);
  rcp_histogram_draw (&plot, &canvas->canvas, canvas->cr);
  /* the first bar reaches the top, the others half of it; one pixel is between two bars */
  g_assert_cmphex (canvas_pixel (canvas, 0, 0), ==, red);
  g_assert_cmphex (canvas_pixel (canvas, 6, 63), ==, red);
  g_assert_cmphex (canvas_pixel (canvas, 7, 40), ==, paper);
  g_assert_cmphex (canvas_pixel (canvas, 8, 63), ==, paper);
  g_assert_cmphex (canvas_pixel (canvas, 128, 31), ==, paper);
  g_assert_cmphex (canvas_pixel (canvas, 128, 32), ==, red);
  g_assert_cmphex (canvas_pixel (canvas, 254, 32), ==, red);
  g_assert_cmphex (canvas_pixel (canvas, 247, 63), ==, paper);
}

static void
test_scale (void)
{
  g_autoptr (Canvas) canvas = canvas_new (WIDTH, HEIGHT, 2);
  RcpHistogram histogram;
  RcpHistogramPlot plot = plot_of (&histogram);

  /* on a scale of its own twice as high as needed, every bar is half as high */
  fill (&histogram);
  plot.share_max = 1.0;
  rcp_histogram_draw (&plot, &canvas->canvas, canvas->cr);
  g_assert_cmphex (canvas_pixel (canvas, 2, 31), ==, canvas_word (rcp_palette (FALSE)->background));
  g_assert_cmphex (canvas_pixel (canvas, 2, 33), ==, canvas_word (rcp_palette (FALSE)->channels[0]));
}

static void
test_lines (void)
{
  g_autoptr (Canvas) canvas = canvas_new (WIDTH, HEIGHT, 1);
  RcpHistogram histogram;
  RcpHistogramPlot plot = plot_of (&histogram);
  const RcpPalette *palette = rcp_palette (FALSE);

  fill (&histogram);
  plot.bars = NULL;
  plot.lines[0] = &histogram;
  g_assert_cmpfloat (rcp_histogram_plot_max (&plot), ==, 0.5);
  rcp_histogram_draw (&plot, &canvas->canvas, canvas->cr);
  /* along the top of the bar in the middle, and not below it */
  g_assert_cmphex (canvas_pixel (canvas, 132, 40), ==, canvas_word (palette->background));
  g_assert_cmphex (canvas_pixel (canvas, 132, 32) >> 16, <, 0x80);
  g_assert_false (canvas_word (rcp_histogram_line_colour (palette, 0))
                  == canvas_word (rcp_histogram_line_colour (palette, 1)));
  for (int line = 0; line < RCP_HISTOGRAM_LINES; line++)
    for (int c = 0; c < 3; c++)
      g_assert_false (canvas_word (rcp_histogram_line_colour (palette, line)) == canvas_word (palette->channels[c]));
}

static void
test_mark (void)
{
  RcpHistogram histogram;
  RcpHistogramPlot plot = plot_of (&histogram);

  fill (&histogram);
  for (int axis = 0; axis < 2; axis++)
    for (int value = 0; value < 256; value += 15)
      {
        g_autoptr (Canvas) canvas = canvas_new (WIDTH, 100, 1);
        cairo_rectangle_t bounds;

        plot.axis = axis;
        bounds = rcp_histogram_mark_bounds (&plot, &canvas->canvas, value);
        rcp_histogram_draw_mark (&plot, &canvas->canvas, canvas->cr, value);
        g_assert_cmphex (canvas_pixel (canvas, CLAMP (value, 1, 254), 50), ==, canvas_word (rcp_palette (FALSE)->text));
        /* nothing outside of what it says it covers, so that GTK repairs enough */
        for (int y = 0; y < 100; y++)
          for (int x = 0; x < WIDTH; x++)
            if (x < bounds.x || x >= bounds.x + bounds.width || y < bounds.y || y >= bounds.y + bounds.height)
              g_assert_cmphex (canvas_pixel (canvas, x, y), ==, canvas_word (rcp_palette (FALSE)->background));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/histogram-draw/bars", test_bars);
  g_test_add_func ("/histogram-draw/scale", test_scale);
  g_test_add_func ("/histogram-draw/lines", test_lines);
  g_test_add_func ("/histogram-draw/mark", test_mark);
  return g_test_run ();
}
