#include "filter-table-private.h"

static void
choose (RcpFilterTable *self, int filter)
{
  if (filter >= 0)
    g_signal_emit (self, rcp_filter_table_signals[CHOSEN], 0, filter);
}

static void
on_pressed (RcpFilterTable *self, int n_press, double x, double y)
{
  const RcpCellBox view = rcp_filter_table_get_view (self);
  gssize weight;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!self->has_sheet || y < self->layout.header)
    return;
  weight = rcp_filter_sheet_weight_at (&self->sheet, &self->layout, view, x, y);
  choose (self, rcp_filter_sheet_at (&self->sheet, &self->layout, self->sheet.tiles ? x + view.x : x, y + view.y));
  if (weight >= 0)
    g_signal_emit (self, rcp_filter_table_signals[WEIGHT_CHOSEN], 0, (gint64) weight);
}

/* From weight to weight, through all planes of the filter that is looked at; the first one where none is. */
static gboolean
walk_weights (RcpFilterTable *self, guint keyval)
{
  const gssize n = (gssize) self->sheet.n_planes * self->sheet.rows * self->sheet.columns;
  const gssize first = MAX (0, self->sheet.selected) * n;
  const gssize at = self->sheet.marked - first;
  gssize by;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      by = -1;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      by = 1;
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      by = -self->sheet.columns;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      by = self->sheet.columns;
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  if (self->sheet.marked < first || at >= n)
    g_signal_emit (self, rcp_filter_table_signals[WEIGHT_CHOSEN], 0, (gint64) first);
  else if (at + by >= 0 && at + by < n)
    g_signal_emit (self, rcp_filter_table_signals[WEIGHT_CHOSEN], 0, (gint64) (first + at + by));
  return GDK_EVENT_STOP;
}

/* Where a key leads from @from; −1 where it is none of these. */
static int
follow_key (RcpFilterTable *self, guint keyval, int from)
{
  const int last = self->sheet.n_filters - 1;
  const int per_row = self->layout.per_row;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return MAX (from - 1, 0);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return MIN (from + 1, last);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return from >= per_row ? from - per_row : from;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return from + per_row <= last ? from + per_row : from;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      return 0;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      return last;
    default:
      return -1;
    }
}

static gboolean
on_key_pressed (RcpFilterTable *self, guint keyval, guint keycode, GdkModifierType state)
{
  int to;

  if (!self->has_sheet || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_SHIFT_MASK) != 0)
    return walk_weights (self, keyval);
  if (keyval == GDK_KEY_Escape && self->sheet.marked >= 0)
    {
      g_signal_emit (self, rcp_filter_table_signals[WEIGHT_CHOSEN], 0, (gint64) -1);
      return GDK_EVENT_STOP;
    }
  to = follow_key (self, keyval, MAX (0, self->sheet.selected));
  if (to < 0)
    return GDK_EVENT_PROPAGATE;
  choose (self, to);
  return GDK_EVENT_STOP;
}

void
rcp_filter_table_add_input (RcpFilterTable *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
