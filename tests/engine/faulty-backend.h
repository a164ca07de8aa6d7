#pragma once

#include "backend/backend.h"

/**
 * faulty_backend: the reference backend with faults
 * @fail_open: whether it cannot be opened
 * @fail_at_step: the step that fails, 1 for the first of each state; 0 for none
 *
 * Only one state of it may be open at a time.
 */
const RcpBackend *faulty_backend (gboolean fail_open, guint64 fail_at_step);

/** faulty_backend_wait_closed: waits until the state that is open, or will be, is closed */
void faulty_backend_wait_closed (void);

/** faulty_backend_nice: the nice value of the thread that opened it last */
int faulty_backend_nice (void);
