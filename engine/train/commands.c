#include "train/commands.h"

struct _RcpCommands
{
  gatomicrefcount ref_count;
  GAsyncQueue *queue; /* of RcpCommand */
  int has_stop;       /* atomic */
};

RcpCommands *
rcp_commands_new (void)
{
  RcpCommands *self = g_new0 (RcpCommands, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->queue = g_async_queue_new_full (g_free);
  return self;
}

RcpCommands *
rcp_commands_ref (RcpCommands *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rcp_commands_unref (RcpCommands *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_async_queue_unref (self->queue);
  g_free (self);
}

void
rcp_commands_push (RcpCommands *self, RcpCommandKind kind, double value)
{
  RcpCommand *command = g_new (RcpCommand, 1);

  command->kind = kind;
  command->value = value;
  if (kind == RCP_COMMAND_STOP)
    g_atomic_int_set (&self->has_stop, TRUE);
  g_async_queue_push (self->queue, command);
}

gboolean
rcp_commands_try_pop (RcpCommands *self, RcpCommand *command)
{
  g_autofree RcpCommand *popped = g_async_queue_try_pop (self->queue);

  if (popped != NULL)
    *command = *popped;
  return popped != NULL;
}

void
rcp_commands_pop (RcpCommands *self, RcpCommand *command)
{
  g_autofree RcpCommand *popped = g_async_queue_pop (self->queue);

  *command = *popped;
}

gboolean
rcp_commands_has_stop (RcpCommands *self)
{
  return g_atomic_int_get (&self->has_stop);
}
