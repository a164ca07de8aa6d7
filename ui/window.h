#pragma once

#include <adwaita.h>

#include "session.h"

G_BEGIN_DECLS

#define RCP_TYPE_WINDOW (rcp_window_get_type ())
/**
 * RcpWindow:
 *
 * The program's window: the sidebar of pages, the header with the specimen and the run, and the page that
 * is shown. Pages are made when they are first looked at.
 *
 * Actions, for the buttons of pages: "win.train" (start, pause or resume), "win.step", "win.stop",
 * "win.random", "win.next", "win.previous", "win.show-page" (string).
 */
G_DECLARE_FINAL_TYPE (RcpWindow, rcp_window, RCP, WINDOW, AdwApplicationWindow)

/**
 * rcp_window_new:
 * @application: whose window it is
 * @session: what it shows
 * @preferences: (nullable): where its size and page are kept, if anywhere
 */
RcpWindow *rcp_window_new (AdwApplication *application, RcpSession *session, GSettings *preferences);

/** rcp_window_show_page: %FALSE where there is no page of that name */
gboolean rcp_window_show_page (RcpWindow *self, const char *id);

/** rcp_window_open: a picture or a run's folder; see rcp_session_open_file() */
void rcp_window_open (RcpWindow *self, GFile *file);

/** rcp_window_is_closing: whether it only waits for its run to be stopped */
gboolean rcp_window_is_closing (RcpWindow *self);

G_END_DECLS
