#include "train/history-plan.h"

/* Where the network is small enough for all of it: how many moments the first epoch has beside powers of two, and how
 * many a run has in all. More could not be told apart on a slider, and would only cost time. */
#define MOST_WITHIN 32
#define MOST_MOMENTS 1000

/* what a file of weights has beside them, header and rounding up to the blocks of a disk included */
#define FILE_OVERHEAD 8192

/* how many sets of weights are kept besides: the best, the last and its velocity, and a moment that is on its way
 * while those it replaces are still there */
#define BESIDES 4

/* Moments that the first epoch has where its multiples are @within steps apart. */
static guint
count_within (guint within, guint steps_per_epoch)
{
  guint n = 1; /* the initial weights */

  for (guint step = 1; step < within && step < steps_per_epoch; step *= 2)
    n++;
  return n + (steps_per_epoch - 1) / within;
}

RcpHistoryPlan
rcp_history_plan_new (RcpNetwork *network, guint steps_per_epoch)
{
  gsize bytes = rcp_network_get_architecture (network)->n_parameters * sizeof (float) + FILE_OVERHEAD;
  gsize room = RCP_HISTORY_BYTES / bytes;
  guint most = room > BESIDES ? (guint) MIN (room - BESIDES, MOST_MOMENTS) : 0;
  /* a quarter of the room at most is for the first epoch */
  guint most_within = MIN (most / 4, 2 * MOST_WITHIN);
  RcpHistoryPlan self = { .within = MAX (1, (steps_per_epoch + MOST_WITHIN - 1) / MOST_WITHIN),
                          .steps_per_epoch = steps_per_epoch };

  while (self.within < steps_per_epoch && count_within (self.within, steps_per_epoch) > most_within)
    self.within *= 2;
  if (count_within (self.within, steps_per_epoch) > most_within)
    self.within = 0;
  most -= MIN (most, self.within > 0 ? count_within (self.within, steps_per_epoch) : 1);
  self.most_epochs = most;
  return self;
}

guint
rcp_history_plan_next (const RcpHistoryPlan *self, guint epoch, guint epoch_step)
{
  guint next = 1;

  if (epoch > 0 || self->within == 0)
    return self->steps_per_epoch;
  while (next <= epoch_step && next < self->within)
    next *= 2;
  if (next >= self->within)
    next = (epoch_step / self->within + 1) * self->within;
  return MIN (next, self->steps_per_epoch);
}

gboolean
rcp_history_plan_has (const RcpHistoryPlan *self, guint epoch, guint epoch_step)
{
  if (epoch > 0 || epoch_step >= self->steps_per_epoch)
    return FALSE;
  if (epoch_step == 0)
    return TRUE;
  if (self->within == 0)
    return FALSE;
  if (epoch_step < self->within)
    return (epoch_step & (epoch_step - 1)) == 0;
  return epoch_step % self->within == 0;
}

guint
rcp_history_plan_stride (const RcpHistoryPlan *self, guint epoch)
{
  guint stride = 1;

  /* where there is no room at all the stride outgrows the run */
  while (epoch / stride > self->most_epochs && stride <= G_MAXUINT / 2)
    stride *= 2;
  return stride;
}

gboolean
rcp_history_plan_survives (const RcpMoment *moment, guint stride)
{
  /* those of the first epoch, and the first of all among them, have no whole epoch behind them */
  return moment->epoch == 0 || moment->epoch % stride == 0;
}
