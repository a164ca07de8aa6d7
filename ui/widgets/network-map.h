#pragma once

#include "widgets/network-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_NETWORK_MAP (rcp_network_map_get_type ())
/**
 * RcpNetworkMap:
 *
 * The network from left to right, with its maps for the specimen: the input, each layer, and the answer.
 */
G_DECLARE_FINAL_TYPE (RcpNetworkMap, rcp_network_map, RCP, NETWORK_MAP, RcpNetworkSection)

G_END_DECLS
