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

G_END_DECLS
