#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * rcp_surface_node_new:
 * @surface: pixels of the screen
 * @width: what it covers, in logical pixels
 * @height: likewise
 *
 * A drawing that is kept. GTK's cairo renderer copies from it only what has to be repaired, and its GL renderer uploads
 * it once for as long as the node is the same. Each pixel of @surface becomes one of the screen.
 *
 * Returns: (transfer full): a node at 0, 0 that holds a reference to @surface
 */
GskRenderNode *rcp_surface_node_new (cairo_surface_t *surface, double width, double height);

G_END_DECLS
