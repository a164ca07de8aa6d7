#include "inspect/walk.h"

#include <string.h>

#include "backend/registry.h"
#include "net/network.h"

static int
square (int side)
{
  return side * side;
}

/* Making one */

static int
source_along (const RcpWalkSettings *s, int padded)
{
  int i = padded - s->padding;
  int last = s->input_size - 1;

  if (i >= 0 && i <= last)
    return i;
  switch (s->padding_mode)
    {
    case RCP_WALK_PADDING_REPLICATE:
      return CLAMP (i, 0, last);
    case RCP_WALK_PADDING_REFLECT:
      return i < 0 ? -i : 2 * last - i;
    case RCP_WALK_PADDING_ZERO:
      break;
    }
  return -1;
}

static void
pad (RcpWalk *self, const float *input)
{
  const RcpWalkSettings *s = &self->settings;
  int n = self->padded_size;

  self->source = g_new (int, square (n));
  self->input = g_new0 (float, s->input_channels *square (n));
  for (int y = 0; y < n; y++)
    for (int x = 0; x < n; x++)
      {
        int row = source_along (s, y);
        int column = source_along (s, x);
        int from = row < 0 || column < 0 ? -1 : row * s->input_size + column;

        self->source[y * n + x] = from;
        for (int c = 0; from >= 0 && c < s->input_channels; c++)
          self->input[c * square (n) + y * n + x] = input[c * square (s->input_size) + from];
      }
}

static void
take_kernels (RcpWalk *self, const float *kernels, const float *biases)
{
  const RcpWalkSettings *s = &self->settings;
  int taps = square (s->kernel);
  int n = s->output_channels * self->group_inputs * taps;

  self->kernels = g_memdup2 (kernels, (gsize) n * sizeof *kernels);
  self->biases = g_memdup2 (biases, (gsize) s->output_channels * sizeof *biases);
  self->weights = g_new (float, n);
  /* half a turn is the taps in the opposite order */
  for (int i = 0; i < n; i++)
    self->weights[i] = kernels[s->flip ? i - i % taps + taps - 1 - i % taps : i];
}

/* The engine's own padding holds zeros; whatever else is there is part of what goes in. */
static gboolean
pads_itself (const RcpWalkSettings *s)
{
  return s->padding_mode == RCP_WALK_PADDING_ZERO;
}

static RcpNetwork *
network_of (const RcpWalk *self, GError **error)
{
  const RcpWalkSettings *s = &self->settings;
  int padding = pads_itself (s) ? s->padding : 0;
  int size = pads_itself (s) ? s->input_size : self->padded_size;
  g_autofree char *layer = NULL;
  g_autofree char *text = NULL;

  if (s->kind == RCP_LAYER_CONV2D)
    layer = g_strdup_printf ("conv %d %dx%d stride %d padding %d dilation %d groups %d", s->output_channels, s->kernel,
                             s->kernel, s->stride, padding, s->dilation, s->groups);
  else if (s->kind == RCP_LAYER_RELU)
    layer = g_strdup ("relu");
  else
    layer = g_strdup_printf ("%s %d stride %d padding %d", s->kind == RCP_LAYER_MAX_POOL2D ? "maxpool" : "avgpool",
                             s->kernel, s->stride, padding);
  /* what a network has to end with; nobody looks at it */
  text = g_strconcat (layer, ", flatten, linear 1", NULL);
  return rcp_network_new (text, (RcpShape){ s->input_channels, size, size }, 1, error);
}

