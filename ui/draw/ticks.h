#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** RCP_MAX_TICKS: the most marks an axis ever has */
#define RCP_MAX_TICKS 24

/**
 * RcpTicks:
 * @values: where the marks stand, rising
 * @count: how many
 * @decimals: how many decimals it takes to tell them apart; of a linear axis only
 */
typedef struct
{
  double values[RCP_MAX_TICKS];
  guint count;
  int decimals;
} RcpTicks;

/**
 * rcp_ticks_linear:
 * @low: where the axis begins
 * @high: where it ends, above @low
 * @most: the most marks there is room for, at least 2
 *
 * Marks at the multiples of 1, 2 or 5 times a power of ten that lie on the axis, as many as fit.
 */
RcpTicks rcp_ticks_linear (double low, double high, guint most);

/** rcp_ticks_whole: the same with whole numbers alone */
RcpTicks rcp_ticks_whole (double low, double high, guint most);

/**
 * rcp_ticks_log:
 * @low: above 0
 * @high: above @low
 *
 * Marks at 1, 2 and 5 of each power of ten where there is room, else at the powers, else at every so many powers.
 */
RcpTicks rcp_ticks_log (double low, double high, guint most);

/** rcp_round_up: the least of 1, 2 and 5 times a power of ten that is not below @value, which is above 0 */
double rcp_round_up (double value);

/** rcp_range_linear: widens a range to the next marks; a range of nothing becomes one around it */
void rcp_range_linear (double *low, double *high, guint most);

/** rcp_range_log: widens a range above 0 to the next of 1, 2 or 5 times a power of ten */
void rcp_range_log (double *low, double *high);

G_END_DECLS
