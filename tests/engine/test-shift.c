/* A picture moved by a pixel: what changes for a fully connected network, and what does not for a convolution. */
#include "inspect/shift.h"
#include "random.h"

#include <math.h>
#include <string.h>

#define HEIGHT 9
#define WIDTH 11
#define PLANE (HEIGHT * WIDTH)
#define MAP_HEIGHT (HEIGHT - 2)
#define MAP_WIDTH (WIDTH - 2)

static const RcpShape shape = { 3, HEIGHT, WIDTH };
static const double mean[3] = { 125.3, 122.95, 113.87 };
static const double std[3] = { 62.99, 62.09, 66.7 };

static void
draw_noise (guint8 *pixels)
{
  RcpRandom random;

  rcp_random_init (&random, 3, 1);
  for (int i = 0; i < 3 * PLANE; i++)
    pixels[i] = (guint8) rcp_random_below (&random, 256);
}

static void
test_picture (void)
{
  static const guint8 picture[6] = { 1, 2, 3, 4, 5, 6 };
  static const guint8 right[6] = { 1, 1, 2, 4, 4, 5 };
  static const guint8 up_left[6] = { 5, 6, 6, 5, 6, 6 };
  guint8 shifted[6];

  rcp_picture_shift (picture, (RcpShape){ 1, 2, 3 }, (RcpShift){ .right = 1 }, shifted);
  g_assert_cmpmem (shifted, 6, right, 6);
  rcp_picture_shift (picture, (RcpShape){ 1, 2, 3 }, (RcpShift){ .right = -1, .down = -1 }, shifted);
  g_assert_cmpmem (shifted, 6, up_left, 6);
  rcp_picture_shift (picture, (RcpShape){ 1, 2, 3 }, (RcpShift){ 0 }, shifted);
  g_assert_cmpmem (shifted, 6, picture, 6);
}

/* the map by its definition, in double */
static double
sobel (const RcpNormalisation *normalisation, const guint8 *pixels, int y, int x)
{
  static const double kernel[3][3] = { { -1, 0, 1 }, { -2, 0, 2 }, { -1, 0, 1 } };
  double sum = 0;

  for (int c = 0; c < 3; c++)
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        sum += kernel[i][j] * (double) rcp_normalise (normalisation, c, pixels[c * PLANE + (y + i) * WIDTH + x + j]);
  return sum;
}

static void
test_moves (void)
{
  static const RcpShift shifts[] = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 }, { 3, 2 }, { -8, 0 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpShiftBench) bench = rcp_shift_bench_new (shape, mean, std, &error);
  RcpNormalisation normalisation = rcp_normalisation (3, mean, std);
  guint8 pixels[3 * PLANE];

  g_assert_no_error (error);
  draw_noise (pixels);
  for (guint i = 0; i < G_N_ELEMENTS (shifts); i++)
    {
      RcpShift shift = shifts[i];
      RcpShiftReport report;
      gsize kept = (gsize) (MAP_WIDTH - ABS (shift.right)) * (gsize) (MAP_HEIGHT - ABS (shift.down));
      gsize numbers = 0;

      g_assert_true (rcp_shift_bench_compare (bench, pixels, shift, &report, &error));
      g_assert_no_error (error);
      /* noise: nearly every entry is another one */
      g_assert_cmpuint (report.entries, ==, 3 * PLANE);
      g_assert_cmpuint (report.changed, >, 3 * PLANE * 8 / 10);
      g_assert_cmpfloat (report.correlation, <, 0.5);
      /* and yet the map only moved: the same bits at another place */
      g_assert_cmpint (report.map.width, ==, MAP_WIDTH);
      g_assert_cmpint (report.map.height, ==, MAP_HEIGHT);
      g_assert_cmpuint (report.map_changed, >, MAP_WIDTH * MAP_HEIGHT * 8 / 10);
      g_assert_cmpuint (report.kept, ==, kept);
      g_assert_cmpuint (report.kept_changed, ==, 0);
      g_assert_cmpfloat (report.kept_difference, ==, 0.0);
      for (int p = 0; p < MAP_WIDTH * MAP_HEIGHT; p++)
        {
          float difference = rcp_shift_bench_get_map_difference (bench)[p];

          g_assert_true (isnan (difference) || difference == 0.0f);
          numbers += !isnan (difference);
          g_assert_cmpfloat_with_epsilon ((double) rcp_shift_bench_get_map_before (bench)[p],
                                          sobel (&normalisation, pixels, p / MAP_WIDTH, p % MAP_WIDTH), 1e-4);
          g_assert_cmpfloat_with_epsilon (
              (double) rcp_shift_bench_get_map_after (bench)[p],
              sobel (&normalisation, rcp_shift_bench_get_shifted (bench), p / MAP_WIDTH, p % MAP_WIDTH), 1e-4);
        }
      g_assert_cmpuint (numbers, ==, kept);
    }
}

static void
test_still (void)
{
  g_autoptr (RcpShiftBench) bench = rcp_shift_bench_new (shape, mean, std, NULL);
  guint8 pixels[3 * PLANE];
  RcpShiftReport report;

  draw_noise (pixels);
  g_assert_true (rcp_shift_bench_compare (bench, pixels, (RcpShift){ 0 }, &report, NULL));
  g_assert_cmpuint (report.changed, ==, 0);
  g_assert_cmpfloat (report.distance, ==, 0.0);
  g_assert_cmpfloat_with_epsilon (report.correlation, 1.0, 1e-9);
  g_assert_cmpuint (report.map_changed, ==, 0);

  /* one grey: there is nothing to correlate, and no division by nothing */
  memset (pixels, 90, sizeof pixels);
  g_assert_true (rcp_shift_bench_compare (bench, pixels, (RcpShift){ 1, 0 }, &report, NULL));
  g_assert_cmpuint (report.changed, ==, 0);
  g_assert_true (isfinite (report.correlation));
}

/* by hand: a picture of one plane in units of its own mean and deviation */
static void
test_numbers (void)
{
  static const double zero[1] = { 0 }, one[1] = { 1 };
  static const guint8 pixels[9] = { 0, 0, 3, 0, 0, 3, 0, 0, 3 };
  g_autoptr (RcpShiftBench) bench = rcp_shift_bench_new ((RcpShape){ 1, 3, 3 }, zero, one, NULL);
  RcpShiftReport report;

  g_assert_true (rcp_shift_bench_compare (bench, pixels, (RcpShift){ -1, 0 }, &report, NULL));
  g_assert_cmpuint (report.changed, ==, 3);
  g_assert_cmpfloat_with_epsilon (report.length, sqrt (27.0), 1e-9);
  g_assert_cmpfloat_with_epsilon (report.distance, sqrt (27.0), 1e-9);
  /* 0 0 3 against 0 3 3 */
  g_assert_cmpfloat_with_epsilon (report.correlation, 0.5, 1e-9);
  g_assert_cmpfloat (rcp_shift_bench_get_map_before (bench)[0], ==, 12.0f);
  g_assert_cmpfloat (report.range, ==, 12.0);
  g_assert_cmpuint (report.kept, ==, 0);
}

static void
test_too_small (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_shift_bench_new ((RcpShape){ 3, 2, 2 }, mean, std, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shift/picture", test_picture);
  g_test_add_func ("/shift/moves", test_moves);
  g_test_add_func ("/shift/still", test_still);
  g_test_add_func ("/shift/numbers", test_numbers);
  g_test_add_func ("/shift/too-small", test_too_small);
  return g_test_run ();
}
