/* A run that was stopped, killed or failed goes on as if nothing had been. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "backend/registry.h"
#include "error.h"
#include "faulty-backend.h"
#include "tiny-dataset.h"
#include "train/checkpoint.h"
#include "train/history-folder.h"
#include "train/run-folder.h"
#include "training.h"

#define STEPS_PER_EPOCH 13u

typedef struct
{
  RcpDataset *dataset;
  RcpTrainSettings *settings;
  char *folder;
  char *last;
  char *best;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dataset = tiny_dataset_new ();
  fixture->settings = training_settings ();
  fixture->settings->momentum = 0.9;
  fixture->folder = training_folder ();
  fixture->last = g_build_filename (fixture->folder, "checkpoints", "last.safetensors", NULL);
  fixture->best = g_build_filename (fixture->folder, "checkpoints", "best.safetensors", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->dataset);
  rcp_train_settings_free (fixture->settings);
  training_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->last);
  g_free (fixture->best);
}

static RcpTrainer *
begin (Fixture *fixture, const RcpBackend *backend)
{
  g_autoptr (GError) error = NULL;
  RcpTrainer *trainer =
      rcp_trainer_new_with_backend (backend, fixture->dataset, fixture->settings, fixture->folder, &error);

  g_assert_no_error (error);
  return trainer;
}

static RcpTrainer *
resume (Fixture *fixture, guint epochs)
{
  g_autoptr (GError) error = NULL;
  RcpTrainer *trainer =
      rcp_trainer_resume_with_backend (rcp_backend_reference (), fixture->dataset, fixture->folder, epochs, &error);

  g_assert_no_error (error);
  g_assert_cmpint (rcp_trainer_get_state (trainer), ==, RCP_TRAINER_READY);
  return trainer;
}

static guint64
checkpoint_step (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpCheckpoint) checkpoint = rcp_checkpoint_load (fixture->last, &error);

  g_assert_no_error (error);
  return checkpoint->progress.step;
}

static void
assert_state (Fixture *fixture, RcpRunState state, const char *part_of_message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpRunInfo) info = rcp_run_info_read (fixture->folder, &error);

  g_assert_no_error (error);
  g_assert_cmpint (info->state, ==, state);
  if (part_of_message != NULL)
    g_assert_nonnull (strstr (info->message, part_of_message));
  else
    g_assert_null (info->message);
}

static void
assert_same_file (const char *a, const char *b)
{
  g_autofree char *x = NULL, *y = NULL;
  gsize n_x, n_y;

  g_assert_true (g_file_get_contents (a, &x, &n_x, NULL));
  g_assert_true (g_file_get_contents (b, &y, &n_y, NULL));
  g_assert_cmpmem (x, n_x, y, n_y);
}

/* The same moments, and of each the same weights in the same file. */
static void
assert_same_history (const char *run_a, const char *run_b)
{
  g_autofree char *a = rcp_history_folder_new_path (run_a);
  g_autofree char *b = rcp_history_folder_new_path (run_b);
  g_autoptr (GArray) x = rcp_history_folder_list (a);
  g_autoptr (GArray) y = rcp_history_folder_list (b);

  g_assert_cmpuint (x->len, >, 0);
  g_assert_cmpuint (x->len, ==, y->len);
  for (guint i = 0; i < x->len; i++)
    {
      g_autofree char *left = rcp_history_folder_new_file (a, &g_array_index (x, RcpMoment, i));
      g_autofree char *right = rcp_history_folder_new_file (b, &g_array_index (x, RcpMoment, i));

      assert_same_file (left, right);
    }
}

/* Resumes, at another learning rate where @learning_rate is not 0, trains to the end, and compares everything with a
 * run that never stopped, the files included. */
