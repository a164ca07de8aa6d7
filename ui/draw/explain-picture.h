#pragma once

#include "inspect/explain.h"
#include "overlay.h"

G_BEGIN_DECLS

/**
 * rcp_explanation_overlay:
 * @pixels: (array): the picture that was explained
 * @values: (array): of rcp_explanation_flatten()
 *
 * Returns: the numbers over the picture, in colours whose range is that of the numbers; what is given is borrowed
 */
RcpOverlay rcp_explanation_overlay (const RcpExplanation *self, const guint8 *pixels, const float *values);

/**
 * rcp_explanation_save_picture:
 * @pixels: (array): the picture that was explained
 * @class_name: of its class
 * @path: a PNG, replaced atomically
 *
 * Draws the numbers over the picture, with the method and the class as its title; see rcp_overlay_save_png().
 */
gboolean rcp_explanation_save_picture (const RcpExplanation *self, const guint8 *pixels, const char *class_name,
                                       const char *path, GError **error);

G_END_DECLS
