/* Pictures on the screen: every pixel a square with sharp edges. */
#include "widgets/texture.h"

#define WIDTH 3
#define HEIGHT 2
#define SCALE 4

static const RcpShape shape = { 3, HEIGHT, WIDTH };

static const guint8 pixels[3 * HEIGHT * WIDTH] = {
  10,  20,  30,  40,  50,  60,  /* red */
  70,  80,  90,  100, 110, 120, /* green */
  130, 140, 150, 160, 170, 180, /* blue */
};

static void
check (RcpChannel channel)
{
  g_autoptr (GdkTexture) texture = rcp_texture_new (pixels, shape, channel, SCALE);
  guint32 texels[HEIGHT * SCALE][WIDTH * SCALE];

  g_assert_cmpint (gdk_texture_get_width (texture), ==, WIDTH * SCALE);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, HEIGHT * SCALE);
  gdk_texture_download (texture, (guchar *) texels, sizeof texels[0]);
  for (int y = 0; y < HEIGHT * SCALE; y++)
    for (int x = 0; x < WIDTH * SCALE; x++)
      {
        guint32 expected = 0xff000000;

        /* cairo's word is alpha, red, green, blue from its high end to its low one */
        for (int c = 0; c < 3; c++)
          if (channel == RCP_CHANNEL_ALL || (int) channel == c + 1)
            expected |= (guint32) pixels[(c * HEIGHT + y / SCALE) * WIDTH + x / SCALE] << (16 - 8 * c);
        g_assert_cmphex (texels[y][x], ==, expected);
      }
}

static void
test_channels (void)
{
  check (RCP_CHANNEL_ALL);
  check (RCP_CHANNEL_RED);
  check (RCP_CHANNEL_GREEN);
  check (RCP_CHANNEL_BLUE);
}

static void
test_grey (void)
{
  g_autoptr (GdkTexture) texture = rcp_texture_new (pixels, (RcpShape){ 1, HEIGHT, WIDTH }, RCP_CHANNEL_ALL, 1);
  guint32 texels[HEIGHT][WIDTH];

  gdk_texture_download (texture, (guchar *) texels, sizeof texels[0]);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      g_assert_cmphex (texels[y][x], ==, 0xff000000 | pixels[y * WIDTH + x] * 0x010101u);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/texture/channels", test_channels);
  g_test_add_func ("/texture/grey", test_grey);
  return g_test_run ();
}
