#include "chart-tiles.h"

#include <math.h>

#include "draw/chart-picture.h"

/* In logical pixels: narrow, that little is drawn for a new point, and not so narrow that there are many. */
#define TILE_WIDTH 48

struct _RcpChartTiles
{
  RcpChartPicture *picture;
  GPtrArray *tiles;      /* of GskRenderNode, from the left */
  GskRenderNode *labels; /* nullable */
};

RcpChartTiles *
rcp_chart_tiles_new (void)
{
  RcpChartTiles *self = g_new0 (RcpChartTiles, 1);

  self->picture = rcp_chart_picture_new ();
  self->tiles = g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
  return self;
}

void
rcp_chart_tiles_free (RcpChartTiles *self)
{
  if (self == NULL)
    return;
  rcp_chart_picture_free (self->picture);
  g_ptr_array_unref (self->tiles);
  g_clear_pointer (&self->labels, gsk_render_node_unref);
  g_free (self);
}

/*
 * The node has pixels of its own: it lives as long as GTK draws with it, while the picture goes on to change. In a
 * cairo node GTK's cairo renderer copies from them only what has to be repaired.
 */
static GskRenderNode *
make_tile (RcpChartTiles *self, const RcpChartCanvas *canvas, guint index)
{
  double x = index * TILE_WIDTH;
  double width = MIN (TILE_WIDTH, canvas->width - x);
  cairo_surface_t *pixels = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width * canvas->scale),
                                                        (int) ceil (canvas->height * canvas->scale));
  GskRenderNode *node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (x, 0, width, canvas->height));
  cairo_t *cr;

  cairo_surface_set_device_scale (pixels, canvas->scale, canvas->scale);
  cr = cairo_create (pixels);
  cairo_set_source_surface (cr, rcp_chart_picture_get_surface (self->picture), -x, 0.0);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_destroy (cr);
  cr = gsk_cairo_node_get_draw_context (node);
  cairo_set_source_surface (cr, pixels, x, 0.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (pixels);
  return node;
}

static GskRenderNode *
make_labels (RcpChartTiles *self)
{
  cairo_rectangle_t bounds = rcp_chart_picture_get_label_bounds (self->picture);
  GskRenderNode *node;
  cairo_t *cr;

  if (bounds.width <= 0.0 || bounds.height <= 0.0)
    return NULL;
  node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (bounds.x, bounds.y, bounds.width, bounds.height));
  cr = gsk_cairo_node_get_draw_context (node);
  rcp_chart_picture_draw_labels (self->picture, cr);
  cairo_destroy (cr);
  return node;
}

void
rcp_chart_tiles_update (RcpChartTiles *self, const RcpPlot *plot, const RcpChartCanvas *canvas)
{
  guint n_tiles = (guint) ceil (canvas->width / TILE_WIDTH);
  double tile = TILE_WIDTH * canvas->scale;
  cairo_rectangle_int_t changed;

  if (!rcp_chart_picture_update (self->picture, plot, canvas, &changed))
    return;
  if (changed.width > 0)
    {
      guint first = (guint) (changed.x / tile);
      guint end = MIN (n_tiles, (guint) ceil ((changed.x + changed.width) / tile));

      for (guint i = first; i < end; i++)
        if (i < self->tiles->len)
          {
            gsk_render_node_unref (g_ptr_array_index (self->tiles, i));
            g_ptr_array_index (self->tiles, i) = make_tile (self, canvas, i);
          }
        else
          g_ptr_array_add (self->tiles, make_tile (self, canvas, i));
      g_ptr_array_set_size (self->tiles, (int) n_tiles);
    }
  g_clear_pointer (&self->labels, gsk_render_node_unref);
  self->labels = make_labels (self);
}

gboolean
rcp_chart_tiles_are_behind (const RcpChartTiles *self, const RcpPlot *plot)
{
  return rcp_chart_picture_is_behind (self->picture, plot);
}

const RcpChartLayout *
rcp_chart_tiles_get_layout (const RcpChartTiles *self)
{
  return rcp_chart_picture_get_layout (self->picture);
}

void
rcp_chart_tiles_snapshot (const RcpChartTiles *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < self->tiles->len; i++)
    gtk_snapshot_append_node (snapshot, g_ptr_array_index (self->tiles, i));
  if (self->labels != NULL)
    gtk_snapshot_append_node (snapshot, self->labels);
}
