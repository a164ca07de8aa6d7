/* What is looked at: a cell and how it was made, a filter, a weight, and in which range of colours. */

#include "network-model-private.h"

#include <string.h>

static gboolean
is_filter (const RcpArchitecture *architecture, int layer, int filter)
{
  return layer >= 0 && layer < (int) architecture->n_layers && architecture->layers[layer].weight_count > 0
         && filter >= 0 && filter < architecture->layers[layer].output.channels;
}

void
rcp_network_model_set_filter (RcpNetworkModel *self, int layer, int filter)
{
  g_return_if_fail (RCP_IS_NETWORK_MODEL (self));

  if (layer < 0)
    layer = filter = -1;
  else if (self->network == NULL || !is_filter (rcp_network_get_architecture (self->network), layer, filter))
    return;
  if (layer == self->filter_layer && filter == self->filter)
    return;
  self->filter_layer = layer;
  self->filter = filter;
  rcp_network_model_emit (self, RCP_NETWORK_MODEL_FILTER_CHANGED);
}

gboolean
rcp_network_model_get_filter (RcpNetworkModel *self, int *layer, int *filter)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), FALSE);

  *layer = self->filter_layer;
  *filter = self->filter;
  return self->filter >= 0;
}

void
rcp_network_model_set_weight (RcpNetworkModel *self, gsize parameter)
{
  g_return_if_fail (RCP_IS_NETWORK_MODEL (self));

  if (parameter == self->weight
      || (parameter != RCP_NETWORK_MODEL_NO_WEIGHT
          && (self->network == NULL || parameter >= rcp_network_get_architecture (self->network)->n_parameters)))
    return;
  self->weight = parameter;
  rcp_network_model_emit (self, RCP_NETWORK_MODEL_WEIGHT_CHANGED);
}

gboolean
rcp_network_model_get_weight (RcpNetworkModel *self, gsize *parameter)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), FALSE);

  if (parameter != NULL)
    *parameter = self->weight;
  return self->weight != RCP_NETWORK_MODEL_NO_WEIGHT;
}

/* The layer with weights whose filter @cell's channel belongs to, or −1. */
static int
find_filter_layer (const RcpArchitecture *architecture, RcpCell cell)
{
  int layer = MIN (cell.layer, (int) architecture->n_layers - 1);

  for (; layer >= 0; layer--)
    {
      RcpLayerKind kind = architecture->layers[layer].kind;

      if (kind == RCP_LAYER_CONV2D || kind == RCP_LAYER_LINEAR)
        return layer;
      if (kind == RCP_LAYER_FLATTEN)
        return -1;
    }
  return -1;
}

void
rcp_network_model_set_cell (RcpNetworkModel *self, const RcpCell *cell)
{
  /* it may stand in the trace, which goes with the cell before */
  RcpCell wanted = cell != NULL ? *cell : self->cell;
  int layer;

  g_return_if_fail (RCP_IS_NETWORK_MODEL (self));

  if (cell == NULL ? !self->has_cell : self->network == NULL || !rcp_cell_check (self->network, *cell, NULL))
    return;
  if (cell != NULL && self->has_cell && memcmp (cell, &self->cell, sizeof *cell) == 0)
    return;
  g_clear_pointer (&self->trace, rcp_trace_free);
  g_clear_pointer (&self->field, rcp_receptive_field_free);
  self->has_cell = cell != NULL;
  self->cell = wanted;
  rcp_network_model_emit (self, RCP_NETWORK_MODEL_CELL_CHANGED);
  if (cell == NULL)
    return;
  layer = find_filter_layer (rcp_network_get_architecture (self->network), self->cell);
  if (layer >= 0)
    rcp_network_model_set_filter (self, layer, self->cell.channel);
}

gboolean
rcp_network_model_get_cell (RcpNetworkModel *self, RcpCell *cell)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), FALSE);

  if (cell != NULL)
    *cell = self->cell;
  return self->has_cell;
}

const RcpTrace *
rcp_network_model_get_trace (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), NULL);

  if (self->trace == NULL && self->has_cell && self->frame != NULL && self->cell.layer != RCP_CELL_INPUT)
    self->trace = rcp_trace_new (self->frame->network, rcp_snapshot_get_parameters (self->frame->weights),
                                 self->frame->activations, self->frame->sums, self->cell, NULL);
  return self->trace;
}

const RcpReceptiveField *
rcp_network_model_get_field (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), NULL);

  if (self->field == NULL && self->has_cell)
    self->field = rcp_receptive_field_new (self->network, self->cell, NULL);
  return self->field;
}

RcpRangeScope
rcp_network_model_get_range_scope (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), RCP_RANGE_LAYER);
  return self->scope;
}

void
rcp_network_model_set_range_scope (RcpNetworkModel *self, RcpRangeScope scope)
{
  g_return_if_fail (RCP_IS_NETWORK_MODEL (self));

  if (scope == self->scope)
    return;
  self->scope = scope;
  rcp_network_model_emit (self, RCP_NETWORK_MODEL_RANGE_CHANGED);
}

void
rcp_network_model_look_at_nothing (RcpNetworkModel *self)
{
  gboolean had_cell = self->has_cell, had_filter = self->filter >= 0;

  self->has_cell = FALSE;
  self->filter_layer = self->filter = -1;
  g_clear_pointer (&self->trace, rcp_trace_free);
  g_clear_pointer (&self->field, rcp_receptive_field_free);
  if (had_cell)
    rcp_network_model_emit (self, RCP_NETWORK_MODEL_CELL_CHANGED);
  if (had_filter)
    rcp_network_model_emit (self, RCP_NETWORK_MODEL_FILTER_CHANGED);
  rcp_network_model_set_weight (self, RCP_NETWORK_MODEL_NO_WEIGHT);
}
