#include "train/train-loop.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "error.h"
#include "random.h"
#include "train/chunk.h"
#include "train/speed-meter.h"

/* How long one call of the backend should take, in seconds: long enough that its fixed cost vanishes, short enough
 * that commands are answered at once and live weights come at the rate of the display. */
#define CALL_SECONDS 0.010
/* µs between two sets of live weights: a frame */
#define SNAPSHOT_INTERVAL 16000
/* what "background" adds to the thread's nice value */
#define BACKGROUND_NICE 5

typedef enum
{
  MODE_WAITING,  /* ready or paused */
  MODE_STEPPING, /* one step, then wait */
  MODE_RUNNING,
} Mode;

typedef struct
{
  RcpTrainJob *job;
  const RcpBackend *backend;
  RcpBackendState *state;
  const RcpArchitecture *architecture;
  const RcpSamples *train;
  const RcpSamples *test;
  const RcpStatistics *statistics;
  guint steps_per_epoch;
  guint64 total_steps;

  RcpTrainProgress at;
  guint32 *order; /* of the training pictures in the epoch order_epoch */
  guint order_epoch;
  gboolean has_order;
  RcpStepResult *results; /* steps_per_epoch of each */
  RcpStepRecord *records;
  float *values; /* n_parameters, scratch */

  Mode mode;
  gboolean step_made; /* the one that MODE_STEPPING is about */
  gboolean stopped;
  gboolean settled; /* nothing has changed since the last checkpoint and snapshot */
  gboolean snapshots_wanted;
  gint64 last_snapshot; /* monotonic time, µs */
  double step_seconds;  /* estimate, 0 while unknown */
  RcpSpeedMeter speed;
} Loop;

void
rcp_train_job_free (RcpTrainJob *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->network, rcp_network_unref);
  g_clear_pointer (&self->settings, rcp_train_settings_free);
  g_clear_pointer (&self->recorder, rcp_recorder_free);
  g_clear_pointer (&self->start, rcp_checkpoint_free);
  g_free (self->parameters);
  g_clear_pointer (&self->commands, rcp_commands_unref);
  g_clear_pointer (&self->outbox, rcp_outbox_unref);
  g_free (self);
}

guint
rcp_train_steps_per_epoch (RcpDataset *dataset, const RcpTrainSettings *settings)
{
  guint count = rcp_dataset_get_samples (dataset, RCP_SPLIT_TRAIN)->count;

  return count / settings->batch_size + (count % settings->batch_size != 0);
}

guint64
rcp_train_total_steps (RcpDataset *dataset, const RcpTrainSettings *settings)
{
  guint64 steps = (guint64) settings->epochs * rcp_train_steps_per_epoch (dataset, settings);

  return settings->max_steps > 0 ? MIN (steps, settings->max_steps) : steps;
}

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static gboolean
diverged (const Loop *self, guint64 step, GError **error)
{
  g_set_error (error, RCP_ERROR, RCP_ERROR_DIVERGED,
               _ ("The loss became infinite or not a number at step %" PRIu64
                  " with a learning rate of %g; try a lower one, such as %g."),
               step, self->at.learning_rate, self->at.learning_rate / 10);
  return FALSE;
}

/* Returns: (transfer full) (nullable): the weights of this moment */
static RcpSnapshot *
take_snapshot (Loop *self, GError **error)
{
  if (!self->backend->get_parameters (self->state, self->values, error))
    return NULL;
  return rcp_snapshot_new (self->job->network, self->values, rcp_dataset_get_name (self->job->dataset),
                           self->statistics->mean, self->statistics->std, self->at.step, self->at.epoch,
                           self->job->settings->seed);
}

static void
publish_snapshot (Loop *self, RcpSnapshot *snapshot)
{
  self->last_snapshot = g_get_monotonic_time ();
  rcp_outbox_put_snapshot (self->job->outbox, rcp_snapshot_ref (snapshot));
}

