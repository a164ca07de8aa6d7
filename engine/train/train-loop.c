#include "train/train-loop.h"

#include <sys/resource.h>
#include <unistd.h>

#include "train/learner.h"
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
  RcpLearner *learner;
  const RcpTrainProgress *at; /* where the learner stands */

  Mode mode;
  gboolean step_made; /* the one that MODE_STEPPING is about */
  gboolean stopped;
  gboolean settled; /* nothing has changed since the last checkpoint and snapshot */
  gboolean snapshots_wanted;
  gint64 last_snapshot; /* monotonic time, µs */
  double step_seconds;  /* estimate, 0 while unknown */
  RcpSpeedMeter speed;
} Loop;

static void
publish_snapshot (Loop *self, RcpSnapshot *snapshot)
{
  self->last_snapshot = g_get_monotonic_time ();
  rcp_outbox_put_snapshot (self->job->outbox, rcp_snapshot_ref (snapshot));
}

static gboolean
write_checkpoint (Loop *self, RcpSnapshot *snapshot, GError **error)
{
  RcpCheckpoint checkpoint;

  if (!rcp_learner_fill_checkpoint (self->learner, snapshot, &checkpoint, error)
      || !rcp_recorder_write (self->job->recorder, &checkpoint, error))
    return FALSE;
  rcp_history_keeper_thin (self->job->keeper, self->job->outbox, self->at);
  return TRUE;
}

/* Weights that are not finite are no moment: the next loss will tell of them. */
static gboolean
keep_moment (Loop *self, RcpSnapshot *snapshot, GError **error)
{
  return !rcp_learner_check_snapshot (self->learner, snapshot, NULL)
         || rcp_history_keeper_add (self->job->keeper, self->job->outbox, snapshot, error);
}

/* Keeps the weights of this step for the history, where they belong into it. */
static gboolean
keep_step (Loop *self, GError **error)
{
  g_autoptr (RcpSnapshot) snapshot = NULL;

  if (!rcp_history_keeper_wants (self->job->keeper, self->at))
    return TRUE;
  snapshot = rcp_learner_take_snapshot (self->learner, error);
  return snapshot != NULL && keep_moment (self, snapshot, error);
}

