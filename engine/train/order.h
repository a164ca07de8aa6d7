#pragma once

#include "train/settings.h"

G_BEGIN_DECLS

/** RCP_STREAM_ORDER: epoch e, 0 for the first, takes the training pictures in the order of
 * rcp_random_permutation() from stream RCP_STREAM_ORDER + e of the run's seed. So the order of any epoch is known
 * without those before it. */
#define RCP_STREAM_ORDER 1000

/**
 * rcp_train_order:
 * @epoch: 0 for the first
 * @order: (out) (array length=count): indices of the training pictures, as the epoch takes them
 * @count: all training pictures
 */
void rcp_train_order (const RcpTrainSettings *settings, guint epoch, guint32 *order, guint count);

G_END_DECLS
