#pragma once

#include <gtk/gtk.h>

#include "walk-model.h"

G_BEGIN_DECLS

#define RCP_TYPE_WALK_BOARD (rcp_walk_board_get_type ())
/**
 * RcpWalkBoard:
 *
 * What goes in: a row for each input channel, with its values in their padding, the kernel that lies on them, and the
 * products of the two. As large as its room allows; with a single channel the kernel and its products stand below it.
 *
 * Signals:
 * - "problem" (string): a sentence: what was written is no weight
 */
G_DECLARE_FINAL_TYPE (RcpWalkBoard, rcp_walk_board, RCP, WALK_BOARD, GtkWidget)

/** rcp_walk_board_set_model: once */
void rcp_walk_board_set_model (RcpWalkBoard *self, RcpWalkModel *model);

G_END_DECLS
