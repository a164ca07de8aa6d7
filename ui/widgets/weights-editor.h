#pragma once

#include "widgets/network-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_WEIGHTS_EDITOR (rcp_weights_editor_get_type ())
/**
 * RcpWeightsEditor:
 *
 * The weights of the filter that is looked at, as numbers that can be changed, one channel at a time, and its bias.
 */
G_DECLARE_FINAL_TYPE (RcpWeightsEditor, rcp_weights_editor, RCP, WEIGHTS_EDITOR, RcpNetworkSection)

G_END_DECLS
