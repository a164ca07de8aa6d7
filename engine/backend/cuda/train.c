#include "backend/cuda/state.h"

#include <string.h>

/* Training goes in rounds: the order of a thousand steps or so goes to the device in one copy, graphs of a step and of
 * many steps are launched, and all results come back in one copy. What changes from step to step is read from
 * RcpCudaControl, which the step itself moves on: so it is one graph for all steps, and the host is in no loop of the
 * device. */

/* One step: everything from bytes to weights. */
static gboolean
enqueue_gradient (RcpBackendState *self, RcpCudaPass *pass, GError **error)
{
  const RcpCudaSpace *values = &self->values;
  const float *logits = rcp_cuda_space_get (values, rcp_cuda_input_place (self->net, self->net->n_layers));

  return rcp_cuda_check (rcp_cuda_load_batch (self->stream, &self->pictures[RCP_SPLIT_TRAIN], self->order,
                                              self->control, pass->count, rcp_cuda_space_get (values, 0), self->labels),
                         error)
         && rcp_cuda_forward (self, pass, values, FALSE, error)
         && rcp_cuda_check (rcp_cuda_loss (self->stream, pass->count, self->net->n_classes, logits, self->labels,
                                           self->control, self->results, self->gradients[0]),
                            error)
         && rcp_cuda_backward (self, pass, values, self->gradients[0], NULL, self->gradient, error);
}

static gboolean
enqueue_update (RcpBackendState *self, const RcpCudaPass *pass, GError **error)
{
  return rcp_cuda_check (rcp_cuda_update (self->stream, self->n_padded, pass->count, self->gradient, self->frozen,
                                          self->velocity, self->parameters, self->control),
                         error);
}

static gboolean
enqueue_step (RcpBackendState *self, RcpCudaPass *pass, GError **error)
{
  if (self->fused == NULL)
    return enqueue_gradient (self, pass, error) && enqueue_update (self, pass, error);
  return rcp_cuda_check (rcp_fused_samples (self->stream, self->fused, &self->fused_memory,
                                            &self->pictures[RCP_SPLIT_TRAIN], pass->count),
                         error)
         && rcp_cuda_check (rcp_fused_update (self->stream, self->fused, &self->fused_memory, pass->count), error);
}

/* Records some steps. The stream leaves its recording state whatever happens. */
static gboolean
record_steps (RcpBackendState *self, RcpCudaPass *pass, guint steps, cudaGraph_t *graph, GError **error)
{
  gboolean recorded = TRUE;
  cudaError_t status;

  if (!rcp_cuda_check (cudaStreamBeginCapture (self->stream, cudaStreamCaptureModeThreadLocal), error))
    return FALSE;
  for (guint i = 0; i < steps && recorded; i++)
    recorded = enqueue_step (self, pass, error);
  status = cudaStreamEndCapture (self->stream, graph);
  if (recorded)
    return rcp_cuda_check (status, error);
  rcp_cuda_check (status, NULL);
  return FALSE;
}

static gboolean
make_graph (RcpBackendState *self, RcpCudaPass *pass, guint steps, cudaGraphExec_t *exec, GError **error)
{
  cudaGraph_t graph = NULL;
  gboolean ok =
      record_steps (self, pass, steps, &graph, error) && rcp_cuda_check (cudaGraphInstantiate (exec, graph, 0), error);

  if (graph != NULL)
    cudaGraphDestroy (graph);
  if (!ok)
    *exec = NULL;
  return ok;
}

/* Before a step is recorded the work is done once: cuDNN and the driver load kernels when they are first used, which is
 * not allowed in a recording, and cuDNN may turn shapes down. That pass works on the next batch and leaves nothing but
 * a gradient and a result, which the step then writes again. */
static gboolean
warm_up (RcpBackendState *self, RcpCudaPass *pass, GError **error)
{
  if (self->fused != NULL)
    return rcp_cuda_check (rcp_fused_load_kernels (), error);
  return enqueue_gradient (self, pass, error) && rcp_cuda_check (rcp_cuda_load_kernels (), error)
         && rcp_cuda_wait (self, error);
}

