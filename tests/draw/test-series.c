#include "draw/series.h"

#include <math.h>

#include "random.h"

static RcpSeries *
random_series (gsize n, guint64 seed)
{
  RcpSeries *series = rcp_series_new ();
  RcpRandom random;

  rcp_random_init (&random, seed, 0);
  for (gsize i = 0; i < n; i++)
    rcp_series_append (series, (double) i + 1, rcp_random_normal (&random));
  return series;
}

/* What rcp_series_thin() promises, found the slow way. */
static void
check_columns (const RcpSeries *series, RcpSeriesView view, double x0, double x1, guint n_columns)
{
  g_autofree RcpColumn *columns = g_new (RcpColumn, n_columns);

  rcp_series_thin (series, view, x0, x1, n_columns, columns);
  for (guint c = 0; c < n_columns; c++)
    {
      double left = x0 + (x1 - x0) * c / n_columns;
      double right = x0 + (x1 - x0) * (c + 1) / n_columns;
      RcpColumn wanted = { 0 };

      for (gsize i = 0; i < rcp_series_get_count (series); i++)
        {
          double x = rcp_series_get_x (series, i);
          double y = rcp_series_get_y (series, view, i);

          if (x < left || x > right || (x == right && c + 1 < n_columns))
            continue;
          if (wanted.count == 0)
            wanted.first = wanted.lowest = wanted.highest = i;
          if (y < rcp_series_get_y (series, view, wanted.lowest))
            wanted.lowest = i;
          if (y > rcp_series_get_y (series, view, wanted.highest))
            wanted.highest = i;
          wanted.last = i;
          wanted.count++;
        }
      g_assert_cmpuint (columns[c].count, ==, wanted.count);
      if (wanted.count == 0)
        continue;
      g_assert_cmpuint (columns[c].first, ==, wanted.first);
      g_assert_cmpuint (columns[c].last, ==, wanted.last);
      g_assert_cmpuint (columns[c].lowest, ==, wanted.lowest);
      g_assert_cmpuint (columns[c].highest, ==, wanted.highest);
    }
}

static void
test_thin (void)
{
  static const gsize lengths[] = { 1, 2, 63, 64, 65, 128, 1000, 5000 };
  static const guint columns[] = { 1, 2, 3, 7, 64, 700 };

  for (guint l = 0; l < G_N_ELEMENTS (lengths); l++)
    for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
      {
        g_autoptr (RcpSeries) series = random_series (lengths[l], l);

        rcp_series_set_smoothing (series, 0.9);
        check_columns (series, RCP_SERIES_RAW, 0.0, (double) lengths[l], columns[c]);
        check_columns (series, RCP_SERIES_SMOOTH, 0.0, (double) lengths[l], columns[c]);
        check_columns (series, RCP_SERIES_RAW, 0.3 * lengths[l], 0.8 * lengths[l] + 1, columns[c]);
      }
}

/* Columns that follow a series as it grows are those that are found at once. */
static void
test_thin_as_it_grows (void)
{
  static const guint n_columns[] = { 1, 7, 300 };

  for (guint n = 0; n < G_N_ELEMENTS (n_columns); n++)
    {
      g_autoptr (RcpSeries) series = rcp_series_new ();
      g_autofree RcpColumn *grown = g_new0 (RcpColumn, n_columns[n]);
      g_autofree RcpColumn *found = g_new (RcpColumn, n_columns[n]);
      RcpRandom random;
      guint used = 0;

      rcp_random_init (&random, n, 0);
      for (int i = 0; i < 2000;)
        {
          for (guint64 more = 1 + rcp_random_next (&random) % 50; more > 0 && i < 2000; more--, i++)
            rcp_series_append (series, i, rcp_random_normal (&random));
          used =
              rcp_series_thin_from (series, RCP_SERIES_RAW, 0.0, 1999.0, n_columns[n], used > 0 ? used - 1 : 0, grown);
          rcp_series_thin (series, RCP_SERIES_RAW, 0.0, 1999.0, n_columns[n], found);
          g_assert_cmpmem (grown, n_columns[n] * sizeof (RcpColumn), found, n_columns[n] * sizeof (RcpColumn));
        }
      g_assert_cmpuint (used, ==, n_columns[n]);
    }
}

