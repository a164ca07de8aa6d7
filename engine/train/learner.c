#include "train/learner.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "error.h"
#include "train/chunk.h"
#include "train/order.h"

struct _RcpLearner
{
  const RcpTrainJob *job;
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
  double call_seconds; /* of the last steps */
  guint call_samples;

  guint chunk; /* test pictures measured at once */
  guint8 *predicted;
  float *losses;
  float *values;      /* n_parameters, scratch */
  gboolean *frozen;   /* a layer each; NULL where none ever was */
  char *frozen_names; /* where it is not what the settings say */
};

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static gboolean
diverged (const RcpLearner *self, guint64 step, GError **error)
{
  g_set_error (error, RCP_ERROR, RCP_ERROR_DIVERGED,
               _ ("The loss became infinite or not a number at step %" PRIu64
                  " with a learning rate of %g; try a lower one, such as %g."),
               step, self->at.learning_rate, self->at.learning_rate / 10);
  return FALSE;
}

static gboolean
check_finite (const RcpLearner *self, const float *values, GError **error)
{
  for (gsize i = 0; i < self->architecture->n_parameters; i++)
    if (!isfinite (values[i]))
      return diverged (self, self->at.step, error);
  return TRUE;
}

/* The numbers of a run that is resumed depend on the statistics of its pictures too. */
static gboolean
check_statistics (const RcpLearner *self, GError **error)
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
load_start (RcpLearner *self, GError **error)
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
open_backend (RcpLearner *self, GError **error)
{
  const RcpTrainSettings *settings = self->job->settings;
  RcpBackendConfig config = { .architecture = self->architecture,
                              .train = self->train,
                              .test = self->test,
                              .batch_size = settings->batch_size,
                              .threads = settings->threads,
                              .tf32 = settings->tf32 };

  self->statistics = rcp_dataset_get_statistics (self->job->dataset);
  config.normalisation =
      rcp_normalisation (self->architecture->input.channels, self->statistics->mean, self->statistics->std);
  self->state = self->backend->open (&config, error);
  return self->state != NULL && load_start (self, error);
}

/* For each layer whether it is frozen. @names: (nullable) */
static gboolean *
list_frozen (const RcpArchitecture *architecture, char **names)
{
  gboolean *frozen;

  if (names == NULL)
    return NULL;
  frozen = g_new (gboolean, architecture->n_layers);
  for (guint i = 0; i < architecture->n_layers; i++)
    frozen[i] = g_strv_contains ((const char *const *) names, architecture->layers[i].name);
  return frozen;
}

/* What is frozen just now, where the run was told so on its way. */
static void
name_frozen (RcpLearner *self)
{
  g_autofree gboolean *asked = list_frozen (self->architecture, self->job->settings->frozen);
  g_autoptr (GString) names = g_string_new (NULL);
  gboolean is_as_asked = TRUE;

  for (guint i = 0; i < self->architecture->n_layers; i++)
    {
      gboolean frozen = self->frozen != NULL && self->frozen[i];

      is_as_asked = is_as_asked && frozen == (asked != NULL && asked[i]);
      if (frozen)
        g_string_append_printf (names, "%s%s", names->len > 0 ? "," : "", self->architecture->layers[i].name);
    }
  g_free (self->frozen_names);
  self->frozen_names = is_as_asked ? NULL : g_string_free (g_steal_pointer (&names), FALSE);
}

static void
begin_frozen (RcpLearner *self)
{
  const RcpCheckpoint *start = self->job->start;
  g_auto (GStrv) names = start != NULL && start->frozen != NULL ? g_strsplit (start->frozen, ",", 0) : NULL;

  self->frozen = list_frozen (self->architecture, names != NULL ? names : self->job->settings->frozen);
  name_frozen (self);
}

gboolean
rcp_learner_set_frozen (RcpLearner *self, guint layer, gboolean frozen)
{
  if (self->frozen == NULL)
    self->frozen = g_new0 (gboolean, self->architecture->n_layers);
  if (layer >= self->architecture->n_layers || self->frozen[layer] == frozen)
    return FALSE;
  self->frozen[layer] = frozen;
  name_frozen (self);
  return TRUE;
}

RcpLearner *
rcp_learner_new (const RcpTrainJob *job, GError **error)
{
  g_autoptr (RcpLearner) self = g_new0 (RcpLearner, 1);

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
  self->chunk = rcp_evaluation_chunk (self->architecture);
  self->predicted = g_new (guint8, self->chunk);
  self->losses = g_new (float, self->chunk);
  begin_frozen (self);
  self->values = g_new0 (float, MAX (1, self->architecture->n_parameters));
  return open_backend (self, error) ? g_steal_pointer (&self) : NULL;
}

void
rcp_learner_free (RcpLearner *self)
{
  if (self == NULL)
    return;
  if (self->state != NULL)
    self->backend->close (self->state);
  g_free (self->order);
  g_free (self->results);
  g_free (self->records);
  g_free (self->predicted);
  g_free (self->losses);
  g_free (self->values);
  g_free (self->frozen);
  g_free (self->frozen_names);
  g_free (self);
}

const RcpTrainProgress *
rcp_learner_get_progress (const RcpLearner *self)
{
  return &self->at;
}

void
rcp_learner_set_learning_rate (RcpLearner *self, double learning_rate)
{
  self->at.learning_rate = learning_rate;
}

guint
rcp_learner_get_steps_left (const RcpLearner *self)
{
  guint64 of_run = self->total_steps > self->at.step ? self->total_steps - self->at.step : 0;

  return (guint) MIN (of_run, self->steps_per_epoch - self->at.epoch_step);
}

