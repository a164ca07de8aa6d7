#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RCP_TYPE_RANGE_LEGEND (rcp_range_legend_get_type ())
/**
 * RcpRangeLegend:
 *
 * The colours of a map from their least number to their most, and of what these are the range.
 */
G_DECLARE_FINAL_TYPE (RcpRangeLegend, rcp_range_legend, RCP, RANGE_LEGEND, GtkWidget)

GtkWidget *rcp_range_legend_new (void);

/** rcp_range_legend_set_signed: whether the colours diverge from 0 */
void rcp_range_legend_set_signed (RcpRangeLegend *self, gboolean is_signed);

/** rcp_range_legend_set_range: @scope: of what: "per layer" */
void rcp_range_legend_set_range (RcpRangeLegend *self, double range, const char *scope);

G_END_DECLS
