#include "wheel.h"

static void
leave_wheel (GtkWidget *control)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (control);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

static void
walk (GtkWidget *widget, gboolean scrolled)
{
  scrolled = scrolled || GTK_IS_SCROLLED_WINDOW (widget);
  if (scrolled && (GTK_IS_SCALE (widget) || GTK_IS_SPIN_BUTTON (widget)))
    leave_wheel (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    walk (child, scrolled);
}

void
rcp_wheel_scrolls_only (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));
  walk (root, FALSE);
}
