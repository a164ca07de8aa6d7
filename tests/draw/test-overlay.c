/* Numbers laid over a picture: the right colours, on the right pixels. */

#include "draw/overlay.h"

#include <glib/gstdio.h>
#include <math.h>

/* a white pixel, then a black, a red and a grey one */
static const guint8 pixels[] = { 255, 0, 255, 128, 255, 0, 0, 128, 255, 0, 0, 128 };
static const float values[] = { 0, 2, -2, 1 };

static RcpOverlay
overlay (gboolean is_signed)
{
  return (RcpOverlay){ .shape = { 3, 2, 2 }, .pixels = pixels, .values = values, .is_signed = is_signed, .range = 2 };
}

static void
assert_pixel (cairo_surface_t *surface, int row, int column, RcpColour expected)
{
  const guint8 *data = cairo_image_surface_get_data (surface) + row * cairo_image_surface_get_stride (surface);
  guint32 pixel = ((const guint32 *) (gconstpointer) data)[column];

  g_assert_cmpint (ABS ((int) (pixel >> 16 & 255) - (int) lround (255 * expected.red)), <=, 1);
  g_assert_cmpint (ABS ((int) (pixel >> 8 & 255) - (int) lround (255 * expected.green)), <=, 1);
  g_assert_cmpint (ABS ((int) (pixel & 255) - (int) lround (255 * expected.blue)), <=, 1);
}

static RcpColour
over_grey (double grey, RcpColour colour)
{
  return (RcpColour){ 0.35 * grey + 0.65 * colour.red, 0.35 * grey + 0.65 * colour.green,
                      0.35 * grey + 0.65 * colour.blue };
}

static void
test_signed (void)
{
  RcpOverlay self = overlay (TRUE);
  cairo_surface_t *surface = rcp_overlay_render (&self);

  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 2);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 2);
  assert_pixel (surface, 0, 0, (RcpColour){ 1, 1, 1 });
  assert_pixel (surface, 0, 1, over_grey (0, rcp_colour_diverging (1)));
  assert_pixel (surface, 1, 0, over_grey (0.299, rcp_colour_diverging (-1)));
  assert_pixel (surface, 1, 1, over_grey (128 / 255.0, rcp_colour_diverging (0.5)));
  cairo_surface_destroy (surface);
}

static void
test_unsigned (void)
{
  RcpOverlay self = overlay (FALSE);
  cairo_surface_t *surface = rcp_overlay_render (&self);

  assert_pixel (surface, 0, 0, over_grey (1, rcp_colour_sequential (0)));
  assert_pixel (surface, 0, 1, over_grey (0, rcp_colour_sequential (1)));
  cairo_surface_destroy (surface);
}

/* Where all is 0 there is no range, and no division by it. */
static void
test_range (void)
{
  const float odd[] = { 0.5f, -3, NAN, -INFINITY };
  RcpOverlay self = overlay (TRUE);
  cairo_surface_t *surface;

  g_assert_cmpfloat (rcp_overlay_get_range (odd, 4), ==, 3);
  g_assert_cmpfloat (rcp_overlay_get_range (odd, 0), ==, 0);
  self.range = 0;
  surface = rcp_overlay_render (&self);
  assert_pixel (surface, 0, 1, over_grey (0, rcp_colour_diverging (0)));
  cairo_surface_destroy (surface);
}

/* The file: the picture enlarged by whole pixels, a margin, and a legend from its least to its most colour. */
static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("receptive-overlay-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "out.png", NULL);
  RcpOverlay self = overlay (TRUE);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface;
  int width, height;

  g_assert_true (rcp_overlay_save_png (&self, "Occlusion", path, &error));
  g_assert_no_error (error);
  surface = cairo_image_surface_create_from_png (path);
  width = cairo_image_surface_get_width (surface);
  height = cairo_image_surface_get_height (surface);
  g_assert_cmpint (width, ==, 512 + 32);
  g_assert_cmpint (height, >, 512 + 32);
  assert_pixel (surface, 16, 16 + 256, over_grey (0, rcp_colour_diverging (1)));
  assert_pixel (surface, 16 + 255, 16 + 511, over_grey (0, rcp_colour_diverging (1)));
  assert_pixel (surface, 16 + 256, 16, over_grey (0.299, rcp_colour_diverging (-1)));
  assert_pixel (surface, 512 + 24 + 22 + 7, 16, rcp_colour_diverging (-1));
  assert_pixel (surface, 512 + 24 + 22 + 7, 16 + 511, rcp_colour_diverging (1));
  cairo_surface_destroy (surface);
  g_unlink (path);

  g_free (path);
  path = g_build_filename (folder, "nowhere", "out.png", NULL);
  g_assert_false (rcp_overlay_save_png (&self, "Occlusion", path, &error));
  g_assert_nonnull (error);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overlay/signed", test_signed);
  g_test_add_func ("/overlay/unsigned", test_unsigned);
  g_test_add_func ("/overlay/range", test_range);
  g_test_add_func ("/overlay/file", test_file);
  return g_test_run ();
}