/* Launches some of the next @steps steps, all with batches of the same size. Returns how many, or 0 for an error. */
static guint
launch_steps (RcpBackendState *self, RcpCudaPass *pass, gsize steps, GError **error)
{
  const gboolean many = steps >= RCP_CUDA_STEPS;
  cudaGraphExec_t *exec = many ? &pass->many : &pass->step;

  if (pass->step == NULL && pass->many == NULL && !warm_up (self, pass, error))
    return 0;
  if (*exec == NULL && !make_graph (self, pass, many ? RCP_CUDA_STEPS : 1, exec, error))
    return 0;
  if (!rcp_cuda_check (cudaGraphLaunch (*exec, self->stream), error))
    return 0;
  return many ? RCP_CUDA_STEPS : 1;
}

/* Tells the device which parameters stay as they are; nothing where it knows. */
static gboolean
send_frozen (RcpBackendState *self, const gboolean *frozen, GError **error)
{
  g_autofree guint8 *wanted = g_malloc0 (MAX (self->n_padded, 1));

  for (guint l = 0; frozen != NULL && l < self->net->n_layers; l++)
    if (frozen[l])
      {
        memset (wanted + self->weight_offset[l], 1, self->net->layers[l].weight_count);
        memset (wanted + self->bias_offset[l], 1, self->net->layers[l].bias_count);
      }
  if (memcmp (wanted, self->staging_frozen, self->n_padded) == 0)
    return TRUE;
  memcpy (self->staging_frozen, wanted, self->n_padded);
  if (rcp_cuda_copy (self->stream, self->frozen, self->staging_frozen, self->n_padded, error))
    return TRUE;
  /* it does not know, whatever is asked for next */
  memset (self->staging_frozen, 0xff, self->n_padded);
  return FALSE;
}

static gboolean
send_round (RcpBackendState *self, const RcpSgd *sgd, const guint32 *order, gsize n, GError **error)
{
  *self->host_control = (RcpCudaControl){ .learning_rate = (float) sgd->learning_rate,
                                          .momentum = (float) sgd->momentum,
                                          .weight_decay = (float) sgd->weight_decay };
  memcpy (self->host_order, order, n * sizeof *order);
  return rcp_cuda_copy (self->stream, self->control, self->host_control, sizeof *self->control, error)
         && rcp_cuda_copy (self->stream, self->order, self->host_order, n * sizeof *order, error)
         && (self->fused == NULL
             || rcp_cuda_check (rcp_fused_transpose (self->stream, self->fused, &self->fused_memory), error));
}

/* At most self->round steps. */
static gboolean
train_round (RcpBackendState *self, const RcpSgd *sgd, const guint32 *order, gsize n, RcpStepResult *results,
             GError **error)
{
  guint steps = 0;

  if (!send_round (self, sgd, order, n, error))
    return FALSE;
  for (gsize left = n, launched; left > 0; left -= MIN (left, launched * self->batch_size))
    {
      const gsize full = left / self->batch_size;
      RcpCudaPass *pass = rcp_cuda_pass (self, full > 0 ? self->batch_size : (guint) left, error);

      launched = pass != NULL ? launch_steps (self, pass, MAX (full, 1), error) : 0;
      if (launched == 0)
        return FALSE;
      steps += (guint) launched;
    }
  if (!rcp_cuda_copy (self->stream, self->host_results, self->results, steps * sizeof *self->results, error)
      || !rcp_cuda_wait (self, error))
    return FALSE;
  for (guint i = 0; i < steps; i++)
    results[i] = (RcpStepResult){ .loss_sum = self->host_results[i].loss_sum,
                                  .correct = self->host_results[i].correct,
                                  .count = self->host_results[i].count };
  return TRUE;
}

gboolean
rcp_cuda_train (RcpBackendState *self, const RcpSgd *sgd, const guint32 *order, gsize n, RcpStepResult *results,
                GError **error)
{
  const gsize most = (gsize) self->round * self->batch_size;

  g_return_val_if_fail (self->gradient != NULL, FALSE);

  for (gsize i = 0; i < n; i++)
    g_return_val_if_fail (order[i] < self->samples[RCP_SPLIT_TRAIN]->count, FALSE);
  if (!send_frozen (self, sgd->frozen, error))
    return FALSE;
  for (gsize at = 0; at < n; at += most, results += self->round)
    if (!train_round (self, sgd, order + at, MIN (most, n - at), results, error))
      return FALSE;
  return TRUE;
}
