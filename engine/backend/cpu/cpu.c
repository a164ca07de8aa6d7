#include "backend/cpu/slice.h"
#include "backend/cpu/team.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* for the rest of the program it stands in registry.h, which a backend does not see */
const RcpBackend *rcp_backend_cpu (void);

/*
 * The CPU backend: a batch is cut into slices of 16 images, and a step has two phases. In the first every slice runs
 * forward and backward on whichever thread is free. In the second the gradients of all slices are added up in a
 * fixed order, weight by weight, and the weights move. How a batch is cut depends on nothing but its size, so any
 * number of threads gives the same bits.
 */

/* Slices add their convolution gradients to one of at most so many partial gradients, which bounds their memory; it
 * is also the most threads that a step can use. */
#define MAX_PARTIALS 32
/* Rows of a linear layer's weights that one task of the second phase updates. */
#define ROWS_PER_TASK (2 * RCP_LINEAR_BLOCK)

/* One task of the second phase: a whole convolution, or some rows of a linear layer. */
typedef struct
{
  guint layer;
  int row0;
  int row1;
} UpdateTask;

/* What a slice measured. */
typedef struct
{
  double loss_sum;
  guint correct;
} SliceResult;

struct _RcpBackendState
{
  const RcpArchitecture *architecture;
  const RcpSamples *samples[RCP_N_SPLITS];
  RcpNormalisation normalisation;
  const RcpCpuKernels *kernels;
  RcpCpuPlan plan;
  guint batch_size;
  guint slices;
  guint partials;

  float *parameters;
  float *velocity;
  float *gradient;
  float *packed;
  float *batch;
  float *partial;
  SliceResult *results;
  GArray *update_tasks;

  RcpTeam *team;
  RcpCpuWorkspace *workspaces;

  /* forward() and backward() of one sample keep every activation: a plan of their own, made when first wanted */
  gboolean has_probe;
  RcpCpuPlan probe_plan;
  RcpCpuWorkspace probe_workspace;
  float *probe_packed;
  gboolean probe_packed_valid;
};

static RcpCpuModel
model_of (RcpBackendState *self)
{
  return (RcpCpuModel){ &self->plan, self->kernels, self->parameters, self->packed };
}

/* --- which instruction set ----------------------------------------------------------------------------------- */

static const RcpCpuKernels *
best_kernels (void)
{
#ifdef __x86_64__
  const char *wanted = g_getenv ("RECEPTIVE_CPU_ISA");

  if (g_strcmp0 (wanted, "baseline") == 0)
    return &rcp_cpu_kernels_baseline;
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512dq")
      && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512cd") && g_strcmp0 (wanted, "avx2") != 0)
    return &rcp_cpu_kernels_avx512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma") && __builtin_cpu_supports ("bmi2"))
    return &rcp_cpu_kernels_avx2;
#endif
  return &rcp_cpu_kernels_baseline;
}

static guint
default_threads (void)
{
  return MIN (g_get_num_processors (), MAX_PARTIALS);
}

static int
cpu_score (char **detail, char **reason)
{
  if (detail != NULL)
    {
      guint threads = default_threads ();

      *detail = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u thread, %s", "%u threads, %s", threads), threads,
                                 best_kernels ()->name);
    }
  return 10;
}

/* --- opening and closing ------------------------------------------------------------------------------------- */

static void
plan_updates (RcpBackendState *self)
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

static void cpu_close (RcpBackendState *self);

