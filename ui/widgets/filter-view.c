#include "filter-view.h"

#include <adwaita.h>
#include <math.h>

#include "draw/colours.h"
#include "surface-node.h"

#define LEAST_SIDE 96
#define LIKED_SIDE 416

/* In logical pixels: how near to the divider one takes hold of it, and how far a click may move. */
#define HOLD 8.0
#define CLICK 4.0

typedef enum
{
  DRAG_NOTHING,
  DRAG_PICTURE,
  DRAG_DIVIDER,
} Drag;

struct _RcpFilterView
{
  GtkWidget parent_instance;

  RcpPyramid *picture;
  RcpPyramid *other;
  RcpViewport viewport;
  double split;
  GdkRectangle mark;

  GskRenderNode *node;
  gboolean dark;
  guint resize_source;

  Drag drag;
  double drag_x;
  double drag_y;
  double pointer_x;
  double pointer_y;
};

G_DEFINE_FINAL_TYPE (RcpFilterView, rcp_filter_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SPLIT,
  N_PROPS
};

enum
{
  HOVERED,
  PRESSED,
  MOVED,
  LEFT,
  VIEWPORT_CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static int
scale_of (RcpFilterView *self)
{
  return gtk_widget_get_scale_factor (GTK_WIDGET (self));
}

/* Drawing */

static void
redraw (RcpFilterView *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Where the picture ends in the view, in pixels of the screen. */
static void
picture_span (RcpFilterView *self, int *left, int *right)
{
  double x, y, end;

  rcp_viewport_place (&self->viewport, 0, 0, &x, &y);
  rcp_viewport_place (&self->viewport, self->viewport.width, 0, &end, &y);
  *left = MAX ((int) x, 0);
  *right = MIN ((int) ceil (end), self->viewport.view_width);
}

static int
divider_place (RcpFilterView *self)
{
  int left, right;

  picture_span (self, &left, &right);
  return left + (int) lround (self->split * (right - left));
}

static void
paint_pictures (RcpFilterView *self)
{
  int width = self->viewport.view_width, height = self->viewport.view_height;
  int divider = self->other != NULL ? divider_place (self) : width;
  cairo_surface_t *surface;

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  rcp_pyramid_paint (self->picture, &self->viewport, surface, 0, divider);
  if (self->other != NULL)
    rcp_pyramid_paint (self->other, &self->viewport, surface, divider, width);
  self->node = rcp_surface_node_new (surface, (double) width / scale_of (self), (double) height / scale_of (self));
  cairo_surface_destroy (surface);
}

/* Seen on any picture: light with a dark line on both sides. */
static void
draw_line_on_picture (cairo_t *cr, RcpColour colour)
{
  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.75);
  cairo_set_line_width (cr, 4.0);
  cairo_stroke_preserve (cr);
  rcp_set_colour (cr, colour);
  cairo_set_line_width (cr, 2.0);
  cairo_stroke (cr);
}

/* A context for @rectangle, in pixels of the screen, and a little around it: GTK repairs that much and no more. */
static cairo_t *
append_cairo (RcpFilterView *self, GtkSnapshot *snapshot, double left, double top, double right, double bottom)
{
  const double around = 4.0;
  int scale = scale_of (self);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) ((left - around) / scale), (float) ((top - around) / scale),
                                     (float) ((right - left + 2.0 * around) / scale),
                                     (float) ((bottom - top + 2.0 * around) / scale)));

  cairo_scale (cr, 1.0 / scale, 1.0 / scale);
  return cr;
}

static void
append_mark (RcpFilterView *self, GtkSnapshot *snapshot)
{
  double left, top, right, bottom;
  cairo_t *cr;

  if (self->mark.width < 1)
    return;
  rcp_viewport_place (&self->viewport, self->mark.x, self->mark.y, &left, &top);
  rcp_viewport_place (&self->viewport, self->mark.x + self->mark.width, self->mark.y + self->mark.height, &right,
                      &bottom);
  left = floor (left);
  top = floor (top);
  /* a pixel of a large picture is smaller than its frame could be */
  right = MAX (floor (right), left + 4.0);
  bottom = MAX (floor (bottom), top + 4.0);
  cr = append_cairo (self, snapshot, left, top, right, bottom);
  cairo_rectangle (cr, left - 1.0, top - 1.0, right - left + 2.0, bottom - top + 2.0);
  draw_line_on_picture (cr, rcp_palette (self->dark)->mark);
  cairo_destroy (cr);
}

static void
append_divider (RcpFilterView *self, GtkSnapshot *snapshot)
{
  const double knob = 7.0 * scale_of (self);
  double x = divider_place (self), middle = self->viewport.view_height / 2.0;
  double top, bottom, side;
  cairo_t *cr;
  const RcpColour white = { 1.0, 1.0, 1.0 };

  rcp_viewport_place (&self->viewport, 0, 0, &side, &top);
  rcp_viewport_place (&self->viewport, 0, self->viewport.height, &side, &bottom);
  top = MAX (top, 0.0);
  bottom = MIN (bottom, self->viewport.view_height);
  cr = append_cairo (self, snapshot, x - knob, top, x + knob, bottom);
  cairo_move_to (cr, x, top);
  cairo_line_to (cr, x, bottom);
  draw_line_on_picture (cr, white);
  cairo_arc (cr, x, middle, knob, 0.0, 2.0 * G_PI);
  cairo_fill_preserve (cr);
  draw_line_on_picture (cr, white);
  cairo_destroy (cr);
}

