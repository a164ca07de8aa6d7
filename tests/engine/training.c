#include "training.h"

#include <glib/gstdio.h>
#include <string.h>

#include "backend/registry.h"

RcpTrainSettings *
training_settings (void)
{
  RcpTrainSettings *settings = rcp_train_settings_new ();

  g_free (settings->dataset);
  settings->dataset = g_strdup ("tiny");
  g_free (settings->network);
  settings->network = g_strdup ("conv 3 3x3, relu, flatten, linear 3");
  settings->epochs = 4;
  settings->batch_size = 16;
  settings->learning_rate = 0.05;
  return settings;
}

char *
training_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = g_dir_make_tmp ("receptive-train-XXXXXX", &error);

  g_assert_no_error (error);
  return g_build_filename (parent, "run", NULL);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_unlink (child) != 0)
        remove_tree (child);
    }
  g_rmdir (path);
}

void
training_folder_remove (const char *folder)
{
  g_autofree char *parent = g_path_get_dirname (folder);

  remove_tree (parent);
}

static gboolean
on_timeout (gpointer user_data)
{
  g_error ("The trainer does not answer.");
  return G_SOURCE_REMOVE;
}

static gboolean
is_over (RcpTrainerState state)
{
  return state == RCP_TRAINER_FINISHED || state == RCP_TRAINER_STOPPED || state == RCP_TRAINER_FAILED;
}

void
training_wait_state (RcpTrainer *trainer, RcpTrainerState state)
{
  guint watchdog = g_timeout_add_seconds (60, on_timeout, NULL);

  while (rcp_trainer_get_state (trainer) != state)
    {
      if (is_over (rcp_trainer_get_state (trainer)))
        g_error ("The trainer ended in state %d: %s", rcp_trainer_get_state (trainer),
                 rcp_trainer_get_error (trainer) != NULL ? rcp_trainer_get_error (trainer)->message : "no error");
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (watchdog);
}

void
training_wait_step (RcpTrainer *trainer, guint64 step)
{
  guint watchdog = g_timeout_add_seconds (60, on_timeout, NULL);
  gsize n;

  while (rcp_metrics_get_steps (rcp_trainer_get_metrics (trainer), &n), n < step)
    {
      g_assert_false (is_over (rcp_trainer_get_state (trainer)));
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (watchdog);
}

RcpTrainer *
training_run (RcpDataset *dataset, const RcpTrainSettings *settings, const char *run_dir)
{
  g_autoptr (GError) error = NULL;
  RcpTrainer *trainer = rcp_trainer_new_with_backend (rcp_backend_reference (), dataset, settings, run_dir, &error);

  g_assert_no_error (error);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);
  return trainer;
}

void
training_assert_same_epoch (const RcpEpochRecord *a, const RcpEpochRecord *b)
{
  g_assert_cmpuint (a->epoch, ==, b->epoch);
  g_assert_cmpuint (a->step, ==, b->step);
  g_assert_cmpfloat (a->train_loss, ==, b->train_loss);
  g_assert_cmpfloat (a->train_accuracy, ==, b->train_accuracy);
  g_assert_cmpfloat (a->val_loss, ==, b->val_loss);
  g_assert_cmpfloat (a->val_accuracy, ==, b->val_accuracy);
}

void
training_assert_same (RcpTrainer *a, RcpTrainer *b)
{
  RcpSnapshot *x = rcp_trainer_get_snapshot (a), *y = rcp_trainer_get_snapshot (b);
  gsize n = rcp_network_get_architecture (rcp_trainer_get_network (a))->n_parameters;
  gsize n_a, n_b;
  const RcpStepRecord *steps_a = rcp_metrics_get_steps (rcp_trainer_get_metrics (a), &n_a);
  const RcpStepRecord *steps_b = rcp_metrics_get_steps (rcp_trainer_get_metrics (b), &n_b);
  const RcpEpochRecord *epochs_a, *epochs_b;

  g_assert_cmpuint (n_a, ==, n_b);
  for (gsize i = 0; i < n_a; i++)
    {
      g_assert_cmpuint (steps_a[i].step, ==, steps_b[i].step);
      g_assert_cmpuint (steps_a[i].epoch, ==, steps_b[i].epoch);
      g_assert_cmpfloat (steps_a[i].loss, ==, steps_b[i].loss);
      g_assert_cmpfloat (steps_a[i].accuracy, ==, steps_b[i].accuracy);
      g_assert_cmpfloat (steps_a[i].learning_rate, ==, steps_b[i].learning_rate);
    }
  epochs_a = rcp_metrics_get_epochs (rcp_trainer_get_metrics (a), &n_a);
  epochs_b = rcp_metrics_get_epochs (rcp_trainer_get_metrics (b), &n_b);
  g_assert_cmpuint (n_a, ==, n_b);
  for (gsize i = 0; i < n_a; i++)
    training_assert_same_epoch (&epochs_a[i], &epochs_b[i]);
  g_assert_cmpuint (rcp_snapshot_get_step (x), ==, rcp_snapshot_get_step (y));
  g_assert_cmpmem (rcp_snapshot_get_parameters (x), n * sizeof (float), rcp_snapshot_get_parameters (y),
                   n * sizeof (float));
}
