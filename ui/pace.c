#include "pace.h"

void
rcp_pace_hurry (RcpPace *self)
{
  rcp_pace_cancel (self);
  self->last = g_get_monotonic_time ();
  self->call (self->user_data);
}

static gboolean
on_time (gpointer user_data)
{
  RcpPace *self = user_data;

  self->source = 0;
  rcp_pace_hurry (self);
  return G_SOURCE_REMOVE;
}

void
rcp_pace_ask (RcpPace *self)
{
  gint64 waited = (g_get_monotonic_time () - self->last) / 1000;

  if (self->source != 0)
    return;
  /* right before GTK lays out and draws, so that several reasons to do it are one */
  self->source = g_timeout_add_full (
      G_PRIORITY_HIGH_IDLE, self->last == 0 ? 0 : (guint) MAX (self->interval - waited, 0), on_time, self, NULL);
}

void
rcp_pace_cancel (RcpPace *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
}
