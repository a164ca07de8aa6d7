#include "backend/cpu/slice.h"

#include <stdlib.h>
#include <string.h>

float *
rcp_cpu_aligned_new0 (gsize count)
{
  gsize size = MAX (count, 1) * sizeof (float);
  gpointer memory = NULL;

  size = (size + RCP_ALIGNMENT - 1) / RCP_ALIGNMENT * RCP_ALIGNMENT;
  if (posix_memalign (&memory, RCP_ALIGNMENT, size) != 0)
    g_error ("out of memory: %" G_GSIZE_FORMAT " bytes", size);
  memset (memory, 0, size);
  return memory;
}

void
rcp_cpu_aligned_free (gpointer memory)
{
  free (memory);
}

void
rcp_cpu_workspace_init (RcpCpuWorkspace *self, const RcpCpuPlan *plan)
{
  self->values = rcp_cpu_aligned_new0 (plan->values);
  self->winners = g_malloc0 (MAX (plan->winners, 1));
  self->scratch = rcp_cpu_aligned_new0 (plan->scratch);
  self->gradients[0] = rcp_cpu_aligned_new0 (plan->widest);
  self->gradients[1] = rcp_cpu_aligned_new0 (plan->widest);
  self->sums = rcp_cpu_aligned_new0 (plan->sums);
}

void
rcp_cpu_workspace_clear (RcpCpuWorkspace *self)
{
  g_clear_pointer (&self->values, rcp_cpu_aligned_free);
  g_clear_pointer (&self->winners, g_free);
  g_clear_pointer (&self->scratch, rcp_cpu_aligned_free);
  g_clear_pointer (&self->gradients[0], rcp_cpu_aligned_free);
  g_clear_pointer (&self->gradients[1], rcp_cpu_aligned_free);
  g_clear_pointer (&self->sums, rcp_cpu_aligned_free);
}

void
rcp_cpu_model_pack (const RcpCpuModel *self, guint index, float *packed, int row0, int row1)
{
  const RcpCpuLayer *layer = &self->plan->layers[index];
  const float *weights = self->parameters + layer->layer->weight_offset;

  if (layer->layer->kind == RCP_LAYER_CONV2D)
    {
      self->kernels->conv_pack (&layer->conv, weights, packed + layer->packed);
      self->kernels->conv_pack_transposed (&layer->conv, weights, packed + layer->packed_transposed);
    }
  else if (layer->layer->kind == RCP_LAYER_LINEAR)
    {
      self->kernels->linear_pack (weights, layer->layer->input.channels, layer->layer->output.channels,
                                  packed + layer->packed, row0, row1);
    }
}

static void
forward_fused (const RcpCpuModel *self, RcpCpuWorkspace *workspace, const RcpCpuLayer *layer, const float *x, float *y)
{
  const RcpConv *conv = &layer->conv;
  const RcpLayer *pool = layer->layer + 2;
  const float *bias = self->parameters + layer->layer->bias_offset;

  /* two rows at a time, so that the pool finds them in the nearest cache and nobody ever stores them */
  for (int row = 0; row < pool->output.height; row++)
    {
      self->kernels->conv_forward (conv, x, self->packed + layer->packed, bias, workspace->scratch, 2 * row,
                                   2 * row + 2, 2 * row, 2);
      self->kernels->relu_pool (workspace->scratch, conv->out_channels, 2, conv->out_width, 2, y,
                                workspace->winners + layer->winners, row, pool->output.height, pool->output.width);
    }
}

