#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/**
 * rcp_branch_dialog_present:
 * @snapshot: the weights to begin with
 * @edited: whether they were changed by hand
 *
 * Asks with what settings a new run is to begin from these weights, and begins it.
 */
void rcp_branch_dialog_present (GtkWindow *parent, RcpSession *session, RcpSnapshot *snapshot, gboolean edited);

G_END_DECLS