static gboolean
run (RcpWalk *self, const float *input, const RcpBackend *backend, GError **error)
{
  const RcpWalkSettings *s = &self->settings;
  g_autoptr (RcpNetwork) network = network_of (self, error);
  RcpBackendConfig config = { .batch_size = 1, .threads = 1 };
  g_autofree float *parameters = NULL;
  g_autofree float *activations = NULL;
  const RcpLayer *layer;
  RcpBackendState *state;
  gboolean ok;

  if (network == NULL)
    return FALSE;
  config.architecture = rcp_network_get_architecture (network);
  layer = &config.architecture->layers[0];
  state = backend->open (&config, error);
  if (state == NULL)
    return FALSE;
  parameters = g_new0 (float, config.architecture->n_parameters);
  if (s->kind == RCP_LAYER_CONV2D)
    {
      memcpy (parameters + layer->weight_offset, self->weights, layer->weight_count * sizeof (float));
      memcpy (parameters + layer->bias_offset, self->biases, layer->bias_count * sizeof (float));
    }
  activations = g_new (float, config.architecture->n_activations);
  ok = backend->set_parameters (state, parameters, error)
       && backend->forward (state, pads_itself (s) ? input : self->input, activations, error);
  if (ok)
    self->output =
        g_memdup2 (activations + layer->output_offset, (gsize) rcp_walk_n_cells (self) * sizeof *self->output);
  backend->close (state);
  return ok;
}

