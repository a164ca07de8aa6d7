#include "chart-lines.h"

#include <math.h>

#define LINE_WIDTH 2.0
#define PAST_WIDTH 1.5
#define RAW_WIDTH 1.0
#define DOT_RADIUS 3.0

/* Points nearer to each other than this get no dots. */
#define DOT_SPACING 18.0

/* Columns that are drawn in one way: as a band from so many points a column on, for a polyline is one there, and
 * cairo fills bars in a tenth of the time that it takes to stroke the zigzag. */
#define BLOCK 16
#define BAND_DENSITY 2

/* Cairo looks for crossings of everything in a path with everything else in it: short paths cost a fifth. The colours
 * are opaque, so that they may overlap. */
#define STROKE_POINTS 8
#define BAND_COLUMNS 4

/* How much of its colour the raw line keeps. */
#define RAW_STRENGTH 0.38

/* A point that is drawn; without a y where the line has a gap. */
typedef struct
{
  double x;
  double y;
  guint column;
} Point;

struct _RcpChartTrace
{
  const RcpPlotLine *line;
  RcpChartTraceKind kind;
  RcpSeriesView view;
  RcpChartLayout layout;
  double pixel; /* of the device, in user units */
  double width;
  double dot_radius;
  RcpColour colour;

  guint generation;
  gsize n_taken;   /* points of the series that are in the columns */
  guint n_columns; /* of the plot */
  guint n_used;    /* the column after that of the last point */
  RcpColumn *columns;
  gboolean *dense; /* of each block: whether it is drawn as a band */
  gsize *before;   /* of each used column: how many of the drawn points lie left of it */
  GArray *points;  /* of Point */
  gboolean dotted;
};

RcpColour
rcp_chart_line_colour (const RcpPlotLine *line, const RcpChartCanvas *canvas)
{
  if (line->style == RCP_LINE_PAST)
    return canvas->palette->past;
  return canvas->palette->series[line->colour % RCP_N_SERIES_COLOURS];
}

RcpChartTrace *
rcp_chart_trace_new (const RcpPlotLine *line, RcpChartTraceKind kind, const RcpChartCanvas *canvas,
                     const RcpChartLayout *layout)
{
  RcpChartTrace *self = g_new0 (RcpChartTrace, 1);
  gboolean past = line->style == RCP_LINE_PAST;

  self->line = line;
  self->kind = kind;
  self->view = kind == RCP_CHART_TRACE_RAW ? RCP_SERIES_RAW : rcp_plot_line_view (line);
  self->layout = *layout;
  self->pixel = 1.0 / canvas->scale;
  self->width = kind == RCP_CHART_TRACE_RAW ? RAW_WIDTH : past ? PAST_WIDTH : LINE_WIDTH;
  self->dot_radius = past ? DOT_RADIUS - 1.0 : DOT_RADIUS;
  self->colour = rcp_chart_line_colour (line, canvas);
  /* mixed, not transparent: where the line crosses itself it must not darken */
  if (kind == RCP_CHART_TRACE_RAW)
    self->colour = rcp_colour_mix (canvas->palette->background, self->colour, RAW_STRENGTH);
  self->generation = rcp_series_get_generation (line->series);
  self->n_columns = (guint) MAX (1.0, round ((layout->right - layout->left) * canvas->scale));
  self->columns = g_new0 (RcpColumn, self->n_columns);
  self->dense = g_new0 (gboolean, self->n_columns / BLOCK + 1);
  self->before = g_new0 (gsize, self->n_columns);
  self->points = g_array_new (FALSE, FALSE, sizeof (Point));
  return self;
}

void
rcp_chart_trace_free (RcpChartTrace *self)
{
  if (self == NULL)
    return;
  g_free (self->columns);
  g_free (self->dense);
  g_free (self->before);
  g_array_unref (self->points);
  g_free (self);
}

gboolean
rcp_chart_trace_is_of (const RcpChartTrace *self, const RcpPlotLine *line)
{
  return self->line == line && self->generation == rcp_series_get_generation (line->series);
}

static double
y_of (const RcpChartTrace *self, gsize index)
{
  return rcp_chart_layout_y (&self->layout, rcp_series_get_y (self->line->series, self->view, index));
}

static gboolean
can_show (const RcpChartTrace *self, double value)
{
  return !self->layout.log || value > 0.0;
}

static const Point *
point_at (const RcpChartTrace *self, gsize index)
{
  return &g_array_index (self->points, Point, index);
}

/* Taking over points */

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
add_points (RcpChartTrace *self, guint column)
{
  gsize indices[4];
  guint n = self->columns[column].count > 0 ? points_of (&self->columns[column], indices) : 0;

  self->before[column] = self->points->len;
  for (guint i = 0; i < n; i++)
    {
      double value = rcp_series_get_y (self->line->series, self->view, indices[i]);
      Point point = {
        .x = rcp_chart_layout_x (&self->layout, rcp_series_get_x (self->line->series, indices[i])),
        /* the line has a gap where a logarithmic axis has no place for a value */
        .y = can_show (self, value) ? rcp_chart_layout_y (&self->layout, value) : NAN,
        .column = column,
      };

      g_array_append_val (self->points, point);
    }
}