static void
assert_goes_on_at (Fixture *fixture, guint epochs, double learning_rate)
{
  g_autofree char *folder = training_folder ();
  g_autofree char *last = g_build_filename (folder, "checkpoints", "last.safetensors", NULL);
  g_autofree char *best = g_build_filename (folder, "checkpoints", "best.safetensors", NULL);
  g_autoptr (RcpTrainer) straight = training_run (fixture->dataset, fixture->settings, folder);
  g_autoptr (RcpTrainer) trainer = resume (fixture, epochs);

  if (learning_rate > 0)
    rcp_trainer_set_learning_rate (trainer, learning_rate);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);
  training_assert_same (straight, trainer);
  assert_same_file (last, fixture->last);
  assert_same_file (best, fixture->best);
  assert_same_history (folder, fixture->folder);
  assert_state (fixture, RCP_RUN_FINISHED, NULL);
  training_folder_remove (folder);
}

static void
assert_goes_on (Fixture *fixture)
{
  assert_goes_on_at (fixture, 0, 0);
}

/* The same for a run that was asked for more epochs than there is time for: two more are made. */
static void
assert_goes_on_briefly (Fixture *fixture)
{
  fixture->settings->epochs = (guint) (checkpoint_step (fixture) / STEPS_PER_EPOCH) + 2;
  assert_goes_on_at (fixture, fixture->settings->epochs, 0);
}

static void
make_steps (RcpTrainer *trainer, guint n)
{
  gsize before;

  rcp_metrics_get_steps (rcp_trainer_get_metrics (trainer), &before);
  for (guint i = 0; i < n; i++)
    rcp_trainer_step (trainer);
  training_wait_step (trainer, before + n);
  training_wait_state (trainer, RCP_TRAINER_PAUSED);
}

static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  static const guint stops[] = { 1, 12, 13, 14, 51 };

  for (gsize i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_autoptr (RcpTrainer) trainer = begin (fixture, rcp_backend_reference ());

      make_steps (trainer, stops[i]);
      g_assert_cmpuint (checkpoint_step (fixture), ==, stops[i]);
      rcp_trainer_stop (trainer);
      training_wait_state (trainer, RCP_TRAINER_STOPPED);
      assert_state (fixture, RCP_RUN_STOPPED, NULL);
      assert_goes_on (fixture);
      training_folder_remove (fixture->folder);
    }
}

/* What was there is there before the run goes on. */
static void
test_ready (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = begin (fixture, rcp_backend_reference ());
  g_autoptr (RcpTrainer) again = NULL;
  gsize n;

  make_steps (trainer, STEPS_PER_EPOCH + 3);
  g_assert_finalize_object (g_steal_pointer (&trainer));
  again = resume (fixture, 0);
  g_assert_cmpuint (rcp_snapshot_get_step (rcp_trainer_get_snapshot (again)), ==, STEPS_PER_EPOCH + 3);
  rcp_metrics_get_steps (rcp_trainer_get_metrics (again), &n);
  g_assert_cmpuint (n, ==, STEPS_PER_EPOCH + 3);
  rcp_metrics_get_epochs (rcp_trainer_get_metrics (again), &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (rcp_trainer_get_total_steps (again), ==, 4 * STEPS_PER_EPOCH);
}

static void
test_disposed (Fixture *fixture, gconstpointer data)
{
  RcpTrainer *trainer;

  fixture->settings->epochs = RCP_MAX_EPOCHS;
  trainer = begin (fixture, rcp_backend_reference ());
  rcp_trainer_start (trainer);
  training_wait_step (trainer, 1);
  g_assert_finalize_object (trainer);
  assert_state (fixture, RCP_RUN_STOPPED, NULL);
  assert_goes_on_briefly (fixture);
}

static void
test_more_epochs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) first = NULL;
  g_autoptr (RcpTrainer) straight = NULL;
  g_autoptr (RcpTrainer) more = NULL;
  g_autoptr (RcpRunInfo) info = NULL;

  fixture->settings->max_steps = 30;
  first = training_run (fixture->dataset, fixture->settings, fixture->folder);
  g_assert_cmpuint (checkpoint_step (fixture), ==, 30);
  g_clear_object (&first);
  more = resume (fixture, 6);
  rcp_trainer_start (more);
  training_wait_state (more, RCP_TRAINER_FINISHED);
  fixture->settings->max_steps = 0;
  fixture->settings->epochs = 6;
  straight = training_run (fixture->dataset, fixture->settings, NULL);
  training_assert_same (straight, more);
  info = rcp_run_info_read (fixture->folder, NULL);
  g_assert_cmpuint (info->settings->epochs, ==, 6);
}

