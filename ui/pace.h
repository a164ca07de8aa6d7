#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** RCP_PACE_READ: of numbers that change while they are read, in milliseconds */
#define RCP_PACE_READ 100

/** RCP_PACE_TOLD: of descriptions, which a screen reader says only when it is asked to */
#define RCP_PACE_TOLD 500

/**
 * RcpPace:
 * @interval: the least time from one to the next, in milliseconds: %RCP_PACE_READ or %RCP_PACE_TOLD
 * @call: what is to be done
 * @user_data: given to it
 * @last: when it was done last
 * @source: waits for the next time
 *
 * Does something that is asked for at the rate of the display only so often that people can follow it. The last time
 * that it was asked for is never forgotten. To be kept in whatever does it, with the first three set and the rest zero,
 * and cancelled with it.
 */
typedef struct
{
  guint interval;
  void (*call) (gpointer user_data);
  gpointer user_data;
  gint64 last;
  guint source;
} RcpPace;

/** rcp_pace_ask: does it before the next frame is drawn, or as soon as it is time */
void rcp_pace_ask (RcpPace *self);

/** rcp_pace_hurry: does it now, for what somebody waits for */
void rcp_pace_hurry (RcpPace *self);

/** rcp_pace_cancel: what was asked for is no longer wanted */
void rcp_pace_cancel (RcpPace *self);

G_END_DECLS
