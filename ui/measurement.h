#pragma once

#include "session.h"

G_BEGIN_DECLS

/**
 * RcpMeasureFunc:
 * @settings: of the run that the weights belong to
 * @threads: 0 lets the backend choose
 *
 * Runs in a worker. Returns: (transfer full) (nullable): the result
 */
typedef gpointer (*RcpMeasureFunc) (RcpSnapshot *weights, RcpDataset *dataset, const RcpTrainSettings *settings,
                                    guint threads, GCancellable *cancellable, GError **error);

/** RcpMeasureKind: something that takes a while to find out about weights */
typedef struct
{
  RcpMeasureFunc measure;
  GDestroyNotify free;
} RcpMeasureKind;

/** rcp_measure_accuracy: #RcpEvaluation over the test pictures */
extern const RcpMeasureKind rcp_measure_accuracy;

/** rcp_measure_activity: #RcpActivity over the test pictures */
extern const RcpMeasureKind rcp_measure_activity;

/** rcp_measure_gradient: #RcpBatchGradient */
extern const RcpMeasureKind rcp_measure_gradient;

#define RCP_TYPE_MEASUREMENT (rcp_measurement_get_type ())
/**
 * RcpMeasurement:
 *
 * Measures weights in a worker; of several requests only the newest counts, and what is under way for an older one is
 * cancelled. While a training runs it takes one thread, lets what is under way come to its end, and rests long enough
 * afterwards that it takes no more than a thirtieth of the time.
 *
 * Signals:
 * - "measured": there is another result, or a problem
 */
G_DECLARE_FINAL_TYPE (RcpMeasurement, rcp_measurement, RCP, MEASUREMENT, GObject)

/** rcp_measurement_new: @patience: milliseconds that weights have to stay as they are before they are measured */
RcpMeasurement *rcp_measurement_new (RcpSession *session, const RcpMeasureKind *kind, guint patience);

/** rcp_measurement_ask: @weights: (nullable): %NULL for none any more; @urgent: somebody waits for it, be there a
 * training or not */
void rcp_measurement_ask (RcpMeasurement *self, RcpSnapshot *weights, gboolean urgent);

/** rcp_measurement_get_result: (transfer none) (nullable): the newest one, be it of the weights that were asked for
 * last or of older ones; @weights: (out) (optional) (transfer none): of which */
gpointer rcp_measurement_get_result (RcpMeasurement *self, RcpSnapshot **weights);

/** rcp_measurement_is_current: whether the result is of the weights that were asked for last */
gboolean rcp_measurement_is_current (RcpMeasurement *self);

/** rcp_measurement_get_problem: (transfer none) (nullable): why the weights that were asked for last could not be
 * measured */
const char *rcp_measurement_get_problem (RcpMeasurement *self);

G_END_DECLS
