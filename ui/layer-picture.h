#pragma once

#include "draw/map-sheet.h"
#include "network-frame.h"

G_BEGIN_DECLS

/**
 * RcpLayerPicture:
 * @layer: as in #RcpCell
 * @is_signed: whether its numbers can be negative
 * @sheets: (array length=n_sheets): its maps; of an input of three channels the picture, and then its planes
 * @n_sheets: 1 or 2
 *
 * How a layer's numbers are laid out as a picture, and drawn. Places are in logical pixels from the corner of the
 * whole, in which there is room for marks all around.
 */
typedef struct
{
  int layer;
  gboolean is_signed;
  RcpMapSheet sheets[2];
  guint n_sheets;
} RcpLayerPicture;

/** rcp_layer_picture_fit: @height and @size as for rcp_map_sheet_fit(), the room for marks included */
RcpLayerPicture rcp_layer_picture_fit (const RcpArchitecture *architecture, int layer, int height, double size);

/** rcp_layer_picture_get_size: with the room for marks */
void rcp_layer_picture_get_size (const RcpLayerPicture *self, int *width, int *height);

/** rcp_layer_picture_at: @cell: (out): its channel is −1 on the picture, which has all of them; %FALSE where there is
 * nothing */
gboolean rcp_layer_picture_at (const RcpLayerPicture *self, double x, double y, RcpCell *cell);

/** rcp_layer_picture_get_cell: where a cell stands; where there is a picture, in that. %FALSE where it is not shown */
gboolean rcp_layer_picture_get_cell (const RcpLayerPicture *self, RcpCell cell, RcpCellBox *box);

/** rcp_layer_picture_turn_to: shows the maps that @channel is among */
void rcp_layer_picture_turn_to (RcpLayerPicture *self, int channel);

/** rcp_layer_picture_get_range: the largest |number| that is finite: of one map, or of all where @channel is −1 */
double rcp_layer_picture_get_range (const RcpNetworkFrame *frame, int layer, int channel);

/**
 * rcp_layer_picture_paint:
 * @range: the size of the number that has the strongest colour; negative for that of each map's own
 * @surface: RGB24, of the picture's size times @scale; what lies between maps is left as it is
 */
void rcp_layer_picture_paint (const RcpLayerPicture *self, const RcpNetworkFrame *frame, double range,
                              const RcpPalette *palette, cairo_surface_t *surface, int scale);

/**
 * rcp_layer_picture_draw_marks:
 * @field: (nullable): what takes part of this layer
 * @map: a map that is looked at, or −1
 * @cr: on a surface with an alpha channel, which is clear
 */
void rcp_layer_picture_draw_marks (const RcpLayerPicture *self, const RcpFieldLayer *field, int map,
                                   const RcpCellCanvas *canvas, cairo_t *cr);

G_END_DECLS