gboolean
rcp_learner_is_epoch_full (const RcpLearner *self)
{
  return self->at.epoch_step == self->steps_per_epoch;
}

gboolean
rcp_learner_is_done (const RcpLearner *self)
{
  return self->at.step >= self->total_steps && !rcp_learner_is_epoch_full (self);
}

static void
make_order (RcpLearner *self)
{
  if (self->has_order && (self->order_epoch == self->at.epoch || !self->job->settings->shuffle))
    return;
  rcp_train_order (self->job->settings, self->at.epoch, self->order, self->train->count);
  self->order_epoch = self->at.epoch;
  self->has_order = TRUE;
}

/* Enters a step's result in the books. */
static RcpStepRecord
take_result (RcpTrainProgress *at, const RcpStepResult *result)
{
  at->step++;
  at->epoch_step++;
  at->loss_sum += result->loss_sum;
  at->correct += result->correct;
  at->count += result->count;
  return (RcpStepRecord){ .step = at->step,
                          .epoch = at->epoch + 1,
                          .loss = result->loss_sum / result->count,
                          .accuracy = (double) result->correct / result->count,
                          .learning_rate = at->learning_rate };
}

const RcpStepRecord *
rcp_learner_make_steps (RcpLearner *self, guint steps, guint *n_records, GError **error)
{
  const RcpTrainSettings *settings = self->job->settings;
  RcpSgd sgd = { self->at.learning_rate, settings->momentum, settings->weight_decay, self->frozen };
  gsize first = (gsize) self->at.epoch_step * settings->batch_size;
  gsize samples = MIN ((gsize) steps * settings->batch_size, self->train->count - first);
  gint64 start;
  guint n = 0;

  g_assert (steps > 0 && steps <= rcp_learner_get_steps_left (self));

  *n_records = 0;
  make_order (self);
  start = g_get_monotonic_time ();
  if (!self->backend->train (self->state, &sgd, self->order + first, samples, self->results, error))
    return NULL;
  self->call_seconds = seconds_since (start);
  self->call_samples = (guint) samples;
  self->at.train_seconds += self->call_seconds;
  for (; n < steps && isfinite (self->results[n].loss_sum); n++)
    self->records[n] = take_result (&self->at, &self->results[n]);
  *n_records = n;
  if (n < steps)
    diverged (self, self->at.step + 1, error);
  return self->records;
}

double
rcp_learner_get_call (const RcpLearner *self, guint *samples)
{
  *samples = self->call_samples;
  return self->call_seconds;
}

guint
rcp_learner_get_test_count (const RcpLearner *self)
{
  return self->test->count;
}

gboolean
rcp_learner_test (RcpLearner *self, guint *first, RcpEpochRecord *record, GError **error)
{
  guint n = MIN (self->chunk, self->test->count - *first);
  gint64 start = g_get_monotonic_time ();

  if (!self->backend->evaluate (self->state, RCP_SPLIT_TEST, *first, n, self->predicted, self->losses, NULL, error))
    return FALSE;
  record->val_seconds += seconds_since (start);
  for (guint i = 0; i < n; i++)
    {
      record->val_loss += (double) self->losses[i];
      record->val_accuracy += self->predicted[i] == rcp_samples_label (self->test, *first + i);
    }
  *first += n;
  return TRUE;
}

gboolean
rcp_learner_end_epoch (RcpLearner *self, RcpEpochRecord *record, gboolean *is_best, GError **error)
{
  RcpTrainProgress *at = &self->at;

  if (!isfinite (record->val_loss))
    return diverged (self, at->step, error);
  record->epoch = at->epoch + 1;
  record->step = at->step;
  record->train_loss = at->loss_sum / (double) at->count;
  record->train_accuracy = (double) at->correct / (double) at->count;
  record->train_seconds = at->train_seconds;
  record->val_loss /= self->test->count;
  record->val_accuracy /= self->test->count;
  *is_best = record->val_accuracy > at->best_accuracy;
  *at = (RcpTrainProgress){ .step = at->step,
                            .epoch = at->epoch + 1,
                            .learning_rate = at->learning_rate,
                            .best_accuracy = MAX (at->best_accuracy, record->val_accuracy) };
  return TRUE;
}

RcpSnapshot *
rcp_learner_take_snapshot (RcpLearner *self, GError **error)
{
  if (!self->backend->get_parameters (self->state, self->values, error))
    return NULL;
  return rcp_snapshot_new (self->job->network, self->values, rcp_dataset_get_name (self->job->dataset),
                           self->statistics->mean, self->statistics->std, self->at.step, self->at.epoch,
                           self->job->settings->seed);
}

gboolean
rcp_learner_check_snapshot (const RcpLearner *self, RcpSnapshot *snapshot, GError **error)
{
  return check_finite (self, rcp_snapshot_get_parameters (snapshot), error);
}

gboolean
rcp_learner_fill_checkpoint (RcpLearner *self, RcpSnapshot *snapshot, RcpCheckpoint *checkpoint, GError **error)
{
  *checkpoint = (RcpCheckpoint){ .snapshot = snapshot, .progress = self->at, .frozen = self->frozen_names };
  if (!rcp_learner_check_snapshot (self, snapshot, error))
    return FALSE;
  /* the file that a run ends with depends on what was asked alone, to the last byte */
  if (rcp_learner_is_done (self))
    checkpoint->progress.train_seconds = 0;
  if (self->job->settings->momentum > 0)
    {
      if (!self->backend->get_velocity (self->state, self->values, error) || !check_finite (self, self->values, error))
        return FALSE;
      checkpoint->velocity = self->values;
    }
  return TRUE;
}
