#include "backend/reference/reference.h"

/* MaxPool2d and AvgPool2d: each channel by itself, a window sliding as in a convolution. */

/* Where in @input the largest value under the window at (y, x) lies: the first one in reading order where
 * several are equal, as PyTorch has it, and never padding. A window that holds "not a number" gives that,
 * so that a calculation gone wrong stays visible. */
static gsize
find_largest (const RcpLayer *layer, const double *input, int c, int y, int x)
{
  gsize largest = 0;
  gboolean found = FALSE;

  for (int ky = 0; ky < layer->kernel[0]; ky++)
    for (int kx = 0; kx < layer->kernel[1]; kx++)
      {
        int iy = rcp_reference_tap (layer, 0, y, ky);
        int ix = rcp_reference_tap (layer, 1, x, kx);
        gsize i;

        if (iy < 0 || ix < 0)
          continue;
        i = rcp_reference_at (layer->input, c, iy, ix);
        if (!found || input[i] > input[largest] || isnan (input[i]))
          largest = i;
        found = TRUE;
      }
  g_assert (found);
  return largest;
}

void
rcp_reference_max_pool_forward (const RcpLayer *layer, const double *input, double *output)
{
  for (int c = 0; c < layer->output.channels; c++)
    for (int y = 0; y < layer->output.height; y++)
      for (int x = 0; x < layer->output.width; x++)
        output[rcp_reference_at (layer->output, c, y, x)] = input[find_largest (layer, input, c, y, x)];
}

void
rcp_reference_max_pool_backward (const RcpLayer *layer, const double *input, const double *output_gradient,
                                 double *input_gradient)
{
  for (int c = 0; c < layer->output.channels; c++)
    for (int y = 0; y < layer->output.height; y++)
      for (int x = 0; x < layer->output.width; x++)
        input_gradient[find_largest (layer, input, c, y, x)] +=
            output_gradient[rcp_reference_at (layer->output, c, y, x)];
}

/* The mean over the whole window: padding counts, as the zeros it holds (PyTorch's count_include_pad). */
void
rcp_reference_average_pool_forward (const RcpLayer *layer, const double *input, double *output)
{
  double size = (double) layer->kernel[0] * layer->kernel[1];

  for (int c = 0; c < layer->output.channels; c++)
    for (int y = 0; y < layer->output.height; y++)
      for (int x = 0; x < layer->output.width; x++)
        {
          double sum = 0.0;

          for (int ky = 0; ky < layer->kernel[0]; ky++)
            for (int kx = 0; kx < layer->kernel[1]; kx++)
              {
                int iy = rcp_reference_tap (layer, 0, y, ky);
                int ix = rcp_reference_tap (layer, 1, x, kx);

                if (iy >= 0 && ix >= 0)
                  sum += input[rcp_reference_at (layer->input, c, iy, ix)];
              }
          output[rcp_reference_at (layer->output, c, y, x)] = sum / size;
        }
}

void
rcp_reference_average_pool_backward (const RcpLayer *layer, const double *output_gradient, double *input_gradient)
{
  double size = (double) layer->kernel[0] * layer->kernel[1];

  for (int c = 0; c < layer->output.channels; c++)
    for (int y = 0; y < layer->output.height; y++)
      for (int x = 0; x < layer->output.width; x++)
        for (int ky = 0; ky < layer->kernel[0]; ky++)
          for (int kx = 0; kx < layer->kernel[1]; kx++)
            {
              int iy = rcp_reference_tap (layer, 0, y, ky);
              int ix = rcp_reference_tap (layer, 1, x, kx);

              if (iy >= 0 && ix >= 0)
                input_gradient[rcp_reference_at (layer->input, c, iy, ix)] +=
                    output_gradient[rcp_reference_at (layer->output, c, y, x)] / size;
            }
}
