#include "wheel.h"

#include <math.h>

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

/* How far GTK goes with one notch of the wheel (gtkscrolledwindow.c). */
static double
notch (GtkAdjustment *adjustment)
{
  return pow (gtk_adjustment_get_page_size (adjustment), 2.0 / 3.0);
}

static gboolean
is_at_end (GtkAdjustment *adjustment, double dy)
{
  double value = gtk_adjustment_get_value (adjustment);

  /* sizes are whole pixels */
  return dy < 0.0 ? value < gtk_adjustment_get_lower (adjustment) + 1.0
                  : value > gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - 1.0;
}

/* GTK's scrolled windows keep the wheel to themselves even where they are at their end. */
static gboolean
on_inner_scroll (GtkEventControllerScroll *controller, double dx, double dy, gpointer outer)
{
  GtkWidget *inner = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (outer);
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (dy == 0.0 || (state & GDK_SHIFT_MASK) != 0
      || !is_at_end (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (inner)), dy))
    return FALSE;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + dy * notch (adjustment));
  return TRUE;
}

static void
pass_wheel_on (GtkWidget *inner, GtkWidget *outer)
{
  GtkEventController *controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "scroll", G_CALLBACK (on_inner_scroll), outer, 0);
  gtk_widget_add_controller (inner, controller);
}

/* @scroller: (nullable): the innermost scrolled window around @widget */
static void
walk (GtkWidget *widget, GtkWidget *scroller)
{
  if (scroller != NULL && (GTK_IS_SCALE (widget) || GTK_IS_SPIN_BUTTON (widget)))
    leave_wheel (widget);
  if (GTK_IS_SCROLLED_WINDOW (widget))
    {
      if (scroller != NULL)
        pass_wheel_on (widget, scroller);
      scroller = widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    walk (child, scroller);
}

void
rcp_wheel_scrolls_only (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));
  walk (root, NULL);
}
