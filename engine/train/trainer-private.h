#pragma once

#include "backend/backend.h"
#include "train/trainer.h"

G_BEGIN_DECLS

/** rcp_trainer_new_with_backend: rcp_trainer_new() on a backend of the caller's, whatever the settings say */
RcpTrainer *rcp_trainer_new_with_backend (const RcpBackend *backend, RcpDataset *dataset,
                                          const RcpTrainSettings *settings, const char *run_dir, GError **error);

/** rcp_trainer_branch_with_backend: rcp_trainer_new_from_snapshot() likewise */
RcpTrainer *rcp_trainer_branch_with_backend (const RcpBackend *backend, RcpDataset *dataset,
                                             const RcpTrainSettings *settings, RcpSnapshot *snapshot,
                                             const char *branched_from, const char *run_dir, GError **error);

/** rcp_trainer_resume_with_backend: rcp_trainer_resume_run() likewise, on pictures that are open already */
RcpTrainer *rcp_trainer_resume_with_backend (const RcpBackend *backend, RcpDataset *dataset, const char *run_dir,
                                             guint epochs, GError **error);

G_END_DECLS
