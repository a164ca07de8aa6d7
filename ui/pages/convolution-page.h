#pragma once

#include "page.h"
#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_CONVOLUTION_PAGE (rcp_convolution_page_get_type ())
/**
 * RcpConvolutionPage:
 *
 * One layer, walked through with real numbers: convolution, pooling or ReLU.
 */
G_DECLARE_FINAL_TYPE (RcpConvolutionPage, rcp_convolution_page, RCP, CONVOLUTION_PAGE, RcpSessionBin)

extern const RcpPageInfo rcp_convolution_page_info;

G_END_DECLS
