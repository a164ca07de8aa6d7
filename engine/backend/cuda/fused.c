#include "backend/cuda/state.h"

#include <string.h>

/* Which networks can be trained by two kernels a step (fused.h), and where everything lies for them: convolutions of
 * 3 × 3 or 5 × 5 with a ReLU and a 2 × 2 pool behind each, then linear layers with a ReLU between them, small enough
 * for a multiprocessor to hold a sample with all its gradients. */

/* --- does it fit --------------------------------------------------------------------------------------------- */

static gboolean
is_square (const int size[2], int side)
{
  return size[0] == side && size[1] == side;
}

static gboolean
is_block (const RcpLayer *conv, const RcpLayer *relu, const RcpLayer *pool)
{
  return conv->kind == RCP_LAYER_CONV2D && (is_square (conv->kernel, 3) || is_square (conv->kernel, 5))
         && is_square (conv->stride, 1) && is_square (conv->dilation, 1) && conv->groups == 1
         && is_square (conv->padding, conv->padding[0]) && relu->kind == RCP_LAYER_RELU
         && pool->kind == RCP_LAYER_MAX_POOL2D && is_square (pool->kernel, 2) && is_square (pool->stride, 2)
         && is_square (pool->padding, 0);
}

static void
add_block (RcpFusedPlan *plan, const RcpLayer *conv, const RcpLayer *pool)
{
  RcpFusedBlock *block = &plan->blocks[plan->n_blocks++];

  block->in_channels = conv->input.channels;
  block->in_height = conv->input.height;
  block->in_width = conv->input.width;
  block->out_channels = conv->output.channels;
  block->kernel = conv->kernel[0];
  block->padding = conv->padding[0];
  block->pool_height = pool->output.height;
  block->pool_width = pool->output.width;
}

/* Reads the network from front to back into @plan: sizes, and which layers they are of. */
static gboolean
read_network (const RcpArchitecture *net, RcpFusedPlan *plan, guint block_layer[], guint linear_layer[])
{
  const RcpLayer *layers = net->layers;
  guint l = 0;

  for (; l + 2 < net->n_layers && is_block (&layers[l], &layers[l + 1], &layers[l + 2]); l += 3)
    {
      if (plan->n_blocks == RCP_FUSED_MOST_BLOCKS)
        return FALSE;
      block_layer[plan->n_blocks] = l;
      add_block (plan, &layers[l], &layers[l + 2]);
    }
  if (plan->n_blocks == 0 || l == net->n_layers || layers[l].kind != RCP_LAYER_FLATTEN)
    return FALSE;
  do
    {
      if (++l == net->n_layers || layers[l].kind != RCP_LAYER_LINEAR || plan->n_linear == RCP_FUSED_MOST_LINEAR)
        return FALSE;
      plan->linear[plan->n_linear].inputs = layers[l].input.channels;
      plan->linear[plan->n_linear].outputs = layers[l].output.channels;
      linear_layer[plan->n_linear++] = l++;
    }
  while (l < net->n_layers && layers[l].kind == RCP_LAYER_RELU);
  return l == net->n_layers;
}

/* --- where it lies ------------------------------------------------------------------------------------------- */

/* @n floats more of the shared memory, from a boundary that four can be loaded from. */
static int
take_shared (RcpFusedPlan *plan, gsize n)
{
  const int at = plan->shared;

  plan->shared += (int) (n + 3) / 4 * 4;
  return at;
}

static void
lay_out_shared (RcpFusedPlan *plan)
{
  int features;

  for (int b = 0; b < plan->n_blocks; b++)
    {
      RcpFusedBlock *block = &plan->blocks[b];
      const int pooled = block->out_channels * block->pool_height * block->pool_width;
      const int padded = (block->out_channels + 3) / 4 * 4;

      block->rows = block->in_height + 2 * block->padding;
      block->pitch = (block->in_width + 2 * block->padding + 1) / 2 * 2;
      block->input = take_shared (plan, (gsize) block->in_channels * block->rows * block->pitch);
      block->weights = take_shared (plan, (gsize) padded * block->in_channels * block->kernel * block->kernel);
      block->biases = take_shared (plan, padded);
      block->winners = take_shared (plan, (pooled + 3) / 4);
      block->gradient = take_shared (plan, pooled);
    }
  features = take_shared (plan, plan->linear[0].inputs);
  for (int l = 0; l < plan->n_linear; l++)
    {
      plan->linear[l].input = l == 0 ? features : plan->linear[l - 1].output;
      plan->linear[l].output = take_shared (plan, plan->linear[l].outputs);
      plan->linear[l].gradient = take_shared (plan, plan->linear[l].outputs);
    }
  plan->scratch = take_shared (plan, RCP_FUSED_THREADS);
}

