#include "filter-tile.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "numbers.h"
#include "pixels.h"

/* in pixels of a card */
#define MARGIN 16
#define TITLE_HEIGHT 26
#define FOOT_HEIGHT 62
#define BAR_HEIGHT 12
#define GAP 6
#define FONT "Sans 11"

/* planes of fewer pixels to a weight than these have no gap between them */
#define NARROW_SCALE 3

/* Weights */

RcpShape
rcp_filter_tile_shape (const RcpArchitecture *architecture, int layer)
{
  const RcpLayer *layers = architecture->layers;
  const RcpLayer *self = &layers[layer];
  int n, columns;

  g_return_val_if_fail (self->weight_count > 0, ((RcpShape){ 0, 0, 0 }));

  if (self->kind == RCP_LAYER_CONV2D)
    return (RcpShape){ self->input.channels / self->groups, self->kernel[0], self->kernel[1] };
  if (layer > 0 && layers[layer - 1].kind == RCP_LAYER_FLATTEN)
    return layers[layer - 1].input;
  n = (int) rcp_shape_count (self->input);
  columns = (int) ceil (sqrt (n));
  return (RcpShape){ 1, (n + columns - 1) / columns, columns };
}

void
rcp_filter_tile_copy (const RcpArchitecture *architecture, const float *parameters, int layer, int filter,
                      float *weights)
{
  const RcpLayer *self = &architecture->layers[layer];
  gsize n = self->weight_count / (gsize) self->output.channels;
  gsize room = rcp_shape_count (rcp_filter_tile_shape (architecture, layer));

  memcpy (weights, parameters + self->weight_offset + (gsize) filter * n, n * sizeof *weights);
  for (gsize i = n; i < room; i++)
    weights[i] = NAN;
}

/* The card */

static void
show_text (cairo_t *cr, const char *text, double y, PangoAlignment alignment)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FONT);

  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (RCP_FILTER_CARD_WIDTH - 2 * MARGIN) * PANGO_SCALE);
  pango_layout_set_alignment (layout, alignment);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_text (layout, text, -1);
  cairo_move_to (cr, MARGIN, y);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
}

static void
show_words (cairo_t *cr, const guint32 *words, const RcpFilterTile *self, int scale, int x, int y)
{
  cairo_surface_t *surface = rcp_pixels_surface (words, self->columns, self->rows, scale);

  cairo_set_source_surface (cr, surface, x, y);
  cairo_paint (cr);
  cairo_surface_destroy (surface);
}

static void
show_plane (cairo_t *cr, const RcpFilterTile *self, int plane, int scale, int x, int y)
{
  gsize n = (gsize) self->rows * (gsize) self->columns;
  g_autofree guint32 *words = g_new (guint32, n);

  rcp_pixels_signed (words, self->weights + (gsize) plane * n, n, self->range, rcp_palette (FALSE)->background);
  show_words (cr, words, self, scale, x, y);
}

/* The tile in colour, and beside it the three planes that it is made of, as high together. */
static void
draw_colours (const RcpFilterTile *self, cairo_t *cr, int width, int height)
{
  g_autofree guint32 *words = g_new (guint32, (gsize) self->rows * (gsize) self->columns);
  int small = MAX (1, MIN ((height - 2 * GAP) / (3 * self->rows), (width - GAP) / (4 * self->columns)));
  int large = MAX (1, MIN (height / self->rows, (width - GAP - small * self->columns) / self->columns));
  int left = MARGIN + (width - (large + small) * self->columns - GAP) / 2;
  int step = small * self->rows + GAP;

  rcp_pixels_weights (words, self->weights, (gsize) self->rows * (gsize) self->columns, self->range);
  show_words (cr, words, self, large, left, MARGIN + TITLE_HEIGHT);
  for (int plane = 0; plane < self->planes; plane++)
    show_plane (cr, self, plane, small, left + large * self->columns + GAP, MARGIN + TITLE_HEIGHT + plane * step);
}

/* All planes in reading order, as large as they fit. */
static void
draw_planes (const RcpFilterTile *self, cairo_t *cr, int width, int height)
{
  int across = (int) ceil (sqrt (self->planes));
  int down = (self->planes + across - 1) / across;
  int scale = MIN (width / (across * self->columns), height / (down * self->rows));
  int gap = scale > NARROW_SCALE && self->planes > 1 ? GAP / 2 : 0;

  scale = MAX (1, MIN ((width - (across - 1) * gap) / (across * self->columns),
                       (height - (down - 1) * gap) / (down * self->rows)));
  for (int plane = 0; plane < self->planes; plane++)
    show_plane (cr, self, plane, scale,
                MARGIN + (width - across * (scale * self->columns + gap) + gap) / 2
                    + plane % across * (scale * self->columns + gap),
                MARGIN + TITLE_HEIGHT + plane / across * (scale * self->rows + gap));
}

static void
draw_foot (const RcpFilterTile *self, cairo_t *cr, const char *moment)
{
  const int width = RCP_FILTER_CARD_WIDTH - 2 * MARGIN, top = RCP_FILTER_CARD_HEIGHT - MARGIN - FOOT_HEIGHT + GAP;
  g_autofree char *least = rcp_format_value (-self->range, 3);
  g_autofree char *most = rcp_format_value (self->range, 3);

  show_text (cr, moment, top, PANGO_ALIGN_CENTER);
  for (int x = 0; x < width; x++)
    {
      rcp_set_colour (cr, rcp_colour_diverging (2.0 * x / (width - 1.0) - 1.0));
      cairo_rectangle (cr, MARGIN + x, top + 22, 1, BAR_HEIGHT);
      cairo_fill (cr);
    }
  rcp_set_colour (cr, rcp_palette (FALSE)->text);
  show_text (cr, least, top + 24 + BAR_HEIGHT, PANGO_ALIGN_LEFT);
  show_text (cr, "0", top + 24 + BAR_HEIGHT, PANGO_ALIGN_CENTER);
  show_text (cr, most, top + 24 + BAR_HEIGHT, PANGO_ALIGN_RIGHT);
}

cairo_surface_t *
rcp_filter_card_draw (const RcpFilterTile *self, const char *title, const char *moment)
{
  const int width = RCP_FILTER_CARD_WIDTH - 2 * MARGIN;
  const int height = RCP_FILTER_CARD_HEIGHT - 2 * MARGIN - TITLE_HEIGHT - FOOT_HEIGHT;
  cairo_surface_t *surface;
  cairo_t *cr;

  g_return_val_if_fail (self != NULL && self->weights != NULL, NULL);
  g_return_val_if_fail (title != NULL && moment != NULL, NULL);

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, RCP_FILTER_CARD_WIDTH, RCP_FILTER_CARD_HEIGHT);
  cr = cairo_create (surface);
  rcp_set_colour (cr, rcp_palette (FALSE)->background);
  cairo_paint (cr);
  rcp_set_colour (cr, rcp_palette (FALSE)->text);
  show_text (cr, title, MARGIN, PANGO_ALIGN_CENTER);
  if (self->planes == 3)
    draw_colours (self, cr, width, height);
  else
    draw_planes (self, cr, width, height);
  rcp_set_colour (cr, rcp_palette (FALSE)->text);
  draw_foot (self, cr, moment);
  cairo_destroy (cr);
  return surface;
}
