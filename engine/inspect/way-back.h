#pragma once

#include <gio/gio.h>

#include "inspect/cell.h"
#include "inspect/probe.h"

G_BEGIN_DECLS

/**
 * RcpWayBackPlace:
 * @output: the cell of the layer's output whose error pushed
 * @input: the cell of the layer's input that the weight was multiplied with there; of a bias the same as @output
 * @output_gradient: of the loss by @output
 * @x: what stood in @input; 1 for a bias
 * @product: output_gradient × x: what this place adds to the gradient
 * @sum: after it, as a double
 */
typedef struct
{
  RcpCell output;
  RcpCell input;
  float output_gradient;
  float x;
  float product;
  double sum;
} RcpWayBackPlace;

/**
 * RcpWayBack:
 * @network: owned
 * @parameter: index in the parameter vector
 * @layer: index of the layer that it belongs to
 * @is_bias: whether it is a bias
 * @filter: its output channel, or unit
 * @source: its channel or feature in the layer's input; -1 for a bias
 * @tap: its row and column in the kernel
 * @label: the class that the loss takes for the true one
 * @loss: cross-entropy of the picture, in nats
 * @places: (array length=n_places): everywhere that the weight was used, row by row, padding left out
 * @n_places: how many
 * @gradient: of the loss by the parameter: the sum of the places, as a float32
 * @backend_gradient: what the backend's own backward pass says; it adds in an order of its own
 * @learning_rate: as it was given
 * @update: −learning_rate × @gradient
 * @before: the parameter
 * @after: before + update, as a float32: after one step of plain descent on this picture alone
 *
 * How one weight learns from one picture.
 */
typedef struct
{
  RcpNetwork *network;
  gsize parameter;
  int layer;
  gboolean is_bias;
  int filter;
  int source;
  int tap[2];
  guint label;
  double loss;
  RcpWayBackPlace *places;
  guint n_places;
  float gradient;
  float backend_gradient;
  double learning_rate;
  float update;
  float before;
  float after;
} RcpWayBack;

/**
 * rcp_way_back_new:
 * @probe: with its snapshot
 * @pixels: (array): the picture, bytes in CHW order
 * @label: the class that counts as true
 * @parameter: index in the parameter vector
 * @error: %RCP_ERROR_ARGUMENT where there is no such class or parameter, or the backend's
 *
 * Runs the picture forward and backward. Belongs into a worker; a few ms for LeNet.
 *
 * Returns: (transfer full) (nullable): the way back
 */
RcpWayBack *rcp_way_back_new (RcpProbe *probe, const guint8 *pixels, guint label, gsize parameter, double learning_rate,
                              GError **error);
void rcp_way_back_free (RcpWayBack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpWayBack, rcp_way_back_free)

/**
 * rcp_way_back_batch:
 * @samples: pictures with their labels
 * @order: (array length=n): which of them make the batch
 * @gradients: (out) (array length=n): the gradient of each picture's own loss by the parameter
 * @error: as above, or %G_IO_ERROR_CANCELLED
 *
 * How the pictures of a batch pull at one weight. The mean of @gradients is the gradient that the trainer's step uses.
 */
gboolean rcp_way_back_batch (RcpProbe *probe, const RcpSamples *samples, const guint32 *order, guint n, gsize parameter,
                             float *gradients, GCancellable *cancellable, GError **error);

G_END_DECLS
