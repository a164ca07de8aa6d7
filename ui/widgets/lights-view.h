#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RCP_TYPE_LIGHTS_VIEW (rcp_lights_view_get_type ())
/**
 * RcpLightsView:
 *
 * Three lights on a dark wall that add up where they overlap. Its accessible role is that of an image, and it describes
 * in words what it shows; its name is the caller's to set.
 */
G_DECLARE_FINAL_TYPE (RcpLightsView, rcp_lights_view, RCP, LIGHTS_VIEW, GtkWidget)

/** rcp_lights_view_set_bytes: @bytes: (array fixed-size=3): how bright red, green and blue are */
void rcp_lights_view_set_bytes (RcpLightsView *self, const guint8 *bytes);

G_END_DECLS
