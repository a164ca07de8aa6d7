#pragma once

#include "net/network.h"

G_BEGIN_DECLS

/** RCP_CELL_INPUT: in place of a layer's index: the network's input, the normalised picture */
#define RCP_CELL_INPUT (-1)

/**
 * RcpCell:
 * @layer: index of the layer whose output it is in; %RCP_CELL_INPUT for the picture, the number of layers for the
 *   softmax behind the last one
 * @channel: from 0; of a flat output the feature, with @row and @column 0
 * @row: from 0 at the top
 * @column: from 0 at the left
 *
 * One number among the activations of a network: a pixel of a map.
 */
typedef struct
{
  int layer;
  int channel;
  int row;
  int column;
} RcpCell;

/** rcp_cell_layer_shape: (C, H, W) of what @layer puts out; any value that RcpCell.layer may have */
RcpShape rcp_cell_layer_shape (const RcpArchitecture *architecture, int layer);

/** rcp_cell_layer_offset: where that begins in the vector of one sample's activations, in floats */
gsize rcp_cell_layer_offset (const RcpArchitecture *architecture, int layer);

/** rcp_cell_layer_name: (transfer none): "input", the layer's name, or "softmax" */
const char *rcp_cell_layer_name (const RcpArchitecture *architecture, int layer);

/**
 * rcp_cell_find_layer:
 * @name: as rcp_cell_layer_name() has it
 * @layer: (out): its index
 * @error: %RCP_ERROR_ARGUMENT with the names that there are
 */
gboolean rcp_cell_find_layer (RcpNetwork *network, const char *name, int *layer, GError **error);

/** rcp_cell_check: %FALSE and %RCP_ERROR_ARGUMENT with the layer's bounds where the network has no such cell */
gboolean rcp_cell_check (RcpNetwork *network, RcpCell cell, GError **error);

/** rcp_cell_index: where a cell, which there must be, stands in the vector of activations */
gsize rcp_cell_index (const RcpArchitecture *architecture, RcpCell cell);

/** rcp_cell_tap: the row (@axis 0) or column (@axis 1) of the layer's input under tap @k of the window at output
 * @position; negative, or past the end, where that is padding. Of a convolution or a pooling */
static inline int
rcp_cell_tap (const RcpLayer *layer, int axis, int position, int k)
{
  return position * layer->stride[axis] + k * layer->dilation[axis] - layer->padding[axis];
}

/** rcp_cell_is_inside: whether @cell lies inside of a map of @shape */
static inline gboolean
rcp_cell_is_inside (RcpShape shape, RcpCell cell)
{
  return cell.channel >= 0 && cell.channel < shape.channels && cell.row >= 0 && cell.row < shape.height
         && cell.column >= 0 && cell.column < shape.width;
}

/** rcp_cell_at: the cell of @layer that is the @i-th of its output in (C, H, W) order */
RcpCell rcp_cell_at (const RcpArchitecture *architecture, int layer, gsize i);

G_END_DECLS
