#pragma once

#include <gtk/gtk.h>

#include "draw/channel-links.h"
#include "draw/ledger.h"

G_BEGIN_DECLS

#define RCP_TYPE_LEDGER_VIEW (rcp_ledger_view_get_type ())
/**
 * RcpLedgerView:
 *
 * A sum written down, or which channels talk to which: drawings that change often and never their own size without
 * being told, so that a step of a walk lays nothing out anew. Its accessible role is that of an image; its name is the
 * caller's to set, its description says the same as it shows.
 */
G_DECLARE_FINAL_TYPE (RcpLedgerView, rcp_ledger_view, RCP, LEDGER_VIEW, GtkWidget)

/** rcp_ledger_view_set_lines: (transfer full) (element-type RcpLedgerLine): what to show */
void rcp_ledger_view_set_lines (RcpLedgerView *self, GArray *lines);

/** rcp_ledger_view_set_room: for how many lines there is to be room */
void rcp_ledger_view_set_room (RcpLedgerView *self, guint n_lines);

/** rcp_ledger_view_set_links: shows these in place of lines; @description is the caller's */
void rcp_ledger_view_set_links (RcpLedgerView *self, const RcpChannelLinks *links, const char *description);

G_END_DECLS
