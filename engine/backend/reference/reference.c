/* The reference backend: one sample after the other, one number after the other, in double. It is the oracle
 * that every other backend is tested against, so nothing in it is clever. */

#include "backend/reference/reference.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const RcpBackend *rcp_backend_reference (void);

struct _RcpBackendState
{
  RcpBackendConfig config;
  const RcpArchitecture *net;
  double *parameters;
  double *velocity;
  double *gradient; /* by the parameters, of the last step */
  double *scratch;  /* the same by one sample, for backward() */
  double *activations;
  double *activation_gradients;
  float *input;
};

static const double *
logits (RcpBackendState *state)
{
  return state->activations + state->net->layers[state->net->n_layers - 1].output_offset;
}

/* Fills the activations of every layer from normalised @input. */
static void
forward_sample (RcpBackendState *state, const float *input)
{
  for (gsize i = 0; i < rcp_shape_count (state->net->input); i++)
    state->activations[i] = (double) input[i];
  rcp_reference_forward (state->net, state->parameters, state->activations);
}

/* Where the caller puts the gradient by the logits; everything else is 0 afterwards. */
static double *
clear_activation_gradients (RcpBackendState *state)
{
  memset (state->activation_gradients, 0, state->net->n_activations * sizeof (double));
  return state->activation_gradients + state->net->layers[state->net->n_layers - 1].output_offset;
}

/* Takes the gradient by the logits back through the layers and adds to @parameter_gradient. */
static void
backward_sample (RcpBackendState *state, double *parameter_gradient)
{
  rcp_reference_backward (state->net, state->parameters, state->activations, state->activation_gradients,
                          parameter_gradient);
}

/* Reads, normalises and runs picture @index; @label is its class. */
static gboolean
forward_picture (RcpBackendState *state, const RcpSamples *samples, guint index, guint *label, GError **error)
{
  const guint8 *pixels = rcp_samples_pixels (samples, index);
  gsize plane = (gsize) samples->shape.height * (gsize) samples->shape.width;

  *label = rcp_samples_label (samples, index);
  if (*label >= state->net->n_classes)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_DATASET, _ ("Picture %u has the label %u, but there are %u classes"),
                   index, *label, state->net->n_classes);
      return FALSE;
    }
  for (gsize i = 0; i < rcp_shape_count (samples->shape); i++)
    state->input[i] = rcp_normalise (&state->config.normalisation, (int) (i / plane), pixels[i]);
  forward_sample (state, state->input);
  return TRUE;
}

/* Whether the layer that parameter @index belongs to stays as it is. */
static gboolean
is_frozen (const RcpArchitecture *net, const RcpSgd *sgd, gsize index)
{
  for (guint l = 0; sgd->frozen != NULL && l < net->n_layers; l++)
    {
      const RcpLayer *layer = &net->layers[l];

      if (index >= layer->weight_offset && index < layer->weight_offset + layer->weight_count)
        return sgd->frozen[l];
      if (index >= layer->bias_offset && index < layer->bias_offset + layer->bias_count)
        return sgd->frozen[l];
    }
  return FALSE;
}

/* What lasts from one step to the next is rounded to the float32 that get_parameters() and get_velocity() give away:
 * a run that goes on from there is then the run that never stopped, to the bit. */
static void
update_parameters (RcpBackendState *state, const RcpSgd *sgd)
{
  for (gsize i = 0; i < state->net->n_parameters; i++)
    {
      double gradient = state->gradient[i] + sgd->weight_decay * state->parameters[i];

      if (is_frozen (state->net, sgd, i))
        continue;
      state->velocity[i] = (float) (sgd->momentum * state->velocity[i] + gradient);
      state->parameters[i] = (float) (state->parameters[i] - sgd->learning_rate * state->velocity[i]);
    }
}

static gboolean
train_batch (RcpBackendState *state, const RcpSgd *sgd, const guint32 *order, guint count, RcpStepResult *result,
             GError **error)
{
  guint n_classes = state->net->n_classes;

  *result = (RcpStepResult){ .count = count };
  memset (state->gradient, 0, state->net->n_parameters * sizeof (double));
  for (guint i = 0; i < count; i++)
    {
      guint label;

      if (!forward_picture (state, state->config.train, order[i], &label, error))
        return FALSE;
      result->loss_sum += rcp_reference_cross_entropy (n_classes, logits (state), label);
      result->correct += rcp_reference_largest (n_classes, logits (state)) == label;
      rcp_reference_cross_entropy_backward (n_classes, logits (state), label, clear_activation_gradients (state));
      backward_sample (state, state->gradient);
    }
  for (gsize i = 0; i < state->net->n_parameters; i++)
    state->gradient[i] /= count;
  update_parameters (state, sgd);
  return TRUE;
}

