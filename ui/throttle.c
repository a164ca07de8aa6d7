#include "throttle.h"

#define INTERVAL (G_USEC_PER_SEC / 10)

void
rcp_throttle_init (RcpThrottle *self, GSourceOnceFunc func, gpointer data)
{
  *self = (RcpThrottle){ .func = func, .data = data };
}

void
rcp_throttle_force (RcpThrottle *self)
{
  rcp_throttle_stop (self);
  self->last = g_get_monotonic_time ();
  self->func (self->data);
}

static gboolean
on_time (gpointer user_data)
{
  RcpThrottle *self = user_data;

  self->source = 0;
  rcp_throttle_force (self);
  return G_SOURCE_REMOVE;
}

void
rcp_throttle_ask (RcpThrottle *self)
{
  gint64 wait = self->last + INTERVAL - g_get_monotonic_time ();

  if (self->source != 0)
    return;
  if (self->last == 0 || wait <= 0)
    rcp_throttle_force (self);
  else
    self->source = g_timeout_add ((guint) (wait / 1000) + 1, on_time, self);
}

void
rcp_throttle_stop (RcpThrottle *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
}
