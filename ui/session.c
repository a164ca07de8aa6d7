#include "session-private.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (RcpSession, rcp_session, G_TYPE_OBJECT)

static GParamSpec *props[RCP_SESSION_N_PROPS];
static guint signals[RCP_SESSION_N_SIGNALS];

void
rcp_session_changed (RcpSession *self, RcpSessionProperty property)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

void
rcp_session_emit (RcpSession *self, RcpSessionSignal signal, ...)
{
  va_list arguments;

  va_start (arguments, signal);
  g_signal_emit_valist (self, signals[signal], 0, arguments);
  va_end (arguments);
}

/* The specimen */

void
rcp_session_place_specimen (RcpSession *self, RcpSplit split, guint index)
{
  const RcpSamples *samples = rcp_dataset_get_samples (self->dataset, split);

  g_assert (samples->count > 0);
  index = MIN (index, samples->count - 1);
  g_clear_object (&self->specimen.picture);
  self->specimen = (RcpSpecimen){
    .owner = G_OBJECT (self->dataset),
    .split = split,
    .index = index,
    .label = rcp_samples_label (samples, index),
    .shape = samples->shape,
    .pixels = rcp_samples_pixels (samples, index),
  };
}

RcpPictureList *
rcp_session_get_pictures (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);
  return self->pictures;
}

void
rcp_session_set_filter (RcpSession *self, RcpSplit split, guint label)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  rcp_picture_list_set_filter (self->pictures, split, label);
}

const RcpSpecimen *
rcp_session_get_specimen (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);
  return self->specimen.pixels != NULL ? &self->specimen : NULL;
}

char *
rcp_session_dup_specimen_name (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);

  if (self->specimen.pixels == NULL)
    return NULL;
  if (self->specimen.picture != NULL)
    return g_strdup (rcp_image_get_name (self->specimen.picture));
  return g_strdup_printf ("%s #%u", rcp_dataset_get_class_name (self->dataset, self->specimen.label),
                          self->specimen.index);
}

char *
rcp_session_dup_specimen_description (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);

  if (self->specimen.pixels == NULL)
    return NULL;
  if (self->specimen.picture != NULL)
    /* Translators: a picture of the user's own: its name, and how many pixels it has: "cat.jpg, 4000 × 3000 pixels" */
    return g_strdup_printf (_ ("%s, %d × %d pixels"), rcp_image_get_name (self->specimen.picture),
                            rcp_image_get_width (self->specimen.picture),
                            rcp_image_get_height (self->specimen.picture));
  return rcp_picture_describe (self->dataset, self->specimen.split, self->specimen.index, self->specimen.label);
}

void
rcp_session_set_specimen (RcpSession *self, RcpSplit split, guint index)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (split < RCP_N_SPLITS);

  if (self->dataset == NULL)
    return;
  rcp_session_stop_reading (self);
  if (self->specimen.pixels != NULL && self->specimen.picture == NULL && self->specimen.split == split
      && self->specimen.index == index)
    return;
  rcp_session_place_specimen (self, split, index);
  rcp_session_emit (self, RCP_SESSION_SPECIMEN_CHANGED);
}

static void
look_at_position (RcpSession *self, guint position)
{
  RcpSplit split;
  guint index;

  if (rcp_picture_list_get_place (self->pictures, position, &split, &index))
    rcp_session_set_specimen (self, split, index);
}

void
rcp_session_next_specimen (RcpSession *self)
{
  guint n, position;
  gboolean listed;

  g_return_if_fail (RCP_IS_SESSION (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->pictures));
  if (n == 0)
    return;
  /* a specimen that is not listed has its successor where it would stand; a picture of one's own has both
   * neighbours where one was before */
  listed = rcp_picture_list_find (self->pictures, self->specimen.split, self->specimen.index, &position);
  look_at_position (self, (position + (listed ? 1 : 0)) % n);
}

void
rcp_session_previous_specimen (RcpSession *self)
{
  guint n, position;

  g_return_if_fail (RCP_IS_SESSION (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->pictures));
  if (n == 0)
    return;
  rcp_picture_list_find (self->pictures, self->specimen.split, self->specimen.index, &position);
  look_at_position (self, self->specimen.picture != NULL ? position % n : (position + n - 1) % n);
}

