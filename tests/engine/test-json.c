#include <glib.h>

#include "json.h"

static void
check_round_trip (double value)
{
  g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), value);
  g_autofree char *text = rcp_json_to_string (node, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) read = json_from_string (text, &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (json_node_get_double (read), ==, value);
}

static void
test_numbers (void)
{
  const double values[] = { 0,     1,      0.1,    -0.5,        1e-5,   1e-10,  -1e-10,          1e17,  1e22,
                            1e300, -1e300, 5e-324, G_MAXDOUBLE, 1e-307, 2.5e20, 0.1 + 0.2 + 0.3, 1e-30, 123456789.0 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    check_round_trip (values[i]);
}

static void
test_strings (void)
{
  const char *const text = "{\"1e-10.0\":[\"\\\"1e-10.0\\\\\",1e-10,[],{}],\"\":null}";
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autofree char *printed = NULL;

  g_assert_nonnull (node);
  printed = rcp_json_to_string (node, FALSE);
  g_assert_cmpstr (printed, ==, text);
}

static void
test_pretty (void)
{
  g_autoptr (JsonNode) node = json_from_string ("{\"a\":[1e-10,2]}", NULL);
  g_autofree char *printed = rcp_json_to_string (node, TRUE);

  g_assert_cmpstr (printed, ==, "{\n  \"a\" : [\n    1e-10,\n    2\n  ]\n}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/strings", test_strings);
  g_test_add_func ("/json/pretty", test_pretty);
  return g_test_run ();
}
