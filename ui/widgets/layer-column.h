#pragma once

#include "layer-view.h"

G_BEGIN_DECLS

#define RCP_TYPE_LAYER_COLUMN (rcp_layer_column_get_type ())
/**
 * RcpLayerColumn:
 *
 * A column of the map of the network: one layer's name, shape, parameters and multiply-adds, its maps, and the range of
 * their colours. Layers that only reshape what the one before made can share a column; then one of them is chosen.
 *
 * Signals:
 * - "hovered" (#RcpLayerView): another cell of it is under the pointer or the keyboard, or none
 * - "enlarge": the map of the cell that is looked at is wanted large
 * - "layer-changed": another layer is shown
 */
G_DECLARE_FINAL_TYPE (RcpLayerColumn, rcp_layer_column, RCP, LAYER_COLUMN, GtkBox)

/**
 * rcp_layer_column_new:
 * @first: the first layer, %RCP_CELL_INPUT for the input alone
 * @last: the last one
 * @shown: the one that is shown at first
 */
GtkWidget *rcp_layer_column_new (RcpNetworkModel *model, int first, int last, int shown);

/** rcp_layer_column_get_layer: the one that is shown */
int rcp_layer_column_get_layer (RcpLayerColumn *self);

/** rcp_layer_column_set_range: as rcp_layer_view_set_range() */
void rcp_layer_column_set_range (RcpLayerColumn *self, double range);

/** rcp_layer_column_show_frame: the model has other numbers, or none */
void rcp_layer_column_show_frame (RcpLayerColumn *self);

/** rcp_layer_column_show_cell: the model looks at another cell; its layer is shown if it is one of these */
void rcp_layer_column_show_cell (RcpLayerColumn *self);

/** rcp_layer_column_show_filter: the model looks at another filter */
void rcp_layer_column_show_filter (RcpLayerColumn *self);

/** rcp_layer_column_come_to_sight: it may have been scrolled to where it is seen */
void rcp_layer_column_come_to_sight (RcpLayerColumn *self);

/** rcp_layer_column_show_texts: brings up to date what is there to be read */
void rcp_layer_column_show_texts (RcpLayerColumn *self);

/** rcp_layer_column_describe: says in words what it shows */
void rcp_layer_column_describe (RcpLayerColumn *self);

G_END_DECLS
