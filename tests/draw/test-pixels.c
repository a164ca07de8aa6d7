#include "draw/pixels.h"

#include <math.h>

static const RcpShape shape = { 3, 2, 3 };

static const guint8 picture[18] = {
  10,  20,  30,  40,  50,  60,  /* red */
  70,  80,  90,  100, 110, 120, /* green */
  130, 140, 150, 160, 170, 180, /* blue */
};

static void
test_mix (void)
{
  guint32 words[6];

  rcp_pixels_mix (words, picture, shape, RCP_ALL_CHANNELS);
  g_assert_cmphex (words[0], ==, 10 << 16 | 70 << 8 | 130);
  g_assert_cmphex (words[5], ==, 60 << 16 | 120 << 8 | 180);
  rcp_pixels_mix (words, picture, shape, 1 << 1);
  g_assert_cmphex (words[4], ==, 110 << 8);
  rcp_pixels_mix (words, picture, shape, 1 << 0 | 1 << 2);
  g_assert_cmphex (words[4], ==, 50 << 16 | 170);
  rcp_pixels_mix (words, picture, shape, 0);
  g_assert_cmphex (words[4], ==, 0);
  /* one channel is all three */
  rcp_pixels_mix (words, picture, (RcpShape){ 1, 2, 3 }, RCP_ALL_CHANNELS);
  g_assert_cmphex (words[2], ==, 0x1e1e1e);
}

static void
test_planes_add_up (void)
{
  guint32 whole[6], part[6], sum[6] = { 0 };

  rcp_pixels_mix (whole, picture, shape, RCP_ALL_CHANNELS);
  for (guint c = 0; c < 3; c++)
    {
      rcp_pixels_mix (part, picture, shape, 1u << c);
      for (int i = 0; i < 6; i++)
        sum[i] += part[i];
    }
  g_assert_cmpmem (sum, sizeof sum, whole, sizeof whole);
}

static void
test_grey (void)
{
  guint32 words[6];

  rcp_pixels_grey (words, picture + 6, 6);
  g_assert_cmphex (words[0], ==, 0x464646);
  g_assert_cmphex (words[5], ==, 0x787878);
}

static void
test_signed (void)
{
  const float values[5] = { 0.0f, 2.0f, -2.0f, 100.0f, NAN };
  const RcpColour nothing = { 0, 1, 0 };
  guint32 words[5];

  rcp_pixels_signed (words, values, 5, 2.0, nothing);
  g_assert_cmphex (words[0], ==, rcp_pixels_word (rcp_colour_diverging (0.0)));
  g_assert_cmphex (words[1], ==, rcp_pixels_word (rcp_colour_diverging (1.0)));
  g_assert_cmphex (words[2], ==, rcp_pixels_word (rcp_colour_diverging (-1.0)));
  g_assert_cmphex (words[3], ==, words[1]);
  g_assert_cmphex (words[4], ==, 0x00ff00);
  /* no range: nothing differs from zero */
  rcp_pixels_signed (words, values, 2, 0.0, nothing);
  g_assert_cmphex (words[1], ==, words[0]);
}

/* By a table: what lies between two of its colours is the nearer one. */
static void
test_values (void)
{
  const float values[7] = { 0.0f, 2.0f, -2.0f, 100.0f, NAN, -INFINITY, 1.0f };
  const RcpColour nothing = { 0, 1, 0 };
  guint32 words[7];

  rcp_pixels_values (words, values, 7, TRUE, 2.0, nothing);
  g_assert_cmphex (words[0], ==, rcp_pixels_word (rcp_colour_diverging (0.0)));
  g_assert_cmphex (words[1], ==, rcp_pixels_word (rcp_colour_diverging (1.0)));
  g_assert_cmphex (words[2], ==, rcp_pixels_word (rcp_colour_diverging (-1.0)));
  g_assert_cmphex (words[3], ==, words[1]);
  g_assert_cmphex (words[4], ==, 0x00ff00);
  g_assert_cmphex (words[5], ==, words[2]);
  g_assert_cmphex (words[6], ==, rcp_pixels_word (rcp_colour_diverging (128.0 / 255)));
  rcp_pixels_values (words, values, 7, FALSE, 2.0, nothing);
  g_assert_cmphex (words[0], ==, rcp_pixels_word (rcp_colour_sequential (0.0)));
  g_assert_cmphex (words[1], ==, rcp_pixels_word (rcp_colour_sequential (1.0)));
  g_assert_cmphex (words[2], ==, words[0]);
  g_assert_cmphex (words[4], ==, 0x00ff00);
  g_assert_cmphex (words[6], ==, rcp_pixels_word (rcp_colour_sequential (128.0 / 255)));
  /* no range: nothing differs from zero */
  rcp_pixels_values (words, values, 7, TRUE, 0.0, nothing);
  g_assert_cmphex (words[1], ==, words[0]);
  g_assert_cmphex (words[5], ==, words[0]);
}

static void
test_surface (void)
{
  guint32 words[6];
  cairo_surface_t *surface;

  rcp_pixels_mix (words, picture, shape, RCP_ALL_CHANNELS);
  for (int scale = 1; scale <= 5; scale++)
    {
      surface = rcp_pixels_surface (words, 3, 2, scale);
      cairo_surface_flush (surface);
      g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 3 * scale);
      g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 2 * scale);
      for (int y = 0; y < 2 * scale; y++)
        for (int x = 0; x < 3 * scale; x++)
          {
            const guint8 *row = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

            g_assert_cmphex (((const guint32 *) (const void *) row)[x] & 0xffffff, ==,
                             words[y / scale * 3 + x / scale]);
          }
      cairo_surface_destroy (surface);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pixels/mix", test_mix);
  g_test_add_func ("/pixels/planes-add-up", test_planes_add_up);
  g_test_add_func ("/pixels/grey", test_grey);
  g_test_add_func ("/pixels/signed", test_signed);
  g_test_add_func ("/pixels/values", test_values);
  g_test_add_func ("/pixels/surface", test_surface);
  return g_test_run ();
}
