#include "session.h"

#include <glib/gi18n.h>

#include "error.h"
#include "data/fetch.h"
#include "train/run-folder.h"

/* the one dataset that can be fetched */
#define FETCHED_DATASET "cifar10"

typedef enum
{
  WISH_NOTHING,
  WISH_START,
  WISH_STEP,
} Wish;

struct _RcpSession
{
  GObject parent_instance;

  char *data_dir;

  RcpDataset *dataset;
  const RcpStatistics *statistics;
  guint opening;
  RcpPictureList *pictures;
  RcpSpecimen specimen;

  RcpTrainSettings *settings;
  RcpTrainer *trainer;
  Wish wish;

  GCancellable *fetch_cancellable;
  gboolean fetchable;
  GTask *close_task;
};

G_DEFINE_FINAL_TYPE (RcpSession, rcp_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_DATA_DIR,
  PROP_DATASET,
  PROP_DATASET_NAME,
  PROP_LOADING,
  PROP_STATISTICS_KNOWN,
  PROP_TRAINER,
  PROP_SETTINGS,
  PROP_FETCHING,
  PROP_FETCHABLE,
  N_PROPS
};

enum
{
  SPECIMEN_CHANGED,
  FETCH_PROGRESS,
  MESSAGE,
  PROBLEM,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
tell (RcpSession *self, guint signal, const char *sentence)
{
  g_signal_emit (self, signals[signal], 0, sentence);
}

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

static void fulfil_wish (RcpSession *self);

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) self = user_data;

  if (g_task_get_task_data (G_TASK (result)) != self->dataset)
    return;
  self->statistics = g_task_propagate_pointer (G_TASK (result), NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATISTICS_KNOWN]);
  fulfil_wish (self);
}

static void
count_statistics (RcpSession *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_counted, g_object_ref (self));

  g_task_set_source_tag (task, count_statistics);
  g_task_set_task_data (task, g_object_ref (self->dataset), g_object_unref);
  g_task_run_in_thread (task, count_in_thread);
}

static void
place_specimen (RcpSession *self, RcpSplit split, guint index)
{
  const RcpSamples *samples = rcp_dataset_get_samples (self->dataset, split);

  g_assert (samples->count > 0);
  index = MIN (index, samples->count - 1);
  self->specimen = (RcpSpecimen){
    .split = split,
    .index = index,
    .label = rcp_samples_label (samples, index),
    .shape = samples->shape,
    .pixels = rcp_samples_pixels (samples, index),
  };
}

static void
take_dataset (RcpSession *self, RcpDataset *dataset, RcpPictureLabels *labels)
{
  g_autoptr (RcpDataset) old = g_steal_pointer (&self->dataset);

  /* everything is in place before anyone is told, and nobody is told of pixels that are gone */
  g_object_freeze_notify (G_OBJECT (self));
  self->dataset = g_object_ref (dataset);
  self->statistics = NULL;
  place_specimen (self, self->specimen.split, self->specimen.index);
  g_free (self->settings->dataset);
  self->settings->dataset = g_strdup (rcp_dataset_get_name (dataset));
  rcp_picture_list_set_dataset (self->pictures, dataset, labels);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DATASET]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DATASET_NAME]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATISTICS_KNOWN]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SETTINGS]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[SPECIMEN_CHANGED], 0);
  count_statistics (self);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) self = user_data;
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->opening--;
  if (g_str_equal (opening->name, FETCHED_DATASET) && self->fetchable != opening->missing)
    {
      self->fetchable = opening->missing;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FETCHABLE]);
    }
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    tell (self, PROBLEM, error->message);
  else if (!rcp_session_is_training (self))
    take_dataset (self, opening->dataset, g_steal_pointer (&opening->labels));
  if (opening->problem != NULL)
    tell (self, PROBLEM, opening->problem->message);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
open_dataset (RcpSession *self, const char *name, gboolean fall_back)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_opened, g_object_ref (self));
  Opening *opening = g_new0 (Opening, 1);

  opening->name = g_strdup (name);
  opening->data_dir = g_strdup (self->data_dir);
  opening->fall_back = fall_back;
  self->opening++;
  g_task_set_source_tag (task, open_dataset);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  g_task_run_in_thread (task, open_in_thread);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
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
      tell (self, PROBLEM, _ ("Stop the training before you choose another dataset."));
      return;
    }
  open_dataset (self, name, FALSE);
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

/* The specimen */

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
  return g_strdup_printf ("%s #%u", rcp_dataset_get_class_name (self->dataset, self->specimen.label),
                          self->specimen.index);
}

