#include "filter-view.h"

#include <adwaita.h>
#include <math.h>

#include "draw/picture-marks.h"
#include "filter-view-private.h"
#include "surface-node.h"

#define LEAST_SIDE 96
#define LIKED_SIDE 416

/* The least side of a frame's inside, in pixels of the screen. */
#define LEAST_MARK 4

G_DEFINE_FINAL_TYPE (RcpFilterView, rcp_filter_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SPLIT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
guint rcp_filter_view_signals[N_SIGNALS];

int
rcp_filter_view_scale (RcpFilterView *self)
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

void
rcp_filter_view_span (RcpFilterView *self, int *left, int *right)
{
  double x, y, end;

  rcp_viewport_place (&self->viewport, 0, 0, &x, &y);
  rcp_viewport_place (&self->viewport, self->viewport.width, 0, &end, &y);
  *left = MAX ((int) x, 0);
  *right = MIN ((int) ceil (end), self->viewport.view_width);
}

int
rcp_filter_view_divider (RcpFilterView *self)
{
  int left, right;

  rcp_filter_view_span (self, &left, &right);
  return left + (int) lround (self->split * (right - left));
}

static void
paint_pictures (RcpFilterView *self)
{
  int width = self->viewport.view_width, height = self->viewport.view_height;
  int divider = self->other != NULL ? rcp_filter_view_divider (self) : width;
  cairo_surface_t *surface;

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  rcp_pyramid_paint (self->picture, &self->viewport, surface, 0, divider);
  if (self->other != NULL)
    rcp_pyramid_paint (self->other, &self->viewport, surface, divider, width);
  self->node = rcp_surface_node_new (surface, (double) width / rcp_filter_view_scale (self),
                                     (double) height / rcp_filter_view_scale (self));
  cairo_surface_destroy (surface);
}

/* A context for a rectangle, in pixels of the screen, and what reaches out of it: GTK repairs that much and no more. */
static cairo_t *
append_cairo (RcpFilterView *self, GtkSnapshot *snapshot, int x, int y, int width, int height)
{
  int scale = rcp_filter_view_scale (self);
  cairo_t *cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) (x - RCP_MARK_REACH) / (float) scale,
                                                                (float) (y - RCP_MARK_REACH) / (float) scale,
                                                                (float) (width + 2 * RCP_MARK_REACH) / (float) scale,
                                                                (float) (height + 2 * RCP_MARK_REACH) / (float) scale));

  cairo_scale (cr, 1.0 / scale, 1.0 / scale);
  return cr;
}

static void
append_mark (RcpFilterView *self, GtkSnapshot *snapshot)
{
  double left, top, right, bottom;
  int x, y, width, height;
  cairo_t *cr;

  if (self->mark.width < 1)
    return;
  rcp_viewport_place (&self->viewport, self->mark.x, self->mark.y, &left, &top);
  rcp_viewport_place (&self->viewport, self->mark.x + self->mark.width, self->mark.y + self->mark.height, &right,
                      &bottom);
  x = (int) floor (left);
  y = (int) floor (top);
  /* a pixel of a large picture is smaller than its frame could be */
  width = MAX ((int) floor (right) - x, LEAST_MARK);
  height = MAX ((int) floor (bottom) - y, LEAST_MARK);
  cr = append_cairo (self, snapshot, x, y, width, height);
  rcp_picture_frame_draw (rcp_palette (self->dark), x, y, width, height, cr);
  cairo_destroy (cr);
}

static void
append_divider (RcpFilterView *self, GtkSnapshot *snapshot)
{
  int knob = RCP_DIVIDER_KNOB * rcp_filter_view_scale (self);
  int x = rcp_filter_view_divider (self);
  double side, top, bottom;
  cairo_t *cr;

  rcp_viewport_place (&self->viewport, 0, 0, &side, &top);
  rcp_viewport_place (&self->viewport, 0, self->viewport.height, &side, &bottom);
  top = MAX (top, 0.0);
  bottom = MIN (ceil (bottom), self->viewport.view_height);
  cr = append_cairo (self, snapshot, x - knob, (int) top, 2 * knob, (int) (bottom - top));
  rcp_divider_draw (x, (int) top, (int) bottom, knob, cr);
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

void
rcp_filter_view_moved (RcpFilterView *self)
{
  redraw (self);
  g_signal_emit (self, rcp_filter_view_signals[VIEWPORT_CHANGED], 0);
}

static gboolean
on_resized (gpointer user_data)
{
  RcpFilterView *self = user_data;

  self->resize_source = 0;
  g_signal_emit (self, rcp_filter_view_signals[VIEWPORT_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
rcp_filter_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpFilterView *self = RCP_FILTER_VIEW (widget);
  int scale = rcp_filter_view_scale (self);

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

  rcp_filter_view_signals[HOVERED] = g_signal_new ("hovered", RCP_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                   NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
  rcp_filter_view_signals[PRESSED] = g_signal_new ("pressed", RCP_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                   NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
  rcp_filter_view_signals[MOVED] = g_signal_new ("moved", RCP_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                 G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
  rcp_filter_view_signals[LEFT] =
      g_signal_new ("left", RCP_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  rcp_filter_view_signals[VIEWPORT_CHANGED] =
      g_signal_new ("viewport-changed", RCP_TYPE_FILTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "filterview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_filter_view_init (RcpFilterView *self)
{
  self->split = 0.5;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  rcp_filter_view_add_input (self);
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
  g_return_if_fail (RCP_IS_FILTER_VIEW (self) && RCP_IS_FILTER_VIEW (other));

  if (self->picture == NULL || self->viewport.width != other->viewport.width
      || self->viewport.height != other->viewport.height)
    return;
  rcp_viewport_follow (&self->viewport, &other->viewport);
  redraw (self);
  redraw (other);
}

void
rcp_filter_view_show_pixel (RcpFilterView *self, int column, int row)
{
  g_return_if_fail (RCP_IS_FILTER_VIEW (self));

  if (self->picture == NULL || rcp_viewport_is_whole (&self->viewport))
    return;
  rcp_viewport_show (&self->viewport, column, row);
  rcp_filter_view_moved (self);
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
  rcp_filter_view_moved (self);
}
