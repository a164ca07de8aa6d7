#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "image.h"

G_BEGIN_DECLS

/**
 * rcp_image_is_cut_off:
 *
 * Whether a PNG, JPEG or BMP file ends before its picture does. gdk-pixbuf takes such a file and leaves the
 * rest of the picture black or grey; of the other formats' loaders it reports that itself.
 */
gboolean rcp_image_is_cut_off (const guint8 *data, gsize size);

/**
 * rcp_image_decode:
 * @subject: what to call the picture in a sentence that says what is wrong
 * @error: %RCP_ERROR_IMAGE
 *
 * Returns: (transfer full) (nullable): a whole picture, upright, in 8 bits of red, green and blue, no alpha
 */
GdkPixbuf *rcp_image_decode (GBytes *contents, const char *subject, GError **error);

/**
 * rcp_image_fit:
 * @pixbuf: as rcp_image_decode() gives it
 * @subject: likewise
 *
 * Returns: (transfer full) (array) (nullable): rcp_shape_count(@shape) bytes in CHW order
 */
guint8 *rcp_image_fit (GdkPixbuf *pixbuf, const char *subject, RcpShape shape, RcpImageFit fit, GError **error);

G_END_DECLS
