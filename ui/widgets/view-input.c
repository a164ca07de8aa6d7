#include "view-input.h"

void
rcp_view_input_add (GtkWidget *widget, const RcpViewInput *input)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect_swapped (motion, "enter", input->motion, widget);
  g_signal_connect_swapped (motion, "motion", input->motion, widget);
  g_signal_connect_swapped (motion, "leave", input->leave, widget);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect_swapped (key, "key-pressed", input->key, widget);
  gtk_widget_add_controller (widget, key);
  g_signal_connect_swapped (focus, "enter", input->focus, widget);
  g_signal_connect_swapped (focus, "leave", input->blur, widget);
  gtk_widget_add_controller (widget, focus);
  g_signal_connect_swapped (click, "pressed", input->press, widget);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}

gboolean
rcp_view_input_arrow (guint keyval, int *columns, int *rows)
{
  *columns = *rows = 0;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      *columns = -1;
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      *columns = 1;
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      *rows = -1;
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      *rows = 1;
      return TRUE;
    default:
      return FALSE;
    }
}
