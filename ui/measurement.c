#include "measurement.h"

#include "backend/registry.h"
#include "inspect/activity.h"
#include "inspect/batch-gradient.h"
#include "inspect/evaluation.h"

/* While a training runs: the least time between two beginnings, in µs, and how many times as long it rests as it
 * works. */
#define TRAINING_INTERVAL (3 * G_USEC_PER_SEC)
#define TRAINING_REST 200

struct _RcpMeasurement
{
  GObject parent_instance;

  RcpSession *session;
  const RcpMeasureKind *kind;
  guint patience;

  RcpSnapshot *wanted;
  gpointer result;
  RcpSnapshot *measured; /* what the result is of */
  char *problem;

  GCancellable *cancellable; /* of what is under way */
  gint64 began;
  gint64 took;
  guint source;
  gboolean rests; /* until @source, because a training runs */
  GSignalGroup *trainer_signals;
};

G_DEFINE_FINAL_TYPE (RcpMeasurement, rcp_measurement, G_TYPE_OBJECT)

enum
{
  MEASURED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What there is to measure */

static gpointer
measure_accuracy (RcpSnapshot *weights, RcpDataset *dataset, const RcpTrainSettings *settings, guint threads,
                  GCancellable *cancellable, GError **error)
{
  return rcp_evaluate (weights, dataset, RCP_SPLIT_TEST, rcp_backend_cpu (), threads, cancellable, error);
}

static gpointer
measure_activity (RcpSnapshot *weights, RcpDataset *dataset, const RcpTrainSettings *settings, guint threads,
                  GCancellable *cancellable, GError **error)
{
  return rcp_activity_measure (weights, dataset, RCP_SPLIT_TEST, rcp_backend_cpu (), threads, cancellable, error);
}

static gpointer
measure_gradient (RcpSnapshot *weights, RcpDataset *dataset, const RcpTrainSettings *settings, guint threads,
                  GCancellable *cancellable, GError **error)
{
  return rcp_batch_gradient_new (weights, dataset, settings, rcp_backend_cpu (), threads, error);
}

const RcpMeasureKind rcp_measure_accuracy = { measure_accuracy, (GDestroyNotify) rcp_evaluation_free };
const RcpMeasureKind rcp_measure_activity = { measure_activity, (GDestroyNotify) rcp_activity_free };
const RcpMeasureKind rcp_measure_gradient = { measure_gradient, (GDestroyNotify) rcp_batch_gradient_free };

/* The worker */

typedef struct
{
  const RcpMeasureKind *kind;
  RcpSnapshot *weights;
  RcpDataset *dataset;
  RcpTrainSettings *settings;
  guint threads;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  rcp_snapshot_unref (work->weights);
  g_object_unref (work->dataset);
  rcp_train_settings_free (work->settings);
  g_free (work);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Work *work = task_data;
  GError *error = NULL;
  gpointer result =
      work->kind->measure (work->weights, work->dataset, work->settings, work->threads, cancellable, &error);

  if (result != NULL)
    g_task_return_pointer (task, result, work->kind->free);
  else
    g_task_return_error (task, error);
}

static void plan (RcpMeasurement *self, gboolean urgent);

static void
clear_result (RcpMeasurement *self)
{
  g_clear_pointer (&self->result, self->kind->free);
  g_clear_pointer (&self->measured, rcp_snapshot_unref);
  g_clear_pointer (&self->problem, g_free);
}

/* A worker knows of it only weakly: it would else be the one to let go of it last, on its own thread. */
static GWeakRef *
weak_new (RcpMeasurement *self)
{
  GWeakRef *weak = g_new (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  return weak;
}

/* (transfer full) (nullable): frees @weak. */
static RcpMeasurement *
weak_end (GWeakRef *weak)
{
  RcpMeasurement *self = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  return self;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpMeasurement) self = weak_end (user_data);
  const Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gpointer measured = g_task_propagate_pointer (G_TASK (result), &error);

  if (self == NULL)
    {
      g_clear_pointer (&measured, work->kind->free);
      return;
    }
  g_clear_object (&self->cancellable);
  self->took = g_get_monotonic_time () - self->began;
  if (self->wanted != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      clear_result (self);
      self->result = g_steal_pointer (&measured);
      self->measured = rcp_snapshot_ref (work->weights);
      self->problem = error != NULL ? g_strdup (error->message) : NULL;
      g_signal_emit (self, signals[MEASURED], 0);
    }
  g_clear_pointer (&measured, self->kind->free);
  if (self->wanted != NULL && self->wanted != self->measured)
    plan (self, FALSE);
}

static gboolean
is_training (RcpMeasurement *self)
{
  return rcp_session_get_run_state (self->session) == RCP_TRAINER_RUNNING;
}

static void
begin (RcpMeasurement *self)
{
  RcpDataset *dataset = rcp_session_get_dataset (self->session);
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);
  g_autoptr (GTask) task = NULL;
  Work *work;

