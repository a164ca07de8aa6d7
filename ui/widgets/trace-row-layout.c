#include "trace-row-layout.h"

#include "trace-cells.h"

#define LARGEST_CELL 38
#define TEXT_HEIGHT 17 /* of a cell that bears a number */

RcpTraceRowLayout
rcp_trace_row_lay_out (const RcpTraceShape *shape, gboolean foldable, gboolean unfolded, gboolean headed, int width)
{
  int n = shape->has_weights ? RCP_TRACE_N_MATRICES : 1;
  int room;
  RcpTraceRowLayout layout = { .left = RCP_TRACE_ROW_BAR + RCP_TRACE_ROW_GAP - RCP_CELL_FRAME };

  room =
      width - layout.left - (foldable ? 0 : RCP_TRACE_ROW_SUM) - (n - 1) * RCP_TRACE_ROW_SIGN - n * 2 * RCP_CELL_FRAME;
  layout.cell_width = CLAMP (room / (n * shape->columns), 2, LARGEST_CELL);
  layout.cell_height =
      layout.cell_width >= RCP_TRACE_CELL_TEXT_WIDTH ? TEXT_HEIGHT : MIN (layout.cell_width, TEXT_HEIGHT);
  layout.matrix_width = shape->columns * layout.cell_width + 2 * RCP_CELL_FRAME;
  layout.matrix_height = shape->rows * layout.cell_height + 2 * RCP_CELL_FRAME;
  layout.top = (foldable ? RCP_TRACE_ROW_HEADER : 0) + (headed && unfolded ? RCP_TRACE_ROW_HEADING : 0);
  layout.height = layout.top + (unfolded ? MAX (layout.matrix_height, foldable ? 0 : 2 * RCP_TRACE_ROW_HEADING) : 0);
  return layout;
}
