#include "texture.h"

#include <string.h>

#define TEXEL_SIZE 3

/* one row of the picture, each pixel @scale texels wide */
static void
fill_row (guint8 *row, const guint8 *pixels, RcpShape shape, RcpChannel channel, int y, int scale)
{
  gsize plane = (gsize) shape.width * shape.height;

  for (int x = 0; x < shape.width; x++)
    {
      const guint8 *pixel = pixels + (gsize) y * shape.width + x;
      guint8 rgb[TEXEL_SIZE];

      for (int c = 0; c < TEXEL_SIZE; c++)
        {
          gboolean shown = channel == RCP_CHANNEL_ALL || (int) channel == c + 1;

          rgb[c] = shown ? pixel[shape.channels > c ? plane * c : 0] : 0;
        }
      for (int i = 0; i < scale; i++, row += TEXEL_SIZE)
        memcpy (row, rgb, TEXEL_SIZE);
    }
}

GdkTexture *
rcp_texture_new (const guint8 *pixels, RcpShape shape, RcpChannel channel, int scale)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize stride;
  guint8 *data;

  g_return_val_if_fail (pixels != NULL, NULL);
  g_return_val_if_fail (shape.channels == 1 || shape.channels == 3, NULL);
  g_return_val_if_fail (scale >= 1, NULL);

  stride = (gsize) shape.width * scale * TEXEL_SIZE;
  data = g_malloc (stride * shape.height * scale);
  for (int y = 0; y < shape.height; y++)
    {
      guint8 *row = data + stride * scale * y;

      fill_row (row, pixels, shape, channel, y, scale);
      for (int i = 1; i < scale; i++)
        memcpy (row + stride * i, row, stride);
    }
  bytes = g_bytes_new_take (data, stride * shape.height * scale);
  return gdk_memory_texture_new (shape.width * scale, shape.height * scale, GDK_MEMORY_R8G8B8, bytes, stride);
}
