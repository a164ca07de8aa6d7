#include <math.h>

#include "filter-sheet-private.h"
#include "filter-tile.h"

/* All in user units. */
#define TILE_SIDE 72
#define TILE_MAP_SIDE 60
#define TILE_TEXT_WIDTH 92

#define PLANE_SIDE 64
#define PLANE_MOST_SCALE 8
#define PLANE_LEAST 12
#define STRIP_HEIGHT 18
#define ROW_PADDING 3
#define ROW_LEAST 30
#define ROW_MAP_SIDE 32
#define HEADER 20

RcpShape
rcp_filter_sheet_shape (const RcpArchitecture *architecture, int layer)
{
  const RcpLayer *it = &architecture->layers[layer];

  if (it->kind == RCP_LAYER_LINEAR && (layer == 0 || architecture->layers[layer - 1].kind != RCP_LAYER_FLATTEN))
    return (RcpShape){ 1, 1, (int) rcp_shape_count (it->input) };
  return rcp_filter_tile_shape (architecture, layer);
}

static gboolean
is_strip (const RcpFilterSheet *self)
{
  return self->rows == 1 && self->columns > 1;
}

static void
lay_out_map (const RcpFilterSheet *self, RcpFilterLayout *layout, int side)
{
  const int longest = MAX (1, MAX (self->map_rows, self->map_columns));
  const int scale = CLAMP (side / longest, 1, 16);

  layout->map_width = MIN (side, scale * self->map_columns);
  layout->map_height = MIN (side, scale * self->map_rows);
}

static void
lay_out_tiles (const RcpFilterSheet *self, RcpFilterLayout *layout, int width)
{
  layout->scale = MAX (1, TILE_SIDE / MAX (self->rows, self->columns));
  layout->plane_width = layout->scale * self->columns;
  layout->plane_height = layout->scale * self->rows;
  lay_out_map (self, layout, TILE_MAP_SIDE);
  layout->cell_width = MAX (MAX (layout->plane_width, layout->map_width), TILE_TEXT_WIDTH) + 2 * TILE_PADDING;
  layout->cell_height = layout->plane_height + GAP + layout->map_height + GAP + 2 * LINE + 2 * TILE_PADDING;
  layout->per_row = CLAMP (width / layout->cell_width, 1, MAX (1, self->n_filters));
  layout->width = layout->per_row * layout->cell_width;
  layout->height = (self->n_filters + layout->per_row - 1) / layout->per_row * layout->cell_height;
}

static void
lay_out_rows (const RcpFilterSheet *self, RcpFilterLayout *layout, int width)
{
  const int room = (width - PLANES_X) / MAX (1, self->n_planes) - GAP;
  const int least = MAX (1, (PLANE_LEAST + self->columns - 1) / self->columns);
  const int most = CLAMP (PLANE_SIDE / MAX (self->rows, is_strip (self) ? 1 : self->columns), 1, PLANE_MOST_SCALE);

  layout->scale = CLAMP (room / self->columns, MIN (least, most), most);
  layout->plane_width = layout->scale * self->columns;
  layout->plane_height = self->rows == 1 ? STRIP_HEIGHT : layout->scale * self->rows;
  lay_out_map (self, layout, ROW_MAP_SIDE);
  layout->header = HEADER;
  layout->per_row = 1;
  layout->width = MAX (width, PLANES_X + self->n_planes * (layout->plane_width + GAP) + NUMBER_X);
  layout->cell_width = layout->width;
  layout->cell_height = MAX (MAX (layout->plane_height, layout->map_height), ROW_LEAST) + 2 * ROW_PADDING;
  layout->height = HEADER + self->n_filters * layout->cell_height;
}

RcpFilterLayout
rcp_filter_sheet_lay_out (const RcpFilterSheet *self, int width)
{
  RcpFilterLayout layout = { 0 };

  if (self->tiles)
    lay_out_tiles (self, &layout, width);
  else
    lay_out_rows (self, &layout, width);
  return layout;
}

