#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** rcp_widget_is_in_sight: whether any of it is inside of what is shown of all that it is scrolled in */
gboolean rcp_widget_is_in_sight (GtkWidget *widget);

/** rcp_widget_follow_sight: calls @callback, swapped, with @object, when what @widget is scrolled in has moved or has
 * another size; for as long as @object is there. To be called once, when @widget has been put in its place */
void rcp_widget_follow_sight (GtkWidget *widget, GCallback callback, gpointer object);

G_END_DECLS
