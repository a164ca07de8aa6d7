#include "backend/cpu/state.h"

#include <string.h>

/* A step: every slice forward and backward, then every weight's gradient and update. */

/* Rows of a linear layer's weights that one task of the second phase updates. */
#define ROWS_PER_TASK (2 * RCP_LINEAR_BLOCK)

void
rcp_cpu_plan_updates (RcpBackendState *self)
{
  self->update_tasks = g_array_new (FALSE, FALSE, sizeof (UpdateTask));
  for (guint i = 0; i < self->plan.n_layers; i++)
    {
      const RcpLayer *layer = self->plan.layers[i].layer;

      if (layer->kind == RCP_LAYER_CONV2D)
        {
          UpdateTask task = { i, 0, layer->output.channels };

          g_array_append_val (self->update_tasks, task);
        }
      else if (layer->kind == RCP_LAYER_LINEAR)
        {
          for (int row = 0; row < layer->output.channels; row += ROWS_PER_TASK)
            {
              UpdateTask task = { i, row, MIN (row + ROWS_PER_TASK, layer->output.channels) };

              g_array_append_val (self->update_tasks, task);
            }
        }
    }
}

/* Cross-entropy of a slice and its gradient by the logits, that of the batch's mean; 0 in lanes past @count. */
static SliceResult
loss_of_slice (RcpBackendState *self, const float *logits, const guint32 *order, guint count, guint batch_count,
               float *gradient)
{
  const guint n_classes = self->architecture->n_classes;
  const float share = 1.0f / (float) batch_count;
  SliceResult result = { 0, 0 };

  for (guint lane = 0; lane < RCP_SLICE; lane++)
    {
      float probabilities[G_MAXUINT8 + 1];
      guint label;

      if (lane >= count)
        {
          for (guint i = 0; i < n_classes; i++)
            gradient[i * RCP_SLICE + lane] = 0.0f;
          continue;
        }
      label = rcp_samples_label (self->samples[RCP_SPLIT_TRAIN], order[lane]);
      result.loss_sum += rcp_cpu_softmax (logits, n_classes, lane, probabilities) - logits[label * RCP_SLICE + lane];
      result.correct += rcp_cpu_answer (logits, n_classes, lane) == label;
      for (guint i = 0; i < n_classes; i++)
        gradient[i * RCP_SLICE + lane] = (probabilities[i] - (i == label ? 1.0f : 0.0f)) * share;
    }
  return result;
}

typedef struct
{
  RcpBackendState *self;
  const RcpSgd *sgd;
  const guint32 *order;
  guint count;
  guint slices;
  guint partials;
} Step;

/* First phase: the slices of one partial gradient, in order. */
static void
run_slices (gpointer data, guint index, guint member)
{
  const Step *step = data;
  RcpBackendState *self = step->self;
  RcpCpuModel model = rcp_cpu_model (self);
  RcpCpuWorkspace *workspace = &self->workspaces[member];
  float *partial = self->partial + index * self->plan.partial;
  const guint first = step->slices * index / step->partials;
  const guint last = step->slices * (index + 1) / step->partials;

  memset (partial, 0, self->plan.partial * sizeof (float));
  for (guint slice = first; slice < last; slice++)
    {
      const guint32 *order = step->order + slice * RCP_SLICE;
      const guint count = MIN (RCP_SLICE, step->count - slice * RCP_SLICE);
      RcpCpuGradientSink sink = { .partial = partial, .batch = self->batch, .slice = slice };
      const float *logits;

      rcp_cpu_load_slice (self, workspace, self->samples[RCP_SPLIT_TRAIN], order, 0, count);
      logits = rcp_cpu_forward (&model, workspace);
      self->results[slice] = loss_of_slice (self, logits, order, count, step->count, workspace->gradients[0]);
      rcp_cpu_backward (&model, workspace, &sink);
    }
}

