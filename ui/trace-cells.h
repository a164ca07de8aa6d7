#pragma once

#include "draw/cell-grid.h"
#include "trace-shape.h"

G_BEGIN_DECLS

/**
 * RcpTraceMatrix:
 * @RCP_TRACE_PATCH: what was read; of a pool all that there is
 * @RCP_TRACE_FILTER: what it was multiplied with
 * @RCP_TRACE_PRODUCTS: what came of it
 *
 * The matrices that a group of terms makes.
 */
typedef enum
{
  RCP_TRACE_PATCH,
  RCP_TRACE_FILTER,
  RCP_TRACE_PRODUCTS,
  RCP_TRACE_N_MATRICES
} RcpTraceMatrix;

/**
 * RcpTraceRanges:
 * @x: the largest |x| of all terms: what is drawn in full colour
 * @weight: likewise
 * @product: likewise
 */
typedef struct
{
  double x;
  double weight;
  double product;
} RcpTraceRanges;

RcpTraceRanges rcp_trace_ranges_of (const RcpTrace *trace);

/**
 * rcp_trace_cells_new:
 * @shape: how the terms are laid out
 * @terms: (array): of one group
 * @matrix: what is wanted of them
 * @ranges: of all groups
 * @winner: the term that is written bold, or −1
 * @width: of a cell: none but wide ones bear numbers
 *
 * Returns: (transfer full) (array): rows · columns cells, to be freed with g_free()
 */
RcpGridCell *rcp_trace_cells_new (const RcpTraceShape *shape, const RcpTraceTerm *terms, RcpTraceMatrix matrix,
                                  const RcpTraceRanges *ranges, int winner, int width, const RcpPalette *palette);

/** RCP_TRACE_CELL_TEXT_WIDTH: the narrowest cell that bears a number */
#define RCP_TRACE_CELL_TEXT_WIDTH 21

/** rcp_trace_cells_name: (transfer full): "Filter: Map 3" */
char *rcp_trace_cells_name (const RcpTraceShape *shape, guint group, RcpTraceMatrix matrix);

/** rcp_trace_cells_describe: (transfer full): the numbers, row by row, for those who cannot see them; of many no more
 * than how many */
char *rcp_trace_cells_describe (const RcpTraceShape *shape, const RcpTraceTerm *terms, RcpTraceMatrix matrix);

G_END_DECLS
