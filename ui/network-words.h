#pragma once

#include "inspect/cell.h"
#include "network-frame.h"

G_BEGIN_DECLS

/** rcp_network_describe_cell: (transfer full): where it is, in words: "conv1, map 3, row 11, column 13", "fc1, unit 7",
 * "input, red, row 3, column 4" */
char *rcp_network_describe_cell (const RcpArchitecture *architecture, RcpCell cell);

/** rcp_network_describe_map: (transfer full): the map that it is in: "conv1, map 3", "fc1", "input, red" */
char *rcp_network_describe_map (const RcpArchitecture *architecture, RcpCell cell);

/** rcp_network_describe_value: (transfer full): the same with its number: "conv1, map 3, row 11, column 13: −0.326" */
char *rcp_network_describe_value (const RcpNetworkFrame *frame, RcpCell cell);

/** rcp_network_describe_shape: (transfer full): "6 × 28 × 28", "120" */
char *rcp_network_describe_shape (RcpShape shape);

/** rcp_network_is_signed: whether numbers of that layer can be negative: after a ReLU, and in a pool or a flatten of
 * it, they cannot */
gboolean rcp_network_is_signed (const RcpArchitecture *architecture, int layer);

G_END_DECLS
