#pragma once

#include "widgets/network-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_TRACE_PANEL (rcp_trace_panel_get_type ())
/**
 * RcpTracePanel:
 *
 * Where the number in the cell that is looked at comes from, written out in full.
 */
G_DECLARE_FINAL_TYPE (RcpTracePanel, rcp_trace_panel, RCP, TRACE_PANEL, RcpNetworkSection)

G_END_DECLS
