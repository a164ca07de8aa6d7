#include "chart-layout.h"

#include <math.h>

#include "chart-labels.h"
#include "chart-text.h"
#include "numbers.h"

#define TICK_GAP 8.0

/* Shares nearer to each other than this are noise: the axis does not zoom in on it. */
#define LEAST_SHARE_RANGE 0.1

/* Points that a reader needs between two marks, in heights of a line of text. */
#define Y_TICK_LINES 3.2
#define X_TICK_WIDTHS 4.5

static gboolean
find_values (const RcpPlot *plot, double *low, double *high)
{
  gboolean found = FALSE;

  for (guint i = 0; i < rcp_plot_get_n_lines (plot); i++)
    {
      double lowest, highest, positive;

      if (!rcp_series_get_range (rcp_plot_get_line (plot, i)->series, &lowest, &highest, &positive))
        continue;
      if (plot->log)
        lowest = positive;
      if (plot->log && positive == 0.0)
        continue;
      *low = found ? MIN (*low, lowest) : lowest;
      *high = found ? MAX (*high, highest) : highest;
      found = TRUE;
    }
  return found;
}

static guint
y_marks (const RcpChartLayout *layout)
{
  return (guint) MAX (2.0, (layout->bottom - layout->top) / (Y_TICK_LINES * layout->text_height));
}

/* The star and its label stand above the best point: the axis goes on for another mark where they would not fit. */
static void
make_room_for_best (const RcpPlot *plot, RcpChartLayout *layout)
{
  const RcpPlotLine *line = rcp_plot_get_line (plot, (guint) plot->best_line);
  double best = rcp_series_get_y (line->series, RCP_SERIES_RAW, plot->best_index);
  RcpTicks ticks = rcp_ticks_linear (layout->y_low, layout->y_high, y_marks (layout));

  if (ticks.count > 1 && rcp_chart_layout_y (layout, best) - layout->top < 2.0 * layout->text_height)
    {
      layout->y_high += ticks.values[1] - ticks.values[0];
      rcp_range_linear (&layout->y_low, &layout->y_high, y_marks (layout));
    }
}

static void
find_y_range (const RcpPlot *plot, RcpChartLayout *layout)
{
  double low = plot->log ? 0.1 : 0.0;
  double high = 1.0;
  gboolean found = find_values (plot, &low, &high);

  if (!found && plot->unit == RCP_PLOT_LOSS)
    high = plot->log ? 10.0 : 3.0;
  if (plot->unit == RCP_PLOT_SHARE && !plot->log && high - low < LEAST_SHARE_RANGE)
    {
      low = MAX (0.0, 0.5 * (low + high - LEAST_SHARE_RANGE));
      high = low + LEAST_SHARE_RANGE;
    }
  if (plot->log)
    rcp_range_log (&low, &high);
  else
    rcp_range_linear (&low, &high, y_marks (layout));
  layout->y_low = low;
  layout->y_high = high;
  layout->log = plot->log;
  if (plot->best_line >= 0 && !plot->log)
    make_room_for_best (plot, layout);
  if (plot->unit == RCP_PLOT_SHARE && !plot->log)
    {
      layout->y_low = MAX (layout->y_low, 0.0);
      layout->y_high = MIN (layout->y_high, 1.0);
    }
}

RcpTicks
rcp_chart_y_ticks (const RcpChartLayout *layout)
{
  if (layout->log)
    return rcp_ticks_log (layout->y_low, layout->y_high, y_marks (layout));
  return rcp_ticks_linear (layout->y_low, layout->y_high, y_marks (layout));
}

char *
rcp_chart_y_text (const RcpPlot *plot, const RcpTicks *ticks, double value)
{
  if (plot->unit == RCP_PLOT_SHARE)
    return plot->log ? g_strdup_printf ("%g %%", 100.0 * value)
                     : g_strdup_printf ("%.*f %%", MAX (0, ticks->decimals - 2), 100.0 * value);
  /* a run that diverges needs no more room for its axis than one that does not */
  if (fabs (value) >= 1e4 && fabs (value) < 1e6)
    return g_strdup_printf ("%gk", value / 1e3);
  if (fabs (value) >= 1e6 && fabs (value) < 1e9)
    return g_strdup_printf ("%gM", value / 1e6);
  if (plot->log || fabs (value) >= 1e9)
    return g_strdup_printf ("%g", value);
  return g_strdup_printf ("%.*f", ticks->decimals, value);
}

gboolean
rcp_chart_x_in_epochs (const RcpPlot *plot, const RcpChartLayout *layout)
{
  return layout->x_max >= plot->steps_per_epoch;
}

