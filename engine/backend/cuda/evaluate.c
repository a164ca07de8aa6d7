#include "backend/cuda/state.h"

/* The forward pass over many samples, for what it says of the network. */

/* Runs @count samples, at most self->rows. */
static gboolean
forward_stretch (RcpBackendState *self, RcpSplit split, guint first, guint count, RcpCudaPass **pass, GError **error)
{
  *pass = rcp_cuda_pass (self, count, error);
  return *pass != NULL
         && rcp_cuda_check (rcp_cuda_load_stretch (self->stream, &self->pictures[split], first, count,
                                                   rcp_cuda_space_get (&self->values, 0), self->labels),
                            error)
         && rcp_cuda_forward (self, *pass, &self->values, FALSE, error);
}

gboolean
rcp_cuda_evaluate (RcpBackendState *self, RcpSplit split, guint first, guint count, guint8 *predicted, float *loss,
                   float *probability, GError **error)
{
  const float *logits;
  RcpCudaPass *pass;

  g_return_val_if_fail (self->samples[split] != NULL, FALSE);
  g_return_val_if_fail ((guint64) first + count <= self->samples[split]->count, FALSE);

  logits = rcp_cuda_space_get (&self->values, rcp_cuda_input_place (self->net, self->net->n_layers));
  for (guint at = 0, n; at < count; at += n)
    {
      n = MIN (self->rows, count - at);
      if (!forward_stretch (self, split, first + at, n, &pass, error)
          || !rcp_cuda_check (rcp_cuda_answers (self->stream, n, self->net->n_classes, logits, self->labels,
                                                self->predicted + at, self->losses + at, self->probabilities + at),
                              error))
        return FALSE;
    }
  return (predicted == NULL || rcp_cuda_copy (self->stream, predicted, self->predicted, count, error))
         && (loss == NULL || rcp_cuda_copy (self->stream, loss, self->losses, count * sizeof *loss, error))
         && (probability == NULL
             || rcp_cuda_copy (self->stream, probability, self->probabilities, count * sizeof *probability, error))
         && rcp_cuda_wait (self, error);
}

static gboolean
add_fired (RcpBackendState *self, const RcpCudaPass *pass, GError **error)
{
  guint32 *fired = self->fired;

  for (guint l = 0; l < self->net->n_layers; l++)
    {
      const RcpLayer *layer = &self->net->layers[l];

      if (layer->kind != RCP_LAYER_RELU)
        continue;
      if (!rcp_cuda_check (rcp_cuda_add_fired (self->stream, pass->count, (guint) layer->output.channels,
                                               (guint) layer->output.height * (guint) layer->output.width,
                                               rcp_cuda_space_get (&self->values, l + 1), fired),
                           error))
        return FALSE;
      fired += layer->output.channels;
    }
  return TRUE;
}

gboolean
rcp_cuda_activity (RcpBackendState *self, RcpSplit split, guint first, guint count, guint32 *fired, GError **error)
{
  g_autofree guint32 *counts = g_new0 (guint32, self->n_fired + 1);
  RcpCudaPass *pass;

  g_return_val_if_fail (self->samples[split] != NULL, FALSE);
  g_return_val_if_fail ((guint64) first + count <= self->samples[split]->count, FALSE);

  if (!rcp_cuda_zero (self, self->fired, self->n_fired * sizeof *fired, error))
    return FALSE;
  for (guint at = 0, n; at < count; at += n)
    {
      n = MIN (self->rows, count - at);
      if (!forward_stretch (self, split, first + at, n, &pass, error) || !add_fired (self, pass, error))
        return FALSE;
    }
  if (!rcp_cuda_copy (self->stream, counts, self->fired, self->n_fired * sizeof *counts, error)
      || !rcp_cuda_wait (self, error))
    return FALSE;
  for (guint i = 0; i < self->n_fired; i++)
    fired[i] += counts[i];
  return TRUE;
}
