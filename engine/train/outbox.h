#pragma once

#include "train/history.h"
#include "train/metrics.h"
#include "train/snapshot.h"
#include "train/trainer.h"

G_BEGIN_DECLS

/**
 * RcpOutbox:
 *
 * What leads from a trainer's thread to the main context that was thread-default when it was made. The thread
 * puts in; a source on that context takes all of it out at once, at most once every 16 ms. Records and news of moments
 * are never dropped; of snapshots, states and speeds only the latest counts. Neither side ever waits for the other: the
 * lock is held for no longer than it takes to append to an array or to swap it.
 *
 * Counted by reference. It knows nothing of the trainer, so nothing here keeps a trainer alive or can reach one
 * that is gone.
 */
typedef struct _RcpOutbox RcpOutbox;

typedef enum
{
  RCP_MOMENT_KEPT,
  RCP_MOMENT_BEST,
  RCP_MOMENT_THINNED,
} RcpMomentNewsKind;

/**
 * RcpMomentNews:
 * @kind: what happened to the run's history
 * @moment: what was kept
 * @snapshot: (nullable): its weights where they are not in a file, or the best weights
 * @stride: how many epochs apart moments are from now on
 */
typedef struct
{
  RcpMomentNewsKind kind;
  RcpMoment moment;
  RcpSnapshot *snapshot;
  guint stride;
} RcpMomentNews;

/**
 * RcpDelivery:
 * @steps: (nullable) (element-type RcpStepRecord): new records
 * @epochs: (nullable) (element-type RcpEpochRecord): new records
 * @moments: (nullable) (element-type RcpMomentNews): what happened to the history, in order
 * @snapshot: (nullable): the newest weights, where there are newer ones
 * @has_state: whether @state is news
 * @state: the newest state
 * @error: (nullable): why it failed
 * @samples_per_second: the newest speed, 0 while it is not known
 *
 * All that came in since the last delivery. The receiver may steal from it.
 */
typedef struct
{
  GArray *steps;
  GArray *epochs;
  GArray *moments;
  RcpSnapshot *snapshot;
  gboolean has_state;
  RcpTrainerState state;
  GError *error;
  double samples_per_second;
} RcpDelivery;

typedef void (*RcpOutboxDeliver) (RcpDelivery *delivery, gpointer user_data);

/** rcp_outbox_new: @deliver is called on the thread-default main context of the caller, until rcp_outbox_close() */
RcpOutbox *rcp_outbox_new (RcpOutboxDeliver deliver, gpointer user_data);
RcpOutbox *rcp_outbox_ref (RcpOutbox *self);
void rcp_outbox_unref (RcpOutbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpOutbox, rcp_outbox_unref)

/** rcp_outbox_close: nothing is delivered any more; called on the receiver's thread */
void rcp_outbox_close (RcpOutbox *self);

/** rcp_outbox_put_steps: any thread */
void rcp_outbox_put_steps (RcpOutbox *self, const RcpStepRecord *steps, guint n, double samples_per_second);

/** rcp_outbox_put_epoch: any thread */
void rcp_outbox_put_epoch (RcpOutbox *self, const RcpEpochRecord *epoch);

/** rcp_outbox_put_moment: any thread; (transfer full) the snapshot in @news */
void rcp_outbox_put_moment (RcpOutbox *self, const RcpMomentNews *news);

/** rcp_outbox_put_snapshot: any thread; (transfer full) @snapshot */
void rcp_outbox_put_snapshot (RcpOutbox *self, RcpSnapshot *snapshot);

/** rcp_outbox_put_state: any thread; (transfer full) (nullable) @error */
void rcp_outbox_put_state (RcpOutbox *self, RcpTrainerState state, GError *error);

G_END_DECLS
