#include "backend/reference/reference.h"

/* Conv2d: every output pixel is the bias plus the products of a filter with the patch of the input under
 * it. The filter is not flipped: what everyone calls convolution here is cross-correlation.
 *
 *   input (C, H, W), weight (O, C/groups, KH, KW), bias (O), output (O, H', W')
 *
 * Output channel o belongs to group o / (O/groups) and sees that group's C/groups input channels only. */

/* One product of the sum: weight[w] · input[i] goes into output[o]. */
typedef struct
{
  gsize w;
  gsize i;
  gsize o;
} Product;

typedef void (*ProductFunc) (const Product *product, gpointer data);

/* Visits every product there is. Padding holds zeros, so its products are left out. The three passes do the
 * same walk and differ in what they do with a product. */
static inline void
for_each_product (const RcpLayer *layer, ProductFunc func, gpointer data)
{
  int in_group = layer->input.channels / layer->groups;
  int out_group = layer->output.channels / layer->groups;

  for (int o = 0; o < layer->output.channels; o++)
    for (int y = 0; y < layer->output.height; y++)
      for (int x = 0; x < layer->output.width; x++)
        for (int c = 0; c < in_group; c++)
          for (int ky = 0; ky < layer->kernel[0]; ky++)
            for (int kx = 0; kx < layer->kernel[1]; kx++)
              {
                int iy = rcp_reference_tap (layer, 0, y, ky);
                int ix = rcp_reference_tap (layer, 1, x, kx);
                int ic = o / out_group * in_group + c;
                gsize filter = (gsize) o * (gsize) in_group + (gsize) c;
                Product product;

                if (iy < 0 || ix < 0)
                  continue;
                product.w = (filter * (gsize) layer->kernel[0] + (gsize) ky) * (gsize) layer->kernel[1] + (gsize) kx;
                product.i = rcp_reference_at (layer->input, ic, iy, ix);
                product.o = rcp_reference_at (layer->output, o, y, x);
                func (&product, data);
              }
}

typedef struct
{
  const double *weight;
  const double *input;
  double *output;
} Forward;

static inline void
add_product (const Product *product, gpointer data)
{
  Forward *pass = data;

  pass->output[product->o] += pass->weight[product->w] * pass->input[product->i];
}

void
rcp_reference_convolution_forward (const RcpLayer *layer, const double *weight, const double *bias, const double *input,
                                   double *output)
{
  Forward pass = { weight, input, output };
  gsize map = (gsize) layer->output.height * (gsize) layer->output.width;

  for (gsize i = 0; i < rcp_shape_count (layer->output); i++)
    output[i] = bias[i / map];
  for_each_product (layer, add_product, &pass);
}

typedef struct
{
  const double *weight;
  const double *input;
  const double *output_gradient;
  double *input_gradient;
  double *weight_gradient;
} Backward;

/* The derivative of a product by one factor is the other one. */
static inline void
share_gradient (const Product *product, gpointer data)
{
  Backward *pass = data;
  double gradient = pass->output_gradient[product->o];

  pass->input_gradient[product->i] += gradient * pass->weight[product->w];
  pass->weight_gradient[product->w] += gradient * pass->input[product->i];
}

void
rcp_reference_convolution_backward (const RcpLayer *layer, const double *weight, const double *input,
                                    const double *output_gradient, double *input_gradient, double *weight_gradient,
                                    double *bias_gradient)
{
  Backward pass = { weight, input, output_gradient, input_gradient, weight_gradient };
  gsize map = (gsize) layer->output.height * (gsize) layer->output.width;

  for (gsize i = 0; i < rcp_shape_count (layer->output); i++)
    bias_gradient[i / map] += output_gradient[i];
  for_each_product (layer, share_gradient, &pass);
}
