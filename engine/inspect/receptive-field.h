#pragma once

#include "inspect/cell.h"

G_BEGIN_DECLS

/**
 * RcpFieldLayer:
 * @layer: as in #RcpCell
 * @shape: of its output
 * @mask: (array): a byte a cell in (C, H, W) order: 1 where the cell is looked at, else 0
 * @count: how many are
 * @channels: first, and one past the last, of the box around them
 * @rows: likewise
 * @columns: likewise
 *
 * The part of a layer's output that a cell further on was made from.
 */
typedef struct
{
  int layer;
  RcpShape shape;
  guint8 *mask;
  gsize count;
  int channels[2];
  int rows[2];
  int columns[2];
} RcpFieldLayer;

/**
 * RcpReceptiveField:
 * @cell: whose it is
 * @layers: (array length=n_layers): from the picture to the layer of the cell, in which it is the cell alone
 * @n_layers: @cell.layer + 2
 *
 * All that one cell depends on, exactly: with stride, dilation and groups there are holes in it, and padding is not
 * part of it. A max-pool depends on its whole window, whichever of it has won.
 */
typedef struct
{
  RcpCell cell;
  RcpFieldLayer *layers;
  guint n_layers;
} RcpReceptiveField;

/**
 * rcp_receptive_field_new:
 * @cell: any; of the picture it is its own field
 * @error: %RCP_ERROR_ARGUMENT where there is no such cell
 *
 * Costs about a millisecond for LeNet; needs neither weights nor a picture.
 */
RcpReceptiveField *rcp_receptive_field_new (RcpNetwork *network, RcpCell cell, GError **error);
void rcp_receptive_field_free (RcpReceptiveField *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpReceptiveField, rcp_receptive_field_free)

/** rcp_receptive_field_get: (transfer none) (nullable): its part in @layer; %NULL for a layer behind the cell's */
const RcpFieldLayer *rcp_receptive_field_get (const RcpReceptiveField *self, int layer);

G_END_DECLS
