#pragma once

#include "draw/cell-grid.h"
#include "draw/ledger.h"
#include "walk-model.h"

G_BEGIN_DECLS

/* What the model holds, as cells to draw and as words to say. Arrays of cells have to be zeroed. */

/** rcp_walk_cells_padded_size: rows and columns of the input with its padding, whether there can be the layer or not */
int rcp_walk_cells_padded_size (RcpWalkModel *model);

/** rcp_walk_cells_input: (out) (array): padded · padded cells of an input channel */
void rcp_walk_cells_input (RcpWalkModel *model, int channel, const RcpPalette *palette, RcpGridCell *cells);

/** rcp_walk_cells_kernel: (out) (array): K · K weights with which output channel @output reads the @input-th channel of
 * its group; @given: as given, or as they are laid on the input */
void rcp_walk_cells_kernel (RcpWalkModel *model, int output, int input, gboolean given, RcpGridCell *cells);

/** rcp_walk_cells_products: (out) (array): K · K terms of the value that is shown, those of the @input-th channel that
 * it reads; terms still to come are pending */
void rcp_walk_cells_products (RcpWalkModel *model, int input, RcpGridCell *cells);

/** rcp_walk_cells_output: (out) (array): the cells of output channel @output; values still to come are pending */
void rcp_walk_cells_output (RcpWalkModel *model, int output, RcpGridCell *cells);

/** rcp_walk_cells_range: the largest weight, or output value, by size: what is drawn in full red or blue */
double rcp_walk_cells_weight_range (RcpWalkModel *model);
double rcp_walk_cells_output_range (RcpWalkModel *model);

/** rcp_walk_cells_ledger: (transfer full) (element-type RcpLedgerLine): the sum of the value that is shown */
GArray *rcp_walk_cells_ledger (RcpWalkModel *model, const RcpPalette *palette);

/** rcp_walk_cells_shown_output: the output channel whose kernels are shown: that of the value that is shown, or of the
 * weight that is looked at */
int rcp_walk_cells_shown_output (RcpWalkModel *model);

/** rcp_walk_cells_current_term: the term that was taken last, while a sum grows; −1 else */
int rcp_walk_cells_current_term (RcpWalkModel *model);

char *rcp_walk_cells_describe_input (RcpWalkModel *model, int channel);
char *rcp_walk_cells_describe_kernel (RcpWalkModel *model, int output, int input, gboolean given);
char *rcp_walk_cells_describe_products (RcpWalkModel *model, int input);
char *rcp_walk_cells_describe_output (RcpWalkModel *model, int output);

/** rcp_walk_cells_caption: (transfer full): one sentence on what is looked at, or else on where the walk is */
char *rcp_walk_cells_caption (RcpWalkModel *model);

G_END_DECLS
