#include "film.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static const guint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

/* Where the chunk is that says how many frames there are: behind the signature and IHDR, of 13 bytes. */
#define ACTL_PLACE (sizeof signature + 12 + 13)

/* Longer than this a frame's delay cannot be. */
#define MAX_DELAY G_MAXUINT16

/* A frame that waits for the next one, which may make it last longer. */
typedef struct
{
  cairo_rectangle_int_t place;
  guint delay;
  GByteArray *data; /* compressed; NULL where none waits */
} Frame;

struct _RcpFilm
{
  char *path;
  char *temporary;
  int fd;
  int width;
  int height;
  guint delay;

  guint8 *before; /* pixels of the last frame, RGB in tight rows */
  guint8 *rows;   /* room for a frame's filtered rows */
  Frame waiting;
  guint n_frames;
  guint32 sequence;
};

static gboolean
set_error (RcpFilm *self, int number, GError **error)
{
  g_autofree char *label = g_filename_display_name (self->path);

  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (number), _ ("%s cannot be written: %s"), label,
               g_strerror (number));
  return FALSE;
}

static void
put_u32 (guint8 *bytes, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (bytes, &value, sizeof value);
}

static void
append_u32 (GByteArray *array, guint32 value)
{
  guint8 bytes[4];

  put_u32 (bytes, value);
  g_byte_array_append (array, bytes, sizeof bytes);
}

static void
append_u16 (GByteArray *array, guint value)
{
  const guint8 bytes[] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (array, bytes, sizeof bytes);
}

/* @place: where in the file, or -1 for its end */
static gboolean
write_bytes (RcpFilm *self, const guint8 *bytes, gsize n, goffset place, GError **error)
{
  gsize done = 0;

  while (done < n)
    {
      gssize written = place < 0 ? write (self->fd, bytes + done, n - done)
                                 : pwrite (self->fd, bytes + done, n - done, (off_t) (place + (goffset) done));

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return set_error (self, errno, error);
      done += (gsize) written;
    }
  return TRUE;
}

/* A chunk: its length, its type, its data, and the sum of both. */
static gboolean
write_chunk (RcpFilm *self, const char *type, const GByteArray *data, goffset place, GError **error)
{
  g_autoptr (GByteArray) chunk = g_byte_array_sized_new (data->len + 12);

  append_u32 (chunk, data->len);
  g_byte_array_append (chunk, (const guint8 *) type, 4);
  g_byte_array_append (chunk, data->data, data->len);
  append_u32 (chunk, (guint32) crc32 (crc32 (0, NULL, 0), chunk->data + 4, chunk->len - 4));
  return write_bytes (self, chunk->data, chunk->len, place, error);
}

static gboolean
write_header (RcpFilm *self, GError **error)
{
  static const guint8 rgb[] = { 8, 2, 0, 0, 0 };
  g_autoptr (GByteArray) header = g_byte_array_new ();

  append_u32 (header, (guint32) self->width);
  append_u32 (header, (guint32) self->height);
  g_byte_array_append (header, rgb, sizeof rgb);
  return write_bytes (self, signature, sizeof signature, -1, error) && write_chunk (self, "IHDR", header, -1, error);
}

/* How many frames there are is known at the end. */
static gboolean
write_count (RcpFilm *self, goffset place, GError **error)
{
  g_autoptr (GByteArray) control = g_byte_array_new ();

  append_u32 (control, self->n_frames);
  append_u32 (control, 0);
  return write_chunk (self, "acTL", control, place, error);
}

