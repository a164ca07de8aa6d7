#include "trace-shape.h"

/* how many numbers that stand in no map are put side by side */
#define MOST_COLUMNS 16

RcpCell
rcp_trace_source_before_flatten (const RcpArchitecture *architecture, RcpCell cell)
{
  const RcpLayer *layer;
  gsize i = (gsize) cell.channel;

  if (cell.layer < 0 || cell.layer >= (int) architecture->n_layers)
    return cell;
  layer = &architecture->layers[cell.layer];
  return layer->kind == RCP_LAYER_FLATTEN ? rcp_cell_at (architecture, cell.layer - 1, i) : cell;
}

/* What the numbers of @layer are made of, as far as channels stay channels. */
static RcpTraceSource
source_of (const RcpArchitecture *architecture, int layer)
{
  for (; layer >= 0; layer--)
    if (architecture->layers[layer].kind == RCP_LAYER_CONV2D)
      return RCP_TRACE_SOURCE_MAPS;
    else if (architecture->layers[layer].kind == RCP_LAYER_LINEAR)
      return RCP_TRACE_SOURCE_UNITS;
  return RCP_TRACE_SOURCE_CHANNELS;
}

/* A pooling and a flatten change no sign. */
static gboolean
is_signed (const RcpArchitecture *architecture, int layer)
{
  for (; layer >= 0; layer--)
    switch (architecture->layers[layer].kind)
      {
      case RCP_LAYER_RELU:
        return FALSE;
      case RCP_LAYER_MAX_POOL2D:
      case RCP_LAYER_AVG_POOL2D:
      case RCP_LAYER_FLATTEN:
        break;
      case RCP_LAYER_CONV2D:
      case RCP_LAYER_TANH:
      case RCP_LAYER_LINEAR:
        return TRUE;
      }
  return TRUE;
}

/* The most columns that leave no gap in the last row, if these are not too few. */
static int
columns_for (int n)
{
  for (int columns = MIN (n, MOST_COLUMNS); columns > MOST_COLUMNS / 2; columns--)
    if (n % columns == 0)
      return columns;
  return MIN (n, MOST_COLUMNS);
}

static void
shape_linear (RcpTraceShape *self, const RcpArchitecture *architecture, const RcpTrace *trace)
{
  int below = trace->cell.layer - 1;
  const RcpLayer *flatten = below >= 0 ? &architecture->layers[below] : NULL;

  if (flatten != NULL && flatten->kind == RCP_LAYER_FLATTEN && flatten->input.height * flatten->input.width > 1)
    {
      self->n_groups = (guint) flatten->input.channels;
      self->rows = flatten->input.height;
      self->columns = flatten->input.width;
      self->n_channels = flatten->input.channels;
      return;
    }
  self->n_groups = 1;
  self->columns = columns_for ((int) trace->n_terms);
  self->rows = ((int) trace->n_terms + self->columns - 1) / self->columns;
  self->source = RCP_TRACE_SOURCE_UNITS;
}

static void
shape_window (RcpTraceShape *self, const RcpLayer *layer, const RcpTrace *trace)
{
  self->rows = layer->kernel[0];
  self->columns = layer->kernel[1];
  self->n_groups = trace->n_terms / (guint) (self->rows * self->columns);
  self->first = trace->terms[0].source.channel;
  self->n_channels = layer->input.channels;
}

RcpTraceShape
rcp_trace_shape_of (const RcpTrace *trace)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (trace->network);
  RcpTraceShape self = {
    .source = source_of (architecture, trace->cell.layer - 1),
    .has_weights = trace->kind == RCP_TRACE_SUM,
    .is_signed = is_signed (architecture, trace->cell.layer - 1),
  };

  switch (trace->kind)
    {
    case RCP_TRACE_SUM:
      if (architecture->layers[trace->cell.layer].kind == RCP_LAYER_LINEAR)
        shape_linear (&self, architecture, trace);
      else
        shape_window (&self, &architecture->layers[trace->cell.layer], trace);
      break;
    case RCP_TRACE_MAXIMUM:
    case RCP_TRACE_AVERAGE:
      shape_window (&self, &architecture->layers[trace->cell.layer], trace);
      break;
    case RCP_TRACE_FUNCTION:
    case RCP_TRACE_COPY:
    case RCP_TRACE_SOFTMAX:
      break;
    }
  self.n_terms = self.n_groups > 0 ? trace->n_terms / self.n_groups : 0;
  return self;
}

gboolean
rcp_trace_shape_equal (const RcpTraceShape *a, const RcpTraceShape *b)
{
  return a->n_groups == b->n_groups && a->rows == b->rows && a->columns == b->columns && a->n_terms == b->n_terms
         && a->source == b->source && a->first == b->first && a->n_channels == b->n_channels
         && a->has_weights == b->has_weights && a->is_signed == b->is_signed;
}

double
rcp_trace_shape_sum (const RcpTraceShape *self, const RcpTrace *trace, guint group)
{
  double sum = 0.0;

  g_return_val_if_fail (group < self->n_groups, 0.0);

  /* as rcp_trace_sum_channel() does it, of terms that may be read through a flatten */
  for (guint i = group * self->n_terms; i < (group + 1) * self->n_terms; i++)
    if (!trace->terms[i].padding)
      sum += (double) trace->terms[i].weight * (double) trace->terms[i].x;
  return sum;
}
