#include "chart-draw.h"

#include <math.h>

#include "chart-layout.h"
#include "chart-lines.h"
#include "chart-text.h"
#include "numbers.h"

#define TICK_GAP 8.0
#define STAR_RADIUS 7.0

/* A horizontal hairline on whole device pixels. */
static void
add_hairline (const RcpChartCanvas *canvas, double x0, double x1, double y, cairo_t *cr)
{
  double thickness = MAX (1.0, floor (canvas->scale)) / canvas->scale;

  cairo_rectangle (cr, x0, rcp_chart_snap (canvas, y - 0.5 * thickness), x1 - x0, thickness);
}

static void
draw_y_axis (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr)
{
  RcpTicks ticks = rcp_chart_y_ticks (layout);

  rcp_set_colour (cr, canvas->palette->grid);
  for (guint i = 0; i < ticks.count; i++)
    add_hairline (canvas, layout->left, layout->right, rcp_chart_layout_y (layout, ticks.values[i]), cr);
  cairo_fill (cr);
  for (guint i = 0; i < ticks.count; i++)
    {
      g_autofree char *text = rcp_chart_y_text (plot, &ticks, ticks.values[i]);

      rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->dim_text, layout->left - TICK_GAP,
                           rcp_chart_layout_y (layout, ticks.values[i]), 1.0, text);
    }
}

static void
draw_x_axis (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr)
{
  RcpTicks ticks = rcp_chart_x_ticks (plot, layout);
  gboolean epochs = rcp_chart_x_in_epochs (plot, layout);
  double y = layout->bottom + 6.0 + 0.5 * layout->text_height;

  for (guint i = 0; i < ticks.count; i++)
    {
      double step = epochs ? ticks.values[i] * plot->steps_per_epoch : ticks.values[i];
      g_autofree char *text = rcp_format_count ((guint64) ticks.values[i]);

      rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->dim_text, rcp_chart_layout_x (layout, step), y,
                           0.5, text);
    }
  rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->dim_text, layout->right + 2.5 * RCP_CHART_LABEL_GAP,
                       y, 0.0, epochs ? _ ("epoch") : _ ("step"));
}

typedef struct
{
  const RcpPlotLine *line;
  char *text;
  double x;
  double y;
} EndLabel;

static int
compare_labels (gconstpointer a, gconstpointer b)
{
  double ya = ((const EndLabel *) a)->y;
  double yb = ((const EndLabel *) b)->y;

  return (ya > yb) - (ya < yb);
}

/* Pushes labels, which are in order from the top, apart until each has a line of its own; from the top down,
 * then back up from the bottom where the last was pushed out. */
static void
spread_labels (EndLabel *labels, guint n, double top, double bottom, double height)
{
  for (guint i = 0; i < n; i++)
    labels[i].y = MAX (labels[i].y, i == 0 ? top : labels[i - 1].y + height);
  for (guint i = n; i-- > 0;)
    labels[i].y = MIN (labels[i].y, i + 1 == n ? bottom : labels[i + 1].y - height);
}

static void
draw_end_labels (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr)
{
  guint n_lines = rcp_plot_get_n_lines (plot);
  g_autofree EndLabel *labels = g_new0 (EndLabel, n_lines);
  double height = rcp_chart_text_height (canvas, RCP_TEXT_LABEL);
  guint n = 0;

  for (guint i = 0; i < n_lines; i++)
    {
      const RcpPlotLine *line = rcp_plot_get_line (plot, i);
      gsize count = rcp_series_get_count (line->series);
      double width;

      if (count == 0)
        continue;
      labels[n].line = line;
      labels[n].text = rcp_chart_end_text (plot, line);
      width = rcp_chart_text_width (canvas, RCP_TEXT_LABEL, labels[n].text);
      labels[n].x = MIN (rcp_chart_layout_x (layout, rcp_series_get_x (line->series, count - 1)) + RCP_CHART_LABEL_GAP,
                         canvas->width - width);
      labels[n].y = rcp_chart_layout_y (layout, rcp_series_get_y (line->series, rcp_plot_line_view (line), count - 1));
      n++;
    }
  qsort (labels, n, sizeof (EndLabel), compare_labels);
  spread_labels (labels, n, layout->top, layout->bottom, height);
  for (guint i = 0; i < n; i++)
    {
      rcp_chart_show_text (canvas, cr, RCP_TEXT_LABEL, rcp_chart_line_colour (labels[i].line, canvas), labels[i].x,
                           labels[i].y, 0.0, labels[i].text);
      g_free (labels[i].text);
    }
}

