#include "cut-view.h"

#include <glib/gi18n.h>

#include "draw/cell-grid.h"
#include "texture.h"

/* the side of the picture, in logical pixels, at most; pictures of 32 × 32 take all of it */
#define SIDE 96

struct _RcpCutView
{
  GtkWidget parent_instance;

  RcpWalkModel *model;
  RcpSession *session;
  GdkTexture *texture;
  int texture_scale;
  RcpShape shape;
  double start_x;
  double start_y;
};

G_DEFINE_FINAL_TYPE (RcpCutView, rcp_cut_view, GTK_TYPE_WIDGET)

/* Logical pixels along a side of each of the picture's. */
static int
zoom (RcpCutView *self)
{
  return MAX (1, SIDE / MAX (1, MAX (self->shape.width, self->shape.height)));
}

static void
refresh (RcpCutView *self)
{
  const RcpSpecimen *specimen = rcp_session_get_specimen (self->session);
  int size = rcp_walk_model_get_settings (self->model)->input_size;
  int top, left;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self),
                          specimen != NULL && rcp_walk_model_get_source (self->model) != RCP_WALK_SOURCE_NUMBERS);
  if (specimen == NULL)
    return;
  if (specimen->shape.width != self->shape.width || specimen->shape.height != self->shape.height)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  self->shape = specimen->shape;
  g_clear_object (&self->texture);
  rcp_walk_model_get_cut (self->model, &top, &left);
  text = g_strdup_printf (_ ("Rows %d to %d, columns %d to %d of the specimen"), top + 1, top + size, left + 1,
                          left + size);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
rcp_cut_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpCutView *self = RCP_CUT_VIEW (widget);
  const RcpSpecimen *specimen = rcp_session_get_specimen (self->session);
  int scale = zoom (self) * gtk_widget_get_scale_factor (widget);
  int size = rcp_walk_model_get_settings (self->model)->input_size;
  RcpCellCanvas canvas = { gtk_widget_get_scale_factor (widget),
                           rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
                           gtk_widget_get_pango_context (widget) };
  int top, left;
  cairo_t *cr;

  if (specimen == NULL)
    return;
  if (self->texture == NULL || self->texture_scale != scale)
    {
      g_clear_object (&self->texture);
      self->texture = rcp_texture_new (specimen->pixels, specimen->shape, RCP_CHANNEL_ALL, scale);
      self->texture_scale = scale;
    }
  gtk_snapshot_append_texture (snapshot, self->texture,
                               &GRAPHENE_RECT_INIT (RCP_CELL_FRAME, RCP_CELL_FRAME, self->shape.width * zoom (self),
                                                    self->shape.height * zoom (self)));
  rcp_walk_model_get_cut (self->model, &top, &left);
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)));
  cairo_translate (cr, RCP_CELL_FRAME, RCP_CELL_FRAME);
  rcp_cell_frame_draw (&canvas,
                       (RcpCellBox){ left * zoom (self), top * zoom (self), MIN (size, self->shape.width) * zoom (self),
                                     MIN (size, self->shape.height) * zoom (self) },
                       cr);
  cairo_destroy (cr);
}

static void
rcp_cut_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  RcpCutView *self = RCP_CUT_VIEW (widget);
  int side = orientation == GTK_ORIENTATION_HORIZONTAL ? self->shape.width : self->shape.height;

  *minimum = *natural = MAX (1, side) * zoom (self) + 2 * RCP_CELL_FRAME;
}

/* The pointer and the keyboard */

static void
move_to (RcpCutView *self, double x, double y)
{
  int size = rcp_walk_model_get_settings (self->model)->input_size;

  rcp_walk_model_set_cut (self->model, (int) ((y - RCP_CELL_FRAME) / zoom (self)) - size / 2,
                          (int) ((x - RCP_CELL_FRAME) / zoom (self)) - size / 2);
}

static void
on_drag_begin (RcpCutView *self, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->start_x = x;
  self->start_y = y;
  move_to (self, x, y);
}

static void
on_drag_update (RcpCutView *self, double x, double y)
{
  move_to (self, self->start_x + x, self->start_y + y);
}

static gboolean
on_key_pressed (RcpCutView *self, guint keyval, guint keycode, GdkModifierType state)
{
  int top, left;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  rcp_walk_model_get_cut (self->model, &top, &left);
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      rcp_walk_model_set_cut (self->model, top, left - 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      rcp_walk_model_set_cut (self->model, top, left + 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      rcp_walk_model_set_cut (self->model, top - 1, left);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      rcp_walk_model_set_cut (self->model, top + 1, left);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

void
rcp_cut_view_set_model (RcpCutView *self, RcpWalkModel *model, RcpSession *session)
{
  g_return_if_fail (RCP_IS_CUT_VIEW (self));
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (model);
  self->session = g_object_ref (session);
  /* another specimen changes the walk as well */
  g_signal_connect_object (model, "walk-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}

/* The object */

static void
rcp_cut_view_dispose (GObject *object)
{
  RcpCutView *self = RCP_CUT_VIEW (object);

  g_clear_object (&self->texture);
  g_clear_object (&self->model);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (rcp_cut_view_parent_class)->dispose (object);
}

static void
rcp_cut_view_class_init (RcpCutViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_cut_view_dispose;
  widget_class->measure = rcp_cut_view_measure;
  widget_class->snapshot = rcp_cut_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "cellview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_cut_view_init (RcpCutView *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("Where the input is cut out of the specimen"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Cut"), -1);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}