static void
forward_layer (const RcpCpuModel *self, RcpCpuWorkspace *workspace, const RcpCpuLayer *layer, const float *x, float *y)
{
  const RcpCpuKernels *kernels = self->kernels;
  const RcpLayer *l = layer->layer;
  const gsize size = rcp_shape_count (l->output) * RCP_SLICE;

  switch (l->kind)
    {
    case RCP_LAYER_CONV2D:
      if (layer->fused)
        forward_fused (self, workspace, layer, x, y);
      else
        kernels->conv_forward (&layer->conv, x, self->packed + layer->packed, self->parameters + l->bias_offset, y, 0,
                               layer->conv.out_height, 0, layer->conv.out_height);
      break;
    case RCP_LAYER_LINEAR:
      kernels->linear_forward (x, self->packed + layer->packed, self->parameters + l->bias_offset, y, l->input.channels,
                               l->output.channels);
      break;
    case RCP_LAYER_MAX_POOL2D:
      kernels->max_pool (&layer->pool, x, y);
      break;
    case RCP_LAYER_AVG_POOL2D:
      kernels->avg_pool (&layer->pool, x, y);
      break;
    case RCP_LAYER_RELU:
      kernels->relu (x, y, size);
      break;
    case RCP_LAYER_TANH:
      kernels->tanh (x, y, size);
      break;
    case RCP_LAYER_FLATTEN:
      /* (C, H, W, 16) and (C·H·W, 16) are the same floats */
      memcpy (y, x, size * sizeof (float));
      break;
    }
}

const float *
rcp_cpu_forward (const RcpCpuModel *self, RcpCpuWorkspace *workspace)
{
  const float *x = workspace->values;

  for (guint i = 0; i < self->plan->n_layers; i++)
    {
      const RcpCpuLayer *layer = &self->plan->layers[i];
      float *y = workspace->values + layer->value;

      if (layer->skipped)
        continue;
      forward_layer (self, workspace, layer, x, y);
      x = y;
    }
  return x;
}

static void
backward_convolution (const RcpCpuModel *self, const RcpCpuLayer *layer, const float *x, const float *dy, float *dx,
                      const RcpCpuGradientSink *sink)
{
  const RcpCpuKernels *kernels = self->kernels;

  if (sink->partial != NULL)
    kernels->conv_backward_weights (&layer->conv, x, dy, sink->partial + layer->partial,
                                    sink->partial + layer->partial + layer->layer->weight_count);
  if (dx != NULL)
    kernels->conv_backward_input (&layer->conv, dy, self->packed + layer->packed_transposed, dx);
}

/* The pool's gradient is spread over two rows of the convolution's output at a time, which stay in the nearest cache
 * until its weights have seen them. */
static void
backward_fused_first (const RcpCpuModel *self, RcpCpuWorkspace *workspace, const RcpCpuLayer *layer, const float *x,
                      const float *pooled, const float *dpooled, const RcpCpuGradientSink *sink)
{
  const RcpCpuKernels *kernels = self->kernels;
  const RcpConv *conv = &layer->conv;
  const RcpLayer *pool = layer->layer + 2;
  float *partial = sink->partial + layer->partial;
  const gsize n = layer->layer->weight_count + layer->layer->bias_count;

  memset (workspace->sums, 0, n * RCP_SLICE * sizeof (float));
  for (int row = 0; row < pool->output.height; row++)
    {
      kernels->relu_pool_backward (pooled, dpooled, workspace->winners + layer->winners, conv->out_channels, 2,
                                   conv->out_width, 2, workspace->scratch, row, pool->output.height,
                                   pool->output.width);
      kernels->conv_backward_rows (conv, x, workspace->scratch, workspace->sums, workspace->sums + layer->sums, 2 * row,
                                   2 * row + 2, 2 * row, 2);
    }
  kernels->reduce_lanes (workspace->sums, partial, n);
}

/* The same with the whole gradient laid out, because the input gradient needs all of it; @dy is room for it. */
static void
backward_fused (const RcpCpuModel *self, RcpCpuWorkspace *workspace, const RcpCpuLayer *layer, const float *x,
                const float *pooled, const float *dpooled, float *dy)
{
  const RcpConv *conv = &layer->conv;
  const RcpLayer *pool = layer->layer + 2;
  const gsize plane = (gsize) conv->out_height * conv->out_width * RCP_SLICE;
  const gsize row_size = (gsize) conv->out_width * RCP_SLICE;

  self->kernels->relu_pool_backward (pooled, dpooled, workspace->winners + layer->winners, conv->out_channels,
                                     conv->out_height, conv->out_width, 2 * pool->output.height, dy, 0,
                                     pool->output.height, pool->output.width);
  /* an odd last row is in no window */
  if (conv->out_height % 2 != 0)
    for (int channel = 0; channel < conv->out_channels; channel++)
      memset (dy + (channel + 1) * plane - row_size, 0, row_size * sizeof (float));
}

