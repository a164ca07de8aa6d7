#pragma once

#include <glib/gi18n-lib.h>

#include "chart-draw.h"
#include "ticks.h"

G_BEGIN_DECLS

/* What the files of the chart share among themselves. */

/** RCP_CHART_LABEL_GAP: from the end of a line to its label */
#define RCP_CHART_LABEL_GAP 10.0

/** rcp_chart_y_ticks: the marks of the y axis */
RcpTicks rcp_chart_y_ticks (const RcpChartLayout *layout);

/** rcp_chart_y_text: (transfer full): what stands beside one of them */
char *rcp_chart_y_text (const RcpPlot *plot, const RcpTicks *ticks, double value);

/** rcp_chart_x_in_epochs: whether the marks of the x axis count epochs; below one they count steps */
gboolean rcp_chart_x_in_epochs (const RcpPlot *plot, const RcpChartLayout *layout);

/** rcp_chart_x_ticks: the marks of the x axis, in what it counts */
RcpTicks rcp_chart_x_ticks (const RcpPlot *plot, const RcpChartLayout *layout);

/** rcp_chart_end_text: (transfer full): what stands at the end of a line that has points: "0.815 train" */
char *rcp_chart_end_text (const RcpPlot *plot, const RcpPlotLine *line);

/**
 * rcp_chart_layout_still_fits:
 * @label_width: of the widest label at the end of a line
 *
 * Returns: whether rcp_chart_layout() would give @self again, for the canvas that it was made for; found without
 *   measuring any text
 */
gboolean rcp_chart_layout_still_fits (const RcpChartLayout *self, const RcpPlot *plot, double label_width);

/** rcp_chart_draw_axes: the title, the grid and the marks of both axes */
void rcp_chart_draw_axes (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr);

G_END_DECLS
