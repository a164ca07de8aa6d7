#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RcpSeries:
 *
 * One line of a chart as it grows: points in order of x, their smoothed values, and what it takes to thin them
 * to the pixels there are. All of it is brought up to date when a point is appended and never worked out anew,
 * so that a frame costs the same for 100 points as for 100,000.
 */
typedef struct _RcpSeries RcpSeries;

/**
 * RcpSeriesView:
 * @RCP_SERIES_RAW: the values as they came
 * @RCP_SERIES_SMOOTH: their moving average
 */
typedef enum
{
  RCP_SERIES_RAW,
  RCP_SERIES_SMOOTH,
  RCP_N_SERIES_VIEWS,
} RcpSeriesView;

/**
 * RcpColumn:
 * @count: points that fall into the column; the rest means nothing where it is 0
 * @first: index of its first point
 * @last: index of its last point
 * @lowest: index of the first point of the least value
 * @highest: index of the first point of the greatest value
 *
 * All that can be seen of the points within one column of pixels (the M4 aggregation: Jugel, Jerzak,
 * Hackenbroich and Markl, "M4: a visualization-oriented time series data aggregation", VLDB 2014).
 */
typedef struct
{
  gsize count;
  gsize first;
  gsize last;
  gsize lowest;
  gsize highest;
} RcpColumn;

RcpSeries *rcp_series_new (void);
void rcp_series_free (RcpSeries *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpSeries, rcp_series_free)

/**
 * rcp_series_append:
 * @x: not below the last one's; earlier ones are refused with a warning
 * @y: the value; one that is not finite has no place on an axis and is left out
 */
void rcp_series_append (RcpSeries *self, double x, double y);

/** rcp_series_clear: as new, the smoothing kept */
void rcp_series_clear (RcpSeries *self);

/**
 * rcp_series_get_generation:
 *
 * Returns: another number once anything but appending has changed the points: who keeps what was made of them, and
 *   finds the same number, needs to look at the new points only
 */
guint rcp_series_get_generation (const RcpSeries *self);

gsize rcp_series_get_count (const RcpSeries *self);
double rcp_series_get_x (const RcpSeries *self, gsize index);
double rcp_series_get_y (const RcpSeries *self, RcpSeriesView view, gsize index);

/**
 * rcp_series_set_smoothing:
 * @weight: of the past, in [0, 1); 0 smooths nothing
 *
 * An exponential moving average m ← weight·m + (1 − weight)·y, divided by 1 − weightⁿ so that the first values
 * are not drawn towards 0 (the bias correction of Kingma and Ba, "Adam", 2015, as TensorBoard has it).
 * A changed weight works through the whole series once.
 */
void rcp_series_set_smoothing (RcpSeries *self, double weight);
double rcp_series_get_smoothing (const RcpSeries *self);

/**
 * rcp_series_get_range:
 * @lowest: (out): the least raw value
 * @highest: (out): the greatest raw value
 * @lowest_positive: (out) (optional): the least raw value above 0, or 0 where there is none
 *
 * Returns: %FALSE where the series is empty
 */
gboolean rcp_series_get_range (const RcpSeries *self, double *lowest, double *highest, double *lowest_positive);

/**
 * rcp_series_find:
 * @index: (out): the point nearest to @x; of two equally near the earlier
 *
 * Returns: %FALSE where the series is empty
 */
gboolean rcp_series_find (const RcpSeries *self, double x, gsize *index);

/** rcp_series_interpolate: the height of the line at @x, straight between two points; %FALSE outside its ends */
gboolean rcp_series_interpolate (const RcpSeries *self, RcpSeriesView view, double x, double *y);

/**
 * rcp_series_thin:
 * @x0: where the first column begins
 * @x1: where the last column ends, above @x0; a point right there counts as inside
 * @n_columns: columns of pixels
 * @columns: (out) (array length=n_columns): what falls into each
 *
 * Costs in the order of columns, not of points.
 */
void rcp_series_thin (const RcpSeries *self, RcpSeriesView view, double x0, double x1, guint n_columns,
                      RcpColumn *columns);

/**
 * rcp_series_thin_from:
 * @first: the column to begin with
 * @columns: (inout) (array length=n_columns): what an earlier call found, with nothing after the column of the last
 *   point there was; what stands before @first is left as it is
 *
 * The same after more points were appended, at the cost of the columns from @first to that of the last point.
 *
 * Returns: the column after that of the last point, at least @first
 */
guint rcp_series_thin_from (const RcpSeries *self, RcpSeriesView view, double x0, double x1, guint n_columns,
                            guint first, RcpColumn *columns);

G_END_DECLS
