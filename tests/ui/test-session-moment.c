/* The moment that a session looks at: before a run, during it, in its past, and of a run from the disk. */
#include <glib/gstdio.h>

#include "net/initialise.h"
#include "session.h"
#include "wait-for.h"

/* of the built-in pictures, in batches of 64 */
#define STEPS_PER_EPOCH 157u

typedef struct
{
  char *folder;
  RcpSession *session;
  char *problem;
  guint snapshots;
  guint within; /* of these, of steps that are not the end of an epoch */
} Fixture;

static guint64
shown_step (Fixture *fixture)
{
  return rcp_snapshot_get_step (rcp_session_get_snapshot (fixture->session));
}

static void
on_snapshot (Fixture *fixture)
{
  fixture->snapshots++;
  fixture->within += shown_step (fixture) % STEPS_PER_EPOCH != 0;
}

static void
on_problem (Fixture *fixture, const char *sentence)
{
  g_free (fixture->problem);
  fixture->problem = g_strdup (sentence);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("receptive-XXXXXX", NULL);
  fixture->session = rcp_session_new (fixture->folder);
  WAIT_FOR (rcp_session_get_snapshot (fixture->session) != NULL);
  g_signal_connect_swapped (fixture->session, "snapshot-changed", G_CALLBACK (on_snapshot), fixture);
  g_signal_connect_swapped (fixture->session, "problem", G_CALLBACK (on_problem), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  g_assert_finalize_object (fixture->session);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->problem);
}

static void
set_network (Fixture *fixture, const char *network, guint epochs)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (rcp_session_get_settings (fixture->session));

  g_free (settings->network);
  settings->network = g_strdup (network);
  settings->epochs = epochs;
  rcp_session_set_settings (fixture->session, settings);
}

static void
train (Fixture *fixture, const char *network, guint epochs)
{
  set_network (fixture, network, epochs);
  rcp_session_start (fixture->session);
  WAIT_FOR (rcp_session_get_run_state (fixture->session) == RCP_TRAINER_FINISHED);
  WAIT_FOR (rcp_session_get_moment (fixture->session) == epochs * STEPS_PER_EPOCH);
}

static void
assert_weights (RcpSnapshot *snapshot, const float *weights)
{
  gsize size = rcp_network_get_architecture (rcp_snapshot_get_network (snapshot))->n_parameters * sizeof (float);

  g_assert_cmpmem (rcp_snapshot_get_parameters (snapshot), size, weights, size);
}

static void
assert_initial (Fixture *fixture, guint64 seed)
{
  RcpSnapshot *snapshot = rcp_session_get_snapshot (fixture->session);
  RcpNetwork *network = rcp_snapshot_get_network (snapshot);
  g_autofree float *weights = g_new (float, rcp_network_get_architecture (network)->n_parameters);

  g_assert_true (rcp_network_initialise (network, "default", seed, weights, NULL));
  assert_weights (snapshot, weights);
  g_assert_true (rcp_session_get_untrained (fixture->session));
  g_assert_cmpuint (shown_step (fixture), ==, 0);
}

static void
test_untrained (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (rcp_session_get_settings (fixture->session));

  g_assert_cmpstr (rcp_network_get_preset (rcp_snapshot_get_network (rcp_session_get_snapshot (fixture->session))), ==,
                   "lenet");
  assert_initial (fixture, settings->seed);
  g_assert_true (rcp_session_get_live (fixture->session));
  g_assert_null (rcp_session_get_history (fixture->session));
  rcp_session_set_moment (fixture->session, 0);
  g_assert_true (rcp_session_get_live (fixture->session));

  settings->seed = 7;
  rcp_session_set_settings (fixture->session, settings);
  WAIT_FOR (fixture->snapshots == 1);
  assert_initial (fixture, 7);
  set_network (fixture, "linear", 2);
  WAIT_FOR (fixture->snapshots == 2);
  assert_initial (fixture, 7);
  /* what makes no network changes nothing, and what does not change the weights neither */
  set_network (fixture, "conv 6 50x5, flatten", 2);
  set_network (fixture, "linear", 3);
  set_network (fixture, "mlp", 3);
  WAIT_FOR (
      fixture->snapshots > 2
      && g_strcmp0 (rcp_network_get_preset (rcp_snapshot_get_network (rcp_session_get_snapshot (fixture->session))),
                    "mlp")
             == 0);
  assert_initial (fixture, 7);
}

