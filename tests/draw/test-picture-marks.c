#include "draw/picture-marks.h"

#define SIDE 40

static guint32
at (cairo_surface_t *surface, int x, int y)
{
  const guint8 *row = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) row)[x] & 0xffffff;
}

static guint32
word_of (RcpColour colour)
{
  return (guint32) (255.0 * colour.red + 0.5) << 16 | (guint32) (255.0 * colour.green + 0.5) << 8
         | (guint32) (255.0 * colour.blue + 0.5);
}

static cairo_surface_t *
grey (cairo_t **cr)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SIDE, SIDE);

  *cr = cairo_create (surface);
  cairo_set_source_rgb (*cr, 0.5, 0.5, 0.5);
  cairo_paint (*cr);
  return surface;
}

/* Sharp, around the rectangle and not on it, and no further out than is said. */
static void
test_frame (void)
{
  const RcpPalette *palette = rcp_palette (FALSE);
  const guint32 ground = 0x808080;
  const int x = 12, y = 10, width = 7, height = 5;
  cairo_t *cr;
  cairo_surface_t *surface = grey (&cr);

  rcp_picture_frame_draw (palette, x, y, width, height, cr);
  cairo_surface_flush (surface);
  for (int row = 0; row < SIDE; row++)
    for (int column = 0; column < SIDE; column++)
      {
        int out = MAX (MAX (x - column, column - x - width + 1), MAX (y - row, row - y - height + 1));
        guint32 wanted = out < 1 || out > RCP_MARK_REACH ? ground
                         : out == 1 || out == 4          ? word_of (palette->frame_edge)
                                                         : word_of (palette->frame);

        g_assert_cmphex (at (surface, column, row), ==, wanted);
      }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* Half of the line on each side of the place, from the first row of the pictures to the last. */
static void
test_divider (void)
{
  const guint32 wanted[] = { 0x808080, 0x000000, 0xffffff, 0xffffff, 0x000000, 0x808080 };
  cairo_t *cr;
  cairo_surface_t *surface = grey (&cr);

  rcp_divider_draw (20, 2, 38, RCP_DIVIDER_KNOB, cr);
  cairo_surface_flush (surface);
  for (int i = 0; i < 6; i++)
    {
      g_assert_cmphex (at (surface, 17 + i, 2), ==, wanted[i]);
      g_assert_cmphex (at (surface, 17 + i, 37), ==, wanted[i]);
      g_assert_cmphex (at (surface, 17 + i, 1), ==, 0x808080);
      g_assert_cmphex (at (surface, 17 + i, 38), ==, 0x808080);
    }
  /* the handle, in the middle */
  g_assert_cmphex (at (surface, 20, 23), ==, 0xffffff);
  g_assert_cmphex (at (surface, 20 - RCP_DIVIDER_KNOB - 1, 20), ==, 0x808080);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture-marks/frame", test_frame);
  g_test_add_func ("/picture-marks/divider", test_divider);
  return g_test_run ();
}
