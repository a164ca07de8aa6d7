#include "filter-table.h"

#include <adwaita.h>

#include "filter-table-private.h"
#include "sight.h"
#include "surface-node.h"

/* How wide it is where nobody says. */
#define NATURAL_WIDTH 520

G_DEFINE_FINAL_TYPE_WITH_CODE (RcpFilterTable, rcp_filter_table, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum
{
  PROP_0,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY
};

guint rcp_filter_table_signals[N_SIGNALS];

/* Nothing is drawn where nobody sees it. */
static void
on_sight (RcpFilterTable *self)
{
  if (self->stale && rcp_widget_is_in_sight (GTK_WIDGET (self)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
redraw (RcpFilterTable *self)
{
  self->stale = TRUE;
  on_sight (self);
}

/* Scrolling */

static double
scrolled (RcpFilterTable *self, GtkOrientation orientation)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];

  return adjustment != NULL ? gtk_adjustment_get_value (adjustment) : 0;
}

static void
configure (RcpFilterTable *self, GtkOrientation orientation, int all, int page)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];

  if (adjustment != NULL)
    gtk_adjustment_configure (adjustment, CLAMP (scrolled (self, orientation), 0, MAX (0, all - page)), 0,
                              MAX (all, page), page * 0.1, page * 0.9, page);
}

static void
set_adjustment (RcpFilterTable *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **mine = &self->adjustments[orientation];

  if (*mine != NULL)
    g_signal_handlers_disconnect_by_func (*mine, redraw, self);
  g_clear_object (mine);
  if (adjustment == NULL)
    return;
  *mine = g_object_ref_sink (adjustment);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (redraw), self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
reveal (RcpFilterTable *self, int filter)
{
  RcpCellBox box = rcp_filter_sheet_box (&self->layout, filter);
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  /* the headings cover what lies under them */
  if (adjustment != NULL)
    gtk_adjustment_clamp_page (adjustment, box.y - self->layout.header, box.y + box.height);
}

/* What it shows */

static void
lay_out (RcpFilterTable *self, int width)
{
  self->laid_out_for = width;
  self->layout = self->has_sheet ? rcp_filter_sheet_lay_out (&self->sheet, width) : (RcpFilterLayout){ 0 };
}

static gboolean
on_tell (gpointer user_data)
{
  RcpFilterTable *self = user_data;

  self->telling = 0;
  g_signal_emit (self, rcp_filter_table_signals[NEEDS_HEIGHT], 0, self->told_height);
  return G_SOURCE_REMOVE;
}

/* How high it is depends on how wide it is, of which a scrolled window says nothing when it asks; and while widgets are
 * laid out none may ask for another size. */
static void
tell_height (RcpFilterTable *self)
{
  if (self->layout.height == self->told_height)
    return;
  self->told_height = self->layout.height;
  if (self->telling == 0)
    self->telling = g_idle_add (on_tell, self);
}

static gboolean
has_same_size (const RcpFilterSheet *a, const RcpFilterSheet *b)
{
  return a->n_filters == b->n_filters && a->n_planes == b->n_planes && a->rows == b->rows && a->columns == b->columns
         && a->tiles == b->tiles && a->map_rows == b->map_rows && a->map_columns == b->map_columns;
}

void
rcp_filter_table_set_sheet (RcpFilterTable *self, const RcpFilterSheet *sheet)
{
  gboolean same = self->has_sheet == (sheet != NULL) && (sheet == NULL || has_same_size (&self->sheet, sheet));

  g_return_if_fail (RCP_IS_FILTER_TABLE (self));

  self->has_sheet = sheet != NULL;
  self->sheet = sheet != NULL ? *sheet : (RcpFilterSheet){ .selected = -1, .marked = -1 };
  redraw (self);
  if (same)
    return;
  lay_out (self, self->laid_out_for);
  tell_height (self);
  /* all of it anew: the scrolled window around it has to look whether it needs scrollbars */
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
rcp_filter_table_set_selected (RcpFilterTable *self, int filter)
{
  g_return_if_fail (RCP_IS_FILTER_TABLE (self));

  if (!self->has_sheet || filter == self->sheet.selected || filter >= self->sheet.n_filters)
    return;
  self->sheet.selected = filter;
  if (filter >= 0)
    reveal (self, filter);
  redraw (self);
}

void
rcp_filter_table_set_marked (RcpFilterTable *self, gssize weight)
{
  g_return_if_fail (RCP_IS_FILTER_TABLE (self));

  if (!self->has_sheet || weight == self->sheet.marked)
    return;
  self->sheet.marked = weight;
  redraw (self);
}

RcpCellBox
rcp_filter_table_get_view (RcpFilterTable *self)
{
  return (RcpCellBox){ round (scrolled (self, GTK_ORIENTATION_HORIZONTAL)),
                       round (scrolled (self, GTK_ORIENTATION_VERTICAL)), gtk_widget_get_width (GTK_WIDGET (self)),
                       gtk_widget_get_height (GTK_WIDGET (self)) };
}

static GskRenderNode *
draw (RcpFilterTable *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const int scale = gtk_widget_get_scale_factor (widget);
  const RcpCellCanvas canvas = {
    .scale = scale,
    .palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
    .context = gtk_widget_get_pango_context (widget),
  };
  const RcpCellBox view = rcp_filter_table_get_view (self);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  GskRenderNode *node;
  cairo_t *cr;

  self->sheet.focused = gtk_widget_has_visible_focus (widget);
  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  rcp_filter_sheet_draw (&self->sheet, &self->layout, &canvas, view, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  cairo_surface_set_device_scale (surface, 1, 1);
  node = rcp_surface_node_new (surface, width, height);
  cairo_surface_destroy (surface);
  return node;
}

static void
rcp_filter_table_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpFilterTable *self = RCP_FILTER_TABLE (widget);

  if (!self->has_sheet)
    return;
  if (self->node == NULL || (self->stale && rcp_widget_is_in_sight (widget)))
    {
      g_clear_pointer (&self->node, gsk_render_node_unref);
      self->node = draw (self);
      self->stale = FALSE;
    }
  gtk_snapshot_append_node (snapshot, self->node);
}

static void
rcp_filter_table_map (GtkWidget *widget)
{
  RcpFilterTable *self = RCP_FILTER_TABLE (widget);

  GTK_WIDGET_CLASS (rcp_filter_table_parent_class)->map (widget);
  if (!self->following)
    rcp_widget_follow_sight (widget, G_CALLBACK (on_sight), self);
  self->following = TRUE;
}

static void
rcp_filter_table_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  *minimum = 0;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : 0;
}

static void
rcp_filter_table_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpFilterTable *self = RCP_FILTER_TABLE (widget);

  lay_out (self, width);
  configure (self, GTK_ORIENTATION_HORIZONTAL, self->layout.width, width);
  configure (self, GTK_ORIENTATION_VERTICAL, self->layout.height, height);
  redraw (self);
  tell_height (self);
}