/* gradient of a convolution: the partial gradients in order, then from the kernels' order to the weights' */
static void
gather_convolution (RcpBackendState *self, const RcpCpuLayer *layer, guint partials)
{
  const gsize n = layer->layer->weight_count + layer->layer->bias_count;
  float *sum = self->partial + layer->partial;

  for (guint p = 1; p < partials; p++)
    {
      const float *more = self->partial + p * self->plan.partial + layer->partial;

      for (gsize i = 0; i < n; i++)
        sum[i] += more[i];
    }
  self->kernels->conv_unpack_gradient (&layer->conv, sum, self->gradient + layer->layer->weight_offset);
  memcpy (self->gradient + layer->layer->bias_offset, sum + layer->layer->weight_count,
          layer->layer->bias_count * sizeof (float));
}

static void
gather_linear (RcpBackendState *self, const RcpCpuLayer *layer, const UpdateTask *task, guint slices)
{
  const int inputs = layer->layer->input.channels;
  const int outputs = layer->layer->output.channels;
  const float *dy = self->batch + layer->batch_gradient;
  float *bias = self->gradient + layer->layer->bias_offset;

  self->kernels->linear_backward_weights (self->batch + layer->batch_input, layer->batch_stride, dy,
                                          (gsize) outputs * RCP_SLICE, self->gradient + layer->layer->weight_offset,
                                          inputs, outputs, task->row0, task->row1, slices);
  memset (bias + task->row0, 0, (task->row1 - task->row0) * sizeof (float));
  for (guint slice = 0; slice < slices; slice++)
    self->kernels->reduce_lanes (dy + ((gsize) slice * outputs + task->row0) * RCP_SLICE, bias + task->row0,
                                 task->row1 - task->row0);
}

/* Second phase: the gradient of some weights over the whole batch, and their update. */
static void
run_update (gpointer data, guint index, guint member)
{
  const Step *step = data;
  RcpBackendState *self = step->self;
  const UpdateTask *task = &g_array_index (self->update_tasks, UpdateTask, index);
  const RcpCpuLayer *layer = &self->plan.layers[task->layer];
  const gsize row_size = layer->layer->weight_count / layer->layer->output.channels;
  const gsize weights = layer->layer->weight_offset + task->row0 * row_size;
  const gsize biases = layer->layer->bias_offset + task->row0;
  const gsize rows = task->row1 - task->row0;
  RcpCpuModel model = rcp_cpu_model (self);
  const float lr = (float) step->sgd->learning_rate;
  const float momentum = (float) step->sgd->momentum;
  const float decay = (float) step->sgd->weight_decay;

  if (layer->layer->kind == RCP_LAYER_CONV2D)
    gather_convolution (self, layer, step->partials);
  else
    gather_linear (self, layer, task, step->slices);
  if (step->sgd->frozen != NULL && step->sgd->frozen[task->layer])
    return;
  self->kernels->update (self->parameters + weights, self->velocity + weights, self->gradient + weights,
                         rows * row_size, lr, momentum, decay);
  self->kernels->update (self->parameters + biases, self->velocity + biases, self->gradient + biases, rows, lr,
                         momentum, decay);
  rcp_cpu_model_pack (&model, task->layer, self->packed, task->row0, task->row1);
}

gboolean
rcp_cpu_train (RcpBackendState *self, const RcpSgd *sgd, const guint32 *order, gsize n, RcpStepResult *results,
               GError **error)
{
  g_return_val_if_fail (self->gradient != NULL, FALSE);

  for (gsize at = 0; at < n; at += self->batch_size, results++)
    {
      Step step = { .self = self, .sgd = sgd, .order = order + at, .count = (guint) MIN (self->batch_size, n - at) };

      step.slices = (step.count + RCP_SLICE - 1) / RCP_SLICE;
      step.partials = MIN (step.slices, self->partials);
      rcp_team_run (self->team, step.partials, run_slices, &step);
      rcp_team_run (self->team, self->update_tasks->len, run_update, &step);

      *results = (RcpStepResult){ .count = step.count };
      for (guint slice = 0; slice < step.slices; slice++)
        {
          results->loss_sum += self->results[slice].loss_sum;
          results->correct += self->results[slice].correct;
        }
    }
  self->probe_packed_valid = FALSE;
  return TRUE;
}
