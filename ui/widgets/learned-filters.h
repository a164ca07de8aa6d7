#pragma once

#include "widgets/network-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_LEARNED_FILTERS (rcp_learned_filters_get_type ())
/**
 * RcpLearnedFilters:
 *
 * The filters of a layer as they are at this moment.
 */
G_DECLARE_FINAL_TYPE (RcpLearnedFilters, rcp_learned_filters, RCP, LEARNED_FILTERS, RcpNetworkSection)

G_END_DECLS