static gboolean
reference_train (RcpBackendState *state, const RcpSgd *sgd, const guint32 *order, gsize n, RcpStepResult *results,
                 GError **error)
{
  g_return_val_if_fail (state->config.train != NULL, FALSE);

  for (gsize i = 0; i < n; i++)
    g_return_val_if_fail (order[i] < state->config.train->count, FALSE);
  for (gsize first = 0; first < n; first += state->config.batch_size)
    {
      guint count = (guint) MIN (n - first, state->config.batch_size);

      if (!train_batch (state, sgd, order + first, count, results++, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
reference_evaluate (RcpBackendState *state, RcpSplit split, guint first, guint count, guint8 *predicted, float *loss,
                    float *probability, GError **error)
{
  const RcpSamples *samples = split == RCP_SPLIT_TRAIN ? state->config.train : state->config.test;
  guint n_classes = state->net->n_classes;

  g_return_val_if_fail (samples != NULL, FALSE);
  g_return_val_if_fail (first <= samples->count && count <= samples->count - first, FALSE);

  for (guint i = 0; i < count; i++)
    {
      guint label, largest;

      if (!forward_picture (state, samples, first + i, &label, error))
        return FALSE;
      largest = rcp_reference_largest (n_classes, logits (state));
      if (predicted != NULL)
        predicted[i] = (guint8) largest;
      if (loss != NULL)
        loss[i] = (float) rcp_reference_cross_entropy (n_classes, logits (state), label);
      if (probability != NULL)
        probability[i] = (float) state->activations[state->net->softmax_offset + largest];
    }
  return TRUE;
}

/* Adds to @fired what the picture does whose activations are there. */
static void
count_fired (RcpBackendState *state, guint32 *fired)
{
  for (guint l = 0; l < state->net->n_layers; l++)
    {
      const RcpLayer *layer = &state->net->layers[l];
      gsize map = (gsize) layer->output.height * (gsize) layer->output.width;

      if (layer->kind != RCP_LAYER_RELU)
        continue;
      for (int c = 0; c < layer->output.channels; c++)
        {
          const double *values = state->activations + layer->output_offset + (gsize) c * map;
          gboolean fires = FALSE;

          for (gsize i = 0; i < map && !fires; i++)
            fires = values[i] > 0.0;
          *fired++ += fires;
        }
    }
}

static gboolean
reference_activity (RcpBackendState *state, RcpSplit split, guint first, guint count, guint32 *fired, GError **error)
{
  const RcpSamples *samples = split == RCP_SPLIT_TRAIN ? state->config.train : state->config.test;

  g_return_val_if_fail (samples != NULL, FALSE);
  g_return_val_if_fail (first <= samples->count && count <= samples->count - first, FALSE);

  for (guint i = 0; i < count; i++)
    {
      guint label;

      if (!forward_picture (state, samples, first + i, &label, error))
        return FALSE;
      count_fired (state, fired);
    }
  return TRUE;
}

/* In double, and from activations that were never rounded to float32. */
static RcpSums
reference_sums (void)
{
  return RCP_SUMS_OTHER;
}

static void
to_floats (const double *from, float *to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = (float) from[i];
}

static void
from_floats (const float *from, double *to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = (double) from[i];
}

static gboolean
reference_forward (RcpBackendState *state, const float *input, float *activations, GError **error)
{
  forward_sample (state, input);
  to_floats (state->activations, activations, state->net->n_activations);
  return TRUE;
}

static gboolean
reference_backward (RcpBackendState *state, const float *input, const float *output_gradient,
                    float *activation_gradients, float *parameter_gradients, GError **error)
{
  forward_sample (state, input);
  from_floats (output_gradient, clear_activation_gradients (state), state->net->n_classes);
  memset (state->scratch, 0, state->net->n_parameters * sizeof (double));
  backward_sample (state, state->scratch);
  if (activation_gradients != NULL)
    to_floats (state->activation_gradients, activation_gradients, state->net->n_activations);
  if (parameter_gradients != NULL)
    to_floats (state->scratch, parameter_gradients, state->net->n_parameters);
  return TRUE;
}

static gboolean
reference_set_parameters (RcpBackendState *state, const float *parameters, GError **error)
{
  from_floats (parameters, state->parameters, state->net->n_parameters);
  memset (state->velocity, 0, state->net->n_parameters * sizeof (double));
  return TRUE;
}

static gboolean
reference_get_parameters (RcpBackendState *state, float *parameters, GError **error)
{
  to_floats (state->parameters, parameters, state->net->n_parameters);
  return TRUE;
}

static gboolean
reference_set_velocity (RcpBackendState *state, const float *velocity, GError **error)
{
  from_floats (velocity, state->velocity, state->net->n_parameters);
  return TRUE;
}

static gboolean
reference_get_velocity (RcpBackendState *state, float *velocity, GError **error)
{
  to_floats (state->velocity, velocity, state->net->n_parameters);
  return TRUE;
}

static gboolean
reference_get_gradient (RcpBackendState *state, float *gradient, GError **error)
{
  to_floats (state->gradient, gradient, state->net->n_parameters);
  return TRUE;
}

static void
reference_close (RcpBackendState *state)
{
  g_free (state->parameters);
  g_free (state->velocity);
  g_free (state->gradient);
  g_free (state->scratch);
  g_free (state->activations);
  g_free (state->activation_gradients);
  g_free (state->input);
  g_free (state);
}

/* Whether the pictures are what the network takes. */
static gboolean
check_samples (const RcpArchitecture *net, const RcpSamples *samples, GError **error)
{
  const RcpShape *a = &net->input;
  const RcpShape *b;

  if (samples == NULL)
    return TRUE;
  b = &samples->shape;
  if (a->channels == b->channels && a->height == b->height && a->width == b->width && b->channels <= RCP_MAX_CHANNELS
      && samples->n_classes <= net->n_classes)
    return TRUE;
  g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE,
               _ ("The network takes pictures of %d×%d×%d in %u classes, the dataset has %d×%d×%d in %u classes"),
               a->channels, a->height, a->width, net->n_classes, b->channels, b->height, b->width, samples->n_classes);
  return FALSE;
}

static RcpBackendState *
reference_open (const RcpBackendConfig *config, GError **error)
{
  const RcpArchitecture *net = config->architecture;
  RcpBackendState *state;

  g_return_val_if_fail (config->batch_size > 0, NULL);

  if (!check_samples (net, config->train, error) || !check_samples (net, config->test, error))
    return NULL;

  state = g_new0 (RcpBackendState, 1);
  state->config = *config;
  state->net = net;
  state->parameters = g_try_new0 (double, net->n_parameters);
  state->velocity = g_try_new0 (double, net->n_parameters);
  state->gradient = g_try_new0 (double, net->n_parameters);
  state->scratch = g_try_new0 (double, net->n_parameters);
  state->activations = g_try_new0 (double, net->n_activations);
  state->activation_gradients = g_try_new0 (double, net->n_activations);
  state->input = g_try_new0 (float, rcp_shape_count (net->input));
  if (state->parameters == NULL || state->velocity == NULL || state->gradient == NULL || state->scratch == NULL
      || state->activations == NULL || state->activation_gradients == NULL || state->input == NULL)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE,
                   _ ("There is not enough memory for a network of %zu parameters and %zu values a picture"),
                   net->n_parameters, net->n_activations);
      reference_close (state);
      return NULL;
    }
  return state;
}

static int
reference_score (char **detail, char **reason)
{
  if (detail != NULL)
    *detail = g_strdup (_ ("one thread, double precision"));
  if (reason != NULL)
    *reason = NULL;
  return 1;
}

const RcpBackend *
rcp_backend_reference (void)
{
  static const RcpBackend backend = {
    .abi = RCP_BACKEND_ABI,
    .name = "reference",
    .title = "Reference (double, slow)",
    .score = reference_score,
    .open = reference_open,
    .close = reference_close,
    .set_parameters = reference_set_parameters,
    .get_parameters = reference_get_parameters,
    .set_velocity = reference_set_velocity,
    .get_velocity = reference_get_velocity,
    .get_gradient = reference_get_gradient,
    .train = reference_train,
    .evaluate = reference_evaluate,
    .activity = reference_activity,
    .sums = reference_sums,
    .forward = reference_forward,
    .backward = reference_backward,
  };

  return &backend;
}
