/* A fetch in a thread of its own, and its progress in the caller's main context. */
#include "fetch-private.h"

#include "error.h"

/*
 * The thread puts its newest report here and arms one source; a main loop that is busy skips what is out of date.
 */
typedef struct
{
  const RcpFetchPlan *plan;
  char *data_dir;
  RcpFetchProgress progress;
  gpointer progress_data;

  GMutex mutex;
  gboolean armed;
  char *stage;
  guint64 done;
  guint64 total;
} AsyncFetch;

static void
async_fetch_free (AsyncFetch *self)
{
  g_mutex_clear (&self->mutex);
  g_free (self->stage);
  g_free (self->data_dir);
  g_free (self);
}

static gboolean
deliver (gpointer user_data)
{
  GTask *task = user_data;
  AsyncFetch *self = g_task_get_task_data (task);
  g_autofree char *stage = NULL;
  guint64 done, total;

  g_mutex_lock (&self->mutex);
  self->armed = FALSE;
  stage = g_strdup (self->stage);
  done = self->done;
  total = self->total;
  g_mutex_unlock (&self->mutex);

  /* Whoever has been told that it is over need not expect more. */
  if (!g_task_get_completed (task))
    self->progress (stage, done, total, self->progress_data);
  return G_SOURCE_REMOVE;
}

static void
on_progress (const char *stage, guint64 done, guint64 total, gpointer user_data)
{
  GTask *task = user_data;
  AsyncFetch *self = g_task_get_task_data (task);
  gboolean arm;

  g_mutex_lock (&self->mutex);
  g_free (self->stage);
  self->stage = g_strdup (stage);
  self->done = done;
  self->total = total;
  arm = !self->armed;
  self->armed = TRUE;
  g_mutex_unlock (&self->mutex);

  if (arm)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, deliver, g_object_ref (task), g_object_unref);
      g_source_attach (source, g_task_get_context (task));
    }
}

static void
fetch_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  AsyncFetch *self = task_data;
  GError *error = NULL;
  char *folder = rcp_fetch_with_plan (self->plan, self->data_dir, self->progress != NULL ? on_progress : NULL, task,
                                      cancellable, &error);

  if (folder != NULL)
    g_task_return_pointer (task, folder, g_free);
  else
    g_task_return_error (task, error);
}

void
rcp_fetch_with_plan_async (const RcpFetchPlan *plan, const char *data_dir, RcpFetchProgress progress,
                           gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  AsyncFetch *self = g_new0 (AsyncFetch, 1);

  self->plan = plan;
  self->data_dir = g_strdup (data_dir);
  self->progress = progress;
  self->progress_data = progress_data;
  g_mutex_init (&self->mutex);
  g_task_set_source_tag (task, rcp_fetch_dataset_async);
  g_task_set_task_data (task, self, (GDestroyNotify) async_fetch_free);
  /* A dataset that was put in its place while the user cancelled is there: say so. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, fetch_thread);
}

void
rcp_fetch_dataset_async (const char *name, const char *data_dir, RcpFetchProgress progress, gpointer progress_data,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GError *error = NULL;
  const RcpFetchPlan *plan = rcp_fetch_plan_for (name, &error);

  g_return_if_fail (name != NULL);

  if (plan != NULL)
    rcp_fetch_with_plan_async (plan, data_dir, progress, progress_data, cancellable, callback, user_data);
  else
    g_task_report_error (NULL, callback, user_data, rcp_fetch_dataset_async, error);
}

char *
rcp_fetch_dataset_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
