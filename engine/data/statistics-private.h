#pragma once

#include "dataset.h"

G_BEGIN_DECLS

/**
 * rcp_statistics_finish:
 * @n: values that were added up, at least 1 and at most 2⁴⁵
 * @sum: Σx of them
 * @squares: Σx² of them
 *
 * Sets mean and standard deviation of a channel to the doubles nearest to the real numbers.
 */
void rcp_statistics_finish (RcpStatistics *self, int channel, guint64 n, guint64 sum, guint64 squares);

G_END_DECLS
