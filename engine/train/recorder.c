#include "train/recorder.h"

#include <glib/gstdio.h>

#include "train/metrics-file.h"

/* µs between two checkpoints: what a kill may cost */
#define INTERVAL G_USEC_PER_SEC
/* and how many times longer than a checkpoint takes to write they are apart at least: 2 % */
#define COST_FACTOR 50

struct _RcpRecorder
{
  RcpRunFolder *folder;
  RcpRunInfo *info;
  goffset metrics_keep;
  gboolean begun;
  RcpMetricsFile *metrics;
  RcpSnapshot *initial; /* not yet written */
  RcpSnapshot *best;    /* likewise */
  double best_accuracy;
  gint64 last_write; /* monotonic time, µs */
  gint64 interval;
};

RcpRecorder *
rcp_recorder_new (RcpRunFolder *folder, RcpRunInfo *info, goffset metrics_keep)
{
  RcpRecorder *self = g_new0 (RcpRecorder, 1);

  self->folder = folder;
  self->info = info;
  self->metrics_keep = metrics_keep;
  self->interval = INTERVAL;
  return self;
}

void
rcp_recorder_set_initial (RcpRecorder *self, RcpSnapshot *snapshot)
{
  if (self->folder != NULL)
    self->initial = rcp_snapshot_ref (snapshot);
}

void
rcp_recorder_free (RcpRecorder *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->metrics, rcp_metrics_file_free);
  g_clear_pointer (&self->initial, rcp_snapshot_unref);
  g_clear_pointer (&self->best, rcp_snapshot_unref);
  g_clear_pointer (&self->folder, rcp_run_folder_close);
  rcp_run_info_free (self->info);
  g_free (self);
}

static gboolean
open_metrics (RcpRecorder *self, GError **error)
{
  const char *path = rcp_run_folder_get_metrics (self->folder);

  if (self->metrics_keep > 0)
    self->metrics = rcp_metrics_file_reopen (path, self->metrics_keep, error);
  else
    {
      /* there is one where a run was killed before its first checkpoint */
      g_unlink (path);
      self->metrics = rcp_metrics_file_create (path, error);
    }
  return self->metrics != NULL && rcp_metrics_file_flush (self->metrics, FALSE, error);
}

gboolean
rcp_recorder_begin (RcpRecorder *self, const char *device_detail, GError **error)
{
  if (self->folder == NULL)
    return TRUE;
  self->info->state = RCP_RUN_RUNNING;
  g_clear_pointer (&self->info->message, g_free);
  g_free (self->info->device_detail);
  self->info->device_detail = g_strdup (device_detail);
  /* before run.json says that the run begins there */
  if (self->initial != NULL && !rcp_run_folder_write_initial (self->folder, self->initial, error))
    return FALSE;
  g_clear_pointer (&self->initial, rcp_snapshot_unref);
  if (!rcp_run_folder_write_info (self->folder, self->info, error))
    return FALSE;
  self->begun = TRUE;
  return open_metrics (self, error);
}

void
rcp_recorder_add_steps (RcpRecorder *self, const RcpStepRecord *records, guint n)
{
  for (guint i = 0; i < n && self->metrics != NULL; i++)
    rcp_metrics_file_add_step (self->metrics, &records[i]);
}

void
rcp_recorder_add_epoch (RcpRecorder *self, const RcpEpochRecord *record, double learning_rate)
{
  if (self->metrics != NULL)
    rcp_metrics_file_add_epoch (self->metrics, record, learning_rate);
}

void
rcp_recorder_set_best (RcpRecorder *self, RcpSnapshot *snapshot, double val_accuracy)
{
  if (self->folder == NULL)
    return;
  g_clear_pointer (&self->best, rcp_snapshot_unref);
  self->best = rcp_snapshot_ref (snapshot);
  self->best_accuracy = val_accuracy;
}

gboolean
rcp_recorder_is_due (RcpRecorder *self, gboolean at_epoch_end)
{
  gint64 wait = at_epoch_end ? self->interval / 2 : self->interval;

  return self->folder != NULL && g_get_monotonic_time () - self->last_write >= wait;
}

gboolean
rcp_recorder_write (RcpRecorder *self, const RcpCheckpoint *checkpoint, GError **error)
{
  gint64 start = g_get_monotonic_time ();

  if (self->folder == NULL)
    return TRUE;
  if (!rcp_metrics_file_flush (self->metrics, TRUE, error))
    return FALSE;
  if (self->best != NULL)
    {
      if (!rcp_best_save (self->best, self->best_accuracy, rcp_run_folder_get_best (self->folder), error))
        return FALSE;
      g_clear_pointer (&self->best, rcp_snapshot_unref);
    }
  if (!rcp_checkpoint_save (checkpoint, rcp_run_folder_get_last (self->folder), error))
    return FALSE;
  self->last_write = g_get_monotonic_time ();
  self->interval = MAX (INTERVAL, COST_FACTOR * (self->last_write - start));
  return TRUE;
}

gboolean
rcp_recorder_end (RcpRecorder *self, RcpRunState state, const char *message, GError **error)
{
  gboolean flushed;

  /* a run that never began leaves no trace */
  if (!self->begun)
    return TRUE;
  flushed = self->metrics == NULL || rcp_metrics_file_flush (self->metrics, TRUE, error);
  self->info->state = state;
  g_free (self->info->message);
  self->info->message = g_strdup (message);
  return rcp_run_folder_write_info (self->folder, self->info, flushed ? error : NULL) && flushed;
}
