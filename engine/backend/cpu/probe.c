#include "backend/cpu/state.h"

#include <string.h>

/* One sample, forward and backward, with every activation kept: nothing is fused, so that everything can be seen. */

RcpCpuModel
rcp_cpu_probe_model (RcpBackendState *self)
{
  RcpCpuModel model = { &self->probe_plan, self->kernels, self->parameters, NULL };

  if (!self->has_probe)
    {
      rcp_cpu_plan_init (&self->probe_plan, self->architecture, self->kernels, 0, FALSE);
      rcp_cpu_workspace_init (&self->probe_workspace, &self->probe_plan);
      self->probe_packed = rcp_cpu_aligned_new0 (self->probe_plan.packed);
      self->has_probe = TRUE;
    }
  if (!self->probe_packed_valid)
    {
      rcp_cpu_pack_all (&model, self->probe_packed);
      self->probe_packed_valid = TRUE;
    }
  model.packed = self->probe_packed;
  return model;
}

/* The sample stands in the first lane; the others are zeros. */
static const float *
probe_forward (RcpBackendState *self, const RcpCpuModel *model, const float *input)
{
  const gsize n = rcp_shape_count (self->architecture->input);

  for (gsize i = 0; i < n; i++)
    self->probe_workspace.values[i * RCP_SLICE] = input[i];
  return rcp_cpu_forward (model, &self->probe_workspace);
}

gboolean
rcp_cpu_probe_forward (RcpBackendState *self, const float *input, float *activations, GError **error)
{
  RcpCpuModel model = rcp_cpu_probe_model (self);
  const float *logits = probe_forward (self, &model, input);

  memcpy (activations, input, rcp_shape_count (self->architecture->input) * sizeof (float));
  for (guint i = 0; i < self->architecture->n_layers; i++)
    {
      const RcpLayer *layer = &self->architecture->layers[i];
      const float *from = self->probe_workspace.values + self->probe_plan.layers[i].value;
      float *to = activations + layer->output_offset;

      for (gsize k = 0; k < rcp_shape_count (layer->output); k++)
        to[k] = from[k * RCP_SLICE];
    }
  rcp_cpu_softmax (logits, self->architecture->n_classes, 0, activations + self->architecture->softmax_offset);
  return TRUE;
}

typedef struct
{
  RcpBackendState *self;
  float *activation_gradients;
  float *parameter_gradients;
} Backward;

/* The gradient of what layer @index put out, or of the input for −1. */
static void
backward_seen (gpointer data, int index, const float *gradient)
{
  const Backward *backward = data;
  const RcpArchitecture *architecture = backward->self->architecture;
  const RcpLayer *layer = index >= 0 ? &architecture->layers[index] : NULL;
  const gsize n = rcp_shape_count (layer != NULL ? layer->output : architecture->input);

  if (backward->activation_gradients != NULL)
    {
      float *to = backward->activation_gradients + (layer != NULL ? layer->output_offset : 0);

      for (gsize i = 0; i < n; i++)
        to[i] = gradient[i * RCP_SLICE];
    }
  if (backward->parameter_gradients != NULL && layer != NULL && layer->kind == RCP_LAYER_LINEAR)
    {
      const RcpCpuPlan *plan = &backward->self->probe_plan;
      const float *x = backward->self->probe_workspace.values + (index > 0 ? plan->layers[index - 1].value : 0);
      float *weights = backward->parameter_gradients + layer->weight_offset;

      for (gsize i = 0; i < n; i++)
        {
          backward->parameter_gradients[layer->bias_offset + i] = gradient[i * RCP_SLICE];
          for (int j = 0; j < layer->input.channels; j++)
            *weights++ = gradient[i * RCP_SLICE] * x[(gsize) j * RCP_SLICE];
        }
    }
}

gboolean
rcp_cpu_probe_backward (RcpBackendState *self, const float *input, const float *output_gradient,
                        float *activation_gradients, float *parameter_gradients, GError **error)
{
  RcpCpuModel model = rcp_cpu_probe_model (self);
  Backward backward = { self, activation_gradients, parameter_gradients };
  RcpCpuGradientSink sink = { .seen = backward_seen, .seen_data = &backward, .input_gradient = TRUE };
  float *logits_gradient = self->probe_workspace.gradients[0];
  const guint n_classes = self->architecture->n_classes;
  float *partial = NULL;

  probe_forward (self, &model, input);
  memset (logits_gradient, 0, n_classes * RCP_SLICE * sizeof (float));
  for (guint i = 0; i < n_classes; i++)
    logits_gradient[i * RCP_SLICE] = output_gradient[i];
  if (activation_gradients != NULL)
    memset (activation_gradients + self->architecture->softmax_offset, 0, n_classes * sizeof (float));
  if (parameter_gradients != NULL)
    {
      partial = rcp_cpu_aligned_new0 (self->probe_plan.partial);
      sink.partial = partial;
    }

  backward_seen (&backward, (int) self->architecture->n_layers - 1, logits_gradient);
  rcp_cpu_backward (&model, &self->probe_workspace, &sink);

  for (guint i = 0; parameter_gradients != NULL && i < self->architecture->n_layers; i++)
    {
      const RcpCpuLayer *layer = &self->probe_plan.layers[i];

      if (layer->layer->kind != RCP_LAYER_CONV2D)
        continue;
      self->kernels->conv_unpack_gradient (&layer->conv, partial + layer->partial,
                                           parameter_gradients + layer->layer->weight_offset);
      memcpy (parameter_gradients + layer->layer->bias_offset, partial + layer->partial + layer->layer->weight_count,
              layer->layer->bias_count * sizeof (float));
    }
  rcp_cpu_aligned_free (partial);
  return TRUE;
}

void
rcp_cpu_probe_clear (RcpBackendState *self)
{
  if (!self->has_probe)
    return;
  rcp_cpu_workspace_clear (&self->probe_workspace);
  rcp_cpu_plan_clear (&self->probe_plan);
  rcp_cpu_aligned_free (self->probe_packed);
}
