#pragma once

#include <gtk/gtk.h>

#include "draw/filter-sheet.h"

G_BEGIN_DECLS

#define RCP_TYPE_FILTER_TABLE (rcp_filter_table_get_type ())
/**
 * RcpFilterTable:
 *
 * The filters of a layer, one of them looked at: to be put into a scrolled window. Only what is seen is drawn, once,
 * and kept as pixels. The arrow keys, Home and End go from filter to filter; with Shift the arrows go from
 * weight to weight of the one that is looked at, and Escape leaves them.
 *
 * Its accessible role is that of an image; its name and description are the caller's to set.
 *
 * Signals:
 * - "chosen" (int filter): this one is to be looked at
 * - "weight-chosen" (int64 index): this weight is to be looked at, of all of the layer's; −1 for none
 * - "needs-height" (int height): it is now this high in all, without being scrolled
 */
G_DECLARE_FINAL_TYPE (RcpFilterTable, rcp_filter_table, RCP, FILTER_TABLE, GtkWidget)

/** rcp_filter_table_set_sheet: @sheet: (nullable): what its pointers lead to is borrowed until the next call; whether
 * it has the keyboard is the table's to know */
void rcp_filter_table_set_sheet (RcpFilterTable *self, const RcpFilterSheet *sheet);

/** rcp_filter_table_set_selected: which is looked at, or −1; scrolls there */
void rcp_filter_table_set_selected (RcpFilterTable *self, int filter);

/** rcp_filter_table_set_marked: which weight is looked at, or −1 */
void rcp_filter_table_set_marked (RcpFilterTable *self, gssize weight);

G_END_DECLS
