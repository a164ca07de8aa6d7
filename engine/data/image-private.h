#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rcp_image_is_cut_off:
 *
 * Whether a PNG, JPEG or BMP file ends before its picture does. gdk-pixbuf takes such a file and leaves the
 * rest of the picture black or grey; of the other formats' loaders it reports that itself.
 */
gboolean rcp_image_is_cut_off (const guint8 *data, gsize size);

G_END_DECLS
