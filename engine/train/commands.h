#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RcpCommandKind:
 * @RCP_COMMAND_START: go on without end
 * @RCP_COMMAND_PAUSE: wait
 * @RCP_COMMAND_STEP: make one step, then wait
 * @RCP_COMMAND_STOP: end
 * @RCP_COMMAND_LEARNING_RATE: the value is the new one
 * @RCP_COMMAND_FREEZE: the value is the index of a layer whose parameters stay as they are
 * @RCP_COMMAND_THAW: likewise of one that learns again
 * @RCP_COMMAND_SNAPSHOTS: whether weights are wanted while it runs: the value is not 0
 */
typedef enum
{
  RCP_COMMAND_START,
  RCP_COMMAND_PAUSE,
  RCP_COMMAND_STEP,
  RCP_COMMAND_STOP,
  RCP_COMMAND_LEARNING_RATE,
  RCP_COMMAND_FREEZE,
  RCP_COMMAND_THAW,
  RCP_COMMAND_SNAPSHOTS,
} RcpCommandKind;

typedef struct
{
  RcpCommandKind kind;
  double value;
} RcpCommand;

/**
 * RcpCommands:
 *
 * What leads from the main side to a trainer's thread: a queue that is read between batches. Counted by
 * reference.
 */
typedef struct _RcpCommands RcpCommands;

RcpCommands *rcp_commands_new (void);
RcpCommands *rcp_commands_ref (RcpCommands *self);
void rcp_commands_unref (RcpCommands *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpCommands, rcp_commands_unref)

/** rcp_commands_push: any thread; returns at once */
void rcp_commands_push (RcpCommands *self, RcpCommandKind kind, double value);

/** rcp_commands_try_pop: whether there was one */
gboolean rcp_commands_try_pop (RcpCommands *self, RcpCommand *command);

/** rcp_commands_pop: waits for one */
void rcp_commands_pop (RcpCommands *self, RcpCommand *command);

/** rcp_commands_has_stop: whether the end was asked for, be it still far down the queue */
gboolean rcp_commands_has_stop (RcpCommands *self);

G_END_DECLS
