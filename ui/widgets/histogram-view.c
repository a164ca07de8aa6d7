#include "histogram-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "draw/numbers.h"
#include "widgets/surface-node.h"

/* values that a bar counts together: with an axis there is room for four pixels a bar, without for as many as a
 * picture has columns */
#define LEVELS_WITH_AXIS 4
#define LEVELS 8

struct _RcpHistogramView
{
  GtkWidget parent_instance;

  RcpHistogramPlot plot;
  int value;

  GskRenderNode *node;
  int width;
  int height;
  int scale;
  const RcpPalette *palette;
};

G_DEFINE_FINAL_TYPE (RcpHistogramView, rcp_histogram_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CHANNEL,
  PROP_AXIS,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* Without an axis it stands under a picture: bars as wide as the picture's pixels, and none wider than another. */
static double
width_of (RcpHistogramView *self)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = gtk_widget_get_width (GTK_WIDGET (self)) * factor;
  int bars = RCP_N_LEVELS / self->plot.levels;

  return (double) (self->plot.axis ? width : width / bars * bars) / factor;
}

static RcpChartCanvas
canvas_of (RcpHistogramView *self)
{
  return (RcpChartCanvas){
    .width = width_of (self),
    .height = gtk_widget_get_height (GTK_WIDGET (self)),
    .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
    .palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
    .context = gtk_widget_get_pango_context (GTK_WIDGET (self)),
  };
}

/* Words */

/* whose histogram: what is drawn as bars, then the two lines */
static char *
dup_share_text (int whose, double share)
{
  g_autofree char *text = rcp_format_share (share);

  switch (whose)
    {
    case 0:
      return g_strdup_printf (_ ("%s of the specimen"), text);
    case 1:
      return g_strdup_printf (_ ("%s of its class"), text);
    default:
      return g_strdup_printf (_ ("%s of the training set"), text);
    }
}

static void
describe (RcpHistogramView *self)
{
  const RcpHistogram *const all[] = { self->plot.bars, self->plot.lines[0], self->plot.lines[1] };
  g_autoptr (GString) text = g_string_new (NULL);
  int first, last;

  if (self->plot.bars == NULL || self->value < 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  first = rcp_histogram_plot_bin (&self->plot, self->value) * self->plot.levels;
  last = first + self->plot.levels - 1;
  /* Translators: values of pixels, of which a bar of a histogram counts several together */
  g_string_append_printf (text, _ ("Value %d. Values %d to %d: "), self->value, first, last);
  for (int i = 0; i < (int) G_N_ELEMENTS (all); i++)
    {
      g_autofree char *share = NULL;

      if (all[i] == NULL)
        continue;
      share = dup_share_text (i, rcp_histogram_share (all[i], self->plot.channel, first, last));
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", share);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

/* Drawing */

static void
freshen (RcpHistogramView *self, const RcpChartCanvas *canvas)
{
  cairo_surface_t *surface;
  cairo_t *cr;

  if (self->node != NULL && self->width == (int) canvas->width && self->height == (int) canvas->height
      && self->scale == (int) canvas->scale && self->palette == canvas->palette)
    return;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (canvas->width * canvas->scale),
                                        (int) (canvas->height * canvas->scale));
  cairo_surface_set_device_scale (surface, canvas->scale, canvas->scale);
  cr = cairo_create (surface);
  rcp_histogram_draw (&self->plot, canvas, cr);
  cairo_destroy (cr);
  cairo_surface_set_device_scale (surface, 1.0, 1.0);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node = rcp_surface_node_new (surface, canvas->width, canvas->height);
  cairo_surface_destroy (surface);
  self->width = (int) canvas->width;
  self->height = (int) canvas->height;
  self->scale = (int) canvas->scale;
  self->palette = canvas->palette;
}

static void
rcp_histogram_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpHistogramView *self = RCP_HISTOGRAM_VIEW (widget);
  RcpChartCanvas canvas = canvas_of (self);
  cairo_rectangle_t bounds;
  cairo_t *cr;

  if (self->plot.bars == NULL || canvas.width < 1.0 || canvas.height < 1.0)
    return;
  freshen (self, &canvas);
  gtk_snapshot_append_node (snapshot, self->node);
  if (self->value < 0)
    return;
  bounds = rcp_histogram_mark_bounds (&self->plot, &canvas, self->value);
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) bounds.x, (float) bounds.y, (float) bounds.width, (float) bounds.height));
  rcp_histogram_draw_mark (&self->plot, &canvas, cr, self->value);
  cairo_destroy (cr);
}

