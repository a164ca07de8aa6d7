#include "image-private.h"

#include <string.h>

/* PNG, "Datastream structure": a signature, then chunks of length, type, data and check sum; the last is IEND. */
static gboolean
png_is_cut_off (const guint8 *data, gsize size)
{
  gsize at = 8;

  while (size - at >= 12)
    {
      gsize length = (gsize) data[at] << 24 | (gsize) data[at + 1] << 16 | (gsize) data[at + 2] << 8 | data[at + 3];

      if (length > size - at - 12)
        return TRUE;
      if (memcmp (data + at + 4, "IEND", 4) == 0)
        return FALSE;
      at += length + 12;
    }
  return TRUE;
}

/*
 * JPEG (ITU-T T.81, B.1.1): markers are 0xFF and a byte that is neither 0 nor 0xFF. Most begin a segment whose length
 * follows; what is coded after a segment "start of scan" has no length and ends with the next marker.
 */
static gboolean
jpeg_is_cut_off (const guint8 *data, gsize size)
{
  gsize at = 2;

  while (size - at >= 2)
    {
      guint8 marker = data[at + 1];
      gsize length;

      if (data[at] != 0xff || marker == 0x00 || marker == 0xff)
        {
          at++;
          continue;
        }
      if (marker == 0xd9) /* end of image */
        return FALSE;
      at += 2;
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) /* these stand alone */
        continue;
      if (size - at < 2)
        return TRUE;
      length = (gsize) data[at] << 8 | data[at + 1];
      if (length > size - at)
        return TRUE;
      at += length;
    }
  return TRUE;
}

static guint32
little_endian (const guint8 *data)
{
  return (guint32) data[3] << 24 | (guint32) data[2] << 16 | (guint32) data[1] << 8 | data[0];
}

/*
 * BMP: at 2 the size of the file, or 0 where the writer did not care; at 14 the size of the second header, for which
 * the loader would take memory before it has seen it.
 */
static gboolean
bmp_is_cut_off (const guint8 *data, gsize size)
{
  return size < 18 || little_endian (data + 2) > size || little_endian (data + 14) > size - 14;
}

gboolean
rcp_image_is_cut_off (const guint8 *data, gsize size)
{
  if (size >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return png_is_cut_off (data, size);
  if (size >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return jpeg_is_cut_off (data, size);
  if (size >= 2 && memcmp (data, "BM", 2) == 0)
    return bmp_is_cut_off (data, size);
  return FALSE;
}
