#pragma once

#include "chart-draw.h"

G_BEGIN_DECLS

/** rcp_chart_draw_raw: the raw values of a line, faint, so that what is drawn over them stands out */
void rcp_chart_draw_raw (const RcpPlotLine *line, const RcpChartCanvas *canvas, const RcpChartLayout *layout,
                         cairo_t *cr);

/** rcp_chart_draw_line: the line itself */
void rcp_chart_draw_line (const RcpPlotLine *line, const RcpChartCanvas *canvas, const RcpChartLayout *layout,
                          cairo_t *cr);

/** rcp_chart_line_colour: what it is drawn in */
RcpColour rcp_chart_line_colour (const RcpPlotLine *line, const RcpChartCanvas *canvas);

G_END_DECLS
