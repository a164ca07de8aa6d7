#pragma once

#include "train/train-job.h"

G_BEGIN_DECLS

/**
 * rcp_train_loop:
 * @job: (type RcpTrainJob) (transfer full): what to do
 *
 * The thread of a trainer, from its first command to its end, whose state is the last thing that goes into the
 * outbox: by then the backend is closed and the run folder free.
 *
 * The result depends on the job and on the steps between which commands were read, never on time: not on how
 * many steps the backend was asked for at once, on pauses, or on who watches.
 *
 * Returns: %NULL
 */
gpointer rcp_train_loop (gpointer job);

G_END_DECLS
