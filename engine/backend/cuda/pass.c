#include "backend/cuda/state.h"

/* A batch's way through the network and back, layer by layer, as work for the stream. Nothing here waits. */

/* Batches come in few sizes: full ones, the last one of an epoch, those of an evaluation, and single samples. */
#define MOST_PASSES 8

/* --- passes -------------------------------------------------------------------------------------------------- */

static gboolean
has_weights (const RcpLayer *layer)
{
  return layer->kind == RCP_LAYER_CONV2D || layer->kind == RCP_LAYER_LINEAR;
}

static RcpCudaDnn
dnn_of (const RcpBackendState *self, const RcpCudaPass *pass)
{
  return (RcpCudaDnn){ self->dnn, self->handle, self->stream, pass->workspace, pass->workspace_size };
}

void
rcp_cuda_pass_free (RcpBackendState *self, RcpCudaPass *pass)
{
  if (pass->step != NULL)
    cudaGraphExecDestroy (pass->step);
  if (pass->many != NULL)
    cudaGraphExecDestroy (pass->many);
  for (guint l = 0; l < self->net->n_layers; l++)
    rcp_cuda_convolution_clear (&pass->convolutions[l], self->dnn);
  rcp_cuda_free (pass->workspace);
  g_free (pass->convolutions);
  g_free (pass);
}

static RcpCudaPass *
pass_new (RcpBackendState *self, guint count, GError **error)
{
  RcpCudaPass *pass = g_new0 (RcpCudaPass, 1);
  const RcpCudaDnn dnn = dnn_of (self, pass);

  pass->count = count;
  pass->convolutions = g_new0 (RcpCudaConvolution, self->net->n_layers);
  for (guint l = 0; l < self->net->n_layers; l++)
    if (has_weights (&self->net->layers[l])
        && !rcp_cuda_convolution_init (&pass->convolutions[l], &dnn, &self->net->layers[l], count, self->tf32,
                                       &pass->workspace_size, error))
      goto failed;
  pass->workspace = rcp_cuda_new (pass->workspace_size, error);
  if (pass->workspace != NULL)
    return pass;

failed:
  rcp_cuda_pass_free (self, pass);
  return NULL;
}

RcpCudaPass *
rcp_cuda_pass (RcpBackendState *self, guint count, GError **error)
{
  RcpCudaPass *pass = NULL;

  for (guint i = 0; i < self->passes->len && pass == NULL; i++)
    if (((RcpCudaPass *) self->passes->pdata[i])->count == count)
      pass = g_ptr_array_steal_index (self->passes, i);
  if (pass == NULL && self->passes->len == MOST_PASSES)
    {
      /* what it was doing may not be done yet */
      if (!rcp_cuda_wait (self, error))
        return NULL;
      rcp_cuda_pass_free (self, g_ptr_array_steal_index (self->passes, 0));
    }
  if (pass == NULL)
    pass = pass_new (self, count, error);
  if (pass != NULL)
    g_ptr_array_add (self->passes, pass);
  return pass;
}

/* --- forward ------------------------------------------------------------------------------------------------- */

static gboolean
add_bias (RcpBackendState *self, const RcpCudaPass *pass, guint l, float *output, GError **error)
{
  const RcpLayer *layer = &self->net->layers[l];
  const guint map = (guint) layer->output.height * (guint) layer->output.width;

  return rcp_cuda_check (rcp_cuda_add_bias (self->stream, pass->count, (guint) layer->output.channels, map,
                                            self->parameters + self->bias_offset[l], output),
                         error);
}

static gboolean
forward_layer (RcpBackendState *self, RcpCudaPass *pass, guint l, const float *input, float *output, GError **error)
{
  const RcpLayer *layer = &self->net->layers[l];
  const RcpCudaWindow window = rcp_cuda_window (layer);
  const RcpCudaDnn dnn = dnn_of (self, pass);
  const gsize n = pass->count * rcp_shape_count (layer->output);

  switch (layer->kind)
    {
    case RCP_LAYER_CONV2D:
    case RCP_LAYER_LINEAR:
      return rcp_cuda_convolve (&pass->convolutions[l], &dnn, self->parameters + self->weight_offset[l], input, output,
                                error)
             && add_bias (self, pass, l, output, error);
    case RCP_LAYER_RELU:
      return rcp_cuda_check (rcp_cuda_relu (self->stream, n, input, output), error);
    case RCP_LAYER_TANH:
      return rcp_cuda_check (rcp_cuda_tanh (self->stream, n, input, output), error);
    case RCP_LAYER_MAX_POOL2D:
      return rcp_cuda_check (rcp_cuda_max_pool (self->stream, &window, pass->count, input, output), error);
    case RCP_LAYER_AVG_POOL2D:
      return rcp_cuda_check (rcp_cuda_average_pool (self->stream, &window, pass->count, input, output), error);
    case RCP_LAYER_FLATTEN:
      return rcp_cuda_copy (self->stream, output, input, n * sizeof (float), error);
    }
  return TRUE;
}

