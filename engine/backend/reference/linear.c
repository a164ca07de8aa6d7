#include "backend/reference/reference.h"

/* Linear: output[o] = bias[o] + Σ weight[o][i] · input[i], with weight (outputs, inputs). */

void
rcp_reference_linear_forward (const RcpLayer *layer, const double *weight, const double *bias, const double *input,
                              double *output)
{
  gsize n_inputs = rcp_shape_count (layer->input);

  for (gsize o = 0; o < rcp_shape_count (layer->output); o++)
    {
      double sum = bias[o];

      for (gsize i = 0; i < n_inputs; i++)
        sum += weight[o * n_inputs + i] * input[i];
      output[o] = sum;
    }
}

void
rcp_reference_linear_backward (const RcpLayer *layer, const double *weight, const double *input,
                               const double *output_gradient, double *input_gradient, double *weight_gradient,
                               double *bias_gradient)
{
  gsize n_inputs = rcp_shape_count (layer->input);

  for (gsize o = 0; o < rcp_shape_count (layer->output); o++)
    {
      bias_gradient[o] += output_gradient[o];
      for (gsize i = 0; i < n_inputs; i++)
        {
          input_gradient[i] += output_gradient[o] * weight[o * n_inputs + i];
          weight_gradient[o * n_inputs + i] += output_gradient[o] * input[i];
        }
    }
}
