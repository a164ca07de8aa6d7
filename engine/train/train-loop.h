#pragma once

#include "backend/backend.h"
#include "data/dataset.h"
#include "train/checkpoint.h"
#include "train/commands.h"
#include "train/outbox.h"
#include "train/recorder.h"
#include "train/settings.h"

G_BEGIN_DECLS

/** RCP_STREAM_ORDER: epoch e, 0 for the first, takes the training pictures in the order of
 * rcp_random_permutation() from stream RCP_STREAM_ORDER + e of the run's seed. So the order of any epoch is known
 * without those before it. */
#define RCP_STREAM_ORDER 1000

/**
 * RcpTrainJob:
 * @backend: what computes
 * @dataset: the pictures
 * @network: what is trained
 * @settings: how
 * @recorder: keeps the run on the disk
 * @start: (nullable): where a resumed run goes on
 * @parameters: (nullable): the initial weights of a new run
 * @background: its threads yield to those of the window
 * @commands: what to do
 * @outbox: where what comes back goes
 *
 * All that the thread of a trainer needs. Everything is owned.
 */
typedef struct
{
  const RcpBackend *backend;
  RcpDataset *dataset;
  RcpNetwork *network;
  RcpTrainSettings *settings;
  RcpRecorder *recorder;
  RcpCheckpoint *start;
  float *parameters;
  gboolean background;
  RcpCommands *commands;
  RcpOutbox *outbox;
} RcpTrainJob;

void rcp_train_job_free (RcpTrainJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpTrainJob, rcp_train_job_free)

/** rcp_train_steps_per_epoch: ceil(training pictures / batch size) */
guint rcp_train_steps_per_epoch (RcpDataset *dataset, const RcpTrainSettings *settings);

/** rcp_train_total_steps: all the steps that the settings ask for */
guint64 rcp_train_total_steps (RcpDataset *dataset, const RcpTrainSettings *settings);

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
