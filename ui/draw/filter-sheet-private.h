#pragma once

/* What the files of the sheet share: filter-sheet-layout.c says where everything stands and what is at a point,
 * filter-sheet.c draws it. */

#include "filter-sheet.h"

G_BEGIN_DECLS

/* All in user units. */
#define TILE_PADDING 5
#define LINE 15
#define GAP 4

/* where the columns of a row end, or begin */
#define NUMBER_X 6
#define PLANES_X 212

/** rcp_filter_sheet_seen_box: the box of a filter, as it is seen */
RcpCellBox rcp_filter_sheet_seen_box (const RcpFilterSheet *self, const RcpFilterLayout *layout, RcpCellBox view,
                                      int filter);

/** rcp_filter_sheet_tile_box: where the tile of a filter stands in its cell */
RcpCellBox rcp_filter_sheet_tile_box (const RcpFilterLayout *layout, RcpCellBox cell);

/** rcp_filter_sheet_plane_box: likewise a plane in its row, which is scrolled by @scroll */
RcpCellBox rcp_filter_sheet_plane_box (const RcpFilterLayout *layout, RcpCellBox row, int plane, double scroll);

/** rcp_filter_sheet_first_weight: index of a plane's first weight */
gssize rcp_filter_sheet_first_weight (const RcpFilterSheet *self, int filter, int plane);

G_END_DECLS
