#include "filter-pictures.h"

#include <glib/gi18n.h>

#include "draw/colours.h"
#include "draw/filter-sum.h"
#include "filter-view.h"

struct _RcpFilterPictures
{
  AdwBin parent_instance;

  RcpPyramid *before_picture;
  RcpPyramid *after_picture;
  RcpFilter filter;
  int column;
  int row;
  gboolean pinned;
  gboolean following;

  GtkToggleButton *side_by_side;
  GtkToggleButton *split;
  GtkToggleButton *signed_values;
  GtkWidget *legend;
  GtkLabel *legend_low;
  GtkLabel *legend_high;
  GtkLabel *zoom_label;
  GtkLabel *before_label;
  RcpFilterView *before;
  GtkWidget *after_box;
  RcpFilterView *after;
  GtkScale *split_scale;
};

G_DEFINE_FINAL_TYPE (RcpFilterPictures, rcp_filter_pictures, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SIGNED,
  N_PROPS
};

enum
{
  PIXEL_CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
is_split (RcpFilterPictures *self)
{
  return gtk_toggle_button_get_active (self->split);
}

/* The pixel */

static void
show_marks (RcpFilterPictures *self)
{
  int anchor_row, anchor_column;

  rcp_filter_get_anchor (&self->filter, &anchor_row, &anchor_column);
  rcp_filter_view_set_mark (self->before, self->column - anchor_column, self->row - anchor_row,
                            self->filter.kernel.width, self->filter.kernel.height);
  rcp_filter_view_set_mark (self->after, self->column, self->row, 1, 1);
}

static void
look_at (RcpFilterPictures *self, int column, int row, gboolean pinned)
{
  column = CLAMP (column, 0, rcp_pyramid_get_width (self->before_picture) - 1);
  row = CLAMP (row, 0, rcp_pyramid_get_height (self->before_picture) - 1);
  if (self->column == column && self->row == row && self->pinned == pinned)
    return;
  self->column = column;
  self->row = row;
  self->pinned = pinned;
  show_marks (self);
  g_signal_emit (self, signals[PIXEL_CHANGED], 0);
}

static void
on_hovered (RcpFilterPictures *self, int column, int row)
{
  if (!self->pinned)
    look_at (self, column, row, FALSE);
}

/* The pinned pixel is let go by another click on it. */
static void
on_pressed (RcpFilterPictures *self, int column, int row)
{
  look_at (self, column, row, !(self->pinned && self->column == column && self->row == row));
}

static void
on_moved (RcpFilterPictures *self, int columns, int rows, RcpFilterView *view)
{
  if (self->before_picture == NULL)
    return;
  if (columns == 0 && rows == 0)
    look_at (self, self->column, self->row, !self->pinned);
  else
    look_at (self, self->column + columns, self->row + rows, TRUE);
  rcp_filter_view_show_pixel (view, self->column, self->row);
}

static void
on_left (RcpFilterPictures *self)
{
  if (self->before_picture != NULL)
    look_at (self, self->column, self->row, FALSE);
}

/* What is seen */

static void
show_zoom (RcpFilterPictures *self)
{
  const RcpViewport *viewport = rcp_filter_view_get_viewport (self->before);
  g_autofree char *text = NULL;

  if (viewport->zoom > 0)
    text = g_strdup_printf ("%d : 1", viewport->zoom);
  else
    text = g_strdup_printf ("1 : %d", -viewport->zoom);
  gtk_label_set_label (self->zoom_label, text);
}

static void
on_viewport_changed (RcpFilterPictures *self, RcpFilterView *view)
{
  if (self->following)
    return;
  self->following = TRUE;
  rcp_filter_view_follow (view == self->before ? self->after : self->before, view);
  self->following = FALSE;
  show_zoom (self);
}

static void
on_fit (RcpFilterPictures *self)
{
  rcp_filter_view_set_zoom (self->before, 0);
}

static void
on_full_size (RcpFilterPictures *self)
{
  rcp_filter_view_set_zoom (self->before, 1);
  rcp_filter_view_show_pixel (self->before, self->column, self->row);
}

static void
show_pictures (RcpFilterPictures *self)
{
  gboolean split = is_split (self);

  rcp_filter_view_set_pictures (self->before, self->before_picture, split ? self->after_picture : NULL);
  rcp_filter_view_set_pictures (self->after, split ? NULL : self->after_picture, NULL);
  gtk_widget_set_visible (self->after_box, !split);
  gtk_widget_set_visible (GTK_WIDGET (self->split_scale), split);
  gtk_label_set_label (self->before_label, split ? _ ("Before and after") : _ ("Before"));
  if (!split)
    rcp_filter_view_follow (self->after, self->before);
}

static void
on_split_toggled (RcpFilterPictures *self)
{
  show_pictures (self);
  /* what is said of the pictures is said of one, or of both */
  g_signal_emit (self, signals[PIXEL_CHANGED], 0);
}

static void
on_signed_toggled (RcpFilterPictures *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIGNED]);
}

