#pragma once

#include <gtk/gtk.h>

#include "network-model.h"

G_BEGIN_DECLS

/** RCP_LAYER_VIEW_HEIGHT: of all views, in logical pixels: networks grow in width */
#define RCP_LAYER_VIEW_HEIGHT 204

#define RCP_TYPE_LAYER_VIEW (rcp_layer_view_get_type ())
/**
 * RcpLayerView:
 *
 * What one layer makes of the specimen: its maps side by side, the numbers of a flat layer as a strip, the input as a
 * picture with its planes below. The cell that is looked at, and what it was made from, are framed.
 *
 * Maps are kept as pixels and drawn anew where the numbers change, and only while they are in sight. A click looks at a
 * cell, and so do the arrows, Page Up and Page Down (the map before and after) and Return. Its accessible role is that
 * of an image, its name the layer's.
 *
 * Signals:
 * - "hovered": rcp_layer_view_get_hovered() has another answer
 * - "enlarge": the map of the cell that is looked at is wanted large
 */
G_DECLARE_FINAL_TYPE (RcpLayerView, rcp_layer_view, RCP, LAYER_VIEW, GtkWidget)

GtkWidget *rcp_layer_view_new (RcpNetworkModel *model);

/** rcp_layer_view_set_layer: any that #RcpCell.layer may have but the softmax, of the model's network */
void rcp_layer_view_set_layer (RcpLayerView *self, int layer);
int rcp_layer_view_get_layer (RcpLayerView *self);

/** rcp_layer_view_set_range: @range: the size of the number that has the strongest colour; negative for that of each
 * map's own */
void rcp_layer_view_set_range (RcpLayerView *self, double range);

/** rcp_layer_view_show_frame: the model has other numbers, or none */
void rcp_layer_view_show_frame (RcpLayerView *self);

/** rcp_layer_view_show_cell: the model looks at another cell, or none */
void rcp_layer_view_show_cell (RcpLayerView *self);

/** rcp_layer_view_show_filter: the model looks at another filter, or none */
void rcp_layer_view_show_filter (RcpLayerView *self);

/** rcp_layer_view_come_to_sight: draws what has changed while it was out of sight, if it is in sight now */
void rcp_layer_view_come_to_sight (RcpLayerView *self);

/** rcp_layer_view_describe: says in words what it shows */
void rcp_layer_view_describe (RcpLayerView *self);

/** rcp_layer_view_get_hovered: the cell that the pointer or the keyboard is on; %FALSE where there is none */
gboolean rcp_layer_view_get_hovered (RcpLayerView *self, RcpCell *cell);

/** rcp_layer_view_turn: the next (1) or the previous (−1) maps of a layer with more than can be shown at once */
void rcp_layer_view_turn (RcpLayerView *self, int by);

/** rcp_layer_view_get_sheet: the maps that are shown: @first and @last, of @n; whether these are not all */
gboolean rcp_layer_view_get_sheet (RcpLayerView *self, int *first, int *last, int *n);

G_END_DECLS