char *
rcp_session_dup_specimen_description (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);

  if (self->specimen.pixels == NULL)
    return NULL;
  return rcp_picture_describe (self->dataset, self->specimen.split, self->specimen.index, self->specimen.label);
}

void
rcp_session_set_specimen (RcpSession *self, RcpSplit split, guint index)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (split < RCP_N_SPLITS);

  if (self->dataset == NULL)
    return;
  if (self->specimen.pixels != NULL && self->specimen.split == split && self->specimen.index == index)
    return;
  place_specimen (self, split, index);
  g_signal_emit (self, signals[SPECIMEN_CHANGED], 0);
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
  /* a specimen that is not listed has its successor where it would stand */
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
  look_at_position (self, (position + n - 1) % n);
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

/* The run */

const RcpTrainSettings *
rcp_session_get_settings (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);
  return self->settings;
}

void
rcp_session_set_settings (RcpSession *self, const RcpTrainSettings *settings)
{
  g_autofree char *dataset = NULL;

  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (settings != NULL);

  /* what is trained on is what is looked at */
  dataset = g_strdup (self->settings->dataset);
  if (settings != self->settings)
    {
      RcpTrainSettings *copy = rcp_train_settings_copy (settings);

      rcp_train_settings_free (self->settings);
      self->settings = copy;
    }
  g_free (self->settings->dataset);
  self->settings->dataset = g_steal_pointer (&dataset);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SETTINGS]);
}

RcpTrainer *
rcp_session_get_trainer (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);
  return self->trainer;
}

RcpTrainerState
rcp_session_get_run_state (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), RCP_TRAINER_READY);
  return self->trainer != NULL ? rcp_trainer_get_state (self->trainer) : RCP_TRAINER_READY;
}

gboolean
rcp_session_is_training (RcpSession *self)
{
  RcpTrainerState state;

  g_return_val_if_fail (RCP_IS_SESSION (self), FALSE);

  if (self->trainer == NULL)
    return FALSE;
  /* a run is started as soon as it is made, so that one that is still ready is about to begin */
  state = rcp_trainer_get_state (self->trainer);
  return state == RCP_TRAINER_READY || state == RCP_TRAINER_RUNNING || state == RCP_TRAINER_PAUSED;
}

static void finish_closing (RcpSession *self);

static void
on_state (RcpSession *self, GParamSpec *pspec, RcpTrainer *trainer)
{
  const GError *error = rcp_trainer_get_error (trainer);

  if (trainer != self->trainer)
    return;
  if (rcp_trainer_get_state (trainer) == RCP_TRAINER_FAILED && error != NULL)
    tell (self, PROBLEM, error->message);
  finish_closing (self);
}

static gboolean
make_trainer (RcpSession *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *run_dir = rcp_run_folder_new_default (self->settings->network);
  g_autoptr (RcpTrainer) trainer = rcp_trainer_new (self->dataset, self->settings, run_dir, &error);

  if (trainer == NULL)
    {
      tell (self, PROBLEM, error->message);
      return FALSE;
    }
  if (self->trainer != NULL)
    g_signal_handlers_disconnect_by_data (self->trainer, self);
  rcp_trainer_set_background (trainer, TRUE);
  g_set_object (&self->trainer, trainer);
  g_signal_connect_swapped (trainer, "notify::state", G_CALLBACK (on_state), self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRAINER]);
  return TRUE;
}

static void
fulfil_wish (RcpSession *self)
{
  Wish wish = self->wish;

  /* normalising needs the statistics: a start that comes before they are counted waits for them */
  if (wish == WISH_NOTHING || self->statistics == NULL || self->close_task != NULL)
    return;
  self->wish = WISH_NOTHING;
  if (!rcp_session_is_training (self) && !make_trainer (self))
    return;
  if (wish == WISH_STEP)
    rcp_trainer_step (self->trainer);
  else
    rcp_trainer_start (self->trainer);
}

void
rcp_session_start (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));

  if (rcp_session_get_run_state (self) == RCP_TRAINER_RUNNING)
    return;
  self->wish = WISH_START;
  fulfil_wish (self);
}

void
rcp_session_step (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));

  if (rcp_session_get_run_state (self) == RCP_TRAINER_RUNNING)
    return;
  self->wish = WISH_STEP;
  fulfil_wish (self);
}

void
rcp_session_pause (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));

  self->wish = WISH_NOTHING;
  if (rcp_session_is_training (self))
    rcp_trainer_pause (self->trainer);
}

