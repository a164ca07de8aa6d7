#pragma once

#include "data/samples.h"

G_BEGIN_DECLS

/**
 * RcpLayerKind:
 *
 * Every layer an architecture can have. The softmax at the end is no layer: the loss and the
 * probabilities always come after the last one.
 */
typedef enum
{
  RCP_LAYER_CONV2D,
  RCP_LAYER_RELU,
  RCP_LAYER_TANH,
  RCP_LAYER_MAX_POOL2D,
  RCP_LAYER_AVG_POOL2D,
  RCP_LAYER_FLATTEN,
  RCP_LAYER_LINEAR,
} RcpLayerKind;

/**
 * RcpLayer:
 * @kind: what it does
 * @name: "conv1", "relu1", "pool1", "flatten", "fc1", … "classifier": unique in its network
 * @input: shape of one sample going in
 * @output: shape of one sample coming out
 * @kernel: height and width of the kernel or the pooling window
 * @stride: likewise
 * @padding: rows above and below, columns left and right, of zeros; a maximum never chooses them, an average
 *   counts them (it always divides by the size of the window), as PyTorch's defaults have it; for pooling at
 *   most half of the kernel
 * @dilation: distance between two taps; 1 is an ordinary kernel
 * @groups: how many independent groups the channels form
 * @weight_offset: where its weights begin in the parameter vector, in floats; Conv2d weights are
 *   (output channels, input channels / groups, kernel height, kernel width), Linear weights
 *   (outputs, inputs)
 * @weight_count: how many weights; 0 where it has none
 * @bias_offset: where its biases begin
 * @bias_count: how many biases: one an output channel
 * @output_offset: where its output begins in the vector of one sample's activations, in floats
 * @multiply_adds: multiply-adds of one sample's forward pass, padding counted as if it were there
 *
 * A layer with everything about it worked out. Convolution is cross-correlation, as in every framework.
 * Output height is floor((H + 2·padding − dilation·(kernel − 1) − 1) / stride) + 1, width likewise.
 */
typedef struct
{
  RcpLayerKind kind;
  char name[24];
  RcpShape input;
  RcpShape output;
  int kernel[2];
  int stride[2];
  int padding[2];
  int dilation[2];
  int groups;
  gsize weight_offset;
  gsize weight_count;
  gsize bias_offset;
  gsize bias_count;
  gsize output_offset;
  guint64 multiply_adds;
} RcpLayer;

/**
 * RcpArchitecture:
 * @layers: (array length=n_layers): in order
 * @n_layers: how many
 * @input: shape of one sample
 * @n_classes: outputs of the last layer
 * @n_parameters: floats in the parameter vector: for every layer its weights, then its biases
 * @n_activations: floats in one sample's activation vector: the normalised input at 0, every layer's
 *   output at its @output_offset, and the softmax at @softmax_offset
 * @softmax_offset: where the @n_classes probabilities stand
 *
 * What a backend needs to know of a network. A borrowed view.
 */
typedef struct
{
  const RcpLayer *layers;
  guint n_layers;
  RcpShape input;
  guint n_classes;
  gsize n_parameters;
  gsize n_activations;
  gsize softmax_offset;
} RcpArchitecture;

G_END_DECLS
