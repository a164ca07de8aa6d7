#pragma once

#include <gtk/gtk.h>

#include "data/samples.h"
#include "widgets/texture.h"

G_BEGIN_DECLS

#define RCP_TYPE_IMAGE_VIEW (rcp_image_view_get_type ())
/**
 * RcpImageView:
 *
 * A small picture, each of its pixels a sharp square on whole pixels of the screen.
 *
 * Properties:
 * - "scale" (int): logical pixels along a side of each pixel; 0, the default, takes as many as fit
 * - "min-scale" (int): with "scale" 0, the least that is asked for
 * - "natural-scale" (int): with "scale" 0, what is liked best
 *
 * Its accessible role is that of an image; its name and description are the caller's to set.
 */
G_DECLARE_FINAL_TYPE (RcpImageView, rcp_image_view, RCP, IMAGE_VIEW, GtkWidget)

GtkWidget *rcp_image_view_new (void);

/**
 * rcp_image_view_set_picture:
 * @owner: (nullable): what keeps @pixels alive; a reference is held
 * @pixels: (nullable): bytes in CHW order
 * @shape: their shape
 */
void rcp_image_view_set_picture (RcpImageView *self, GObject *owner, const guint8 *pixels, RcpShape shape);
void rcp_image_view_set_scale (RcpImageView *self, int scale);

G_END_DECLS
