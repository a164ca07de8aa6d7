#pragma once

#include "chart-draw.h"

G_BEGIN_DECLS

/**
 * RcpChartTrace:
 *
 * A line of a chart as it is drawn: thinned to the columns of device pixels of the plot, and brought up to date when
 * points are appended, at the cost of the columns that they fall into. What it looks like at a place follows from the
 * points near it alone, so that a part that is drawn anew is the same, to the last bit, as if all of it were.
 */
typedef struct _RcpChartTrace RcpChartTrace;

/**
 * RcpChartTraceKind:
 * @RCP_CHART_TRACE_RAW: the raw values, faint, so that what is drawn over them stands out
 * @RCP_CHART_TRACE_LINE: the line itself
 */
typedef enum
{
  RCP_CHART_TRACE_RAW,
  RCP_CHART_TRACE_LINE,
} RcpChartTraceKind;

/** rcp_chart_trace_new: @line is borrowed; without points until rcp_chart_trace_update() */
RcpChartTrace *rcp_chart_trace_new (const RcpPlotLine *line, RcpChartTraceKind kind, const RcpChartCanvas *canvas,
                                    const RcpChartLayout *layout);
void rcp_chart_trace_free (RcpChartTrace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpChartTrace, rcp_chart_trace_free)

/** rcp_chart_trace_is_of: whether it is of this line, and only appending has changed that since it was made */
gboolean rcp_chart_trace_is_of (const RcpChartTrace *self, const RcpPlotLine *line);

/**
 * rcp_chart_trace_update:
 * @x0: (inout): lowered to where what has to be drawn anew begins, in user units
 * @x1: (inout): raised to where it ends
 *
 * Takes over the points that were appended.
 */
void rcp_chart_trace_update (RcpChartTrace *self, double *x0, double *x1);

/** rcp_chart_trace_is_behind: whether the line ends in another column of pixels than at the last update */
gboolean rcp_chart_trace_is_behind (const RcpChartTrace *self);

/** rcp_chart_trace_draw: at least what lies between @x0 and @x1, in user units */
void rcp_chart_trace_draw (const RcpChartTrace *self, double x0, double x1, cairo_t *cr);

/** rcp_chart_line_colour: what a line is drawn in */
RcpColour rcp_chart_line_colour (const RcpPlotLine *line, const RcpChartCanvas *canvas);

G_END_DECLS
