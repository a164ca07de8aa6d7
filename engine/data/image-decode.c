#include "image-private.h"

#include <glib/gi18n-lib.h>

#include "error.h"

enum
{
  BLOCK = 64 * 1024,
  /* JPEG's own limit; scaling a longer strip would take memory in proportion. */
  SIDE_MOST = 65535,
};

typedef struct
{
  gboolean too_large;
  int width;
  int height;
} SizeCheck;

/*
 * A loader tells the size as soon as it has read the header, before it takes memory for the pixels. Asking it for a
 * size of nothing makes it stop there.
 */
static void
on_size_prepared (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  SizeCheck *check = user_data;

  check->width = width;
  check->height = height;
  check->too_large = width > SIDE_MOST || height > SIDE_MOST || (gint64) width * height > RCP_IMAGE_MAX_PIXELS;
  if (check->too_large)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

/* The rows that have been read: all from @top to @bottom, whichever end the file begins with. */
typedef struct
{
  int top;
  int bottom;
} RowsRead;

static void
on_area_updated (GdkPixbufLoader *loader, int x, int y, int width, int height, gpointer user_data)
{
  RowsRead *rows = user_data;

  rows->top = MIN (rows->top, y);
  rows->bottom = MAX (rows->bottom, y + height);
}

/*
 * Whether rows are missing, which these loaders leave black: rcp_image_is_cut_off() sees only how a file ends, and a
 * PNM has no end to be seen.
 */
static gboolean
lacks_rows (GdkPixbufLoader *loader, const RowsRead *rows, int height)
{
  static const char *const lenient[] = { "png", "pnm", "bmp", NULL };
  GdkPixbufFormat *format = gdk_pixbuf_loader_get_format (loader);
  g_autofree char *name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;

  return name != NULL && g_strv_contains (lenient, name) && rows->bottom - rows->top < height;
}

static gboolean
feed (GdkPixbufLoader *loader, GBytes *contents, const SizeCheck *check, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (contents, &size);

  if (rcp_image_is_cut_off (data, size))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_IMAGE, _ ("it is not complete"));
      return FALSE;
    }
  /* In blocks, so that little is read of a picture that turns out to be too large. */
  for (gsize at = 0; at < size && !check->too_large; at += MIN (size - at, BLOCK))
    if (!gdk_pixbuf_loader_write (loader, data + at, MIN (size - at, BLOCK), error))
      return FALSE;
  return TRUE;
}

static GdkPixbuf *
decode (GBytes *contents, const char *subject, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GError) local = NULL;
  SizeCheck check = { 0 };
  GdkPixbufAnimation *animation;
  GdkPixbuf *frame = NULL;
  gboolean fed;
  RowsRead rows = { G_MAXINT, 0 };

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), &check);
  g_signal_connect (loader, "area-updated", G_CALLBACK (on_area_updated), &rows);
  fed = feed (loader, contents, &check, &local);
  /* It must be closed in any case; what it then says of a picture that was left halfway is of no interest. */
  if (!gdk_pixbuf_loader_close (loader, fed && !check.too_large ? &local : NULL))
    fed = FALSE;

  if (check.too_large)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_IMAGE,
                   _ ("%s is too large: it has %d × %d pixels; at most %d million are taken, and %d to a side."),
                   subject, check.width, check.height, RCP_IMAGE_MAX_PIXELS / 1000000, SIDE_MOST);
      return NULL;
    }

  animation = fed ? gdk_pixbuf_loader_get_animation (loader) : NULL;
  if (animation != NULL)
    frame = gdk_pixbuf_animation_get_static_image (animation);
  if (frame == NULL || lacks_rows (loader, &rows, gdk_pixbuf_get_height (frame)))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_IMAGE, _ ("%s is not a picture that can be read (%s)."), subject,
                   local != NULL ? local->message : _ ("it is not complete"));
      return NULL;
    }
  return gdk_pixbuf_apply_embedded_orientation (frame);
}

/* Lays the picture over white; what has no alpha is returned as it is. */
static GdkPixbuf *
flatten (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  GdkPixbuf *result;

  if (!gdk_pixbuf_get_has_alpha (pixbuf))
    return g_object_ref (pixbuf);

  result = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  if (result == NULL)
    return NULL;
  for (int y = 0; y < height; y++)
    {
      const guint8 *from = gdk_pixbuf_read_pixels (pixbuf) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);
      guint8 *to = gdk_pixbuf_get_pixels (result) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (result);

      for (int x = 0; x < width; x++, from += 4, to += 3)
        for (int c = 0; c < 3; c++)
          to[c] = (guint8) ((from[c] * from[3] + 255 * (255 - from[3]) + 127) / 255);
    }
  return result;
}

GdkPixbuf *
rcp_image_decode (GBytes *contents, const char *subject, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = decode (contents, subject, error);
  GdkPixbuf *flat;

  if (pixbuf == NULL)
    return NULL;
  flat = flatten (pixbuf);
  if (flat == NULL)
    g_set_error (error, RCP_ERROR, RCP_ERROR_IMAGE, _ ("%s is too large for this machine's memory."), subject);
  return flat;
}
