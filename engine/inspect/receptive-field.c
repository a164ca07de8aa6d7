#include "inspect/receptive-field.h"

#include <string.h>

/* Marks what the marked cells of a layer's output were made from. */

static guint8 *
mask_at (const RcpFieldLayer *self, int channel, int row, int column)
{
  return self->mask + ((gsize) channel * (gsize) self->shape.height + (gsize) row) * (gsize) self->shape.width + column;
}

/* The rows (axis 0) or columns (axis 1) under the window at @position, those in padding left out; @at has room for as
 * many as the window has. */
static int
list_taps (const RcpLayer *layer, int axis, int position, int *at)
{
  const int size = axis == 0 ? layer->input.height : layer->input.width;
  int n = 0;

  for (int k = 0; k < layer->kernel[axis]; k++)
    {
      int i = rcp_cell_tap (layer, axis, position, k);

      if (i >= 0 && i < size)
        at[n++] = i;
    }
  return n;
}

/* The window at one place of the output, for input channels @first … @last − 1. */
static void
mark_window (RcpFieldLayer *input, const RcpLayer *layer, int row, int column, int first, int last, int *rows,
             int *columns)
{
  int n_rows = list_taps (layer, 0, row, rows);
  int n_columns = list_taps (layer, 1, column, columns);

  for (int channel = first; channel < last; channel++)
    for (int i = 0; i < n_rows; i++)
      for (int j = 0; j < n_columns; j++)
        *mask_at (input, channel, rows[i], columns[j]) = 1;
}

static gboolean
is_any_marked (const RcpFieldLayer *self, int first, int last, int row, int column)
{
  for (int channel = first; channel < last; channel++)
    if (*mask_at (self, channel, row, column))
      return TRUE;
  return FALSE;
}

/* Channels of one group see the same: a place is walked once for all of them. A pool is a convolution with as many
 * groups as channels. */
static void
mark_windows (RcpFieldLayer *input, const RcpFieldLayer *output, const RcpLayer *layer)
{
  const int groups = layer->kind == RCP_LAYER_CONV2D ? layer->groups : layer->input.channels;
  const int in = layer->input.channels / groups;
  const int out = layer->output.channels / groups;
  g_autofree int *rows = g_new (int, layer->kernel[0]);
  g_autofree int *columns = g_new (int, layer->kernel[1]);

  for (int group = 0; group < groups; group++)
    for (int row = output->rows[0]; row < output->rows[1]; row++)
      for (int column = output->columns[0]; column < output->columns[1]; column++)
        if (is_any_marked (output, group * out, (group + 1) * out, row, column))
          mark_window (input, layer, row, column, group * in, (group + 1) * in, rows, columns);
}

static void
mark_input (RcpFieldLayer *input, const RcpFieldLayer *output, const RcpLayer *layer)
{
  const gsize n = rcp_shape_count (input->shape);

  /* behind the last layer, the softmax looks at every logit */
  if (layer == NULL || layer->kind == RCP_LAYER_LINEAR)
    {
      memset (input->mask, 1, n);
      return;
    }
  switch (layer->kind)
    {
    case RCP_LAYER_CONV2D:
    case RCP_LAYER_MAX_POOL2D:
    case RCP_LAYER_AVG_POOL2D:
      mark_windows (input, output, layer);
      break;
    case RCP_LAYER_RELU:
    case RCP_LAYER_TANH:
    case RCP_LAYER_FLATTEN:
      memcpy (input->mask, output->mask, n);
      break;
    case RCP_LAYER_LINEAR:
      g_assert_not_reached ();
    }
}

/* Counts what is marked and draws the box around it. */
static void
measure (RcpFieldLayer *self)
{
  const guint8 *mask = self->mask;

  self->channels[0] = self->shape.channels;
  self->rows[0] = self->shape.height;
  self->columns[0] = self->shape.width;
  for (int channel = 0; channel < self->shape.channels; channel++)
    for (int row = 0; row < self->shape.height; row++)
      for (int column = 0; column < self->shape.width; column++)
        if (*mask++)
          {
            self->count++;
            self->channels[0] = MIN (self->channels[0], channel);
            self->channels[1] = MAX (self->channels[1], channel + 1);
            self->rows[0] = MIN (self->rows[0], row);
            self->rows[1] = MAX (self->rows[1], row + 1);
            self->columns[0] = MIN (self->columns[0], column);
            self->columns[1] = MAX (self->columns[1], column + 1);
          }
  if (self->count == 0)
    self->channels[0] = self->rows[0] = self->columns[0] = 0;
}

RcpReceptiveField *
rcp_receptive_field_new (RcpNetwork *network, RcpCell cell, GError **error)
{
  const RcpArchitecture *architecture;
  RcpReceptiveField *self;

  g_return_val_if_fail (network != NULL, NULL);

  if (!rcp_cell_check (network, cell, error))
    return NULL;
  architecture = rcp_network_get_architecture (network);
  self = g_new0 (RcpReceptiveField, 1);
  self->cell = cell;
  self->n_layers = (guint) (cell.layer + 2);
  self->layers = g_new0 (RcpFieldLayer, self->n_layers);
  for (int layer = cell.layer; layer >= RCP_CELL_INPUT; layer--)
    {
      RcpFieldLayer *part = &self->layers[layer + 1];

      part->layer = layer;
      part->shape = rcp_cell_layer_shape (architecture, layer);
      part->mask = g_new0 (guint8, rcp_shape_count (part->shape));
      if (layer == cell.layer)
        *mask_at (part, cell.channel, cell.row, cell.column) = 1;
      else
        mark_input (part, part + 1, layer + 1 < (int) architecture->n_layers ? &architecture->layers[layer + 1] : NULL);
      measure (part);
    }
  return self;
}

void
rcp_receptive_field_free (RcpReceptiveField *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_layers; i++)
    g_free (self->layers[i].mask);
  g_free (self->layers);
  g_free (self);
}

const RcpFieldLayer *
rcp_receptive_field_get (const RcpReceptiveField *self, int layer)
{
  g_return_val_if_fail (self != NULL, NULL);

  return layer >= RCP_CELL_INPUT && layer <= self->cell.layer ? &self->layers[layer + 1] : NULL;
}
