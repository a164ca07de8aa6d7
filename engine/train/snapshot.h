#pragma once

#include "net/network.h"

G_BEGIN_DECLS

/**
 * RcpSnapshot:
 *
 * A network's weights at one moment, with all it takes to use them. Immutable, counted by reference, safe
 * from any thread. What a trainer publishes, what a model file holds, what the probe draws from.
 */
typedef struct _RcpSnapshot RcpSnapshot;

#define RCP_TYPE_SNAPSHOT (rcp_snapshot_get_type ())
GType rcp_snapshot_get_type (void);

/**
 * rcp_snapshot_new:
 * @network: its network
 * @parameters: (array): n_parameters floats, copied
 * @dataset: the name of the dataset it was trained on
 * @mean: (array): mean of each input channel in bytes
 * @std: (array): standard deviation of each input channel in bytes
 * @step: steps behind it
 * @epoch: whole epochs behind it
 * @seed: of the run
 */
RcpSnapshot *rcp_snapshot_new (RcpNetwork *network, const float *parameters, const char *dataset, const double *mean,
                               const double *std, guint64 step, guint epoch, guint64 seed);

RcpSnapshot *rcp_snapshot_ref (RcpSnapshot *self);
void rcp_snapshot_unref (RcpSnapshot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpSnapshot, rcp_snapshot_unref)

RcpNetwork *rcp_snapshot_get_network (RcpSnapshot *self);
const float *rcp_snapshot_get_parameters (RcpSnapshot *self);
const char *rcp_snapshot_get_dataset (RcpSnapshot *self);
const double *rcp_snapshot_get_mean (RcpSnapshot *self);
const double *rcp_snapshot_get_std (RcpSnapshot *self);
guint64 rcp_snapshot_get_step (RcpSnapshot *self);
guint rcp_snapshot_get_epoch (RcpSnapshot *self);
guint64 rcp_snapshot_get_seed (RcpSnapshot *self);

/**
 * rcp_snapshot_save:
 * @path: a safetensors file, replaced atomically. Its metadata says "format": "pt", "receptive.network",
 *   "receptive.dataset", "receptive.mean", "receptive.std", "receptive.step", "receptive.epoch",
 *   "receptive.seed", "receptive.input", "receptive.classes", "receptive.version"
 */
gboolean rcp_snapshot_save (RcpSnapshot *self, const char *path, GError **error);

/**
 * rcp_snapshot_load:
 * @path: a safetensors file that says what its network is
 * @error: %RCP_ERROR_FORMAT or %RCP_ERROR_NETWORK, naming the file and what is missing or wrong
 *
 * Returns: (transfer full) (nullable): the snapshot
 */
RcpSnapshot *rcp_snapshot_load (const char *path, GError **error);

/**
 * rcp_parameters_load:
 * @network: what the file must fit
 * @path: any safetensors file with tensors of these names and shapes
 * @parameters: (out) (array): n_parameters floats, untouched where it fails
 * @error: %RCP_ERROR_FORMAT naming the tensor that is missing, surplus or of the wrong shape
 */
gboolean rcp_parameters_load (RcpNetwork *network, const char *path, float *parameters, GError **error);

G_END_DECLS
