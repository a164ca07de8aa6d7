#pragma once

#include <gtk/gtk.h>

#include "draw/chart-draw.h"

G_BEGIN_DECLS

/**
 * RcpChartTiles:
 *
 * A chart as render nodes: columns of pixels as wide as a finger, and the labels over them. Where a chart grows, only
 * the tiles that have changed are other nodes than before; GTK compares the nodes of two frames, and draws and sends to
 * the screen what these cover, and its GL renderer uploads no more than that.
 */
typedef struct _RcpChartTiles RcpChartTiles;

RcpChartTiles *rcp_chart_tiles_new (void);
void rcp_chart_tiles_free (RcpChartTiles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpChartTiles, rcp_chart_tiles_free)

/** rcp_chart_tiles_update: brings them up to date; see rcp_chart_picture_update() */
void rcp_chart_tiles_update (RcpChartTiles *self, const RcpPlot *plot, const RcpChartCanvas *canvas);

/** rcp_chart_tiles_are_behind: see rcp_chart_picture_is_behind() */
gboolean rcp_chart_tiles_are_behind (const RcpChartTiles *self, const RcpPlot *plot);

/** rcp_chart_tiles_get_layout: (transfer none) (nullable): of the last update; %NULL before the first */
const RcpChartLayout *rcp_chart_tiles_get_layout (const RcpChartTiles *self);

void rcp_chart_tiles_snapshot (const RcpChartTiles *self, GtkSnapshot *snapshot);

G_END_DECLS
