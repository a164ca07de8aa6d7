#pragma once

#include "backend/backend.h"
#include "data/dataset.h"
#include "train/checkpoint.h"
#include "train/commands.h"
#include "train/history-keeper.h"
#include "train/outbox.h"
#include "train/recorder.h"
#include "train/settings.h"

G_BEGIN_DECLS

/**
 * RcpTrainJob:
 * @backend: what computes
 * @dataset: the pictures
 * @network: what is trained
 * @settings: how
 * @recorder: keeps the run on the disk
 * @keeper: keeps its history
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
  RcpHistoryKeeper *keeper;
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

/* Both look at all that a run depends on before anything is written. What they leave open (background, commands,
 * outbox) is the trainer's. */

/** rcp_train_check_frozen: %FALSE and %RCP_ERROR_ARGUMENT where the settings freeze a layer that cannot be, or all that
 * learn */
gboolean rcp_train_check_frozen (RcpNetwork *network, const RcpTrainSettings *settings, GError **error);

/**
 * RcpTrainBranch:
 * @snapshot: the weights to begin with
 * @run: (nullable): the folder of the run that they come from
 *
 * Where a run that is a branch of another one begins. Borrowed.
 */
typedef struct
{
  RcpSnapshot *snapshot;
  const char *run;
} RcpTrainBranch;

/**
 * rcp_train_job_new:
 * @backend: (nullable): what computes; %NULL for what the settings say
 * @branch: (nullable): see there; %NULL begins with the weights that the settings ask for
 *
 * Returns: (transfer full) (nullable): the job of a new run; see rcp_trainer_new()
 */
RcpTrainJob *rcp_train_job_new (const RcpBackend *backend, RcpDataset *dataset, const RcpTrainSettings *settings,
                                const RcpTrainBranch *branch, const char *run_dir, GError **error);

/**
 * rcp_train_job_resume:
 * @backend: (nullable): what computes; %NULL for what the run was made on
 * @dataset: (nullable): its pictures; %NULL to open them
 * @data_dir: (nullable): where
 * @steps: (out) (transfer full): the run's records so far, of #RcpStepRecord
 * @epochs_done: (out) (transfer full): likewise, of #RcpEpochRecord
 *
 * Returns: (transfer full) (nullable): the job of a run that goes on; see rcp_trainer_resume_run()
 */
RcpTrainJob *rcp_train_job_resume (const RcpBackend *backend, RcpDataset *dataset, const char *run_dir,
                                   const char *data_dir, guint epochs, GArray **steps, GArray **epochs_done,
                                   GError **error);

G_END_DECLS
