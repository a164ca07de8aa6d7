#include "backend/cuda/state.h"

#include <string.h>

/* One sample, forward and backward, with what stands at every layer brought back. */

static gboolean
make_space (RcpBackendState *self, RcpCudaSpace *space, GError **error)
{
  if (space->memory != NULL)
    return TRUE;
  if (space->offset == NULL)
    rcp_cuda_space_init (space, self->net, 1);
  space->memory = rcp_cuda_own (self, space->size * sizeof (float), error);
  return space->memory != NULL;
}

static gboolean
prepare (RcpBackendState *self, GError **error)
{
  if (!make_space (self, &self->probe, error))
    return FALSE;
  if (self->probe_host == NULL)
    self->probe_host = rcp_cuda_host_new (self->probe.size * sizeof (float), error);
  return self->probe_host != NULL;
}

static gboolean
run_forward (RcpBackendState *self, RcpCudaPass **pass, const float *input, GError **error)
{
  if (!prepare (self, error))
    return FALSE;
  *pass = rcp_cuda_pass (self, 1, error);
  return *pass != NULL
         && rcp_cuda_copy (self->stream, rcp_cuda_space_get (&self->probe, 0), input,
                           rcp_shape_count (self->net->input) * sizeof (float), error)
         && rcp_cuda_forward (self, *pass, &self->probe, TRUE, error);
}

/* Brings @space back and sorts it into a vector of activations, all but the softmax. */
static gboolean
fetch (RcpBackendState *self, const RcpCudaSpace *space, float *activations, GError **error)
{
  if (!rcp_cuda_copy (self->stream, self->probe_host, space->memory, space->size * sizeof (float), error)
      || !rcp_cuda_wait (self, error))
    return FALSE;
  memcpy (activations, self->probe_host, rcp_shape_count (self->net->input) * sizeof (float));
  for (guint l = 0; l < self->net->n_layers; l++)
    {
      const RcpLayer *layer = &self->net->layers[l];

      memcpy (activations + layer->output_offset, self->probe_host + space->offset[l + 1],
              rcp_shape_count (layer->output) * sizeof (float));
    }
  return TRUE;
}

gboolean
rcp_cuda_probe_forward (RcpBackendState *self, const float *input, float *activations, GError **error)
{
  RcpCudaPass *pass;

  return run_forward (self, &pass, input, error)
         && rcp_cuda_check (rcp_cuda_softmax (self->stream, self->net->n_classes,
                                              rcp_cuda_space_get (&self->probe, self->net->n_layers),
                                              self->probabilities),
                            error)
         && rcp_cuda_copy (self->stream, activations + self->net->softmax_offset, self->probabilities,
                           self->net->n_classes * sizeof (float), error)
         && fetch (self, &self->probe, activations, error);
}

static gboolean
fetch_parameter_gradients (RcpBackendState *self, float *parameter_gradients, GError **error)
{
  if (!rcp_cuda_copy (self->stream, self->staging, self->probe_gradient, self->n_padded * sizeof (float), error)
      || !rcp_cuda_wait (self, error))
    return FALSE;
  rcp_cuda_unpack (self, self->staging, parameter_gradients);
  return TRUE;
}

gboolean
rcp_cuda_probe_backward (RcpBackendState *self, const float *input, const float *output_gradient,
                         float *activation_gradients, float *parameter_gradients, GError **error)
{
  RcpCudaPass *pass;
  float *logits_gradient;

  if (!make_space (self, &self->probe_back, error))
    return FALSE;
  if (parameter_gradients != NULL && self->probe_gradient == NULL)
    {
      self->probe_gradient = rcp_cuda_own (self, self->n_padded * sizeof (float), error);
      if (self->probe_gradient == NULL)
        return FALSE;
    }
  logits_gradient = rcp_cuda_space_get (&self->probe_back, self->net->n_layers);
  if (!run_forward (self, &pass, input, error)
      || !rcp_cuda_copy (self->stream, logits_gradient, output_gradient, self->net->n_classes * sizeof (float), error)
      || !rcp_cuda_backward (self, pass, &self->probe, logits_gradient, &self->probe_back,
                             parameter_gradients != NULL ? self->probe_gradient : NULL, error))
    return FALSE;
  if (activation_gradients != NULL)
    {
      if (!fetch (self, &self->probe_back, activation_gradients, error))
        return FALSE;
      memset (activation_gradients + self->net->softmax_offset, 0, self->net->n_classes * sizeof (float));
    }
  return parameter_gradients == NULL ? rcp_cuda_wait (self, error)
                                     : fetch_parameter_gradients (self, parameter_gradients, error);
}