/* In the memory of the device. Returns how many floats are kept of a batch, for the linear layers. */
static gsize
lay_out_device (RcpFusedPlan *plan, guint batch_size)
{
  gsize kept = 0;

  for (int b = 0; b < plan->n_blocks; b++)
    {
      RcpFusedBlock *block = &plan->blocks[b];

      block->partial = plan->partials;
      plan->partials += (guint32) (block->out_channels * (block->in_channels * block->kernel * block->kernel + 1));
    }
  for (int l = 0; l < plan->n_linear; l++)
    {
      RcpFusedLinear *layer = &plan->linear[l];

      layer->transposed = plan->transposed;
      plan->transposed += (guint32) layer->inputs * (guint32) layer->outputs;
      layer->kept_input = (guint32) kept;
      kept += (gsize) batch_size * layer->inputs;
      layer->kept_gradient = (guint32) kept;
      kept += (gsize) batch_size * layer->outputs;
    }
  return kept;
}

static void
add_segment (RcpFusedPlan *plan, RcpFusedSegmentKind kind, int index, gsize threads)
{
  plan->segments[plan->n_segments++] = (RcpFusedSegment){ kind, index, plan->thread_blocks };
  plan->thread_blocks += (guint) ((threads + RCP_FUSED_UPDATE_THREADS - 1) / RCP_FUSED_UPDATE_THREADS);
}

static void
divide_update (RcpFusedPlan *plan)
{
  for (int l = 0; l < plan->n_linear; l++)
    {
      const RcpFusedLinear *layer = &plan->linear[l];
      const gsize tiles = ((gsize) layer->outputs + RCP_FUSED_TILE - 1) / RCP_FUSED_TILE;

      add_segment (plan, RCP_FUSED_LINEAR_WEIGHTS, l, tiles * (gsize) layer->inputs);
      add_segment (plan, RCP_FUSED_LINEAR_BIASES, l, (gsize) layer->outputs);
    }
  for (int b = 0; b < plan->n_blocks; b++)
    {
      const RcpFusedBlock *block = &plan->blocks[b];

      add_segment (plan, RCP_FUSED_CONVOLUTION, b,
                   (gsize) block->out_channels * (block->in_channels * block->kernel * block->kernel + 1));
    }
  add_segment (plan, RCP_FUSED_RESULT, 0, 1);
}

/* --- in a state ---------------------------------------------------------------------------------------------- */

static gboolean
is_wanted (void)
{
  return g_strcmp0 (g_getenv ("RECEPTIVE_CUDA_PATH"), "cudnn") != 0;
}

/* Whether the GPU has that much shared memory for one thread block, @fits. */
static gboolean
ask_shared (const RcpFusedPlan *plan, gboolean *fits, GError **error)
{
  int most = 0;

  if (!rcp_cuda_check (cudaDeviceGetAttribute (&most, cudaDevAttrMaxSharedMemoryPerBlockOptin, 0), error))
    return FALSE;
  *fits = (gsize) plan->shared * sizeof (float) <= (gsize) most;
  return !*fits || rcp_cuda_check (rcp_fused_allow (most), error);
}

static gboolean
make_memory (RcpBackendState *self, gsize kept, GError **error)
{
  RcpFusedMemory *memory = &self->fused_memory;
  const RcpFusedPlan *plan = self->fused;

  *memory = (RcpFusedMemory){ .parameters = self->parameters,
                              .velocity = self->velocity,
                              .gradient = self->gradient,
                              .frozen = self->frozen,
                              .order = self->order,
                              .control = self->control,
                              .results = self->results };
  return (memory->transposed = rcp_cuda_own (self, plan->transposed * sizeof (float), error)) != NULL
         && (memory->partials = rcp_cuda_own (self, (gsize) self->batch_size * plan->partials * sizeof (float), error))
                != NULL
         && (memory->kept = rcp_cuda_own (self, kept * sizeof (float), error)) != NULL
         && (memory->losses = rcp_cuda_own (self, self->batch_size * sizeof (float), error)) != NULL
         && (memory->hits = rcp_cuda_own (self, self->batch_size * sizeof (guint32), error)) != NULL;
}

gboolean
rcp_cuda_fuse (RcpBackendState *self, GError **error)
{
  g_autofree RcpFusedPlan *plan = g_new0 (RcpFusedPlan, 1);
  guint block_layer[RCP_FUSED_MOST_BLOCKS], linear_layer[RCP_FUSED_MOST_LINEAR];
  gboolean fits = FALSE;
  gsize kept;

  if (!is_wanted () || self->n_padded > G_MAXINT32 || !read_network (self->net, plan, block_layer, linear_layer))
    return TRUE;
  for (int b = 0; b < plan->n_blocks; b++)
    {
      plan->blocks[b].weight_offset = (guint32) self->weight_offset[block_layer[b]];
      plan->blocks[b].bias_offset = (guint32) self->bias_offset[block_layer[b]];
    }
  for (int l = 0; l < plan->n_linear; l++)
    {
      plan->linear[l].weight_offset = (guint32) self->weight_offset[linear_layer[l]];
      plan->linear[l].bias_offset = (guint32) self->bias_offset[linear_layer[l]];
    }
  lay_out_shared (plan);
  kept = lay_out_device (plan, self->batch_size);
  divide_update (plan);
  if (kept > G_MAXINT32)
    return TRUE;
  if (!ask_shared (plan, &fits, error))
    return FALSE;
  if (!fits)
    return TRUE;
  self->fused = g_steal_pointer (&plan);
  return make_memory (self, kept, error);
}
