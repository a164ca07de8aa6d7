#include "train/opened-run.h"

#include "train/metrics-file.h"

void
rcp_opened_run_free (RcpOpenedRun *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->info, rcp_run_info_free);
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->network, rcp_network_unref);
  g_clear_pointer (&self->steps, g_array_unref);
  g_clear_pointer (&self->epochs, g_array_unref);
  g_clear_object (&self->history);
  g_clear_pointer (&self->last, rcp_snapshot_unref);
  g_free (self->problem);
  g_free (self);
}

/* @sentence: (transfer full) (nullable) */
static void
add_problem (RcpOpenedRun *self, char *sentence)
{
  char *before = self->problem;

  if (sentence == NULL)
    return;
  self->problem = before != NULL ? g_strconcat (before, "\n", sentence, NULL) : g_strdup (sentence);
  g_free (before);
  g_free (sentence);
}

static void
read_metrics (RcpOpenedRun *self)
{
  g_autofree char *path = g_build_filename (self->info->path, "metrics.csv", NULL);
  g_autoptr (GError) error = NULL;
  goffset keep;

  if (rcp_metrics_file_read (path, G_MAXUINT64, G_MAXUINT, &self->steps, &self->epochs, &keep, &error))
    return;
  add_problem (self, g_strdup (error->message));
  self->steps = g_array_new (FALSE, FALSE, sizeof (RcpStepRecord));
  self->epochs = g_array_new (FALSE, FALSE, sizeof (RcpEpochRecord));
}

/* The newest weights that can be read; those before them that cannot are no moments. */
static void
read_last (RcpOpenedRun *self)
{
  const RcpMoment *moments;
  guint n;

  while (self->last == NULL && (moments = rcp_history_get_moments (self->history, &n), n > 0))
    {
      guint64 step = moments[n - 1].step;
      g_autoptr (GError) error = NULL;

      self->last = rcp_moment_load (rcp_history_get_path (self->history, step), self->network, step, &error);
      if (self->last != NULL)
        break;
      add_problem (self, g_strdup (error->message));
      rcp_history_remove (self->history, step);
    }
}

RcpOpenedRun *
rcp_opened_run_new (const char *run_dir, RcpDataset *known, const char *data_dir, GError **error)
{
  g_autoptr (RcpOpenedRun) self = NULL;
  const RcpTrainSettings *settings;
  char *problem;

  g_return_val_if_fail (run_dir != NULL, NULL);
  g_return_val_if_fail (known == NULL || RCP_IS_DATASET (known), NULL);

  self = g_new0 (RcpOpenedRun, 1);
  self->info = rcp_run_info_read (run_dir, error);
  if (self->info == NULL)
    return NULL;
  settings = self->info->settings;
  self->dataset = known != NULL && g_str_equal (rcp_dataset_get_name (known), settings->dataset)
                      ? g_object_ref (known)
                      : rcp_dataset_open (settings->dataset, data_dir, error);
  if (self->dataset == NULL)
    return NULL;
  self->network = rcp_network_new (settings->network, rcp_dataset_get_shape (self->dataset),
                                   rcp_dataset_get_n_classes (self->dataset), error);
  if (self->network == NULL)
    return NULL;
  read_metrics (self);
  self->history = rcp_history_open (run_dir, self->network, settings->seed, &problem);
  add_problem (self, problem);
  read_last (self);
  return g_steal_pointer (&self);
}