static void
test_generation (void)
{
  g_autoptr (RcpSeries) series = random_series (10, 1);
  guint before = rcp_series_get_generation (series);

  rcp_series_append (series, 11, 1.0);
  g_assert_cmpuint (rcp_series_get_generation (series), ==, before);
  rcp_series_set_smoothing (series, 0.5);
  g_assert_cmpuint (rcp_series_get_generation (series), !=, before);
  before = rcp_series_get_generation (series);
  rcp_series_clear (series);
  g_assert_cmpuint (rcp_series_get_generation (series), !=, before);
}

/* One value among 100,000 is seen, however few columns there are. */
static void
test_spike (void)
{
  g_autoptr (RcpSeries) series = rcp_series_new ();
  RcpColumn columns[300];
  guint found = 0;

  for (int i = 0; i < 100000; i++)
    rcp_series_append (series, i, i == 54321 ? 9.0 : 1.0);
  rcp_series_thin (series, RCP_SERIES_RAW, 0.0, 99999.0, G_N_ELEMENTS (columns), columns);
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    if (rcp_series_get_y (series, RCP_SERIES_RAW, columns[c].highest) == 9.0)
      found++;
  g_assert_cmpuint (found, ==, 1);
  g_assert_cmpuint (columns[0].first, ==, 0);
  g_assert_cmpuint (columns[299].last, ==, 99999);
}