static void
draw_legend (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  for (int x = 0; x < width; x++)
    {
      rcp_set_colour (cr, rcp_colour_diverging (2.0 * (x + 0.5) / width - 1.0));
      cairo_rectangle (cr, x, 0.0, 1.0, height);
      cairo_fill (cr);
    }
}

/* The object */

static void
rcp_filter_pictures_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SIGNED:
      g_value_set_boolean (value, rcp_filter_pictures_get_signed (RCP_FILTER_PICTURES (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_filter_pictures_finalize (GObject *object)
{
  RcpFilterPictures *self = RCP_FILTER_PICTURES (object);

  g_clear_pointer (&self->before_picture, rcp_pyramid_unref);
  g_clear_pointer (&self->after_picture, rcp_pyramid_unref);
  G_OBJECT_CLASS (rcp_filter_pictures_parent_class)->finalize (object);
}

static void
rcp_filter_pictures_class_init (RcpFilterPicturesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rcp_filter_pictures_get_property;
  object_class->finalize = rcp_filter_pictures_finalize;

  props[PROP_SIGNED] = g_param_spec_boolean ("signed", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[PIXEL_CHANGED] =
      g_signal_new ("pixel-changed", RCP_TYPE_FILTER_PICTURES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (RCP_TYPE_FILTER_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/filter-pictures.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, side_by_side);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, split);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, signed_values);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, legend);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, legend_low);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, legend_high);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, zoom_label);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, before_label);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, before);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, after_box);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, after);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPictures, split_scale);
  gtk_widget_class_bind_template_callback (widget_class, on_hovered);
  gtk_widget_class_bind_template_callback (widget_class, on_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_moved);
  gtk_widget_class_bind_template_callback (widget_class, on_left);
  gtk_widget_class_bind_template_callback (widget_class, on_viewport_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_fit);
  gtk_widget_class_bind_template_callback (widget_class, on_full_size);
  gtk_widget_class_bind_template_callback (widget_class, on_split_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_signed_toggled);
}

static void
rcp_filter_pictures_init (RcpFilterPictures *self)
{
  GtkWidget *colours;

  rcp_filter_init (&self->filter);
  gtk_widget_init_template (GTK_WIDGET (self));
  colours = gtk_widget_get_next_sibling (GTK_WIDGET (self->legend_low));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (colours), draw_legend, NULL, NULL);
  g_object_bind_property (gtk_range_get_adjustment (GTK_RANGE (self->split_scale)), "value", self->before, "split",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
}

static void
replace_pyramid (RcpPyramid **place, RcpPyramid *pyramid)
{
  RcpPyramid *old = *place;

  *place = rcp_pyramid_ref (pyramid);
  if (old != NULL)
    rcp_pyramid_unref (old);
}

void
rcp_filter_pictures_set_pictures (RcpFilterPictures *self, RcpPyramid *before, RcpPyramid *after, double range)
{
  gboolean resized;

  g_return_if_fail (RCP_IS_FILTER_PICTURES (self));
  g_return_if_fail (before != NULL && after != NULL);

  resized = self->before_picture == NULL
            || rcp_pyramid_get_width (before) != rcp_pyramid_get_width (self->before_picture)
            || rcp_pyramid_get_height (before) != rcp_pyramid_get_height (self->before_picture);
  replace_pyramid (&self->before_picture, before);
  replace_pyramid (&self->after_picture, after);
  show_pictures (self);
  gtk_widget_set_visible (self->legend, range > 0.0);
  if (range > 0.0)
    {
      g_autofree char *low = rcp_sum_number (-range);
      g_autofree char *high = rcp_sum_number (range);

      gtk_label_set_label (self->legend_low, low);
      gtk_label_set_label (self->legend_high, high);
    }
  if (resized)
    look_at (self, rcp_pyramid_get_width (before) / 2, rcp_pyramid_get_height (before) / 2, FALSE);
  show_marks (self);
  show_zoom (self);
}

void
rcp_filter_pictures_set_filter (RcpFilterPictures *self, const RcpFilter *filter)
{
  g_return_if_fail (RCP_IS_FILTER_PICTURES (self));
  g_return_if_fail (filter != NULL);

  self->filter = *filter;
  if (self->before_picture != NULL)
    show_marks (self);
}

void
rcp_filter_pictures_describe (RcpFilterPictures *self, const char *before, const char *after)
{
  g_autofree char *both = NULL;

  g_return_if_fail (RCP_IS_FILTER_PICTURES (self));

  both = g_strdup_printf ("%s; %s", before, after);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->before), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_split (self) ? _ ("Before and after") : _ ("Before"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, is_split (self) ? both : before, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->after), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, after, -1);
}

gboolean
rcp_filter_pictures_get_pixel (RcpFilterPictures *self, int *column, int *row, gboolean *pinned)
{
  g_return_val_if_fail (RCP_IS_FILTER_PICTURES (self), FALSE);

  *column = self->column;
  *row = self->row;
  *pinned = self->pinned;
  return self->before_picture != NULL;
}

gboolean
rcp_filter_pictures_get_signed (RcpFilterPictures *self)
{
  g_return_val_if_fail (RCP_IS_FILTER_PICTURES (self), FALSE);
  return gtk_toggle_button_get_active (self->signed_values);
}
