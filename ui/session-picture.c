#include "session-private.h"

/* A picture of one's own as the specimen. Reading it and making it fit can take a while: a worker does both. */

typedef struct
{
  GFile *file;
  RcpImage *picture;
  RcpShape shape;
  RcpImageFit fit;
} Reading;

static void
reading_free (Reading *reading)
{
  g_clear_object (&reading->file);
  g_clear_object (&reading->picture);
  g_free (reading);
}

static RcpImage *
read_picture (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GBytes) contents = NULL;

  if (path != NULL)
    return rcp_image_load (path, error);
  contents = g_file_load_bytes (file, cancellable, NULL, error);
  if (contents == NULL)
    return NULL;
  base = g_file_get_basename (file);
  name = g_filename_display_name (base);
  return rcp_image_load_bytes (contents, name, error);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reading *reading = task_data;
  g_autoptr (GError) error = NULL;

  if (reading->picture == NULL)
    reading->picture = read_picture (reading->file, cancellable, &error);
  /* what it is made to fit to is kept with the picture, so that the main thread finds it done */
  if (reading->picture == NULL || rcp_image_get_fitted (reading->picture, reading->shape, reading->fit, &error) == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Looks at @picture, which is kept, or stays where it is. */
static gboolean
place_picture (RcpSession *self, RcpImage *picture, GError **error)
{
  RcpShape shape = rcp_dataset_get_shape (self->dataset);
  const guint8 *pixels = rcp_image_get_fitted (picture, shape, self->fit, error);

  if (pixels == NULL)
    return FALSE;
  g_set_object (&self->specimen.picture, picture);
  self->specimen.owner = G_OBJECT (picture);
  self->specimen.label = RCP_LABEL_NONE;
  self->specimen.shape = shape;
  self->specimen.pixels = pixels;
  return TRUE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) self = user_data;
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  /* another picture was chosen meanwhile */
  if (g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;
  g_clear_object (&self->reading);
  if (g_task_propagate_boolean (G_TASK (result), &error) && place_picture (self, reading->picture, &error))
    rcp_session_emit (self, RCP_SESSION_SPECIMEN_CHANGED);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    rcp_session_emit (self, RCP_SESSION_PROBLEM, error->message);
}

/* @file or @picture: what there is */
static void
read_and_look (RcpSession *self, GFile *file, RcpImage *picture)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading;

  /* without a dataset there is no shape to fit to; there is none only while the window opens */
  if (self->dataset == NULL)
    return;
  rcp_session_stop_reading (self);
  self->reading = g_cancellable_new ();
  reading = g_new0 (Reading, 1);
  g_set_object (&reading->file, file);
  g_set_object (&reading->picture, picture);
  reading->shape = rcp_dataset_get_shape (self->dataset);
  reading->fit = self->fit;
  task = g_task_new (NULL, self->reading, on_read, g_object_ref (self));
  g_task_set_source_tag (task, read_and_look);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, read_in_thread);
}

void
rcp_session_open_picture (RcpSession *self, GFile *file)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (G_IS_FILE (file));
  read_and_look (self, file, NULL);
}

void
rcp_session_take_picture (RcpSession *self, RcpImage *picture)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (RCP_IS_IMAGE (picture));
  read_and_look (self, NULL, picture);
}

void
rcp_session_stop_reading (RcpSession *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

gboolean
rcp_session_refit_picture (RcpSession *self)
{
  return self->specimen.picture != NULL && place_picture (self, self->specimen.picture, NULL);
}

void
rcp_session_set_fit (RcpSession *self, RcpImageFit fit)
{
  g_return_if_fail (RCP_IS_SESSION (self));

  if (self->fit == fit)
    return;
  self->fit = fit;
  rcp_session_changed (self, RCP_SESSION_PROP_FIT);
  /* one that is being read will fit as soon as it is there */
  if (self->specimen.picture != NULL && self->reading == NULL)
    read_and_look (self, NULL, self->specimen.picture);
}

RcpImageFit
rcp_session_get_fit (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), RCP_IMAGE_FIT_CROP);
  return self->fit;
}
