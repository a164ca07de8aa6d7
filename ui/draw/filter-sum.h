#pragma once

#include "chart-draw.h"
#include "filter/filter.h"

G_BEGIN_DECLS

/**
 * RcpSumSheet:
 * @filter: whose sums they are
 * @row: of the pixel
 * @column: of the pixel
 * @n_sums: 3, or 1 where the filter is grey
 * @sums: of each channel
 *
 * The arithmetic of one pixel of a filtered picture, as it is written out.
 */
typedef struct
{
  RcpFilter filter;
  int row;
  int column;
  int n_sums;
  RcpFilterSum sums[3];
} RcpSumSheet;

/** rcp_sum_sheet_width: how much room a filter's products need at least to be read, whatever the pixels are */
double rcp_sum_sheet_width (const RcpFilter *filter, const RcpChartCanvas *canvas);

/** rcp_sum_sheet_draw: a grid of products for each channel, with what they add up to below */
void rcp_sum_sheet_draw (const RcpSumSheet *self, const RcpChartCanvas *canvas, cairo_t *cr);

/** rcp_sum_sheet_describe: (transfer full): all of it in words and numbers */
char *rcp_sum_sheet_describe (const RcpSumSheet *self);

/** rcp_sum_result: (transfer full): what a sum becomes: "= -13 → 0", with scale and offset where there are any */
char *rcp_sum_result (const RcpFilter *filter, const RcpFilterSum *sum);

/** rcp_sum_number: (transfer full): a number of a sum with at most two decimals, and a minus sign as wide as a plus */
char *rcp_sum_number (double number);

G_END_DECLS
