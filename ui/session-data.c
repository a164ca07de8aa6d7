#include "session-private.h"

#include <glib/gi18n.h>

#include "error.h"
#include "data/fetch.h"

/* Opening */

typedef struct
{
  char *name;
  char *data_dir;
  gboolean fall_back;
  gboolean missing;

  RcpDataset *dataset;
  RcpPictureLabels *labels;
  GError *problem;
} Opening;

static void
opening_free (Opening *opening)
{
  g_free (opening->name);
  g_free (opening->data_dir);
  g_clear_object (&opening->dataset);
  g_clear_pointer (&opening->labels, rcp_picture_labels_free);
  g_clear_error (&opening->problem);
  g_free (opening);
}

/* The session is what a task's callback gets, not the task's source: a worker may be the last to let go of its task,
 * and must not be the last to let go of the session. */

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Opening *opening = task_data;
  g_autoptr (GError) error = NULL;

  opening->dataset = rcp_dataset_open (opening->name, opening->data_dir, &error);
  opening->missing = opening->dataset == NULL;
  if (opening->missing && opening->fall_back)
    {
      /* not having been fetched is how everyone begins; anything else must be told */
      if (!g_error_matches (error, RCP_ERROR, RCP_ERROR_NOT_FETCHED))
        opening->problem = g_steal_pointer (&error);
      g_clear_error (&error);
      opening->dataset = rcp_dataset_open ("shapes", NULL, &error);
    }
  if (opening->dataset == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  opening->labels = rcp_picture_labels_new (opening->dataset);
  g_task_return_boolean (task, TRUE);
}

static void
count_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, (gpointer) rcp_dataset_get_statistics (task_data), NULL);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) self = user_data;

  if (g_task_get_task_data (G_TASK (result)) != self->dataset)
    return;
  self->statistics = g_task_propagate_pointer (G_TASK (result), NULL);
  rcp_session_changed (self, RCP_SESSION_PROP_STATISTICS_KNOWN);
  rcp_session_follow_dataset (self);
  rcp_session_fulfil_wish (self);
}

static void
count_statistics (RcpSession *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_counted, g_object_ref (self));

  g_task_set_source_tag (task, count_statistics);
  g_task_set_task_data (task, g_object_ref (self->dataset), g_object_unref);
  g_task_run_in_thread (task, count_in_thread);
}

void
rcp_session_take_dataset (RcpSession *self, RcpDataset *dataset, RcpPictureLabels *labels)
{
  g_autoptr (RcpDataset) old = g_steal_pointer (&self->dataset);

  /* everything is in place before anyone is told, and nobody is told of pixels that are gone */
  g_object_freeze_notify (G_OBJECT (self));
  self->dataset = g_object_ref (dataset);
  self->statistics = NULL;
  if (!rcp_session_refit_picture (self))
    rcp_session_place_specimen (self, self->specimen.split, self->specimen.index);
  g_free (self->settings->dataset);
  self->settings->dataset = g_strdup (rcp_dataset_get_name (dataset));
  rcp_picture_list_set_dataset (self->pictures, dataset, labels);
  rcp_session_changed (self, RCP_SESSION_PROP_DATASET);
  rcp_session_changed (self, RCP_SESSION_PROP_DATASET_NAME);
  rcp_session_changed (self, RCP_SESSION_PROP_STATISTICS_KNOWN);
  rcp_session_changed (self, RCP_SESSION_PROP_SETTINGS);
  g_object_thaw_notify (G_OBJECT (self));
  rcp_session_emit (self, RCP_SESSION_SPECIMEN_CHANGED);
  count_statistics (self);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) self = user_data;
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->opening--;
  if (g_str_equal (opening->name, RCP_SESSION_FETCHED_DATASET) && self->fetchable != opening->missing)
    {
      self->fetchable = opening->missing;
      rcp_session_changed (self, RCP_SESSION_PROP_FETCHABLE);
    }
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    rcp_session_emit (self, RCP_SESSION_PROBLEM, error->message);
  else if (!rcp_session_is_training (self))
    {
      rcp_session_take_dataset (self, opening->dataset, g_steal_pointer (&opening->labels));
      rcp_session_open_awaited (self);
    }
  if (opening->problem != NULL)
    rcp_session_emit (self, RCP_SESSION_PROBLEM, opening->problem->message);
  rcp_session_changed (self, RCP_SESSION_PROP_LOADING);
}

void
rcp_session_open (RcpSession *self, const char *name, gboolean fall_back)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_opened, g_object_ref (self));
  Opening *opening = g_new0 (Opening, 1);

  opening->name = g_strdup (name);
  opening->data_dir = g_strdup (self->data_dir);
  opening->fall_back = fall_back;
  self->opening++;
  g_task_set_source_tag (task, rcp_session_open);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  g_task_run_in_thread (task, open_in_thread);
  rcp_session_changed (self, RCP_SESSION_PROP_LOADING);
}

void
rcp_session_select_dataset (RcpSession *self, const char *name)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (name != NULL);

  if (self->dataset != NULL && self->opening == 0 && g_str_equal (rcp_dataset_get_name (self->dataset), name))
    return;
  if (rcp_session_is_training (self))
    {
      rcp_session_emit (self, RCP_SESSION_PROBLEM, _ ("Stop the training before you choose another dataset."));
      return;
    }
  rcp_session_open (self, name, FALSE);
}

RcpDataset *
rcp_session_get_dataset (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);
  return self->dataset;
}

gboolean
rcp_session_get_loading (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), FALSE);
  return self->opening > 0;
}

const RcpStatistics *
rcp_session_get_statistics (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);
  return self->statistics;
}

/* Fetching */

static void
on_fetch_progress (const char *stage, guint64 done, guint64 total, gpointer user_data)
{
  RcpSession *self = user_data;

  rcp_session_emit (self, RCP_SESSION_FETCH_PROGRESS, stage, done, total);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = rcp_fetch_dataset_finish (result, &error);

  g_clear_object (&self->fetch_cancellable);
  rcp_session_changed (self, RCP_SESSION_PROP_FETCHING);
  if (folder != NULL)
    {
      rcp_session_emit (self, RCP_SESSION_MESSAGE, _ ("CIFAR-10 has been fetched."));
      if (!rcp_session_is_training (self) && self->close_task == NULL)
        rcp_session_open (self, RCP_SESSION_FETCHED_DATASET, FALSE);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    rcp_session_emit (self, RCP_SESSION_PROBLEM, error->message);
  rcp_session_finish_closing (self);
}

void
rcp_session_fetch (RcpSession *self, const char *name)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (name != NULL);

  if (self->fetch_cancellable != NULL)
    return;
  self->fetch_cancellable = g_cancellable_new ();
  rcp_session_changed (self, RCP_SESSION_PROP_FETCHING);
  rcp_fetch_dataset_async (name, self->data_dir, on_fetch_progress, self, self->fetch_cancellable, on_fetched,
                           g_object_ref (self));
}

void
rcp_session_cancel_fetch (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  if (self->fetch_cancellable != NULL)
    g_cancellable_cancel (self->fetch_cancellable);
}

gboolean
rcp_session_get_fetching (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), FALSE);
  return self->fetch_cancellable != NULL;
}

gboolean
rcp_session_get_fetchable (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), FALSE);
  return self->fetchable;
}
