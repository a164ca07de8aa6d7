#pragma once

#include <pango/pangocairo.h>

#include "colours.h"
#include "plot.h"

G_BEGIN_DECLS

/**
 * RcpChartCanvas:
 * @width: in user units, which are a window's logical pixels
 * @height: likewise
 * @scale: device pixels to a user unit; hairlines lie on whole device pixels
 * @palette: which colours
 * @context: fonts; the sizes of all text follow its font description
 * @show_title: whether the plot's title stands above it
 *
 * What is drawn on. Everything is borrowed.
 */
typedef struct
{
  double width;
  double height;
  double scale;
  const RcpPalette *palette;
  PangoContext *context;
  gboolean show_title;
} RcpChartCanvas;

/**
 * RcpChartLayout:
 * @left: where the plot's area begins, in user units
 * @top: likewise
 * @right: where it ends
 * @bottom: likewise
 * @x_max: the step at @right; step 0 is at @left
 * @y_low: the value at @bottom
 * @y_high: the value at @top
 * @log: whether the y axis is logarithmic
 * @text_height: of a line of small text
 * @least_label_width: for how wide labels at the ends of lines there is always room
 * @label_width: for how wide ones there is room now
 *
 * Where things are on a canvas.
 */
typedef struct
{
  double left;
  double top;
  double right;
  double bottom;
  double x_max;
  double y_low;
  double y_high;
  gboolean log;
  double text_height;
  double least_label_width;
  double label_width;
} RcpChartLayout;

/**
 * rcp_chart_layout:
 *
 * Finds the range of both axes and the room that labels need. Charts of loss and accuracy on canvases of one
 * width get the same left and right, so that one can stand above the other.
 */
RcpChartLayout rcp_chart_layout (const RcpPlot *plot, const RcpChartCanvas *canvas);

/** rcp_chart_layout_x: where a step stands, in user units */
double rcp_chart_layout_x (const RcpChartLayout *self, double step);

/** rcp_chart_layout_y: where a value stands; a value that a logarithmic axis cannot show is at the bottom */
double rcp_chart_layout_y (const RcpChartLayout *self, double value);

/** rcp_chart_layout_step: the step at a place, kept on the axis */
double rcp_chart_layout_step (const RcpChartLayout *self, double x);

/**
 * rcp_chart_draw:
 *
 * Draws axes, lines, labels and the best point; not the background. Nothing of it depends on the pointer, so
 * that it can be kept.
 */
void rcp_chart_draw (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr);

/** RCP_READOUT_MAX_LINES: how many lines of a plot a readout lists */
#define RCP_READOUT_MAX_LINES 8

/**
 * RcpChartReadout:
 * @x: where the line under the pointer stands
 * @bounds: what the line and the dots on it cover
 * @box: where the values stand; beside the line, on the side that has room
 * @heading: "epoch 6 · step 4,692"
 * @n_values: how many lines have a value
 *
 * What is shown of one step.
 */
typedef struct
{
  double x;
  cairo_rectangle_t bounds;
  cairo_rectangle_t box;
  char *heading;
  guint n_values;
  struct
  {
    char *text;
    RcpColour colour;
    double x;
    double y;
  } values[RCP_READOUT_MAX_LINES];
} RcpChartReadout;

/**
 * rcp_chart_readout_new:
 * @step: where on the x axis; each line answers with its point nearest to that
 *
 * Returns: (transfer full) (nullable): the readout, or %NULL where there is nothing to read
 */
RcpChartReadout *rcp_chart_readout_new (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout,
                                        double step);
void rcp_chart_readout_free (RcpChartReadout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpChartReadout, rcp_chart_readout_free)

/** rcp_chart_readout_draw_line: draws what lies in its bounds */
void rcp_chart_readout_draw_line (const RcpChartReadout *self, const RcpChartCanvas *canvas,
                                  const RcpChartLayout *layout, cairo_t *cr);

/** rcp_chart_readout_draw_box: draws what lies in its box */
void rcp_chart_readout_draw_box (const RcpChartReadout *self, const RcpChartCanvas *canvas, cairo_t *cr);

/** rcp_chart_readout_describe: (transfer full): the same in words: "Epoch 6, step 4,692: loss 1.022" */
char *rcp_chart_readout_describe (const RcpChartReadout *self);

G_END_DECLS
