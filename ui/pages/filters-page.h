#pragma once

#include "page.h"
#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_FILTERS_PAGE (rcp_filters_page_get_type ())
/**
 * RcpFiltersPage:
 *
 * What a filter makes of the specimen, and how every one of its pixels came about.
 */
G_DECLARE_FINAL_TYPE (RcpFiltersPage, rcp_filters_page, RCP, FILTERS_PAGE, RcpSessionBin)

extern const RcpPageInfo rcp_filters_page_info;

G_END_DECLS
