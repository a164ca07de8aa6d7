#include "filter-view-private.h"

#include <math.h>

/* In logical pixels: how near to the divider one takes hold of it, and how far a click may move. */
#define HOLD 8.0
#define CLICK 4.0

/* The pointer */

static void
hover (RcpFilterView *self, guint signal, double x, double y)
{
  int column, row, scale = rcp_filter_view_scale (self);

  if (self->picture != NULL && rcp_viewport_find (&self->viewport, x * scale, y * scale, &column, &row))
    g_signal_emit (self, rcp_filter_view_signals[signal], 0, column, row);
}

static gboolean
is_near_divider (RcpFilterView *self, double x)
{
  return self->other != NULL
         && fabs (x - (double) rcp_filter_view_divider (self) / rcp_filter_view_scale (self)) <= HOLD;
}

static void
on_motion (RcpFilterView *self, double x, double y)
{
  gboolean movable = self->picture != NULL && !rcp_viewport_is_whole (&self->viewport);

  /* a pointer that has not moved says nothing, whatever moved below it */
  if (x == self->pointer_x && y == self->pointer_y)
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), is_near_divider (self, x) ? "ew-resize"
                                                      : movable                 ? "grab"
                                                                                : "crosshair");
  if (self->drag == DRAG_NOTHING)
    hover (self, HOVERED, x, y);
}

static void
on_drag_begin (RcpFilterView *self, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_x = self->drag_y = 0.0;
  if (is_near_divider (self, x))
    self->drag = DRAG_DIVIDER;
}

static void
move_divider (RcpFilterView *self, double x)
{
  int left, right;

  rcp_filter_view_span (self, &left, &right);
  if (right > left)
    rcp_filter_view_set_split (self, (x * rcp_filter_view_scale (self) - left) / (right - left));
}

static void
on_drag_update (RcpFilterView *self, double dx, double dy, GtkGestureDrag *gesture)
{
  int scale = rcp_filter_view_scale (self);
  double x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  if (self->drag == DRAG_NOTHING && hypot (dx, dy) > CLICK)
    self->drag = DRAG_PICTURE;
  if (self->drag == DRAG_DIVIDER)
    move_divider (self, x + dx);
  else if (self->drag == DRAG_PICTURE && self->picture != NULL && !rcp_viewport_is_whole (&self->viewport))
    {
      rcp_viewport_pan (&self->viewport, (dx - self->drag_x) * scale, (dy - self->drag_y) * scale);
      rcp_filter_view_moved (self);
    }
  self->drag_x = dx;
  self->drag_y = dy;
}

static void
on_drag_end (RcpFilterView *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y;

  if (self->drag == DRAG_NOTHING && gtk_gesture_drag_get_start_point (gesture, &x, &y))
    hover (self, PRESSED, x, y);
  self->drag = DRAG_NOTHING;
}

static gboolean
on_scroll (RcpFilterView *self, double dx, double dy)
{
  int scale = rcp_filter_view_scale (self);

  if (self->picture == NULL || dy == 0.0)
    return GDK_EVENT_PROPAGATE;
  rcp_viewport_zoom (&self->viewport, dy < 0.0, self->pointer_x * scale, self->pointer_y * scale);
  rcp_filter_view_moved (self);
  return GDK_EVENT_STOP;
}

/* The keyboard */

static void
zoom_middle (RcpFilterView *self, gboolean in)
{
  rcp_viewport_zoom (&self->viewport, in, self->viewport.view_width / 2.0, self->viewport.view_height / 2.0);
  rcp_filter_view_moved (self);
}

static gboolean
on_key_pressed (RcpFilterView *self, guint keyval, guint keycode, GdkModifierType state)
{
  int far = (state & GDK_SHIFT_MASK) != 0 ? 10 : 1;

  if (self->picture == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      g_signal_emit (self, rcp_filter_view_signals[MOVED], 0, -far, 0);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      g_signal_emit (self, rcp_filter_view_signals[MOVED], 0, far, 0);
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      g_signal_emit (self, rcp_filter_view_signals[MOVED], 0, 0, -far);
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      g_signal_emit (self, rcp_filter_view_signals[MOVED], 0, 0, far);
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      g_signal_emit (self, rcp_filter_view_signals[MOVED], 0, 0, 0);
      break;
    case GDK_KEY_Escape:
      g_signal_emit (self, rcp_filter_view_signals[LEFT], 0);
      break;
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      zoom_middle (self, TRUE);
      break;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      zoom_middle (self, FALSE);
      break;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      rcp_filter_view_set_zoom (self, 0);
      break;
    case GDK_KEY_1:
    case GDK_KEY_KP_1:
      rcp_filter_view_set_zoom (self, 1);
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

void
rcp_filter_view_add_input (RcpFilterView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}
