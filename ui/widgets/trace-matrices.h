#pragma once

#include <adwaita.h>

#include "inspect/trace.h"

G_BEGIN_DECLS

#define RCP_TYPE_TRACE_MATRICES (rcp_trace_matrices_get_type ())
/**
 * RcpTraceMatrices:
 *
 * The terms of a trace as matrices, a RcpTraceRow for each channel or map that they come from. Rows that are too many
 * for a card begin folded. Of terms that make no matrices it is empty.
 *
 * Signals: those of RcpTraceRow.
 */
G_DECLARE_FINAL_TYPE (RcpTraceMatrices, rcp_trace_matrices, RCP, TRACE_MATRICES, AdwBin)

/**
 * rcp_trace_matrices_show:
 * @trace: nothing of it is kept; rows stay as long as traces are laid out alike
 * @weight: where the weight that is to be framed stands in the parameter vector; it need not be one of the trace's
 */
void rcp_trace_matrices_show (RcpTraceMatrices *self, const RcpTrace *trace, gsize weight);

G_END_DECLS
