#pragma once

#include "train/train-loop.h"

G_BEGIN_DECLS

/* Both look at all that a run depends on before anything is written. What they leave open (background, commands,
 * outbox) is the trainer's. */

/**
 * rcp_train_job_new:
 * @backend: (nullable): what computes; %NULL for what the settings say
 *
 * Returns: (transfer full) (nullable): the job of a new run; see rcp_trainer_new()
 */
RcpTrainJob *rcp_train_job_new (const RcpBackend *backend, RcpDataset *dataset, const RcpTrainSettings *settings,
                                const char *run_dir, GError **error);

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
