#pragma once

#include "inspect/evaluation.h"

G_BEGIN_DECLS

/** rcp_evaluation_open_state: (transfer full) (nullable): a backend's state that looks at the pictures of a split with
 * the weights of a snapshot; %RCP_ERROR_NETWORK where they do not fit, or the backend's error */
RcpBackendState *rcp_evaluation_open_state (RcpSnapshot *snapshot, RcpDataset *dataset, RcpSplit split,
                                            const RcpBackend *backend, guint threads, GError **error);

G_END_DECLS
