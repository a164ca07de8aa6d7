#include "backend/reference/reference.h"

#include <string.h>

/* One sample's way through the network and back. Layer l reads where layer l − 1 wrote; layer 0 reads the
 * network's input, which stands at the start of the activations. */

static gsize
input_offset (const RcpArchitecture *net, guint l)
{
  return l == 0 ? 0 : net->layers[l - 1].output_offset;
}

static void
forward_layer (const RcpLayer *layer, const double *parameters, const double *input, double *output)
{
  const double *weight = parameters + layer->weight_offset;
  const double *bias = parameters + layer->bias_offset;
  gsize n = rcp_shape_count (layer->output);

  switch (layer->kind)
    {
    case RCP_LAYER_CONV2D:
      rcp_reference_convolution_forward (layer, weight, bias, input, output);
      break;
    case RCP_LAYER_RELU:
      rcp_reference_relu_forward (n, input, output);
      break;
    case RCP_LAYER_TANH:
      rcp_reference_tanh_forward (n, input, output);
      break;
    case RCP_LAYER_MAX_POOL2D:
      rcp_reference_max_pool_forward (layer, input, output);
      break;
    case RCP_LAYER_AVG_POOL2D:
      rcp_reference_average_pool_forward (layer, input, output);
      break;
    case RCP_LAYER_FLATTEN:
      memcpy (output, input, n * sizeof *output);
      break;
    case RCP_LAYER_LINEAR:
      rcp_reference_linear_forward (layer, weight, bias, input, output);
      break;
    }
}

void
rcp_reference_forward (const RcpArchitecture *net, const double *parameters, double *activations)
{
  const RcpLayer *last = &net->layers[net->n_layers - 1];

  for (guint l = 0; l < net->n_layers; l++)
    forward_layer (&net->layers[l], parameters, activations + input_offset (net, l),
                   activations + net->layers[l].output_offset);
  rcp_reference_softmax (net->n_classes, activations + last->output_offset, activations + net->softmax_offset);
}

static void
backward_layer (const RcpLayer *layer, const double *parameters, const double *input, const double *output,
                const double *output_gradient, double *input_gradient, double *parameter_gradient)
{
  const double *weight = parameters + layer->weight_offset;
  double *weight_gradient = parameter_gradient + layer->weight_offset;
  double *bias_gradient = parameter_gradient + layer->bias_offset;
  gsize n = rcp_shape_count (layer->output);

  switch (layer->kind)
    {
    case RCP_LAYER_CONV2D:
      rcp_reference_convolution_backward (layer, weight, input, output_gradient, input_gradient, weight_gradient,
                                          bias_gradient);
      break;
    case RCP_LAYER_RELU:
      rcp_reference_relu_backward (n, input, output_gradient, input_gradient);
      break;
    case RCP_LAYER_TANH:
      rcp_reference_tanh_backward (n, output, output_gradient, input_gradient);
      break;
    case RCP_LAYER_MAX_POOL2D:
      rcp_reference_max_pool_backward (layer, input, output_gradient, input_gradient);
      break;
    case RCP_LAYER_AVG_POOL2D:
      rcp_reference_average_pool_backward (layer, output_gradient, input_gradient);
      break;
    case RCP_LAYER_FLATTEN:
      for (gsize i = 0; i < n; i++)
        input_gradient[i] += output_gradient[i];
      break;
    case RCP_LAYER_LINEAR:
      rcp_reference_linear_backward (layer, weight, input, output_gradient, input_gradient, weight_gradient,
                                     bias_gradient);
      break;
    }
}

void
rcp_reference_backward (const RcpArchitecture *net, const double *parameters, const double *activations,
                        double *activation_gradients, double *parameter_gradient)
{
  for (guint l = net->n_layers; l-- > 0;)
    {
      gsize in = input_offset (net, l);
      gsize out = net->layers[l].output_offset;

      backward_layer (&net->layers[l], parameters, activations + in, activations + out, activation_gradients + out,
                      activation_gradients + in, parameter_gradient);
    }
}
