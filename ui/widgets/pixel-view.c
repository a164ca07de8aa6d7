#include "pixel-view.h"

#include "draw/pixels.h"
#include "widgets/pixel-frame.h"
#include "widgets/surface-node.h"

/* what every picture of every dataset measures today; asked for while there is none yet */
#define DEFAULT_SIDE 32

struct _RcpPixelView
{
  GtkWidget parent_instance;

  guint32 *words;
  int width;
  int height;
  int min_scale;
  int max_scale;
  RcpPixelMark *mark;

  GskRenderNode *node;
  int node_scale;
};

G_DEFINE_FINAL_TYPE (RcpPixelView, rcp_pixel_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_MARK,
  PROP_MIN_SCALE,
  PROP_MAX_SCALE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* Size */

static GtkSizeRequestMode
rcp_pixel_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rcp_pixel_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  RcpPixelView *self = RCP_PIXEL_VIEW (widget);
  int side = orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height;
  int liked = self->min_scale;

  /* as high as the width allows */
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    liked = MAX (self->min_scale, for_size / self->width);
  else if (orientation == GTK_ORIENTATION_HORIZONTAL)
    liked = MAX (self->min_scale, self->max_scale);
  if (self->max_scale > 0)
    liked = MIN (liked, self->max_scale);
  *minimum = side * self->min_scale;
  *natural = side * liked;
}

/* device pixels along a side of each pixel */
static int
scale_of (RcpPixelView *self)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int scale = MIN (gtk_widget_get_width (GTK_WIDGET (self)) * factor / self->width,
                   gtk_widget_get_height (GTK_WIDGET (self)) * factor / self->height);

  return self->max_scale > 0 ? MIN (scale, self->max_scale * factor) : scale;
}

/* Drawing */

static void
freshen (RcpPixelView *self, int scale, int factor)
{
  cairo_surface_t *surface;

  if (self->node != NULL && self->node_scale == scale)
    return;
  surface = rcp_pixels_surface (self->words, self->width, self->height, scale);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node =
      rcp_surface_node_new (surface, (double) self->width * scale / factor, (double) self->height * scale / factor);
  self->node_scale = scale;
  cairo_surface_destroy (surface);
}

static void
rcp_pixel_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpPixelView *self = RCP_PIXEL_VIEW (widget);
  int factor = gtk_widget_get_scale_factor (widget);
  int scale = scale_of (self);
  float side = (float) scale / (float) factor;
  graphene_rect_t whole = GRAPHENE_RECT_INIT (0, 0, (float) self->width * side, (float) self->height * side);
  graphene_rect_t pixel;

  if (self->words == NULL || scale < 1)
    return;
  freshen (self, scale, factor);
  rcp_outline_append (snapshot, &whole);
  rcp_focus_append (snapshot, widget, &whole);
  gtk_snapshot_append_node (snapshot, self->node);
  if (self->mark == NULL || rcp_pixel_mark_get_column (self->mark) >= self->width
      || rcp_pixel_mark_get_row (self->mark) >= self->height)
    return;
  pixel = GRAPHENE_RECT_INIT ((float) rcp_pixel_mark_get_column (self->mark) * side,
                              (float) rcp_pixel_mark_get_row (self->mark) * side, side, side);
  rcp_pixel_frame_append (snapshot, &pixel, rcp_pixel_mark_get_pinned (self->mark));
}

/* The mark */

static gboolean
find_pixel (RcpPixelView *self, double x, double y, int *column, int *row)
{
  double side = (double) scale_of (self) / gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (self->words == NULL || self->mark == NULL || side <= 0.0 || x < 0.0 || y < 0.0)
    return FALSE;
  *column = (int) (x / side);
  *row = (int) (y / side);
  return *column < self->width && *row < self->height;
}

static void
on_motion (RcpPixelView *self, double x, double y)
{
  int column, row;

  if (find_pixel (self, x, y, &column, &row))
    rcp_pixel_mark_hover (self->mark, column, row);
}

