#pragma once

#include "series.h"

G_BEGIN_DECLS

/**
 * RcpPlotUnit:
 * @RCP_PLOT_LOSS: nats
 * @RCP_PLOT_SHARE: a share of 1, shown in per cent
 *
 * What the values of a plot are, and so how they are written.
 */
typedef enum
{
  RCP_PLOT_LOSS,
  RCP_PLOT_SHARE,
} RcpPlotUnit;

/**
 * RcpLineStyle:
 * @RCP_LINE_SMOOTHED: many noisy values: the moving average over the raw ones, which are faint
 * @RCP_LINE_PLAIN: few values: drawn as they are, dotted while the dots keep apart
 * @RCP_LINE_PAST: a run that is over: as plain, thin and grey
 */
typedef enum
{
  RCP_LINE_SMOOTHED,
  RCP_LINE_PLAIN,
  RCP_LINE_PAST,
} RcpLineStyle;

/**
 * RcpPlotLine:
 * @label: what stands beside its end after the value: "train"
 * @noun: what it measures, for sentences: "Training loss"
 * @style: how it is drawn
 * @colour: index into the series colours of RcpPalette
 * @series: its points; x in steps
 */
typedef struct
{
  char *label;
  char *noun;
  RcpLineStyle style;
  guint colour;
  RcpSeries *series;
} RcpPlotLine;

/**
 * RcpPlot:
 * @title: "Loss"
 * @unit: what the values are
 * @lines: (element-type RcpPlotLine): the first is the one that matters most
 * @log: whether the y axis is logarithmic; values at or below 0 are then left out
 * @steps_per_epoch: at least 1
 * @reach: how far the run has come, in steps: the x axis goes at least there
 * @total: how far it is to come, in steps, or 0 where nobody knows: the x axis goes no further while that suffices
 * @ended: whether it will come no further: the x axis then ends right there
 * @best_line: the line that has a best point, or -1
 * @best_index: which point of it
 *
 * What a chart shows, without a word about pixels.
 */
typedef struct
{
  char *title;
  RcpPlotUnit unit;
  GPtrArray *lines;
  gboolean log;
  double steps_per_epoch;
  double reach;
  double total;
  gboolean ended;
  int best_line;
  gsize best_index;
} RcpPlot;

RcpPlot *rcp_plot_new (const char *title, RcpPlotUnit unit);
void rcp_plot_free (RcpPlot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpPlot, rcp_plot_free)

/**
 * rcp_plot_add_line:
 *
 * Returns: (transfer none): the new line's series, to be filled
 */
RcpSeries *rcp_plot_add_line (RcpPlot *self, const char *label, const char *noun, RcpLineStyle style, guint colour);

guint rcp_plot_get_n_lines (const RcpPlot *self);
const RcpPlotLine *rcp_plot_get_line (const RcpPlot *self, guint index);

/** rcp_plot_line_view: what the drawn line is: smoothed or raw */
RcpSeriesView rcp_plot_line_view (const RcpPlotLine *line);

/** rcp_plot_clear: empties every line */
void rcp_plot_clear (RcpPlot *self);

/** rcp_plot_is_empty: whether no line has a point */
gboolean rcp_plot_is_empty (const RcpPlot *self);

/** rcp_plot_set_smoothing: of every line of style %RCP_LINE_SMOOTHED; see rcp_series_set_smoothing() */
void rcp_plot_set_smoothing (RcpPlot *self, double weight);

/** rcp_plot_find: (out) @x: the x of the point, of any line but past ones, that is nearest to @x */
gboolean rcp_plot_find (const RcpPlot *self, double *x);

/**
 * rcp_plot_get_epoch:
 *
 * Returns: the epoch that a step belongs to, 1 for the first
 */
guint64 rcp_plot_get_epoch (const RcpPlot *self, double step);

/**
 * rcp_plot_get_x_max:
 *
 * Returns: where the x axis ends. While a run goes on that is 1, 2 or 5 times a power of ten epochs, or below one
 *   epoch as many steps: the curve grows into an axis that stands still, and seldom has to be drawn anew.
 */
double rcp_plot_get_x_max (const RcpPlot *self);

/** rcp_plot_format: (transfer full): a value as it is written in this plot: "0.815" or "63.1 %" */
char *rcp_plot_format (const RcpPlot *self, double value);

/**
 * rcp_plot_describe:
 *
 * Returns: (transfer full): what the plot shows, in words: "Training loss fell from 2.303 to 0.815 over
 *   12 epochs; lowest 0.790 at step 9,001."
 */
char *rcp_plot_describe (const RcpPlot *self);

G_END_DECLS
