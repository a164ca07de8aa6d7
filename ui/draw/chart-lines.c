#include "chart-lines.h"

#include <math.h>

#define LINE_WIDTH 2.0
#define PAST_WIDTH 1.5
#define DOT_RADIUS 3.0

/* Points nearer to each other than this get no dots. */
#define DOT_SPACING 18.0

/* From so many points a column on, a polyline is a filled band and can be drawn as one. */
#define BAND_DENSITY 2.0

/* A line that covers more of a column than this on average, in user units, is too rough to be stroked in time. */
#define ROUGH_HEIGHT 4.0

/* Points that are stroked at once. Cairo looks for crossings of everything in a path with everything else in it:
 * a zigzag costs a fifth in pieces. The colours are opaque, so that pieces may overlap. */
#define STROKE_POINTS 16

/* How much of its colour the raw line keeps. */
#define RAW_STRENGTH 0.38

RcpColour
rcp_chart_line_colour (const RcpPlotLine *line, const RcpChartCanvas *canvas)
{
  if (line->style == RCP_LINE_PAST)
    return canvas->palette->past;
  return canvas->palette->series[line->colour % RCP_N_SERIES_COLOURS];
}

/* A line thinned to the columns of device pixels of the plot. */
typedef struct
{
  const RcpPlotLine *line;
  RcpSeriesView view;
  const RcpChartLayout *layout;
  double scale;
  guint n_columns;
  RcpColumn *columns;
} Thinned;

static void
thin (Thinned *self, const RcpPlotLine *line, RcpSeriesView view, const RcpChartCanvas *canvas,
      const RcpChartLayout *layout)
{
  self->line = line;
  self->view = view;
  self->layout = layout;
  self->scale = canvas->scale;
  self->n_columns = (guint) MAX (1.0, round ((layout->right - layout->left) * canvas->scale));
  self->columns = g_new (RcpColumn, self->n_columns);
  rcp_series_thin (line->series, view, 0.0, layout->x_max, self->n_columns, self->columns);
}

static double
y_of (const Thinned *self, gsize index)
{
  return rcp_chart_layout_y (self->layout, rcp_series_get_y (self->line->series, self->view, index));
}

static gboolean
can_show (const RcpChartLayout *layout, double value)
{
  return !layout->log || value > 0.0;
}

/* The first, lowest, highest and last point of a column in the order in which they came. */
static guint
points_of (const RcpColumn *column, gsize *indices)
{
  gsize all[] = { column->first, MIN (column->lowest, column->highest), MAX (column->lowest, column->highest),
                  column->last };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (n == 0 || all[i] != indices[n - 1])
      indices[n++] = all[i];
  return n;
}

