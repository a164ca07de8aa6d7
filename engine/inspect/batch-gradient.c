#include "inspect/batch-gradient.h"

#include "inspect/evaluation-private.h"
#include "train/order.h"
#include "train/train-job.h"

void
rcp_batch_gradient_free (RcpBatchGradient *self)
{
  if (self == NULL)
    return;
  rcp_network_unref (self->network);
  g_free (self->values);
  g_free (self);
}

/* One step that goes nowhere: with a learning rate of 0 the backend works out all that a step takes. */
static gboolean
measure (RcpBatchGradient *self, RcpBackendState *state, const RcpBackend *backend, const guint32 *batch,
         GError **error)
{
  const RcpSgd sgd = { 0 };
  RcpStepResult result;

  if (!backend->train (state, &sgd, batch, self->count, &result, error)
      || !backend->get_gradient (state, self->values, error))
    return FALSE;
  self->loss = result.loss_sum / result.count;
  return TRUE;
}

RcpBatchGradient *
rcp_batch_gradient_new (RcpSnapshot *snapshot, RcpDataset *dataset, const RcpTrainSettings *settings,
                        const RcpBackend *backend, guint threads, GError **error)
{
  g_autoptr (RcpBatchGradient) self = NULL;
  g_autofree guint32 *order = NULL;
  RcpBackendState *state;
  guint count, per_epoch, first;
  gboolean measured;

  g_return_val_if_fail (snapshot != NULL, NULL);
  g_return_val_if_fail (RCP_IS_DATASET (dataset), NULL);
  g_return_val_if_fail (settings != NULL && settings->batch_size > 0, NULL);
  g_return_val_if_fail (backend != NULL, NULL);

  state = rcp_evaluation_open_state (snapshot, dataset, RCP_SPLIT_TRAIN, settings->batch_size, backend, threads, error);
  if (state == NULL)
    return NULL;
  count = rcp_dataset_get_samples (dataset, RCP_SPLIT_TRAIN)->count;
  per_epoch = rcp_train_steps_per_epoch (dataset, settings);
  first = (guint) (rcp_snapshot_get_step (snapshot) % per_epoch) * settings->batch_size;
  order = g_new (guint32, count);
  rcp_train_order (settings, (guint) (rcp_snapshot_get_step (snapshot) / per_epoch), order, count);

  self = g_new0 (RcpBatchGradient, 1);
  self->network = rcp_network_ref (rcp_snapshot_get_network (snapshot));
  self->step = rcp_snapshot_get_step (snapshot) + 1;
  self->count = MIN (settings->batch_size, count - first);
  self->values = g_new (float, MAX (1, rcp_network_get_architecture (self->network)->n_parameters));
  measured = measure (self, state, backend, order + first, error);
  backend->close (state);
  return measured ? g_steal_pointer (&self) : NULL;
}