static RcpBackendState *
cpu_open (const RcpBackendConfig *config, GError **error)
{
  const RcpArchitecture *architecture = config->architecture;
  RcpBackendState *self = g_new0 (RcpBackendState, 1);
  guint threads = config->threads > 0 ? MIN (config->threads, MAX_PARTIALS) : default_threads ();

  g_return_val_if_fail (architecture->n_classes <= G_MAXUINT8, NULL);

  self->architecture = architecture;
  self->samples[RCP_SPLIT_TRAIN] = config->train;
  self->samples[RCP_SPLIT_TEST] = config->test;
  self->normalisation = config->normalisation;
  self->kernels = best_kernels ();
  self->batch_size = MAX (config->batch_size, 1);
  self->slices = config->train != NULL ? (self->batch_size + RCP_SLICE - 1) / RCP_SLICE : 0;
  self->partials = MIN (self->slices, MAX_PARTIALS);
  rcp_cpu_plan_init (&self->plan, architecture, self->kernels, self->slices, TRUE);

  self->parameters = rcp_cpu_aligned_new0 (architecture->n_parameters);
  self->packed = rcp_cpu_aligned_new0 (self->plan.packed);
  if (config->train != NULL)
    {
      self->velocity = rcp_cpu_aligned_new0 (architecture->n_parameters);
      self->gradient = rcp_cpu_aligned_new0 (architecture->n_parameters);
      self->batch = rcp_cpu_aligned_new0 (self->plan.batch);
      self->partial = rcp_cpu_aligned_new0 (self->partials * self->plan.partial);
      self->results = g_new0 (SliceResult, self->slices);
      plan_updates (self);
    }
  /* a state without pictures only ever probes, and that is one thread's work */
  if (config->train == NULL && config->test == NULL)
    threads = 1;
  self->team = rcp_team_new (threads);
  self->workspaces = g_new0 (RcpCpuWorkspace, threads);
  if (config->train != NULL || config->test != NULL)
    for (guint i = 0; i < threads; i++)
      rcp_cpu_workspace_init (&self->workspaces[i], &self->plan);
  return self;
}

static void
cpu_close (RcpBackendState *self)
{
  for (guint i = 0; i < rcp_team_get_size (self->team); i++)
    rcp_cpu_workspace_clear (&self->workspaces[i]);
  g_free (self->workspaces);
  rcp_team_free (self->team);
  if (self->has_probe)
    {
      rcp_cpu_workspace_clear (&self->probe_workspace);
      rcp_cpu_plan_clear (&self->probe_plan);
      rcp_cpu_aligned_free (self->probe_packed);
    }
  g_clear_pointer (&self->update_tasks, g_array_unref);
  g_free (self->results);
  rcp_cpu_aligned_free (self->partial);
  rcp_cpu_aligned_free (self->batch);
  rcp_cpu_aligned_free (self->packed);
  rcp_cpu_aligned_free (self->gradient);
  rcp_cpu_aligned_free (self->velocity);
  rcp_cpu_aligned_free (self->parameters);
  rcp_cpu_plan_clear (&self->plan);
  g_free (self);
}

/* --- parameters ---------------------------------------------------------------------------------------------- */

static void
pack_all (const RcpCpuModel *model, float *packed)
{
  for (guint i = 0; i < model->plan->n_layers; i++)
    rcp_cpu_model_pack (model, i, packed, 0, model->plan->layers[i].layer->output.channels);
}

static gboolean
copy_out (const float *from, gsize n, float *to, const char *what, GError **error)
{
  if (from == NULL)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE, _ ("This network was not opened for training, so it has no %s."),
                   what);
      return FALSE;
    }
  memcpy (to, from, n * sizeof (float));
  return TRUE;
}

static gboolean
cpu_set_parameters (RcpBackendState *self, const float *parameters, GError **error)
{
  RcpCpuModel model = model_of (self);
  const gsize n = self->architecture->n_parameters;

  memcpy (self->parameters, parameters, n * sizeof (float));
  if (self->velocity != NULL)
    memset (self->velocity, 0, n * sizeof (float));
  pack_all (&model, self->packed);
  self->probe_packed_valid = FALSE;
  return TRUE;
}

static gboolean
cpu_get_parameters (RcpBackendState *self, float *parameters, GError **error)
{
  return copy_out (self->parameters, self->architecture->n_parameters, parameters, "parameters", error);
}

