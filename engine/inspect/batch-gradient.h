#pragma once

#include <gio/gio.h>

#include "backend/backend.h"
#include "data/dataset.h"
#include "train/settings.h"
#include "train/snapshot.h"

G_BEGIN_DECLS

/**
 * RcpBatchGradient:
 * @network: owned
 * @step: the step that this is the gradient of: the one after the snapshot's
 * @count: pictures in its batch
 * @loss: their mean cross-entropy at these weights, in nats
 * @values: (array): n_parameters floats: the gradient of that loss, without weight decay
 *
 * What one batch asks of the weights.
 */
typedef struct
{
  RcpNetwork *network;
  guint64 step;
  guint count;
  double loss;
  float *values;
} RcpBatchGradient;

/**
 * rcp_batch_gradient_new:
 * @settings: of the run: its batch size, seed and whether it shuffles decide which pictures are in the batch
 * @backend: what computes
 * @threads: 0 lets it choose
 * @error: %RCP_ERROR_NETWORK where the network does not fit the dataset, %RCP_ERROR_DEVICE
 *
 * The gradient that training takes next from a snapshot: of the mean loss over the batch of the step after it, at its
 * weights. A step of the trainer on the same backend uses these very numbers: without momentum and weight decay each
 * weight that is not frozen moves by −learning rate × gradient. Belongs into a worker.
 *
 * Returns: (transfer full) (nullable): the gradient
 */
RcpBatchGradient *rcp_batch_gradient_new (RcpSnapshot *snapshot, RcpDataset *dataset, const RcpTrainSettings *settings,
                                          const RcpBackend *backend, guint threads, GError **error);
void rcp_batch_gradient_free (RcpBatchGradient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpBatchGradient, rcp_batch_gradient_free)

G_END_DECLS
