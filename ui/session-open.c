#include "session-private.h"

#include <glib/gi18n.h>

#include "train/opened-run.h"

typedef struct
{
  guint serial;
  char *path;
  char *data_dir;
  RcpDataset *known;

  RcpOpenedRun *run;
  RcpPictureLabels *labels; /* of its dataset where that is another one */
} Opening;

static void
opening_free (Opening *opening)
{
  g_free (opening->path);
  g_free (opening->data_dir);
  g_clear_object (&opening->known);
  g_clear_pointer (&opening->run, rcp_opened_run_free);
  g_clear_pointer (&opening->labels, rcp_picture_labels_free);
  g_free (opening);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Opening *opening = task_data;
  GError *error = NULL;

  opening->run = rcp_opened_run_new (opening->path, opening->known, opening->data_dir, &error);
  if (opening->run == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (opening->run->dataset != opening->known)
    opening->labels = rcp_picture_labels_new (opening->run->dataset);
  g_task_return_boolean (task, TRUE);
}

static gboolean
refuse_while_training (RcpSession *self)
{
  if (!rcp_session_is_training (self))
    return FALSE;
  rcp_session_emit (self, RCP_SESSION_PROBLEM, _ ("Stop the training before you open another run."));
  return TRUE;
}

static void
take_run (RcpSession *self, Opening *opening)
{
  RcpOpenedRun *run = opening->run;
  g_autoptr (RcpTrainer) trainer = rcp_trainer_new_opened (run);

  if (run->dataset != self->dataset)
    {
      if (opening->labels == NULL)
        opening->labels = rcp_picture_labels_new (run->dataset);
      rcp_session_take_dataset (self, run->dataset, g_steal_pointer (&opening->labels));
    }
  rcp_session_take_trainer (self, trainer);
  rcp_session_set_settings (self, rcp_trainer_get_settings (trainer));
  if (run->problem != NULL)
    rcp_session_emit (self, RCP_SESSION_PROBLEM, run->problem);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) self = user_data;
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  /* only the newest request counts */
  if (opening->serial != self->run_serial || self->close_task != NULL)
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    rcp_session_emit (self, RCP_SESSION_PROBLEM, error->message);
  else if (!refuse_while_training (self))
    take_run (self, opening);
}

void
rcp_session_open_run (RcpSession *self, const char *path)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening;

  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (path != NULL);

  if (refuse_while_training (self))
    return;
  opening = g_new0 (Opening, 1);
  opening->serial = ++self->run_serial;
  opening->path = g_strdup (path);
  opening->data_dir = g_strdup (self->data_dir);
  g_set_object (&opening->known, self->dataset);
  task = g_task_new (NULL, NULL, on_opened, g_object_ref (self));
  g_task_set_source_tag (task, rcp_session_open_run);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  g_task_run_in_thread (task, open_in_thread);
}

/* Any other folder is told of as what it is not: a picture. */
static gboolean
is_run (GFile *file)
{
  g_autofree char *info =
      g_file_peek_path (file) != NULL ? g_build_filename (g_file_peek_path (file), "run.json", NULL) : NULL;

  return info != NULL && g_file_test (info, G_FILE_TEST_EXISTS);
}

void
rcp_session_open_file (RcpSession *self, GFile *file)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->dataset == NULL)
    {
      if (self->awaited == NULL)
        self->awaited = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (self->awaited, g_object_ref (file));
    }
  else if (is_run (file))
    rcp_session_open_run (self, g_file_peek_path (file));
  else
    rcp_session_open_picture (self, file);
}

void
rcp_session_open_awaited (RcpSession *self)
{
  g_autoptr (GPtrArray) files = g_steal_pointer (&self->awaited);

  for (guint i = 0; files != NULL && i < files->len; i++)
    rcp_session_open_file (self, g_ptr_array_index (files, i));
}
