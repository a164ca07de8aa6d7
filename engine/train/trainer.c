#include "train/trainer-private.h"

#include <math.h>

#include "error.h"
#include "train/history-folder.h"
#include "train/train-loop.h"

struct _RcpTrainer
{
  GObject parent_instance;

  RcpDataset *dataset;
  RcpNetwork *network;
  RcpTrainSettings *settings;
  char *run_dir;
  char *history_dir; /* NULL where its history is in memory */
  const char *device;
  guint steps_per_epoch;
  guint64 total_steps;

  RcpTrainJob *job; /* until the thread takes it */
  GThread *thread;
  RcpCommands *commands;
  RcpOutbox *outbox;

  /* what has been delivered */
  RcpMetrics *metrics;
  RcpHistory *history;
  RcpSnapshot *snapshot;
  RcpTrainerState state;
  GError *error;
  double samples_per_second;
};

G_DEFINE_FINAL_TYPE (RcpTrainer, rcp_trainer, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  PROP_SNAPSHOT,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

GType
rcp_trainer_state_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { RCP_TRAINER_READY, "RCP_TRAINER_READY", "ready" },
        { RCP_TRAINER_RUNNING, "RCP_TRAINER_RUNNING", "running" },
        { RCP_TRAINER_PAUSED, "RCP_TRAINER_PAUSED", "paused" },
        { RCP_TRAINER_FINISHED, "RCP_TRAINER_FINISHED", "finished" },
        { RCP_TRAINER_STOPPED, "RCP_TRAINER_STOPPED", "stopped" },
        { RCP_TRAINER_FAILED, "RCP_TRAINER_FAILED", "failed" },
        { 0, NULL, NULL },
      };

      g_once_init_leave (&type, g_enum_register_static ("RcpTrainerState", values));
    }
  return type;
}

static void
rcp_trainer_dispose (GObject *object)
{
  RcpTrainer *self = RCP_TRAINER (object);

  if (self->thread != NULL)
    {
      rcp_commands_push (self->commands, RCP_COMMAND_STOP, 0);
      g_thread_join (g_steal_pointer (&self->thread));
    }
  g_clear_pointer (&self->job, rcp_train_job_free);
  if (self->outbox != NULL)
    rcp_outbox_close (self->outbox);
  g_clear_pointer (&self->outbox, rcp_outbox_unref);
  G_OBJECT_CLASS (rcp_trainer_parent_class)->dispose (object);
}

static void
rcp_trainer_finalize (GObject *object)
{
  RcpTrainer *self = RCP_TRAINER (object);

  g_clear_pointer (&self->commands, rcp_commands_unref);
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->network, rcp_network_unref);
  g_clear_pointer (&self->settings, rcp_train_settings_free);
  g_clear_object (&self->metrics);
  g_clear_object (&self->history);
  g_clear_pointer (&self->snapshot, rcp_snapshot_unref);
  g_clear_error (&self->error);
  g_free (self->run_dir);
  g_free (self->history_dir);
  G_OBJECT_CLASS (rcp_trainer_parent_class)->finalize (object);
}

