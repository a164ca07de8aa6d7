#include "train/order.h"

#include "random.h"

void
rcp_train_order (const RcpTrainSettings *settings, guint epoch, guint32 *order, guint count)
{
  RcpRandom random;

  g_return_if_fail (settings != NULL && order != NULL);

  if (settings->shuffle)
    {
      rcp_random_init (&random, settings->seed, RCP_STREAM_ORDER + (guint64) epoch);
      rcp_random_permutation (&random, order, count);
    }
  else
    for (guint32 i = 0; i < count; i++)
      order[i] = i;
}
