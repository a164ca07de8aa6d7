#include "await.h"

static void
forward_cancel (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

void
rcp_await_init (RcpAwait *self, GCancellable *outer)
{
  *self = (RcpAwait){
    .cancellable = g_cancellable_new (),
    .context = g_main_context_new (),
  };
  g_main_context_push_thread_default (self->context);

  if (outer != NULL)
    {
      self->outer = g_object_ref (outer);
      self->outer_handler =
          g_cancellable_connect (outer, G_CALLBACK (forward_cancel), g_object_ref (self->cancellable), g_object_unref);
    }
}

static void
stop_timer (RcpAwait *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

void
rcp_await_clear (RcpAwait *self)
{
  if (self->context == NULL)
    return;

  stop_timer (self);
  /* Whatever the last calls left behind ends here, while its context is still the default. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_handler);
  g_clear_object (&self->outer);
  g_clear_object (&self->result);
  g_clear_object (&self->cancellable);
  g_main_context_pop_thread_default (self->context);
  g_clear_pointer (&self->context, g_main_context_unref);
}

void
rcp_await_callback (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RcpAwait *self = user_data;

  g_assert (self->result == NULL);
  self->result = g_object_ref (result);
}

static gboolean
on_time_up (gpointer user_data)
{
  RcpAwait *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

void
rcp_await_limit (RcpAwait *self, guint milliseconds)
{
  stop_timer (self);
  self->timer = g_timeout_source_new (milliseconds);
  g_source_set_callback (self->timer, on_time_up, self, NULL);
  g_source_attach (self->timer, self->context);
}

GAsyncResult *
rcp_await_result (RcpAwait *self)
{
  while (self->result == NULL)
    g_main_context_iteration (self->context, TRUE);
  stop_timer (self);
  return g_steal_pointer (&self->result);
}
