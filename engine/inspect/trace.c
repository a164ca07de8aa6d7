#include "inspect/trace.h"

#include <math.h>
#include <string.h>

/* What the makers of traces work on: the number itself, and where the others come from. */
typedef struct
{
  RcpTrace *trace;
  const RcpArchitecture *architecture;
  const RcpLayer *layer; /* NULL for the softmax */
  const float *parameters;
  const float *input; /* of the layer: what the layer before puts out */
  RcpShape input_shape;
  GArray *terms;
} Maker;

/* The term that reads a cell of the layer's input; its product and sum are the caller's. */
static RcpTraceTerm
read_cell (const Maker *self, int channel, int row, int column)
{
  RcpTraceTerm term = { .source = { self->trace->cell.layer - 1, channel, row, column }, .weight = 1 };

  term.padding = !rcp_cell_is_inside (self->input_shape, term.source);
  if (term.padding)
    self->trace->n_padding++;
  else
    term.x = self->input[rcp_cell_index (self->architecture, term.source)
                         - rcp_cell_layer_offset (self->architecture, term.source.layer)];
  return term;
}

static void
add_term (Maker *self, const RcpTraceTerm *term)
{
  g_array_append_val (self->terms, *term);
}

/* One link of the engine's chain. What is not to be fused is kept from the compiler by way of memory. */
static float
multiply_add (RcpSums sums, float weight, float x, float sum)
{
  volatile float product;

  if (sums != RCP_SUMS_ROUNDED)
    return fmaf (weight, x, sum);
  product = weight * x;
  return product + sum;
}

static float
add_product (Maker *self, RcpTraceTerm *term, float sum)
{
  term->weight = self->parameters[term->parameter];
  if (!term->padding)
    {
      term->product = term->weight * term->x;
      sum = multiply_add (self->trace->sums, term->weight, term->x, sum);
    }
  term->sum = (double) sum;
  add_term (self, term);
  return sum;
}

static float
begin_sum (Maker *self)
{
  self->trace->kind = RCP_TRACE_SUM;
  self->trace->bias_parameter = self->layer->bias_offset + (gsize) self->trace->cell.channel;
  self->trace->bias = self->parameters[self->trace->bias_parameter];
  return self->trace->bias;
}

static void
make_convolution (Maker *self)
{
  const RcpLayer *layer = self->layer;
  const RcpCell *cell = &self->trace->cell;
  const int channels = layer->input.channels / layer->groups;
  const int group = cell->channel / (layer->output.channels / layer->groups);
  gsize parameter = layer->weight_offset
                    + (gsize) cell->channel * (gsize) channels * (gsize) layer->kernel[0] * (gsize) layer->kernel[1];
  float sum = begin_sum (self);

  for (int channel = 0; channel < channels; channel++)
    for (int row = 0; row < layer->kernel[0]; row++)
      for (int column = 0; column < layer->kernel[1]; column++)
        {
          RcpTraceTerm term = read_cell (self, group * channels + channel, rcp_cell_tap (layer, 0, cell->row, row),
                                         rcp_cell_tap (layer, 1, cell->column, column));

          term.tap[0] = row;
          term.tap[1] = column;
          term.parameter = parameter++;
          sum = add_product (self, &term, sum);
        }
  self->trace->total = sum;
}

static void
make_linear (Maker *self)
{
  gsize n = (gsize) self->layer->input.channels;
  float sum = begin_sum (self);

  for (gsize i = 0; i < n; i++)
    {
      RcpTraceTerm term = read_cell (self, (int) i, 0, 0);

      term.parameter = self->layer->weight_offset + (gsize) self->trace->cell.channel * n + i;
      sum = add_product (self, &term, sum);
    }
  self->trace->total = sum;
}

/* A maximum begins with the first cell that is inside and changes only for a larger one, so that a NaN at the begin
 * stays; an average adds to 0. */
static void
make_pool (Maker *self)
{
  const RcpLayer *layer = self->layer;
  const RcpCell *cell = &self->trace->cell;
  const gboolean is_maximum = layer->kind == RCP_LAYER_MAX_POOL2D;
  gboolean first = TRUE;
  float sum = 0;

  self->trace->kind = is_maximum ? RCP_TRACE_MAXIMUM : RCP_TRACE_AVERAGE;
  for (int row = 0; row < layer->kernel[0]; row++)
    for (int column = 0; column < layer->kernel[1]; column++)
      {
        RcpTraceTerm term = read_cell (self, cell->channel, rcp_cell_tap (layer, 0, cell->row, row),
                                       rcp_cell_tap (layer, 1, cell->column, column));

        term.tap[0] = row;
        term.tap[1] = column;
        term.product = term.x;
        if (!term.padding && !is_maximum)
          sum += term.x;
        else if (!term.padding && (first || term.x > sum))
          {
            sum = term.x;
            self->trace->winner = self->terms->len;
            first = FALSE;
          }
        term.sum = (double) sum;
        add_term (self, &term);
      }
  if (!is_maximum)
    self->trace->share = 1.0f / (float) (layer->kernel[0] * layer->kernel[1]);
  self->trace->total = sum * self->trace->share;
}

static void
make_function (Maker *self)
{
  const RcpCell *cell = &self->trace->cell;
  RcpTraceTerm term = read_cell (self, cell->channel, cell->row, cell->column);

  self->trace->kind = RCP_TRACE_FUNCTION;
  term.product = term.x;
  term.sum = (double) term.x;
  add_term (self, &term);
  if (self->layer->kind == RCP_LAYER_TANH)
    self->trace->total = tanhf (term.x);
  else
    self->trace->total = term.x < 0 ? 0 : term.x;
}