static void
rcp_filter_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpFilterView *self = RCP_FILTER_VIEW (widget);
  if (self->picture == NULL || self->viewport.view_width < 1 || self->viewport.view_height < 1)
    return;
  self->dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  if (self->node == NULL)
    paint_pictures (self);
  gtk_snapshot_append_node (snapshot, self->node);
  if (self->other != NULL)
    append_divider (self, snapshot);
  append_mark (self, snapshot);
}

/* What is seen */

static void
viewport_changed (RcpFilterView *self)
{
  redraw (self);
  g_signal_emit (self, signals[VIEWPORT_CHANGED], 0);
}

static gboolean
on_resized (gpointer user_data)
{
  RcpFilterView *self = user_data;

  self->resize_source = 0;
  g_signal_emit (self, signals[VIEWPORT_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
rcp_filter_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpFilterView *self = RCP_FILTER_VIEW (widget);
  int scale = scale_of (self);

  if (self->viewport.view_width == width * scale && self->viewport.view_height == height * scale)
    return;
  if (self->viewport.width > 0)
    rcp_viewport_resize (&self->viewport, width * scale, height * scale);
  else
    {
      self->viewport.view_width = width * scale;
      self->viewport.view_height = height * scale;
    }
  g_clear_pointer (&self->node, gsk_render_node_unref);
  /* whoever listens may want another size for something: not while sizes are given out */
  if (self->resize_source == 0)
    self->resize_source = g_idle_add (on_resized, self);
}

static void
rcp_filter_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  *minimum = LEAST_SIDE;
  *natural = LIKED_SIDE;
}

/* The pointer */

static void
hover (RcpFilterView *self, guint signal, double x, double y)
{
  int column, row, scale = scale_of (self);

  if (self->picture != NULL && rcp_viewport_find (&self->viewport, x * scale, y * scale, &column, &row))
    g_signal_emit (self, signals[signal], 0, column, row);
}

static gboolean
is_near_divider (RcpFilterView *self, double x)
{
  return self->other != NULL && fabs (x - (double) divider_place (self) / scale_of (self)) <= HOLD;
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

  picture_span (self, &left, &right);
  if (right > left)
    rcp_filter_view_set_split (self, (x * scale_of (self) - left) / (right - left));
}

static void
on_drag_update (RcpFilterView *self, double dx, double dy, GtkGestureDrag *gesture)
{
  int scale = scale_of (self);
  double x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  if (self->drag == DRAG_NOTHING && hypot (dx, dy) > CLICK)
    self->drag = DRAG_PICTURE;
  if (self->drag == DRAG_DIVIDER)
    move_divider (self, x + dx);
  else if (self->drag == DRAG_PICTURE && self->picture != NULL && !rcp_viewport_is_whole (&self->viewport))
    {
      rcp_viewport_pan (&self->viewport, (dx - self->drag_x) * scale, (dy - self->drag_y) * scale);
      viewport_changed (self);
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
  int scale = scale_of (self);

  if (self->picture == NULL || dy == 0.0)
    return GDK_EVENT_PROPAGATE;
  rcp_viewport_zoom (&self->viewport, dy < 0.0, self->pointer_x * scale, self->pointer_y * scale);
  viewport_changed (self);
  return GDK_EVENT_STOP;
}

/* The keyboard */

static void
zoom_middle (RcpFilterView *self, gboolean in)
{
  rcp_viewport_zoom (&self->viewport, in, self->viewport.view_width / 2.0, self->viewport.view_height / 2.0);
  viewport_changed (self);
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
      g_signal_emit (self, signals[MOVED], 0, -far, 0);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      g_signal_emit (self, signals[MOVED], 0, far, 0);
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      g_signal_emit (self, signals[MOVED], 0, 0, -far);
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      g_signal_emit (self, signals[MOVED], 0, 0, far);
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      g_signal_emit (self, signals[MOVED], 0, 0, 0);
      break;
    case GDK_KEY_Escape:
      g_signal_emit (self, signals[LEFT], 0);
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

/* The object */

static void
rcp_filter_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SPLIT:
      g_value_set_double (value, RCP_FILTER_VIEW (object)->split);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_filter_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SPLIT:
      rcp_filter_view_set_split (RCP_FILTER_VIEW (object), g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_filter_view_dispose (GObject *object)
{
  g_clear_handle_id (&RCP_FILTER_VIEW (object)->resize_source, g_source_remove);
  G_OBJECT_CLASS (rcp_filter_view_parent_class)->dispose (object);
}

static void
rcp_filter_view_finalize (GObject *object)
{
  RcpFilterView *self = RCP_FILTER_VIEW (object);

  g_clear_pointer (&self->picture, rcp_pyramid_unref);
  g_clear_pointer (&self->other, rcp_pyramid_unref);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  G_OBJECT_CLASS (rcp_filter_view_parent_class)->finalize (object);
}

static void
rcp_filter_view_class_init (RcpFilterViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rcp_filter_view_get_property;
  object_class->set_property = rcp_filter_view_set_property;
  object_class->dispose = rcp_filter_view_dispose;
  object_class->finalize = rcp_filter_view_finalize;
  widget_class->measure = rcp_filter_view_measure;
  widget_class->size_allocate = rcp_filter_view_size_allocate;
  widget_class->snapshot = rcp_filter_view_snapshot;

  props[PROP_SPLIT] = g_param_spec_double ("split", NULL, NULL, 0.0, 1.0, 0.5,
                                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[HOVERED] = g_signal_new ("hovered", RCP_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   2, G_TYPE_INT, G_TYPE_INT);
  signals[PRESSED] = g_signal_new ("pressed", RCP_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   2, G_TYPE_INT, G_TYPE_INT);
  signals[MOVED] = g_signal_new ("moved", RCP_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_INT, G_TYPE_INT);
  signals[LEFT] = g_signal_new ("left", RCP_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[VIEWPORT_CHANGED] =
      g_signal_new ("viewport-changed", RCP_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "filterview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_filter_view_init (RcpFilterView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->split = 0.5;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
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

GtkWidget *
rcp_filter_view_new (void)
{
  return g_object_new (RCP_TYPE_FILTER_VIEW, NULL);
}

static void
replace_pyramid (RcpPyramid **place, RcpPyramid *pyramid)
{
  RcpPyramid *old = *place;

  *place = pyramid != NULL ? rcp_pyramid_ref (pyramid) : NULL;
  if (old != NULL)
    rcp_pyramid_unref (old);
}

void
rcp_filter_view_set_pictures (RcpFilterView *self, RcpPyramid *picture, RcpPyramid *other)
{
  g_return_if_fail (RCP_IS_FILTER_VIEW (self));

  if (self->picture == picture && self->other == other)
    return;
  replace_pyramid (&self->picture, picture);
  replace_pyramid (&self->other, other);
  if (picture != NULL
      && (self->viewport.width != rcp_pyramid_get_width (picture)
          || self->viewport.height != rcp_pyramid_get_height (picture)))
    rcp_viewport_init (&self->viewport, rcp_pyramid_get_width (picture), rcp_pyramid_get_height (picture));
  redraw (self);
}

void
rcp_filter_view_set_split (RcpFilterView *self, double split)
{
  g_return_if_fail (RCP_IS_FILTER_VIEW (self));

  split = CLAMP (split, 0.0, 1.0);
  if (self->split == split)
    return;
  self->split = split;
  redraw (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SPLIT]);
}

void
rcp_filter_view_set_mark (RcpFilterView *self, int column, int row, int columns, int rows)
{
  GdkRectangle mark = { column, row, columns, rows };

  g_return_if_fail (RCP_IS_FILTER_VIEW (self));

  if (gdk_rectangle_equal (&self->mark, &mark))
    return;
  self->mark = mark;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const RcpViewport *
rcp_filter_view_get_viewport (RcpFilterView *self)
{
  g_return_val_if_fail (RCP_IS_FILTER_VIEW (self), NULL);
  return &self->viewport;
}

void
rcp_filter_view_follow (RcpFilterView *self, RcpFilterView *other)
{
  int width, height;

  g_return_if_fail (RCP_IS_FILTER_VIEW (self) && RCP_IS_FILTER_VIEW (other));

  if (self->viewport.width != other->viewport.width || self->viewport.height != other->viewport.height)
    return;
  width = self->viewport.view_width;
  height = self->viewport.view_height;
  self->viewport = other->viewport;
  rcp_viewport_resize (&self->viewport, width, height);
  redraw (self);
}

void
rcp_filter_view_show_pixel (RcpFilterView *self, int column, int row)
{
  g_return_if_fail (RCP_IS_FILTER_VIEW (self));

  if (self->picture == NULL || rcp_viewport_is_whole (&self->viewport))
    return;
  rcp_viewport_show (&self->viewport, column, row);
  viewport_changed (self);
}

void
rcp_filter_view_set_zoom (RcpFilterView *self, int zoom)
{
  g_return_if_fail (RCP_IS_FILTER_VIEW (self));

  if (self->picture == NULL)
    return;
  if (zoom > 0)
    rcp_viewport_set_zoom (&self->viewport, zoom, self->viewport.view_width / 2.0, self->viewport.view_height / 2.0);
  else
    {
      self->viewport.fit = TRUE;
      rcp_viewport_resize (&self->viewport, self->viewport.view_width, self->viewport.view_height);
    }
  viewport_changed (self);
}
