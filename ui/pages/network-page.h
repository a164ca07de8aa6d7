#pragma once

#include "page.h"
#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_NETWORK_PAGE (rcp_network_page_get_type ())
/**
 * RcpNetworkPage:
 *
 * The network with what it makes of the specimen, its filters, where each number comes from, what happens when one
 * touches it, and why it answers as it does.
 *
 * Properties:
 * - "model" (#RcpNetworkModel, read only): what its parts share
 */
G_DECLARE_FINAL_TYPE (RcpNetworkPage, rcp_network_page, RCP, NETWORK_PAGE, RcpSessionBin)

extern const RcpPageInfo rcp_network_page_info;

G_END_DECLS