void
rcp_session_random_specimen (RcpSession *self)
{
  guint n, position, other;

  g_return_if_fail (RCP_IS_SESSION (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->pictures));
  if (n == 0)
    return;
  if (n == 1 || !rcp_picture_list_find (self->pictures, self->specimen.split, self->specimen.index, &position))
    {
      look_at_position (self, g_random_int_range (0, (gint32) n));
      return;
    }
  /* one of the n − 1 others, each as likely */
  other = g_random_int_range (0, (gint32) n - 1);
  look_at_position (self, other < position ? other : other + 1);
}

/* The kernel */

void
rcp_session_set_kernel (RcpSession *self, const RcpKernel *kernel, gboolean grey)
{
  g_return_if_fail (RCP_IS_SESSION (self));

  g_clear_pointer (&self->kernel, rcp_kernel_free);
  self->kernel = kernel != NULL ? rcp_kernel_copy (kernel) : NULL;
  self->kernel_grey = grey;
  rcp_session_changed (self, RCP_SESSION_PROP_KERNEL);
}

const RcpKernel *
rcp_session_get_kernel (RcpSession *self, gboolean *grey)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);

  if (grey != NULL)
    *grey = self->kernel_grey;
  return self->kernel;
}

/* Closing */

void
rcp_session_finish_closing (RcpSession *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->close_task == NULL || rcp_session_is_training (self) || self->fetch_cancellable != NULL)
    return;
  task = g_steal_pointer (&self->close_task);
  g_task_return_boolean (task, TRUE);
}

void
rcp_session_close_async (RcpSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (self->close_task == NULL);

  self->close_task = g_task_new (self, NULL, callback, user_data);
  rcp_session_stop_reading (self);
  g_task_set_source_tag (self->close_task, rcp_session_close_async);
  rcp_session_stop (self);
  rcp_session_cancel_fetch (self);
  rcp_session_finish_closing (self);
}

