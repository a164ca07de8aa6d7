#pragma once

#include <gtk/gtk.h>

#include "draw/filter-sum.h"

G_BEGIN_DECLS

#define RCP_TYPE_SUM_VIEW (rcp_sum_view_get_type ())
/**
 * RcpSumView:
 *
 * The arithmetic of one pixel of a filtered picture, written out: an image by its role, whose description says all of
 * it in words and numbers. Its name is the caller's to set.
 */
G_DECLARE_FINAL_TYPE (RcpSumView, rcp_sum_view, RCP, SUM_VIEW, GtkWidget)

/** rcp_sum_view_set_sheet: @sheet: (nullable): what is written out; copied */
void rcp_sum_view_set_sheet (RcpSumView *self, const RcpSumSheet *sheet);

G_END_DECLS
