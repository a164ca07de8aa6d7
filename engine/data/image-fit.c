#include "image-private.h"

#include <glib/gi18n-lib.h>

#include "error.h"

/* The largest centred piece of @pixbuf whose sides are as @shape's. */
static GdkPixbuf *
crop (GdkPixbuf *pixbuf, RcpShape shape)
{
  gint64 width = gdk_pixbuf_get_width (pixbuf);
  gint64 height = gdk_pixbuf_get_height (pixbuf);
  int piece_width = (int) MIN (width, MAX (1, height * shape.width / shape.height));
  int piece_height = (int) MIN (height, MAX (1, width * shape.height / shape.width));

  return gdk_pixbuf_new_subpixbuf (pixbuf, ((int) width - piece_width) / 2, ((int) height - piece_height) / 2,
                                   piece_width, piece_height);
}

static GdkPixbuf *
fit_to (GdkPixbuf *pixbuf, RcpShape shape, RcpImageFit fit)
{
  g_autoptr (GdkPixbuf) piece = fit == RCP_IMAGE_FIT_CROP ? crop (pixbuf, shape) : g_object_ref (pixbuf);

  if (gdk_pixbuf_get_width (piece) == shape.width && gdk_pixbuf_get_height (piece) == shape.height)
    return g_steal_pointer (&piece);
  /* Where it shrinks a picture, this averages over all the pixels that make a new one. */
  return gdk_pixbuf_scale_simple (piece, shape.width, shape.height, GDK_INTERP_BILINEAR);
}

static guint8
luma (const guint8 *rgb)
{
  /* ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B */
  return (guint8) ((299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2] + 500) / 1000);
}

static guint8 *
to_planes (GdkPixbuf *pixbuf, RcpShape shape)
{
  gsize plane = (gsize) shape.height * (gsize) shape.width;
  guint8 *result = g_malloc (rcp_shape_count (shape));

  for (int y = 0; y < shape.height; y++)
    {
      const guint8 *from = gdk_pixbuf_read_pixels (pixbuf) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);
      guint8 *to = result + (gsize) y * (gsize) shape.width;

      for (int x = 0; x < shape.width; x++, from += 3, to++)
        if (shape.channels == 1)
          *to = luma (from);
        else
          for (int c = 0; c < 3; c++)
            to[(gsize) c * plane] = from[c];
    }
  return result;
}

guint8 *
rcp_image_fit (GdkPixbuf *pixbuf, const char *subject, RcpShape shape, RcpImageFit fit, GError **error)
{
  g_autoptr (GdkPixbuf) fitted = NULL;

  if (shape.channels != 1 && shape.channels != 3)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("A picture has 1 or 3 channels; the network wants %d."),
                   shape.channels);
      return NULL;
    }
  fitted = fit_to (pixbuf, shape, fit);
  if (fitted == NULL)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_IMAGE, _ ("%s is too large for this machine's memory."), subject);
      return NULL;
    }
  return to_planes (fitted, shape);
}