static gboolean
is_dense (const RcpChartTrace *self, guint block)
{
  gsize points = 0;
  guint used = 0;

  for (guint c = block * BLOCK; c < MIN (self->n_used, (block + 1) * BLOCK); c++)
    {
      points += self->columns[c].count;
      used += self->columns[c].count > 0;
    }
  return points > (gsize) used * BAND_DENSITY;
}

static gboolean
is_dotted (const RcpChartTrace *self)
{
  const RcpSeries *series = self->line->series;
  gsize count = rcp_series_get_count (series);
  double first, last;

  if (self->kind == RCP_CHART_TRACE_RAW || count < 2)
    return self->kind == RCP_CHART_TRACE_LINE && count == 1;
  first = rcp_chart_layout_x (&self->layout, rcp_series_get_x (series, 0));
  last = rcp_chart_layout_x (&self->layout, rcp_series_get_x (series, count - 1));
  return (last - first) / (double) (count - 1) >= DOT_SPACING;
}

void
rcp_chart_trace_update (RcpChartTrace *self, double *x0, double *x1)
{
  gsize count = rcp_series_get_count (self->line->series);
  guint first = self->n_used > 0 ? self->n_used - 1 : 0;
  guint block = first / BLOCK;
  gboolean dense = self->dense[block];
  gboolean dotted = self->dotted;
  double reach = self->width + self->dot_radius + self->pixel;
  double left = self->layout.left;
  gsize kept, piece;

  if (count == self->n_taken)
    return;
  g_array_set_size (self->points, self->n_used > 0 ? self->before[first] : 0);
  self->n_used = rcp_series_thin_from (self->line->series, self->view, 0.0, self->layout.x_max, self->n_columns, first,
                                       self->columns);
  for (guint c = first; c < self->n_used; c++)
    add_points (self, c);
  for (guint b = block; b * BLOCK < self->n_used; b++)
    self->dense[b] = is_dense (self, b);
  self->dotted = is_dotted (self);
  self->n_taken = count;

  /* what has changed begins at the last point that has not, or at the last one before a block that is drawn otherwise;
   * and with it all that is filled or stroked at once: how cairo rounds in a row of pixels depends on all of a path */
  kept = self->before[self->dense[block] == dense ? first : block * BLOCK];
  if (kept > 0 && self->dotted == dotted)
    {
      piece = (kept - 1) / STROKE_POINTS * STROKE_POINTS;
      left += MIN (point_at (self, kept - 1)->column / BAND_COLUMNS * BAND_COLUMNS, point_at (self, piece)->column)
              * self->pixel;
    }
  *x0 = MIN (*x0, left - reach);
  *x1 = MAX (*x1, rcp_chart_layout_x (&self->layout, rcp_series_get_x (self->line->series, count - 1)) + reach);
}

/* Drawing */

/* A bar from @top to @bottom, drawn with a pen that is round as far as boxes can be. */
static void
add_bar (const RcpChartTrace *self, guint column, double top, double bottom, cairo_t *cr)
{
  double x = self->layout.left + (column + 0.5) * self->pixel;
  double radius = 0.5 * self->width;
  double half = radius * G_SQRT2 / 2.0;

  if (self->kind == RCP_CHART_TRACE_RAW)
    {
      /* faint and ragged: whole pixels of the device are what it takes, and cairo has them done at once */
      top = floor (top / self->pixel) * self->pixel;
      bottom = MAX (ceil (bottom / self->pixel) * self->pixel, top + self->pixel);
      cairo_rectangle (cr, x - 0.5 * self->pixel, top, self->pixel, bottom - top);
      return;
    }
  cairo_rectangle (cr, x - 0.5 * self->pixel, top - radius, self->pixel, bottom - top + 2.0 * radius);
  if (half > self->pixel)
    cairo_rectangle (cr, x - half, top - half, 2.0 * half, bottom - top + 2.0 * half);
  if (radius > 0.5 * self->pixel && bottom > top)
    cairo_rectangle (cr, x - radius, top, 2.0 * radius, bottom - top);
}

/* Widens a bar so that the line goes on to the column on one side: as far as the middle where that has a bar too, all
 * the way from the left where it has none, and not at all to the right, where the stroke begins at this column. */
static void
reach_out (const RcpChartTrace *self, guint column, int side, double *top, double *bottom)
{
  const RcpColumn *own = &self->columns[column];
  const RcpColumn *neighbour = own + side;
  double here, there;

  if (side < 0 ? column == 0 : column + 1 >= self->n_used)
    return;
  if (neighbour->count == 0)
    return;
  here = y_of (self, side < 0 ? own->first : own->last);
  there = y_of (self, side < 0 ? neighbour->last : neighbour->first);
  if (self->dense[(column + (guint) side) / BLOCK])
    there = 0.5 * (here + there);
  else if (side > 0)
    return;
  *top = MIN (*top, there);
  *bottom = MAX (*bottom, there);
}

