#pragma once

#include "widgets/network-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_EXPLAIN_SECTION (rcp_explain_section_get_type ())
/**
 * RcpExplainSection:
 *
 * Which parts of the picture speak for the answer: gradient saliency, Grad-CAM or occlusion, drawn over the specimen
 * beside the specimen as it is, with what the number at each pixel means.
 */
G_DECLARE_FINAL_TYPE (RcpExplainSection, rcp_explain_section, RCP, EXPLAIN_SECTION, RcpNetworkSection)

G_END_DECLS
