#include "kernel-cell.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "draw/colours.h"
#include "filter/kernel.h"

/* Logical pixels of dragging for one step. */
#define DRAG_STEP 10.0

/* How strong the strongest colour is, so that the number on it can be read. */
#define STRENGTH 0.8

#define EDGE                                                                                                           \
  {                                                                                                                    \
    0.0f, 0.0f, 0.0f, 0.12f                                                                                            \
  }

struct _RcpKernelCell
{
  GtkWidget parent_instance;

  GtkWidget *text;
  double weight;
  double largest;
  gboolean showing;
  gboolean fresh;

  double drag_weight;
  gboolean dragging;
};

G_DEFINE_FINAL_TYPE (RcpKernelCell, rcp_kernel_cell, GTK_TYPE_WIDGET)

enum
{
  WEIGHT_CHANGED,
  MOVE,
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static RcpColour
colour_of (RcpKernelCell *self)
{
  return rcp_colour_diverging (self->largest > 0.0 ? STRENGTH * self->weight / self->largest : 0.0);
}

static void
show_weight (RcpKernelCell *self)
{
  g_autofree char *text = rcp_weight_to_text (self->weight);

  self->showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->text), text);
  self->showing = FALSE;
  gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

/* The user's doing. */
static void
change (RcpKernelCell *self, double weight)
{
  weight = CLAMP (weight, -RCP_KERNEL_MAX_WEIGHT, RCP_KERNEL_MAX_WEIGHT);
  if (weight == self->weight)
    return;
  self->weight = weight;
  g_signal_emit (self, signals[WEIGHT_CHANGED], 0, weight);
}

static void
step (RcpKernelCell *self, double from, double steps, gboolean fine)
{
  double unit = fine ? 0.1 : 1.0;

  /* without the dust of adding tenths */
  change (self, round ((from + steps * unit) * 1e6) / 1e6);
  show_weight (self);
}

/* Typing */

static void
on_changed (RcpKernelCell *self)
{
  double weight;

  if (self->showing)
    return;
  if (rcp_weight_parse (gtk_editable_get_text (GTK_EDITABLE (self->text)), &weight, NULL))
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
      change (self, weight);
    }
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
}

/* What is written is what counts; what cannot be read is told, and the weight stays. */
static void
commit (RcpKernelCell *self)
{
  g_autoptr (GError) error = NULL;
  double weight;

  if (!rcp_weight_parse (gtk_editable_get_text (GTK_EDITABLE (self->text)), &weight, &error))
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
  show_weight (self);
}

static void
on_activate (RcpKernelCell *self)
{
  commit (self);
  gtk_editable_select_region (GTK_EDITABLE (self->text), 0, -1);
}

