#pragma once

#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_TIME_SLIDER (rcp_time_slider_get_type ())
/**
 * RcpTimeSlider:
 *
 * The bar along the bottom of the window: the slider "Time" over the moments of the current run, what moment it is, the
 * button "Play" that shows all of them one after the other as a film, and "Live", which follows the training. It shows
 * itself once a run has a history. Property: "session" (#RcpSession).
 */
G_DECLARE_FINAL_TYPE (RcpTimeSlider, rcp_time_slider, RCP, TIME_SLIDER, RcpSessionBin)

G_END_DECLS
