#pragma once

#include <gtk/gtk.h>

#include "network-model.h"

G_BEGIN_DECLS

#define RCP_TYPE_TRACE_TERMS (rcp_trace_terms_get_type ())
/**
 * RcpTraceTerms:
 *
 * Terms of a trace as a list: where each reads, and its formula. Rows are kept and change their words alone.
 *
 * Signals:
 * - "term-pressed" (int term): a row was chosen
 */
G_DECLARE_FINAL_TYPE (RcpTraceTerms, rcp_trace_terms, RCP, TRACE_TERMS, GtkWidget)

GtkWidget *rcp_trace_terms_new (void);

/** rcp_trace_terms_show: @terms: (array length=n): which of @trace's terms; nothing is kept */
void rcp_trace_terms_show (RcpTraceTerms *self, RcpNetworkModel *model, const RcpTrace *trace, const guint *terms,
                           guint n);

G_END_DECLS