  if (dataset == NULL || self->wanted == NULL || self->cancellable != NULL)
    return;
  work = g_new0 (Work, 1);
  work->kind = self->kind;
  work->weights = rcp_snapshot_ref (self->wanted);
  work->dataset = g_object_ref (dataset);
  work->settings = rcp_train_settings_copy (trainer != NULL && !rcp_session_get_untrained (self->session)
                                                ? rcp_trainer_get_settings (trainer)
                                                : rcp_session_get_settings (self->session));
  work->threads = is_training (self) ? 1 : 0;
  self->cancellable = g_cancellable_new ();
  self->began = g_get_monotonic_time ();
  task = g_task_new (NULL, self->cancellable, on_done, weak_new (self));
  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, run_in_thread);
}

static gboolean
on_time (gpointer user_data)
{
  RcpMeasurement *self = user_data;

  self->source = 0;
  self->rests = FALSE;
  begin (self);
  return G_SOURCE_REMOVE;
}

/* Chooses when to begin. While weights change all the time there is no waiting for them to be still. */
static void
plan (RcpMeasurement *self, gboolean urgent)
{
  gint64 wait = self->patience;

  if (self->cancellable != NULL)
    return;
  if (is_training (self) && !urgent)
    {
      if (self->source != 0)
        return;
      if (self->began > 0)
        wait = (self->began + MAX (TRAINING_INTERVAL, TRAINING_REST * self->took) - g_get_monotonic_time ()) / 1000;
    }
  g_clear_handle_id (&self->source, g_source_remove);
  self->rests = is_training (self) && !urgent;
  self->source = g_timeout_add ((guint) CLAMP (wait, 0, G_MAXINT), on_time, self);
}

void
rcp_measurement_ask (RcpMeasurement *self, RcpSnapshot *weights, gboolean urgent)
{
  g_return_if_fail (RCP_IS_MEASUREMENT (self));

  if (weights == self->wanted)
    return;
  if (weights != NULL)
    rcp_snapshot_ref (weights);
  g_clear_pointer (&self->wanted, rcp_snapshot_unref);
  self->wanted = weights;
  g_clear_pointer (&self->problem, g_free);
  if (weights == NULL)
    clear_result (self);
  if (weights == NULL || urgent || !is_training (self))
    g_cancellable_cancel (self->cancellable);
  if (weights == NULL || weights == self->measured)
    g_clear_handle_id (&self->source, g_source_remove);
  else
    plan (self, urgent);
}

gpointer
rcp_measurement_get_result (RcpMeasurement *self, RcpSnapshot **weights)
{
  g_return_val_if_fail (RCP_IS_MEASUREMENT (self), NULL);

  if (weights != NULL)
    *weights = self->measured;
  return self->result;
}

gboolean
rcp_measurement_is_current (RcpMeasurement *self)
{
  g_return_val_if_fail (RCP_IS_MEASUREMENT (self), FALSE);

  return self->result != NULL && self->measured == self->wanted;
}

const char *
rcp_measurement_get_problem (RcpMeasurement *self)
{
  g_return_val_if_fail (RCP_IS_MEASUREMENT (self), NULL);

  return self->problem;
}

/* With the end of a training, or a pause, there is no more need to rest. */
static void
on_state (RcpMeasurement *self)
{
  if (self->source != 0 && self->rests && !is_training (self))
    plan (self, FALSE);
}

static void
on_trainer (RcpMeasurement *self)
{
  g_signal_group_set_target (self->trainer_signals, rcp_session_get_trainer (self->session));
  on_state (self);
}

RcpMeasurement *
rcp_measurement_new (RcpSession *session, const RcpMeasureKind *kind, guint patience)
{
  RcpMeasurement *self;

  g_return_val_if_fail (RCP_IS_SESSION (session), NULL);
  g_return_val_if_fail (kind != NULL, NULL);

  self = g_object_new (RCP_TYPE_MEASUREMENT, NULL);
  self->session = g_object_ref (session);
  self->kind = kind;
  self->patience = patience;
  g_signal_connect_object (session, "notify::trainer", G_CALLBACK (on_trainer), self, G_CONNECT_SWAPPED);
  on_trainer (self);
  return self;
}

static void
rcp_measurement_finalize (GObject *object)
{
  RcpMeasurement *self = RCP_MEASUREMENT (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->trainer_signals);
  clear_result (self);
  g_clear_pointer (&self->wanted, rcp_snapshot_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (rcp_measurement_parent_class)->finalize (object);
}

static void
rcp_measurement_class_init (RcpMeasurementClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rcp_measurement_finalize;

  signals[MEASURED] =
      g_signal_new ("measured", RCP_TYPE_MEASUREMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rcp_measurement_init (RcpMeasurement *self)
{
  self->trainer_signals = g_signal_group_new (RCP_TYPE_TRAINER);
  g_signal_group_connect_swapped (self->trainer_signals, "notify::state", G_CALLBACK (on_state), self);
}
