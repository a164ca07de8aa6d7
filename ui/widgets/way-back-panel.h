#pragma once

#include "widgets/network-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_WAY_BACK_PANEL (rcp_way_back_panel_get_type ())
/**
 * RcpWayBackPanel:
 *
 * How one weight learns from this picture.
 */
G_DECLARE_FINAL_TYPE (RcpWayBackPanel, rcp_way_back_panel, RCP, WAY_BACK_PANEL, RcpNetworkSection)

G_END_DECLS
