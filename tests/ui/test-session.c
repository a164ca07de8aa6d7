/* The session without a window: what every page relies on. */
#include <glib/gstdio.h>

#include "session.h"

/* far longer than anything takes; a test that gets here has failed */
#define PATIENCE_SECONDS 120

typedef struct
{
  char *folder;
  RcpSession *session;
} Fixture;

static gboolean
on_timeout (gpointer user_data)
{
  g_error ("waited in vain for %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

/* lets the main loop turn until @condition holds */
#define WAIT_FOR(condition)                                                                                            \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    guint timeout = g_timeout_add_seconds (PATIENCE_SECONDS, on_timeout, (gpointer) #condition);                       \
    while (!(condition))                                                                                               \
      g_main_context_iteration (NULL, TRUE);                                                                           \
    g_source_remove (timeout);                                                                                         \
  }                                                                                                                    \
  G_STMT_END

static void
remove_tree (GFile *file)
{
  g_autoptr (GFileEnumerator) children =
      g_file_enumerate_children (file, "standard::name", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    remove_tree (child);
  g_file_delete (file, NULL, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("receptive-XXXXXX", NULL);
  fixture->session = rcp_session_new (fixture->folder);
  WAIT_FOR (rcp_session_get_dataset (fixture->session) != NULL && !rcp_session_get_loading (fixture->session));
  WAIT_FOR (rcp_session_get_statistics (fixture->session) != NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);

  g_assert_finalize_object (fixture->session);
  remove_tree (folder);
  g_free (fixture->folder);
}

static void
on_counted (guint *count)
{
  (*count)++;
}

static void
on_sentence (RcpSession *session, const char *sentence, char **last)
{
  g_free (*last);
  *last = g_strdup (sentence);
}

static void
test_opens_builtin (Fixture *fixture, gconstpointer data)
{
  const RcpSpecimen *specimen = rcp_session_get_specimen (fixture->session);

  g_assert_cmpstr (rcp_dataset_get_name (rcp_session_get_dataset (fixture->session)), ==, "shapes");
  g_assert_true (rcp_session_get_fetchable (fixture->session));
  g_assert_cmpstr (rcp_session_get_settings (fixture->session)->dataset, ==, "shapes");
  g_assert_nonnull (specimen);
  g_assert_cmpint (specimen->split, ==, RCP_SPLIT_TEST);
  g_assert_cmpuint (specimen->index, ==, 0);
}

static void
test_neighbours (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  const RcpSamples *test = rcp_dataset_get_samples (rcp_session_get_dataset (session), RCP_SPLIT_TEST);
  guint changes = 0;

  g_signal_connect_swapped (session, "specimen-changed", G_CALLBACK (on_counted), &changes);
  rcp_session_previous_specimen (session);
  g_assert_cmpuint (rcp_session_get_specimen (session)->index, ==, test->count - 1);
  rcp_session_next_specimen (session);
  g_assert_cmpuint (rcp_session_get_specimen (session)->index, ==, 0);
  g_assert_cmpuint (changes, ==, 2);
  /* the same one again is no change */
  rcp_session_set_specimen (session, RCP_SPLIT_TEST, 0);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_true (rcp_session_get_specimen (session)->pixels == rcp_samples_pixels (test, 0));
  g_signal_handlers_disconnect_by_data (session, &changes);
}

static void
test_neighbours_of_a_class (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  const RcpSamples *test = rcp_dataset_get_samples (rcp_session_get_dataset (session), RCP_SPLIT_TEST);
  guint label = (rcp_session_get_specimen (session)->label + 1) % test->n_classes;
  guint first = 0, seen = 0;

  while (rcp_samples_label (test, first) != label)
    first++;
  rcp_session_set_filter (session, RCP_SPLIT_TEST, label);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rcp_session_get_pictures (session))), ==,
                    rcp_dataset_get_class_count (rcp_session_get_dataset (session), RCP_SPLIT_TEST, label));
  /* the specimen is not of this class: the one after it is the first that is */
  rcp_session_next_specimen (session);
  g_assert_cmpuint (rcp_session_get_specimen (session)->index, ==, first);
  do
    {
      g_assert_cmpuint (rcp_session_get_specimen (session)->label, ==, label);
      rcp_session_next_specimen (session);
      seen++;
    }
  while (rcp_session_get_specimen (session)->index != first);
  g_assert_cmpuint (seen, ==, rcp_dataset_get_class_count (rcp_session_get_dataset (session), RCP_SPLIT_TEST, label));
}

