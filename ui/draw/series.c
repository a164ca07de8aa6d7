#include "series.h"

#include <math.h>
#include <string.h>

/* Points of a block, whose extremes are kept: a column of pixels then looks at whole blocks and two rests. */
#define BLOCK 64

typedef struct
{
  guint32 lowest;
  guint32 highest;
} Extremes;

struct _RcpSeries
{
  GArray *x;
  GArray *y[RCP_N_SERIES_VIEWS];
  GArray *blocks[RCP_N_SERIES_VIEWS];
  double weight;
  double average;
  double weight_power; /* weight to the power of the number of points */
  double lowest;       /* raw, as are the next two */
  double highest;
  double lowest_positive;
  guint generation;
};

RcpSeries *
rcp_series_new (void)
{
  RcpSeries *self = g_new0 (RcpSeries, 1);

  self->x = g_array_new (FALSE, FALSE, sizeof (double));
  for (int v = 0; v < RCP_N_SERIES_VIEWS; v++)
    {
      self->y[v] = g_array_new (FALSE, FALSE, sizeof (double));
      self->blocks[v] = g_array_new (FALSE, FALSE, sizeof (Extremes));
    }
  rcp_series_clear (self);
  return self;
}

void
rcp_series_free (RcpSeries *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->x);
  for (int v = 0; v < RCP_N_SERIES_VIEWS; v++)
    {
      g_array_unref (self->y[v]);
      g_array_unref (self->blocks[v]);
    }
  g_free (self);
}

static void
clear_view (RcpSeries *self, RcpSeriesView view)
{
  g_array_set_size (self->y[view], 0);
  g_array_set_size (self->blocks[view], 0);
}

static void
clear_average (RcpSeries *self)
{
  self->average = 0.0;
  self->weight_power = 1.0;
  self->generation++;
  clear_view (self, RCP_SERIES_SMOOTH);
}

void
rcp_series_clear (RcpSeries *self)
{
  g_return_if_fail (self != NULL);

  g_array_set_size (self->x, 0);
  clear_view (self, RCP_SERIES_RAW);
  clear_average (self);
  self->lowest = G_MAXDOUBLE;
  self->highest = -G_MAXDOUBLE;
  self->lowest_positive = 0.0;
}

guint
rcp_series_get_generation (const RcpSeries *self)
{
  return self->generation;
}

static inline double
value_at (const RcpSeries *self, RcpSeriesView view, gsize index)
{
  return g_array_index (self->y[view], double, index);
}

static void
append_value (RcpSeries *self, RcpSeriesView view, double y)
{
  guint32 index = self->y[view]->len;
  GArray *blocks = self->blocks[view];
  Extremes *last;

  g_array_append_val (self->y[view], y);
  if (index % BLOCK == 0)
    {
      Extremes extremes = { index, index };

      g_array_append_val (blocks, extremes);
      return;
    }
  last = &g_array_index (blocks, Extremes, blocks->len - 1);
  if (y < value_at (self, view, last->lowest))
    last->lowest = index;
  if (y > value_at (self, view, last->highest))
    last->highest = index;
}

static void
append_average (RcpSeries *self, double y)
{
  self->average = self->weight * self->average + (1.0 - self->weight) * y;
  self->weight_power *= self->weight;
  append_value (self, RCP_SERIES_SMOOTH, self->average / (1.0 - self->weight_power));
}

void
rcp_series_append (RcpSeries *self, double x, double y)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->x->len == 0 || x >= rcp_series_get_x (self, self->x->len - 1));

  if (!isfinite (x) || !isfinite (y))
    return;
  g_array_append_val (self->x, x);
  append_value (self, RCP_SERIES_RAW, y);
  append_average (self, y);
  self->lowest = MIN (self->lowest, y);
  self->highest = MAX (self->highest, y);
  if (y > 0.0 && (self->lowest_positive == 0.0 || y < self->lowest_positive))
    self->lowest_positive = y;
}

gsize
rcp_series_get_count (const RcpSeries *self)
{
  return self->x->len;
}

double
rcp_series_get_x (const RcpSeries *self, gsize index)
{
  g_assert (index < self->x->len);
  return g_array_index (self->x, double, index);
}

double
rcp_series_get_y (const RcpSeries *self, RcpSeriesView view, gsize index)
{
  g_assert (index < self->x->len);
  return value_at (self, view, index);
}

