#include "range-legend.h"

#include <adwaita.h>

#include "draw/numbers.h"
#include "draw/pixels.h"
#include "place.h"
#include "surface-node.h"

#define BAR_HEIGHT 8
#define LEAST_WIDTH 72

/* numbers that belong together stay near one another below a wide layer */
#define MOST_WIDTH 200

struct _RcpRangeLegend
{
  GtkWidget parent_instance;

  GtkWidget *least;
  GtkWidget *most;
  GtkWidget *scope;
  gboolean is_signed;
  GskRenderNode *bar;
  int width; /* that the bar was drawn for, in pixels of the screen */
};

G_DEFINE_FINAL_TYPE (RcpRangeLegend, rcp_range_legend, GTK_TYPE_WIDGET)

/* As maps are coloured, with the same table. */
static void
draw_bar (RcpRangeLegend *self, int width, int scale)
{
  g_autofree float *values = g_new (float, width *scale);
  g_autofree guint32 *words = g_new (guint32, width * scale);
  float least = self->is_signed ? -1.0f : 0.0f;
  int n = width * scale;
  cairo_surface_t *surface;

  for (int i = 0; i < n; i++)
    values[i] = least + (1.0f - least) * (float) i / (float) MAX (1, n - 1);
  rcp_pixels_values (words, values, (gsize) n, self->is_signed, 1.0, (RcpColour){ 0, 0, 0 });
  surface = rcp_pixels_surface (words, n, 1, 1);
  g_clear_pointer (&self->bar, gsk_render_node_unref);
  self->bar = rcp_surface_node_new (surface, width, BAR_HEIGHT);
  self->width = n;
  cairo_surface_destroy (surface);
}

static void
rcp_range_legend_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpRangeLegend *self = RCP_RANGE_LEGEND (widget);
  int width = MIN (gtk_widget_get_width (widget), MOST_WIDTH);
  int scale = gtk_widget_get_scale_factor (widget);

  if (width < 1)
    return;
  if (self->bar == NULL || self->width != width * scale)
    draw_bar (self, width, scale);
  gtk_snapshot_append_node (snapshot, self->bar);
  GTK_WIDGET_CLASS (rcp_range_legend_parent_class)->snapshot (widget, snapshot);
}

static int
height_of (GtkWidget *label)
{
  int height;

  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  return height;
}

static void
rcp_range_legend_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  RcpRangeLegend *self = RCP_RANGE_LEGEND (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = LEAST_WIDTH;
  else
    *minimum = *natural = BAR_HEIGHT + 2 + height_of (self->least) + height_of (self->scope);
}

static void
rcp_range_legend_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpRangeLegend *self = RCP_RANGE_LEGEND (widget);
  int line = height_of (self->least);
  int y = BAR_HEIGHT + 2;
  int half;

  width = MIN (width, MOST_WIDTH);
  /* the least number may have a minus sign more */
  half = width * 9 / 16;
  rcp_place (self->least, 0, y, half, line);
  rcp_place (self->most, half, y, width - half, line);
  rcp_place (self->scope, 0, y + line, width, height_of (self->scope));
}

void
rcp_range_legend_set_signed (RcpRangeLegend *self, gboolean is_signed)
{
  g_return_if_fail (RCP_IS_RANGE_LEGEND (self));

  if (is_signed == self->is_signed)
    return;
  self->is_signed = is_signed;
  g_clear_pointer (&self->bar, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* as many decimals as say something, and never so many digits that two of them would not fit */
static char *
format (double value)
{
  double size = value < 0 ? -value : value;

  if (size >= 1e5 || (size > 0 && size < 0.005))
    return g_strdup_printf (value < 0 ? "−%.0e" : "%.0e", size);
  return rcp_format_value (value, size < 1 ? 2 : size < 100 ? 1 : 0);
}

void
rcp_range_legend_set_range (RcpRangeLegend *self, double range, const char *scope)
{
  g_autofree char *least = format (self->is_signed ? -range : 0);
  g_autofree char *most = format (range);

  g_return_if_fail (RCP_IS_RANGE_LEGEND (self));

  gtk_inscription_set_text (GTK_INSCRIPTION (self->least), least);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->most), most);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->scope), scope);
}

static void
rcp_range_legend_dispose (GObject *object)
{
  RcpRangeLegend *self = RCP_RANGE_LEGEND (object);

  g_clear_pointer (&self->least, gtk_widget_unparent);
  g_clear_pointer (&self->most, gtk_widget_unparent);
  g_clear_pointer (&self->scope, gtk_widget_unparent);
  g_clear_pointer (&self->bar, gsk_render_node_unref);
  G_OBJECT_CLASS (rcp_range_legend_parent_class)->dispose (object);
}

static void
rcp_range_legend_class_init (RcpRangeLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_range_legend_dispose;
  widget_class->measure = rcp_range_legend_measure;
  widget_class->size_allocate = rcp_range_legend_size_allocate;
  widget_class->snapshot = rcp_range_legend_snapshot;
}

static GtkWidget *
make_text (RcpRangeLegend *self, float xalign)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), xalign);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 0);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 0);
  gtk_widget_add_css_class (text, "caption");
  gtk_widget_add_css_class (text, "numeric");
  gtk_widget_add_css_class (text, "dim-label");
  gtk_widget_set_parent (text, GTK_WIDGET (self));
  return text;
}

static void
rcp_range_legend_init (RcpRangeLegend *self)
{
  self->least = make_text (self, 0.0f);
  self->most = make_text (self, 1.0f);
  self->scope = make_text (self, 0.5f);
}

GtkWidget *
rcp_range_legend_new (void)
{
  return g_object_new (RCP_TYPE_RANGE_LEGEND, NULL);
}
