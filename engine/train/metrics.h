#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RcpStepRecord:
 * @step: 1 for the first step of the run
 * @epoch: the epoch it belongs to, 1 for the first
 * @loss: mean cross-entropy of its batch before the update, in nats
 * @accuracy: share of its batch answered right before the update
 * @learning_rate: what it was made with
 */
typedef struct
{
  guint64 step;
  guint epoch;
  double loss;
  double accuracy;
  double learning_rate;
} RcpStepRecord;

/**
 * RcpEpochRecord:
 * @epoch: 1 for the first
 * @step: steps of the run so far
 * @train_loss: mean loss over the epoch's samples, as the steps saw them
 * @train_accuracy: share of the epoch's samples answered right, as the steps saw them
 * @val_loss: mean loss over all test pictures after the epoch
 * @val_accuracy: share of all test pictures answered right after the epoch
 * @train_seconds: time the steps took, pauses left out
 * @val_seconds: time the validation took
 */
typedef struct
{
  guint epoch;
  guint64 step;
  double train_loss;
  double train_accuracy;
  double val_loss;
  double val_accuracy;
  double train_seconds;
  double val_seconds;
} RcpEpochRecord;

#define RCP_TYPE_METRICS (rcp_metrics_get_type ())
/**
 * RcpMetrics:
 *
 * Everything a run has measured so far, every step and every epoch. Lives on the main context's thread;
 * the trainer appends there, and "changed" is emitted once for each batch of records that came in.
 */
G_DECLARE_FINAL_TYPE (RcpMetrics, rcp_metrics, RCP, METRICS, GObject)

RcpMetrics *rcp_metrics_new (void);

/** rcp_metrics_append: adds records and emits "changed" once */
void rcp_metrics_append (RcpMetrics *self, const RcpStepRecord *steps, gsize n_steps, const RcpEpochRecord *epochs,
                         gsize n_epochs);

/** rcp_metrics_get_steps: (transfer none) (array length=n): in order; valid until the next append */
const RcpStepRecord *rcp_metrics_get_steps (RcpMetrics *self, gsize *n);

/** rcp_metrics_get_epochs: (transfer none) (array length=n): in order; valid until the next append */
const RcpEpochRecord *rcp_metrics_get_epochs (RcpMetrics *self, gsize *n);

/** rcp_metrics_get_best: (transfer none) (nullable): the epoch of the highest validation accuracy, the first of
 * equals */
const RcpEpochRecord *rcp_metrics_get_best (RcpMetrics *self);

G_END_DECLS
