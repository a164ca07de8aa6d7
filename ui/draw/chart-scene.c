#include "chart-scene.h"

#include <math.h>

#include "chart-layout.h"
#include "chart-text.h"

#define STAR_RADIUS 7.0
#define STAR_OUTLINE 3.0

/* The star, and what is written at it. */
typedef struct
{
  double x;
  double y;
  double text_x; /* its left end */
  double text_y; /* its middle */
  double text_width;
  char *text; /* NULL where there is no best point */
} Best;

struct _RcpChartScene
{
  const RcpPlot *plot;
  const RcpChartCanvas *canvas;
  const RcpChartLayout *layout;
  GPtrArray *traces; /* of RcpChartTrace, in the order in which they are drawn */
  Best best;
};

/* The traces of a plot, one after the other in the order in which they are drawn: runs of the past, what is raw, and
 * over these the lines. FALSE after the last. */
static gboolean
next_trace (const RcpPlot *plot, guint *cursor, const RcpPlotLine **line, RcpChartTraceKind *kind)
{
  guint n_lines = rcp_plot_get_n_lines (plot);

  while (*cursor < 3 * n_lines)
    {
      guint layer = *cursor / n_lines;

      *line = rcp_plot_get_line (plot, *cursor % n_lines);
      *kind = layer == 1 ? RCP_CHART_TRACE_RAW : RCP_CHART_TRACE_LINE;
      ++*cursor;
      if (layer == 0 && (*line)->style == RCP_LINE_PAST)
        return TRUE;
      /* without smoothing the line itself is the raw one */
      if (layer == 1 && (*line)->style == RCP_LINE_SMOOTHED && rcp_series_get_smoothing ((*line)->series) != 0.0)
        return TRUE;
      if (layer == 2 && (*line)->style != RCP_LINE_PAST)
        return TRUE;
    }
  return FALSE;
}

RcpChartScene *
rcp_chart_scene_new (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout)
{
  RcpChartScene *self = g_new0 (RcpChartScene, 1);
  const RcpPlotLine *line;
  RcpChartTraceKind kind;
  guint cursor = 0;

  self->plot = plot;
  self->canvas = canvas;
  self->layout = layout;
  self->traces = g_ptr_array_new_with_free_func ((GDestroyNotify) rcp_chart_trace_free);
  while (next_trace (plot, &cursor, &line, &kind))
    g_ptr_array_add (self->traces, rcp_chart_trace_new (line, kind, canvas, layout));
  return self;
}

void
rcp_chart_scene_free (RcpChartScene *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->traces);
  g_free (self->best.text);
  g_free (self);
}

gboolean
rcp_chart_scene_is_of (const RcpChartScene *self, const RcpPlot *plot)
{
  const RcpPlotLine *line;
  RcpChartTraceKind kind;
  guint cursor = 0;
  guint n = 0;

  if (self->plot != plot)
    return FALSE;
  for (; next_trace (plot, &cursor, &line, &kind); n++)
    if (n >= self->traces->len || !rcp_chart_trace_is_of (g_ptr_array_index (self->traces, n), line))
      return FALSE;
  return n == self->traces->len;
}

/* The best point */

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

static Best
find_best (const RcpChartScene *self)
{
  const RcpPlot *plot = self->plot;
  Best best = { .text = NULL };
  const RcpPlotLine *line;
  g_autofree char *number = NULL;
  double value;

  if (plot->best_line < 0)
    return best;
  line = rcp_plot_get_line (plot, (guint) plot->best_line);
  value = rcp_series_get_y (line->series, RCP_SERIES_RAW, plot->best_index);
  best.x = rcp_chart_layout_x (self->layout, rcp_series_get_x (line->series, plot->best_index));
  best.y = rcp_chart_layout_y (self->layout, value);
  number = rcp_plot_format (plot, value);
  /* translators: the label at the best epoch: "best 63.1 %" */
  best.text = g_strdup_printf (_ ("best %s"), number);
  best.text_width = rcp_chart_text_width (self->canvas, RCP_TEXT_SMALL, best.text);
  /* it keeps out of the room at the right, which belongs to the labels of the lines */
  best.text_x = CLAMP (best.x - 0.5 * best.text_width, self->layout->left,
                       MAX (self->layout->left, self->layout->right - best.text_width));
  best.text_y = place_best_label (plot, self->layout, best.text_x, best.text_width, best.y);
  return best;
}

/* What it covers of the x axis, a pixel more on both sides. */
static void
best_extent (const Best *self, double *x0, double *x1)
{
  *x0 = MIN (self->x - STAR_RADIUS - STAR_OUTLINE, self->text_x) - 1.0;
  *x1 = MAX (self->x + STAR_RADIUS + STAR_OUTLINE, self->text_x + self->text_width) + 1.0;
}

static void
add_extent (const Best *best, double *x0, double *x1)
{
  double left, right;

  if (best->text == NULL)
    return;
  best_extent (best, &left, &right);
  *x0 = MIN (*x0, left);
  *x1 = MAX (*x1, right);
}

/* It can move when nothing of it has changed: its label makes room for the lines. */
static void
update_best (RcpChartScene *self, double *x0, double *x1)
{
  Best last = self->best;

  self->best = find_best (self);
  if (g_strcmp0 (last.text, self->best.text) != 0 || last.x != self->best.x || last.y != self->best.y
      || last.text_x != self->best.text_x || last.text_y != self->best.text_y)
    {
      add_extent (&last, x0, x1);
      add_extent (&self->best, x0, x1);
    }
  g_free (last.text);
}

static void
draw_best (const RcpChartScene *self, cairo_t *cr)
{
  const Best *best = &self->best;

  draw_star (cr, best->x, best->y, STAR_RADIUS);
  rcp_set_colour (cr, self->canvas->palette->background);
  cairo_set_line_width (cr, STAR_OUTLINE);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke_preserve (cr);
  rcp_set_colour (cr, self->canvas->palette->best);
  cairo_fill (cr);
  rcp_chart_show_text (self->canvas, cr, RCP_TEXT_SMALL, self->canvas->palette->best_text, best->text_x, best->text_y,
                       0.0, best->text);
}

/* All of it */

void
rcp_chart_scene_update (RcpChartScene *self, double *x0, double *x1)
{
  *x0 = G_MAXDOUBLE;
  *x1 = -G_MAXDOUBLE;
  for (guint i = 0; i < self->traces->len; i++)
    rcp_chart_trace_update (g_ptr_array_index (self->traces, i), x0, x1);
  update_best (self, x0, x1);
}

gboolean
rcp_chart_scene_is_behind (const RcpChartScene *self)
{
  for (guint i = 0; i < self->traces->len; i++)
    if (rcp_chart_trace_is_behind (g_ptr_array_index (self->traces, i)))
      return TRUE;
  return FALSE;
}

void
rcp_chart_scene_draw (const RcpChartScene *self, double x0, double x1, cairo_t *cr)
{
  double left, right;

  for (guint i = 0; i < self->traces->len; i++)
    rcp_chart_trace_draw (g_ptr_array_index (self->traces, i), x0, x1, cr);
  if (self->best.text == NULL)
    return;
  best_extent (&self->best, &left, &right);
  if (left < x1 && right > x0)
    draw_best (self, cr);
}