static void
rcp_histogram_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                            int *minimum_baseline, int *natural_baseline)
{
  gboolean axis = RCP_HISTOGRAM_VIEW (widget)->plot.axis;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = axis ? 128 : 64;
  else
    *minimum = *natural = axis ? 120 : 40;
}

static void
redraw (RcpHistogramView *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
rcp_histogram_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rcp_histogram_view_parent_class)->map (widget);
  /* what changed while nobody looked */
  describe (RCP_HISTOGRAM_VIEW (widget));
}

/* The object */

static void
rcp_histogram_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RcpHistogramView *self = RCP_HISTOGRAM_VIEW (object);

  switch (id)
    {
    case PROP_CHANNEL:
      g_value_set_int (value, self->plot.channel);
      break;
    case PROP_AXIS:
      g_value_set_boolean (value, self->plot.axis);
      break;
    case PROP_VALUE:
      g_value_set_int (value, self->value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_histogram_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RcpHistogramView *self = RCP_HISTOGRAM_VIEW (object);

  switch (id)
    {
    case PROP_CHANNEL:
      self->plot.channel = g_value_get_int (value);
      redraw (self);
      break;
    case PROP_AXIS:
      self->plot.axis = g_value_get_boolean (value);
      self->plot.levels = self->plot.axis ? LEVELS_WITH_AXIS : LEVELS;
      gtk_widget_queue_resize (GTK_WIDGET (self));
      redraw (self);
      break;
    case PROP_VALUE:
      rcp_histogram_view_set_value (self, g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_histogram_view_dispose (GObject *object)
{
  g_clear_pointer (&RCP_HISTOGRAM_VIEW (object)->node, gsk_render_node_unref);
  G_OBJECT_CLASS (rcp_histogram_view_parent_class)->dispose (object);
}

static void
rcp_histogram_view_class_init (RcpHistogramViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rcp_histogram_view_get_property;
  object_class->set_property = rcp_histogram_view_set_property;
  object_class->dispose = rcp_histogram_view_dispose;
  widget_class->measure = rcp_histogram_view_measure;
  widget_class->snapshot = rcp_histogram_view_snapshot;
  widget_class->map = rcp_histogram_view_map;

  props[PROP_CHANNEL] = g_param_spec_int ("channel", NULL, NULL, 0, 2, 0, flags);
  props[PROP_AXIS] = g_param_spec_boolean ("axis", NULL, NULL, FALSE, flags);
  props[PROP_VALUE] = g_param_spec_int ("value", NULL, NULL, -1, RCP_N_LEVELS - 1, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "histogram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_histogram_view_init (RcpHistogramView *self)
{
  self->plot.levels = LEVELS;
  self->value = -1;
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

void
rcp_histogram_view_set (RcpHistogramView *self, const RcpHistogram *bars, const RcpHistogram *const lines[2])
{
  g_return_if_fail (RCP_IS_HISTOGRAM_VIEW (self));

  self->plot.bars = bars;
  for (int i = 0; i < RCP_HISTOGRAM_LINES; i++)
    self->plot.lines[i] = lines != NULL ? lines[i] : NULL;
  self->plot.share_max = rcp_histogram_plot_max (&self->plot);
  redraw (self);
  describe (self);
}

double
rcp_histogram_view_get_max (RcpHistogramView *self)
{
  return rcp_histogram_plot_max (&self->plot);
}

void
rcp_histogram_view_set_max (RcpHistogramView *self, double share)
{
  g_return_if_fail (RCP_IS_HISTOGRAM_VIEW (self));
  self->plot.share_max = share;
  redraw (self);
}

void
rcp_histogram_view_set_value (RcpHistogramView *self, int value)
{
  g_return_if_fail (RCP_IS_HISTOGRAM_VIEW (self));

  if (self->value == value)
    return;
  self->value = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe (self);
}