/* A window that is left for another one, or come back to, keeps its focus, and nothing that is being typed is done. */
static gboolean
only_window_changed (RcpKernelCell *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

static void
on_focus_enter (RcpKernelCell *self)
{
  if (only_window_changed (self))
    return;
  gtk_editable_select_region (GTK_EDITABLE (self->text), 0, -1);
}

static void
on_focus_leave (RcpKernelCell *self)
{
  if (only_window_changed (self))
    return;
  commit (self);
  gtk_editable_select_region (GTK_EDITABLE (self->text), 0, 0);
}

static gboolean
on_key_pressed (RcpKernelCell *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean fine = (state & GDK_SHIFT_MASK) != 0;
  gboolean fresh = self->fresh;

  self->fresh = FALSE;
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      /* with Shift they select, as everywhere */
      if (fine)
        return GDK_EVENT_PROPAGATE;
      g_signal_emit (self, signals[MOVE], 0, keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left ? -1 : 1, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      g_signal_emit (self, signals[MOVE], 0, 0, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      g_signal_emit (self, signals[MOVE], 0, 0, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      step (self, self->weight, 1.0, fine);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      step (self, self->weight, -1.0, fine);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      show_weight (self);
      return GDK_EVENT_STOP;
    default:
      /* What is typed first replaces what is there. A selection made when the cell was come to may be gone again: X11
       * tells late of selections that were made before it, and GTK takes that for the newest one's end. */
      if (fresh && gdk_keyval_to_unicode (keyval) > ' ')
        gtk_editable_select_region (GTK_EDITABLE (self->text), 0, -1);
      return GDK_EVENT_PROPAGATE;
    }
}

/* Turning and dragging */

static gboolean
is_fine (GtkEventController *controller)
{
  return (gtk_event_controller_get_current_event_state (controller) & GDK_SHIFT_MASK) != 0;
}

static gboolean
on_scroll (RcpKernelCell *self, double dx, double dy, GtkEventController *controller)
{
  /* with Shift the wheel turns sideways */
  double turned = dy != 0.0 ? dy : dx;

  step (self, self->weight, -turned, is_fine (controller));
  return GDK_EVENT_STOP;
}

static void
on_drag_begin (RcpKernelCell *self, double x, double y)
{
  self->drag_weight = self->weight;
  self->dragging = FALSE;
}

static void
on_drag_update (RcpKernelCell *self, double dx, double dy, GtkGesture *gesture)
{
  if (!self->dragging && (fabs (dy) < DRAG_STEP || fabs (dy) < fabs (dx)))
    return;
  if (!self->dragging)
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  self->dragging = TRUE;
  step (self, self->drag_weight, -trunc (dy / DRAG_STEP), is_fine (GTK_EVENT_CONTROLLER (gesture)));
}

/* The object */

static void
rcp_kernel_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpKernelCell *self = RCP_KERNEL_CELL (widget);
  RcpColour colour = colour_of (self);
  GdkRGBA ground = { (float) colour.red, (float) colour.green, (float) colour.blue, 1.0f };
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (
      &shape, &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &ground, &shape.bounds);
  gtk_snapshot_pop (snapshot);
  /* white on white is a cell all the same */
  gtk_snapshot_append_border (snapshot, &shape, (float[4]){ 1, 1, 1, 1 }, (GdkRGBA[4]){ EDGE, EDGE, EDGE, EDGE });
  gtk_widget_snapshot_child (widget, self->text, snapshot);
}

static void
rcp_kernel_cell_dispose (GObject *object)
{
  g_clear_pointer (&RCP_KERNEL_CELL (object)->text, gtk_widget_unparent);
  G_OBJECT_CLASS (rcp_kernel_cell_parent_class)->dispose (object);
}

static void
rcp_kernel_cell_class_init (RcpKernelCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_kernel_cell_dispose;
  widget_class->snapshot = rcp_kernel_cell_snapshot;

  signals[WEIGHT_CHANGED] = g_signal_new ("weight-changed", RCP_TYPE_KERNEL_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[MOVE] = g_signal_new ("move", RCP_TYPE_KERNEL_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_INT, G_TYPE_INT);
  signals[PROBLEM] = g_signal_new ("problem", RCP_TYPE_KERNEL_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   1, G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "kernelcell");
}

static void
rcp_kernel_cell_init (RcpKernelCell *self)
{
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->text = gtk_entry_new ();
  gtk_editable_set_alignment (GTK_EDITABLE (self->text), 0.5f);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->text), 2);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->text), 2);
  gtk_widget_set_valign (self->text, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->text, GTK_WIDGET (self));
  g_signal_connect_swapped (self->text, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->text, "activate", G_CALLBACK (on_activate), self);

  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_focus_enter), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_focus_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  show_weight (self);
}

GtkWidget *
rcp_kernel_cell_new (int row, int column)
{
  RcpKernelCell *self = g_object_new (RCP_TYPE_KERNEL_CELL, NULL);
  g_autofree char *name = g_strdup_printf (_ ("Weight in row %d, column %d"), row, column);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}

void
rcp_kernel_cell_set_weight (RcpKernelCell *self, double weight, double largest)
{
  RcpColour colour;
  gboolean light;

  g_return_if_fail (RCP_IS_KERNEL_CELL (self));

  if (self->weight != weight)
    {
      self->weight = weight;
      show_weight (self);
    }
  self->largest = largest;
  colour = colour_of (self);
  light = rcp_colour_text_on (colour).red < 0.5;
  gtk_widget_remove_css_class (GTK_WIDGET (self), light ? "strong" : "pale");
  gtk_widget_add_css_class (GTK_WIDGET (self), light ? "pale" : "strong");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_kernel_cell_focus (RcpKernelCell *self)
{
  g_return_if_fail (RCP_IS_KERNEL_CELL (self));
  gtk_widget_grab_focus (self->text);
  self->fresh = TRUE;
}