static void
make_copy (Maker *self)
{
  RcpCell source = rcp_cell_at (self->architecture, self->trace->cell.layer - 1, (gsize) self->trace->cell.channel);
  RcpTraceTerm term = read_cell (self, source.channel, source.row, source.column);

  self->trace->kind = RCP_TRACE_COPY;
  term.product = term.x;
  term.sum = (double) term.x;
  add_term (self, &term);
  self->trace->total = term.x;
}

/* Shifted by the largest logit, which changes nothing and keeps the exponentials from overflowing. */
static void
make_softmax (Maker *self)
{
  const int n = (int) self->architecture->n_classes;
  float largest = self->input[0];
  double sum = 0;

  self->trace->kind = RCP_TRACE_SOFTMAX;
  for (int i = 1; i < n; i++)
    if (self->input[i] > largest)
      {
        largest = self->input[i];
        self->trace->winner = (guint) i;
      }
  for (int i = 0; i < n; i++)
    {
      RcpTraceTerm term = read_cell (self, i, 0, 0);

      term.product = expf (term.x - largest);
      sum += (double) term.product;
      term.sum = sum;
      add_term (self, &term);
    }
  self->trace->total =
      (float) ((double) g_array_index (self->terms, RcpTraceTerm, self->trace->cell.channel).product / sum);
}

static void
make_terms (Maker *self)
{
  if (self->layer == NULL)
    {
      make_softmax (self);
      return;
    }
  switch (self->layer->kind)
    {
    case RCP_LAYER_CONV2D:
      make_convolution (self);
      break;
    case RCP_LAYER_LINEAR:
      make_linear (self);
      break;
    case RCP_LAYER_MAX_POOL2D:
    case RCP_LAYER_AVG_POOL2D:
      make_pool (self);
      break;
    case RCP_LAYER_RELU:
    case RCP_LAYER_TANH:
      make_function (self);
      break;
    case RCP_LAYER_FLATTEN:
      make_copy (self);
      break;
    }
}

RcpTrace *
rcp_trace_new (RcpNetwork *network, const float *parameters, const float *activations, RcpSums sums, RcpCell cell,
               GError **error)
{
  const RcpArchitecture *architecture;
  g_autoptr (RcpTrace) self = NULL;
  Maker maker;

  g_return_val_if_fail (network != NULL, NULL);
  g_return_val_if_fail (parameters != NULL && activations != NULL, NULL);
  g_return_val_if_fail (cell.layer != RCP_CELL_INPUT, NULL);

  if (!rcp_cell_check (network, cell, error))
    return NULL;
  architecture = rcp_network_get_architecture (network);
  self = g_new0 (RcpTrace, 1);
  self->network = rcp_network_ref (network);
  self->cell = cell;
  self->sums = sums;
  self->share = 1;
  self->value = activations[rcp_cell_index (architecture, cell)];
  maker = (Maker){
    .trace = self,
    .architecture = architecture,
    .layer = cell.layer < (int) architecture->n_layers ? &architecture->layers[cell.layer] : NULL,
    .parameters = parameters,
    .input = activations + rcp_cell_layer_offset (architecture, cell.layer - 1),
    .input_shape = rcp_cell_layer_shape (architecture, cell.layer - 1),
    .terms = g_array_new (FALSE, FALSE, sizeof (RcpTraceTerm)),
  };
  make_terms (&maker);
  self->n_terms = maker.terms->len;
  self->terms = (RcpTraceTerm *) (gpointer) g_array_free (maker.terms, FALSE);
  return g_steal_pointer (&self);
}

void
rcp_trace_free (RcpTrace *self)
{
  if (self == NULL)
    return;
  rcp_network_unref (self->network);
  g_free (self->terms);
  g_free (self);
}

RcpTrace *
rcp_trace_new_below (const RcpTrace *self, const float *parameters, const float *activations, guint term)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (term < self->n_terms, NULL);

  if (self->terms[term].padding || self->terms[term].source.layer == RCP_CELL_INPUT)
    return NULL;
  return rcp_trace_new (self->network, parameters, activations, self->sums, self->terms[term].source, NULL);
}

static int
compare_terms (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const RcpTraceTerm *terms = user_data;
  guint first = *(const guint *) a;
  guint second = *(const guint *) b;
  float p = fabsf (terms[first].product);
  float q = fabsf (terms[second].product);

  if (p != q)
    return p > q ? -1 : 1;
  return first < second ? -1 : 1;
}

guint
rcp_trace_get_largest (const RcpTrace *self, guint n, guint *indices)
{
  g_autofree guint *order = NULL;
  guint count = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (indices != NULL || n == 0, 0);

  order = g_new (guint, MAX (1, self->n_terms));
  for (guint i = 0; i < self->n_terms; i++)
    if (!self->terms[i].padding)
      order[count++] = i;
  g_qsort_with_data (order, (int) count, sizeof *order, compare_terms, self->terms);
  count = MIN (count, n);
  if (count > 0)
    memcpy (indices, order, count * sizeof *order);
  return count;
}

double
rcp_trace_sum_channel (const RcpTrace *self, int channel, guint *n_terms)
{
  double sum = 0;
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->n_terms; i++)
    if (self->terms[i].source.channel == channel && !self->terms[i].padding)
      {
        sum += (double) self->terms[i].weight * (double) self->terms[i].x;
        n++;
      }
  if (n_terms != NULL)
    *n_terms = n;
  return sum;
}