/* The object */

static void
rcp_filter_table_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RcpFilterTable *self = RCP_FILTER_TABLE (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_VERTICAL]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_filter_table_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RcpFilterTable *self = RCP_FILTER_TABLE (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_HORIZONTAL] = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_VERTICAL] = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_filter_table_dispose (GObject *object)
{
  RcpFilterTable *self = RCP_FILTER_TABLE (object);

  g_clear_handle_id (&self->telling, g_source_remove);
  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  G_OBJECT_CLASS (rcp_filter_table_parent_class)->dispose (object);
}

static void
rcp_filter_table_class_init (RcpFilterTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rcp_filter_table_get_property;
  object_class->set_property = rcp_filter_table_set_property;
  object_class->dispose = rcp_filter_table_dispose;
  widget_class->map = rcp_filter_table_map;
  widget_class->measure = rcp_filter_table_measure;
  widget_class->size_allocate = rcp_filter_table_size_allocate;
  widget_class->snapshot = rcp_filter_table_snapshot;

  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  rcp_filter_table_signals[CHOSEN] = g_signal_new ("chosen", RCP_TYPE_FILTER_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                   NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  rcp_filter_table_signals[WEIGHT_CHOSEN] = g_signal_new ("weight-chosen", RCP_TYPE_FILTER_TABLE, G_SIGNAL_RUN_LAST, 0,
                                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  rcp_filter_table_signals[NEEDS_HEIGHT] = g_signal_new ("needs-height", RCP_TYPE_FILTER_TABLE, G_SIGNAL_RUN_LAST, 0,
                                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "filtertable");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_filter_table_init (RcpFilterTable *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->sheet.selected = -1;
  self->sheet.marked = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (redraw), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (redraw), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  rcp_filter_table_add_input (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (redraw), self,
                           G_CONNECT_SWAPPED);
}
