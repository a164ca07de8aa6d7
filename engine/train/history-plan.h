#pragma once

#include "net/network.h"
#include "train/history.h"

G_BEGIN_DECLS

/** RCP_HISTORY_BYTES: what all the weights that are kept of one run take at most, on the disk or in memory: the
 * history, the best ones and the last ones */
#define RCP_HISTORY_BYTES ((gsize) 200 * 1000 * 1000)

/**
 * RcpHistoryPlan:
 * @within: how many steps apart moments of the first epoch are, once they are further apart than powers of two
 * @steps_per_epoch: of the run
 * @most_epochs: how many ends of epochs are kept at most
 *
 * Which moments of a run are kept:
 *
 * - the first one, before any step;
 * - in the first epoch, when most happens, those after 1, 2, 4, 8, … steps, and from @within on those at its multiples;
 * - the ends of epochs: all of them, until they are more than @most_epochs; then those of even epochs, then every
 * fourth epoch's, and so on. This number of epochs from one to the next is called the stride.
 *
 * The best and the newest weights are kept besides, as the run's checkpoints are. The plan depends on the network and
 * on the number of steps in an epoch, and what is kept at a step depends on the plan and the step alone: not on time,
 * not on how many epochs were asked for, and not on whether the run was stopped on its way. What is kept at a later
 * step was kept at all earlier ones.
 */
typedef struct
{
  guint within;
  guint steps_per_epoch;
  guint most_epochs;
} RcpHistoryPlan;

RcpHistoryPlan rcp_history_plan_new (RcpNetwork *network, guint steps_per_epoch);

/** rcp_history_plan_next: the step of the next moment of an epoch after its step @epoch_step, or the epoch's last one.
 * @epoch: whole epochs behind it */
guint rcp_history_plan_next (const RcpHistoryPlan *self, guint epoch, guint epoch_step);

/** rcp_history_plan_has: whether this step, of an epoch that has not ended, is a moment */
gboolean rcp_history_plan_has (const RcpHistoryPlan *self, guint epoch, guint epoch_step);

/** rcp_history_plan_stride: how many epochs apart moments are when @epoch of them are done: a power of two */
guint rcp_history_plan_stride (const RcpHistoryPlan *self, guint epoch);

/** rcp_history_plan_survives: whether a moment that was kept once is still kept at this stride */
gboolean rcp_history_plan_survives (const RcpMoment *moment, guint stride);

G_END_DECLS