static gboolean
cpu_set_velocity (RcpBackendState *self, const float *velocity, GError **error)
{
  if (self->velocity == NULL)
    return copy_out (NULL, 0, NULL, "momentum", error);
  memcpy (self->velocity, velocity, self->architecture->n_parameters * sizeof (float));
  return TRUE;
}

static gboolean
cpu_get_velocity (RcpBackendState *self, float *velocity, GError **error)
{
  return copy_out (self->velocity, self->architecture->n_parameters, velocity, "momentum", error);
}

static gboolean
cpu_get_gradient (RcpBackendState *self, float *gradient, GError **error)
{
  return copy_out (self->gradient, self->architecture->n_parameters, gradient, "gradient", error);
}

/* --- a batch ------------------------------------------------------------------------------------------------- */

/* Loads up to RCP_SLICE samples; lanes past @count hold the first one again, so that they are at least numbers. */
static void
load_slice (RcpBackendState *self, RcpCpuWorkspace *workspace, const RcpSamples *samples, const guint32 *order,
            guint first, guint count)
{
  const guint8 *pixels[RCP_SLICE];

  for (guint i = 0; i < RCP_SLICE; i++)
    {
      guint at = first + (i < count ? i : 0);

      pixels[i] = rcp_samples_pixels (samples, order != NULL ? order[at] : at);
    }
  self->kernels->load (pixels, samples->shape, &self->normalisation, workspace->values);
}

/* The index of the largest logit of one lane, the first of equals. */
static guint
answer (const float *logits, guint n_classes, guint lane)
{
  guint best = 0;

  for (guint i = 1; i < n_classes; i++)
    if (logits[i * RCP_SLICE + lane] > logits[best * RCP_SLICE + lane])
      best = i;
  return best;
}

/* Softmax of one lane, shifted by the largest logit so that nothing overflows. Returns the logarithm of the sum. */
static double
softmax (const float *logits, guint n_classes, guint lane, float *probabilities)
{
  float most = logits[answer (logits, n_classes, lane) * RCP_SLICE + lane];
  double sum = 0;

  for (guint i = 0; i < n_classes; i++)
    {
      probabilities[i] = expf (logits[i * RCP_SLICE + lane] - most);
      sum += probabilities[i];
    }
  for (guint i = 0; i < n_classes; i++)
    probabilities[i] = (float) (probabilities[i] / sum);
  return log (sum) + most;
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
      result.loss_sum += softmax (logits, n_classes, lane, probabilities) - logits[label * RCP_SLICE + lane];
      result.correct += answer (logits, n_classes, lane) == label;
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
  RcpCpuModel model = model_of (self);
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

      load_slice (self, workspace, self->samples[RCP_SPLIT_TRAIN], order, 0, count);
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
  RcpCpuModel model = model_of (self);
  const float lr = (float) step->sgd->learning_rate;
  const float momentum = (float) step->sgd->momentum;
  const float decay = (float) step->sgd->weight_decay;

  if (layer->layer->kind == RCP_LAYER_CONV2D)
    gather_convolution (self, layer, step->partials);
  else
    gather_linear (self, layer, task, step->slices);
  self->kernels->update (self->parameters + weights, self->velocity + weights, self->gradient + weights,
                         rows * row_size, lr, momentum, decay);
  self->kernels->update (self->parameters + biases, self->velocity + biases, self->gradient + biases, rows, lr,
                         momentum, decay);
  rcp_cpu_model_pack (&model, task->layer, self->packed, task->row0, task->row1);
}