static void
rcp_trainer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RcpTrainer *self = RCP_TRAINER (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_SNAPSHOT:
      g_value_set_boxed (value, self->snapshot);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_trainer_class_init (RcpTrainerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rcp_trainer_dispose;
  object_class->finalize = rcp_trainer_finalize;
  object_class->get_property = rcp_trainer_get_property;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, RCP_TYPE_TRAINER_STATE, RCP_TRAINER_READY,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SNAPSHOT] =
      g_param_spec_boxed ("snapshot", NULL, NULL, RCP_TYPE_SNAPSHOT, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
rcp_trainer_init (RcpTrainer *self)
{
  self->metrics = rcp_metrics_new ();
  self->commands = rcp_commands_new ();
}

static void
append_records (RcpMetrics *metrics, GArray *steps, GArray *epochs)
{
  rcp_metrics_append (metrics, steps != NULL ? (const RcpStepRecord *) steps->data : NULL,
                      steps != NULL ? steps->len : 0, epochs != NULL ? (const RcpEpochRecord *) epochs->data : NULL,
                      epochs != NULL ? epochs->len : 0);
}

static void
take_news (RcpTrainer *self, const RcpMomentNews *news)
{
  g_autofree char *path = NULL;

  switch (news->kind)
    {
    case RCP_MOMENT_KEPT:
      if (self->history_dir != NULL)
        path = rcp_history_folder_new_file (self->history_dir, &news->moment);
      rcp_history_add (self->history, &news->moment, news->snapshot, path);
      break;
    case RCP_MOMENT_BEST:
      rcp_history_set_best (self->history, news->snapshot);
      break;
    case RCP_MOMENT_THINNED:
      rcp_history_thin (self->history, news->stride);
      break;
    }
}

static void
update_history (RcpTrainer *self, const RcpDelivery *delivery)
{
  for (guint i = 0; delivery->moments != NULL && i < delivery->moments->len; i++)
    take_news (self, &g_array_index (delivery->moments, RcpMomentNews, i));
  /* while it runs the newest weights are those of no moment yet */
  if (delivery->has_state)
    rcp_history_set_last (self->history, delivery->state == RCP_TRAINER_RUNNING ? NULL : self->snapshot);
}

/* On the main side, with all that has come in: first the state is complete, then those who listen hear of it, so
 * that none of them sees half of it. */
static void
deliver (RcpDelivery *delivery, gpointer user_data)
{
  g_autoptr (RcpTrainer) self = g_object_ref (RCP_TRAINER (user_data));
  g_autoptr (RcpMetrics) metrics = g_object_ref (self->metrics);
  gboolean new_snapshot = delivery->snapshot != NULL;
  gboolean new_state = delivery->has_state && delivery->state != self->state;

  self->samples_per_second = delivery->samples_per_second;
  if (new_snapshot)
    {
      g_clear_pointer (&self->snapshot, rcp_snapshot_unref);
      self->snapshot = g_steal_pointer (&delivery->snapshot);
    }
  if (new_state)
    {
      self->state = delivery->state;
      self->error = g_steal_pointer (&delivery->error);
    }
  update_history (self, delivery);
  append_records (metrics, delivery->steps, delivery->epochs);
  rcp_history_tell (self->history);
  if (new_snapshot)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SNAPSHOT]);
  if (new_state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* @job: (transfer full) (nullable) */
static RcpTrainer *
trainer_new_for_job (RcpTrainJob *job, const char *run_dir)
{
  RcpTrainer *self;

  if (job == NULL)
    return NULL;
  self = g_object_new (RCP_TYPE_TRAINER, NULL);
  self->outbox = rcp_outbox_new (deliver, self);
  self->dataset = g_object_ref (job->dataset);
  self->network = rcp_network_ref (job->network);
  self->settings = rcp_train_settings_copy (job->settings);
  self->run_dir = g_strdup (run_dir);
  self->history = rcp_history_new (job->network);
  if (run_dir != NULL)
    self->history_dir = rcp_history_folder_new_path (run_dir);
  self->device = job->backend->name;
  self->steps_per_epoch = rcp_train_steps_per_epoch (job->dataset, job->settings);
  self->total_steps = rcp_train_total_steps (job->dataset, job->settings);
  if (job->start != NULL)
    self->snapshot = rcp_snapshot_ref (job->start->snapshot);
  if (job->start != NULL && job->start->frozen != NULL)
    {
      g_strfreev (self->settings->frozen);
      self->settings->frozen = *job->start->frozen != '\0' ? g_strsplit (job->start->frozen, ",", 0) : NULL;
    }
  job->commands = rcp_commands_ref (self->commands);
  job->outbox = rcp_outbox_ref (self->outbox);
  self->job = job;
  return self;
}

RcpTrainer *
rcp_trainer_new_with_backend (const RcpBackend *backend, RcpDataset *dataset, const RcpTrainSettings *settings,
                              const char *run_dir, GError **error)
{
  g_return_val_if_fail (RCP_IS_DATASET (dataset), NULL);
  g_return_val_if_fail (settings != NULL, NULL);

  return trainer_new_for_job (rcp_train_job_new (backend, dataset, settings, NULL, run_dir, error), run_dir);
}

RcpTrainer *
rcp_trainer_new (RcpDataset *dataset, const RcpTrainSettings *settings, const char *run_dir, GError **error)
{
  return rcp_trainer_new_with_backend (NULL, dataset, settings, run_dir, error);
}

RcpTrainer *
rcp_trainer_branch_with_backend (const RcpBackend *backend, RcpDataset *dataset, const RcpTrainSettings *settings,
                                 RcpSnapshot *snapshot, const char *branched_from, const char *run_dir, GError **error)
{
  const RcpTrainBranch branch = { snapshot, branched_from };

  g_return_val_if_fail (RCP_IS_DATASET (dataset), NULL);
  g_return_val_if_fail (settings != NULL, NULL);
  g_return_val_if_fail (snapshot != NULL, NULL);

  return trainer_new_for_job (rcp_train_job_new (backend, dataset, settings, &branch, run_dir, error), run_dir);
}

RcpTrainer *
rcp_trainer_new_from_snapshot (RcpDataset *dataset, const RcpTrainSettings *settings, RcpSnapshot *snapshot,
                               const char *branched_from, const char *run_dir, GError **error)
{
  return rcp_trainer_branch_with_backend (NULL, dataset, settings, snapshot, branched_from, run_dir, error);
}

/* The moments of a run that goes on, up to where it does. */
static void
read_history (RcpTrainer *self)
{
  g_autofree char *problem = NULL;
  RcpMoment last = { 0 };

  if (self->snapshot == NULL)
    return;
  last = (RcpMoment){ rcp_snapshot_get_step (self->snapshot), rcp_snapshot_get_epoch (self->snapshot) };
  g_object_unref (self->history);
  self->history = rcp_history_open (self->run_dir, self->network, self->settings->seed, &problem);
  rcp_history_cut (self->history, &last);
  /* a run can go on without its past */
  if (problem != NULL)
    g_debug ("%s", problem);
}

static RcpTrainer *
trainer_resume (const RcpBackend *backend, RcpDataset *dataset, const char *run_dir, const char *data_dir, guint epochs,
                GError **error)
{
  g_autoptr (GArray) steps = NULL;
  g_autoptr (GArray) epochs_done = NULL;
  RcpTrainJob *job = rcp_train_job_resume (backend, dataset, run_dir, data_dir, epochs, &steps, &epochs_done, error);
  RcpTrainer *self = trainer_new_for_job (job, run_dir);

  if (self == NULL)
    return NULL;
  append_records (self->metrics, steps, epochs_done);
  read_history (self);
  return self;
}

RcpTrainer *
rcp_trainer_resume_with_backend (const RcpBackend *backend, RcpDataset *dataset, const char *run_dir, guint epochs,
                                 GError **error)
{
  g_return_val_if_fail (RCP_IS_DATASET (dataset), NULL);
  g_return_val_if_fail (run_dir != NULL, NULL);

  return trainer_resume (backend, dataset, run_dir, NULL, epochs, error);
}

RcpTrainer *
rcp_trainer_resume_run (const char *run_dir, const char *data_dir, guint epochs, GError **error)
{
  g_return_val_if_fail (run_dir != NULL, NULL);

  return trainer_resume (NULL, NULL, run_dir, data_dir, epochs, error);
}

static RcpTrainerState
state_of_run (const RcpRunInfo *info)
{
  switch (info->state)
    {
    case RCP_RUN_FINISHED:
      return RCP_TRAINER_FINISHED;
    case RCP_RUN_FAILED:
      return RCP_TRAINER_FAILED;
    case RCP_RUN_STOPPED:
    case RCP_RUN_RUNNING: /* somebody else's: not here */
    default:
      return RCP_TRAINER_STOPPED;
    }
}

RcpTrainer *
rcp_trainer_new_opened (const RcpOpenedRun *run)
{
  RcpTrainer *self;

  g_return_val_if_fail (run != NULL, NULL);

  self = g_object_new (RCP_TYPE_TRAINER, NULL);
  self->dataset = g_object_ref (run->dataset);
  self->network = rcp_network_ref (run->network);
  self->settings = rcp_train_settings_copy (run->info->settings);
  self->run_dir = g_strdup (run->info->path);
  self->history_dir = rcp_history_folder_new_path (run->info->path);
  self->history = g_object_ref (run->history);
  self->device = g_intern_string (run->info->device);
  self->steps_per_epoch = rcp_train_steps_per_epoch (run->dataset, self->settings);
  self->total_steps = rcp_train_total_steps (run->dataset, self->settings);
  self->state = state_of_run (run->info);
  if (self->state == RCP_TRAINER_FAILED && run->info->message != NULL)
    self->error = g_error_new_literal (RCP_ERROR, RCP_ERROR_RUN, run->info->message);
  if (run->last != NULL)
    self->snapshot = rcp_snapshot_ref (run->last);
  append_records (self->metrics, run->steps, run->epochs);
  return self;
}

void
rcp_trainer_set_background (RcpTrainer *self, gboolean background)
{
  g_return_if_fail (RCP_IS_TRAINER (self));
  g_return_if_fail (self->thread == NULL);

  if (self->job != NULL)
    self->job->background = background;
}

/* Sends a command that needs the thread, which begins with the first of them. */
static void
command_thread (RcpTrainer *self, RcpCommandKind kind)
{
  rcp_commands_push (self->commands, kind, 0);
  if (self->job != NULL)
    self->thread = g_thread_new ("trainer", rcp_train_loop, g_steal_pointer (&self->job));
}

void
rcp_trainer_start (RcpTrainer *self)
{
  g_return_if_fail (RCP_IS_TRAINER (self));

  command_thread (self, RCP_COMMAND_START);
}

void
rcp_trainer_pause (RcpTrainer *self)
{
  g_return_if_fail (RCP_IS_TRAINER (self));

  /* before the start there is nothing to pause */
  if (self->thread != NULL)
    rcp_commands_push (self->commands, RCP_COMMAND_PAUSE, 0);
}

void
rcp_trainer_step (RcpTrainer *self)
{
  g_return_if_fail (RCP_IS_TRAINER (self));

  command_thread (self, RCP_COMMAND_STEP);
}

void
rcp_trainer_stop (RcpTrainer *self)
{
  g_return_if_fail (RCP_IS_TRAINER (self));

  if (self->outbox == NULL)
    return;
  if (self->job != NULL)
    {
      /* it never began: there is no thread that could say so */
      g_clear_pointer (&self->job, rcp_train_job_free);
      rcp_outbox_put_state (self->outbox, RCP_TRAINER_STOPPED, NULL);
    }
  else
    rcp_commands_push (self->commands, RCP_COMMAND_STOP, 0);
}

void
rcp_trainer_set_learning_rate (RcpTrainer *self, double learning_rate)
{
  g_return_if_fail (RCP_IS_TRAINER (self));
  g_return_if_fail (isfinite (learning_rate) && learning_rate > 0);

  rcp_commands_push (self->commands, RCP_COMMAND_LEARNING_RATE, learning_rate);
}

gboolean
rcp_trainer_set_frozen (RcpTrainer *self, const char *layer, gboolean frozen, GError **error)
{
  g_autoptr (RcpTrainSettings) settings = NULL;
  const RcpLayer *it;

  g_return_val_if_fail (RCP_IS_TRAINER (self), FALSE);
  g_return_val_if_fail (layer != NULL, FALSE);

  settings = rcp_train_settings_copy (self->settings);
  rcp_train_settings_set_frozen (settings, layer, frozen);
  if (!rcp_train_check_frozen (self->network, settings, error))
    return FALSE;
  it = rcp_network_find_layer (self->network, layer);
  if (it == NULL)
    return TRUE; /* what is not there need not be thawed */
  rcp_commands_push (self->commands, frozen ? RCP_COMMAND_FREEZE : RCP_COMMAND_THAW,
                     (double) (it - rcp_network_get_architecture (self->network)->layers));
  rcp_train_settings_free (self->settings);
  self->settings = g_steal_pointer (&settings);
  return TRUE;
}

void
rcp_trainer_set_snapshots_wanted (RcpTrainer *self, gboolean wanted)
{
  g_return_if_fail (RCP_IS_TRAINER (self));

  rcp_commands_push (self->commands, RCP_COMMAND_SNAPSHOTS, wanted);
}

RcpTrainerState
rcp_trainer_get_state (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), RCP_TRAINER_FAILED);

  return self->state;
}

const GError *
rcp_trainer_get_error (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), NULL);

  return self->error;
}

RcpDataset *
rcp_trainer_get_dataset (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), NULL);

  return self->dataset;
}

RcpNetwork *
rcp_trainer_get_network (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), NULL);

  return self->network;
}

const RcpTrainSettings *
rcp_trainer_get_settings (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), NULL);

  return self->settings;
}

RcpMetrics *
rcp_trainer_get_metrics (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), NULL);

  return self->metrics;
}

RcpHistory *
rcp_trainer_get_history (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), NULL);

  return self->history;
}

RcpSnapshot *
rcp_trainer_get_snapshot (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), NULL);

  return self->snapshot;
}

const char *
rcp_trainer_get_run_dir (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), NULL);

  return self->run_dir;
}

const char *
rcp_trainer_get_device (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), NULL);

  return self->device;
}

guint
rcp_trainer_get_steps_per_epoch (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), 0);

  return self->steps_per_epoch;
}

guint64
rcp_trainer_get_total_steps (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), 0);

  return self->total_steps;
}

double
rcp_trainer_get_samples_per_second (RcpTrainer *self)
{
  g_return_val_if_fail (RCP_IS_TRAINER (self), 0);

  return self->samples_per_second;
}