RcpFilm *
rcp_film_new (const char *path, int width, int height, guint delay, GError **error)
{
  g_autoptr (RcpFilm) self = NULL;
  gsize row;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (width > 0 && width <= RCP_FILM_MAX_SIDE, NULL);
  g_return_val_if_fail (height > 0 && height <= RCP_FILM_MAX_SIDE, NULL);
  g_return_val_if_fail (delay > 0 && delay <= MAX_DELAY, NULL);

  row = 3 * (gsize) width;
  self = g_new0 (RcpFilm, 1);
  self->path = g_strdup (path);
  self->temporary = g_strconcat (path, ".XXXXXX", NULL);
  self->width = width;
  self->height = height;
  self->delay = delay;
  self->before = g_malloc0 (row * (gsize) height);
  self->rows = g_malloc ((row + 1) * (gsize) height);
  self->fd = g_mkstemp_full (self->temporary, O_RDWR | O_CLOEXEC, 0666);
  if (self->fd < 0)
    {
      set_error (self, errno, error);
      return NULL;
    }
  return write_header (self, error) && write_count (self, -1, error) ? g_steal_pointer (&self) : NULL;
}

static gboolean
write_waiting (RcpFilm *self, GError **error)
{
  static const guint8 keep_and_replace[] = { 0, 0 }; /* what is there stays, and the rectangle replaces it */
  Frame *frame = &self->waiting;
  g_autoptr (GByteArray) data = g_steal_pointer (&frame->data);
  g_autoptr (GByteArray) control = g_byte_array_new ();
  g_autoptr (GByteArray) numbered = NULL;

  if (data == NULL)
    return TRUE;
  append_u32 (control, self->sequence++);
  append_u32 (control, (guint32) frame->place.width);
  append_u32 (control, (guint32) frame->place.height);
  append_u32 (control, (guint32) frame->place.x);
  append_u32 (control, (guint32) frame->place.y);
  append_u16 (control, frame->delay);
  append_u16 (control, 1000);
  g_byte_array_append (control, keep_and_replace, sizeof keep_and_replace);
  if (!write_chunk (self, "fcTL", control, -1, error))
    return FALSE;
  self->n_frames++;
  /* the first frame is the picture that those see who know of no animation */
  if (self->n_frames == 1)
    return write_chunk (self, "IDAT", data, -1, error);
  numbered = g_byte_array_sized_new (data->len + 4);
  append_u32 (numbered, self->sequence++);
  g_byte_array_append (numbered, data->data, data->len);
  return write_chunk (self, "fdAT", numbered, -1, error);
}

/* Each row as its difference from the one above: pictures here are made of squares of many pixels. */
static GByteArray *
compress_place (RcpFilm *self, const guint8 *rgb, gsize stride, const cairo_rectangle_int_t *place)
{
  gsize row = 3 * (gsize) place->width;
  gsize size = (row + 1) * (gsize) place->height;
  GByteArray *data = g_byte_array_new ();
  uLongf length = compressBound (size);
  guint8 *to = self->rows;
  int result;

  for (int y = 0; y < place->height; y++)
    {
      const guint8 *from = rgb + (gsize) (place->y + y) * stride + 3 * (gsize) place->x;

      *to++ = 2;
      for (gsize i = 0; i < row; i++)
        *to++ = (guint8) (from[i] - (y > 0 ? from[i - stride] : 0));
    }
  g_byte_array_set_size (data, (guint) length);
  result = compress2 (data->data, &length, self->rows, size, Z_DEFAULT_COMPRESSION);
  g_assert (result == Z_OK);
  g_byte_array_set_size (data, (guint) length);
  return data;
}

/* The smallest rectangle that holds all that is not as it was; FALSE where there is none. */
static gboolean
find_change (const RcpFilm *self, const guint8 *rgb, gsize stride, cairo_rectangle_int_t *place)
{
  gsize row = 3 * (gsize) self->width;
  int top = 0, bottom = self->height;
  gsize left = row, right = 0;

  while (top < bottom && memcmp (self->before + (gsize) top * row, rgb + (gsize) top * stride, row) == 0)
    top++;
  while (bottom > top
         && memcmp (self->before + (gsize) (bottom - 1) * row, rgb + (gsize) (bottom - 1) * stride, row) == 0)
    bottom--;
  for (int y = top; y < bottom; y++)
    {
      const guint8 *old = self->before + (gsize) y * row, *new = rgb + (gsize) y *stride;
      gsize first = 0, last = row;

      while (first < left && old[first] == new[first])
        first++;
      left = MIN (left, first);
      while (last > right && old[last - 1] == new[last - 1])
        last--;
      right = MAX (right, last);
    }
  *place = (cairo_rectangle_int_t){ (int) (left / 3), top, (int) ((right + 2) / 3) - (int) (left / 3), bottom - top };
  return top < bottom;
}