/* Weights are published within an epoch while somebody watches, and else at its end alone. */
static void
test_watched (Fixture *fixture, gconstpointer data)
{
  train (fixture, "lenet", 2);
  g_assert_false (rcp_session_get_untrained (fixture->session));
  g_assert_cmpuint (fixture->within, ==, 0);
  rcp_session_watch (fixture->session);
  rcp_session_watch (fixture->session);
  rcp_session_unwatch (fixture->session);
  train (fixture, "lenet", 1);
  g_assert_cmpuint (fixture->within, >, 0);
  rcp_session_unwatch (fixture->session);
  fixture->within = 0;
  train (fixture, "lenet", 1);
  g_assert_cmpuint (fixture->within, ==, 0);
}

static void
test_past (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  RcpNetwork *network;
  RcpHistory *history;
  const RcpMoment *moments;
  guint n;

  train (fixture, "avgpool 8, flatten, linear 10", 2);
  history = rcp_session_get_history (session);
  network = rcp_snapshot_get_network (rcp_session_get_snapshot (session));
  moments = rcp_history_get_moments (history, &n);
  g_assert_cmpuint (n, >, 30);
  for (guint i = 0; i < n; i++)
    {
      const char *path = rcp_history_get_path (history, moments[i].step);
      g_autoptr (RcpSnapshot) oracle = rcp_snapshot_load (path, NULL);

      rcp_session_set_moment (session, moments[i].step);
      g_assert_false (rcp_session_get_live (session));
      WAIT_FOR (shown_step (fixture) == moments[i].step);
      assert_weights (rcp_session_get_snapshot (session), rcp_snapshot_get_parameters (oracle));
      g_assert_true (rcp_snapshot_get_network (rcp_session_get_snapshot (session)) == network);
    }
  /* however often it moves, the next frame shows where it ended */
  fixture->snapshots = 0;
  rcp_session_set_moment (session, 2);
  rcp_session_set_moment (session, 8);
  rcp_session_set_moment (session, 17);
  g_assert_cmpuint (rcp_session_get_moment (session), ==, 15);
  WAIT_FOR (shown_step (fixture) == 15);
  g_assert_cmpuint (fixture->snapshots, ==, 1);
  rcp_session_set_live (session);
  WAIT_FOR (shown_step (fixture) == 2 * STEPS_PER_EPOCH);
  g_assert_cmpuint (rcp_session_get_moment (session), ==, 2 * STEPS_PER_EPOCH);
  g_assert_null (fixture->problem);
}

/* The past stays on the screen while the training goes on, and a new run is looked at live. */
static void
test_past_of_a_running_run (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  guint64 before;

  set_network (fixture, "avgpool 8, flatten, linear 10", RCP_MAX_EPOCHS);
  rcp_session_watch (session);
  rcp_session_start (session);
  WAIT_FOR (!rcp_session_get_untrained (session) && shown_step (fixture) > STEPS_PER_EPOCH);
  rcp_session_set_moment (session, 4);
  WAIT_FOR (shown_step (fixture) == 4);
  fixture->snapshots = 0;
  before = rcp_snapshot_get_step (rcp_trainer_get_snapshot (rcp_session_get_trainer (session)));
  WAIT_FOR (rcp_snapshot_get_step (rcp_trainer_get_snapshot (rcp_session_get_trainer (session)))
            > before + 10 * STEPS_PER_EPOCH);
  g_assert_cmpuint (fixture->snapshots, ==, 0);
  g_assert_cmpuint (shown_step (fixture), ==, 4);
  rcp_session_set_live (session);
  WAIT_FOR (shown_step (fixture) > before);
  rcp_session_set_moment (session, 4);
  rcp_session_stop (session);
  WAIT_FOR (!rcp_session_is_training (session));
  rcp_session_start (session);
  g_assert_true (rcp_session_get_live (session));
  rcp_session_stop (session);
  WAIT_FOR (!rcp_session_is_training (session));
  rcp_session_unwatch (session);
}

/* Weights that take a while come by way of a worker; only the newest request counts. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  const char *path;
  g_autoptr (RcpSnapshot) oracle = NULL;

  set_network (fixture, "flatten, linear 400, linear 10", 1);
  for (guint i = 1; i <= 5; i++)
    {
      rcp_session_step (session);
      WAIT_FOR (rcp_session_get_run_state (session) == RCP_TRAINER_PAUSED && !rcp_session_get_untrained (session)
                && shown_step (fixture) == i);
    }
  for (guint step = 0; step <= 4; step++)
    rcp_session_set_moment (session, step);
  rcp_session_set_moment (session, 1);
  WAIT_FOR (shown_step (fixture) == 1);
  path = rcp_history_get_path (rcp_session_get_history (session), 1);
  oracle = rcp_snapshot_load (path, NULL);
  assert_weights (rcp_session_get_snapshot (session), rcp_snapshot_get_parameters (oracle));
  /* nothing that was asked for before comes after it */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (shown_step (fixture), ==, 1);
  rcp_session_stop (session);
  WAIT_FOR (!rcp_session_is_training (session));
}