/* Everything that was made so far is on the disk and on its way to the window. */
static gboolean
settle (Loop *self, GError **error)
{
  g_autoptr (RcpSnapshot) snapshot = NULL;

  if (self->settled)
    return TRUE;
  snapshot = rcp_learner_take_snapshot (self->learner, error);
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
      self->settled = self->settled && self->at->learning_rate == command->value;
      rcp_learner_set_learning_rate (self->learner, command->value);
      break;
    case RCP_COMMAND_FREEZE:
    case RCP_COMMAND_THAW:
      if (rcp_learner_set_frozen (self->learner, (guint) command->value, command->kind == RCP_COMMAND_FREEZE))
        self->settled = FALSE;
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

/* How many steps to ask the backend for: about CALL_SECONDS of them, and none beyond a moment that is kept. */
static guint
choose_steps (const Loop *self)
{
  guint left =
      MIN (rcp_learner_get_steps_left (self->learner), rcp_history_keeper_get_room (self->job->keeper, self->at));

  if (self->mode == MODE_STEPPING || self->step_seconds <= 0)
    return 1;
  return (guint) CLAMP (CALL_SECONDS / self->step_seconds, 1, (double) left);
}

static gboolean
make_steps (Loop *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint steps = choose_steps (self);
  guint n, samples;
  const RcpStepRecord *records = rcp_learner_make_steps (self->learner, steps, &n, &failure);
  double seconds = rcp_learner_get_call (self->learner, &samples);

  self->settled = FALSE;
  self->step_made = TRUE;
  /* half old, half new: follows a machine that slows down, and one odd call does not upset it */
  self->step_seconds = self->step_seconds > 0 ? (self->step_seconds + seconds / steps) / 2 : seconds / steps;
  rcp_speed_meter_add (&self->speed, seconds, samples);
  rcp_recorder_add_steps (self->job->recorder, records, n);
  rcp_outbox_put_steps (self->job->outbox, records, n, rcp_speed_meter_get (&self->speed));
  if (failure == NULL)
    return keep_step (self, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
end_epoch (Loop *self, RcpEpochRecord *record, double learning_rate, GError **error)
{
  g_autoptr (RcpSnapshot) snapshot = NULL;
  gboolean is_best;

  if (!rcp_learner_end_epoch (self->learner, record, &is_best, error))
    return FALSE;
  self->settled = FALSE;
  snapshot = rcp_learner_take_snapshot (self->learner, error);
  if (snapshot == NULL)
    return FALSE;
  if (is_best)
    {
      if (!rcp_learner_check_snapshot (self->learner, snapshot, error))
        return FALSE;
      rcp_recorder_set_best (self->job->recorder, snapshot, record->val_accuracy);
      rcp_history_keeper_set_best (self->job->keeper, self->job->outbox, snapshot);
    }
  if (rcp_history_keeper_wants_epoch (self->job->keeper, self->at) && !keep_moment (self, snapshot, error))
    return FALSE;
  rcp_recorder_add_epoch (self->job->recorder, record, learning_rate);
  publish_snapshot (self, snapshot);
  rcp_outbox_put_epoch (self->job->outbox, record);
  return TRUE;
}

/* Measures an epoch whose steps are all made. Where the run is stopped meanwhile, all of it is measured anew when it
 * is resumed. */
static gboolean
validate (Loop *self, GError **error)
{
  RcpEpochRecord record = { 0 };
  /* commands that come meanwhile are for the next epoch */
  double learning_rate = self->at->learning_rate;

  for (guint first = 0; first < rcp_learner_get_test_count (self->learner);)
    {
      if (!obey (self, error))
        return FALSE;
      /* even behind a step that is owed: this can take a while */
      self->stopped = self->stopped || rcp_commands_has_stop (self->job->commands);
      if (self->stopped)
        return TRUE;
      if (!rcp_learner_test (self->learner, &first, &record, error))
        return FALSE;
    }
  return end_epoch (self, &record, learning_rate, error);
}

/* What is done now and then while it runs. */
static gboolean
keep_up (Loop *self, GError **error)
{
  gboolean write = rcp_recorder_is_due (self->job->recorder, self->at->epoch_step == 0)
                   || rcp_history_keeper_is_full (self->job->keeper, self->at);
  gboolean publish = self->snapshots_wanted && g_get_monotonic_time () - self->last_snapshot >= SNAPSHOT_INTERVAL;
  g_autoptr (RcpSnapshot) snapshot = NULL;

  if (self->settled || (!write && !publish))
    return TRUE;
  snapshot = rcp_learner_take_snapshot (self->learner, error);
  if (snapshot == NULL)
    return FALSE;
  if (publish)
    publish_snapshot (self, snapshot);
  return !write || write_checkpoint (self, snapshot, error);
}

static gboolean
train (Loop *self, GError **error)
{
  while (!rcp_learner_is_done (self->learner))
    {
      if (!keep_up (self, error) || !obey (self, error))
        return FALSE;
      if (self->stopped)
        break;
      if (!rcp_learner_is_epoch_full (self->learner) && !make_steps (self, error))
        return FALSE;
      if (rcp_learner_is_epoch_full (self->learner) && !validate (self, error))
        return FALSE;
      if (self->stopped)
        break;
      if (self->mode == MODE_STEPPING && self->step_made)
        self->mode = MODE_WAITING;
    }
  return settle (self, error);
}

static gboolean
begin (Loop *self, GError **error)
{
  g_autofree char *detail = NULL;

  self->learner = rcp_learner_new (self->job, error);
  if (self->learner == NULL)
    return FALSE;
  self->at = rcp_learner_get_progress (self->learner);
  self->job->backend->score (&detail, NULL);
  if (!rcp_recorder_begin (self->job->recorder, detail, error))
    return FALSE;
  rcp_history_keeper_begin (self->job->keeper, self->job->start != NULL ? &self->job->start->progress : NULL);
  if (!keep_step (self, error))
    return FALSE;
  /* the first checkpoint is there before the first step, so that there always is one to go on from */
  return settle (self, error);
}

gpointer
rcp_train_loop (gpointer data)
{
  RcpTrainJob *job = data;
  g_autoptr (RcpOutbox) outbox = rcp_outbox_ref (job->outbox);
  g_autoptr (GError) error = NULL;
  Loop loop = { .job = job };
  RcpTrainerState end;
  gboolean ok;

  /* Before the backend is opened: the threads it makes inherit it. */
  if (job->background)
    setpriority (PRIO_PROCESS, (id_t) gettid (), BACKGROUND_NICE);
  rcp_outbox_put_state (outbox, RCP_TRAINER_RUNNING, NULL);
  ok = begin (&loop, &error) && train (&loop, &error)
       && rcp_recorder_end (job->recorder, loop.stopped ? RCP_RUN_STOPPED : RCP_RUN_FINISHED, NULL, &error);
  end = loop.stopped ? RCP_TRAINER_STOPPED : RCP_TRAINER_FINISHED;
  if (!ok)
    {
      end = RCP_TRAINER_FAILED;
      rcp_recorder_end (job->recorder, RCP_RUN_FAILED, error->message, NULL);
    }
  g_clear_pointer (&loop.learner, rcp_learner_free);
  rcp_train_job_free (job);
  rcp_outbox_put_state (outbox, end, g_steal_pointer (&error));
  return NULL;
}
