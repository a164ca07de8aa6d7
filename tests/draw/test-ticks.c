#include "draw/ticks.h"

#include <math.h>

static void
assert_ticks (RcpTicks ticks, const double *wanted, guint n)
{
  g_assert_cmpuint (ticks.count, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (ticks.values[i], wanted[i], 1e-9 * fabs (wanted[i]) + 1e-12);
}

static void
test_linear (void)
{
  RcpTicks ticks = rcp_ticks_linear (0.5, 2.5, 5);

  assert_ticks (ticks, (double[]){ 0.5, 1.0, 1.5, 2.0, 2.5 }, 5);
  g_assert_cmpint (ticks.decimals, ==, 1);
  ticks = rcp_ticks_linear (0.0, 0.07, 5);
  assert_ticks (ticks, (double[]){ 0.0, 0.02, 0.04, 0.06 }, 4);
  g_assert_cmpint (ticks.decimals, ==, 2);
  ticks = rcp_ticks_linear (-30.0, 1200.0, 4);
  assert_ticks (ticks, (double[]){ 0.0, 500.0, 1000.0 }, 3);
  g_assert_cmpint (ticks.decimals, ==, 0);
}

/* Whatever the axis: marks lie on it, at even distances, and there are never too many nor fewer than needed. */
static void
test_linear_everywhere (void)
{
  for (double low = -3.0; low < 3.0; low += 0.37)
    for (double length = 1e-4; length < 1e6; length *= 1.7)
      for (guint most = 2; most < RCP_MAX_TICKS; most++)
        {
          RcpTicks ticks = rcp_ticks_linear (low, low + length, most);
          double step;

          g_assert_cmpuint (ticks.count, <=, most);
          if (most >= 6)
            g_assert_cmpuint (ticks.count, >=, 2);
          if (ticks.count < 2)
            continue;
          step = ticks.values[1] - ticks.values[0];
          g_assert_cmpfloat (ticks.values[0], >=, low - 1e-6 * step);
          g_assert_cmpfloat (ticks.values[ticks.count - 1], <=, low + length + 1e-6 * step);
          for (guint i = 1; i < ticks.count; i++)
            g_assert_cmpfloat_with_epsilon (ticks.values[i] - ticks.values[i - 1], step, 1e-6 * step);
        }
}

static void
test_whole (void)
{
  assert_ticks (rcp_ticks_whole (0.0, 2.0, 12), (double[]){ 0, 1, 2 }, 3);
  assert_ticks (rcp_ticks_whole (0.0, 50.0, 12), (double[]){ 0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50 }, 11);
  assert_ticks (rcp_ticks_whole (0.0, 3.3, 12), (double[]){ 0, 1, 2, 3 }, 4);
}

static void
test_log (void)
{
  assert_ticks (rcp_ticks_log (0.1, 10.0, 8), (double[]){ 0.1, 0.2, 0.5, 1, 2, 5, 10 }, 7);
  assert_ticks (rcp_ticks_log (0.1, 10.0, 4), (double[]){ 0.1, 1, 10 }, 3);
  assert_ticks (rcp_ticks_log (0.5, 2.0, 6), (double[]){ 0.5, 1, 2 }, 3);
  assert_ticks (rcp_ticks_log (1e-6, 1e6, 5), (double[]){ 1e-6, 1e-3, 1, 1e3, 1e6 }, 5);
}

static void
test_ranges (void)
{
  double low = 0.63, high = 2.31;

  rcp_range_linear (&low, &high, 6);
  g_assert_cmpfloat_with_epsilon (low, 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (high, 2.5, 1e-12);

  /* whatever the range: its ends are marks */
  for (double length = 1e-3; length < 1e3; length *= 1.13)
    for (guint most = 2; most < 12; most++)
      {
        RcpTicks ticks;

        low = 0.17;
        high = low + length;
        rcp_range_linear (&low, &high, most);
        ticks = rcp_ticks_linear (low, high, most);
        g_assert_cmpuint (ticks.count, >=, 2);
        g_assert_cmpfloat_with_epsilon (ticks.values[0], low, 1e-9 * length);
        g_assert_cmpfloat_with_epsilon (ticks.values[ticks.count - 1], high, 1e-9 * length);
      }

  low = high = 2.0;
  rcp_range_linear (&low, &high, 6);
  g_assert_cmpfloat (low, <, 2.0);
  g_assert_cmpfloat (high, >, 2.0);

  low = high = 0.0;
  rcp_range_linear (&low, &high, 6);
  g_assert_cmpfloat (high, >, low);

  low = 0.013, high = 2.3;
  rcp_range_log (&low, &high);
  g_assert_cmpfloat_with_epsilon (low, 0.01, 1e-12);
  g_assert_cmpfloat_with_epsilon (high, 5.0, 1e-12);

  low = high = 1.0;
  rcp_range_log (&low, &high);
  g_assert_cmpfloat (high, >, low);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ticks/linear", test_linear);
  g_test_add_func ("/ticks/linear-everywhere", test_linear_everywhere);
  g_test_add_func ("/ticks/whole", test_whole);
  g_test_add_func ("/ticks/log", test_log);
  g_test_add_func ("/ticks/ranges", test_ranges);
  return g_test_run ();
}
