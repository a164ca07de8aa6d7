#pragma once

#include "inspect/evaluation.h"

G_BEGIN_DECLS

/** RCP_EVALUATION_BATCH_SIZE: of a state that never makes a step */
#define RCP_EVALUATION_BATCH_SIZE 64

/** rcp_evaluation_open_state: (transfer full) (nullable): a backend's state that looks at the pictures of a split with
 * the weights of a snapshot; %RCP_ERROR_NETWORK where they do not fit, or the backend's error. @batch_size matters to
 * one that makes steps */
RcpBackendState *rcp_evaluation_open_state (RcpSnapshot *snapshot, RcpDataset *dataset, RcpSplit split,
                                            guint batch_size, const RcpBackend *backend, guint threads, GError **error);

G_END_DECLS