gboolean
rcp_film_add_frame (RcpFilm *self, const guint8 *rgb, gsize stride, GError **error)
{
  cairo_rectangle_int_t place = { 0 };
  gsize row;
  gboolean first;

  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);
  g_return_val_if_fail (rgb != NULL, FALSE);
  g_return_val_if_fail (stride >= 3 * (gsize) self->width, FALSE);

  row = 3 * (gsize) self->width;
  first = self->n_frames == 0 && self->waiting.data == NULL;
  if (first)
    place = (cairo_rectangle_int_t){ 0, 0, self->width, self->height };
  else if (!find_change (self, rgb, stride, &place))
    {
      if (self->waiting.data != NULL && self->waiting.delay + self->delay <= MAX_DELAY)
        {
          self->waiting.delay += self->delay;
          return TRUE;
        }
      place = (cairo_rectangle_int_t){ 0, 0, 1, 1 };
    }
  if (!write_waiting (self, error))
    return FALSE;
  self->waiting = (Frame){ place, self->delay, compress_place (self, rgb, stride, &place) };
  for (int y = place.y; y < place.y + place.height; y++)
    memcpy (self->before + (gsize) y * row, rgb + (gsize) y * stride, row);
  return TRUE;
}

gboolean
rcp_film_add_surface (RcpFilm *self, cairo_surface_t *surface, GError **error)
{
  g_autofree guint8 *rgb = NULL;
  guint8 *to;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (cairo_image_surface_get_width (surface) == self->width, FALSE);
  g_return_val_if_fail (cairo_image_surface_get_height (surface) == self->height, FALSE);
  g_return_val_if_fail (cairo_image_surface_get_format (surface) == CAIRO_FORMAT_RGB24
                            || cairo_image_surface_get_format (surface) == CAIRO_FORMAT_ARGB32,
                        FALSE);

  cairo_surface_flush (surface);
  to = rgb = g_malloc (3 * (gsize) self->width * (gsize) self->height);
  for (int y = 0; y < self->height; y++)
    {
      const guint32 *from =
          (const guint32 *) (const void *) (cairo_image_surface_get_data (surface)
                                            + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));

      for (int x = 0; x < self->width; x++)
        {
          *to++ = (guint8) (from[x] >> 16);
          *to++ = (guint8) (from[x] >> 8);
          *to++ = (guint8) from[x];
        }
    }
  return rcp_film_add_frame (self, rgb, 3 * (gsize) self->width, error);
}

/* So that the new name outlives a power cut as well; where a file system cannot, the file is whole all the same. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  fsync (fd);
  g_close (fd, NULL);
}

gboolean
rcp_film_finish (RcpFilm *self, GError **error)
{
  g_autoptr (GByteArray) nothing = g_byte_array_new ();

  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);

  if (self->n_frames == 0 && self->waiting.data == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("A film needs a frame."));
      return FALSE;
    }
  if (!write_waiting (self, error) || !write_chunk (self, "IEND", nothing, -1, error)
      || !write_count (self, ACTL_PLACE, error))
    return FALSE;
  if (fsync (self->fd) != 0 || g_rename (self->temporary, self->path) != 0)
    return set_error (self, errno, error);
  close (self->fd);
  self->fd = -1;
  sync_folder (self->path);
  return TRUE;
}

void
rcp_film_free (RcpFilm *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    {
      close (self->fd);
      g_unlink (self->temporary);
    }
  g_clear_pointer (&self->waiting.data, g_byte_array_unref);
  g_free (self->before);
  g_free (self->rows);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}
