#pragma once

#include <gtk/gtk.h>

#include "network-model.h"

G_BEGIN_DECLS

#define RCP_TYPE_MAP_CLOSEUP (rcp_map_closeup_get_type ())
/**
 * RcpMapCloseup:
 *
 * The map of the cell that is looked at, as large as the page has room for, with its numbers where they can be read. A
 * click, and the arrows and Return, look at another cell of it; two buttons at another map.
 *
 * Signals:
 * - "back": it is no longer wanted
 * - "hovered": rcp_map_closeup_get_hovered() has another answer
 */
G_DECLARE_FINAL_TYPE (RcpMapCloseup, rcp_map_closeup, RCP, MAP_CLOSEUP, GtkWidget)

GtkWidget *rcp_map_closeup_new (RcpNetworkModel *model);

/** rcp_map_closeup_show_frame: the model has other numbers, or none. They are read, and so they change ten times a
 * second at most
 * @range: the size of the number that has the strongest colour; negative for that of the map's own
 * @scope: of what that is the range, in words; %NULL for the map */
void rcp_map_closeup_show_frame (RcpMapCloseup *self, double range, const char *scope);

/** rcp_map_closeup_show_cell: the model looks at another cell, or none */
void rcp_map_closeup_show_cell (RcpMapCloseup *self);

/** rcp_map_closeup_get_layer: whose map it is */
int rcp_map_closeup_get_layer (RcpMapCloseup *self);

/** rcp_map_closeup_get_hovered: the cell that the pointer or the keyboard is on; %FALSE where there is none */
gboolean rcp_map_closeup_get_hovered (RcpMapCloseup *self, RcpCell *cell);

G_END_DECLS
