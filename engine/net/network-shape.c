/* What one layer makes of its input: shapes, counts, and what cannot be. */

#include "config.h"

#include "error.h"
#include "net/network-private.h"

#include <glib/gi18n-lib.h>

static gboolean G_GNUC_PRINTF (3, 4) refuse (const RcpLayer *layer, GError **error, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK, "%s: %s", layer->name, reason);
  return FALSE;
}

/* The window's height and width on the input once its taps are spread by the dilation. */
static int
window_extent (const RcpLayer *layer, int axis)
{
  return layer->dilation[axis] * (layer->kernel[axis] - 1) + 1;
}

static gboolean
refuse_window (const RcpLayer *layer, GError **error)
{
  const int *k = layer->kernel;

  if (layer->kind != RCP_LAYER_CONV2D)
    return refuse (layer, error, _ ("a %d×%d window does not fit its %d×%d input; use a smaller window"), k[0], k[1],
                   layer->input.height, layer->input.width);
  if (layer->dilation[0] != 1 || layer->dilation[1] != 1)
    return refuse (layer, error,
                   _ ("a %d×%d kernel, spread to %d×%d by its dilation, does not fit its %d×%d input; use padding, "
                      "less dilation or a smaller kernel"),
                   k[0], k[1], window_extent (layer, 0), window_extent (layer, 1), layer->input.height,
                   layer->input.width);
  return refuse (layer, error, _ ("a %d×%d kernel does not fit its %d×%d input; use padding or a smaller kernel"), k[0],
                 k[1], layer->input.height, layer->input.width);
}

/* Sets the output's height and width; the one formula for convolution and pooling. */
static gboolean
slide_window (RcpLayer *layer, GError **error)
{
  int size[2] = { layer->input.height, layer->input.width };

  for (int axis = 0; axis < 2; axis++)
    {
      int room = size[axis] + 2 * layer->padding[axis] - window_extent (layer, axis);

      if (room < 0)
        return refuse_window (layer, error);
      size[axis] = room / layer->stride[axis] + 1;
    }
  layer->output.height = size[0];
  layer->output.width = size[1];
  return TRUE;
}

static gboolean
resolve_convolution (RcpLayer *layer, GError **error)
{
  gsize taps;

  if (layer->input.channels % layer->groups != 0)
    return refuse (layer, error, _ ("%d groups do not divide its %d input channels evenly"), layer->groups,
                   layer->input.channels);
  if (layer->output.channels % layer->groups != 0)
    return refuse (layer, error, _ ("%d groups do not divide its %d filters evenly"), layer->groups,
                   layer->output.channels);
  if (!slide_window (layer, error))
    return FALSE;

  taps = (gsize) (layer->input.channels / layer->groups) * (gsize) layer->kernel[0] * (gsize) layer->kernel[1];
  layer->weight_count = (gsize) layer->output.channels * taps;
  layer->bias_count = (gsize) layer->output.channels;
  return TRUE;
}

static gboolean
resolve_pool (RcpLayer *layer, GError **error)
{
  /* Else a window could lie in the padding alone, with no pixel to choose. */
  if (layer->padding[0] > layer->kernel[0] / 2 || layer->padding[1] > layer->kernel[1] / 2)
    return refuse (layer, error, _ ("its padding can be at most half of its %d×%d window"), layer->kernel[0],
                   layer->kernel[1]);
  layer->output.channels = layer->input.channels;
  return slide_window (layer, error);
}

static void
resolve_linear (RcpLayer *layer)
{
  layer->output.height = 1;
  layer->output.width = 1;
  layer->weight_count = rcp_shape_count (layer->input) * (gsize) layer->output.channels;
  layer->bias_count = (gsize) layer->output.channels;
}

static gboolean
check_size (const RcpLayer *layer, GError **error)
{
  if (layer->weight_count > RCP_MAX_PARAMETERS)
    return refuse (layer, error, _ ("it would have %zu weights; at most %zu parameters are possible"),
                   layer->weight_count, RCP_MAX_PARAMETERS);
  if (rcp_shape_count (layer->output) > RCP_MAX_ACTIVATIONS)
    return refuse (layer, error, _ ("its output of %d×%d×%d is too large; at most %zu values are possible"),
                   layer->output.channels, layer->output.height, layer->output.width, RCP_MAX_ACTIVATIONS);
  return TRUE;
}

gboolean
rcp_layer_resolve (RcpLayer *layer, RcpShape input, gboolean *flat, GError **error)
{
  layer->input = input;
  switch (layer->kind)
    {
    case RCP_LAYER_CONV2D:
    case RCP_LAYER_MAX_POOL2D:
    case RCP_LAYER_AVG_POOL2D:
      if (*flat)
        return refuse (layer, error, _ ("it needs maps, but its input is flat; put it before the first flatten"));
      if (layer->kind == RCP_LAYER_CONV2D ? !resolve_convolution (layer, error) : !resolve_pool (layer, error))
        return FALSE;
      break;
    case RCP_LAYER_RELU:
    case RCP_LAYER_TANH:
      layer->output = input;
      break;
    case RCP_LAYER_FLATTEN:
      layer->output = (RcpShape){ (int) rcp_shape_count (input), 1, 1 };
      *flat = TRUE;
      break;
    case RCP_LAYER_LINEAR:
      if (!*flat)
        return refuse (layer, error, _ ("its input of %d×%d×%d is not flat; put flatten before %s"), input.channels,
                       input.height, input.width, layer->name);
      resolve_linear (layer);
      break;
    }
  if (!check_size (layer, error))
    return FALSE;
  layer->multiply_adds = (guint64) layer->weight_count * (guint64) layer->output.height * (guint64) layer->output.width;
  return TRUE;
}
