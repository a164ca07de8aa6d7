/* The trainer from outside: its states, its commands and what it hands over. What it leaves on the disk is tested by
 * test-resume.c and test-run-folder.c. */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>

#include "backend/registry.h"
#include "error.h"
#include "faulty-backend.h"
#include "tiny-dataset.h"
#include "training.h"

#define STEPS_PER_EPOCH 13u

typedef struct
{
  RcpDataset *dataset;
  RcpTrainSettings *settings;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dataset = tiny_dataset_new ();
  fixture->settings = training_settings ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->dataset);
  rcp_train_settings_free (fixture->settings);
}

static RcpTrainer *
new_trainer (Fixture *fixture, const RcpBackend *backend)
{
  g_autoptr (GError) error = NULL;
  RcpTrainer *trainer = rcp_trainer_new_with_backend (backend, fixture->dataset, fixture->settings, NULL, &error);

  g_assert_no_error (error);
  return trainer;
}

static const RcpStepRecord *
steps_of (RcpTrainer *trainer, gsize *n)
{
  return rcp_metrics_get_steps (rcp_trainer_get_metrics (trainer), n);
}

static void
note_state (RcpTrainer *trainer, GParamSpec *pspec, GArray *states)
{
  RcpTrainerState state = rcp_trainer_get_state (trainer);

  g_array_append_val (states, state);
}

static void
test_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = NULL;
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (RcpTrainerState));
  const RcpEpochRecord *epochs;
  const RcpStepRecord *steps;
  gsize n;

  trainer = new_trainer (fixture, rcp_backend_reference ());
  g_assert_cmpint (rcp_trainer_get_state (trainer), ==, RCP_TRAINER_READY);
  g_assert_cmpuint (rcp_trainer_get_steps_per_epoch (trainer), ==, STEPS_PER_EPOCH);
  g_assert_cmpuint (rcp_trainer_get_total_steps (trainer), ==, 4 * STEPS_PER_EPOCH);
  g_assert_cmpstr (rcp_trainer_get_device (trainer), ==, "reference");
  g_assert_null (rcp_trainer_get_run_dir (trainer));
  g_assert_null (rcp_trainer_get_snapshot (trainer));
  g_signal_connect (trainer, "notify::state", G_CALLBACK (note_state), states);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);

  /* states that are passed through quickly may not be seen; the last one is, and it is told once */
  g_assert_cmpuint (states->len, <=, 2);
  g_assert_cmpint (g_array_index (states, RcpTrainerState, states->len - 1), ==, RCP_TRAINER_FINISHED);
  steps = steps_of (trainer, &n);
  g_assert_cmpuint (n, ==, 4 * STEPS_PER_EPOCH);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpuint (steps[i].step, ==, i + 1);
      g_assert_cmpuint (steps[i].epoch, ==, i / STEPS_PER_EPOCH + 1);
      g_assert_cmpfloat (steps[i].learning_rate, ==, 0.05);
    }
  epochs = rcp_metrics_get_epochs (rcp_trainer_get_metrics (trainer), &n);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpuint (epochs[3].step, ==, 4 * STEPS_PER_EPOCH);
  g_assert_cmpfloat (epochs[3].val_accuracy, >, 0.5);
  g_assert_cmpuint (rcp_snapshot_get_step (rcp_trainer_get_snapshot (trainer)), ==, 4 * STEPS_PER_EPOCH);
  g_assert_cmpuint (rcp_snapshot_get_epoch (rcp_trainer_get_snapshot (trainer)), ==, 4);
  g_assert_cmpfloat (rcp_trainer_get_samples_per_second (trainer), >, 0);
  g_assert_finalize_object (g_steal_pointer (&trainer));
}

/* Each epoch's training loss is the mean over its samples, its last batch of 8 weighing half of the others. */
static void
test_epoch_sums (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = training_run (fixture->dataset, fixture->settings, NULL);
  const RcpEpochRecord *epochs;
  const RcpStepRecord *steps;
  gsize n;

  steps = steps_of (trainer, &n);
  epochs = rcp_metrics_get_epochs (rcp_trainer_get_metrics (trainer), &n);
  for (gsize e = 0; e < n; e++)
    {
      double loss = 0, correct = 0;

      for (guint i = 0; i < STEPS_PER_EPOCH; i++)
        {
          double samples = i + 1 < STEPS_PER_EPOCH ? 16 : 8;

          loss += steps[e * STEPS_PER_EPOCH + i].loss * samples;
          correct += steps[e * STEPS_PER_EPOCH + i].accuracy * samples;
        }
      g_assert_cmpfloat_with_epsilon (epochs[e].train_loss, loss / TINY_TRAIN_COUNT, 1e-12);
      g_assert_cmpfloat_with_epsilon (epochs[e].train_accuracy, correct / TINY_TRAIN_COUNT, 1e-12);
    }
}