static void
test_learning_rate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = begin (fixture, rcp_backend_reference ());
  g_autoptr (RcpTrainer) again = NULL;
  const RcpStepRecord *steps;
  gsize n;

  make_steps (trainer, 2);
  rcp_trainer_set_learning_rate (trainer, 0.1 + 0.2);
  rcp_trainer_stop (trainer);
  training_wait_state (trainer, RCP_TRAINER_STOPPED);
  again = resume (fixture, 0);
  rcp_trainer_start (again);
  training_wait_state (again, RCP_TRAINER_FINISHED);
  steps = rcp_metrics_get_steps (rcp_trainer_get_metrics (again), &n);
  g_assert_cmpfloat (steps[1].learning_rate, ==, 0.05);
  g_assert_cmpfloat (steps[2].learning_rate, ==, 0.1 + 0.2);
}

static void
test_backend_failed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = begin (fixture, faulty_backend (FALSE, 20));

  make_steps (trainer, 15);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FAILED);
  assert_state (fixture, RCP_RUN_FAILED, "fell off the bus");
  g_assert_cmpuint (checkpoint_step (fixture), ==, 15);
  assert_goes_on (fixture);
}

static void
test_diverged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = begin (fixture, rcp_backend_reference ());

  make_steps (trainer, 15);
  rcp_trainer_set_learning_rate (trainer, 1e60);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FAILED);
  assert_state (fixture, RCP_RUN_FAILED, "1e+60");
  g_assert_cmpuint (checkpoint_step (fixture), ==, 15);
  assert_goes_on_at (fixture, 0, fixture->settings->learning_rate);
}

/* Bad weights never take the place of good ones, not even before the loss tells of them. */
static void
test_diverged_at_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = begin (fixture, rcp_backend_reference ());

  make_steps (trainer, 15);
  rcp_trainer_set_learning_rate (trainer, 1e60);
  rcp_trainer_step (trainer);
  training_wait_state (trainer, RCP_TRAINER_FAILED);
  g_assert_error (rcp_trainer_get_error (trainer), RCP_ERROR, RCP_ERROR_DIVERGED);
  g_assert_cmpuint (checkpoint_step (fixture), ==, 15);
  assert_goes_on_at (fixture, 0, fixture->settings->learning_rate);
}

/* A disk that is full, in the guise of a limit on the size of files. */
static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  g_autofree char *metrics = g_build_filename (fixture->folder, "metrics.csv", NULL);
  g_autoptr (RcpTrainer) trainer = NULL;
  g_autofree char *text = NULL;
  struct rlimit limit, before;

  fixture->settings->epochs = 100;
  trainer = begin (fixture, rcp_backend_reference ());
  make_steps (trainer, 15);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 8192;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FAILED);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_nonnull (strstr (rcp_trainer_get_error (trainer)->message, "metrics.csv"));
  g_assert_true (g_file_get_contents (metrics, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "\n"));
  assert_state (fixture, RCP_RUN_FAILED, "metrics.csv");
  g_assert_cmpuint (checkpoint_step (fixture), ==, 15);
  assert_goes_on (fixture);
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
say_step (RcpMetrics *metrics, gpointer data)
{
  gsize n;

  rcp_metrics_get_steps (metrics, &n);
  g_print ("%" G_GSIZE_FORMAT "\n", n);
}

static RcpTrainSettings *
killed_settings (void)
{
  RcpTrainSettings *settings = training_settings ();

  settings->momentum = 0.9;
  settings->epochs = RCP_MAX_EPOCHS;
  return settings;
}

/* What the process that will be killed does: it pauses all the time, which writes checkpoints, and says a line
 * whenever records came in. */