static void
draw_star (cairo_t *cr, double x, double y, double radius)
{
  /* the inner corners of a pentagram lie at (3 − √5)/2 of the outer radius */
  const double inner = 0.5 * (3.0 - sqrt (5.0));

  cairo_new_path (cr);
  for (int i = 0; i < 10; i++)
    {
      double r = i % 2 == 0 ? radius : radius * inner;
      double angle = G_PI * (i / 5.0 - 0.5);

      cairo_line_to (cr, x + r * cos (angle), y + r * sin (angle));
    }
  cairo_close_path (cr);
}

/* How far a text in the middle of @y stays away from all lines. */
static double
distance_to_lines (const RcpPlot *plot, const RcpChartLayout *layout, double x, double width, double y)
{
  double distance = G_MAXDOUBLE;

  for (guint i = 0; i < rcp_plot_get_n_lines (plot); i++)
    for (int part = 0; part <= 4; part++)
      {
        const RcpPlotLine *line = rcp_plot_get_line (plot, i);
        double step = rcp_chart_layout_step (layout, x + width * part / 4.0);
        double value;

        if (rcp_series_interpolate (line->series, rcp_plot_line_view (line), step, &value))
          distance = MIN (distance, fabs (rcp_chart_layout_y (layout, value) - y));
      }
  return distance;
}

/* Where the middle of the label goes: above the star or below it, or a line higher or lower, where nothing is drawn. */
static double
place_best_label (const RcpPlot *plot, const RcpChartLayout *layout, double x, double width, double star_y)
{
  static const double places[] = { -1.1, 1.1, -2.1, 2.1 };
  double enough = 0.7 * layout->text_height;
  double best = star_y;
  double most = -1.0;

  for (guint i = 0; i < G_N_ELEMENTS (places) && most < enough; i++)
    {
      double y = star_y + places[i] * (STAR_RADIUS + 0.5 * layout->text_height);
      double distance = distance_to_lines (plot, layout, x, width, y);

      if (y < layout->top || y > layout->bottom - 0.5 * layout->text_height || distance <= most)
        continue;
      most = distance;
      best = y;
    }
  return best;
}

static void
draw_best (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr)
{
  const RcpPlotLine *line;
  double step, value, x, y, width, text_x;
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  if (plot->best_line < 0)
    return;
  line = rcp_plot_get_line (plot, (guint) plot->best_line);
  step = rcp_series_get_x (line->series, plot->best_index);
  value = rcp_series_get_y (line->series, RCP_SERIES_RAW, plot->best_index);
  x = rcp_chart_layout_x (layout, step);
  y = rcp_chart_layout_y (layout, value);
  number = rcp_plot_format (plot, value);
  /* translators: the label at the best epoch: "best 63.1 %" */
  text = g_strdup_printf (_ ("best %s"), number);
  width = rcp_chart_text_width (canvas, RCP_TEXT_SMALL, text);
  /* it keeps out of the room at the right, which belongs to the labels of the lines */
  text_x = CLAMP (x - 0.5 * width, layout->left, MAX (layout->left, layout->right - width));
  draw_star (cr, x, y, STAR_RADIUS);
  rcp_set_colour (cr, canvas->palette->background);
  cairo_set_line_width (cr, 3.0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke_preserve (cr);
  rcp_set_colour (cr, canvas->palette->best);
  cairo_fill (cr);
  y = place_best_label (plot, layout, text_x, width, y);
  rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->best_text, text_x, y, 0.0, text);
}

void
rcp_chart_draw (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr)
{
  guint n_lines = rcp_plot_get_n_lines (plot);

  g_return_if_fail (plot != NULL && canvas != NULL && layout != NULL && cr != NULL);

  cairo_save (cr);
  if (canvas->show_title)
    rcp_chart_show_text (canvas, cr, RCP_TEXT_TITLE, canvas->palette->text, 0.0,
                         0.5 * rcp_chart_text_height (canvas, RCP_TEXT_TITLE), 0.0, plot->title);
  draw_y_axis (plot, canvas, layout, cr);
  draw_x_axis (plot, canvas, layout, cr);
  for (guint i = 0; i < n_lines; i++)
    if (rcp_plot_get_line (plot, i)->style == RCP_LINE_PAST)
      rcp_chart_draw_line (rcp_plot_get_line (plot, i), canvas, layout, cr);
  for (guint i = 0; i < n_lines; i++)
    if (rcp_plot_get_line (plot, i)->style == RCP_LINE_SMOOTHED)
      rcp_chart_draw_raw (rcp_plot_get_line (plot, i), canvas, layout, cr);
  for (guint i = 0; i < n_lines; i++)
    if (rcp_plot_get_line (plot, i)->style != RCP_LINE_PAST)
      rcp_chart_draw_line (rcp_plot_get_line (plot, i), canvas, layout, cr);
  draw_best (plot, canvas, layout, cr);
  draw_end_labels (plot, canvas, layout, cr);
  cairo_restore (cr);
}
