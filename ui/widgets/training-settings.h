#pragma once

#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_TRAINING_SETTINGS (rcp_training_settings_get_type ())
/**
 * RcpTrainingSettings:
 *
 * What to train and how: shows and changes the session's settings. While a run is under way only the learning
 * rate can be changed, and then goes to that run too. Property: "session" (#RcpSession).
 */
G_DECLARE_FINAL_TYPE (RcpTrainingSettings, rcp_training_settings, RCP, TRAINING_SETTINGS, RcpSessionBin)

G_END_DECLS
