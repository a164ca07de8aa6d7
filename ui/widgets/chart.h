#pragma once

#include <gtk/gtk.h>

#include "draw/plot.h"

G_BEGIN_DECLS

#define RCP_TYPE_CHART (rcp_chart_get_type ())
/**
 * RcpChart:
 *
 * Shows a plot, and the values under the pointer. What is drawn is kept: a new point costs the strip of pixels that it
 * changes, and moving the pointer what moves, however many points there are.
 *
 * The arrow keys move the readout from point to point, with Ctrl from epoch to epoch, Home and End take it to the
 * ends, and Escape takes it away.
 *
 * Properties:
 * - "step" (double, notify): where the readout is, on the x axis; below 0 where there is none. Bind it to that of
 *   another chart, and they move together.
 *
 * Signals:
 * - "problem" (string): a sentence: saving failed
 *
 * CSS name "chart".
 */
G_DECLARE_FINAL_TYPE (RcpChart, rcp_chart, RCP, CHART, GtkWidget)

/** rcp_chart_set_plot: @plot: (nullable): borrowed; it must live until another one is set */
void rcp_chart_set_plot (RcpChart *self, const RcpPlot *plot);

/** rcp_chart_get_plot: (transfer none) (nullable) */
const RcpPlot *rcp_chart_get_plot (RcpChart *self);

/** rcp_chart_plot_changed: the plot has other data; it is drawn anew with the next frame, if anyone can see it */
void rcp_chart_plot_changed (RcpChart *self);

/** rcp_chart_hide_readout: until the pointer moves again */
void rcp_chart_hide_readout (RcpChart *self);

G_END_DECLS