static void
test_smoothing (void)
{
  g_autoptr (RcpSeries) series = rcp_series_new ();

  /* m = 0.25·1, m/(1 − 0.75) = 1; m = 0.1875 + 0.25·3 = 0.9375, m/(1 − 0.5625) = 15/7;
     m = 0.703125 + 0.25·2 = 1.203125, m/(1 − 0.421875) = 77/37 */
  rcp_series_set_smoothing (series, 0.75);
  rcp_series_append (series, 1, 1.0);
  rcp_series_append (series, 2, 3.0);
  rcp_series_append (series, 3, 2.0);
  g_assert_cmpfloat_with_epsilon (rcp_series_get_y (series, RCP_SERIES_SMOOTH, 0), 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (rcp_series_get_y (series, RCP_SERIES_SMOOTH, 1), 15.0 / 7.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (rcp_series_get_y (series, RCP_SERIES_SMOOTH, 2), 77.0 / 37.0, 1e-12);

  rcp_series_set_smoothing (series, 0.0);
  for (gsize i = 0; i < 3; i++)
    g_assert_cmpfloat (rcp_series_get_y (series, RCP_SERIES_SMOOTH, i), ==,
                       rcp_series_get_y (series, RCP_SERIES_RAW, i));
}

/* A weight that is set late gives what it gives when it is set first. */
static void
test_smoothing_is_incremental (void)
{
  g_autoptr (RcpSeries) early = rcp_series_new ();
  g_autoptr (RcpSeries) late = rcp_series_new ();
  RcpRandom random;

  rcp_random_init (&random, 7, 0);
  rcp_series_set_smoothing (early, 0.98);
  for (int i = 0; i < 1000; i++)
    {
      double y = rcp_random_unit (&random);

      rcp_series_append (early, i, y);
      rcp_series_append (late, i, y);
      if (i == 700)
        rcp_series_set_smoothing (late, 0.98);
    }
  for (gsize i = 0; i < 1000; i++)
    g_assert_cmpfloat (rcp_series_get_y (early, RCP_SERIES_SMOOTH, i), ==,
                       rcp_series_get_y (late, RCP_SERIES_SMOOTH, i));
  check_columns (late, RCP_SERIES_SMOOTH, 0.0, 999.0, 40);
}

static void
test_find (void)
{
  g_autoptr (RcpSeries) series = rcp_series_new ();
  gsize index;

  g_assert_false (rcp_series_find (series, 1.0, &index));
  rcp_series_append (series, 10, 1.0);
  rcp_series_append (series, 20, 2.0);
  rcp_series_append (series, 40, 3.0);
  g_assert_true (rcp_series_find (series, -5.0, &index));
  g_assert_cmpuint (index, ==, 0);
  rcp_series_find (series, 15.0, &index);
  g_assert_cmpuint (index, ==, 0);
  rcp_series_find (series, 15.1, &index);
  g_assert_cmpuint (index, ==, 1);
  rcp_series_find (series, 31.0, &index);
  g_assert_cmpuint (index, ==, 2);
  rcp_series_find (series, 1e9, &index);
  g_assert_cmpuint (index, ==, 2);
}

static void
test_interpolate (void)
{
  g_autoptr (RcpSeries) series = rcp_series_new ();
  double y;

  g_assert_false (rcp_series_interpolate (series, RCP_SERIES_RAW, 1.0, &y));
  rcp_series_append (series, 10, 1.0);
  rcp_series_append (series, 20, 3.0);
  g_assert_false (rcp_series_interpolate (series, RCP_SERIES_RAW, 9.0, &y));
  g_assert_false (rcp_series_interpolate (series, RCP_SERIES_RAW, 21.0, &y));
  g_assert_true (rcp_series_interpolate (series, RCP_SERIES_RAW, 10.0, &y));
  g_assert_cmpfloat (y, ==, 1.0);
  g_assert_true (rcp_series_interpolate (series, RCP_SERIES_RAW, 17.5, &y));
  g_assert_cmpfloat (y, ==, 2.5);
  g_assert_true (rcp_series_interpolate (series, RCP_SERIES_RAW, 20.0, &y));
  g_assert_cmpfloat (y, ==, 3.0);
}

static void
test_range (void)
{
  g_autoptr (RcpSeries) series = rcp_series_new ();
  double low, high, positive;

  g_assert_false (rcp_series_get_range (series, &low, &high, &positive));
  rcp_series_append (series, 1, 0.0);
  g_assert_true (rcp_series_get_range (series, &low, &high, &positive));
  g_assert_cmpfloat (positive, ==, 0.0);
  rcp_series_append (series, 2, NAN);
  rcp_series_append (series, 3, INFINITY);
  rcp_series_append (series, 4, -2.0);
  rcp_series_append (series, 5, 0.25);
  rcp_series_append (series, 6, 7.0);
  g_assert_cmpuint (rcp_series_get_count (series), ==, 4);
  rcp_series_get_range (series, &low, &high, &positive);
  g_assert_cmpfloat (low, ==, -2.0);
  g_assert_cmpfloat (high, ==, 7.0);
  g_assert_cmpfloat (positive, ==, 0.25);
  rcp_series_clear (series);
  g_assert_cmpuint (rcp_series_get_count (series), ==, 0);
  rcp_series_append (series, 1, 3.0);
  g_assert_cmpfloat (rcp_series_get_y (series, RCP_SERIES_SMOOTH, 0), ==, 3.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/thin", test_thin);
  g_test_add_func ("/series/thin-as-it-grows", test_thin_as_it_grows);
  g_test_add_func ("/series/generation", test_generation);
  g_test_add_func ("/series/spike", test_spike);
  g_test_add_func ("/series/smoothing", test_smoothing);
  g_test_add_func ("/series/smoothing-is-incremental", test_smoothing_is_incremental);
  g_test_add_func ("/series/find", test_find);
  g_test_add_func ("/series/interpolate", test_interpolate);
  g_test_add_func ("/series/range", test_range);
  return g_test_run ();
}
