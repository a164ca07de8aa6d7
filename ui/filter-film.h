#pragma once

#include "session.h"

G_BEGIN_DECLS

/** RcpFilmProgress: called on the main thread: @done of @total frames are in the film */
typedef void (*RcpFilmProgress) (guint done, guint total, gpointer user_data);

/**
 * rcp_filter_film_save_async:
 * @session: whose run's moments are the frames; there must be a history
 * @layer: index of a convolution or a linear layer
 * @filter: from 0
 * @delay: ms to a frame
 * @path: an animated PNG; what is there stays until the film is whole
 * @progress: called now and then until @callback is
 *
 * Reads a filter's weights at every moment of the run and draws them, in a worker; nothing that is shown changes. The
 * colours have one range throughout. A moment that cannot be read any more is left out.
 */
void rcp_filter_film_save_async (RcpSession *session, int layer, int filter, guint delay, const char *path,
                                 GCancellable *cancellable, RcpFilmProgress progress, gpointer progress_data,
                                 GAsyncReadyCallback callback, gpointer user_data);

/** rcp_filter_film_save_finish: %G_FILE_ERROR, or %G_IO_ERROR_CANCELLED */
gboolean rcp_filter_film_save_finish (RcpSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