/* The loss tells of bad weights one step late: they must not replace a good checkpoint before it does. */
static gboolean
check_finite (const Loop *self, const float *values, GError **error)
{
  for (gsize i = 0; i < self->architecture->n_parameters; i++)
    if (!isfinite (values[i]))
      return diverged (self, self->at.step, error);
  return TRUE;
}

static gboolean
is_done (const Loop *self)
{
  /* a run of whole epochs ends with the validation of its last one */
  return self->at.step >= self->total_steps && self->at.epoch_step < self->steps_per_epoch;
}

static gboolean
write_checkpoint (Loop *self, RcpSnapshot *snapshot, GError **error)
{
  RcpCheckpoint checkpoint = { .snapshot = snapshot, .progress = self->at };

  if (!check_finite (self, rcp_snapshot_get_parameters (snapshot), error))
    return FALSE;
  /* the file that a run ends with depends on what was asked alone, to the last byte */
  if (is_done (self))
    checkpoint.progress.train_seconds = 0;
  if (self->job->settings->momentum > 0)
    {
      if (!self->backend->get_velocity (self->state, self->values, error) || !check_finite (self, self->values, error))
        return FALSE;
      checkpoint.velocity = self->values;
    }
  return rcp_recorder_write (self->job->recorder, &checkpoint, error);
}

/* Everything that was made so far is on the disk and on its way to the window. */
static gboolean
settle (Loop *self, GError **error)
{
  g_autoptr (RcpSnapshot) snapshot = NULL;

  if (self->settled)
    return TRUE;
  snapshot = take_snapshot (self, error);
  if (snapshot == NULL || !write_checkpoint (self, snapshot, error))
    return FALSE;
  publish_snapshot (self, snapshot);
  self->settled = TRUE;
  return TRUE;
}

static void
obey_one (Loop *self, const RcpCommand *command)
{
  switch (command->kind)
    {
    case RCP_COMMAND_START:
      self->mode = MODE_RUNNING;
      rcp_outbox_put_state (self->job->outbox, RCP_TRAINER_RUNNING, NULL);
      break;
    case RCP_COMMAND_PAUSE:
      self->mode = MODE_WAITING;
      break;
    case RCP_COMMAND_STEP:
      if (self->mode != MODE_WAITING)
        break;
      self->mode = MODE_STEPPING;
      self->step_made = FALSE;
      rcp_outbox_put_state (self->job->outbox, RCP_TRAINER_RUNNING, NULL);
      break;
    case RCP_COMMAND_STOP:
      self->stopped = TRUE;
      break;
    case RCP_COMMAND_LEARNING_RATE:
      self->settled = self->settled && self->at.learning_rate == command->value;
      self->at.learning_rate = command->value;
      break;
    case RCP_COMMAND_SNAPSHOTS:
      self->snapshots_wanted = command->value != 0;
      break;
    }
}

/* Reads the commands that wait, and waits for more where there is nothing to do. While a single step is owed the
 * queue is left alone: what comes after "step" in the queue applies after that step, however quickly it was sent. */
static gboolean
obey (Loop *self, GError **error)
{
  while (!self->stopped && self->mode != MODE_STEPPING)
    {
      RcpCommand command;

      if (rcp_commands_try_pop (self->job->commands, &command))
        {
          obey_one (self, &command);
          continue;
        }
      if (self->mode == MODE_RUNNING)
        break;
      if (!settle (self, error))
        return FALSE;
      rcp_outbox_put_state (self->job->outbox, RCP_TRAINER_PAUSED, NULL);
      rcp_commands_pop (self->job->commands, &command);
      obey_one (self, &command);
    }
  return TRUE;
}

static void
make_order (Loop *self)
{
  if (self->has_order && (self->order_epoch == self->at.epoch || !self->job->settings->shuffle))
    return;
  if (self->job->settings->shuffle)
    {
      RcpRandom random;

      rcp_random_init (&random, self->job->settings->seed, RCP_STREAM_ORDER + (guint64) self->at.epoch);
      rcp_random_permutation (&random, self->order, self->train->count);
    }
  else
    for (guint32 i = 0; i < self->train->count; i++)
      self->order[i] = i;
  self->order_epoch = self->at.epoch;
  self->has_order = TRUE;
}

