#pragma once

#include "inspect/receptive-field.h"
#include "cell-grid.h"

G_BEGIN_DECLS

/** RCP_MAP_REACH: how far what marks a map or a cell reaches beyond it, in user units */
#define RCP_MAP_REACH 4

/**
 * RcpMapSheet:
 * @x: of the first map's corner, in user units
 * @y: likewise
 * @shape: (C, H, W) of the layer's output; of a flat one (C, 1, 1)
 * @capacity: how many maps a full sheet holds
 * @first: the first map on this one
 * @count: how many there are on it
 * @columns: how many stand side by side
 * @cell: user units along a side of each number; a whole number
 * @gap: between two maps
 *
 * The maps of a layer side by side and below one another, each number a square of whole pixels. The numbers of a flat
 * layer are maps of one cell without a gap: a strip. A layer with more maps than a sheet should hold is spread over
 * several.
 */
typedef struct
{
  int x;
  int y;
  RcpShape shape;
  int capacity;
  int first;
  int count;
  int columns;
  int cell;
  int gap;
} RcpMapSheet;

/**
 * rcp_map_sheet_fit:
 * @height: the room there is; kept to unless a single map is higher
 * @size: 1 for maps of the size they are usually shown at, more or less for larger or smaller ones
 *
 * Returns: the first sheet, at (0, 0)
 */
RcpMapSheet rcp_map_sheet_fit (RcpShape shape, int height, double size);

/** rcp_map_sheet_turn_to: to the sheet that @channel is on */
void rcp_map_sheet_turn_to (RcpMapSheet *self, int channel);

/** rcp_map_sheet_is_flat: whether it is a strip of single numbers */
gboolean rcp_map_sheet_is_flat (const RcpMapSheet *self);

/** rcp_map_sheet_has: whether that map is on it */
gboolean rcp_map_sheet_has (const RcpMapSheet *self, int channel);

/** rcp_map_sheet_get_size: of all its maps together */
void rcp_map_sheet_get_size (const RcpMapSheet *self, int *width, int *height);

/** rcp_map_sheet_at: %FALSE where there is no map; @cell: (out): its channel, row and column are set */
gboolean rcp_map_sheet_at (const RcpMapSheet *self, double x, double y, RcpCell *cell);

/** rcp_map_sheet_get_map: where a map stands that is on the sheet */
RcpCellBox rcp_map_sheet_get_map (const RcpMapSheet *self, int channel);

/** rcp_map_sheet_get_cell: where a cell stands whose map is on the sheet */
RcpCellBox rcp_map_sheet_get_cell (const RcpMapSheet *self, RcpCell cell);

/**
 * rcp_map_sheet_paint:
 * @words: (array): @shape's numbers as packed words in (C, H, W) order
 * @surface: RGB24, large enough; what lies between maps is left as it is
 * @scale: device pixels to a user unit
 */
void rcp_map_sheet_paint (const RcpMapSheet *self, const guint32 *words, cairo_surface_t *surface, int scale);

/**
 * rcp_map_sheet_draw_field:
 * @mask: (array): a byte a cell in (C, H, W) order: whether it takes part; see #RcpFieldLayer
 * @cr: on a surface with an alpha channel: what takes part is left transparent
 *
 * A line around all that takes part, holes included where cells are large enough for them to be seen; else around the
 * whole of it in each map. Of single cells and of whole maps, too.
 */
void rcp_map_sheet_draw_field (const RcpMapSheet *self, const guint8 *mask, const RcpCellCanvas *canvas, cairo_t *cr);

/** rcp_map_sheet_draw_map: a line around one map */
void rcp_map_sheet_draw_map (const RcpMapSheet *self, int channel, const RcpCellCanvas *canvas, cairo_t *cr);

G_END_DECLS
