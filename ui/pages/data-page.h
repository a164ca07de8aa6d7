#pragma once

#include <adwaita.h>

#include "page.h"
#include "session.h"

G_BEGIN_DECLS

#define RCP_TYPE_DATA_PAGE (rcp_data_page_get_type ())
/**
 * RcpDataPage:
 *
 * The pictures of the dataset as a grid, and the specimen large.
 */
G_DECLARE_FINAL_TYPE (RcpDataPage, rcp_data_page, RCP, DATA_PAGE, AdwBin)

extern const RcpPageInfo rcp_data_page_info;

G_END_DECLS