static void
test_same_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) once = training_run (fixture->dataset, fixture->settings, NULL);
  g_autoptr (RcpTrainer) again = training_run (fixture->dataset, fixture->settings, NULL);
  g_autoptr (RcpTrainer) other = NULL;
  gsize n;

  training_assert_same (once, again);
  fixture->settings->seed = 2;
  other = training_run (fixture->dataset, fixture->settings, NULL);
  g_assert_cmpfloat (steps_of (once, &n)[0].loss, !=, steps_of (other, &n)[0].loss);
}

/* Without shuffling every epoch sees the same batches: with a vanishing learning rate its losses repeat. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) shuffled = NULL;
  g_autoptr (RcpTrainer) plain = NULL;
  const RcpStepRecord *steps;
  guint same = 0;
  gsize n;

  fixture->settings->learning_rate = 1e-300;
  shuffled = training_run (fixture->dataset, fixture->settings, NULL);
  fixture->settings->shuffle = FALSE;
  plain = training_run (fixture->dataset, fixture->settings, NULL);
  steps = steps_of (plain, &n);
  for (gsize i = STEPS_PER_EPOCH; i < n; i++)
    g_assert_cmpfloat (steps[i].loss, ==, steps[i - STEPS_PER_EPOCH].loss);
  steps = steps_of (shuffled, &n);
  for (gsize i = STEPS_PER_EPOCH; i < n; i++)
    same += steps[i].loss == steps[i - STEPS_PER_EPOCH].loss;
  g_assert_cmpuint (same, ==, 0);
}

static void
test_single_steps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) straight = training_run (fixture->dataset, fixture->settings, NULL);
  g_autoptr (RcpTrainer) trainer = new_trainer (fixture, rcp_backend_reference ());
  gsize n;

  for (guint i = 1; i <= STEPS_PER_EPOCH + 2; i++)
    {
      rcp_trainer_step (trainer);
      training_wait_step (trainer, i);
      training_wait_state (trainer, RCP_TRAINER_PAUSED);
      steps_of (trainer, &n);
      g_assert_cmpuint (n, ==, i);
      g_assert_cmpuint (rcp_snapshot_get_step (rcp_trainer_get_snapshot (trainer)), ==, i);
      /* the epoch is measured with its last step */
      rcp_metrics_get_epochs (rcp_trainer_get_metrics (trainer), &n);
      g_assert_cmpuint (n, ==, i / STEPS_PER_EPOCH);
    }
  /* many at once are all made */
  for (guint i = 0; i < 5; i++)
    rcp_trainer_step (trainer);
  training_wait_step (trainer, STEPS_PER_EPOCH + 7);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);
  training_assert_same (straight, trainer);
}

static void
toggle (RcpTrainer *trainer, GParamSpec *pspec, gpointer data)
{
  if (rcp_trainer_get_state (trainer) == RCP_TRAINER_RUNNING)
    rcp_trainer_pause (trainer);
  else if (rcp_trainer_get_state (trainer) == RCP_TRAINER_PAUSED)
    rcp_trainer_start (trainer);
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) straight = NULL;
  g_autoptr (RcpTrainer) trainer = NULL;

  fixture->settings->epochs = 200;
  fixture->settings->momentum = 0.9;
  straight = training_run (fixture->dataset, fixture->settings, NULL);
  trainer = new_trainer (fixture, rcp_backend_reference ());
  g_signal_connect (trainer, "notify::state", G_CALLBACK (toggle), NULL);
  rcp_trainer_set_snapshots_wanted (trainer, TRUE);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);
  training_assert_same (straight, trainer);
}

static void
test_learning_rate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = new_trainer (fixture, rcp_backend_reference ());
  const RcpStepRecord *steps;
  gsize n;

  /* exact to the step, however quickly it all is sent */
  rcp_trainer_step (trainer);
  rcp_trainer_set_learning_rate (trainer, 0.25);
  rcp_trainer_step (trainer);
  rcp_trainer_step (trainer);
  rcp_trainer_set_learning_rate (trainer, 0.125);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);
  steps = steps_of (trainer, &n);
  g_assert_cmpfloat (steps[0].learning_rate, ==, 0.05);
  g_assert_cmpfloat (steps[1].learning_rate, ==, 0.25);
  g_assert_cmpfloat (steps[2].learning_rate, ==, 0.25);
  for (gsize i = 3; i < n; i++)
    g_assert_cmpfloat (steps[i].learning_rate, ==, 0.125);
}

