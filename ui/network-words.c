#include "network-words.h"

#include <glib/gi18n.h>

#include "draw/numbers.h"

static char *
describe_channel (RcpShape input, int channel)
{
  static const char *const names[] = { N_ ("red"), N_ ("green"), N_ ("blue") };

  if (input.channels == (int) G_N_ELEMENTS (names))
    return g_strdup (_ (names[channel]));
  return g_strdup_printf (_ ("channel %d"), channel);
}

char *
rcp_network_describe_map (const RcpArchitecture *architecture, RcpCell cell)
{
  RcpShape shape = rcp_cell_layer_shape (architecture, cell.layer);
  const char *layer = rcp_cell_layer_name (architecture, cell.layer);
  g_autofree char *channel = NULL;

  if (cell.layer != RCP_CELL_INPUT && rcp_shape_is_flat (shape))
    return g_strdup (layer);
  if (cell.layer != RCP_CELL_INPUT)
    return g_strdup_printf (_ ("%s, map %d"), layer, cell.channel);
  channel = describe_channel (shape, cell.channel);
  return g_strdup_printf ("%s, %s", layer, channel);
}

char *
rcp_network_describe_cell (const RcpArchitecture *architecture, RcpCell cell)
{
  RcpShape shape = rcp_cell_layer_shape (architecture, cell.layer);
  g_autofree char *map = rcp_network_describe_map (architecture, cell);

  if (cell.layer == (int) architecture->n_layers)
    return g_strdup_printf (_ ("%s, class %d"), map, cell.channel);
  if (rcp_shape_is_flat (shape) && cell.layer != RCP_CELL_INPUT)
    return g_strdup_printf (_ ("%s, unit %d"), map, cell.channel);
  /* Translators: first the map: "conv1, map 3, row 11, column 13" */
  return g_strdup_printf (_ ("%s, row %d, column %d"), map, cell.row, cell.column);
}

char *
rcp_network_describe_value (const RcpNetworkFrame *frame, RcpCell cell)
{
  const RcpArchitecture *architecture = rcp_network_frame_get_architecture (frame);
  g_autofree char *place = rcp_network_describe_cell (architecture, cell);
  double value = frame->activations[rcp_cell_index (architecture, cell)];
  g_autofree char *number = rcp_format_value (value, 3);

  if (cell.layer == (int) architecture->n_layers)
    {
      g_free (number);
      number = rcp_format_share (value);
    }
  return g_strdup_printf ("%s: %s", place, number);
}

char *
rcp_network_describe_shape (RcpShape shape)
{
  if (rcp_shape_is_flat (shape))
    return rcp_format_count ((guint64) shape.channels);
  return g_strdup_printf ("%d × %d × %d", shape.channels, shape.height, shape.width);
}

gboolean
rcp_network_is_signed (const RcpArchitecture *architecture, int layer)
{
  for (; layer >= 0; layer--)
    switch (architecture->layers[MIN (layer, (int) architecture->n_layers - 1)].kind)
      {
      case RCP_LAYER_RELU:
        return FALSE;
      case RCP_LAYER_CONV2D:
      case RCP_LAYER_LINEAR:
      case RCP_LAYER_TANH:
        return TRUE;
      case RCP_LAYER_MAX_POOL2D:
      case RCP_LAYER_AVG_POOL2D:
      case RCP_LAYER_FLATTEN:
        break;
      }
  return TRUE;
}