void
rcp_series_set_smoothing (RcpSeries *self, double weight)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (weight >= 0.0 && weight < 1.0);

  if (weight == self->weight)
    return;
  self->weight = weight;
  clear_average (self);
  for (gsize i = 0; i < self->x->len; i++)
    append_average (self, value_at (self, RCP_SERIES_RAW, i));
}

double
rcp_series_get_smoothing (const RcpSeries *self)
{
  return self->weight;
}

/* The extremes of the points @begin … @end − 1, which are at least one. */
static Extremes
find_extremes (const RcpSeries *self, RcpSeriesView view, gsize begin, gsize end)
{
  const double *y = (const double *) self->y[view]->data;
  const Extremes *blocks = (const Extremes *) self->blocks[view]->data;
  Extremes result = { begin, begin };

  for (gsize i = begin; i < end;)
    {
      Extremes here = { i, i };

      if (i % BLOCK == 0 && i + BLOCK <= end)
        {
          here = blocks[i / BLOCK];
          i += BLOCK;
        }
      else
        i++;
      if (y[here.lowest] < y[result.lowest])
        result.lowest = here.lowest;
      if (y[here.highest] > y[result.highest])
        result.highest = here.highest;
    }
  return result;
}

gboolean
rcp_series_get_range (const RcpSeries *self, double *lowest, double *highest, double *lowest_positive)
{
  if (self->x->len == 0)
    return FALSE;
  *lowest = self->lowest;
  *highest = self->highest;
  if (lowest_positive != NULL)
    *lowest_positive = self->lowest_positive;
  return TRUE;
}

/* The first point at or after @x, looked for from @from on. */
static gsize
lower_bound (const RcpSeries *self, double x, gsize from)
{
  const double *xs = (const double *) self->x->data;
  gsize low = from;
  gsize high = self->x->len;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (xs[middle] < x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gboolean
rcp_series_find (const RcpSeries *self, double x, gsize *index)
{
  gsize after;

  if (self->x->len == 0)
    return FALSE;
  after = lower_bound (self, x, 0);
  if (after == self->x->len)
    after--;
  else if (after > 0 && x - rcp_series_get_x (self, after - 1) <= rcp_series_get_x (self, after) - x)
    after--;
  *index = after;
  return TRUE;
}

gboolean
rcp_series_interpolate (const RcpSeries *self, RcpSeriesView view, double x, double *y)
{
  gsize after = lower_bound (self, x, 0);
  double x0, x1, share;

  if (after == self->x->len || (after == 0 && rcp_series_get_x (self, 0) > x))
    return FALSE;
  *y = value_at (self, view, after);
  if (after == 0)
    return TRUE;
  x0 = rcp_series_get_x (self, after - 1);
  x1 = rcp_series_get_x (self, after);
  share = (x - x0) / (x1 - x0);
  *y = value_at (self, view, after - 1) + share * (*y - value_at (self, view, after - 1));
  return TRUE;
}

/* Where a column ends, and the next one begins. */
static double
edge_of (double x0, double x1, guint n_columns, guint column)
{
  return x0 + (x1 - x0) * (column + 1) / n_columns;
}

guint
rcp_series_thin_from (const RcpSeries *self, RcpSeriesView view, double x0, double x1, guint n_columns, guint first,
                      RcpColumn *columns)
{
  gsize begin;
  guint c;

  g_return_val_if_fail (x1 > x0, first);
  g_return_val_if_fail (first < n_columns, first);

  begin = lower_bound (self, first == 0 ? x0 : edge_of (x0, x1, n_columns, first - 1), 0);
  for (c = first; c < n_columns && begin < self->x->len; c++)
    {
      gsize end = lower_bound (self, edge_of (x0, x1, n_columns, c), begin);

      if (c + 1 == n_columns)
        while (end < self->x->len && rcp_series_get_x (self, end) <= x1)
          end++;
      columns[c] = (RcpColumn){ .count = end - begin };
      if (end > begin)
        {
          Extremes extremes = find_extremes (self, view, begin, end);

          columns[c].first = begin;
          columns[c].last = end - 1;
          columns[c].lowest = extremes.lowest;
          columns[c].highest = extremes.highest;
        }
      begin = end;
    }
  return c;
}

void
rcp_series_thin (const RcpSeries *self, RcpSeriesView view, double x0, double x1, guint n_columns, RcpColumn *columns)
{
  g_return_if_fail (n_columns > 0);

  memset (columns, 0, n_columns * sizeof (RcpColumn));
  rcp_series_thin_from (self, view, x0, x1, n_columns, 0, columns);
}
