#pragma once

#include <adwaita.h>

#include "session.h"

G_BEGIN_DECLS

#define RCP_TYPE_RUN_CHOOSER (rcp_run_chooser_get_type ())
/**
 * RcpRunChooser:
 *
 * A window "Open Run" over the main one: the runs in the default place, newest first, each with its network, when it
 * was made and its best accuracy. One is opened, or put into the trash; a folder elsewhere can be chosen as well.
 */
G_DECLARE_FINAL_TYPE (RcpRunChooser, rcp_run_chooser, RCP, RUN_CHOOSER, AdwWindow)

/** rcp_run_chooser_show: opens it */
void rcp_run_chooser_show (RcpSession *session, GtkWindow *parent);

G_END_DECLS
