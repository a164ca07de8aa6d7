#pragma once

#include "backend/backend.h"

G_BEGIN_DECLS

/* The arithmetic of each layer for one sample, in double. Tensors lie as (C, H, W); a forward function
 * writes its whole output, a backward function ADDS to every gradient it is given, so that a batch is a
 * loop and the caller clears before it. */

/* rcp_reference_tap: the row (axis 0) or column (axis 1) of the input under tap @k of the window at output
 * @position, or -1 where that is padding */
static inline int
rcp_reference_tap (const RcpLayer *layer, int axis, int position, int k)
{
  int size = axis == 0 ? layer->input.height : layer->input.width;
  int i = position * layer->stride[axis] + k * layer->dilation[axis] - layer->padding[axis];

  return i < size ? MAX (i, -1) : -1;
}

/* rcp_reference_at: where in a (C, H, W) tensor element (c, y, x) lies */
static inline gsize
rcp_reference_at (RcpShape shape, int c, int y, int x)
{
  return ((gsize) c * (gsize) shape.height + (gsize) y) * (gsize) shape.width + (gsize) x;
}

void rcp_reference_convolution_forward (const RcpLayer *layer, const double *weight, const double *bias,
                                        const double *input, double *output);
void rcp_reference_convolution_backward (const RcpLayer *layer, const double *weight, const double *input,
                                         const double *output_gradient, double *input_gradient, double *weight_gradient,
                                         double *bias_gradient);

void rcp_reference_linear_forward (const RcpLayer *layer, const double *weight, const double *bias, const double *input,
                                   double *output);
void rcp_reference_linear_backward (const RcpLayer *layer, const double *weight, const double *input,
                                    const double *output_gradient, double *input_gradient, double *weight_gradient,
                                    double *bias_gradient);

void rcp_reference_max_pool_forward (const RcpLayer *layer, const double *input, double *output);
void rcp_reference_max_pool_backward (const RcpLayer *layer, const double *input, const double *output_gradient,
                                      double *input_gradient);

void rcp_reference_average_pool_forward (const RcpLayer *layer, const double *input, double *output);
void rcp_reference_average_pool_backward (const RcpLayer *layer, const double *output_gradient, double *input_gradient);

void rcp_reference_relu_forward (gsize n, const double *input, double *output);
void rcp_reference_relu_backward (gsize n, const double *input, const double *output_gradient, double *input_gradient);

/* The backward pass of tanh needs its output alone: its derivative is 1 − tanh². */
void rcp_reference_tanh_forward (gsize n, const double *input, double *output);
void rcp_reference_tanh_backward (gsize n, const double *output, const double *output_gradient, double *input_gradient);

/* rcp_reference_softmax: @probabilities[i] = exp (@logits[i]) / Σ exp (@logits[j]) */
void rcp_reference_softmax (guint n, const double *logits, double *probabilities);

/* rcp_reference_cross_entropy: −log of the softmax at @label, in nats */
double rcp_reference_cross_entropy (guint n, const double *logits, guint label);

/* rcp_reference_cross_entropy_backward: its gradient by the logits: the softmax, less 1 at @label */
void rcp_reference_cross_entropy_backward (guint n, const double *logits, guint label, double *logits_gradient);

/* rcp_reference_largest: the index of the largest of @n values, the first of equals */
guint rcp_reference_largest (guint n, const double *values);

/* rcp_reference_forward: from the input at the start of @activations, the outputs of all layers and the softmax */
void rcp_reference_forward (const RcpArchitecture *net, const double *parameters, double *activations);

/* rcp_reference_backward: from the gradient by the last layer's output in @activation_gradients, that by all
 * activations before it, and @parameter_gradient */
void rcp_reference_backward (const RcpArchitecture *net, const double *parameters, const double *activations,
                             double *activation_gradients, double *parameter_gradient);

G_END_DECLS
