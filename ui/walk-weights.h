#pragma once

#include "inspect/walk-values.h"

G_BEGIN_DECLS

/** RCP_WALK_KERNEL_OWN: the choice of kernels once a weight has been changed by hand */
#define RCP_WALK_KERNEL_OWN RCP_WALK_N_KERNELS

/** RCP_WALK_TAPS: weights of a kernel at most */
#define RCP_WALK_TAPS (RCP_WALK_MAX_KERNEL * RCP_WALK_MAX_KERNEL)

/**
 * RcpWalkWeights:
 * @choice: an #RcpWalkKernel, or %RCP_WALK_KERNEL_OWN
 * @random: for random kernels
 * @size: rows and columns of each kernel
 * @kernels: for each output channel and each channel of its group, size · size weights as given
 * @biases: for each output channel
 *
 * The weights of a walk, those of channels included that it does not have just now: they are there again when it does.
 */
typedef struct
{
  guint choice;
  RcpRandom random;
  int size;
  float kernels[RCP_WALK_MAX_CHANNELS][RCP_WALK_MAX_CHANNELS][RCP_WALK_TAPS];
  float biases[RCP_WALK_MAX_CHANNELS];
} RcpWalkWeights;

void rcp_walk_weights_init (RcpWalkWeights *self, int size, guint64 seed);

/** rcp_walk_weights_fill: fills all kernels; random ones are others each time */
void rcp_walk_weights_fill (RcpWalkWeights *self, RcpWalkKernel kind);

/** rcp_walk_weights_resize: makes the kernels larger or smaller; own ones keep their middle */
void rcp_walk_weights_resize (RcpWalkWeights *self, int size);

/** rcp_walk_weights_take: (transfer full): the weights as (outputs, inputs, K, K) */
float *rcp_walk_weights_take (const RcpWalkWeights *self, int outputs, int inputs);

G_END_DECLS
