#pragma once

#include "net/layer.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RcpNetwork:
 *
 * An architecture: layers with shapes, names and parameter counts worked out. Immutable, counted by
 * reference, safe from any thread. It holds no weights.
 */
typedef struct _RcpNetwork RcpNetwork;

#define RCP_TYPE_NETWORK (rcp_network_get_type ())
GType rcp_network_get_type (void);

/** rcp_network_presets: (transfer none) (array zero-terminated=1): "lenet", "lenet5", "mlp", "linear" */
const char *const *rcp_network_presets (void);

/** rcp_network_preset_text: the one-line text of a preset, or %NULL for an unknown one */
const char *rcp_network_preset_text (const char *preset);

/**
 * rcp_network_new:
 * @text: a preset's name, or layers in the one-line form: "conv 6 5x5, relu, maxpool 2, conv 16 3x3
 *   stride 2 padding 1 dilation 1 groups 2, tanh, avgpool 2, flatten, linear 120, relu, linear 10"
 * @input: shape of one sample
 * @n_classes: what the last layer must have as outputs
 * @error: %RCP_ERROR_NETWORK with a sentence that names the layer and the reason
 *
 * Returns: (transfer full) (nullable): the network
 */
RcpNetwork *rcp_network_new (const char *text, RcpShape input, guint n_classes, GError **error);

RcpNetwork *rcp_network_ref (RcpNetwork *self);
void rcp_network_unref (RcpNetwork *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpNetwork, rcp_network_unref)

/**
 * rcp_network_get_text:
 *
 * Returns: (transfer none): the canonical one-line form; rcp_network_new() of it gives an equal network
 */
const char *rcp_network_get_text (RcpNetwork *self);

/** rcp_network_get_preset: (nullable): the preset this network equals, if any */
const char *rcp_network_get_preset (RcpNetwork *self);

/** rcp_network_get_architecture: (transfer none): valid as long as @self */
const RcpArchitecture *rcp_network_get_architecture (RcpNetwork *self);

/** rcp_network_find_layer: (transfer none) (nullable): the layer of that name */
const RcpLayer *rcp_network_find_layer (RcpNetwork *self, const char *name);

/**
 * RcpTensorInfo:
 * @name: "conv1.weight", "conv1.bias", …
 * @n_dims: how many dimensions
 * @dims: outermost first, as PyTorch has them
 * @offset: where it begins in the parameter vector, in floats
 * @count: floats
 */
typedef struct
{
  char name[40];
  int n_dims;
  gsize dims[4];
  gsize offset;
  gsize count;
} RcpTensorInfo;

/** rcp_network_get_tensors: (transfer none) (array length=n_tensors): the parameters in canonical order */
const RcpTensorInfo *rcp_network_get_tensors (RcpNetwork *self, guint *n_tensors);

/** rcp_layer_kind_title: the field's name of a layer kind: "Conv2d", "ReLU", "MaxPool2d", … */
const char *rcp_layer_kind_title (RcpLayerKind kind);

G_END_DECLS
