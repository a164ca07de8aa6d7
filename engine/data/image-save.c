#include "image.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>

#include <string.h>

#include "error.h"

/* PNG has no 1-channel kind that gdk-pixbuf would write: a grey picture has three equal channels. */
static GdkPixbuf *
to_pixbuf (const guint8 *pixels, int width, int height, int channels)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);

  for (int y = 0; pixbuf != NULL && y < height; y++)
    {
      const guint8 *from = pixels + (gsize) y * (gsize) width * (gsize) channels;
      guint8 *to = gdk_pixbuf_get_pixels (pixbuf) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);

      if (channels == 3)
        memcpy (to, from, 3 * (gsize) width);
      else
        for (int x = 0; x < width; x++)
          memset (to + 3 * x, from[x], 3);
    }
  return pixbuf;
}

gboolean
rcp_image_save_png (const char *path, const guint8 *pixels, int width, int height, int channels, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autofree char *contents = NULL;
  gsize size;

  g_return_val_if_fail (path != NULL && pixels != NULL, FALSE);
  g_return_val_if_fail (width >= 1 && height >= 1 && (channels == 1 || channels == 3), FALSE);

  pixbuf = to_pixbuf (pixels, width, height, channels);
  if (pixbuf == NULL)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_IMAGE, _ ("The picture is too large for this machine's memory."));
      return FALSE;
    }
  if (!gdk_pixbuf_save_to_buffer (pixbuf, &contents, &size, "png", error, NULL))
    return FALSE;
  return g_file_set_contents_full (path, contents, (gssize) size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, error);
}
