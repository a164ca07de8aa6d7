#pragma once

#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_TRAINING_PROGRESS (rcp_training_progress_get_type ())
/**
 * RcpTrainingProgress:
 *
 * A card that says how far the current run is, how fast it goes, how long it will take and what its best epoch is.
 * It shows itself once there is a run. Property: "session" (#RcpSession).
 */
G_DECLARE_FINAL_TYPE (RcpTrainingProgress, rcp_training_progress, RCP, TRAINING_PROGRESS, RcpSessionBin)

G_END_DECLS
