#pragma once

#include "inspect/probe.h"

G_BEGIN_DECLS

/**
 * RcpNetworkFrame:
 * @weights: with the edits that were made by hand
 * @network: theirs
 * @pixels: (array): the picture, bytes in CHW order
 * @label: its class; more than the network has where it has none
 * @activations: (array): n_activations floats: the normalised picture, every layer's output, the probabilities; see
 *   #RcpArchitecture for where each stands
 * @sums: how the numbers were added up, for rcp_trace_new()
 *
 * What the network makes of one picture with one set of weights. Immutable, counted, safe from any thread.
 */
typedef struct
{
  RcpSnapshot *weights;
  RcpNetwork *network;
  guint8 *pixels;
  guint label;
  float *activations;
  RcpSums sums;
} RcpNetworkFrame;

/**
 * rcp_network_frame_new:
 * @probe: of @weights' network
 * @pixels: (array): copied
 *
 * Runs the picture through the network; for a worker.
 *
 * Returns: (transfer full) (nullable): the frame, or the backend's error
 */
RcpNetworkFrame *rcp_network_frame_new (RcpProbe *probe, RcpSnapshot *weights, const guint8 *pixels, guint label,
                                        GError **error);
RcpNetworkFrame *rcp_network_frame_ref (RcpNetworkFrame *self);
void rcp_network_frame_unref (RcpNetworkFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpNetworkFrame, rcp_network_frame_unref)

/** rcp_network_frame_get_architecture: (transfer none) */
const RcpArchitecture *rcp_network_frame_get_architecture (const RcpNetworkFrame *self);

/** rcp_network_frame_get_layer: (transfer none) (array): what a layer put out, in (C, H, W) order; any value that
 * RcpCell.layer may have */
const float *rcp_network_frame_get_layer (const RcpNetworkFrame *self, int layer);

/** rcp_network_frame_get_answer: the class of the largest probability, the first of equals */
guint rcp_network_frame_get_answer (const RcpNetworkFrame *self);

/** rcp_network_frame_has_label: whether the picture's class is known */
gboolean rcp_network_frame_has_label (const RcpNetworkFrame *self);

G_END_DECLS
