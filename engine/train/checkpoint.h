#pragma once

#include "train/snapshot.h"

G_BEGIN_DECLS

/**
 * RcpTrainProgress:
 * @step: steps of the run so far
 * @epoch: whole epochs so far, validation included
 * @epoch_step: steps into the next one; all of an epoch's where its validation is still to come
 * @loss_sum: cross-entropy summed over the samples of those steps, in nats
 * @correct: how many of them were answered right
 * @count: how many they were
 * @train_seconds: time those steps took; 0 in the file of a run that did all it was asked to
 * @learning_rate: of the next step
 * @best_accuracy: the highest validation accuracy so far, or -1
 *
 * Where a run stands. With the parameters and the velocity it is all that the rest of the run depends on.
 */
typedef struct
{
  guint64 step;
  guint epoch;
  guint epoch_step;
  double loss_sum;
  guint64 correct;
  guint64 count;
  double train_seconds;
  double learning_rate;
  double best_accuracy;
} RcpTrainProgress;

/**
 * RcpCheckpoint:
 * @snapshot: the weights
 * @velocity: (nullable): the momentum buffer; %NULL for a run without momentum
 * @progress: where the run stands
 * @frozen: (nullable): names of the layers that are frozen, parted by commas, where that is no longer what the run's
 *   settings say; %NULL where it is
 */
typedef struct
{
  RcpSnapshot *snapshot;
  float *velocity;
  RcpTrainProgress progress;
  char *frozen;
} RcpCheckpoint;

/**
 * rcp_checkpoint_save:
 * @path: a safetensors file, replaced atomically. It is what rcp_snapshot_save() writes and can be used as
 *   such; in addition its metadata holds the progress under "receptive.resume.…", doubles as hexadecimal
 *   floats, and the velocity stands beside the parameters as "velocity.conv1.weight" …
 */
gboolean rcp_checkpoint_save (const RcpCheckpoint *self, const char *path, GError **error);

/** rcp_checkpoint_load: (transfer full) (nullable): the other way; %RCP_ERROR_FORMAT, %RCP_ERROR_NETWORK or
 * %G_FILE_ERROR, all naming the file */
RcpCheckpoint *rcp_checkpoint_load (const char *path, GError **error);

void rcp_checkpoint_free (RcpCheckpoint *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpCheckpoint, rcp_checkpoint_free)

/** rcp_best_save: a snapshot as the best of its run, with its validation accuracy in its metadata, atomically */
gboolean rcp_best_save (RcpSnapshot *snapshot, double val_accuracy, const char *path, GError **error);

/** rcp_best_get_accuracy: the validation accuracy of a file that rcp_best_save() wrote, or -1 where there is none */
double rcp_best_get_accuracy (const char *path);

G_END_DECLS
