#include "draw/numbers.h"

#include <math.h>

#define ASSERT_TEXT(call, wanted)                                                                                      \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *text_ = (call);                                                                                   \
                                                                                                                       \
    g_assert_cmpstr (text_, ==, (wanted));                                                                             \
  }                                                                                                                    \
  G_STMT_END

static void
test_count (void)
{
  ASSERT_TEXT (rcp_format_count (0), "0");
  ASSERT_TEXT (rcp_format_count (999), "999");
  ASSERT_TEXT (rcp_format_count (4692), "4,692");
  ASSERT_TEXT (rcp_format_count (39100), "39,100");
  ASSERT_TEXT (rcp_format_count (G_GUINT64_CONSTANT (18446744073709551615)), "18,446,744,073,709,551,615");
}

static void
test_share (void)
{
  ASSERT_TEXT (rcp_format_share (0.6312), "63.1 %");
  ASSERT_TEXT (rcp_format_share (1.0), "100.0 %");
  ASSERT_TEXT (rcp_format_share (NAN), "–");
}

static void
test_loss (void)
{
  ASSERT_TEXT (rcp_format_loss (2.3026), "2.303");
  ASSERT_TEXT (rcp_format_loss (0.8154), "0.815");
  ASSERT_TEXT (rcp_format_loss (0.00041), "0.00041");
  ASSERT_TEXT (rcp_format_loss (0.0), "0.000");
  ASSERT_TEXT (rcp_format_loss (12345.6), "12346");
  ASSERT_TEXT (rcp_format_loss (1.24e7), "1.2e+07");
  ASSERT_TEXT (rcp_format_loss (3e-9), "3.0e-09");
  ASSERT_TEXT (rcp_format_loss (INFINITY), "–");
}

static void
test_duration (void)
{
  ASSERT_TEXT (rcp_format_duration (0.0), "0:00");
  ASSERT_TEXT (rcp_format_duration (45.7), "0:46");
  ASSERT_TEXT (rcp_format_duration (59.6), "1:00");
  ASSERT_TEXT (rcp_format_duration (3723.0), "1:02:03");
  ASSERT_TEXT (rcp_format_duration (-1.0), "–");
  ASSERT_TEXT (rcp_format_duration (INFINITY), "–");
}

static void
test_value (void)
{
  ASSERT_TEXT (rcp_format_value (-0.1634, 3), "−0.163");
  ASSERT_TEXT (rcp_format_value (0.5, 2), "0.50");
  ASSERT_TEXT (rcp_format_value (4.0, 2), "4");
  ASSERT_TEXT (rcp_format_value (-2.0, 2), "−2");
  /* what rounds to nothing has no sign */
  ASSERT_TEXT (rcp_format_value (-0.0001, 2), "0.00");
  ASSERT_TEXT (rcp_format_value (-0.0, 2), "0");
  ASSERT_TEXT (rcp_format_value (-INFINITY, 2), "–");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numbers/count", test_count);
  g_test_add_func ("/numbers/share", test_share);
  g_test_add_func ("/numbers/loss", test_loss);
  g_test_add_func ("/numbers/duration", test_duration);
  g_test_add_func ("/numbers/value", test_value);
  return g_test_run ();
}