static void
on_pressed (RcpPixelView *self, int n_press, double x, double y)
{
  int column, row;

  if (!find_pixel (self, x, y, &column, &row))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  rcp_pixel_mark_click (self->mark, column, row);
}

static gboolean
on_key_pressed (RcpPixelView *self, guint keyval, guint keycode, GdkModifierType state)
{
  int column, row;

  if (self->mark == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  column = rcp_pixel_mark_get_column (self->mark);
  row = rcp_pixel_mark_get_row (self->mark);
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      column--;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      column++;
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      row--;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      row++;
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      column = 0;
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      column = self->width - 1;
      break;
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      rcp_pixel_mark_click (self->mark, column, row);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      return rcp_pixel_mark_release (self->mark) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  rcp_pixel_mark_move (self->mark, column, row);
  return GDK_EVENT_STOP;
}

static void
set_mark (RcpPixelView *self, RcpPixelMark *mark)
{
  if (self->mark == mark)
    return;
  if (self->mark != NULL)
    g_signal_handlers_disconnect_by_data (self->mark, self);
  g_set_object (&self->mark, mark);
  if (mark != NULL)
    g_signal_connect_object (mark, "changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (GTK_WIDGET (self), mark != NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The object */

static void
rcp_pixel_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RcpPixelView *self = RCP_PIXEL_VIEW (object);

  switch (id)
    {
    case PROP_MARK:
      g_value_set_object (value, self->mark);
      break;
    case PROP_MIN_SCALE:
      g_value_set_int (value, self->min_scale);
      break;
    case PROP_MAX_SCALE:
      g_value_set_int (value, self->max_scale);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_pixel_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RcpPixelView *self = RCP_PIXEL_VIEW (object);

  switch (id)
    {
    case PROP_MARK:
      set_mark (self, g_value_get_object (value));
      break;
    case PROP_MIN_SCALE:
      self->min_scale = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    case PROP_MAX_SCALE:
      self->max_scale = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_pixel_view_dispose (GObject *object)
{
  RcpPixelView *self = RCP_PIXEL_VIEW (object);

  set_mark (self, NULL);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->words, g_free);
  G_OBJECT_CLASS (rcp_pixel_view_parent_class)->dispose (object);
}

static void
rcp_pixel_view_class_init (RcpPixelViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rcp_pixel_view_get_property;
  object_class->set_property = rcp_pixel_view_set_property;
  object_class->dispose = rcp_pixel_view_dispose;
  widget_class->get_request_mode = rcp_pixel_view_get_request_mode;
  widget_class->measure = rcp_pixel_view_measure;
  widget_class->snapshot = rcp_pixel_view_snapshot;

  props[PROP_MARK] = g_param_spec_object ("mark", NULL, NULL, RCP_TYPE_PIXEL_MARK, flags);
  props[PROP_MIN_SCALE] = g_param_spec_int ("min-scale", NULL, NULL, 1, 1024, 1, flags);
  props[PROP_MAX_SCALE] = g_param_spec_int ("max-scale", NULL, NULL, 0, 1024, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "pixelview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_pixel_view_init (RcpPixelView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->width = DEFAULT_SIDE;
  self->height = DEFAULT_SIDE;
  self->min_scale = 1;
  g_signal_connect (self, "state-flags-changed", G_CALLBACK (gtk_widget_queue_draw), NULL);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

void
rcp_pixel_view_set_words (RcpPixelView *self, const guint32 *words, int width, int height)
{
  g_return_if_fail (RCP_IS_PIXEL_VIEW (self));
  g_return_if_fail (words == NULL || (width > 0 && height > 0));

  g_clear_pointer (&self->words, g_free);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  if (words != NULL)
    {
      if (width != self->width || height != self->height)
        gtk_widget_queue_resize (GTK_WIDGET (self));
      self->words = g_memdup2 (words, (gsize) width * (gsize) height * sizeof *words);
      self->width = width;
      self->height = height;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