RcpTicks
rcp_chart_x_ticks (const RcpPlot *plot, const RcpChartLayout *layout)
{
  double end = rcp_chart_x_in_epochs (plot, layout) ? layout->x_max / MAX (1.0, plot->steps_per_epoch) : layout->x_max;
  double room = (layout->right - layout->left) / (X_TICK_WIDTHS * layout->text_height);

  return rcp_ticks_whole (0.0, end, (guint) CLAMP (room, 2.0, 13.0));
}

char *
rcp_chart_end_text (const RcpPlot *plot, const RcpPlotLine *line)
{
  gsize count = rcp_series_get_count (line->series);
  g_autofree char *value = NULL;

  if (line->style == RCP_LINE_PAST)
    return g_strdup (line->label);
  value = rcp_plot_format (plot, rcp_series_get_y (line->series, rcp_plot_line_view (line), count - 1));
  return g_strdup_printf ("%s %s", value, line->label);
}

/* The widest mark of the y axis, and never less than charts of runs usually have: the plot must not move when a
 * 9.9 becomes a 10.0, and two charts above each other share their sides. */
static double
left_room (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout)
{
  RcpTicks ticks = rcp_chart_y_ticks (layout);
  double room = rcp_chart_text_width (canvas, RCP_TEXT_SMALL, "100 %");

  for (guint i = 0; i < ticks.count; i++)
    {
      g_autofree char *text = rcp_chart_y_text (plot, &ticks, ticks.values[i]);

      room = MAX (room, rcp_chart_text_width (canvas, RCP_TEXT_SMALL, text));
    }
  return room + TICK_GAP;
}

/* Likewise for the labels at the ends of the lines. */
static void
find_label_widths (const RcpPlot *plot, const RcpChartCanvas *canvas, RcpChartLayout *layout)
{
  g_autoptr (RcpChartLabels) labels = rcp_chart_labels_new (plot, canvas);
  g_autofree char *widest = g_strdup_printf ("100.0 %% %s", _ ("validation"));

  layout->least_label_width = rcp_chart_text_width (canvas, RCP_TEXT_LABEL, widest);
  layout->label_width = MAX (layout->least_label_width, labels->widest);
}

RcpChartLayout
rcp_chart_layout (const RcpPlot *plot, const RcpChartCanvas *canvas)
{
  RcpChartLayout layout = { .text_height = rcp_chart_text_height (canvas, RCP_TEXT_SMALL) };
  double top = 0.5 * layout.text_height + 2.0;

  if (canvas->show_title)
    top += rcp_chart_text_height (canvas, RCP_TEXT_TITLE) + 6.0;
  layout.top = rcp_chart_snap (canvas, top);
  layout.bottom = rcp_chart_snap (canvas, MAX (top + 1.0, canvas->height - layout.text_height - 8.0));
  find_y_range (plot, &layout);
  /* on a canvas too narrow for all of it the plot keeps its place, and the labels lie on it */
  layout.left = rcp_chart_snap (canvas, MIN (left_room (plot, canvas, &layout), canvas->width / 4.0));
  find_label_widths (plot, canvas, &layout);
  layout.right = rcp_chart_snap (
      canvas, canvas->width - MIN (layout.label_width + RCP_CHART_LABEL_GAP + 2.0, canvas->width / 3.0));
  layout.right = MAX (layout.right, layout.left + 1.0);
  layout.x_max = rcp_plot_get_x_max (plot);
  return layout;
}

gboolean
rcp_chart_layout_still_fits (const RcpChartLayout *self, const RcpPlot *plot, double label_width)
{
  RcpChartLayout now = *self;

  find_y_range (plot, &now);
  /* what stands beside the marks follows from the range and the unit */
  return now.y_low == self->y_low && now.y_high == self->y_high && now.log == self->log
         && rcp_plot_get_x_max (plot) == self->x_max && MAX (label_width, self->least_label_width) == self->label_width;
}

double
rcp_chart_layout_x (const RcpChartLayout *self, double step)
{
  return self->left + (self->right - self->left) * step / self->x_max;
}

double
rcp_chart_layout_y (const RcpChartLayout *self, double value)
{
  double share;

  if (self->log)
    share = value > 0.0 ? log (value / self->y_low) / log (self->y_high / self->y_low) : 0.0;
  else
    share = (value - self->y_low) / (self->y_high - self->y_low);
  return self->bottom - CLAMP (share, 0.0, 1.0) * (self->bottom - self->top);
}

double
rcp_chart_layout_step (const RcpChartLayout *self, double x)
{
  double share = (x - self->left) / (self->right - self->left);

  return CLAMP (share, 0.0, 1.0) * self->x_max;
}