static void
test_random (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;

  for (int i = 0; i < 200; i++)
    {
      guint before = rcp_session_get_specimen (session)->index;

      rcp_session_random_specimen (session);
      g_assert_cmpuint (rcp_session_get_specimen (session)->index, !=, before);
    }
}

static void
test_missing_dataset (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (RcpDataset) before = g_object_ref (rcp_session_get_dataset (session));
  g_autofree char *problem = NULL;

  g_signal_connect (session, "problem", G_CALLBACK (on_sentence), &problem);
  rcp_session_select_dataset (session, "cifar10");
  WAIT_FOR (!rcp_session_get_loading (session));
  g_assert_nonnull (problem);
  g_assert_nonnull (strstr (problem, "CIFAR-10"));
  g_assert_true (rcp_session_get_dataset (session) == before);
  g_signal_handlers_disconnect_by_data (session, &problem);
}

static void
test_settings_keep_the_dataset (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (rcp_session_get_settings (fixture->session));

  g_free (settings->dataset);
  settings->dataset = g_strdup ("cifar10");
  settings->epochs = 3;
  rcp_session_set_settings (fixture->session, settings);
  g_assert_cmpuint (rcp_session_get_settings (fixture->session)->epochs, ==, 3);
  g_assert_cmpstr (rcp_session_get_settings (fixture->session)->dataset, ==, "shapes");
}

static void
use_small_network (RcpSession *session)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (rcp_session_get_settings (session));

  g_free (settings->network);
  settings->network = g_strdup ("avgpool 8, flatten, linear 10");
  rcp_session_set_settings (session, settings);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  rcp_session_close_finish (RCP_SESSION (source), result);
  *(gboolean *) user_data = TRUE;
}

static void
test_run (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (RcpTrainer) first = NULL;
  g_autofree char *problem = NULL;
  gboolean closed = FALSE;

  g_signal_connect (session, "problem", G_CALLBACK (on_sentence), &problem);
  use_small_network (session);
  rcp_session_step (session);
  WAIT_FOR (rcp_session_get_run_state (session) == RCP_TRAINER_PAUSED);
  first = g_object_ref (rcp_session_get_trainer (session));
  g_assert_true (rcp_session_is_training (session));

  /* another dataset would pull the pictures from under the run */
  rcp_session_select_dataset (session, "cifar10");
  g_assert_nonnull (problem);
  g_assert_false (rcp_session_get_loading (session));

  /* going on is the same run, and a new one comes only after its end */
  rcp_session_start (session);
  WAIT_FOR (rcp_session_get_run_state (session) == RCP_TRAINER_RUNNING);
  g_assert_true (rcp_session_get_trainer (session) == first);
  rcp_session_stop (session);
  WAIT_FOR (!rcp_session_is_training (session));
  rcp_session_start (session);
  g_assert_true (rcp_session_get_trainer (session) != first);

  rcp_session_close_async (session, on_closed, &closed);
  WAIT_FOR (closed);
  g_assert_cmpint (rcp_session_get_run_state (session), ==, RCP_TRAINER_STOPPED);
  g_signal_handlers_disconnect_by_data (session, &problem);
}

static void
test_impossible_run (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (rcp_session_get_settings (session));
  g_autofree char *problem = NULL;

  g_signal_connect (session, "problem", G_CALLBACK (on_sentence), &problem);
  g_free (settings->network);
  settings->network = g_strdup ("conv 6 50x50, flatten, linear 10");
  rcp_session_set_settings (session, settings);
  rcp_session_start (session);
  g_assert_nonnull (problem);
  g_assert_null (rcp_session_get_trainer (session));
  g_signal_handlers_disconnect_by_data (session, &problem);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/session/opens-builtin", test_opens_builtin);
  ADD ("/session/neighbours", test_neighbours);
  ADD ("/session/neighbours-of-a-class", test_neighbours_of_a_class);
  ADD ("/session/random", test_random);
  ADD ("/session/missing-dataset", test_missing_dataset);
  ADD ("/session/settings-keep-the-dataset", test_settings_keep_the_dataset);
  ADD ("/session/run", test_run);
  ADD ("/session/impossible-run", test_impossible_run);
#undef ADD
  return g_test_run ();
}
