#pragma once

#include "filter.h"

G_BEGIN_DECLS

/**
 * RcpFilterPlan:
 * @n_taps: weights that are not 0
 * @rows: of each, counted from the output pixel
 * @columns: the same
 * @weights: with scale and divisor
 * @shorts: whether @short_weights say the same: then 16-bit integers give every sum exactly
 * @short_weights: the weights times 2^@exponent
 * @unit: 2^−@exponent
 * @top: rows above the output pixel that are read
 * @bottom: rows below
 * @left: columns left of it
 * @right: columns right of it
 * @offset: as float32
 *
 * What of a filter the arithmetic needs.
 */
typedef struct
{
  int n_taps;
  int rows[RCP_KERNEL_MAX_SIDE * RCP_KERNEL_MAX_SIDE];
  int columns[RCP_KERNEL_MAX_SIDE * RCP_KERNEL_MAX_SIDE];
  float weights[RCP_KERNEL_MAX_SIDE * RCP_KERNEL_MAX_SIDE];
  gboolean shorts;
  gint16 short_weights[RCP_KERNEL_MAX_SIDE * RCP_KERNEL_MAX_SIDE];
  float unit;
  int top;
  int bottom;
  int left;
  int right;
  float offset;
} RcpFilterPlan;

void rcp_filter_plan_init (RcpFilterPlan *self, const RcpFilter *filter);

G_END_DECLS