RcpWalk *
rcp_walk_new (const RcpWalkSettings *settings, const float *input, const float *kernels, const float *biases,
              const RcpBackend *backend, GError **error)
{
  g_autoptr (RcpWalk) self = NULL;

  g_return_val_if_fail (settings != NULL, NULL);
  g_return_val_if_fail (input != NULL, NULL);
  g_return_val_if_fail (settings->kind != RCP_LAYER_CONV2D || (kernels != NULL && biases != NULL), NULL);

  if (!rcp_walk_settings_check (settings, error))
    return NULL;
  if (backend == NULL)
    backend = rcp_backend_find ("cpu", error);
  if (backend == NULL)
    return NULL;
  self = g_new0 (RcpWalk, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->settings = rcp_walk_settings_resolve (settings);
  self->padded_size = settings->input_size + 2 * self->settings.padding;
  self->output_size = rcp_walk_settings_output_size (settings);
  self->group_inputs = self->settings.input_channels / self->settings.groups;
  pad (self, input);
  if (settings->kind == RCP_LAYER_CONV2D)
    take_kernels (self, kernels, biases);
  return run (self, input, backend, error) ? g_steal_pointer (&self) : NULL;
}

RcpWalk *
rcp_walk_ref (RcpWalk *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rcp_walk_unref (RcpWalk *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->input);
  g_free (self->source);
  g_free (self->kernels);
  g_free (self->weights);
  g_free (self->biases);
  g_free (self->output);
  g_free (self);
}

/* The terms */

int
rcp_walk_n_cells (const RcpWalk *self)
{
  return self->settings.output_channels * square (self->output_size);
}

int
rcp_walk_n_terms (const RcpWalk *self)
{
  return self->group_inputs * square (self->settings.kernel);
}

gboolean
rcp_walk_reads (const RcpWalk *self, int output, int input)
{
  int group_outputs = self->settings.output_channels / self->settings.groups;

  return output / group_outputs == input / self->group_inputs;
}

static int
first_input_of (const RcpWalk *self, int output)
{
  return output / (self->settings.output_channels / self->settings.groups) * self->group_inputs;
}

/* Where term @i of @cell reads and, of a convolution, which weight it takes. */
static void
locate (const RcpWalk *self, int cell, int i, RcpWalkTerm *term, int *weight)
{
  const RcpWalkSettings *s = &self->settings;
  int map = square (self->output_size);
  int output = cell / map;
  int taps = square (s->kernel);

  term->channel = first_input_of (self, output) + i / taps;
  term->tap = i % taps;
  term->row = cell % map / self->output_size * s->stride + term->tap / s->kernel * s->dilation;
  term->column = cell % self->output_size * s->stride + term->tap % s->kernel * s->dilation;
  *weight = (output * self->group_inputs + i / taps) * taps + term->tap;
}

static int
input_index (const RcpWalk *self, const RcpWalkTerm *term)
{
  return (term->channel * self->padded_size + term->row) * self->padded_size + term->column;
}

static gboolean
is_padding (const RcpWalk *self, int row, int column)
{
  int first = self->settings.padding;
  int last = first + self->settings.input_size - 1;

  return row < first || row > last || column < first || column > last;
}

static float
accumulate (const RcpWalk *self, const RcpWalkTerm *term, float running)
{
  switch (self->settings.kind)
    {
    case RCP_LAYER_CONV2D:
      return fmaf (term->weight, term->value, running);
    case RCP_LAYER_MAX_POOL2D:
      return !term->padding && term->value > running ? term->value : running;
    default:
      return running + term->value;
    }
}

float
rcp_walk_terms (const RcpWalk *self, int cell, RcpWalkTerm *terms)
{
  const RcpWalkSettings *s = &self->settings;
  float running = 0.0f;

  g_return_val_if_fail (cell >= 0 && cell < rcp_walk_n_cells (self), 0.0f);

  if (s->kind == RCP_LAYER_CONV2D)
    running = self->biases[cell / square (self->output_size)];
  else if (s->kind == RCP_LAYER_MAX_POOL2D)
    running = -INFINITY;
  for (int i = 0; i < rcp_walk_n_terms (self); i++)
    {
      RcpWalkTerm *term = &terms[i];
      int weight;

      locate (self, cell, i, term, &weight);
      term->padding = is_padding (self, term->row, term->column);
      term->value = self->input[input_index (self, term)];
      term->weight = s->kind == RCP_LAYER_CONV2D ? self->weights[weight] : 1.0f;
      term->product = term->weight * term->value;
      running = accumulate (self, term, running);
      term->running = running;
    }
  if (s->kind == RCP_LAYER_AVG_POOL2D)
    return running * (1.0f / (float) square (s->kernel));
  return s->kind == RCP_LAYER_RELU ? MAX (running, 0.0f) : running;
}

int
rcp_walk_winner (const RcpWalk *self, int cell)
{
  RcpWalkTerm terms[RCP_WALK_MAX_TERMS];
  float largest = rcp_walk_terms (self, cell, terms);

  for (int i = 0; i < rcp_walk_n_terms (self); i++)
    if (!terms[i].padding && terms[i].value == largest)
      return i;
  return 0;
}

/* Who meets whom */

/* Where a target stands in the padded input, with the copies that the padding made of it. */
static gboolean
is_same_pixel (const RcpWalk *self, int index, const RcpWalkTerm *term)
{
  int plane = square (self->padded_size);
  int here = term->row * self->padded_size + term->column;

  if (term->channel != index / plane)
    return FALSE;
  return here == index % plane || (self->source[here] >= 0 && self->source[here] == self->source[index % plane]);
}

static void
mark (guint8 *marks, int index)
{
  if (marks != NULL)
    marks[index] = TRUE;
}

void
rcp_walk_trace (const RcpWalk *self, RcpWalkTarget target, int index, guint8 *inputs, guint8 *weights, guint8 *outputs)
{
  const RcpWalkSettings *s = &self->settings;
  int n_terms = rcp_walk_n_terms (self);
  gboolean has_weights = s->kind == RCP_LAYER_CONV2D;

  if (inputs != NULL)
    memset (inputs, 0, (gsize) (s->input_channels * square (self->padded_size)));
  if (weights != NULL && has_weights)
    memset (weights, 0, (gsize) (s->output_channels * n_terms));
  if (outputs != NULL)
    memset (outputs, 0, (gsize) rcp_walk_n_cells (self));
  if (target == RCP_WALK_TARGET_NOTHING)
    return;
  for (int cell = 0; cell < rcp_walk_n_cells (self); cell++)
    {
      if (target == RCP_WALK_TARGET_OUTPUT && cell != index)
        continue;
      for (int i = 0; i < n_terms; i++)
        {
          RcpWalkTerm term;
          int weight;

          locate (self, cell, i, &term, &weight);
          if ((target == RCP_WALK_TARGET_WEIGHT && weight != index)
              || (target == RCP_WALK_TARGET_INPUT && !is_same_pixel (self, index, &term)))
            continue;
          mark (inputs, input_index (self, &term));
          if (has_weights)
            mark (weights, weight);
          mark (outputs, cell);
        }
    }
}
