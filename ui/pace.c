#include "pace.h"

struct _RcpPace
{
  GObject parent_instance;

  gint64 interval; /* µs */
  gint64 last;
  guint source;
};

G_DEFINE_FINAL_TYPE (RcpPace, rcp_pace, G_TYPE_OBJECT)

static guint tick_signal;

void
rcp_pace_stop (RcpPace *self)
{
  g_return_if_fail (RCP_IS_PACE (self));
  g_clear_handle_id (&self->source, g_source_remove);
}

void
rcp_pace_hurry (RcpPace *self)
{
  rcp_pace_stop (self);
  self->last = g_get_monotonic_time ();
  g_signal_emit (self, tick_signal, 0);
}

static gboolean
on_due (gpointer data)
{
  RcpPace *self = RCP_PACE (data);

  self->source = 0;
  rcp_pace_hurry (self);
  return G_SOURCE_REMOVE;
}

void
rcp_pace_ask (RcpPace *self)
{
  gint64 rest;

  g_return_if_fail (RCP_IS_PACE (self));

  if (self->source != 0)
    return;
  rest = self->last + self->interval - g_get_monotonic_time ();
  if (rest <= 0)
    rcp_pace_hurry (self);
  else
    self->source = g_timeout_add ((guint) (rest / 1000 + 1), on_due, self);
}

RcpPace *
rcp_pace_new (guint interval)
{
  RcpPace *self = g_object_new (RCP_TYPE_PACE, NULL);

  self->interval = (gint64) interval * 1000;
  self->last = G_MININT64 / 2;
  return self;
}

static void
rcp_pace_dispose (GObject *object)
{
  rcp_pace_stop (RCP_PACE (object));
  G_OBJECT_CLASS (rcp_pace_parent_class)->dispose (object);
}

static void
rcp_pace_class_init (RcpPaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rcp_pace_dispose;
  tick_signal = g_signal_new ("tick", RCP_TYPE_PACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rcp_pace_init (RcpPace *self)
{
}
