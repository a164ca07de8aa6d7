#include "image.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>

#include "error.h"
#include "image-private.h"

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
  g_autoptr (GdkPixbuf) flat = flatten (pixbuf);
  g_autoptr (GdkPixbuf) piece = NULL;

  if (flat == NULL)
    return NULL;
  piece = fit == RCP_IMAGE_FIT_CROP ? crop (flat, shape) : g_object_ref (flat);
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

static guint8 *
load_fitted (GBytes *contents, const char *subject, RcpShape shape, RcpImageFit fit, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GdkPixbuf) fitted = NULL;

  if (shape.channels != 1 && shape.channels != 3)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("A picture has 1 or 3 channels; the network wants %d."),
                   shape.channels);
      return NULL;
    }
  pixbuf = decode (contents, subject, error);
  if (pixbuf == NULL)
    return NULL;
  fitted = fit_to (pixbuf, shape, fit);
  if (fitted == NULL)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_IMAGE, _ ("%s is too large for this machine's memory."), subject);
      return NULL;
    }
  return to_planes (fitted, shape);
}

guint8 *
rcp_image_load_fitted (const char *path, RcpShape shape, RcpImageFit fit, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *subject = NULL;
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (GBytes) contents = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (shape.width > 0 && shape.height > 0, NULL);

  mapped = g_mapped_file_new (path, FALSE, error);
  if (mapped == NULL)
    return NULL;
  name = g_filename_display_name (path);
  subject = g_strdup_printf ("“%s”", name);
  contents = g_mapped_file_get_bytes (mapped);
  return load_fitted (contents, subject, shape, fit, error);
}

guint8 *
rcp_image_load_fitted_bytes (GBytes *contents, RcpShape shape, RcpImageFit fit, GError **error)
{
  g_return_val_if_fail (contents != NULL, NULL);
  g_return_val_if_fail (shape.width > 0 && shape.height > 0, NULL);

  return load_fitted (contents, _ ("The picture"), shape, fit, error);
}
