#pragma once

#include "backend/backend.h"
#include "train/snapshot.h"

G_BEGIN_DECLS

/**
 * RcpProbe:
 *
 * The forward pass of one picture through one snapshot, every layer's output kept. Owns a backend state of
 * its own; used by one thread at a time.
 */
typedef struct _RcpProbe RcpProbe;

/**
 * rcp_probe_new:
 * @backend: (nullable): what computes; %NULL for the CPU backend
 * @network: for which network
 */
RcpProbe *rcp_probe_new (const RcpBackend *backend, RcpNetwork *network, GError **error);
void rcp_probe_free (RcpProbe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpProbe, rcp_probe_free)

/** rcp_probe_set_snapshot: weights and normalisation from now on; its network's text must equal the probe's */
gboolean rcp_probe_set_snapshot (RcpProbe *self, RcpSnapshot *snapshot, GError **error);

/**
 * rcp_probe_run:
 * @pixels: (array): one picture, bytes in CHW order
 *
 * Returns: (transfer none) (array) (nullable): n_activations floats, valid until the next run; see
 *   RcpArchitecture for where each layer's output stands
 */
const float *rcp_probe_run (RcpProbe *self, const guint8 *pixels, GError **error);

/** rcp_probe_run_input: likewise for a picture that is normalised already, rcp_shape_count() floats in CHW order */
const float *rcp_probe_run_input (RcpProbe *self, const float *input, GError **error);

/**
 * rcp_probe_backward:
 * @output_gradient: (array): n_classes floats
 * @activation_gradients: (out) (array) (nullable): n_activations floats: the gradient of Σ @output_gradient·logits by
 *   every activation of the last picture that was run
 * @parameter_gradients: (out) (array) (nullable): n_parameters floats: likewise by every parameter
 */
gboolean rcp_probe_backward (RcpProbe *self, const float *output_gradient, float *activation_gradients,
                             float *parameter_gradients, GError **error);

/** rcp_probe_get_network: (transfer none) */
RcpNetwork *rcp_probe_get_network (RcpProbe *self);

/** rcp_probe_get_snapshot: (transfer none) (nullable): the weights it has */
RcpSnapshot *rcp_probe_get_snapshot (RcpProbe *self);

/** rcp_probe_get_sums: how its backend adds up, for rcp_trace_new() */
RcpSums rcp_probe_get_sums (RcpProbe *self);

G_END_DECLS