static void
test_max_steps (Fixture *fixture, gconstpointer data)
{
  static const guint max_steps[] = { 1, STEPS_PER_EPOCH - 1, STEPS_PER_EPOCH, STEPS_PER_EPOCH + 5, 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (max_steps); i++)
    {
      guint expected = MIN (max_steps[i], 4 * STEPS_PER_EPOCH);
      g_autoptr (RcpTrainer) trainer = NULL;
      gsize n;

      fixture->settings->max_steps = max_steps[i];
      trainer = training_run (fixture->dataset, fixture->settings, NULL);
      steps_of (trainer, &n);
      g_assert_cmpuint (n, ==, expected);
      rcp_metrics_get_epochs (rcp_trainer_get_metrics (trainer), &n);
      g_assert_cmpuint (n, ==, expected / STEPS_PER_EPOCH);
      g_assert_cmpuint (rcp_snapshot_get_step (rcp_trainer_get_snapshot (trainer)), ==, expected);
    }
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = NULL;
  guint64 steps;
  gsize n;

  fixture->settings->epochs = RCP_MAX_EPOCHS;
  trainer = new_trainer (fixture, rcp_backend_reference ());
  rcp_trainer_start (trainer);
  training_wait_step (trainer, 20);
  rcp_trainer_stop (trainer);
  training_wait_state (trainer, RCP_TRAINER_STOPPED);
  steps_of (trainer, &n);
  steps = n;
  g_assert_cmpuint (rcp_snapshot_get_step (rcp_trainer_get_snapshot (trainer)), ==, steps);

  /* that was the end */
  rcp_trainer_start (trainer);
  rcp_trainer_step (trainer);
  rcp_trainer_pause (trainer);
  rcp_trainer_stop (trainer);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  steps_of (trainer, &n);
  g_assert_cmpuint (n, ==, steps);
  g_assert_cmpint (rcp_trainer_get_state (trainer), ==, RCP_TRAINER_STOPPED);
}

static void
test_stop_paused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = new_trainer (fixture, rcp_backend_reference ());

  rcp_trainer_step (trainer);
  training_wait_state (trainer, RCP_TRAINER_PAUSED);
  rcp_trainer_stop (trainer);
  training_wait_state (trainer, RCP_TRAINER_STOPPED);
}

static void
test_stop_ready (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = new_trainer (fixture, rcp_backend_reference ());

  rcp_trainer_pause (trainer);
  rcp_trainer_stop (trainer);
  training_wait_state (trainer, RCP_TRAINER_STOPPED);
  rcp_trainer_start (trainer);
  g_assert_finalize_object (g_steal_pointer (&trainer));
}

/* However long the main side does not listen, not one record is lost. */
static void
test_deaf (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = NULL;
  gsize n;

  fixture->settings->epochs = 300;
  trainer = new_trainer (fixture, faulty_backend (FALSE, 0));
  rcp_trainer_start (trainer);
  faulty_backend_wait_closed ();
  steps_of (trainer, &n);
  g_assert_cmpuint (n, ==, 0);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);
  steps_of (trainer, &n);
  g_assert_cmpuint (n, ==, 300 * STEPS_PER_EPOCH);
  rcp_metrics_get_epochs (rcp_trainer_get_metrics (trainer), &n);
  g_assert_cmpuint (n, ==, 300);
}

