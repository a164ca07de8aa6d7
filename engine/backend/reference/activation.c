#include "backend/reference/reference.h"

/* ReLU and Tanh: each value by itself. */

void
rcp_reference_relu_forward (gsize n, const double *input, double *output)
{
  /* written so that "not a number" goes through instead of becoming 0 */
  for (gsize i = 0; i < n; i++)
    output[i] = input[i] <= 0.0 ? 0.0 : input[i];
}

void
rcp_reference_relu_backward (gsize n, const double *input, const double *output_gradient, double *input_gradient)
{
  /* At 0 there is no derivative; everyone takes 0. */
  for (gsize i = 0; i < n; i++)
    input_gradient[i] += input[i] <= 0.0 ? 0.0 : output_gradient[i];
}

void
rcp_reference_tanh_forward (gsize n, const double *input, double *output)
{
  for (gsize i = 0; i < n; i++)
    output[i] = tanh (input[i]);
}

void
rcp_reference_tanh_backward (gsize n, const double *output, const double *output_gradient, double *input_gradient)
{
  for (gsize i = 0; i < n; i++)
    input_gradient[i] += (1.0 - output[i] * output[i]) * output_gradient[i];
}
