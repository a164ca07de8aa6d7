#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define RCP_TYPE_PACE (rcp_pace_get_type ())
/**
 * RcpPace:
 *
 * Keeps something from being done too often: what is asked for at once is done at once where the last time is long
 * enough ago, and else as soon as it is; the last request is never lost. For numbers that nobody could read at the
 * rate of the display.
 *
 * Signals:
 * - "tick": now
 */
G_DECLARE_FINAL_TYPE (RcpPace, rcp_pace, RCP, PACE, GObject)

/** rcp_pace_new: @interval: the least time between two ticks, in milliseconds */
RcpPace *rcp_pace_new (guint interval);

/** rcp_pace_ask: one tick, as soon as it may be */
void rcp_pace_ask (RcpPace *self);

/** rcp_pace_hurry: one tick now, for what somebody waits for */
void rcp_pace_hurry (RcpPace *self);

/** rcp_pace_stop: what was asked for is no longer wanted */
void rcp_pace_stop (RcpPace *self);

G_END_DECLS
