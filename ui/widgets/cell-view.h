#pragma once

#include <gtk/gtk.h>

#include "draw/cell-grid.h"

G_BEGIN_DECLS

#define RCP_TYPE_CELL_VIEW (rcp_cell_view_get_type ())
/**
 * RcpCellView:
 *
 * A matrix of numbers on their colours, with a frame, marks and a cursor above it. The cells are drawn once and kept as
 * pixels: a frame that moves repaints no more than the two places where it was and is.
 *
 * How large it is its container decides, together with the size of a cell: it asks for nothing.
 *
 * It takes the keyboard: the arrows move the cursor, which is looked at as what is under the pointer is. Its accessible
 * role is that of an image; its name and description are the caller's to set.
 *
 * Signals:
 * - "hovered" (int index): the cell that the pointer or the keyboard is on, or −1
 * - "pressed" (int index): a cell was clicked, or Return pressed on it
 * - "edited" (int index, double value): another number was written into a cell; see rcp_cell_view_set_editable()
 * - "problem" (string): a sentence: what was written is no number
 */
G_DECLARE_FINAL_TYPE (RcpCellView, rcp_cell_view, RCP, CELL_VIEW, GtkWidget)

GtkWidget *rcp_cell_view_new (void);

/** rcp_cell_view_set_cells: @cells is copied; @grid's own sizes of a cell too */
void rcp_cell_view_set_cells (RcpCellView *self, const RcpCellGrid *grid);

/** rcp_cell_view_set_editable: whether a number can be written into a cell: Return or a digit opens an entry on it, and
 * so does a second click */
void rcp_cell_view_set_editable (RcpCellView *self, gboolean editable);

/** rcp_cell_view_set_frame: a frame around a block of cells, which may lie between cells; @rows 0 for none */
void rcp_cell_view_set_frame (RcpCellView *self, double row, double column, int rows, int columns);

/** rcp_cell_view_set_marks: (array) (nullable): for each cell, whether it takes part; copied */
void rcp_cell_view_set_marks (RcpCellView *self, const guint8 *marks);

/** rcp_cell_view_describe: what it says to those who cannot see it */
void rcp_cell_view_describe (RcpCellView *self, const char *name, const char *description);

/** rcp_cell_view_get_size: what it needs, in logical pixels, the room of a frame at its edge included */
void rcp_cell_view_get_size (RcpCellView *self, int *width, int *height);

G_END_DECLS
