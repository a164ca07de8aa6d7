#pragma once

#include "train/checkpoint.h"
#include "train/history-plan.h"
#include "train/outbox.h"

G_BEGIN_DECLS

/**
 * RcpHistoryKeeper:
 *
 * Keeps the moments of a run while it is trained: writes them into the run folder, or sends them along where there is
 * none, and tells of them through the outbox. Used by the trainer's thread alone.
 *
 * Moments are taken away only once a checkpoint behind their time is on the disk, so that a run that is killed and goes
 * on from its checkpoint has all those it had there.
 */
typedef struct _RcpHistoryKeeper RcpHistoryKeeper;

/** rcp_history_keeper_new: @folder: (nullable): history/ in the run folder; %NULL to keep the weights in memory */
RcpHistoryKeeper *rcp_history_keeper_new (const RcpHistoryPlan *plan, const char *folder);
void rcp_history_keeper_free (RcpHistoryKeeper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpHistoryKeeper, rcp_history_keeper_free)

/** rcp_history_keeper_begin: takes away what lies behind @start (nullable), where the run goes on */
void rcp_history_keeper_begin (RcpHistoryKeeper *self, const RcpTrainProgress *start);

/** rcp_history_keeper_get_room: how many steps can be made before the next moment, or the end of the epoch; at least 1
 */
guint rcp_history_keeper_get_room (const RcpHistoryKeeper *self, const RcpTrainProgress *at);

/** rcp_history_keeper_wants: whether this is a moment within an epoch that is to be kept */
gboolean rcp_history_keeper_wants (const RcpHistoryKeeper *self, const RcpTrainProgress *at);

/** rcp_history_keeper_wants_epoch: whether the end of the epoch that has just ended is */
gboolean rcp_history_keeper_wants_epoch (const RcpHistoryKeeper *self, const RcpTrainProgress *at);

/** rcp_history_keeper_add: keeps a moment that is wanted; %G_FILE_ERROR or %G_IO_ERROR */
gboolean rcp_history_keeper_add (RcpHistoryKeeper *self, RcpOutbox *outbox, RcpSnapshot *snapshot, GError **error);

/** rcp_history_keeper_set_best: tells of the best weights so far; keeping them is the recorder's business */
void rcp_history_keeper_set_best (RcpHistoryKeeper *self, RcpOutbox *outbox, RcpSnapshot *snapshot);

/** rcp_history_keeper_is_full: whether there are more moments than there should be; a checkpoint is due then */
gboolean rcp_history_keeper_is_full (const RcpHistoryKeeper *self, const RcpTrainProgress *at);

/** rcp_history_keeper_thin: takes away what is too much; a checkpoint of this very place has just been written */
void rcp_history_keeper_thin (RcpHistoryKeeper *self, RcpOutbox *outbox, const RcpTrainProgress *at);

G_END_DECLS
