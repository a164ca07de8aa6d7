#pragma once

#include "chart-draw.h"
#include "data/histogram.h"

G_BEGIN_DECLS

/** RCP_HISTOGRAM_LINES: how many histograms are drawn as lines over the bars */
#define RCP_HISTOGRAM_LINES 2

/**
 * RcpHistogramPlot:
 * @channel: which channel
 * @bars: (nullable): what is drawn as bars in the channel's colour: the specimen
 * @lines: (nullable): what is drawn as lines over them: its class, all of the training pictures
 * @levels: values that one bar counts together: a power of two
 * @share_max: the share of pixels at the top
 * @axis: whether the values' axis has labels
 *
 * What a histogram shows. Counts are drawn as shares of the pixels, so that one picture and fifty thousand can be
 * compared. Everything is borrowed.
 */
typedef struct
{
  int channel;
  const RcpHistogram *bars;
  const RcpHistogram *lines[RCP_HISTOGRAM_LINES];
  int levels;
  double share_max;
  gboolean axis;
} RcpHistogramPlot;

/** rcp_histogram_plot_max: the largest share of a bar or a line of this plot, from which several find one scale */
double rcp_histogram_plot_max (const RcpHistogramPlot *self);

/** rcp_histogram_plot_bin: the bar that counts a value */
static inline int
rcp_histogram_plot_bin (const RcpHistogramPlot *self, int value)
{
  return value / self->levels;
}

/** rcp_histogram_line_colour: the colour of the line @line: neither is a channel */
RcpColour rcp_histogram_line_colour (const RcpPalette *palette, int line);

/** rcp_histogram_draw: bars, lines and axis; not the background, and nothing that depends on the pointer */
void rcp_histogram_draw (const RcpHistogramPlot *self, const RcpChartCanvas *canvas, cairo_t *cr);

/** rcp_histogram_mark_bounds: what the mark at a value covers */
cairo_rectangle_t rcp_histogram_mark_bounds (const RcpHistogramPlot *self, const RcpChartCanvas *canvas, int value);

/** rcp_histogram_draw_mark: a line at a value, with the value where there is an axis */
void rcp_histogram_draw_mark (const RcpHistogramPlot *self, const RcpChartCanvas *canvas, cairo_t *cr, int value);

G_END_DECLS
