#include "random.h"

#include <math.h>
#include <string.h>

/* The expected numbers come from the definitions written down once more in Python, with whole numbers of any size and
 * fractions; those of the bare generator stand in the tests of other implementations of xoshiro256** as well. */

static void
test_generator (void)
{
  static const guint64 expected[] = { 11520,
                                      0,
                                      1509978240,
                                      G_GUINT64_CONSTANT (1215971899390074240),
                                      G_GUINT64_CONSTANT (1216172134540287360),
                                      G_GUINT64_CONSTANT (607988272756665600) };
  RcpRandom random = { { 1, 2, 3, 4 } };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (rcp_random_next (&random), ==, expected[i]);
}

static void
test_seeds (void)
{
  static const struct
  {
    guint64 seed;
    guint64 stream;
    guint64 expected[3];
  } cases[] = {
    { 0, 0, { 0xfb5405f7bd79c540, 0x780c98e26cea5883, 0x2a146e0980febc66 } },
    { 1, 0, { 0xef75d62a19ba94ed, 0x8e9490536375f270, 0xc05630b1c614195d } },
    { 1, 1, { 0x309714ec38d33b4c, 0x1bc11473d28024a0, 0xaa4f7bbef2a5a194 } },
    { 0xdeadbeef, 7, { 0x3f78e62780bb7021, 0xf0b952725b233fb6, 0x95de09ce3f9ccecd } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RcpRandom random;

      rcp_random_init (&random, cases[i].seed, cases[i].stream);
      for (guint j = 0; j < 3; j++)
        g_assert_cmphex (rcp_random_next (&random), ==, cases[i].expected[j]);
    }
}

static void
test_unit (void)
{
  static const double expected[] = { 0x1.12b4a3d129700p-2, 0x1.52c4bef6ea22fp-1, 0x1.426fdb3752f96p-2 };
  RcpRandom random;

  rcp_random_init (&random, 42, 3);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpfloat (rcp_random_unit (&random), ==, expected[i]);
  for (guint i = 0; i < 100000; i++)
    {
      double x = rcp_random_unit (&random);

      g_assert_true (x >= 0.0 && x < 1.0);
    }
}

static void
test_normal (void)
{
  static const double expected[] = { -0x1.3d3e5d27f7d69p+0, -0x1.7fe97df0e6df7p-1, 0x1.4187efa00fcc6p+0,
                                     -0x1.0b104c6d73f3cp-1, 0x1.2697cfcb8296ep-3 };
  const guint n = 200000;
  double sum = 0.0, squares = 0.0, fourths = 0.0;
  guint within_one = 0;
  RcpRandom random;

  rcp_random_init (&random, 42, 3);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpfloat (rcp_random_normal (&random), ==, expected[i]);
  for (guint i = 0; i < n; i++)
    {
      double x = rcp_random_normal (&random);

      sum += x;
      squares += x * x;
      fourths += x * x * x * x;
      within_one += fabs (x) < 1.0;
    }
  /* five standard errors */
  g_assert_cmpfloat_with_epsilon (sum / n, 0.0, 5.0 / sqrt (n));
  g_assert_cmpfloat_with_epsilon (squares / n, 1.0, 5.0 * sqrt (2.0 / n));
  g_assert_cmpfloat_with_epsilon (fourths / n, 3.0, 5.0 * sqrt (96.0 / n));
  g_assert_cmpfloat_with_epsilon ((double) within_one / n, erf (G_SQRT2 / 2.0), 5.0 * 0.47 / sqrt (n));
}

static void
test_below (void)
{
  static const guint32 tens[] = { 0, 5, 1, 9, 5, 8, 1, 6, 1, 0 };
  /* a bound that every fourth draw has to be rejected for */
  static const guint32 large[] = { 1152198900u, 2841796475u, 1352398541u, 286442739u, 2509939276u };
  guint counts[7] = { 0 };
  RcpRandom random;

  rcp_random_init (&random, 42, 3);
  for (guint i = 0; i < G_N_ELEMENTS (tens); i++)
    g_assert_cmpuint (rcp_random_below (&random, 10), ==, tens[i]);
  rcp_random_init (&random, 42, 3);
  for (guint i = 0; i < G_N_ELEMENTS (large); i++)
    g_assert_cmpuint (rcp_random_below (&random, 3u << 30), ==, large[i]);
  for (guint i = 0; i < 70000; i++)
    counts[rcp_random_below (&random, 7)]++;
  for (guint i = 0; i < 7; i++)
    g_assert_cmpfloat_with_epsilon (counts[i], 10000.0, 5.0 * sqrt (10000.0));
  g_assert_cmpuint (rcp_random_below (&random, 1), ==, 0);
}

static void
test_permutation (void)
{
  static const guint32 expected[] = { 4, 2, 11, 6, 9, 3, 7, 5, 8, 10, 1, 0 };
  guint32 order[12];
  RcpRandom random;

  rcp_random_init (&random, 42, 3);
  rcp_random_permutation (&random, order, 12);
  g_assert_cmpmem (order, sizeof order, expected, sizeof expected);

  for (guint32 n = 0; n < 300; n += 13)
    {
      g_autofree guint32 *shuffled = g_new (guint32, n + 1);
      g_autofree gboolean *seen = g_new0 (gboolean, n + 1);

      shuffled[n] = 12345;
      rcp_random_permutation (&random, shuffled, n);
      for (guint32 i = 0; i < n; i++)
        {
          g_assert_cmpuint (shuffled[i], <, n);
          g_assert_false (seen[shuffled[i]]);
          seen[shuffled[i]] = TRUE;
        }
      g_assert_cmpuint (shuffled[n], ==, 12345);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/generator", test_generator);
  g_test_add_func ("/random/seeds", test_seeds);
  g_test_add_func ("/random/unit", test_unit);
  g_test_add_func ("/random/normal", test_normal);
  g_test_add_func ("/random/below", test_below);
  g_test_add_func ("/random/permutation", test_permutation);
  return g_test_run ();
}