gboolean
rcp_cuda_forward (RcpBackendState *self, RcpCudaPass *pass, const RcpCudaSpace *space, gboolean keep, GError **error)
{
  for (guint l = 0; l < self->net->n_layers; l++)
    {
      const float *input = rcp_cuda_space_get (space, rcp_cuda_input_place (self->net, l));

      if (self->net->layers[l].kind == RCP_LAYER_FLATTEN && !keep)
        continue;
      if (!forward_layer (self, pass, l, input, rcp_cuda_space_get (space, l + 1), error))
        return FALSE;
    }
  return TRUE;
}

/* --- backward ------------------------------------------------------------------------------------------------ */

static gboolean
backward_weights (RcpBackendState *self, RcpCudaPass *pass, guint l, const float *input, const float *output_gradient,
                  float *gradient, GError **error)
{
  const RcpLayer *layer = &self->net->layers[l];
  const guint map = (guint) layer->output.height * (guint) layer->output.width;
  const RcpCudaDnn dnn = dnn_of (self, pass);

  return rcp_cuda_convolve_weights (&pass->convolutions[l], &dnn, input, output_gradient,
                                    gradient + self->weight_offset[l], error)
         && rcp_cuda_check (rcp_cuda_bias_gradient (self->stream, pass->count, (guint) layer->output.channels, map,
                                                    output_gradient, gradient + self->bias_offset[l]),
                            error);
}

static gboolean
backward_layer (RcpBackendState *self, RcpCudaPass *pass, guint l, const RcpCudaSpace *space,
                const float *output_gradient, float *input_gradient, GError **error)
{
  const RcpLayer *layer = &self->net->layers[l];
  const RcpCudaWindow window = rcp_cuda_window (layer);
  const RcpCudaDnn dnn = dnn_of (self, pass);
  const gsize n = pass->count * rcp_shape_count (layer->output);
  const float *input = rcp_cuda_space_get (space, rcp_cuda_input_place (self->net, l));
  const float *output = rcp_cuda_space_get (space, l + 1);

  switch (layer->kind)
    {
    case RCP_LAYER_CONV2D:
    case RCP_LAYER_LINEAR:
      return rcp_cuda_convolve_input (&pass->convolutions[l], &dnn, self->parameters + self->weight_offset[l],
                                      output_gradient, input_gradient, error);
    case RCP_LAYER_RELU:
      return rcp_cuda_check (rcp_cuda_relu_backward (self->stream, n, output, output_gradient, input_gradient), error);
    case RCP_LAYER_TANH:
      return rcp_cuda_check (rcp_cuda_tanh_backward (self->stream, n, output, output_gradient, input_gradient), error);
    case RCP_LAYER_MAX_POOL2D:
      return rcp_cuda_check (
          rcp_cuda_max_pool_backward (self->stream, &window, pass->count, input, output_gradient, input_gradient),
          error);
    case RCP_LAYER_AVG_POOL2D:
      return rcp_cuda_check (
          rcp_cuda_average_pool_backward (self->stream, &window, pass->count, output_gradient, input_gradient), error);
    case RCP_LAYER_FLATTEN:
      return rcp_cuda_copy (self->stream, input_gradient, output_gradient, n * sizeof (float), error);
    }
  return TRUE;
}

/* The first layer with weights; gradients need not go further back than to its output. */
static guint
first_with_weights (const RcpArchitecture *net)
{
  guint l = 0;

  while (l < net->n_layers && !has_weights (&net->layers[l]))
    l++;
  return l;
}

gboolean
rcp_cuda_backward (RcpBackendState *self, RcpCudaPass *pass, const RcpCudaSpace *space, float *logits_gradient,
                   const RcpCudaSpace *kept, float *gradient, GError **error)
{
  const guint last = first_with_weights (self->net);
  const float *output_gradient = logits_gradient;

  for (guint l = self->net->n_layers; l-- > 0;)
    {
      const RcpLayer *layer = &self->net->layers[l];
      const float *input = rcp_cuda_space_get (space, rcp_cuda_input_place (self->net, l));
      float *input_gradient;

      if (gradient != NULL && has_weights (layer)
          && !backward_weights (self, pass, l, input, output_gradient, gradient, error))
        return FALSE;
      if (kept == NULL && l <= last)
        break;
      if (kept == NULL && layer->kind == RCP_LAYER_FLATTEN)
        continue;
      if (kept != NULL)
        input_gradient = rcp_cuda_space_get (kept, l);
      else
        input_gradient = self->gradients[output_gradient == self->gradients[0] ? 1 : 0];
      if (!backward_layer (self, pass, l, space, output_gradient, input_gradient, error))
        return FALSE;
      output_gradient = input_gradient;
    }
  return TRUE;
}