/* How many steps to ask the backend for. */
static guint
choose_steps (const Loop *self)
{
  guint64 steps = 1;

  if (self->mode == MODE_STEPPING)
    return 1;
  if (self->step_seconds > 0)
    steps = (guint64) CLAMP (CALL_SECONDS / self->step_seconds, 1, (double) self->steps_per_epoch);
  steps = MIN (steps, self->steps_per_epoch - self->at.epoch_step);
  return (guint) MIN (steps, self->total_steps - self->at.step);
}

/* Takes the results of @n steps into the sums and hands them on. */
static gboolean
take_results (Loop *self, guint n, GError **error)
{
  guint good = 0;

  for (; good < n && isfinite (self->results[good].loss_sum); good++)
    {
      const RcpStepResult *result = &self->results[good];

      self->at.step++;
      self->at.epoch_step++;
      self->at.loss_sum += result->loss_sum;
      self->at.correct += result->correct;
      self->at.count += result->count;
      self->records[good] = (RcpStepRecord){ .step = self->at.step,
                                             .epoch = self->at.epoch + 1,
                                             .loss = result->loss_sum / result->count,
                                             .accuracy = (double) result->correct / result->count,
                                             .learning_rate = self->at.learning_rate };
    }
  rcp_recorder_add_steps (self->job->recorder, self->records, good);
  rcp_outbox_put_steps (self->job->outbox, self->records, good, rcp_speed_meter_get (&self->speed));
  return good == n || diverged (self, self->at.step + 1, error);
}

static gboolean
make_steps (Loop *self, GError **error)
{
  const RcpTrainSettings *settings = self->job->settings;
  RcpSgd sgd = { self->at.learning_rate, settings->momentum, settings->weight_decay };
  guint steps = choose_steps (self);
  gsize first = (gsize) self->at.epoch_step * settings->batch_size;
  gsize samples = MIN ((gsize) steps * settings->batch_size, self->train->count - first);
  gint64 start;
  double seconds;

  make_order (self);
  start = g_get_monotonic_time ();
  if (!self->backend->train (self->state, &sgd, self->order + first, samples, self->results, error))
    return FALSE;
  seconds = seconds_since (start);

  self->at.train_seconds += seconds;
  /* half old, half new: follows a machine that slows down, and one odd call does not upset it */
  self->step_seconds = self->step_seconds > 0 ? (self->step_seconds + seconds / steps) / 2 : seconds / steps;
  rcp_speed_meter_add (&self->speed, seconds, (guint) samples);
  self->settled = FALSE;
  self->step_made = TRUE;
  return take_results (self, steps, error);
}

/* Measures on the test pictures. Where the run is stopped meanwhile the record is not complete. */
static gboolean
validate (Loop *self, RcpEpochRecord *record, GError **error)
{
  const guint chunk = rcp_evaluation_chunk (self->architecture);
  g_autofree guint8 *predicted = g_new (guint8, chunk);
  g_autofree float *loss = g_new (float, chunk);
  double loss_sum = 0;
  guint correct = 0;

  for (guint first = 0; first < self->test->count; first += chunk)
    {
      guint n = MIN (chunk, self->test->count - first);
      gint64 start;

      if (!obey (self, error))
        return FALSE;
      self->stopped = self->stopped || rcp_commands_has_stop (self->job->commands);
      if (self->stopped)
        return TRUE;
      start = g_get_monotonic_time ();
      if (!self->backend->evaluate (self->state, RCP_SPLIT_TEST, first, n, predicted, loss, NULL, error))
        return FALSE;
      record->val_seconds += seconds_since (start);
      for (guint i = 0; i < n; i++)
        {
          loss_sum += (double) loss[i];
          correct += predicted[i] == rcp_samples_label (self->test, first + i);
        }
    }
  if (!isfinite (loss_sum))
    return diverged (self, self->at.step, error);
  record->val_loss = loss_sum / self->test->count;
  record->val_accuracy = (double) correct / self->test->count;
  return TRUE;
}

