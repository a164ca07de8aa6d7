#pragma once

#include "filter-film.h"

G_BEGIN_DECLS

/** RcpFilmIsSettled: whether what is filmed shows the session's snapshot by now */
typedef gboolean (*RcpFilmIsSettled) (gpointer user_data);

/**
 * rcp_page_film_save_async:
 * @session: whose run's moments are the frames; there must be a history
 * @widget: what is filmed, as it is on the screen
 * @is_settled: asked with @user_data
 * @delay: ms to a frame
 * @path: an animated PNG; what is there stays until the film is whole
 * @progress: called with @user_data
 *
 * Looks at one moment after the other and takes a picture of @widget at each, when it shows it; then looks at what was
 * looked at before. Everything can be used meanwhile, and is on the film. Frames are compressed in a worker.
 */
void rcp_page_film_save_async (RcpSession *session, GtkWidget *widget, RcpFilmIsSettled is_settled, guint delay,
                               const char *path, GCancellable *cancellable, RcpFilmProgress progress,
                               GAsyncReadyCallback callback, gpointer user_data);

/** rcp_page_film_save_finish: %G_FILE_ERROR, %G_IO_ERROR_CANCELLED, or a sentence where the run went away */
gboolean rcp_page_film_save_finish (RcpSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
