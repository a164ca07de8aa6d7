/* Where the bytes of a picture lie: addresses, strides, and what one sees who reads them wrongly. */
#include "data/layout.h"

#define CHANNELS 3
#define HEIGHT 2
#define WIDTH 3
#define COUNT (CHANNELS * HEIGHT * WIDTH)

static const RcpShape shape = { CHANNELS, HEIGHT, WIDTH };
static const RcpShape cifar = { 3, 32, 32 };

/* channel, row and column as digits */
static const guint8 picture[COUNT] = {
  100, 101, 102, 110, 111, 112, /* red */
  120, 121, 122, 130, 131, 132, /* green */
  140, 141, 142, 150, 151, 152, /* blue */
};

static void
test_addresses (void)
{
  static const struct
  {
    RcpAxisOrder axes;
    RcpChannelOrder channels;
    gsize addresses[3]; /* of row 13, column 17 of a picture of 3 × 32 × 32 */
    RcpStrides strides;
  } cases[] = {
    { RCP_AXES_CHW, RCP_CHANNELS_RGB, { 433, 1457, 2481 }, { 1024, 32, 1 } },
    { RCP_AXES_CHW, RCP_CHANNELS_BGR, { 2481, 1457, 433 }, { 1024, 32, 1 } },
    { RCP_AXES_HWC, RCP_CHANNELS_RGB, { 1299, 1300, 1301 }, { 1, 96, 3 } },
    { RCP_AXES_HWC, RCP_CHANNELS_BGR, { 1301, 1300, 1299 }, { 1, 96, 3 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RcpLayout layout = { cases[i].axes, cases[i].channels, cifar };
      RcpStrides strides = rcp_layout_strides (&layout);

      g_assert_cmpuint (strides.channel, ==, cases[i].strides.channel);
      g_assert_cmpuint (strides.row, ==, cases[i].strides.row);
      g_assert_cmpuint (strides.column, ==, cases[i].strides.column);
      for (int c = 0; c < 3; c++)
        {
          RcpPlace place = { c, 13, 17 };

          g_assert_cmpuint (rcp_layout_address (&layout, place), ==, cases[i].addresses[c]);
        }
    }
}

static void
test_inverse (void)
{
  /* oblong, so that rows and columns are not taken for each other */
  const RcpShape oblong = { 3, 5, 7 };

  for (int axes = RCP_AXES_CHW; axes <= RCP_AXES_HWC; axes++)
    for (int channels = RCP_CHANNELS_RGB; channels <= RCP_CHANNELS_BGR; channels++)
      {
        RcpLayout layout = { axes, channels, oblong };
        guint8 seen[3 * 5 * 7] = { 0 };

        for (gsize address = 0; address < rcp_shape_count (oblong); address++)
          {
            RcpPlace place = rcp_layout_place (&layout, address);

            g_assert_cmpuint (rcp_layout_address (&layout, place), ==, address);
            seen[(place.channel * 5 + place.row) * 7 + place.column]++;
          }
        for (gsize i = 0; i < rcp_shape_count (oblong); i++)
          g_assert_cmpuint (seen[i], ==, 1);
      }
}

static void
test_store (void)
{
  static const guint8 hwc_rgb[COUNT] = { 100, 120, 140, 101, 121, 141, 102, 122, 142,
                                         110, 130, 150, 111, 131, 151, 112, 132, 152 };
  static const guint8 chw_bgr[COUNT] = { 140, 141, 142, 150, 151, 152, 120, 121, 122,
                                         130, 131, 132, 100, 101, 102, 110, 111, 112 };
  RcpLayout layout = { RCP_AXES_HWC, RCP_CHANNELS_RGB, shape };
  guint8 memory[COUNT], back[COUNT];

  rcp_layout_store (&layout, picture, memory);
  g_assert_cmpmem (memory, COUNT, hwc_rgb, COUNT);
  rcp_layout_read (&layout, memory, back);
  g_assert_cmpmem (back, COUNT, picture, COUNT);

  layout = (RcpLayout){ RCP_AXES_CHW, RCP_CHANNELS_BGR, shape };
  rcp_layout_store (&layout, picture, memory);
  g_assert_cmpmem (memory, COUNT, chw_bgr, COUNT);
}

static void
test_wrong (void)
{
  RcpLayout chw = { RCP_AXES_CHW, RCP_CHANNELS_RGB, shape };
  RcpLayout bgr = { RCP_AXES_CHW, RCP_CHANNELS_BGR, shape };
  RcpLayout hwc = { RCP_AXES_HWC, RCP_CHANNELS_RGB, shape };
  /* the first three bytes in memory, all red, are taken for the first pixel's three channels */
  static const guint8 as_hwc[COUNT] = { 100, 110, 120, 130, 140, 150, 101, 111, 121,
                                        131, 141, 151, 102, 112, 122, 132, 142, 152 };
  guint8 memory[COUNT], seen[COUNT];

  rcp_layout_store (&chw, picture, memory);
  rcp_layout_read (&hwc, memory, seen);
  g_assert_cmpmem (seen, COUNT, as_hwc, COUNT);

  /* red and blue change places, green stays */
  rcp_layout_read (&bgr, memory, seen);
  g_assert_cmpmem (seen, 6, picture + 12, 6);
  g_assert_cmpmem (seen + 6, 6, picture + 6, 6);
  g_assert_cmpmem (seen + 12, 6, picture, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/addresses", test_addresses);
  g_test_add_func ("/layout/inverse", test_inverse);
  g_test_add_func ("/layout/store", test_store);
  g_test_add_func ("/layout/wrong", test_wrong);
  return g_test_run ();
}
