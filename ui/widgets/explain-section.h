#pragma once

#include "widgets/network-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_EXPLAIN_SECTION (rcp_explain_section_get_type ())
/**
 * RcpExplainSection:
 *
 * Which parts of the picture speak for the answer.
 */
G_DECLARE_FINAL_TYPE (RcpExplainSection, rcp_explain_section, RCP, EXPLAIN_SECTION, RcpNetworkSection)

G_END_DECLS
