#pragma once

#include "page.h"
#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_DATA_PAGE (rcp_data_page_get_type ())
/**
 * RcpDataPage:
 *
 * The pictures of the dataset as a grid, and the specimen large.
 */
G_DECLARE_FINAL_TYPE (RcpDataPage, rcp_data_page, RCP, DATA_PAGE, RcpSessionBin)

extern const RcpPageInfo rcp_data_page_info;

G_END_DECLS
