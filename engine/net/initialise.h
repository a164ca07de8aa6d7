#pragma once

#include "net/network.h"

G_BEGIN_DECLS

/** rcp_initialisers: (transfer none) (array zero-terminated=1): "default", "kaiming-uniform",
 * "kaiming-normal", "xavier-uniform", "xavier-normal", "zeros" */
const char *const *rcp_initialisers (void);

/**
 * rcp_network_initialise:
 * @initialiser: one of rcp_initialisers(); "default" is what PyTorch does for Conv2d and Linear:
 *   weights and biases uniform in ±1/√fan_in
 * @seed: the seed; the same one gives the same bits on every machine. Tensor i draws from stream i of it
 * @parameters: (out) (array): n_parameters floats
 * @error: %RCP_ERROR_ARGUMENT for an unknown name
 */
gboolean rcp_network_initialise (RcpNetwork *self, const char *initialiser, guint64 seed, float *parameters,
                                 GError **error);

G_END_DECLS
