#pragma once

#include <gio/gio.h>

#include "backend/backend.h"
#include "data/dataset.h"
#include "train/snapshot.h"

G_BEGIN_DECLS

/**
 * RcpActivity:
 * @network: owned
 * @count: pictures looked at
 * @n_channels: channels of all ReLUs together
 * @fired: (array length=n_channels): for every ReLU in order, for each of its channels (or units): on how many pictures
 *   at least one value of its map was above 0
 *
 * How often the channels behind each ReLU fire. One that never does is dead: no gradient reaches its filter.
 */
typedef struct
{
  RcpNetwork *network;
  guint count;
  guint n_channels;
  guint32 *fired;
} RcpActivity;

/**
 * rcp_activity_measure:
 * @backend: what computes
 * @threads: 0 lets it choose
 * @error: %RCP_ERROR_NETWORK where the network does not fit the dataset, %RCP_ERROR_DEVICE, %G_IO_ERROR_CANCELLED
 *
 * Belongs into a worker: it looks at every picture of the split, which takes about as long as rcp_evaluate().
 *
 * Returns: (transfer full) (nullable): the counts
 */
RcpActivity *rcp_activity_measure (RcpSnapshot *snapshot, RcpDataset *dataset, RcpSplit split,
                                   const RcpBackend *backend, guint threads, GCancellable *cancellable, GError **error);
void rcp_activity_free (RcpActivity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpActivity, rcp_activity_free)

/**
 * rcp_activity_get:
 * @layer: index of a ReLU, or of the convolution or linear layer right before one
 *
 * Returns: (transfer none) (array) (nullable): a count for each of its output channels; %NULL for any other layer
 */
const guint32 *rcp_activity_get (const RcpActivity *self, int layer);

/**
 * rcp_filter_norms:
 * @values: (array): n_parameters floats: weights, or their gradient
 * @layer: a convolution or a linear layer
 * @norms: (out) (array): for each of its output channels √Σ weight², the bias left out
 */
void rcp_filter_norms (const float *values, const RcpLayer *layer, double *norms);

G_END_DECLS