static void
begin_epoch (RcpTrainProgress *at)
{
  at->epoch++;
  at->epoch_step = 0;
  at->loss_sum = 0;
  at->correct = 0;
  at->count = 0;
  at->train_seconds = 0;
}

/* All steps of an epoch are made: measures it. Where the run is stopped meanwhile, the validation is made anew when
 * it is resumed. */
static gboolean
finish_epoch (Loop *self, GError **error)
{
  RcpEpochRecord record = { .epoch = self->at.epoch + 1,
                            .step = self->at.step,
                            .train_loss = self->at.loss_sum / (double) self->at.count,
                            .train_accuracy = (double) self->at.correct / (double) self->at.count,
                            .train_seconds = self->at.train_seconds };
  g_autoptr (RcpSnapshot) snapshot = NULL;

  if (!validate (self, &record, error))
    return FALSE;
  if (self->stopped)
    return TRUE;
  begin_epoch (&self->at);
  self->settled = FALSE;
  snapshot = take_snapshot (self, error);
  if (snapshot == NULL)
    return FALSE;
  if (record.val_accuracy > self->at.best_accuracy)
    {
      if (!check_finite (self, rcp_snapshot_get_parameters (snapshot), error))
        return FALSE;
      self->at.best_accuracy = record.val_accuracy;
      rcp_recorder_set_best (self->job->recorder, snapshot, record.val_accuracy);
    }
  rcp_recorder_add_epoch (self->job->recorder, &record, self->at.learning_rate);
  publish_snapshot (self, snapshot);
  rcp_outbox_put_epoch (self->job->outbox, &record);
  return TRUE;
}

/* What is done now and then while it runs. */
static gboolean
keep_up (Loop *self, GError **error)
{
  gboolean write = rcp_recorder_is_due (self->job->recorder, self->at.epoch_step == 0);
  gboolean publish = self->snapshots_wanted && g_get_monotonic_time () - self->last_snapshot >= SNAPSHOT_INTERVAL;
  g_autoptr (RcpSnapshot) snapshot = NULL;

  if (!write && !publish)
    return TRUE;
  snapshot = take_snapshot (self, error);
  if (snapshot == NULL)
    return FALSE;
  if (publish)
    publish_snapshot (self, snapshot);
  return !write || write_checkpoint (self, snapshot, error);
}

static gboolean
train (Loop *self, GError **error)
{
  while (!is_done (self))
    {
      if (!obey (self, error))
        return FALSE;
      if (self->stopped)
        break;
      if (self->at.epoch_step < self->steps_per_epoch && !make_steps (self, error))
        return FALSE;
      if (self->at.epoch_step == self->steps_per_epoch && !finish_epoch (self, error))
        return FALSE;
      if (self->stopped)
        break;
      if (self->mode == MODE_STEPPING && self->step_made)
        self->mode = MODE_WAITING;
      if (!keep_up (self, error))
        return FALSE;
    }
  return settle (self, error);
}

/* The numbers of a run that is resumed depend on the statistics of its pictures too. */
static gboolean
check_statistics (const Loop *self, GError **error)
{
  RcpSnapshot *start = self->job->start->snapshot;
  gsize size = (gsize) self->architecture->input.channels * sizeof (double);

  if (memcmp (rcp_snapshot_get_mean (start), self->statistics->mean, size) == 0
      && memcmp (rcp_snapshot_get_std (start), self->statistics->std, size) == 0)
    return TRUE;
  g_set_error (error, RCP_ERROR, RCP_ERROR_RUN,
               _ ("The pictures of “%s” are not those that this run began with; it cannot go on."),
               rcp_dataset_get_name (self->job->dataset));
  return FALSE;
}

