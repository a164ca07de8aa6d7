#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RCP_TYPE_KERNEL_CELL (rcp_kernel_cell_get_type ())
/**
 * RcpKernelCell:
 *
 * One weight of a kernel, to be typed, turned with the wheel, dragged up and down, or stepped with Page Up and Page
 * Down; with Shift in tenths. Its colour is the weight's: blue below 0, red above.
 *
 * Signals:
 * - "weight-changed" (double): the user made it another number
 * - "move" (int columns, int rows): an arrow key: the keyboard is to go to another cell
 * - "problem" (string): what was typed is no number; the cell is as it was
 */
G_DECLARE_FINAL_TYPE (RcpKernelCell, rcp_kernel_cell, RCP, KERNEL_CELL, GtkWidget)

/** rcp_kernel_cell_new: @row and @column, from 0, are its name */
GtkWidget *rcp_kernel_cell_new (int row, int column);

/** rcp_kernel_cell_set_weight: @largest: the one, either sign, that has the strongest colour */
void rcp_kernel_cell_set_weight (RcpKernelCell *self, double weight, double largest);

/** rcp_kernel_cell_focus: takes the keyboard, with all of its text selected */
void rcp_kernel_cell_focus (RcpKernelCell *self);

G_END_DECLS
