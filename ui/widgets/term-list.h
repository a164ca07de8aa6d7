#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RCP_TYPE_TERM_LIST (rcp_term_list_get_type ())
/**
 * RcpTermList:
 *
 * Terms of a sum, one a line: where each comes from, and its formula. Lines are kept and change their words alone.
 *
 * Signals:
 * - "pressed" (int index): a line was chosen
 */
G_DECLARE_FINAL_TYPE (RcpTermList, rcp_term_list, RCP, TERM_LIST, GtkWidget)

/** rcp_term_list_set_length: how many lines there are */
void rcp_term_list_set_length (RcpTermList *self, guint n);

/** rcp_term_list_set_line: what the line @index, which there must be, says */
void rcp_term_list_set_line (RcpTermList *self, guint index, const char *place, const char *formula);

G_END_DECLS