static void
stroke (const Thinned *self, double width, cairo_t *cr)
{
  guint n_points = 0;

  cairo_set_line_width (cr, width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_new_path (cr);
  for (guint c = 0; c < self->n_columns; c++)
    {
      gsize indices[4];
      guint n = self->columns[c].count > 0 ? points_of (&self->columns[c], indices) : 0;

      for (guint i = 0; i < n; i++)
        {
          double x = rcp_chart_layout_x (self->layout, rcp_series_get_x (self->line->series, indices[i]));
          double y = y_of (self, indices[i]);

          /* the line has a gap where a logarithmic axis has no place for a value */
          if (!can_show (self->layout, rcp_series_get_y (self->line->series, self->view, indices[i])))
            {
              cairo_stroke (cr);
              continue;
            }
          cairo_line_to (cr, x, y);
          if (++n_points % STROKE_POINTS == 0)
            {
              cairo_stroke (cr);
              cairo_move_to (cr, x, y);
            }
        }
    }
  cairo_stroke (cr);
}

/*
 * Every column as a bar from its lowest to its highest point, and as far as the middle of the way to its
 * neighbours, so that the band has no holes. Bars of whole device pixels cost cairo a tenth of the zigzag
 * that would cover the same pixels.
 */
static void
fill_band (const Thinned *self, double thickness, cairo_t *cr)
{
  double pixel = 1.0 / self->scale;
  double margin = 0.5 * (thickness - 1.0);

  cairo_new_path (cr);
  for (guint c = 0; c < self->n_columns; c++)
    {
      const RcpColumn *column = &self->columns[c];
      double top, bottom;

      if (column->count == 0)
        continue;
      bottom = y_of (self, column->lowest);
      top = y_of (self, column->highest);
      for (int side = -1; side <= 1; side += 2)
        {
          const RcpColumn *neighbour = (side < 0 ? c > 0 : c + 1 < self->n_columns) ? column + side : NULL;
          double middle;

          if (neighbour == NULL || neighbour->count == 0)
            continue;
          middle = 0.5
                   * (y_of (self, side < 0 ? column->first : column->last)
                      + y_of (self, side < 0 ? neighbour->last : neighbour->first));
          top = MIN (top, middle);
          bottom = MAX (bottom, middle);
        }
      top = floor ((top - margin) * self->scale) / self->scale;
      bottom = ceil ((bottom + margin) * self->scale) / self->scale;
      cairo_rectangle (cr, self->layout->left + c * pixel, top, pixel, MAX (pixel, bottom - top));
    }
  cairo_fill (cr);
}

/* Whether a stroke would be lost in its own zigzag. */
static gboolean
is_rough (const Thinned *self)
{
  double height = 0.0;
  gsize points = 0;
  guint used = 0;

  for (guint c = 0; c < self->n_columns; c++)
    if (self->columns[c].count > 0)
      {
        height += y_of (self, self->columns[c].lowest) - y_of (self, self->columns[c].highest);
        points += self->columns[c].count;
        used++;
      }
  return used > 0 && points > BAND_DENSITY * used && height > ROUGH_HEIGHT * used;
}

static void
draw_thinned (const Thinned *self, double width, cairo_t *cr)
{
  if (is_rough (self))
    fill_band (self, width, cr);
  else
    stroke (self, width, cr);
}

void
rcp_chart_draw_raw (const RcpPlotLine *line, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr)
{
  RcpColour colour = rcp_chart_line_colour (line, canvas);
  Thinned thinned;

  /* without smoothing the line itself is the raw one */
  if (rcp_series_get_count (line->series) < 2 || rcp_series_get_smoothing (line->series) == 0.0)
    return;
  thin (&thinned, line, RCP_SERIES_RAW, canvas, layout);
  /* mixed, not transparent: where the line crosses itself it must not darken */
  rcp_set_colour (cr, rcp_colour_mix (canvas->palette->background, colour, RAW_STRENGTH));
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_FAST);
  draw_thinned (&thinned, 1.0, cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
  g_free (thinned.columns);
}

static void
draw_dots (const RcpPlotLine *line, RcpSeriesView view, const RcpChartLayout *layout, double radius, cairo_t *cr)
{
  for (gsize i = 0; i < rcp_series_get_count (line->series); i++)
    {
      double value = rcp_series_get_y (line->series, view, i);

      if (!can_show (layout, value))
        continue;
      cairo_new_sub_path (cr);
      cairo_arc (cr, rcp_chart_layout_x (layout, rcp_series_get_x (line->series, i)),
                 rcp_chart_layout_y (layout, value), radius, 0.0, 2.0 * G_PI);
    }
  cairo_fill (cr);
}

static double
spacing_of (const RcpPlotLine *line, const RcpChartLayout *layout)
{
  gsize count = rcp_series_get_count (line->series);
  double first = rcp_chart_layout_x (layout, rcp_series_get_x (line->series, 0));
  double last = rcp_chart_layout_x (layout, rcp_series_get_x (line->series, count - 1));

  return count > 1 ? (last - first) / (double) (count - 1) : G_MAXDOUBLE;
}

void
rcp_chart_draw_line (const RcpPlotLine *line, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr)
{
  RcpSeriesView view = rcp_plot_line_view (line);
  gboolean past = line->style == RCP_LINE_PAST;
  Thinned thinned;

  if (rcp_series_get_count (line->series) == 0)
    return;
  thin (&thinned, line, view, canvas, layout);
  rcp_set_colour (cr, rcp_chart_line_colour (line, canvas));
  draw_thinned (&thinned, past ? PAST_WIDTH : LINE_WIDTH, cr);
  if (spacing_of (line, layout) >= DOT_SPACING)
    draw_dots (line, view, layout, past ? DOT_RADIUS - 1.0 : DOT_RADIUS, cr);
  g_free (thinned.columns);
}
