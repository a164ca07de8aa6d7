#pragma once

#include "draw/cell-grid.h"
#include "inspect/way-back.h"

G_BEGIN_DECLS

/* The places of a way back as a map: a cell for each of the outputs of the layer, in reading order. */

/** rcp_way_back_get_range: the largest |product| of all places: what is drawn in full colour */
double rcp_way_back_get_range (const RcpWayBack *way_back);

/** rcp_way_back_cells_new: (transfer full) (array): what each place adds to the gradient, to be freed with g_free();
 * where the weight met nothing there is padding */
RcpGridCell *rcp_way_back_cells_new (const RcpWayBack *way_back, const RcpPalette *palette);

/** rcp_way_back_get_place_at: (transfer none) (nullable): the place that a cell of the map stands for; of padding, and
 * of −1, there is none */
const RcpWayBackPlace *rcp_way_back_get_place_at (const RcpWayBack *way_back, int cell);

/** rcp_way_back_get_largest: @indices: (out) (array): room for @n of the places, the largest |product| first, the first
 * of equals before the others; how many there are */
guint rcp_way_back_get_largest (const RcpWayBack *way_back, guint n, guint *indices);

G_END_DECLS
