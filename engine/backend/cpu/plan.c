#include "backend/cpu/plan.h"

#include <string.h>

static RcpConv
conv_of (const RcpLayer *layer)
{
  RcpConv conv = {
    .in_channels = layer->input.channels,
    .in_height = layer->input.height,
    .in_width = layer->input.width,
    .out_channels = layer->output.channels,
    .out_height = layer->output.height,
    .out_width = layer->output.width,
    .groups = layer->groups,
  };

  memcpy (conv.kernel, layer->kernel, sizeof conv.kernel);
  memcpy (conv.stride, layer->stride, sizeof conv.stride);
  memcpy (conv.padding, layer->padding, sizeof conv.padding);
  memcpy (conv.dilation, layer->dilation, sizeof conv.dilation);
  return conv;
}

static RcpPool
pool_of (const RcpLayer *layer)
{
  RcpPool pool = {
    .channels = layer->input.channels,
    .in_height = layer->input.height,
    .in_width = layer->input.width,
    .out_height = layer->output.height,
    .out_width = layer->output.width,
  };

  memcpy (pool.kernel, layer->kernel, sizeof pool.kernel);
  memcpy (pool.stride, layer->stride, sizeof pool.stride);
  memcpy (pool.padding, layer->padding, sizeof pool.padding);
  return pool;
}

/* Convolution, ReLU, and a 2×2 max-pool of stride 2 without padding, one behind the other. */
static gboolean
can_fuse (const RcpLayer *layers, guint left)
{
  const RcpLayer *pool = &layers[2];

  return left >= 3 && layers[0].kind == RCP_LAYER_CONV2D && layers[1].kind == RCP_LAYER_RELU
         && pool->kind == RCP_LAYER_MAX_POOL2D && pool->kernel[0] == 2 && pool->kernel[1] == 2 && pool->stride[0] == 2
         && pool->stride[1] == 2 && pool->padding[0] == 0 && pool->padding[1] == 0;
}

/* A place of @count floats in a memory of which @total are taken, aligned. */
static gsize
take (gsize *total, gsize count)
{
  const gsize floats = RCP_ALIGNMENT / sizeof (float);
  gsize at = *total;

  *total += (count + floats - 1) / floats * floats;
  return at;
}

static void
plan_convolution (RcpCpuPlan *self, RcpCpuLayer *layer, const RcpCpuKernels *kernels)
{
  const RcpLayer *l = layer->layer;

  layer->conv = conv_of (l);
  layer->packed = take (&self->packed, kernels->conv_packed_size (&layer->conv));
  layer->packed_transposed = take (&self->packed, kernels->conv_packed_transposed_size (&layer->conv));
  layer->partial = take (&self->partial, l->weight_count + l->bias_count);
  if (layer->fused)
    {
      gsize rows = (gsize) l->output.channels * 2 * l->output.width * RCP_SLICE;

      layer->sums = l->weight_count * RCP_SLICE;
      self->scratch = MAX (self->scratch, rows);
      self->sums = MAX (self->sums, (l->weight_count + l->bias_count) * RCP_SLICE);
    }
}

static void
plan_linear (RcpCpuPlan *self, RcpCpuLayer *layer, const RcpCpuKernels *kernels, guint slices)
{
  const RcpLayer *l = layer->layer;
  const int inputs = l->input.channels;
  const int outputs = l->output.channels;

  layer->packed = take (&self->packed, kernels->linear_packed_size (inputs, outputs));
  layer->batch_stride = ((gsize) inputs + RCP_SLICE - 1) / RCP_SLICE * RCP_SLICE;
  layer->batch_input = take (&self->batch, slices * RCP_SLICE * layer->batch_stride);
  layer->batch_gradient = take (&self->batch, slices * RCP_SLICE * (gsize) outputs);
}

void
rcp_cpu_plan_init (RcpCpuPlan *self, const RcpArchitecture *architecture, const RcpCpuKernels *kernels, guint slices,
                   gboolean fuse)
{
  *self = (RcpCpuPlan){ .n_layers = architecture->n_layers };
  self->layers = g_new0 (RcpCpuLayer, architecture->n_layers);
  self->widest = rcp_shape_count (architecture->input) * RCP_SLICE;
  take (&self->values, self->widest);
  for (guint i = 0; i < architecture->n_layers; i++)
    {
      RcpCpuLayer *layer = &self->layers[i];
      const RcpLayer *l = &architecture->layers[i];
      gsize size = rcp_shape_count (l->output) * RCP_SLICE;

      layer->layer = l;
      self->widest = MAX (self->widest, size);
      if (fuse && can_fuse (l, architecture->n_layers - i))
        {
          layer->fused = TRUE;
          self->layers[i + 1].skipped = TRUE;
          self->layers[i + 2].skipped = TRUE;
          size = rcp_shape_count (l[2].output) * RCP_SLICE;
          layer->winners = self->winners;
          self->winners += size;
        }
      if (!layer->skipped)
        layer->value = take (&self->values, size);

      switch (l->kind)
        {
        case RCP_LAYER_CONV2D:
          plan_convolution (self, layer, kernels);
          break;
        case RCP_LAYER_LINEAR:
          plan_linear (self, layer, kernels, slices);
          break;
        case RCP_LAYER_MAX_POOL2D:
        case RCP_LAYER_AVG_POOL2D:
          layer->pool = pool_of (l);
          break;
        case RCP_LAYER_RELU:
        case RCP_LAYER_TANH:
        case RCP_LAYER_FLATTEN:
          break;
        }
    }
}

void
rcp_cpu_plan_clear (RcpCpuPlan *self)
{
  g_clear_pointer (&self->layers, g_free);
}