static void
backward_linear (const RcpCpuModel *self, const RcpCpuLayer *layer, const float *x, const float *dy, float *dx,
                 const RcpCpuGradientSink *sink)
{
  const int inputs = layer->layer->input.channels;
  const int outputs = layer->layer->output.channels;

  if (sink->batch != NULL)
    {
      self->kernels->transpose (x, sink->batch + layer->batch_input + sink->slice * RCP_SLICE * layer->batch_stride,
                                inputs, layer->batch_stride);
      memcpy (sink->batch + layer->batch_gradient + (gsize) sink->slice * outputs * RCP_SLICE, dy,
              (gsize) outputs * RCP_SLICE * sizeof (float));
    }
  if (dx != NULL)
    self->kernels->linear_backward_input (dy, self->packed + layer->packed, dx, inputs, outputs);
}

static void
backward_elementwise (const RcpCpuModel *self, const RcpCpuLayer *layer, const float *x, const float *y,
                      const float *dy, float *dx)
{
  const RcpCpuKernels *kernels = self->kernels;
  const gsize size = rcp_shape_count (layer->layer->input) * RCP_SLICE;

  switch (layer->layer->kind)
    {
    case RCP_LAYER_MAX_POOL2D:
      kernels->max_pool_backward (&layer->pool, x, dy, dx);
      break;
    case RCP_LAYER_AVG_POOL2D:
      kernels->avg_pool_backward (&layer->pool, dy, dx);
      break;
    case RCP_LAYER_RELU:
      kernels->relu_backward (y, dy, dx, size);
      break;
    case RCP_LAYER_TANH:
      kernels->tanh_backward (y, dy, dx, size);
      break;
    case RCP_LAYER_FLATTEN:
      memcpy (dx, dy, size * sizeof (float));
      break;
    case RCP_LAYER_CONV2D:
    case RCP_LAYER_LINEAR:
      g_assert_not_reached ();
    }
}

void
rcp_cpu_backward (const RcpCpuModel *self, RcpCpuWorkspace *workspace, const RcpCpuGradientSink *sink)
{
  const RcpCpuPlan *plan = self->plan;
  float *dy = workspace->gradients[0];
  float *dx = workspace->gradients[1];

#define SWAP_GRADIENTS                                                                                                 \
  do                                                                                                                   \
    {                                                                                                                  \
      float *t = dy;                                                                                                   \
      dy = dx;                                                                                                         \
      dx = t;                                                                                                          \
    }                                                                                                                  \
  while (0)

  for (int i = (int) plan->n_layers - 1; i >= 0; i--)
    {
      const RcpCpuLayer *layer = &plan->layers[i];
      const gboolean wanted = i > 0 || sink->input_gradient;
      const float *y = workspace->values + layer->value;
      const float *x = workspace->values;

      if (layer->skipped)
        continue;
      for (int before = i - 1; before >= 0; before--)
        if (!plan->layers[before].skipped)
          {
            x = workspace->values + plan->layers[before].value;
            break;
          }

      if (layer->fused && !wanted)
        {
          backward_fused_first (self, workspace, layer, x, y, dy, sink);
        }
      else if (layer->fused)
        {
          backward_fused (self, workspace, layer, x, y, dy, dx);
          SWAP_GRADIENTS;
          backward_convolution (self, layer, x, dy, dx, sink);
        }
      else if (layer->layer->kind == RCP_LAYER_CONV2D)
        backward_convolution (self, layer, x, dy, wanted ? dx : NULL, sink);
      else if (layer->layer->kind == RCP_LAYER_LINEAR)
        backward_linear (self, layer, x, dy, wanted ? dx : NULL, sink);
      else if (wanted)
        backward_elementwise (self, layer, x, y, dy, dx);

      SWAP_GRADIENTS;
      if (wanted && sink->seen != NULL)
        sink->seen (sink->seen_data, i - 1, dy);
    }
#undef SWAP_GRADIENTS
}
