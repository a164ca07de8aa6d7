#pragma once

#include "backend/cpu/plan.h"

/**
 * RcpCpuModel:
 * @plan: how the network is run
 * @kernels: the arithmetic
 * @parameters: in canonical order
 * @packed: the same, as the kernels want them
 */
typedef struct
{
  const RcpCpuPlan *plan;
  const RcpCpuKernels *kernels;
  const float *parameters;
  const float *packed;
} RcpCpuModel;

/**
 * RcpCpuWorkspace:
 * @values: the kept activations
 * @winners: which input won each window of a fused pool
 * @scratch: rows of a fused convolution
 * @gradients: two buffers that hold the gradient of a layer's output and input in turn
 * @sums: lane sums
 *
 * One thread's memory for one slice.
 */
typedef struct
{
  float *values;
  guint8 *winners;
  float *scratch;
  float *gradients[2];
  float *sums;
} RcpCpuWorkspace;

/** rcp_cpu_aligned_new0: (transfer full): @count floats of zeros, aligned; free with rcp_cpu_aligned_free() */
float *rcp_cpu_aligned_new0 (gsize count);
void rcp_cpu_aligned_free (gpointer memory);

void rcp_cpu_workspace_init (RcpCpuWorkspace *self, const RcpCpuPlan *plan);
void rcp_cpu_workspace_clear (RcpCpuWorkspace *self);

/** rcp_cpu_model_pack: packs the weights of layer @index; of a linear layer only rows @row0 … @row1 − 1 */
void rcp_cpu_model_pack (const RcpCpuModel *self, guint index, float *packed, int row0, int row1);

/**
 * rcp_cpu_forward: runs the slice whose input stands at the begin of @workspace's values
 *
 * Returns: (transfer none): the logits, (n_classes, RCP_SLICE)
 */
const float *rcp_cpu_forward (const RcpCpuModel *self, RcpCpuWorkspace *workspace);

/**
 * RcpCpuGradientSink:
 * @partial: (nullable): what convolutions add their weight gradients to, in the kernels' own order
 * @batch: (nullable): the batch's memory, where linear layers leave their inputs and output gradients
 * @slice: which slice of the batch this is
 * @seen: (nullable): called with the gradient of every layer's input, the last layer's first; layer −1's output is
 *   the network's input
 * @seen_data: for @seen
 * @input_gradient: whether the gradient of the network's own input is wanted
 *
 * Where the gradients of a slice go.
 */
typedef struct
{
  float *partial;
  float *batch;
  guint slice;
  void (*seen) (gpointer data, int layer, const float *gradient);
  gpointer seen_data;
  gboolean input_gradient;
} RcpCpuGradientSink;

/** rcp_cpu_backward: after rcp_cpu_forward(); the gradient of the logits stands in @workspace's first gradient */
void rcp_cpu_backward (const RcpCpuModel *self, RcpCpuWorkspace *workspace, const RcpCpuGradientSink *sink);
