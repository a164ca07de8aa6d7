#include "sum-view.h"

#include <adwaita.h>
#include <math.h>

/* Seven rows that can be read, and the result. */
#define HEIGHT 128

/* A screen reader that is told of every pixel on the way reads none: the description waits until the pointer rests. */
#define DESCRIPTION_DELAY 150

struct _RcpSumView
{
  GtkWidget parent_instance;

  RcpSumSheet sheet;
  gboolean filled;
  guint description_source;
};

G_DEFINE_FINAL_TYPE (RcpSumView, rcp_sum_view, GTK_TYPE_WIDGET)

static gboolean
on_description_due (gpointer user_data)
{
  RcpSumView *self = user_data;
  g_autofree char *text = rcp_sum_sheet_describe (&self->sheet);

  self->description_source = 0;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  return G_SOURCE_REMOVE;
}

static RcpChartCanvas
canvas_of (GtkWidget *widget)
{
  return (RcpChartCanvas){
    .width = gtk_widget_get_width (widget),
    .height = gtk_widget_get_height (widget),
    .scale = gtk_widget_get_scale_factor (widget),
    .palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
    .context = gtk_widget_get_pango_context (widget),
  };
}

static void
rcp_sum_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpSumView *self = RCP_SUM_VIEW (widget);
  RcpChartCanvas canvas = canvas_of (widget);
  cairo_t *cr;

  if (!self->filled || canvas.width < 1.0 || canvas.height < 1.0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, canvas.width, canvas.height));
  rcp_sum_sheet_draw (&self->sheet, &canvas, cr);
  cairo_destroy (cr);
}

static void
rcp_sum_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  RcpSumView *self = RCP_SUM_VIEW (widget);
  RcpChartCanvas canvas = canvas_of (widget);

  *minimum = *natural = HEIGHT;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = self->filled ? (int) ceil (rcp_sum_sheet_width (&self->sheet.filter, &canvas)) : 0;
}

static void
rcp_sum_view_dispose (GObject *object)
{
  g_clear_handle_id (&RCP_SUM_VIEW (object)->description_source, g_source_remove);
  G_OBJECT_CLASS (rcp_sum_view_parent_class)->dispose (object);
}

static void
rcp_sum_view_class_init (RcpSumViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_sum_view_dispose;
  widget_class->measure = rcp_sum_view_measure;
  widget_class->snapshot = rcp_sum_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "sumview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_sum_view_init (RcpSumView *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

void
rcp_sum_view_set_sheet (RcpSumView *self, const RcpSumSheet *sheet)
{
  g_return_if_fail (RCP_IS_SUM_VIEW (self));

  /* how wide it has to be is the filter's to say, not the pixel's */
  if (sheet == NULL || !self->filled || !rcp_filter_equal (&sheet->filter, &self->sheet.filter))
    gtk_widget_queue_resize (GTK_WIDGET (self));
  self->filled = sheet != NULL;
  if (sheet != NULL)
    {
      self->sheet = *sheet;
      g_clear_handle_id (&self->description_source, g_source_remove);
      self->description_source = g_timeout_add (DESCRIPTION_DELAY, on_description_due, self);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
