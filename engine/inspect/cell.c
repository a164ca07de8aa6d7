#include "inspect/cell.h"

#include <glib/gi18n-lib.h>

#include "error.h"

RcpShape
rcp_cell_layer_shape (const RcpArchitecture *architecture, int layer)
{
  g_return_val_if_fail (architecture != NULL, ((RcpShape){ 0, 0, 0 }));
  g_return_val_if_fail (layer >= RCP_CELL_INPUT && layer <= (int) architecture->n_layers, ((RcpShape){ 0, 0, 0 }));

  if (layer == RCP_CELL_INPUT)
    return architecture->input;
  if (layer == (int) architecture->n_layers)
    return (RcpShape){ (int) architecture->n_classes, 1, 1 };
  return architecture->layers[layer].output;
}

gsize
rcp_cell_layer_offset (const RcpArchitecture *architecture, int layer)
{
  g_return_val_if_fail (architecture != NULL, 0);
  g_return_val_if_fail (layer >= RCP_CELL_INPUT && layer <= (int) architecture->n_layers, 0);

  if (layer == RCP_CELL_INPUT)
    return 0;
  if (layer == (int) architecture->n_layers)
    return architecture->softmax_offset;
  return architecture->layers[layer].output_offset;
}

const char *
rcp_cell_layer_name (const RcpArchitecture *architecture, int layer)
{
  g_return_val_if_fail (architecture != NULL, NULL);
  g_return_val_if_fail (layer >= RCP_CELL_INPUT && layer <= (int) architecture->n_layers, NULL);

  if (layer == RCP_CELL_INPUT)
    return "input";
  return layer == (int) architecture->n_layers ? "softmax" : architecture->layers[layer].name;
}

gboolean
rcp_cell_find_layer (RcpNetwork *network, const char *name, int *layer, GError **error)
{
  const RcpArchitecture *architecture;
  g_autoptr (GString) names = NULL;

  g_return_val_if_fail (network != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (layer != NULL, FALSE);

  architecture = rcp_network_get_architecture (network);
  names = g_string_new (NULL);
  for (int i = RCP_CELL_INPUT; i <= (int) architecture->n_layers; i++)
    {
      const char *its = rcp_cell_layer_name (architecture, i);

      if (g_str_equal (its, name))
        {
          *layer = i;
          return TRUE;
        }
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", its);
    }
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("The network has no layer “%s”; there are: %s."), name,
               names->str);
  return FALSE;
}

gboolean
rcp_cell_check (RcpNetwork *network, RcpCell cell, GError **error)
{
  const RcpArchitecture *architecture;
  RcpShape shape;

  g_return_val_if_fail (network != NULL, FALSE);

  architecture = rcp_network_get_architecture (network);
  if (cell.layer < RCP_CELL_INPUT || cell.layer > (int) architecture->n_layers)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("The network has %u layers, none with the number %d."),
                   architecture->n_layers, cell.layer);
      return FALSE;
    }
  shape = rcp_cell_layer_shape (architecture, cell.layer);
  if (rcp_cell_is_inside (shape, cell))
    return TRUE;
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
               _ ("“%s” has no channel %d, row %d, column %d: counted from 0, its channels end at %d, its rows at %d "
                  "and its columns at %d."),
               rcp_cell_layer_name (architecture, cell.layer), cell.channel, cell.row, cell.column, shape.channels - 1,
               shape.height - 1, shape.width - 1);
  return FALSE;
}

gsize
rcp_cell_index (const RcpArchitecture *architecture, RcpCell cell)
{
  RcpShape shape = rcp_cell_layer_shape (architecture, cell.layer);

  g_return_val_if_fail (rcp_cell_is_inside (shape, cell), 0);

  return rcp_cell_layer_offset (architecture, cell.layer)
         + ((gsize) cell.channel * (gsize) shape.height + (gsize) cell.row) * (gsize) shape.width + (gsize) cell.column;
}

RcpCell
rcp_cell_at (const RcpArchitecture *architecture, int layer, gsize i)
{
  RcpShape shape = rcp_cell_layer_shape (architecture, layer);
  gsize width = (gsize) shape.width;
  gsize map = (gsize) shape.height * width;

  g_return_val_if_fail (i < rcp_shape_count (shape), ((RcpCell){ layer, 0, 0, 0 }));

  return (RcpCell){ layer, (int) (i / map), (int) (i % map / width), (int) (i % width) };
}
