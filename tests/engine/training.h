#pragma once

#include "train/trainer-private.h"

/* What the tests of the trainer share. */

/** training_settings: (transfer full): a few epochs of a small network on tiny_dataset_new(), 13 steps each */
RcpTrainSettings *training_settings (void);

/** training_folder: (transfer full): the name of a folder that is not there, in a new one under the temporary one */
char *training_folder (void);

/** training_folder_remove: takes it away with all that is in it */
void training_folder_remove (const char *folder);

/** training_wait_state: runs the main context until the trainer is in a state; a trainer that ends otherwise, or
 * not within a minute, fails the test */
void training_wait_state (RcpTrainer *trainer, RcpTrainerState state);

/** training_wait_step: likewise until this many steps have been delivered */
void training_wait_step (RcpTrainer *trainer, guint64 step);

/** training_run: (transfer full): a trainer on the reference backend, run to its end */
RcpTrainer *training_run (RcpDataset *dataset, const RcpTrainSettings *settings, const char *run_dir);

/** training_assert_same_epoch: the same but for times */
void training_assert_same_epoch (const RcpEpochRecord *a, const RcpEpochRecord *b);

/** training_assert_same: the same records but for times, and the same final weights, to the bit */
void training_assert_same (RcpTrainer *a, RcpTrainer *b);
