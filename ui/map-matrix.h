#pragma once

#include "draw/cell-grid.h"
#include "inspect/cell.h"
#include "network-frame.h"

G_BEGIN_DECLS

/**
 * RcpMapMatrix:
 * @layer: as in #RcpCell
 * @shape: of all of the layer
 * @map: which of its maps; −1 for a flat layer, all of whose numbers are in the matrix
 * @rows: at least 1
 * @columns: at least 1
 * @n: how many numbers there are, row by row: the last places may be empty
 *
 * The numbers of one map, as a matrix.
 */
typedef struct
{
  int layer;
  RcpShape shape;
  int map;
  int rows;
  int columns;
  int n;
} RcpMapMatrix;

/** rcp_map_matrix: @shape: of the layer of @cell; @cell: any of the map */
RcpMapMatrix rcp_map_matrix (RcpShape shape, RcpCell cell);

/** rcp_map_matrix_cell: what stands at @index, row by row */
RcpCell rcp_map_matrix_cell (const RcpMapMatrix *self, int index);

/** rcp_map_matrix_index: where @cell stands, which is in it */
int rcp_map_matrix_index (const RcpMapMatrix *self, RcpCell cell);

/**
 * rcp_map_matrix_fill:
 * @range: the size of the number that has the strongest colour
 *
 * Returns: (transfer full) (array): rows × columns cells with their numbers, written as precisely as @range asks for
 */
RcpGridCell *rcp_map_matrix_fill (const RcpMapMatrix *self, const RcpNetworkFrame *frame, double range);

G_END_DECLS
