#pragma once

#include <adwaita.h>

#include "filter/filter.h"

G_BEGIN_DECLS

#define RCP_TYPE_FILTER_PANEL (rcp_filter_panel_get_type ())
/**
 * RcpFilterPanel:
 *
 * A filter to be changed in all its parts: its kernel cell by cell or as text, and what surrounds it.
 *
 * Signals:
 * - "filter-changed": the user changed something
 * - "problem" (string): what was typed makes no sense; everything is as it was
 */
G_DECLARE_FINAL_TYPE (RcpFilterPanel, rcp_filter_panel, RCP, FILTER_PANEL, AdwBin)

/** rcp_filter_panel_set_filter: without a word to anybody */
void rcp_filter_panel_set_filter (RcpFilterPanel *self, const RcpFilter *filter);
const RcpFilter *rcp_filter_panel_get_filter (RcpFilterPanel *self);

G_END_DECLS
