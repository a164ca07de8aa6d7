#include "train/history-keeper.h"

#include "train/history-folder.h"

struct _RcpHistoryKeeper
{
  RcpHistoryPlan plan;
  char *folder; /* NULL in memory */
  guint stride; /* what the moments have been thinned to */
};

RcpHistoryKeeper *
rcp_history_keeper_new (const RcpHistoryPlan *plan, const char *folder)
{
  RcpHistoryKeeper *self = g_new0 (RcpHistoryKeeper, 1);

  self->plan = *plan;
  self->folder = g_strdup (folder);
  self->stride = 1;
  return self;
}

void
rcp_history_keeper_free (RcpHistoryKeeper *self)
{
  if (self == NULL)
    return;
  g_free (self->folder);
  g_free (self);
}

void
rcp_history_keeper_begin (RcpHistoryKeeper *self, const RcpTrainProgress *start)
{
  RcpMoment last = { 0 };

  if (self->folder == NULL)
    return;
  if (start != NULL)
    last = (RcpMoment){ start->step, start->epoch };
  rcp_history_folder_cut (self->folder, start != NULL ? &last : NULL);
}

guint
rcp_history_keeper_get_room (const RcpHistoryKeeper *self, const RcpTrainProgress *at)
{
  guint next = rcp_history_plan_next (&self->plan, at->epoch, at->epoch_step);

  return next > at->epoch_step ? next - at->epoch_step : 1;
}

gboolean
rcp_history_keeper_wants (const RcpHistoryKeeper *self, const RcpTrainProgress *at)
{
  return rcp_history_plan_has (&self->plan, at->epoch, at->epoch_step);
}

gboolean
rcp_history_keeper_wants_epoch (const RcpHistoryKeeper *self, const RcpTrainProgress *at)
{
  return at->epoch % rcp_history_plan_stride (&self->plan, at->epoch) == 0;
}

gboolean
rcp_history_keeper_add (RcpHistoryKeeper *self, RcpOutbox *outbox, RcpSnapshot *snapshot, GError **error)
{
  RcpMomentNews news = { .kind = RCP_MOMENT_KEPT,
                         .moment = { rcp_snapshot_get_step (snapshot), rcp_snapshot_get_epoch (snapshot) } };

  if (self->folder == NULL)
    news.snapshot = rcp_snapshot_ref (snapshot);
  else if (!rcp_history_folder_save (self->folder, snapshot, error))
    return FALSE;
  rcp_outbox_put_moment (outbox, &news);
  return TRUE;
}

void
rcp_history_keeper_set_best (RcpHistoryKeeper *self, RcpOutbox *outbox, RcpSnapshot *snapshot)
{
  RcpMomentNews news = { .kind = RCP_MOMENT_BEST, .snapshot = rcp_snapshot_ref (snapshot) };

  rcp_outbox_put_moment (outbox, &news);
}

gboolean
rcp_history_keeper_is_full (const RcpHistoryKeeper *self, const RcpTrainProgress *at)
{
  return rcp_history_plan_stride (&self->plan, at->epoch) > self->stride;
}

void
rcp_history_keeper_thin (RcpHistoryKeeper *self, RcpOutbox *outbox, const RcpTrainProgress *at)
{
  RcpMomentNews news = { .kind = RCP_MOMENT_THINNED };

  if (!rcp_history_keeper_is_full (self, at))
    return;
  self->stride = rcp_history_plan_stride (&self->plan, at->epoch);
  if (self->folder != NULL)
    rcp_history_folder_thin (self->folder, self->stride);
  news.stride = self->stride;
  rcp_outbox_put_moment (outbox, &news);
}
