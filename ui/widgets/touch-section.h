#pragma once

#include "widgets/network-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_TOUCH_SECTION (rcp_touch_section_get_type ())
/**
 * RcpTouchSection:
 *
 * What one can do to the network by hand, and what comes of it.
 */
G_DECLARE_FINAL_TYPE (RcpTouchSection, rcp_touch_section, RCP, TOUCH_SECTION, RcpNetworkSection)

G_END_DECLS
