#pragma once

#include <adwaita.h>

#include "page-film.h"
#include "session.h"

G_BEGIN_DECLS

#define RCP_TYPE_FILM_DIALOG (rcp_film_dialog_get_type ())
/**
 * RcpFilmDialog:
 *
 * A window "Save Film" over the main one: of what a film is made, and how long each frame is shown. While the film is
 * made it says how far it is and can cancel it, and the main window can be used.
 */
G_DECLARE_FINAL_TYPE (RcpFilmDialog, rcp_film_dialog, RCP, FILM_DIALOG, AdwWindow)

/**
 * rcp_film_dialog_show:
 * @session: there must be a history
 * @content: what of the window is on the film of a page
 * @is_settled: whether it shows the session's snapshot by now; called with @parent
 * @layer: of the filter that is looked at; -1 for the first one that there is
 * @filter: which of its filters
 */
void rcp_film_dialog_show (RcpSession *session, GtkWindow *parent, GtkWidget *content, RcpFilmIsSettled is_settled,
                           int layer, int filter);

G_END_DECLS
