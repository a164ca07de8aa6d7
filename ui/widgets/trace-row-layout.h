#pragma once

#include "trace-shape.h"

G_BEGIN_DECLS

/* Where the parts of a trace's row stand, in logical pixels. */

#define RCP_TRACE_ROW_HEADING 17 /* height of the words above the matrices of the first row */
#define RCP_TRACE_ROW_HEADER 24  /* height of the line that a folded row is */
#define RCP_TRACE_ROW_BUTTON 120 /* what folds a row */
#define RCP_TRACE_ROW_BAR 4      /* the channel's colour */
#define RCP_TRACE_ROW_GAP 6      /* between it and the matrices, and below a row */
#define RCP_TRACE_ROW_SIGN 14    /* room of "×" and "=" */
#define RCP_TRACE_ROW_SUM 92     /* room of the sum at the right */

/**
 * RcpTraceRowLayout:
 * @left: of the first matrix
 * @top: of all matrices
 * @cell_width: of their cells
 * @cell_height: likewise
 * @matrix_width: of one, the room of a frame at its edge included
 * @matrix_height: likewise
 * @height: of the whole row
 */
typedef struct
{
  int left;
  int top;
  int cell_width;
  int cell_height;
  int matrix_width;
  int matrix_height;
  int height;
} RcpTraceRowLayout;

/**
 * rcp_trace_row_lay_out:
 * @shape: of the matrices
 * @foldable: whether the row has a button to fold it
 * @unfolded: whether the matrices show
 * @headed: whether there are words above them
 * @width: of the row
 */
RcpTraceRowLayout rcp_trace_row_lay_out (const RcpTraceShape *shape, gboolean foldable, gboolean unfolded,
                                         gboolean headed, int width);

G_END_DECLS