static void
fill_bands (const RcpChartTrace *self, guint begin, guint end, cairo_t *cr)
{
  for (guint c = begin / BAND_COLUMNS * BAND_COLUMNS; c < end; c += BAND_COLUMNS)
    {
      if (!self->dense[c / BLOCK])
        continue;
      cairo_new_path (cr);
      for (guint i = c; i < MIN (self->n_used, c + BAND_COLUMNS); i++)
        if (self->columns[i].count > 0)
          {
            double bottom = y_of (self, self->columns[i].lowest);
            double top = y_of (self, self->columns[i].highest);

            reach_out (self, i, -1, &top, &bottom);
            reach_out (self, i, 1, &top, &bottom);
            add_bar (self, i, top, bottom, cr);
          }
      cairo_fill (cr);
    }
}

/* Whether the line is stroked from the point before to this one. Bands go from column to column by themselves. */
static gboolean
is_stroked (const RcpChartTrace *self, gsize index, gboolean bands)
{
  const Point *point = point_at (self, index);
  const Point *last = point - 1;

  if (isnan (point->y) || isnan (last->y))
    return FALSE;
  return !bands || !self->dense[point->column / BLOCK] || last->column + 1 < point->column;
}

static void
stroke_pieces (const RcpChartTrace *self, gsize begin, gsize end, gboolean bands, cairo_t *cr)
{
  cairo_set_line_width (cr, self->width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (gsize piece = begin / STROKE_POINTS * STROKE_POINTS; piece < end; piece += STROKE_POINTS)
    {
      gboolean down = FALSE;

      cairo_new_path (cr);
      for (gsize i = piece + 1; i <= MIN (piece + STROKE_POINTS, self->points->len - 1); i++)
        {
          const Point *point = point_at (self, i);
          gboolean stroked = is_stroked (self, i, bands);

          if (stroked && !down)
            cairo_move_to (cr, point[-1].x, point[-1].y);
          if (stroked)
            cairo_line_to (cr, point->x, point->y);
          down = stroked;
        }
      cairo_stroke (cr);
    }
}

static void
fill_dots (const RcpChartTrace *self, double x0, double x1, cairo_t *cr)
{
  const RcpSeries *series = self->line->series;
  gsize first;

  rcp_series_find (series, rcp_chart_layout_step (&self->layout, x0 - self->dot_radius - self->pixel), &first);
  for (gsize i = first > 0 ? first - 1 : 0; i < self->n_taken; i++)
    {
      double value = rcp_series_get_y (series, self->view, i);
      double x = rcp_chart_layout_x (&self->layout, rcp_series_get_x (series, i));

      if (x > x1 + self->dot_radius + self->pixel)
        break;
      if (!can_show (self, value))
        continue;
      cairo_new_path (cr);
      cairo_arc (cr, x, rcp_chart_layout_y (&self->layout, value), self->dot_radius, 0.0, 2.0 * G_PI);
      cairo_fill (cr);
    }
}

static guint
column_at (const RcpChartTrace *self, double x)
{
  return (guint) CLAMP ((x - self->layout.left) / self->pixel, 0.0, self->n_used);
}

gboolean
rcp_chart_trace_is_behind (const RcpChartTrace *self)
{
  const RcpSeries *series = self->line->series;
  gsize count = rcp_series_get_count (series);
  double x;

  if (count == self->n_taken)
    return FALSE;
  x = rcp_chart_layout_x (&self->layout, rcp_series_get_x (series, count - 1));
  return self->n_used == 0 || x >= self->layout.left + self->n_used * self->pixel;
}

void
rcp_chart_trace_draw (const RcpChartTrace *self, double x0, double x1, cairo_t *cr)
{
  /* bars are for pixels; on paper the line itself is as sharp as the paper */
  gboolean bands =
      self->kind == RCP_CHART_TRACE_RAW || cairo_surface_get_type (cairo_get_target (cr)) == CAIRO_SURFACE_TYPE_IMAGE;
  double reach = self->width + self->dot_radius + self->pixel;
  guint begin = column_at (self, x0 - reach);
  guint end = MIN (column_at (self, x1 + reach) + 1, self->n_used);

  if (self->n_taken == 0 || begin >= self->n_used)
    return;
  rcp_set_colour (cr, self->colour);
  cairo_set_antialias (cr, self->kind == RCP_CHART_TRACE_RAW ? CAIRO_ANTIALIAS_FAST : CAIRO_ANTIALIAS_DEFAULT);
  if (bands)
    fill_bands (self, begin, end, cr);
  /* with the ways from the point before and to the point after */
  stroke_pieces (self, self->before[begin] > 0 ? self->before[begin] - 1 : 0,
                 end < self->n_used ? self->before[end] + 1 : self->points->len, bands, cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
  if (self->dotted)
    fill_dots (self, x0, x1, cr);
}
