#include "backend/registry.h"

#include <string.h>

/* The build sets RECEPTIVE_MODULE_DIR to the folder modules/, which holds a module of each kind. */

static const char *const bad_modules[][2] = {
  { "receptive-abi.so", "it was built for version" },
  { "receptive-gaps.so", "its table of functions has gaps" },
  { "receptive-nothing.so", "it offers no backend" },
  { "receptive-symbol.so", "it has no symbol" },
  { "receptive-text.so", "" },
  { "receptive-twice.so", "there is a backend “reference” already" },
};

static gpointer
ask (gpointer data)
{
  guint n;

  return (gpointer) rcp_backends (&n);
}

/* The first call may come from several threads at once: all see one and the same list. */
static void
test_threads (void)
{
  GThread *threads[8];
  gpointer first;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask, NULL);
  first = g_thread_join (threads[0]);
  g_assert_nonnull (first);
  for (guint i = 1; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == first);
}

static void
test_order (void)
{
  guint n;
  const RcpBackend *const *backends = rcp_backends (&n);
  guint n_modules = 0, n_built_in = 0;

  for (guint i = 0; i < n; i++)
    {
      const char *name = backends[i]->name;

      g_assert_cmpuint (backends[i]->abi, ==, RCP_BACKEND_ABI);
      if (i > 0)
        g_assert_cmpint (backends[i - 1]->score (NULL, NULL), >=, backends[i]->score (NULL, NULL));
      n_modules += g_str_equal (name, "best") || g_str_equal (name, "unusable");
      n_built_in += g_str_equal (name, "reference") || g_str_equal (name, "cpu");
    }
  g_assert_cmpuint (n_modules, ==, 2);
  g_assert_cmpuint (n_built_in, ==, 2);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpstr (backends[0]->name, ==, "best");
  g_assert_cmpstr (backends[1]->name, ==, "cpu");
  g_assert_cmpstr (backends[2]->name, ==, "reference");
  g_assert_cmpstr (backends[3]->name, ==, "unusable");
}

static void
test_problems (void)
{
  const char *const *problems = rcp_backend_problems ();

  g_assert_cmpuint (g_strv_length ((char **) problems), ==, G_N_ELEMENTS (bad_modules));
  for (guint i = 0; i < G_N_ELEMENTS (bad_modules); i++)
    {
      g_assert_nonnull (strstr (problems[i], bad_modules[i][0]));
      g_assert_nonnull (strstr (problems[i], bad_modules[i][1]));
    }
}

static void
test_find (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rcp_backend_find ("reference", &error) == rcp_backend_reference ());
  g_assert_true (rcp_backend_find ("cpu", &error) == rcp_backend_cpu ());
  g_assert_cmpstr (rcp_backend_find ("auto", &error)->name, ==, "best");
  g_assert_no_error (error);

  /* a module's errors are of the program's domain */
  g_assert_null (rcp_backend_find ("best", NULL)->open (NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
  g_clear_error (&error);

  g_assert_null (rcp_backend_find ("unusable", &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
  g_assert_nonnull (strstr (error->message, "there is no such hardware"));
  g_clear_error (&error);
  g_assert_null (rcp_backend_find ("abacus", &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "“abacus”"));
  g_assert_nonnull (strstr (error->message, "auto, best, cpu, reference, unusable"));
  g_clear_error (&error);
  g_assert_null (rcp_backend_find ("", &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/registry/threads", test_threads);
  g_test_add_func ("/registry/order", test_order);
  g_test_add_func ("/registry/problems", test_problems);
  g_test_add_func ("/registry/find", test_find);
  return g_test_run ();
}
