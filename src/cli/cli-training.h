#pragma once

#include "cli-progress.h"
#include "train/trainer.h"

G_BEGIN_DECLS

/**
 * cli_training_run:
 * @trainer: one that is ready
 * @json: whether epochs are printed as JSON objects, one a line
 * @interrupted: (out): whether the user ended it early
 * @error: why it failed, the trainer's own error or one of writing the results
 *
 * Trains to the end, printing a line for every epoch that ends and, on a terminal, progress below it. An
 * interrupt (Ctrl+C, a request to terminate, a terminal that goes away) stops after the step in progress
 * with the checkpoint kept; a second one ends the process at once.
 */
gboolean cli_training_run (RcpTrainer *trainer, gboolean json, gboolean *interrupted, GError **error);

G_END_DECLS