static gboolean
cpu_train (RcpBackendState *self, const RcpSgd *sgd, const guint32 *order, gsize n, RcpStepResult *results,
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

/* --- measuring ----------------------------------------------------------------------------------------------- */

typedef struct
{
  RcpBackendState *self;
  const RcpSamples *samples;
  guint first;
  guint count;
  guint8 *predicted;
  float *loss;
  float *probability;
} Evaluation;

static void
evaluate_slice (gpointer data, guint index, guint member)
{
  const Evaluation *evaluation = data;
  RcpBackendState *self = evaluation->self;
  RcpCpuModel model = model_of (self);
  RcpCpuWorkspace *workspace = &self->workspaces[member];
  const guint n_classes = self->architecture->n_classes;
  const guint at = index * RCP_SLICE;
  const guint count = MIN (RCP_SLICE, evaluation->count - at);
  const float *logits;

  load_slice (self, workspace, evaluation->samples, NULL, evaluation->first + at, count);
  logits = rcp_cpu_forward (&model, workspace);
  for (guint lane = 0; lane < count; lane++)
    {
      float probabilities[G_MAXUINT8 + 1];
      guint best = answer (logits, n_classes, lane);
      double log_sum = softmax (logits, n_classes, lane, probabilities);
      guint label = rcp_samples_label (evaluation->samples, evaluation->first + at + lane);

      if (evaluation->predicted != NULL)
        evaluation->predicted[at + lane] = (guint8) best;
      if (evaluation->loss != NULL)
        evaluation->loss[at + lane] = (float) (log_sum - logits[label * RCP_SLICE + lane]);
      if (evaluation->probability != NULL)
        evaluation->probability[at + lane] = probabilities[best];
    }
}

static gboolean
cpu_evaluate (RcpBackendState *self, RcpSplit split, guint first, guint count, guint8 *predicted, float *loss,
              float *probability, GError **error)
{
  Evaluation evaluation = { self, self->samples[split], first, count, predicted, loss, probability };

  g_return_val_if_fail (evaluation.samples != NULL, FALSE);
  g_return_val_if_fail ((guint64) first + count <= evaluation.samples->count, FALSE);

  rcp_team_run (self->team, (count + RCP_SLICE - 1) / RCP_SLICE, evaluate_slice, &evaluation);
  return TRUE;
}

/* --- one sample with everything kept ------------------------------------------------------------------------- */

static RcpCpuModel
probe_model (RcpBackendState *self)
{
  RcpCpuModel model = { &self->probe_plan, self->kernels, self->parameters, NULL };

  if (!self->has_probe)
    {
      rcp_cpu_plan_init (&self->probe_plan, self->architecture, self->kernels, 0, FALSE);
      rcp_cpu_workspace_init (&self->probe_workspace, &self->probe_plan);
      self->probe_packed = rcp_cpu_aligned_new0 (self->probe_plan.packed);
      self->has_probe = TRUE;
    }
  if (!self->probe_packed_valid)
    {
      pack_all (&model, self->probe_packed);
      self->probe_packed_valid = TRUE;
    }
  model.packed = self->probe_packed;
  return model;
}

/* The sample stands in the first lane; the others are zeros. */
static const float *
probe_forward (RcpBackendState *self, const RcpCpuModel *model, const float *input)
{
  const gsize n = rcp_shape_count (self->architecture->input);

  for (gsize i = 0; i < n; i++)
    self->probe_workspace.values[i * RCP_SLICE] = input[i];
  return rcp_cpu_forward (model, &self->probe_workspace);
}

static gboolean
cpu_forward (RcpBackendState *self, const float *input, float *activations, GError **error)
{
  RcpCpuModel model = probe_model (self);
  const float *logits = probe_forward (self, &model, input);

  memcpy (activations, input, rcp_shape_count (self->architecture->input) * sizeof (float));
  for (guint i = 0; i < self->architecture->n_layers; i++)
    {
      const RcpLayer *layer = &self->architecture->layers[i];
      const float *from = self->probe_workspace.values + self->probe_plan.layers[i].value;
      float *to = activations + layer->output_offset;

      for (gsize k = 0; k < rcp_shape_count (layer->output); k++)
        to[k] = from[k * RCP_SLICE];
    }
  softmax (logits, self->architecture->n_classes, 0, activations + self->architecture->softmax_offset);
  return TRUE;
}

typedef struct
{
  RcpBackendState *self;
  float *activation_gradients;
  float *parameter_gradients;
} Backward;

/* The gradient of what layer @index put out, or of the input for −1. */
static void
backward_seen (gpointer data, int index, const float *gradient)
{
  const Backward *backward = data;
  const RcpArchitecture *architecture = backward->self->architecture;
  const RcpLayer *layer = index >= 0 ? &architecture->layers[index] : NULL;
  const gsize n = rcp_shape_count (layer != NULL ? layer->output : architecture->input);

  if (backward->activation_gradients != NULL)
    {
      float *to = backward->activation_gradients + (layer != NULL ? layer->output_offset : 0);

      for (gsize i = 0; i < n; i++)
        to[i] = gradient[i * RCP_SLICE];
    }
  if (backward->parameter_gradients != NULL && layer != NULL && layer->kind == RCP_LAYER_LINEAR)
    {
      const RcpCpuPlan *plan = &backward->self->probe_plan;
      const float *x = backward->self->probe_workspace.values + (index > 0 ? plan->layers[index - 1].value : 0);
      float *weights = backward->parameter_gradients + layer->weight_offset;

      for (gsize i = 0; i < n; i++)
        {
          backward->parameter_gradients[layer->bias_offset + i] = gradient[i * RCP_SLICE];
          for (int j = 0; j < layer->input.channels; j++)
            *weights++ = gradient[i * RCP_SLICE] * x[(gsize) j * RCP_SLICE];
        }
    }
}

static gboolean
cpu_backward (RcpBackendState *self, const float *input, const float *output_gradient, float *activation_gradients,
              float *parameter_gradients, GError **error)
{
  RcpCpuModel model = probe_model (self);
  Backward backward = { self, activation_gradients, parameter_gradients };
  RcpCpuGradientSink sink = { .seen = backward_seen, .seen_data = &backward, .input_gradient = TRUE };
  float *logits_gradient = self->probe_workspace.gradients[0];
  const guint n_classes = self->architecture->n_classes;
  float *partial = NULL;

  probe_forward (self, &model, input);
  memset (logits_gradient, 0, n_classes * RCP_SLICE * sizeof (float));
  for (guint i = 0; i < n_classes; i++)
    logits_gradient[i * RCP_SLICE] = output_gradient[i];
  if (activation_gradients != NULL)
    memset (activation_gradients + self->architecture->softmax_offset, 0, n_classes * sizeof (float));
  if (parameter_gradients != NULL)
    {
      partial = rcp_cpu_aligned_new0 (self->probe_plan.partial);
      sink.partial = partial;
    }

  backward_seen (&backward, (int) self->architecture->n_layers - 1, logits_gradient);
  rcp_cpu_backward (&model, &self->probe_workspace, &sink);

  for (guint i = 0; parameter_gradients != NULL && i < self->architecture->n_layers; i++)
    {
      const RcpCpuLayer *layer = &self->probe_plan.layers[i];

      if (layer->layer->kind != RCP_LAYER_CONV2D)
        continue;
      self->kernels->conv_unpack_gradient (&layer->conv, partial + layer->partial,
                                           parameter_gradients + layer->layer->weight_offset);
      memcpy (parameter_gradients + layer->layer->bias_offset, partial + layer->partial + layer->layer->weight_count,
              layer->layer->bias_count * sizeof (float));
    }
  rcp_cpu_aligned_free (partial);
  return TRUE;
}

static const RcpBackend cpu_backend = {
  .abi = RCP_BACKEND_ABI,
  .name = "cpu",
  .title = "CPU",
  .score = cpu_score,
  .open = cpu_open,
  .close = cpu_close,
  .set_parameters = cpu_set_parameters,
  .get_parameters = cpu_get_parameters,
  .set_velocity = cpu_set_velocity,
  .get_velocity = cpu_get_velocity,
  .get_gradient = cpu_get_gradient,
  .train = cpu_train,
  .evaluate = cpu_evaluate,
  .forward = cpu_forward,
  .backward = cpu_backward,
};

const RcpBackend *
rcp_backend_cpu (void)
{
  return &cpu_backend;
}