void
rcp_session_close_finish (RcpSession *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* The object */

static void
rcp_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RcpSession *self = RCP_SESSION (object);

  switch (id)
    {
    case RCP_SESSION_PROP_DATASET:
      g_value_set_object (value, self->dataset);
      break;
    case RCP_SESSION_PROP_DATASET_NAME:
      g_value_set_string (value, self->dataset != NULL ? rcp_dataset_get_name (self->dataset) : NULL);
      break;
    case RCP_SESSION_PROP_LOADING:
      g_value_set_boolean (value, self->opening > 0);
      break;
    case RCP_SESSION_PROP_STATISTICS_KNOWN:
      g_value_set_boolean (value, self->statistics != NULL);
      break;
    case RCP_SESSION_PROP_TRAINER:
      g_value_set_object (value, self->trainer);
      break;
    case RCP_SESSION_PROP_FIT:
      g_value_set_int (value, (int) self->fit);
      break;
    case RCP_SESSION_PROP_KERNEL:
      g_value_set_boxed (value, self->kernel);
      break;
    case RCP_SESSION_PROP_SETTINGS:
      g_value_set_boxed (value, self->settings);
      break;
    case RCP_SESSION_PROP_LIVE:
      g_value_set_boolean (value, rcp_session_get_live (self));
      break;
    case RCP_SESSION_PROP_MOMENT:
      g_value_set_uint64 (value, rcp_session_get_moment (self));
      break;
    case RCP_SESSION_PROP_UNTRAINED:
      g_value_set_boolean (value, self->moment.untrained);
      break;
    case RCP_SESSION_PROP_FETCHING:
      g_value_set_boolean (value, self->fetch_cancellable != NULL);
      break;
    case RCP_SESSION_PROP_FETCHABLE:
      g_value_set_boolean (value, self->fetchable);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RcpSession *self = RCP_SESSION (object);

  switch (id)
    {
    case RCP_SESSION_PROP_DATA_DIR:
      self->data_dir = g_value_dup_string (value);
      break;
    case RCP_SESSION_PROP_FIT:
      rcp_session_set_fit (self, (RcpImageFit) g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_session_constructed (GObject *object)
{
  G_OBJECT_CLASS (rcp_session_parent_class)->constructed (object);
  rcp_session_open (RCP_SESSION (object), rcp_dataset_names ()[0], TRUE);
}

static void
rcp_session_dispose (GObject *object)
{
  RcpSession *self = RCP_SESSION (object);

  rcp_session_stop_reading (self);
  rcp_session_unfollow_trainer (self);
  g_clear_object (&self->branch);
  g_clear_object (&self->trainer);
  rcp_session_clear_moment (self);
  G_OBJECT_CLASS (rcp_session_parent_class)->dispose (object);
}

static void
rcp_session_finalize (GObject *object)
{
  RcpSession *self = RCP_SESSION (object);

  g_clear_object (&self->pictures);
  g_clear_object (&self->specimen.picture);
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->awaited, g_ptr_array_unref);
  g_clear_pointer (&self->kernel, rcp_kernel_free);
  g_clear_pointer (&self->settings, rcp_train_settings_free);
  g_clear_pointer (&self->data_dir, g_free);
  G_OBJECT_CLASS (rcp_session_parent_class)->finalize (object);
}

static void
rcp_session_class_init (RcpSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = rcp_session_get_property;
  object_class->set_property = rcp_session_set_property;
  object_class->constructed = rcp_session_constructed;
  object_class->dispose = rcp_session_dispose;
  object_class->finalize = rcp_session_finalize;

  props[RCP_SESSION_PROP_DATA_DIR] = g_param_spec_string (
      "data-dir", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[RCP_SESSION_PROP_DATASET] = g_param_spec_object ("dataset", NULL, NULL, RCP_TYPE_DATASET, readable);
  props[RCP_SESSION_PROP_DATASET_NAME] = g_param_spec_string ("dataset-name", NULL, NULL, NULL, readable);
  props[RCP_SESSION_PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, readable);
  props[RCP_SESSION_PROP_STATISTICS_KNOWN] = g_param_spec_boolean ("statistics-known", NULL, NULL, FALSE, readable);
  props[RCP_SESSION_PROP_TRAINER] = g_param_spec_object ("trainer", NULL, NULL, RCP_TYPE_TRAINER, readable);
  props[RCP_SESSION_PROP_FIT] =
      g_param_spec_int ("fit", NULL, NULL, RCP_IMAGE_FIT_STRETCH, RCP_IMAGE_FIT_CROP, RCP_IMAGE_FIT_CROP,
                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[RCP_SESSION_PROP_KERNEL] = g_param_spec_boxed ("kernel", NULL, NULL, RCP_TYPE_KERNEL, readable);
  props[RCP_SESSION_PROP_SETTINGS] = g_param_spec_boxed ("settings", NULL, NULL, RCP_TYPE_TRAIN_SETTINGS, readable);
  props[RCP_SESSION_PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, TRUE, readable);
  props[RCP_SESSION_PROP_MOMENT] = g_param_spec_uint64 ("moment", NULL, NULL, 0, G_MAXUINT64, 0, readable);
  props[RCP_SESSION_PROP_UNTRAINED] = g_param_spec_boolean ("untrained", NULL, NULL, FALSE, readable);
  props[RCP_SESSION_PROP_FETCHABLE] = g_param_spec_boolean ("fetchable", NULL, NULL, FALSE, readable);
  props[RCP_SESSION_PROP_FETCHING] = g_param_spec_boolean ("fetching", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, RCP_SESSION_N_PROPS, props);

  signals[RCP_SESSION_SPECIMEN_CHANGED] =
      g_signal_new ("specimen-changed", RCP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RCP_SESSION_SNAPSHOT_CHANGED] =
      g_signal_new ("snapshot-changed", RCP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RCP_SESSION_HISTORY_CHANGED] =
      g_signal_new ("history-changed", RCP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RCP_SESSION_FETCH_PROGRESS] =
      g_signal_new ("fetch-progress", RCP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                    G_TYPE_STRING, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[RCP_SESSION_MESSAGE] =
      g_signal_new ("message", RCP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[RCP_SESSION_PROBLEM] =
      g_signal_new ("problem", RCP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rcp_session_init (RcpSession *self)
{
  self->pictures = rcp_picture_list_new ();
  self->settings = rcp_train_settings_new ();
  self->specimen.split = RCP_SPLIT_TEST;
  self->fit = RCP_IMAGE_FIT_CROP;
}

RcpSession *
rcp_session_new (const char *data_dir)
{
  return g_object_new (RCP_TYPE_SESSION, "data-dir", data_dir, NULL);
}
