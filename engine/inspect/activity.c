#include "inspect/activity.h"

#include <math.h>

#include "inspect/evaluation-private.h"
#include "train/chunk.h"

static RcpActivity *
activity_new (RcpNetwork *network, guint count)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  RcpActivity *self = g_new0 (RcpActivity, 1);

  self->network = rcp_network_ref (network);
  self->count = count;
  for (guint i = 0; i < architecture->n_layers; i++)
    if (architecture->layers[i].kind == RCP_LAYER_RELU)
      self->n_channels += (guint) architecture->layers[i].output.channels;
  self->fired = g_new0 (guint32, MAX (1, self->n_channels));
  return self;
}

void
rcp_activity_free (RcpActivity *self)
{
  if (self == NULL)
    return;
  rcp_network_unref (self->network);
  g_free (self->fired);
  g_free (self);
}

static gboolean
measure (RcpActivity *self, RcpBackendState *state, const RcpBackend *backend, RcpSplit split,
         GCancellable *cancellable, GError **error)
{
  const guint chunk = rcp_evaluation_chunk (rcp_network_get_architecture (self->network));

  for (guint first = 0; first < self->count; first += chunk)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !backend->activity (state, split, first, MIN (chunk, self->count - first), self->fired, error))
      return FALSE;
  return TRUE;
}

RcpActivity *
rcp_activity_measure (RcpSnapshot *snapshot, RcpDataset *dataset, RcpSplit split, const RcpBackend *backend,
                      guint threads, GCancellable *cancellable, GError **error)
{
  g_autoptr (RcpActivity) self = NULL;
  RcpBackendState *state;
  gboolean measured;

  g_return_val_if_fail (snapshot != NULL, NULL);
  g_return_val_if_fail (RCP_IS_DATASET (dataset), NULL);
  g_return_val_if_fail (split < RCP_N_SPLITS, NULL);
  g_return_val_if_fail (backend != NULL, NULL);

  state = rcp_evaluation_open_state (snapshot, dataset, split, RCP_EVALUATION_BATCH_SIZE, backend, threads, error);
  if (state == NULL)
    return NULL;
  self = activity_new (rcp_snapshot_get_network (snapshot), rcp_dataset_get_samples (dataset, split)->count);
  measured = measure (self, state, backend, split, cancellable, error);
  backend->close (state);
  return measured ? g_steal_pointer (&self) : NULL;
}

const guint32 *
rcp_activity_get (const RcpActivity *self, int layer)
{
  const RcpArchitecture *architecture;
  const guint32 *fired;

  g_return_val_if_fail (self != NULL, NULL);

  architecture = rcp_network_get_architecture (self->network);
  if (layer < 0 || layer >= (int) architecture->n_layers)
    return NULL;
  if ((architecture->layers[layer].kind == RCP_LAYER_CONV2D || architecture->layers[layer].kind == RCP_LAYER_LINEAR)
      && layer + 1 < (int) architecture->n_layers)
    layer++;
  if (architecture->layers[layer].kind != RCP_LAYER_RELU)
    return NULL;
  fired = self->fired;
  for (int i = 0; i < layer; i++)
    if (architecture->layers[i].kind == RCP_LAYER_RELU)
      fired += architecture->layers[i].output.channels;
  return fired;
}

void
rcp_filter_norms (const float *values, const RcpLayer *layer, double *norms)
{
  gsize n;

  g_return_if_fail (values != NULL && layer != NULL && norms != NULL);
  g_return_if_fail (layer->weight_count > 0);

  n = layer->weight_count / (gsize) layer->output.channels;
  values += layer->weight_offset;
  for (int filter = 0; filter < layer->output.channels; filter++)
    {
      double sum = 0;

      for (gsize i = 0; i < n; i++, values++)
        sum += (double) *values * (double) *values;
      norms[filter] = sqrt (sum);
    }
}
