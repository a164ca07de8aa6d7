#pragma once

#include <gtk/gtk.h>

#include "trace-cells.h"

G_BEGIN_DECLS

#define RCP_TYPE_TRACE_ROW (rcp_trace_row_get_type ())
/**
 * RcpTraceRow:
 *
 * One group of a trace's terms: input patch × filter = products, and what they sum to; of a pool its window. It can be
 * folded to a line with the sum as a bar.
 *
 * Signals:
 * - "hovered" (int term): the term that the pointer or the keyboard is on, or −1
 * - "term-pressed" (int term): a number that was read, or its product
 * - "weight-pressed" (int term): its weight
 */
G_DECLARE_FINAL_TYPE (RcpTraceRow, rcp_trace_row, RCP, TRACE_ROW, GtkWidget)

/**
 * rcp_trace_row_new:
 * @shape: of the traces that it will show
 * @group: which of their groups
 * @foldable: whether it has a button to fold it
 */
GtkWidget *rcp_trace_row_new (const RcpTraceShape *shape, guint group, gboolean foldable);

/** rcp_trace_row_set_unfolded: whether the matrices show */
void rcp_trace_row_set_unfolded (RcpTraceRow *self, gboolean unfolded);

/**
 * rcp_trace_row_show:
 * @trace: nothing of it is kept
 * @sum_range: the largest |sum| of all groups
 * @weight: where the weight that is to be framed stands in the parameter vector; it need not be one of the row's
 */
void rcp_trace_row_show (RcpTraceRow *self, const RcpTrace *trace, const RcpTraceRanges *ranges, double sum_range,
                         gsize weight);

G_END_DECLS
