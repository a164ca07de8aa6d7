#pragma once

#include "backend/backend.h"
#include "net/network.h"

G_BEGIN_DECLS

/** Machine: a backend at work */
typedef struct
{
  const RcpBackend *backend;
  RcpBackendState *state;
} Machine;

/** machine_open: with @samples, which may be %NULL, as both splits, and @parameters set */
Machine machine_open (const RcpBackend *backend, const RcpArchitecture *architecture, const RcpSamples *samples,
                      RcpNormalisation normalisation, guint batch_size, guint threads, const float *parameters);
void machine_close (Machine machine);

/**
 * parity_compare_network:
 *
 * Everything that @backend does with @network against the reference, on random pictures and weights: one sample forward
 * and backward with every layer looked at, some steps of training with a last batch that is smaller, evaluation, and
 * activity. Ends the test with a message where they differ.
 */
void parity_compare_network (const RcpBackend *backend, RcpNetwork *network, guint64 seed);

G_END_DECLS