RcpCellBox
rcp_filter_sheet_box (const RcpFilterLayout *layout, int filter)
{
  return (RcpCellBox){ filter % layout->per_row * layout->cell_width,
                       layout->header + filter / layout->per_row * layout->cell_height, layout->cell_width,
                       layout->cell_height };
}

int
rcp_filter_sheet_at (const RcpFilterSheet *self, const RcpFilterLayout *layout, double x, double y)
{
  int filter;

  if (layout->cell_width <= 0 || x < 0 || y < layout->header || x >= layout->per_row * layout->cell_width)
    return -1;
  filter = (int) ((y - layout->header) / layout->cell_height) * layout->per_row + (int) (x / layout->cell_width);
  return filter < self->n_filters ? filter : -1;
}

RcpCellBox
rcp_filter_sheet_tile_box (const RcpFilterLayout *layout, RcpCellBox cell)
{
  return (RcpCellBox){ floor (cell.x + (cell.width - layout->plane_width) / 2.0), cell.y + TILE_PADDING,
                       layout->plane_width, layout->plane_height };
}

RcpCellBox
rcp_filter_sheet_plane_box (const RcpFilterLayout *layout, RcpCellBox row, int plane, double scroll)
{
  return (RcpCellBox){ PLANES_X + plane * (layout->plane_width + GAP) - scroll,
                       floor (row.y + (row.height - layout->plane_height) / 2.0), layout->plane_width,
                       layout->plane_height };
}

RcpCellBox
rcp_filter_sheet_seen_box (const RcpFilterSheet *self, const RcpFilterLayout *layout, RcpCellBox view, int filter)
{
  RcpCellBox box = rcp_filter_sheet_box (layout, filter);

  box.y -= view.y;
  if (self->tiles)
    box.x -= view.x;
  else
    box.width = view.width;
  return box;
}

gssize
rcp_filter_sheet_first_weight (const RcpFilterSheet *self, int filter, int plane)
{
  return ((gssize) filter * self->n_planes + plane) * self->rows * self->columns;
}

/* The pixel of a tile or plane at a point, or −1. */
static int
pixel_at (const RcpFilterSheet *self, RcpCellBox box, double x, double y)
{
  if (x < box.x || y < box.y || x >= box.x + box.width || y >= box.y + box.height)
    return -1;
  return (int) ((y - box.y) / box.height * self->rows) * self->columns
         + (int) ((x - box.x) / box.width * self->columns);
}

static gssize
strongest (const RcpFilterSheet *self, int filter, int pixel)
{
  gssize best = rcp_filter_sheet_first_weight (self, filter, 0) + pixel;

  for (int plane = 1; plane < self->n_planes; plane++)
    {
      gssize index = rcp_filter_sheet_first_weight (self, filter, plane) + pixel;

      if (fabsf (self->weights[index]) > fabsf (self->weights[best]))
        best = index;
    }
  return best;
}

gssize
rcp_filter_sheet_weight_at (const RcpFilterSheet *self, const RcpFilterLayout *layout, RcpCellBox view, double x,
                            double y)
{
  const int filter =
      y < layout->header ? -1 : rcp_filter_sheet_at (self, layout, self->tiles ? x + view.x : x, y + view.y);
  RcpCellBox cell;
  int plane, pixel;

  if (filter < 0)
    return -1;
  cell = rcp_filter_sheet_seen_box (self, layout, view, filter);
  if (self->tiles)
    {
      pixel = pixel_at (self, rcp_filter_sheet_tile_box (layout, cell), x, y);
      return pixel >= 0 ? strongest (self, filter, pixel) : -1;
    }
  plane = (int) floor ((x + view.x - PLANES_X) / (layout->plane_width + GAP));
  if (x < PLANES_X || plane < 0 || plane >= self->n_planes)
    return -1;
  pixel = pixel_at (self, rcp_filter_sheet_plane_box (layout, cell, plane, view.x), x, y);
  return pixel >= 0 ? rcp_filter_sheet_first_weight (self, filter, plane) + pixel : -1;
}
