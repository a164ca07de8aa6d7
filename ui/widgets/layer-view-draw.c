#include "layer-view-private.h"

#include <adwaita.h>

#include "pixel-frame.h"
#include "sight.h"
#include "surface-node.h"

void
rcp_layer_view_forget_drawing (RcpLayerView *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->surfaces); i++)
    g_clear_pointer (&self->surfaces[i], cairo_surface_destroy);
  g_clear_pointer (&self->maps, gsk_render_node_unref);
  g_clear_pointer (&self->marks, gsk_render_node_unref);
  self->stale = self->marks_stale = TRUE;
}

static cairo_surface_t *
make_surface (RcpLayerView *self, const RcpPalette *palette)
{
  int width, height;
  cairo_surface_t *surface;
  cairo_t *cr;

  rcp_layer_picture_get_size (&self->picture, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * self->scale, height * self->scale);
  cr = cairo_create (surface);
  rcp_set_colour (cr, palette->background);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

/* Weights change sixty times a second, the specimen hardly ever. */
gboolean
rcp_layer_view_has_same_pixels (RcpLayerView *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (self->model);

  return self->layer == RCP_CELL_INPUT && self->pixels != NULL && self->maps != NULL && frame != NULL
         && memcmp (self->pixels, frame->pixels, rcp_shape_count (rcp_layer_view_architecture (self)->input)) == 0;
}

static void
remember_pixels (RcpLayerView *self, RcpNetworkFrame *frame)
{
  g_free (self->pixels);
  self->pixels = g_memdup2 (frame->pixels, rcp_shape_count (rcp_layer_view_architecture (self)->input));
}

static void
draw_maps (RcpLayerView *self, const RcpPalette *palette)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (self->model);
  cairo_surface_t **surface;

  g_clear_pointer (&self->maps, gsk_render_node_unref);
  self->stale = FALSE;
  if (frame == NULL)
    return;
  self->newest = !self->newest;
  surface = &self->surfaces[self->newest];
  if (*surface == NULL)
    *surface = make_surface (self, palette);
  rcp_layer_picture_paint (&self->picture, frame, self->range, palette, *surface, self->scale);
  if (self->layer == RCP_CELL_INPUT)
    remember_pixels (self, frame);
  self->maps = rcp_surface_node_new (*surface, (double) cairo_image_surface_get_width (*surface) / self->scale,
                                     (double) cairo_image_surface_get_height (*surface) / self->scale);
}

/* The map that the filter that is looked at makes here, as long as channels stay channels behind it; or −1. */
static int
find_map (RcpLayerView *self)
{
  const RcpArchitecture *architecture = rcp_layer_view_architecture (self);
  int layer, filter;

  if (!rcp_network_model_get_filter (self->model, &layer, &filter) || self->layer < layer)
    return -1;
  for (int i = layer + 1; i <= self->layer; i++)
    {
      RcpLayerKind kind = architecture->layers[i].kind;

      if (kind == RCP_LAYER_CONV2D || kind == RCP_LAYER_LINEAR || kind == RCP_LAYER_FLATTEN)
        return -1;
    }
  return filter;
}

static void
draw_marks (RcpLayerView *self, const RcpPalette *palette)
{
  RcpCellCanvas canvas = { self->scale, palette, NULL };
  const RcpReceptiveField *field = rcp_network_model_get_field (self->model);
  const RcpFieldLayer *part = field != NULL ? rcp_receptive_field_get (field, self->layer) : NULL;
  int map = find_map (self);
  cairo_surface_t *surface;
  cairo_t *cr;
  int width, height;

  g_clear_pointer (&self->marks, gsk_render_node_unref);
  self->marks_stale = FALSE;
  if (part == NULL && map < 0)
    return;
  rcp_layer_picture_get_size (&self->picture, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * self->scale, height * self->scale);
  cairo_surface_set_device_scale (surface, self->scale, self->scale);
  cr = cairo_create (surface);
  rcp_layer_picture_draw_marks (&self->picture, part, map, &canvas, cr);
  cairo_destroy (cr);
  cairo_surface_set_device_scale (surface, 1, 1);
  self->marks = rcp_surface_node_new (surface, width, height);
  cairo_surface_destroy (surface);
}

static void
append_hovered (RcpLayerView *self, GtkSnapshot *snapshot)
{
  RcpCellBox box;

  if (self->has_hovered && rcp_layer_picture_get_cell (&self->picture, self->hovered, &box))
    rcp_pixel_frame_append (
        snapshot, &GRAPHENE_RECT_INIT ((float) box.x, (float) box.y, (float) box.width, (float) box.height), FALSE);
}

void
rcp_layer_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpLayerView *self = RCP_LAYER_VIEW (widget);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  const RcpPalette *palette = rcp_palette (dark);
  int scale = gtk_widget_get_scale_factor (widget);

  if (!rcp_layer_view_has_layer (self))
    return;
  if (self->scale != scale || self->dark != dark)
    rcp_layer_view_forget_drawing (self);
  self->scale = scale;
  self->dark = dark;
  if (self->stale && (self->maps == NULL || rcp_widget_is_in_sight (widget)))
    draw_maps (self, palette);
  if (self->marks_stale)
    draw_marks (self, palette);
  if (self->maps != NULL)
    gtk_snapshot_append_node (snapshot, self->maps);
  if (self->marks != NULL)
    gtk_snapshot_append_node (snapshot, self->marks);
  append_hovered (self, snapshot);
}