static void
test_dispose (Fixture *fixture, gconstpointer data)
{
  fixture->settings->epochs = RCP_MAX_EPOCHS;
  for (int i = 0; i < 20; i++)
    {
      RcpTrainer *trainer = new_trainer (fixture, rcp_backend_reference ());

      rcp_trainer_start (trainer);
      if (i % 2 == 1)
        training_wait_step (trainer, (guint64) i);
      g_assert_finalize_object (trainer);
      /* what was still on its way reaches nobody */
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
drop (RcpMetrics *metrics, RcpTrainer **trainer)
{
  g_clear_object (trainer);
}

/* A listener may let go of the trainer that calls it. */
static void
test_dispose_in_handler (Fixture *fixture, gconstpointer data)
{
  RcpTrainer *trainer = NULL;

  fixture->settings->epochs = RCP_MAX_EPOCHS;
  trainer = new_trainer (fixture, rcp_backend_reference ());
  g_object_add_weak_pointer (G_OBJECT (trainer), (gpointer *) &trainer);
  g_signal_connect (rcp_trainer_get_metrics (trainer), "changed", G_CALLBACK (drop), &trainer);
  rcp_trainer_start (trainer);
  while (trainer != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* The context that counts is the one that was thread-default when the trainer was made. */
static void
test_context (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (RcpTrainer) trainer = NULL;

  g_main_context_push_thread_default (context);
  trainer = new_trainer (fixture, faulty_backend (FALSE, 0));
  g_main_context_pop_thread_default (context);
  rcp_trainer_start (trainer);
  faulty_backend_wait_closed ();
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (rcp_trainer_get_state (trainer), ==, RCP_TRAINER_READY);
  while (rcp_trainer_get_state (trainer) != RCP_TRAINER_FINISHED)
    g_main_context_iteration (context, TRUE);
}

/* Live weights come in the middle of an epoch where they are wanted, and not where they are not. */
static void
test_snapshots_wanted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpDataset) shapes = rcp_dataset_open ("shapes", NULL, &error);
  g_autoptr (RcpTrainer) trainer = NULL;
  guint64 step = 0;

  g_assert_no_error (error);
  g_free (fixture->settings->dataset);
  fixture->settings->dataset = g_strdup ("shapes");
  g_free (fixture->settings->network);
  fixture->settings->network = g_strdup ("maxpool 8, flatten, linear 10");
  fixture->settings->batch_size = 1;
  trainer = rcp_trainer_new_with_backend (rcp_backend_reference (), shapes, fixture->settings, NULL, &error);
  g_assert_no_error (error);
  rcp_trainer_start (trainer);
  training_wait_step (trainer, 2000);
  g_assert_cmpuint (rcp_snapshot_get_step (rcp_trainer_get_snapshot (trainer)), ==, 0);
  rcp_trainer_set_snapshots_wanted (trainer, TRUE);
  while (step == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      step = rcp_snapshot_get_step (rcp_trainer_get_snapshot (trainer));
    }
  g_assert_cmpuint (rcp_snapshot_get_epoch (rcp_trainer_get_snapshot (trainer)), ==, 0);
}

static void
test_diverged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = NULL;
  const GError *error;

  fixture->settings->learning_rate = 1e60;
  trainer = new_trainer (fixture, rcp_backend_reference ());
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FAILED);
  error = rcp_trainer_get_error (trainer);
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DIVERGED);
  g_assert_nonnull (strstr (error->message, "1e+60"));
  g_assert_nonnull (strstr (error->message, "1e+59"));
  g_assert_nonnull (strstr (error->message, "step 2 "));
}

static void
test_backend_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) closed = new_trainer (fixture, faulty_backend (TRUE, 0));
  g_autoptr (RcpTrainer) failing = NULL;
  gsize n;

  rcp_trainer_start (closed);
  training_wait_state (closed, RCP_TRAINER_FAILED);
  g_assert_error (rcp_trainer_get_error (closed), RCP_ERROR, RCP_ERROR_DEVICE);

  failing = new_trainer (fixture, faulty_backend (FALSE, 3));
  rcp_trainer_step (failing);
  rcp_trainer_step (failing);
  rcp_trainer_step (failing);
  training_wait_state (failing, RCP_TRAINER_FAILED);
  g_assert_error (rcp_trainer_get_error (failing), RCP_ERROR, RCP_ERROR_DEVICE);
  steps_of (failing, &n);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_background (Fixture *fixture, gconstpointer data)
{
  int nice = getpriority (PRIO_PROCESS, 0);

  for (int background = 0; background <= 1; background++)
    {
      g_autoptr (RcpTrainer) trainer = new_trainer (fixture, faulty_backend (FALSE, 0));

      rcp_trainer_set_background (trainer, background);
      rcp_trainer_start (trainer);
      training_wait_state (trainer, RCP_TRAINER_FINISHED);
      g_assert_cmpint (faulty_backend_nice (), ==, MIN (nice + 5 * background, 19));
    }
  g_assert_cmpint (getpriority (PRIO_PROCESS, 0), ==, nice);
}

#define ADD_TEST(name, function) g_test_add ("/trainer/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("run", test_run);
  ADD_TEST ("epoch-sums", test_epoch_sums);
  ADD_TEST ("same-twice", test_same_twice);
  ADD_TEST ("order", test_order);
  ADD_TEST ("single-steps", test_single_steps);
  ADD_TEST ("pause", test_pause);
  ADD_TEST ("learning-rate", test_learning_rate);
  ADD_TEST ("max-steps", test_max_steps);
  ADD_TEST ("stop", test_stop);
  ADD_TEST ("stop-paused", test_stop_paused);
  ADD_TEST ("stop-ready", test_stop_ready);
  ADD_TEST ("deaf", test_deaf);
  ADD_TEST ("dispose", test_dispose);
  ADD_TEST ("dispose-in-handler", test_dispose_in_handler);
  ADD_TEST ("context", test_context);
  ADD_TEST ("snapshots-wanted", test_snapshots_wanted);
  ADD_TEST ("diverged", test_diverged);
  ADD_TEST ("backend-fails", test_backend_fails);
  ADD_TEST ("background", test_background);
  return g_test_run ();
}
