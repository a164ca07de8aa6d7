#pragma once

#include "backend/cpu/kernels.h"

/**
 * RcpCpuLayer:
 * @layer: what the architecture says of it
 * @conv: its geometry, where it is a convolution
 * @pool: its geometry, where it is a pooling
 * @fused: it is a convolution, and the ReLU and the 2×2 max-pool behind it are done with it in one pass
 * @skipped: it is one of those two
 * @value: where its output begins in a workspace's values, in floats; undefined where it is never kept
 * @winners: where a fused layer's winners begin in a workspace's winners, in bytes
 * @packed: where its packed weights begin
 * @packed_transposed: where a convolution's weights packed for the input gradient begin
 * @sums: floats of lane sums that a convolution's rows need
 * @partial: where a convolution's weights begin in a partial gradient, the biases behind them
 * @batch_input: where a linear layer's transposed inputs begin in the batch's memory
 * @batch_stride: floats from one sample's inputs to the next
 * @batch_gradient: where a linear layer's output gradients begin in the batch's memory
 */
typedef struct
{
  const RcpLayer *layer;
  RcpConv conv;
  RcpPool pool;
  gboolean fused;
  gboolean skipped;
  gsize value;
  gsize winners;
  gsize packed;
  gsize packed_transposed;
  gsize sums;
  gsize partial;
  gsize batch_input;
  gsize batch_stride;
  gsize batch_gradient;
} RcpCpuLayer;

/**
 * RcpCpuPlan:
 * @layers: (array): one for each of the architecture's
 * @n_layers: how many
 * @values: floats of a slice's kept activations, the input first
 * @winners: bytes of a slice's winners
 * @scratch: floats for two rows of a fused convolution's output
 * @widest: floats of the largest activation of a slice
 * @sums: floats of the largest layer's lane sums
 * @packed: floats of all packed weights
 * @partial: floats of a partial gradient
 * @batch: floats of memory that a batch's slices share
 *
 * How an architecture is run: which layers go together, and where everything lies.
 */
typedef struct
{
  RcpCpuLayer *layers;
  guint n_layers;
  gsize values;
  gsize winners;
  gsize scratch;
  gsize widest;
  gsize sums;
  gsize packed;
  gsize partial;
  gsize batch;
} RcpCpuPlan;

/**
 * rcp_cpu_plan_init:
 * @slices: slices in a batch; 0 where it is never trained
 * @fuse: whether layers may go together; not where every activation is wanted
 */
void rcp_cpu_plan_init (RcpCpuPlan *self, const RcpArchitecture *architecture, const RcpCpuKernels *kernels,
                        guint slices, gboolean fuse);
void rcp_cpu_plan_clear (RcpCpuPlan *self);
