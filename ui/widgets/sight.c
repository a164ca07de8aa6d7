#include "sight.h"

gboolean
rcp_widget_is_in_sight (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  for (GtkWidget *above = gtk_widget_get_parent (widget); above != NULL; above = gtk_widget_get_parent (above))
    {
      graphene_rect_t box, shown;

      if (!GTK_IS_SCROLLED_WINDOW (above))
        continue;
      graphene_rect_init (&shown, 0, 0, (float) gtk_widget_get_width (above), (float) gtk_widget_get_height (above));
      if (!gtk_widget_compute_bounds (widget, above, &box) || !graphene_rect_intersection (&box, &shown, NULL))
        return FALSE;
    }
  return TRUE;
}

static void
follow (GtkAdjustment *adjustment, GCallback callback, gpointer object)
{
  g_signal_connect_object (adjustment, "value-changed", callback, object, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", callback, object, G_CONNECT_SWAPPED);
}

void
rcp_widget_follow_sight (GtkWidget *widget, GCallback callback, gpointer object)
{
  for (GtkWidget *above = gtk_widget_get_parent (widget); above != NULL; above = gtk_widget_get_parent (above))
    if (GTK_IS_SCROLLED_WINDOW (above))
      {
        follow (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (above)), callback, object);
        follow (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (above)), callback, object);
      }
}