static int
be_killed (const char *folder)
{
  g_autoptr (RcpDataset) dataset = tiny_dataset_new ();
  g_autoptr (RcpTrainSettings) settings = killed_settings ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpTrainer) trainer = NULL;

  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    trainer = rcp_trainer_resume_with_backend (rcp_backend_reference (), dataset, folder, 0, &error);
  else
    trainer = rcp_trainer_new_with_backend (rcp_backend_reference (), dataset, settings, folder, &error);
  g_assert_no_error (error);
  g_signal_connect (trainer, "notify::state", G_CALLBACK (toggle), NULL);
  g_signal_connect (rcp_trainer_get_metrics (trainer), "changed", G_CALLBACK (say_step), NULL);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);
  return 0;
}

/* Starts such a process and kills it after it has said some lines. */
static void
kill_one (Fixture *fixture, int lines)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self, "--be-killed", fixture->folder, NULL);
  g_autoptr (GDataInputStream) output = NULL;

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  for (int i = 0; i < lines; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
    }
  g_subprocess_force_exit (process);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  rcp_train_settings_free (fixture->settings);
  fixture->settings = killed_settings ();
  for (int i = 0; i < 4; i++)
    {
      kill_one (fixture, g_test_rand_int_range (1, 25));
      assert_state (fixture, RCP_RUN_STOPPED, NULL);
      g_test_message ("killed with a checkpoint of step %" G_GUINT64_FORMAT, checkpoint_step (fixture));
    }
  assert_goes_on_briefly (fixture);
}

/* Killed when no more than run.json was there: the run begins anew. */
static void
test_killed_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = begin (fixture, rcp_backend_reference ());

  make_steps (trainer, 1);
  g_clear_object (&trainer);
  g_assert_cmpint (g_unlink (fixture->last), ==, 0);
  assert_goes_on (fixture);
}

static void
test_nothing_left (Fixture *fixture, gconstpointer data)
{
  static const guint epochs[] = { 0, 1, 4 };
  g_autoptr (RcpTrainer) trainer = training_run (fixture->dataset, fixture->settings, fixture->folder);

  for (gsize i = 0; i < G_N_ELEMENTS (epochs); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rcp_trainer_resume_with_backend (rcp_backend_reference (), fixture->dataset, fixture->folder,
                                                      epochs[i], &error));
      g_assert_error (error, RCP_ERROR, RCP_ERROR_RUN);
      g_assert_nonnull (strstr (error->message, "4 epochs"));
    }
}

static void
test_other_pictures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpDataset) other = tiny_dataset_new_other ();
  g_autoptr (RcpTrainer) trainer = begin (fixture, rcp_backend_reference ());
  g_autoptr (RcpTrainer) again = NULL;
  g_autoptr (GError) error = NULL;

  make_steps (trainer, 3);
  g_clear_object (&trainer);
  again = rcp_trainer_resume_with_backend (rcp_backend_reference (), other, fixture->folder, 0, &error);
  g_assert_no_error (error);
  rcp_trainer_start (again);
  training_wait_state (again, RCP_TRAINER_FAILED);
  g_assert_error (rcp_trainer_get_error (again), RCP_ERROR, RCP_ERROR_RUN);
  g_clear_object (&again);
  /* it did no harm */
  assert_goes_on (fixture);
}

#define ADD_TEST(name, function) g_test_add ("/resume/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--be-killed"))
    return be_killed (argv[2]);
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("stopped", test_stopped);
  ADD_TEST ("ready", test_ready);
  ADD_TEST ("disposed", test_disposed);
  ADD_TEST ("more-epochs", test_more_epochs);
  ADD_TEST ("learning-rate", test_learning_rate);
  ADD_TEST ("backend-failed", test_backend_failed);
  ADD_TEST ("diverged", test_diverged);
  ADD_TEST ("diverged-at-pause", test_diverged_at_pause);
  ADD_TEST ("disk-full", test_disk_full);
  ADD_TEST ("killed", test_killed);
  ADD_TEST ("killed-at-once", test_killed_at_once);
  ADD_TEST ("nothing-left", test_nothing_left);
  ADD_TEST ("other-pictures", test_other_pictures);
  return g_test_run ();
}
