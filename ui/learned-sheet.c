#include "learned-sheet.h"

#include "draw/overlay.h"

gboolean
rcp_learned_sheet_sees_colours (const RcpArchitecture *architecture, int layer)
{
  int first = layer;

  if (layer > 0 && architecture->layers[layer].kind == RCP_LAYER_LINEAR
      && architecture->layers[layer - 1].kind == RCP_LAYER_FLATTEN)
    first--;
  return first == 0 && architecture->input.channels == 3 && rcp_filter_sheet_shape (architecture, layer).channels == 3;
}

static int *
find_first_planes (const RcpLayer *layer, int n_planes)
{
  int *first = g_new (int, layer->output.channels);

  for (int i = 0; i < layer->output.channels; i++)
    first[i] = i / (layer->output.channels / layer->groups) * n_planes;
  return first;
}

void
rcp_learned_sheet_set_layer (RcpLearnedSheet *self, const RcpArchitecture *architecture, int layer, gboolean tiles)
{
  const RcpLayer *it = &architecture->layers[layer];
  const RcpShape seen = rcp_filter_sheet_shape (architecture, layer);

  g_clear_pointer (&self->first_planes, g_free);
  if (it->kind == RCP_LAYER_CONV2D && it->groups > 1)
    self->first_planes = find_first_planes (it, seen.channels);
  g_free (self->norms);
  self->norms = g_new0 (double, it->output.channels);
  self->sheet = (RcpFilterSheet){
    .n_filters = it->output.channels,
    .n_planes = seen.channels,
    .rows = seen.height,
    .columns = seen.width,
    .first_plane = self->first_planes,
    .is_linear = it->kind == RCP_LAYER_LINEAR,
    .tiles = tiles,
    .map_rows = it->output.height,
    .map_columns = it->output.width,
    .norms = self->norms,
    .selected = -1,
    .marked = -1,
  };
}

void
rcp_learned_sheet_set_weights (RcpLearnedSheet *self, const RcpArchitecture *architecture, int layer,
                               RcpSnapshot *weights, RcpNetworkFrame *frame)
{
  const RcpLayer *it = &architecture->layers[layer];
  const float *parameters = rcp_snapshot_get_parameters (weights);

  rcp_snapshot_ref (weights);
  if (frame != NULL)
    rcp_network_frame_ref (frame);
  rcp_learned_sheet_let_go (self);
  self->weights = weights;
  self->frame = frame;

  self->sheet.weights = parameters + it->weight_offset;
  self->sheet.range = rcp_overlay_get_range (self->sheet.weights, it->weight_count);
  self->sheet.maps = frame != NULL ? rcp_network_frame_get_layer (frame, layer) : NULL;
  self->sheet.map_range = frame != NULL ? rcp_overlay_get_range (self->sheet.maps, rcp_shape_count (it->output)) : 0;
  rcp_filter_norms (parameters, it, self->norms);
}

void
rcp_learned_sheet_set_gradient (RcpLearnedSheet *self, const RcpLayer *layer, const RcpBatchGradient *gradient)
{
  g_clear_pointer (&self->gradients, g_free);
  if (gradient != NULL)
    {
      self->gradients = g_new (double, self->sheet.n_filters);
      rcp_filter_norms (gradient->values, layer, self->gradients);
    }
  self->sheet.gradients = self->gradients;
}

void
rcp_learned_sheet_set_activity (RcpLearnedSheet *self, int layer, const RcpActivity *activity)
{
  const guint32 *fired = activity != NULL ? rcp_activity_get (activity, layer) : NULL;

  g_clear_pointer (&self->dead, g_free);
  if (fired != NULL)
    {
      self->dead = g_new (guint8, self->sheet.n_filters);
      for (int i = 0; i < self->sheet.n_filters; i++)
        self->dead[i] = fired[i] == 0;
    }
  self->sheet.dead = self->dead;
}

void
rcp_learned_sheet_let_go (RcpLearnedSheet *self)
{
  g_clear_pointer (&self->weights, rcp_snapshot_unref);
  g_clear_pointer (&self->frame, rcp_network_frame_unref);
}

void
rcp_learned_sheet_clear (RcpLearnedSheet *self)
{
  rcp_learned_sheet_let_go (self);
  g_clear_pointer (&self->first_planes, g_free);
  g_clear_pointer (&self->norms, g_free);
  g_clear_pointer (&self->gradients, g_free);
  g_clear_pointer (&self->dead, g_free);
}
