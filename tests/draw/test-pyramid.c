#include "draw/pyramid.h"

#include <string.h>

/* A picture whose pixels tell where they are. */
static RcpPyramid *
make (int width, int height, int channels)
{
  gsize size = (gsize) width * (gsize) height * (gsize) channels;
  guint8 *pixels = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < channels; c++)
        pixels[(y * width + x) * channels + c] = (guint8) (c == 0 ? x : c == 1 ? y : (x + y) / 2);
  bytes = g_bytes_new_take (pixels, size);
  return rcp_pyramid_new (bytes, width, height, channels);
}

static guint32
at (cairo_surface_t *surface, int x, int y)
{
  const guint8 *row = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) row)[x] & 0xffffff;
}

static cairo_surface_t *
paint (RcpPyramid *pyramid, const RcpViewport *viewport, int left, int right)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, viewport->view_width, viewport->view_height);

  rcp_pyramid_paint (pyramid, viewport, surface, left, right);
  return surface;
}

static void
test_whole_pixels (void)
{
  g_autoptr (RcpPyramid) pyramid = make (5, 4, 3);
  RcpViewport viewport = { 0 };
  cairo_surface_t *surface;

  rcp_viewport_init (&viewport, 5, 4);
  rcp_viewport_resize (&viewport, 53, 43);
  g_assert_cmpint (viewport.zoom, ==, 10);
  surface = paint (pyramid, &viewport, 0, 53);
  /* at the top, and in the middle: one pixel to the left, two to the right, three below */
  g_assert_cmphex (at (surface, 0, 0), ==, 0);
  g_assert_cmphex (at (surface, 50, 0), ==, 0x040002);
  g_assert_cmphex (at (surface, 50, 39), ==, 0x040303);
  g_assert_cmphex (at (surface, 50, 40), ==, 0);
  for (int y = 0; y < 43; y++)
    for (int x = 0; x < 53; x++)
      {
        int column, row;
        guint32 wanted = 0;

        if (rcp_viewport_find (&viewport, x + 0.5, y + 0.5, &column, &row))
          wanted = (guint32) column << 16 | (guint32) row << 8 | (guint32) (column + row) / 2;
        g_assert_cmphex (at (surface, x, y), ==, wanted);
      }
  cairo_surface_destroy (surface);
}

static void
test_split (void)
{
  g_autoptr (RcpPyramid) pyramid = make (4, 4, 1);
  RcpViewport viewport = { 0 };
  cairo_surface_t *surface;

  rcp_viewport_init (&viewport, 4, 4);
  rcp_viewport_resize (&viewport, 16, 16);
  surface = paint (pyramid, &viewport, 6, 11);
  for (int x = 0; x < 16; x++)
    g_assert_cmphex (at (surface, x, 9), ==, x >= 6 && x < 11 ? (guint32) (x / 4) * 0x010101 : 0);
  cairo_surface_destroy (surface);
}

/* Smaller than it is, a picture of slopes stays one: every pixel is near the mean of what it stands for. */
static void
test_smaller (void)
{
  g_autoptr (RcpPyramid) pyramid = make (250, 200, 3);

  for (int view = 20; view < 200; view += 13)
    {
      RcpViewport viewport = { 0 };
      cairo_surface_t *surface;
      int origin_x, origin_y, factor;

      rcp_viewport_init (&viewport, 250, 200);
      rcp_viewport_resize (&viewport, view, view);
      g_assert_cmpint (viewport.zoom, <=, -2);
      g_assert_cmpint ((250 - viewport.zoom - 1) / -viewport.zoom, <=, view);
      factor = -viewport.zoom;
      rcp_viewport_origin (&viewport, &origin_x, &origin_y);
      surface = paint (pyramid, &viewport, 0, view);
      for (int y = 0; y < 200 / factor; y++)
        for (int x = 0; x < 250 / factor; x++)
          {
            guint32 pixel = at (surface, origin_x + x, origin_y + y);
            double column = x * factor + (factor - 1) / 2.0, row = y * factor + (factor - 1) / 2.0;

            g_assert_cmpfloat (ABS ((pixel >> 16) - column), <=, factor / 2.0 + 1.0);
            g_assert_cmpfloat (ABS ((pixel >> 8 & 255) - row), <=, factor / 2.0 + 1.0);
          }
      cairo_surface_destroy (surface);
    }
}

