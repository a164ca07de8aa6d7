#include "layer-picture.h"

#include <float.h>
#include <math.h>

#include "draw/pixels.h"
#include "network-words.h"

/* how large the picture is liked, and what is between it and its planes */
#define PICTURE_SIDE 144
#define PLANES_GAP 10

/* Three channels are the colours of a picture, and one is its grey; other numbers of channels are planes alone. */
static gboolean
is_picture (RcpShape shape)
{
  return shape.channels == 1 || shape.channels == 3;
}

/* The picture, and below it its planes, as wide together as it is. */
static void
fit_picture (RcpLayerPicture *self, RcpShape shape, int height, double size)
{
  RcpMapSheet *picture = &self->sheets[0];
  RcpMapSheet *planes = &self->sheets[1];
  int side = MAX (shape.height, shape.width);
  gboolean has_planes = shape.channels > 1;

  *picture = rcp_map_sheet_fit ((RcpShape){ 1, shape.height, shape.width }, height, size);
  picture->cell = MAX (1, (int) (PICTURE_SIDE * size / side + 0.3));
  picture->cell = MIN (picture->cell, (height - (has_planes ? PLANES_GAP + side : 0)) / shape.height);
  picture->cell = MAX (1, picture->cell);
  self->n_sheets = has_planes ? 2 : 1;
  if (!has_planes)
    return;
  *planes = rcp_map_sheet_fit (shape, height, size);
  planes->columns = planes->count = planes->capacity = shape.channels;
  planes->cell = (picture->cell * shape.width - (planes->columns - 1) * planes->gap) / planes->columns / shape.width;
  planes->cell = MAX (1, planes->cell);
  planes->y = picture->cell * shape.height + PLANES_GAP;
}

RcpLayerPicture
rcp_layer_picture_fit (const RcpArchitecture *architecture, int layer, int height, double size)
{
  RcpLayerPicture self = { .layer = layer, .n_sheets = 1 };
  RcpShape shape = rcp_cell_layer_shape (architecture, layer);

  height -= 2 * RCP_MAP_REACH;
  self.is_signed = rcp_network_is_signed (architecture, layer);
  if (layer == RCP_CELL_INPUT && is_picture (shape))
    fit_picture (&self, shape, height, size);
  else
    self.sheets[0] = rcp_map_sheet_fit (shape, height, size);
  for (guint i = 0; i < self.n_sheets; i++)
    {
      self.sheets[i].x += RCP_MAP_REACH;
      self.sheets[i].y += RCP_MAP_REACH;
    }
  return self;
}

void
rcp_layer_picture_get_size (const RcpLayerPicture *self, int *width, int *height)
{
  *width = *height = 0;
  for (guint i = 0; i < self->n_sheets; i++)
    {
      int w, h;

      rcp_map_sheet_get_size (&self->sheets[i], &w, &h);
      *width = MAX (*width, self->sheets[i].x + w + RCP_MAP_REACH);
      *height = MAX (*height, self->sheets[i].y + h + RCP_MAP_REACH);
    }
}

gboolean
rcp_layer_picture_at (const RcpLayerPicture *self, double x, double y, RcpCell *cell)
{
  for (guint i = 0; i < self->n_sheets; i++)
    if (rcp_map_sheet_at (&self->sheets[i], x, y, cell))
      {
        cell->layer = self->layer;
        if (i == 0 && self->n_sheets > 1)
          cell->channel = -1;
        return TRUE;
      }
  return FALSE;
}

gboolean
rcp_layer_picture_get_cell (const RcpLayerPicture *self, RcpCell cell, RcpCellBox *box)
{
  if (self->n_sheets > 1)
    cell.channel = 0;
  if (cell.layer != self->layer || !rcp_map_sheet_has (&self->sheets[0], cell.channel))
    return FALSE;
  *box = rcp_map_sheet_get_cell (&self->sheets[0], cell);
  return TRUE;
}

void
rcp_layer_picture_turn_to (RcpLayerPicture *self, int channel)
{
  if (self->n_sheets == 1)
    rcp_map_sheet_turn_to (&self->sheets[0], channel);
}

