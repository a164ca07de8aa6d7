#include "network-frame.h"

#include <string.h>

#include "inspect/cell.h"

RcpNetworkFrame *
rcp_network_frame_new (RcpProbe *probe, RcpSnapshot *weights, const guint8 *pixels, guint label, GError **error)
{
  const RcpArchitecture *architecture;
  const float *activations;
  RcpNetworkFrame *self;

  g_return_val_if_fail (probe != NULL && weights != NULL && pixels != NULL, NULL);

  if (!rcp_probe_set_snapshot (probe, weights, error))
    return NULL;
  activations = rcp_probe_run (probe, pixels, error);
  if (activations == NULL)
    return NULL;
  self = g_atomic_rc_box_new0 (RcpNetworkFrame);
  self->weights = rcp_snapshot_ref (weights);
  self->network = rcp_snapshot_get_network (weights);
  architecture = rcp_network_get_architecture (self->network);
  self->pixels = g_memdup2 (pixels, rcp_shape_count (architecture->input));
  self->label = label;
  self->activations = g_memdup2 (activations, architecture->n_activations * sizeof *activations);
  self->sums = rcp_probe_get_sums (probe);
  return self;
}

RcpNetworkFrame *
rcp_network_frame_ref (RcpNetworkFrame *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
frame_clear (gpointer data)
{
  RcpNetworkFrame *self = data;

  rcp_snapshot_unref (self->weights);
  g_free (self->pixels);
  g_free (self->activations);
}

void
rcp_network_frame_unref (RcpNetworkFrame *self)
{
  g_atomic_rc_box_release_full (self, frame_clear);
}

const RcpArchitecture *
rcp_network_frame_get_architecture (const RcpNetworkFrame *self)
{
  return rcp_network_get_architecture (self->network);
}

const float *
rcp_network_frame_get_layer (const RcpNetworkFrame *self, int layer)
{
  return self->activations + rcp_cell_layer_offset (rcp_network_frame_get_architecture (self), layer);
}

guint
rcp_network_frame_get_answer (const RcpNetworkFrame *self)
{
  const RcpArchitecture *architecture = rcp_network_frame_get_architecture (self);
  const float *probabilities = self->activations + architecture->softmax_offset;
  guint answer = 0;

  for (guint i = 1; i < architecture->n_classes; i++)
    if (probabilities[i] > probabilities[answer])
      answer = i;
  return answer;
}

gboolean
rcp_network_frame_has_label (const RcpNetworkFrame *self)
{
  return self->label < rcp_network_frame_get_architecture (self)->n_classes;
}