static void
test_zoom_at_the_pointer (void)
{
  RcpViewport viewport = { 0 };
  int column, row, other_column, other_row;

  rcp_viewport_init (&viewport, 6000, 4000);
  rcp_viewport_resize (&viewport, 450, 450);
  g_assert_true (rcp_viewport_is_whole (&viewport));
  g_assert_true (rcp_viewport_find (&viewport, 300.0, 200.0, &column, &row));
  rcp_viewport_set_zoom (&viewport, 1, 300.0, 200.0);
  g_assert_false (rcp_viewport_is_whole (&viewport));
  g_assert_true (rcp_viewport_find (&viewport, 300.0, 200.0, &other_column, &other_row));
  g_assert_cmpint (ABS (column - other_column), <=, 14);
  g_assert_cmpint (ABS (row - other_row), <=, 14);
  for (int i = 0; i < 12; i++)
    rcp_viewport_zoom (&viewport, TRUE, 300.0, 200.0);
  g_assert_cmpint (viewport.zoom, ==, RCP_VIEWPORT_MAX_ZOOM);
  for (int i = 0; i < 30 && !viewport.fit; i++)
    rcp_viewport_zoom (&viewport, FALSE, 10.0, 440.0);
  g_assert_true (viewport.fit);
  g_assert_true (rcp_viewport_is_whole (&viewport));
  rcp_viewport_set_zoom (&viewport, 1, 0.0, 0.0);
  rcp_viewport_pan (&viewport, 1e9, -1e9);
  /* no room is left beside it */
  g_assert_true (rcp_viewport_find (&viewport, 0.0, 0.0, &column, &row));
  g_assert_cmpint (column, ==, 0);
  rcp_viewport_show (&viewport, 5999, 3999);
  g_assert_true (rcp_viewport_find (&viewport, 449.5, 449.5, &column, &row));
  g_assert_cmpint (column, ==, 5999);
  g_assert_cmpint (row, ==, 3999);
}

/* Next to each other, one view a pixel wider than the other: 14 pixels to one fit into the first alone. */
static void
test_two_views (void)
{
  RcpViewport wide = { 0 }, narrow = { 0 };
  int x, y, other_x, other_y;

  rcp_viewport_init (&wide, 6000, 4000);
  rcp_viewport_resize (&wide, 429, 440);
  rcp_viewport_init (&narrow, 6000, 4000);
  rcp_viewport_resize (&narrow, 428, 440);
  g_assert_cmpint (wide.zoom, ==, -14);
  g_assert_cmpint (narrow.zoom, ==, -15);
  for (int turn = 0; turn < 2; turn++)
    {
      if (turn == 0)
        rcp_viewport_follow (&narrow, &wide);
      else
        rcp_viewport_follow (&wide, &narrow);
      g_assert_cmpint (wide.zoom, ==, -15);
      g_assert_cmpint (narrow.zoom, ==, -15);
      g_assert_true (wide.fit && narrow.fit);
      rcp_viewport_origin (&wide, &x, &y);
      rcp_viewport_origin (&narrow, &other_x, &other_y);
      g_assert_cmpint (x, ==, 14);
      g_assert_cmpint (other_x, ==, 14);
      g_assert_cmpint (y, ==, 0);
      g_assert_cmpint (other_y, ==, 0);
    }
  rcp_viewport_set_zoom (&wide, 2, 100.0, 300.0);
  rcp_viewport_follow (&narrow, &wide);
  g_assert_cmpint (narrow.zoom, ==, 2);
  g_assert_cmpfloat (narrow.x, ==, wide.x);
  g_assert_cmpfloat (narrow.y, ==, wide.y);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pyramid/whole-pixels", test_whole_pixels);
  g_test_add_func ("/pyramid/split", test_split);
  g_test_add_func ("/pyramid/smaller", test_smaller);
  g_test_add_func ("/pyramid/zoom-at-the-pointer", test_zoom_at_the_pointer);
  g_test_add_func ("/pyramid/two-views", test_two_views);
  return g_test_run ();
}