void
rcp_session_stop (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));

  self->wish = WISH_NOTHING;
  if (rcp_session_is_training (self))
    rcp_trainer_stop (self->trainer);
}

/* Fetching */

static void
on_fetch_progress (const char *stage, guint64 done, guint64 total, gpointer user_data)
{
  RcpSession *self = user_data;

  g_signal_emit (self, signals[FETCH_PROGRESS], 0, stage, done, total);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = rcp_fetch_dataset_finish (result, &error);

  g_clear_object (&self->fetch_cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FETCHING]);
  if (folder != NULL)
    {
      tell (self, MESSAGE, _ ("CIFAR-10 has been fetched."));
      if (!rcp_session_is_training (self) && self->close_task == NULL)
        open_dataset (self, FETCHED_DATASET, FALSE);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (self, PROBLEM, error->message);
  finish_closing (self);
}

void
rcp_session_fetch (RcpSession *self, const char *name)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (name != NULL);

  if (self->fetch_cancellable != NULL)
    return;
  self->fetch_cancellable = g_cancellable_new ();
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FETCHING]);
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

/* Closing */

static void
finish_closing (RcpSession *self)
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
  g_task_set_source_tag (self->close_task, rcp_session_close_async);
  rcp_session_stop (self);
  rcp_session_cancel_fetch (self);
  finish_closing (self);
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
    case PROP_DATASET:
      g_value_set_object (value, self->dataset);
      break;
    case PROP_DATASET_NAME:
      g_value_set_string (value, self->dataset != NULL ? rcp_dataset_get_name (self->dataset) : NULL);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->opening > 0);
      break;
    case PROP_STATISTICS_KNOWN:
      g_value_set_boolean (value, self->statistics != NULL);
      break;
    case PROP_TRAINER:
      g_value_set_object (value, self->trainer);
      break;
    case PROP_SETTINGS:
      g_value_set_boxed (value, self->settings);
      break;
    case PROP_FETCHING:
      g_value_set_boolean (value, self->fetch_cancellable != NULL);
      break;
    case PROP_FETCHABLE:
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
    case PROP_DATA_DIR:
      self->data_dir = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_session_constructed (GObject *object)
{
  G_OBJECT_CLASS (rcp_session_parent_class)->constructed (object);
  open_dataset (RCP_SESSION (object), rcp_dataset_names ()[0], TRUE);
}

static void
rcp_session_dispose (GObject *object)
{
  RcpSession *self = RCP_SESSION (object);

  if (self->trainer != NULL)
    g_signal_handlers_disconnect_by_data (self->trainer, self);
  g_clear_object (&self->trainer);
  G_OBJECT_CLASS (rcp_session_parent_class)->dispose (object);
}

static void
rcp_session_finalize (GObject *object)
{
  RcpSession *self = RCP_SESSION (object);

  g_clear_object (&self->pictures);
  g_clear_object (&self->dataset);
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

  props[PROP_DATA_DIR] = g_param_spec_string ("data-dir", NULL, NULL, NULL,
                                              G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_DATASET] = g_param_spec_object ("dataset", NULL, NULL, RCP_TYPE_DATASET, readable);
  props[PROP_DATASET_NAME] = g_param_spec_string ("dataset-name", NULL, NULL, NULL, readable);
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, readable);
  props[PROP_STATISTICS_KNOWN] = g_param_spec_boolean ("statistics-known", NULL, NULL, FALSE, readable);
  props[PROP_TRAINER] = g_param_spec_object ("trainer", NULL, NULL, RCP_TYPE_TRAINER, readable);
  props[PROP_SETTINGS] = g_param_spec_boxed ("settings", NULL, NULL, RCP_TYPE_TRAIN_SETTINGS, readable);
  props[PROP_FETCHABLE] = g_param_spec_boolean ("fetchable", NULL, NULL, FALSE, readable);
  props[PROP_FETCHING] = g_param_spec_boolean ("fetching", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SPECIMEN_CHANGED] =
      g_signal_new ("specimen-changed", RCP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FETCH_PROGRESS] = g_signal_new ("fetch-progress", RCP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[MESSAGE] =
      g_signal_new ("message", RCP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PROBLEM] =
      g_signal_new ("problem", RCP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rcp_session_init (RcpSession *self)
{
  self->pictures = rcp_picture_list_new ();
  self->settings = rcp_train_settings_new ();
  self->specimen.split = RCP_SPLIT_TEST;
}

RcpSession *
rcp_session_new (const char *data_dir)
{
  return g_object_new (RCP_TYPE_SESSION, "data-dir", data_dir, NULL);
}
