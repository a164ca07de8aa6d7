#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** rcp_place: gives a child its place within its parent, without a baseline */
static inline void
rcp_place (GtkWidget *child, int x, int y, int width, int height)
{
  GtkAllocation place = { x, y, width, height };

  gtk_widget_size_allocate (child, &place, -1);
}

G_END_DECLS
