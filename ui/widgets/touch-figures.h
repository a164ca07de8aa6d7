#pragma once

#include "widgets/network-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_TOUCH_FIGURES (rcp_touch_figures_get_type ())
/**
 * RcpTouchFigures:
 *
 * What comes of the changes made by hand: the accuracy over all test pictures with and without them, and the answer.
 */
G_DECLARE_FINAL_TYPE (RcpTouchFigures, rcp_touch_figures, RCP, TOUCH_FIGURES, RcpNetworkSection)

G_END_DECLS