/* A moment that cannot be read is told of, is no moment any more, and the nearest one takes its place. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  RcpHistory *history;
  guint n, left;

  train (fixture, "avgpool 8, flatten, linear 10", 1);
  history = rcp_session_get_history (session);
  rcp_history_get_moments (history, &n);
  g_assert_cmpint (g_unlink (rcp_history_get_path (history, 4)), ==, 0);
  rcp_session_set_moment (session, 4);
  WAIT_FOR (fixture->problem != NULL);
  g_assert_nonnull (strstr (fixture->problem, "epoch-00000-step-0000000004.safetensors"));
  WAIT_FOR (shown_step (fixture) == 5);
  g_assert_cmpuint (rcp_session_get_moment (session), ==, 5);
  rcp_history_get_moments (history, &left);
  g_assert_cmpuint (left, ==, n - 1);
}

static void
test_open_run (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (RcpTrainer) first = NULL;
  g_autofree char *nowhere = g_build_filename (fixture->folder, "nowhere", NULL);
  const RcpMoment *moments, *again;
  gsize n_steps, n_steps_again;
  guint n, n_again;

  train (fixture, "avgpool 8, flatten, linear 10", 2);
  first = g_object_ref (rcp_session_get_trainer (session));
  moments = rcp_history_get_moments (rcp_trainer_get_history (first), &n);
  set_network (fixture, "lenet", 9);

  /* what cannot be opened changes nothing */
  rcp_session_open_run (session, nowhere);
  WAIT_FOR (fixture->problem != NULL);
  g_assert_nonnull (strstr (fixture->problem, "holds no run"));
  g_assert_true (rcp_session_get_trainer (session) == first);
  g_clear_pointer (&fixture->problem, g_free);

  rcp_session_open_run (session, nowhere);
  rcp_session_open_run (session, rcp_trainer_get_run_dir (first));
  WAIT_FOR (rcp_session_get_trainer (session) != first);
  /* of two requests the newest alone was answered */
  g_assert_null (fixture->problem);
  g_assert_cmpint (rcp_session_get_run_state (session), ==, RCP_TRAINER_FINISHED);
  again = rcp_history_get_moments (rcp_session_get_history (session), &n_again);
  g_assert_cmpuint (n_again, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (again[i].step, ==, moments[i].step);
      g_assert_cmpuint (again[i].epoch, ==, moments[i].epoch);
    }
  rcp_metrics_get_steps (rcp_trainer_get_metrics (first), &n_steps);
  rcp_metrics_get_steps (rcp_trainer_get_metrics (rcp_session_get_trainer (session)), &n_steps_again);
  g_assert_cmpuint (n_steps, ==, n_steps_again);
  g_assert_cmpstr (rcp_session_get_settings (session)->network, ==, "avgpool 8, flatten, linear 10");
  g_assert_cmpuint (rcp_session_get_settings (session)->epochs, ==, 2);
  WAIT_FOR (shown_step (fixture) == 2 * STEPS_PER_EPOCH);
  assert_weights (rcp_session_get_snapshot (session), rcp_snapshot_get_parameters (rcp_trainer_get_snapshot (first)));
  rcp_session_set_moment (session, 5);
  WAIT_FOR (shown_step (fixture) == 5);

  /* it is looked at: what is trained next is another run */
  rcp_session_step (session);
  WAIT_FOR (rcp_session_get_run_state (session) == RCP_TRAINER_PAUSED);
  g_assert_cmpstr (rcp_trainer_get_run_dir (rcp_session_get_trainer (session)), !=, rcp_trainer_get_run_dir (first));
  rcp_session_open_run (session, rcp_trainer_get_run_dir (first));
  g_assert_nonnull (strstr (fixture->problem, "Stop the training"));
  rcp_session_stop (session);
  WAIT_FOR (!rcp_session_is_training (session));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/session-moment/untrained", test_untrained);
  ADD ("/session-moment/watched", test_watched);
  ADD ("/session-moment/past", test_past);
  ADD ("/session-moment/past-of-a-running-run", test_past_of_a_running_run);
  ADD ("/session-moment/large", test_large);
  ADD ("/session-moment/damaged", test_damaged);
  ADD ("/session-moment/open-run", test_open_run);
  return g_test_run ();
}
