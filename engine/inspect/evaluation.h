#pragma once

#include "backend/backend.h"
#include "data/dataset.h"
#include "train/snapshot.h"

G_BEGIN_DECLS

/**
 * RcpEvaluation:
 * @count: pictures measured
 * @n_classes: classes
 * @loss: mean cross-entropy in nats
 * @accuracy: share answered right
 * @confusion: (array): n_classes × n_classes counts, row the true class, column the answer
 * @predicted: (array length=count): the answer for each picture
 * @losses: (array length=count): the loss of each picture
 * @probabilities: (array length=count): the probability of each answer
 */
typedef struct
{
  guint count;
  guint n_classes;
  double loss;
  double accuracy;
  guint *confusion;
  guint8 *predicted;
  float *losses;
  float *probabilities;
} RcpEvaluation;

/**
 * rcp_evaluate:
 * @backend: what computes
 * @threads: 0 lets it choose
 * @error: %RCP_ERROR_NETWORK where the network does not fit the dataset, %RCP_ERROR_DEVICE,
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): how a snapshot does on a split of a dataset
 */
RcpEvaluation *rcp_evaluate (RcpSnapshot *snapshot, RcpDataset *dataset, RcpSplit split, const RcpBackend *backend,
                             guint threads, GCancellable *cancellable, GError **error);
void rcp_evaluation_free (RcpEvaluation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpEvaluation, rcp_evaluation_free)

G_END_DECLS
