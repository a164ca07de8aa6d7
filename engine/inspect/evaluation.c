#include "inspect/evaluation-private.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "train/chunk.h"

static gboolean
check_fit (RcpNetwork *network, RcpDataset *dataset, GError **error)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  RcpShape takes = architecture->input;
  RcpShape has = rcp_dataset_get_shape (dataset);

  if (takes.channels == has.channels && takes.height == has.height && takes.width == has.width
      && architecture->n_classes == rcp_dataset_get_n_classes (dataset))
    return TRUE;
  g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK,
               _ ("The network takes pictures of %d×%d×%d and tells %u classes apart, but %s has pictures of %d×%d×%d "
                  "and %u classes."),
               takes.channels, takes.height, takes.width, architecture->n_classes, rcp_dataset_get_title (dataset),
               has.channels, has.height, has.width, rcp_dataset_get_n_classes (dataset));
  return FALSE;
}

static RcpEvaluation *
evaluation_new (guint count, guint n_classes)
{
  RcpEvaluation *self = g_new0 (RcpEvaluation, 1);

  self->count = count;
  self->n_classes = n_classes;
  self->confusion = g_new0 (guint, (gsize) n_classes * n_classes);
  self->predicted = g_new0 (guint8, count);
  self->losses = g_new0 (float, count);
  self->probabilities = g_new0 (float, count);
  return self;
}

void
rcp_evaluation_free (RcpEvaluation *self)
{
  if (self == NULL)
    return;
  g_free (self->confusion);
  g_free (self->predicted);
  g_free (self->losses);
  g_free (self->probabilities);
  g_free (self);
}

RcpBackendState *
rcp_evaluation_open_state (RcpSnapshot *snapshot, RcpDataset *dataset, RcpSplit split, guint batch_size,
                           const RcpBackend *backend, guint threads, GError **error)
{
  const RcpSamples *samples = rcp_dataset_get_samples (dataset, split);
  RcpBackendConfig config = { .architecture = rcp_network_get_architecture (rcp_snapshot_get_network (snapshot)),
                              .train = split == RCP_SPLIT_TRAIN ? samples : NULL,
                              .test = split == RCP_SPLIT_TEST ? samples : NULL,
                              .batch_size = batch_size,
                              .threads = threads };
  RcpBackendState *state;

  if (!check_fit (rcp_snapshot_get_network (snapshot), dataset, error))
    return NULL;
  config.normalisation = rcp_normalisation (config.architecture->input.channels, rcp_snapshot_get_mean (snapshot),
                                            rcp_snapshot_get_std (snapshot));
  state = backend->open (&config, error);
  if (state != NULL && !backend->set_parameters (state, rcp_snapshot_get_parameters (snapshot), error))
    g_clear_pointer (&state, backend->close);
  return state;
}

/* Fills in what a backend measures of each picture. */
static gboolean
measure (RcpEvaluation *self, RcpBackendState *state, const RcpBackend *backend, RcpSplit split, guint chunk,
         GCancellable *cancellable, GError **error)
{
  for (guint first = 0; first < self->count; first += chunk)
    {
      guint n = MIN (chunk, self->count - first);

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !backend->evaluate (state, split, first, n, self->predicted + first, self->losses + first,
                                 self->probabilities + first, error))
        return FALSE;
    }
  return TRUE;
}

/* Sums up, in the order of the pictures, so that it is the same number every time. */
static void
sum_up (RcpEvaluation *self, const RcpSamples *samples)
{
  double loss = 0;
  guint correct = 0;

  for (guint i = 0; i < self->count; i++)
    {
      guint label = rcp_samples_label (samples, i);

      self->confusion[label * self->n_classes + self->predicted[i]]++;
      correct += self->predicted[i] == label;
      loss += (double) self->losses[i];
    }
  self->loss = self->count > 0 ? loss / self->count : 0;
  self->accuracy = self->count > 0 ? (double) correct / self->count : 0;
}

RcpEvaluation *
rcp_evaluate (RcpSnapshot *snapshot, RcpDataset *dataset, RcpSplit split, const RcpBackend *backend, guint threads,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (RcpEvaluation) self = NULL;
  const RcpArchitecture *architecture;
  RcpBackendState *state;
  gboolean measured;

  g_return_val_if_fail (snapshot != NULL, NULL);
  g_return_val_if_fail (RCP_IS_DATASET (dataset), NULL);
  g_return_val_if_fail (split < RCP_N_SPLITS, NULL);
  g_return_val_if_fail (backend != NULL, NULL);

  state = rcp_evaluation_open_state (snapshot, dataset, split, RCP_EVALUATION_BATCH_SIZE, backend, threads, error);
  if (state == NULL)
    return NULL;
  architecture = rcp_network_get_architecture (rcp_snapshot_get_network (snapshot));
  self = evaluation_new (rcp_dataset_get_samples (dataset, split)->count, architecture->n_classes);
  measured = measure (self, state, backend, split, rcp_evaluation_chunk (architecture), cancellable, error);
  backend->close (state);
  if (!measured)
    return NULL;
  sum_up (self, rcp_dataset_get_samples (dataset, split));
  return g_steal_pointer (&self);
}
