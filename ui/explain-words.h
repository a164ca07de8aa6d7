#pragma once

#include "explainer.h"

G_BEGIN_DECLS

/** rcp_explain_format: (transfer full): @value with as many decimals as numbers up to @range are told apart with */
char *rcp_explain_format (double value, double range);

/**
 * rcp_explain_facts:
 * @class_name: of the class that is explained
 *
 * Returns: (transfer full): what an explanation says of this picture, in a sentence: "dog, 44.4 %: the covered square
 *   that lowers it most is at rows 8–15, columns 12–19: −31.0 points."
 */
char *rcp_explain_facts (const RcpExplained *explained, const char *class_name);

/** rcp_explain_pixel: (transfer full): the number at a pixel of the picture, and what it means */
char *rcp_explain_pixel (const RcpExplained *explained, int row, int column);

/** rcp_explain_caption: (transfer full): what is drawn: "Grad-CAM of relu2, 10×10" */
char *rcp_explain_caption (const RcpExplained *explained);

G_END_DECLS
