#pragma once

#include "inspect/explain.h"

G_BEGIN_DECLS

/** rcp_explanation_new: (transfer full) (nullable): of @answer or the top class, without numbers yet;
 * %RCP_ERROR_ARGUMENT where there is no such class */
RcpExplanation *rcp_explanation_new (RcpExplainMethod method, RcpProbe *probe, const float *activations, int answer,
                                     GError **error);

/** rcp_explanation_logits: (transfer none): where they stand in the activations */
const float *rcp_explanation_logits (const RcpArchitecture *architecture, const float *activations);

/** rcp_explanation_flatten_occlusion: occlusion.c: height × width numbers that are 0 yet */
void rcp_explanation_flatten_occlusion (const RcpExplanation *self, float *flat);

G_END_DECLS
