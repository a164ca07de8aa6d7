#pragma once

#include "session.h"

G_BEGIN_DECLS

/** rcp_run_describe_state: (transfer full): the run in a few words: "CPU, 2 threads · 41,200 pictures/s", "Paused";
 * empty where there is none */
char *rcp_run_describe_state (RcpSession *session);

/** rcp_run_describe_progress: (transfer full): how far a run is, and its newest validation accuracy: "epoch 24 of 50 ·
 * 63.9 %" */
char *rcp_run_describe_progress (RcpTrainer *trainer);

/** rcp_run_train_label: (transfer none): what the button that starts, pauses and resumes a run says in a state of it */
const char *rcp_run_train_label (RcpTrainerState state);

G_END_DECLS
