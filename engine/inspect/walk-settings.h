#pragma once

#include "net/layer.h"

G_BEGIN_DECLS

/* What a walkthrough may be asked for at most: all of it is to be read, number by number. */
#define RCP_WALK_MAX_SIZE 16
#define RCP_WALK_MAX_CHANNELS 8
#define RCP_WALK_MAX_KERNEL 7
#define RCP_WALK_MAX_STRIDE 8
#define RCP_WALK_MAX_PADDING 6
#define RCP_WALK_MAX_DILATION 6

/**
 * RcpWalkPadding:
 * @RCP_WALK_PADDING_ZERO: zeros; a maximum never chooses them
 * @RCP_WALK_PADDING_REPLICATE: the pixel at the edge again and again
 * @RCP_WALK_PADDING_REFLECT: the picture mirrored, its edge not repeated
 *
 * What stands around the input. The last two are for convolution alone, as in PyTorch and MegEngine.
 */
typedef enum
{
  RCP_WALK_PADDING_ZERO,
  RCP_WALK_PADDING_REPLICATE,
  RCP_WALK_PADDING_REFLECT,
} RcpWalkPadding;

/**
 * RcpWalkSettings:
 * @kind: %RCP_LAYER_CONV2D, %RCP_LAYER_MAX_POOL2D, %RCP_LAYER_AVG_POOL2D or %RCP_LAYER_RELU
 * @input_size: rows and columns of the input, without its padding
 * @kernel: rows and columns of the kernel or of the window
 * @stride: from one position to the next
 * @padding: cells around the input
 * @dilation: from one tap of the kernel to the next; convolution only
 * @groups: how many groups the channels form; convolution only
 * @input_channels: planes going in
 * @output_channels: maps coming out; convolution only, other layers keep the channels
 * @padding_mode: what the padding holds; convolution only
 * @flip: true convolution: the kernel turned by half a turn before it is laid on the input
 *
 * One layer on its own, everything square. Members that a kind does not have are left alone by it.
 */
typedef struct
{
  RcpLayerKind kind;
  int input_size;
  int kernel;
  int stride;
  int padding;
  int dilation;
  int groups;
  int input_channels;
  int output_channels;
  RcpWalkPadding padding_mode;
  gboolean flip;
} RcpWalkSettings;

/** rcp_walk_settings_resolve: what the kind does not have set to what it then is: a ReLU is a window of 1 × 1, a
 * pooling has as many groups as channels, and so on */
RcpWalkSettings rcp_walk_settings_resolve (const RcpWalkSettings *settings);

/**
 * rcp_walk_settings_check:
 * @error: %RCP_ERROR_ARGUMENT with a sentence that names the reason and a way out
 *
 * Returns: whether there can be such a layer
 */
gboolean rcp_walk_settings_check (const RcpWalkSettings *settings, GError **error);

/**
 * rcp_walk_settings_output_size:
 *
 * Returns: rows and columns of the output: ⌊(input + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1; 0 or less
 *   where the kernel does not fit
 */
int rcp_walk_settings_output_size (const RcpWalkSettings *settings);

/**
 * rcp_walk_settings_rule:
 * @with_result: whether the answer stands behind the rule
 *
 * Returns: (transfer full): the shape rule with the numbers put in: "⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 4"
 */
char *rcp_walk_settings_rule (const RcpWalkSettings *settings, gboolean with_result);

/** rcp_walk_settings_parameters: weights and biases to learn */
guint rcp_walk_settings_parameters (const RcpWalkSettings *settings);

/** rcp_walk_settings_multiply_adds: products of one forward pass, padding counted as if it were there; 0 for layers
 * that multiply nothing. See RcpLayer. */
guint rcp_walk_settings_multiply_adds (const RcpWalkSettings *settings);

/**
 * rcp_walk_settings_pytorch:
 *
 * Returns: (transfer full): the layer as a line of PyTorch, defaults left out: "nn.Conv2d(3, 1, kernel_size=3,
 *   stride=2, padding=1)". PyTorch has no flipped convolution: a comment says how to turn the weights.
 */
char *rcp_walk_settings_pytorch (const RcpWalkSettings *settings);

/** rcp_walk_settings_megengine: (transfer full): the same for MegEngine 1.8 and later, whose average pooling leaves
 * padding out of the mean unless it is asked for */
char *rcp_walk_settings_megengine (const RcpWalkSettings *settings);

G_END_DECLS
