#include "pixels.h"

#include <math.h>
#include <string.h>

#define OPAQUE 0xff000000u

void
rcp_pixels_mix (guint32 *words, const guint8 *chw, RcpShape shape, guint channels)
{
  gsize plane = (gsize) shape.height * (gsize) shape.width;

  for (gsize i = 0; i < plane; i++)
    {
      words[i] = 0;
      for (int c = 0; c < 3; c++)
        if (channels >> c & 1)
          words[i] |= (guint32) chw[i + (shape.channels > c ? (gsize) c * plane : 0)] << (16 - 8 * c);
    }
}

void
rcp_pixels_grey (guint32 *words, const guint8 *plane, gsize n)
{
  for (gsize i = 0; i < n; i++)
    words[i] = 0x010101u * plane[i];
}

guint32
rcp_pixels_word (RcpColour colour)
{
  return (guint32) lround (255.0 * colour.red) << 16 | (guint32) lround (255.0 * colour.green) << 8
         | (guint32) lround (255.0 * colour.blue);
}

void
rcp_pixels_signed (guint32 *words, const float *values, gsize n, double range, RcpColour nothing)
{
  for (gsize i = 0; i < n; i++)
    {
      double value = (double) values[i];

      words[i] = rcp_pixels_word (isnan (value) ? nothing : rcp_colour_diverging (range > 0.0 ? value / range : 0.0));
    }
}

/* Half of the table's entries but one: an index runs from −STEPS, or from 0, to STEPS. */
#define STEPS 255

static const guint32 *
table_of (gboolean is_signed)
{
  static guint32 diverging[2 * STEPS + 1], sequential[STEPS + 1];
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (int i = -STEPS; i <= STEPS; i++)
        diverging[i + STEPS] = rcp_pixels_word (rcp_colour_diverging ((double) i / STEPS));
      for (int i = 0; i <= STEPS; i++)
        sequential[i] = rcp_pixels_word (rcp_colour_sequential ((double) i / STEPS));
      g_once_init_leave (&ready, 1);
    }
  return is_signed ? diverging + STEPS : sequential;
}

void
rcp_pixels_values (guint32 *words, const float *values, gsize n, gboolean is_signed, double range, RcpColour nothing)
{
  const guint32 *table = table_of (is_signed);
  const guint32 none = rcp_pixels_word (nothing);
  const float most = STEPS;
  const float least = is_signed ? -most : 0.0f;
  /* of a range so small that its inverse overflows all is nothing, as of none */
  const float factor = range > 1e-30 ? (float) (STEPS / range) : 0.0f;

  for (gsize i = 0; i < n; i++)
    {
      float place = values[i] * factor;

      if (isnan (values[i]))
        words[i] = none;
      else
        /* an infinite value of no range is no number either */
        words[i] = table[isnan (place) ? 0 : (int) lrintf (CLAMP (place, least, most))];
    }
}

static double
light_of (float weight, double range)
{
  double t = range > 0.0 ? (double) weight / range : 0.0;

  return isnan (t) ? 0.5 : CLAMP (0.5 + 0.5 * t, 0.0, 1.0);
}

void
rcp_pixels_weights (guint32 *words, const float *planes, gsize n, double range)
{
  for (gsize i = 0; i < n; i++)
    words[i] = rcp_pixels_word ((RcpColour){ light_of (planes[i], range), light_of (planes[n + i], range),
                                             light_of (planes[2 * n + i], range) });
}

cairo_surface_t *
rcp_pixels_surface (const guint32 *words, int width, int height, int scale)
{
  cairo_surface_t *surface;
  guint8 *data;
  int stride;

  g_return_val_if_fail (words != NULL, NULL);
  g_return_val_if_fail (width > 0 && height > 0 && scale > 0, NULL);

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < height; y++)
    {
      guint8 *first = data + (gsize) y * (gsize) scale * (gsize) stride;
      guint32 *row = (guint32 *) (void *) first;

      for (int x = 0; x < width; x++)
        for (int i = 0; i < scale; i++)
          *row++ = words[y * width + x] | OPAQUE;
      for (int i = 1; i < scale; i++)
        memcpy (first + (gsize) i * (gsize) stride, first, (gsize) width * (gsize) scale * sizeof *words);
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}
