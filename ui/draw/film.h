#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RcpFilm:
 *
 * An animated PNG while it is written (PNG, third edition, "Animation information"; https://www.w3.org/TR/png-3/):
 * every browser plays one, what does not know of animation shows its first frame, and no colour is lost, as GIF's 256
 * lose them.
 *
 * Of each frame only the rectangle that changed is kept; a frame in which nothing changed makes the one before it last
 * longer. Frames are written as they come: a film of any length takes the memory of two. Usable on any one thread.
 */
typedef struct _RcpFilm RcpFilm;

/** RCP_FILM_MAX_SIDE: the longest side of a film in pixels */
#define RCP_FILM_MAX_SIDE 16384

/**
 * rcp_film_new:
 * @path: where it will be; what is there now stays until rcp_film_finish()
 * @width: in pixels, 1 to %RCP_FILM_MAX_SIDE
 * @height: likewise
 * @delay: how long each frame is shown, in ms, 1 to 65,535
 * @error: %G_FILE_ERROR, naming the file
 *
 * Returns: (transfer full) (nullable): a film without a frame yet; it plays over and over
 */
RcpFilm *rcp_film_new (const char *path, int width, int height, guint delay, GError **error);

/** rcp_film_add_frame: adds a picture: RGB bytes interleaved, @stride bytes from row to row; %G_FILE_ERROR */
gboolean rcp_film_add_frame (RcpFilm *self, const guint8 *rgb, gsize stride, GError **error);

/** rcp_film_add_surface: the same from an image surface of the film's size, in the format RGB24, or ARGB32 without a
 * transparent pixel */
gboolean rcp_film_add_surface (RcpFilm *self, cairo_surface_t *surface, GError **error);

/** rcp_film_finish: the file is whole, and at its place; %G_FILE_ERROR, or %G_IO_ERROR_INVALID_ARGUMENT where there is
 * no frame, and then what was at its place still is. Nothing can be added any more */
gboolean rcp_film_finish (RcpFilm *self, GError **error);

/** rcp_film_free: a film that was not finished leaves nothing behind */
void rcp_film_free (RcpFilm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpFilm, rcp_film_free)

G_END_DECLS
