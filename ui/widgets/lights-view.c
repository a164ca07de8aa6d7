#include "lights-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "draw/lights.h"

#define MIN_SIZE 150
#define NATURAL_SIZE 300

struct _RcpLightsView
{
  GtkWidget parent_instance;

  guint8 bytes[3];
};

G_DEFINE_FINAL_TYPE (RcpLightsView, rcp_lights_view, GTK_TYPE_WIDGET)

static void
rcp_lights_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpLightsView *self = RCP_LIGHTS_VIEW (widget);
  RcpChartCanvas canvas = {
    .width = gtk_widget_get_width (widget),
    .height = gtk_widget_get_height (widget),
    .scale = gtk_widget_get_scale_factor (widget),
    .palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
    .context = gtk_widget_get_pango_context (widget),
  };
  cairo_t *cr;

  if (canvas.width < 1.0 || canvas.height < 1.0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) canvas.width, (float) canvas.height));
  /* lights add up among themselves, not with what is behind the wall */
  cairo_push_group (cr);
  rcp_lights_draw (self->bytes, &canvas, cr);
  cairo_pop_group_to_source (cr);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
rcp_lights_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  *minimum = MIN_SIZE;
  *natural = NATURAL_SIZE;
  /* as high as it is wide */
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *natural = CLAMP (for_size, MIN_SIZE, NATURAL_SIZE);
}

static GtkSizeRequestMode
rcp_lights_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rcp_lights_view_class_init (RcpLightsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->get_request_mode = rcp_lights_view_get_request_mode;
  widget_class->measure = rcp_lights_view_measure;
  widget_class->snapshot = rcp_lights_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "lights");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_lights_view_init (RcpLightsView *self)
{
}

void
rcp_lights_view_set_bytes (RcpLightsView *self, const guint8 *bytes)
{
  g_autofree char *text = NULL;

  g_return_if_fail (RCP_IS_LIGHTS_VIEW (self));
  g_return_if_fail (bytes != NULL);

  memcpy (self->bytes, bytes, sizeof self->bytes);
  text =
      g_strdup_printf (_ ("Red and green make #%02X%02X00, red and blue #%02X00%02X, green and blue #00%02X%02X, all "
                          "three #%02X%02X%02X"),
                       bytes[0], bytes[1], bytes[0], bytes[2], bytes[1], bytes[2], bytes[0], bytes[1], bytes[2]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