static gboolean
load_start (Loop *self, GError **error)
{
  const RcpCheckpoint *start = self->job->start;
  const float *parameters = start != NULL ? rcp_snapshot_get_parameters (start->snapshot) : self->job->parameters;

  self->at.learning_rate = self->job->settings->learning_rate;
  self->at.best_accuracy = -1;
  if (start != NULL)
    {
      if (!check_statistics (self, error))
        return FALSE;
      self->at = start->progress;
    }
  if (!self->backend->set_parameters (self->state, parameters, error))
    return FALSE;
  return start == NULL || start->velocity == NULL || self->backend->set_velocity (self->state, start->velocity, error);
}

static gboolean
open_backend (Loop *self, GError **error)
{
  RcpTrainJob *job = self->job;
  RcpBackendConfig config = { .architecture = self->architecture,
                              .train = self->train,
                              .test = self->test,
                              .batch_size = job->settings->batch_size,
                              .threads = job->settings->threads,
                              .tf32 = job->settings->tf32 };
  g_autofree char *detail = NULL;

  self->statistics = rcp_dataset_get_statistics (job->dataset);
  config.normalisation =
      rcp_normalisation (self->architecture->input.channels, self->statistics->mean, self->statistics->std);
  self->state = self->backend->open (&config, error);
  if (self->state == NULL || !load_start (self, error))
    return FALSE;
  self->backend->score (&detail, NULL);
  if (!rcp_recorder_begin (job->recorder, detail, error))
    return FALSE;
  /* the first checkpoint is there before the first step, so that there always is one to go on from */
  return settle (self, error);
}

static void
loop_init (Loop *self, RcpTrainJob *job)
{
  self->job = job;
  self->backend = job->backend;
  self->architecture = rcp_network_get_architecture (job->network);
  self->train = rcp_dataset_get_samples (job->dataset, RCP_SPLIT_TRAIN);
  self->test = rcp_dataset_get_samples (job->dataset, RCP_SPLIT_TEST);
  self->steps_per_epoch = rcp_train_steps_per_epoch (job->dataset, job->settings);
  self->total_steps = rcp_train_total_steps (job->dataset, job->settings);
  self->order = g_new (guint32, self->train->count);
  self->results = g_new0 (RcpStepResult, self->steps_per_epoch);
  self->records = g_new0 (RcpStepRecord, self->steps_per_epoch);
  self->values = g_new0 (float, MAX (1, self->architecture->n_parameters));
}

static void
loop_clear (Loop *self)
{
  if (self->state != NULL)
    self->backend->close (self->state);
  g_free (self->order);
  g_free (self->results);
  g_free (self->records);
  g_free (self->values);
}

gpointer
rcp_train_loop (gpointer data)
{
  RcpTrainJob *job = data;
  g_autoptr (RcpOutbox) outbox = rcp_outbox_ref (job->outbox);
  g_autoptr (GError) error = NULL;
  RcpTrainerState end = RCP_TRAINER_FINISHED;
  Loop loop = { 0 };
  gboolean ok;

  /* Before the backend is opened: the threads it makes inherit it. */
  if (job->background)
    setpriority (PRIO_PROCESS, (id_t) gettid (), BACKGROUND_NICE);
  rcp_outbox_put_state (outbox, RCP_TRAINER_RUNNING, NULL);
  loop_init (&loop, job);
  ok = open_backend (&loop, &error) && train (&loop, &error);
  if (loop.stopped)
    end = RCP_TRAINER_STOPPED;
  if (ok)
    ok = rcp_recorder_end (job->recorder, loop.stopped ? RCP_RUN_STOPPED : RCP_RUN_FINISHED, NULL, &error);
  if (!ok)
    {
      end = RCP_TRAINER_FAILED;
      rcp_recorder_end (job->recorder, RCP_RUN_FAILED, error->message, NULL);
    }
  loop_clear (&loop);
  rcp_train_job_free (job);
  rcp_outbox_put_state (outbox, end, g_steal_pointer (&error));
  return NULL;
}