double
rcp_layer_picture_get_range (const RcpNetworkFrame *frame, int layer, int channel)
{
  RcpShape shape = rcp_cell_layer_shape (rcp_network_frame_get_architecture (frame), layer);
  const float *values = rcp_network_frame_get_layer (frame, layer);
  gsize n = (gsize) shape.height * (gsize) shape.width;
  float range = 0;

  if (channel >= 0)
    values += (gsize) channel * n;
  else
    n *= (gsize) shape.channels;
  for (gsize i = 0; i < n; i++)
    {
      float size = fabsf (values[i]);

      range = size > range && size <= FLT_MAX ? size : range;
    }
  return (double) range;
}

static void
paint_input (const RcpLayerPicture *self, const RcpNetworkFrame *frame, cairo_surface_t *surface, int scale)
{
  RcpShape shape = rcp_network_frame_get_architecture (frame)->input;
  gsize n = (gsize) shape.height * (gsize) shape.width;
  g_autofree guint32 *words = g_new (guint32, rcp_shape_count (shape));

  if (self->n_sheets == 1)
    {
      rcp_pixels_grey (words, frame->pixels, rcp_shape_count (shape));
      rcp_map_sheet_paint (&self->sheets[0], words, surface, scale);
      return;
    }
  rcp_pixels_mix (words, frame->pixels, shape, RCP_ALL_CHANNELS);
  rcp_map_sheet_paint (&self->sheets[0], words, surface, scale);
  for (int channel = 0; channel < shape.channels; channel++)
    rcp_pixels_mix (words + (gsize) channel * n, frame->pixels, shape, 1u << channel);
  rcp_map_sheet_paint (&self->sheets[1], words, surface, scale);
}

void
rcp_layer_picture_paint (const RcpLayerPicture *self, const RcpNetworkFrame *frame, double range,
                         const RcpPalette *palette, cairo_surface_t *surface, int scale)
{
  const RcpMapSheet *sheet = &self->sheets[0];
  const float *values = rcp_network_frame_get_layer (frame, self->layer);
  g_autofree guint32 *words = NULL;
  gsize n = (gsize) sheet->shape.height * (gsize) sheet->shape.width;
  int first = sheet->first;
  int step = 1;

  if (self->layer == RCP_CELL_INPUT)
    {
      paint_input (self, frame, surface, scale);
      return;
    }
  words = g_new (guint32, rcp_shape_count (sheet->shape));
  if (range >= 0 || rcp_map_sheet_is_flat (sheet))
    step = sheet->count;
  if (range < 0 && rcp_map_sheet_is_flat (sheet))
    range = rcp_layer_picture_get_range (frame, self->layer, -1);
  for (int map = first; map < first + sheet->count; map += step)
    rcp_pixels_values (words + (gsize) map * n, values + (gsize) map * n, (gsize) step * n, self->is_signed,
                       range >= 0 ? range : rcp_layer_picture_get_range (frame, self->layer, map), palette->padding);
  rcp_map_sheet_paint (sheet, words, surface, scale);
}

/* What takes part of any channel, for the picture that shows all of them. */
static guint8 *
merge_channels (const RcpFieldLayer *field)
{
  gsize n = (gsize) field->shape.height * (gsize) field->shape.width;
  guint8 *mask = g_new0 (guint8, n);

  for (int channel = 0; channel < field->shape.channels; channel++)
    for (gsize i = 0; i < n; i++)
      mask[i] |= field->mask[(gsize) channel * n + i];
  return mask;
}

void
rcp_layer_picture_draw_marks (const RcpLayerPicture *self, const RcpFieldLayer *field, int map,
                              const RcpCellCanvas *canvas, cairo_t *cr)
{
  g_autofree guint8 *merged = NULL;

  if (field != NULL && self->n_sheets > 1)
    {
      merged = merge_channels (field);
      rcp_map_sheet_draw_field (&self->sheets[0], merged, canvas, cr);
      rcp_map_sheet_draw_field (&self->sheets[1], field->mask, canvas, cr);
    }
  else if (field != NULL)
    rcp_map_sheet_draw_field (&self->sheets[0], field->mask, canvas, cr);
  if (map >= 0 && !rcp_map_sheet_is_flat (&self->sheets[0]) && self->layer != RCP_CELL_INPUT)
    rcp_map_sheet_draw_map (&self->sheets[0], map, canvas, cr);
}
