#pragma once

#include "backend/backend.h"

G_BEGIN_DECLS

/**
 * rcp_backends:
 * @n: (out): how many
 *
 * Every backend there is, built in or loaded from a module, usable or not; the best first. Modules are
 * looked for at the first call, as receptive-*.so in $RECEPTIVE_MODULE_DIR or else in the folder of the
 * installation, and stay loaded. Safe from any thread.
 *
 * Returns: (transfer none) (array length=n): the backends
 */
const RcpBackend *const *rcp_backends (guint *n);

/** rcp_backend_problems: (transfer none) (array zero-terminated=1): a sentence for each module that was found but
 * cannot be used, with its path and why; see rcp_backends() */
const char *const *rcp_backend_problems (void);

/**
 * rcp_backend_find:
 * @name: "auto" for the best usable one, or a backend's name: "cpu", "reference", "cuda"
 * @error: %RCP_ERROR_ARGUMENT for an unknown name (the message lists what there is), %RCP_ERROR_DEVICE
 *   with the reason where it cannot run here
 *
 * Returns: (transfer none) (nullable): the backend
 */
const RcpBackend *rcp_backend_find (const char *name, GError **error);

/** rcp_backend_reference: the oracle: naive loops in double */
const RcpBackend *rcp_backend_reference (void);

/** rcp_backend_cpu: the fast one */
const RcpBackend *rcp_backend_cpu (void);

G_END_DECLS
