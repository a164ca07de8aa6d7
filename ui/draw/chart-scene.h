#pragma once

#include "chart-lines.h"

G_BEGIN_DECLS

/**
 * RcpChartScene:
 *
 * What of a chart lies over its axes and under its labels: the lines, and the star at the best point. It is made for
 * one canvas and one layout, and follows the plot while points are appended to that.
 */
typedef struct _RcpChartScene RcpChartScene;

/** rcp_chart_scene_new: everything is borrowed, and must live as long as it; empty until rcp_chart_scene_update() */
RcpChartScene *rcp_chart_scene_new (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout);
void rcp_chart_scene_free (RcpChartScene *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpChartScene, rcp_chart_scene_free)

/** rcp_chart_scene_is_of: whether it can follow the plot: only appending has changed that since the scene was made */
gboolean rcp_chart_scene_is_of (const RcpChartScene *self, const RcpPlot *plot);

/**
 * rcp_chart_scene_update:
 * @x0: (out): where what has to be drawn anew begins, in user units
 * @x1: (out): where it ends; nothing has to be drawn where that is not beyond @x0
 */
void rcp_chart_scene_update (RcpChartScene *self, double *x0, double *x1);

/** rcp_chart_scene_is_behind: whether a line ends in another column of pixels than at the last update */
gboolean rcp_chart_scene_is_behind (const RcpChartScene *self);

/** rcp_chart_scene_draw: at least what lies between @x0 and @x1, in user units */
void rcp_chart_scene_draw (const RcpChartScene *self, double x0, double x1, cairo_t *cr);

G_END_DECLS
