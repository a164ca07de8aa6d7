#include "pyramid.h"

#include <string.h>

/* enough for the longest side that a picture can have */
#define MAX_LEVELS 17

typedef struct
{
  int width;
  int height;
  const guint8 *pixels;
} Level;

struct _RcpPyramid
{
  gatomicrefcount references;
  GBytes *pixels;
  int channels;
  int n_levels;
  Level levels[MAX_LEVELS];
};

/* Half of each side, rounded up; the last column of an odd width is averaged with itself. */
static guint8 *
halve (const Level *from, int channels, Level *to)
{
  guint8 *pixels;

  to->width = (from->width + 1) / 2;
  to->height = (from->height + 1) / 2;
  pixels = g_malloc ((gsize) to->width * (gsize) to->height * (gsize) channels);
  for (int y = 0; y < to->height; y++)
    {
      const guint8 *upper = from->pixels + (gsize) (2 * y) * (gsize) from->width * (gsize) channels;
      const guint8 *lower = 2 * y + 1 < from->height ? upper + (gsize) from->width * (gsize) channels : upper;
      guint8 *row = pixels + (gsize) y * (gsize) to->width * (gsize) channels;

      for (int x = 0; x < to->width; x++)
        for (int c = 0; c < channels; c++)
          {
            int a = 2 * x * channels + c;
            int b = 2 * x + 1 < from->width ? a + channels : a;

            *row++ = (guint8) ((upper[a] + upper[b] + lower[a] + lower[b] + 2) / 4);
          }
    }
  return pixels;
}

RcpPyramid *
rcp_pyramid_new (GBytes *pixels, int width, int height, int channels)
{
  RcpPyramid *self;

  g_return_val_if_fail (pixels != NULL, NULL);
  g_return_val_if_fail (width >= 1 && height >= 1 && (channels == 1 || channels == 3), NULL);
  g_return_val_if_fail (g_bytes_get_size (pixels) == (gsize) width * (gsize) height * (gsize) channels, NULL);

  self = g_new0 (RcpPyramid, 1);
  g_atomic_ref_count_init (&self->references);
  self->pixels = g_bytes_ref (pixels);
  self->channels = channels;
  self->levels[0] = (Level){ width, height, g_bytes_get_data (pixels, NULL) };
  for (self->n_levels = 1; self->n_levels < MAX_LEVELS; self->n_levels++)
    {
      Level *last = &self->levels[self->n_levels - 1];

      if (last->width == 1 && last->height == 1)
        break;
      self->levels[self->n_levels].pixels = halve (last, channels, &self->levels[self->n_levels]);
    }
  return self;
}

RcpPyramid *
rcp_pyramid_ref (RcpPyramid *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
rcp_pyramid_unref (RcpPyramid *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (int i = 1; i < self->n_levels; i++)
    g_free ((gpointer) self->levels[i].pixels);
  g_bytes_unref (self->pixels);
  g_free (self);
}

int
rcp_pyramid_get_width (RcpPyramid *self)
{
  return self->levels[0].width;
}

int
rcp_pyramid_get_height (RcpPyramid *self)
{
  return self->levels[0].height;
}

int
rcp_pyramid_get_channels (RcpPyramid *self)
{
  return self->channels;
}

GBytes *
rcp_pyramid_get_pixels (RcpPyramid *self)
{
  return self->pixels;
}

static guint32
pack (const guint8 *pixel, int channels)
{
  int more = channels == 3 ? 1 : 0;

  return 0xff000000u | (guint32) pixel[0] << 16 | (guint32) pixel[more] << 8 | pixel[2 * more];
}

/* One row of the screen at a zoom of 1 or more. */
static void
paint_large (const Level *level, int channels, int zoom, int row, int from, int to, int origin, guint32 *out)
{
  const guint8 *pixels = level->pixels + (gsize) row * (gsize) level->width * (gsize) channels;

  for (int x = from; x < to;)
    {
      int column = (x - origin) / zoom;
      int end = MIN (to, origin + (column + 1) * zoom);
      guint32 colour = pack (pixels + (gsize) column * (gsize) channels, channels);

      for (; x < end; x++)
        out[x] = colour;
    }
}

/* One row of the screen at 1/@factor of the picture's size, from the level that is nearest above it. */
static void
paint_small (RcpPyramid *self, int factor, int row, int from, int to, int origin, guint32 *out)
{
  int power = 0;
  const Level *level;
  int top, bottom;

  while (2 << power <= factor && power < self->n_levels - 1)
    power++;
  level = &self->levels[power];
  top = MIN ((int) ((gint64) row * factor >> power), level->height - 1);
  bottom = CLAMP ((int) ((((gint64) row + 1) * factor + (1 << power) - 1) >> power), top + 1, level->height);
  for (int x = from; x < to; x++)
    {
      gint64 column = x - origin;
      int left = MIN ((int) (column * factor >> power), level->width - 1);
      int right = CLAMP ((int) (((column + 1) * factor + (1 << power) - 1) >> power), left + 1, level->width);
      guint count = (guint) ((right - left) * (bottom - top));
      guint sums[3] = { 0, 0, 0 };
      guint8 mean[3];

      for (int j = top; j < bottom; j++)
        for (int i = left; i < right; i++)
          for (int c = 0; c < self->channels; c++)
            sums[c] +=
                level->pixels[((gsize) j * (gsize) level->width + (gsize) i) * (gsize) self->channels + (gsize) c];
      for (int c = 0; c < 3; c++)
        mean[c] = (guint8) ((sums[c] + count / 2) / count);
      out[x] = pack (mean, self->channels);
    }
}

void
rcp_pyramid_paint (RcpPyramid *self, const RcpViewport *viewport, cairo_surface_t *surface, int left, int right)
{
  int zoom = viewport->zoom;
  int shrink = MAX (1, -zoom);
  int origin_x, origin_y, width, height, from, to, top, bottom;
  guint8 *data;
  int stride;

  g_return_if_fail (self != NULL);
  g_return_if_fail (viewport->width == self->levels[0].width && viewport->height == self->levels[0].height);

  rcp_viewport_origin (viewport, &origin_x, &origin_y);
  width = zoom > 0 ? viewport->width * zoom : (viewport->width + shrink - 1) / shrink;
  height = zoom > 0 ? viewport->height * zoom : (viewport->height + shrink - 1) / shrink;
  from = MAX (MAX (origin_x, left), 0);
  to = MIN (MIN (origin_x + width, right), cairo_image_surface_get_width (surface));
  top = MAX (origin_y, 0);
  bottom = MIN (origin_y + height, cairo_image_surface_get_height (surface));
  if (from >= to)
    return;
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int y = top; y < bottom; y++)
    {
      guint32 *out = (guint32 *) (gpointer) (data + (gsize) y * (gsize) stride);
      const guint8 *above = data + (gsize) (y - 1) * (gsize) stride;

      if (zoom < 0)
        paint_small (self, -zoom, y - origin_y, from, to, origin_x, out);
      else if (y > top && (y - origin_y) % zoom != 0)
        memcpy (out + from, (const guint32 *) (gconstpointer) above + from, (gsize) (to - from) * sizeof *out);
      else
        paint_large (&self->levels[0], self->channels, zoom, (y - origin_y) / zoom, from, to, origin_x, out);
    }
  cairo_surface_mark_dirty (surface);
}
