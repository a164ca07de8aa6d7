#pragma once

#include "walk-cells.h"

G_BEGIN_DECLS

/* What the drawing and the words of a walk share. */

/* digits behind the point: in a cell, in a sum, and of what is looked at by itself */
#define RCP_WALK_CELL_DECIMALS 2
#define RCP_WALK_SUM_DECIMALS 3
#define RCP_WALK_LOOK_DECIMALS 4

/* rcp_walk_cells_input_at: (out) what stands in the padded input, by the engine or, where it has no such layer, without
 * padding; whether anything does */
gboolean rcp_walk_cells_input_at (RcpWalkModel *model, int channel, int row, int column, double *value,
                                  gboolean *padding);

/* rcp_walk_cells_weight_at: a weight as given, or as it is laid on the input */
double rcp_walk_cells_weight_at (RcpWalkModel *model, int output, int input, int tap, gboolean given);

/* rcp_walk_cells_write_weight: with as many digits as it needs, two at most */
void rcp_walk_cells_write_weight (char *text, gsize size, double weight);

/* rcp_walk_cells_terms: (out) the terms of the value that is shown; how many there are */
int rcp_walk_cells_terms (RcpWalkModel *model, RcpWalkTerm *terms, int *taken, gboolean *done);

/* rcp_walk_cells_is_hidden: whether a value is to be guessed */
gboolean rcp_walk_cells_is_hidden (RcpWalkModel *model, int cell);

/* rcp_walk_cells_term_text: (transfer full): "−2 × 0.691 = −1.382" */
char *rcp_walk_cells_term_text (RcpWalkModel *model, const RcpWalkTerm *term);

/* rcp_walk_cells_sum_text: (transfer full): a value of a sum */
char *rcp_walk_cells_sum_text (double value);

G_END_DECLS
