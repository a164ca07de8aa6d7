#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RCP_TYPE_COLUMNS_LAYOUT (rcp_columns_layout_get_type ())
/**
 * RcpColumnsLayout:
 *
 * Puts its children side by side where each gets at least the width that it needs, and below one another where they do
 * not. What is left is shared out in proportion to what each likes best.
 *
 * Properties:
 * - "spacing" (int): pixels between two children, 18 unless said otherwise
 * - "last-first" (boolean): below one another, the last child comes first
 */
G_DECLARE_FINAL_TYPE (RcpColumnsLayout, rcp_columns_layout, RCP, COLUMNS_LAYOUT, GtkLayoutManager)

G_END_DECLS
