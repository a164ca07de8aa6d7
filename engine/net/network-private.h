#pragma once

#include "net/network.h"

G_BEGIN_DECLS

/* What a network may have at most. Far beyond what the program is for, and small enough that no product of
 * these overflows and that no text can ask for absurd amounts of memory: a layer is refused before a count of
 * more than 2^48 can arise. */
G_STATIC_ASSERT (sizeof (gsize) >= 8);
#define RCP_MAX_LAYERS 64
#define RCP_MAX_LAYER_CHANNELS 4096
#define RCP_MAX_LINEAR_OUTPUTS 16384
#define RCP_MAX_WINDOW 4096 /* kernel, stride, padding, dilation */
#define RCP_MAX_PARAMETERS ((gsize) 1 << 28)
#define RCP_MAX_ACTIVATIONS ((gsize) 1 << 28)

/**
 * rcp_network_text_parse:
 * @text: the one-line form of a network
 * @error: %RCP_ERROR_NETWORK with a sentence that quotes the layer
 *
 * Reads the text alone: of every layer its kind, kernel, stride, padding, dilation, groups and, in the
 * channels of its output, how many filters or outputs were asked for. Nothing else is filled in.
 *
 * Returns: (transfer full) (nullable) (element-type RcpLayer): the layers
 */
GArray *rcp_network_text_parse (const char *text, GError **error);

/** rcp_network_text_print: (transfer full): the canonical text: one spelling for each network, defaults left out */
char *rcp_network_text_print (const RcpLayer *layers, guint n_layers);

/**
 * rcp_layer_resolve:
 * @layer: (inout): a layer with its name and what was asked of it
 * @input: the shape of what comes in
 * @flat: (inout): whether what comes in are features and no longer maps; then the same of what goes out
 * @error: %RCP_ERROR_NETWORK with a sentence that names the layer
 *
 * Works out the layer's shapes, its counts and its multiply-adds; the offsets are the caller's.
 *
 * Returns: whether there can be such a layer
 */
gboolean rcp_layer_resolve (RcpLayer *layer, RcpShape input, gboolean *flat, GError **error);

G_END_DECLS
