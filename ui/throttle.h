#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RcpThrottle:
 *
 * What is done when asked for, but at most ten times a second: text and pictures that change with every frame of a
 * training are read no faster than that. The first time at once; then as soon as it may be. To be kept in whatever does
 * it, zeroed.
 */
typedef struct
{
  GSourceOnceFunc func;
  gpointer data;
  guint source;
  gint64 last;
} RcpThrottle;

void rcp_throttle_init (RcpThrottle *self, GSourceOnceFunc func, gpointer data);

/** rcp_throttle_ask: does it now, or a little later */
void rcp_throttle_ask (RcpThrottle *self);

/** rcp_throttle_force: does it now */
void rcp_throttle_force (RcpThrottle *self);

/** rcp_throttle_stop: forgets what was asked for */
void rcp_throttle_stop (RcpThrottle *self);

G_END_DECLS
