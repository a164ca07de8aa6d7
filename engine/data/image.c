#include "image.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "image-private.h"

/* A picture made to fit, kept as long as the whole one. */
typedef struct
{
  RcpShape shape;
  RcpImageFit fit;
  guint8 *pixels;
} Fitted;

struct _RcpImage
{
  GObject parent_instance;

  char *name;
  int width;
  int height;
  GBytes *pixels;

  GMutex lock;
  GArray *fitted;
};

G_DEFINE_FINAL_TYPE (RcpImage, rcp_image, G_TYPE_OBJECT)

static void
rcp_image_finalize (GObject *object)
{
  RcpImage *self = RCP_IMAGE (object);

  g_free (self->name);
  g_clear_pointer (&self->pixels, g_bytes_unref);
  g_array_unref (self->fitted);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (rcp_image_parent_class)->finalize (object);
}

static void
rcp_image_class_init (RcpImageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rcp_image_finalize;
}

static void
fitted_clear (gpointer data)
{
  g_free (((Fitted *) data)->pixels);
}

static void
rcp_image_init (RcpImage *self)
{
  g_mutex_init (&self->lock);
  self->fitted = g_array_new (FALSE, FALSE, sizeof (Fitted));
  g_array_set_clear_func (self->fitted, fitted_clear);
}

RcpImage *
rcp_image_new (const char *name, int width, int height, const guint8 *rgb, gsize stride)
{
  RcpImage *self;
  gsize row = 3 * (gsize) width;
  guint8 *pixels;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail (rgb != NULL && stride >= row, NULL);

  pixels = g_malloc (row * (gsize) height);
  for (gsize y = 0; y < (gsize) height; y++)
    memcpy (pixels + y * row, rgb + y * stride, row);
  self = g_object_new (RCP_TYPE_IMAGE, NULL);
  self->name = g_strdup (name);
  self->width = width;
  self->height = height;
  self->pixels = g_bytes_new_take (pixels, row * (gsize) height);
  return self;
}

/* ---- Reading ---- */

static char *
quote (const char *name)
{
  return g_strdup_printf ("“%s”", name);
}

/* A file's contents, without a copy, and what to call it. A folder can be opened, which is why it is asked for. */
static GBytes *
map_file (const char *path, char **subject, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GMappedFile) mapped = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_IMAGE, _ ("“%s” is a folder; a picture is a file."), name);
      return NULL;
    }
  mapped = g_mapped_file_new (path, FALSE, error);
  if (mapped == NULL)
    return NULL;
  *subject = quote (name);
  return g_mapped_file_get_bytes (mapped);
}

RcpImage *
rcp_image_load_bytes (GBytes *contents, const char *name, GError **error)
{
  g_autofree char *subject = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  g_return_val_if_fail (contents != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  subject = quote (name);
  pixbuf = rcp_image_decode (contents, subject, error);
  if (pixbuf == NULL)
    return NULL;
  return rcp_image_new (name, gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf),
                        gdk_pixbuf_read_pixels (pixbuf), (gsize) gdk_pixbuf_get_rowstride (pixbuf));
}

RcpImage *
rcp_image_load (const char *path, GError **error)
{
  g_autofree char *subject = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GBytes) contents = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  contents = map_file (path, &subject, error);
  if (contents == NULL)
    return NULL;
  name = g_filename_display_basename (path);
  return rcp_image_load_bytes (contents, name, error);
}

static guint8 *
load_fitted (GBytes *contents, const char *subject, RcpShape shape, RcpImageFit fit, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = rcp_image_decode (contents, subject, error);

  return pixbuf != NULL ? rcp_image_fit (pixbuf, subject, shape, fit, error) : NULL;
}

guint8 *
rcp_image_load_fitted (const char *path, RcpShape shape, RcpImageFit fit, GError **error)
{
  g_autofree char *subject = NULL;
  g_autoptr (GBytes) contents = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (shape.width > 0 && shape.height > 0, NULL);

  contents = map_file (path, &subject, error);
  return contents != NULL ? load_fitted (contents, subject, shape, fit, error) : NULL;
}

guint8 *
rcp_image_load_fitted_bytes (GBytes *contents, RcpShape shape, RcpImageFit fit, GError **error)
{
  g_return_val_if_fail (contents != NULL, NULL);
  g_return_val_if_fail (shape.width > 0 && shape.height > 0, NULL);

  return load_fitted (contents, _ ("The picture"), shape, fit, error);
}

/* ---- Looking ---- */

const char *
rcp_image_get_name (RcpImage *self)
{
  g_return_val_if_fail (RCP_IS_IMAGE (self), NULL);
  return self->name;
}

int
rcp_image_get_width (RcpImage *self)
{
  g_return_val_if_fail (RCP_IS_IMAGE (self), 0);
  return self->width;
}

int
rcp_image_get_height (RcpImage *self)
{
  g_return_val_if_fail (RCP_IS_IMAGE (self), 0);
  return self->height;
}

const guint8 *
rcp_image_get_pixels (RcpImage *self)
{
  g_return_val_if_fail (RCP_IS_IMAGE (self), NULL);
  return g_bytes_get_data (self->pixels, NULL);
}

static const guint8 *
find_fitted (RcpImage *self, RcpShape shape, RcpImageFit fit)
{
  for (guint i = 0; i < self->fitted->len; i++)
    {
      const Fitted *fitted = &g_array_index (self->fitted, Fitted, i);

      if (fitted->fit == fit && fitted->shape.channels == shape.channels && fitted->shape.height == shape.height
          && fitted->shape.width == shape.width)
        return fitted->pixels;
    }
  return NULL;
}

const guint8 *
rcp_image_get_fitted (RcpImage *self, RcpShape shape, RcpImageFit fit, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  const guint8 *known;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autofree char *subject = NULL;
  Fitted fitted = { shape, fit, NULL };

  g_return_val_if_fail (RCP_IS_IMAGE (self), NULL);
  g_return_val_if_fail (shape.width > 0 && shape.height > 0, NULL);

  locker = g_mutex_locker_new (&self->lock);
  known = find_fitted (self, shape, fit);
  if (known != NULL)
    return known;
  pixbuf = gdk_pixbuf_new_from_bytes (self->pixels, GDK_COLORSPACE_RGB, FALSE, 8, self->width, self->height,
                                      3 * self->width);
  subject = quote (self->name);
  fitted.pixels = rcp_image_fit (pixbuf, subject, shape, fit, error);
  if (fitted.pixels != NULL)
    g_array_append_val (self->fitted, fitted);
  return fitted.pixels;
}
