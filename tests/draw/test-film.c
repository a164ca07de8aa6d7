/* Films, read back: the chunks here, the pixels of every frame by gdk-pixbuf, as a picture of its own. */
#include "draw/film.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <zlib.h>

#define WIDTH 37
#define HEIGHT 23
#define SIZE (3 * WIDTH * HEIGHT)

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("receptive-film-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "film.png", NULL);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* What a player shows, and for how long. */
typedef struct
{
  guint8 pixels[SIZE];
  guint delay;
} Shown;

static guint32
get_u32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_BE (value);
}

static void
append_chunk (GByteArray *file, const char *type, const guint8 *data, guint n)
{
  guint32 length = GUINT32_TO_BE (n), sum;

  g_byte_array_append (file, (const guint8 *) &length, 4);
  g_byte_array_append (file, (const guint8 *) type, 4);
  g_byte_array_append (file, data, n);
  sum = GUINT32_TO_BE ((guint32) crc32 (0, file->data + file->len - n - 4, n + 4));
  g_byte_array_append (file, (const guint8 *) &sum, 4);
}

/* Decodes one frame's data as a picture of its own. */
static GdkPixbuf *
decode (int width, int height, const guint8 *data, guint n)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  guint32 sides[] = { GUINT32_TO_BE ((guint32) width), GUINT32_TO_BE ((guint32) height) };
  guint8 header[13] = { 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0 };
  GdkPixbuf *picture;

  memcpy (header, sides, sizeof sides);
  g_byte_array_append (file, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  append_chunk (file, "IHDR", header, sizeof header);
  append_chunk (file, "IDAT", data, n);
  append_chunk (file, "IEND", NULL, 0);
  stream = g_memory_input_stream_new_from_data (file->data, file->len, NULL);
  picture = gdk_pixbuf_new_from_stream (stream, NULL, &error);
  g_assert_no_error (error);
  return picture;
}

/* A player: reads the film at @path and shows all of it. */
static GArray *
play (const char *path)
{
  g_autofree char *contents = NULL;
  GArray *shown = g_array_new (FALSE, TRUE, sizeof (Shown));
  guint8 screen[SIZE] = { 0 };
  int x = 0, y = 0, width = 0, height = 0;
  guint32 sequence = 0, announced = 0;
  gboolean ended = FALSE;
  guint delay = 0;
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  g_assert_cmpmem (contents, 8, "\x89PNG\r\n\x1a\n", 8);
  for (gsize at = 8; at < size;)
    {
      const guint8 *chunk = (const guint8 *) contents + at;
      guint32 n = get_u32 (chunk);
      const guint8 *data = chunk + 8;
      gboolean is_first = memcmp (chunk + 4, "IDAT", 4) == 0;

      g_assert_cmpuint (at + 12 + n, <=, size);
      g_assert_cmphex (get_u32 (data + n), ==, crc32 (0, chunk + 4, n + 4));
      g_assert_false (ended);
      if (memcmp (chunk + 4, "IHDR", 4) == 0)
        {
          g_assert_cmpuint (get_u32 (data), ==, WIDTH);
          g_assert_cmpuint (get_u32 (data + 4), ==, HEIGHT);
        }
      else if (memcmp (chunk + 4, "acTL", 4) == 0)
        announced = get_u32 (data);
      else if (memcmp (chunk + 4, "fcTL", 4) == 0)
        {
          g_assert_cmpuint (get_u32 (data), ==, sequence++);
          width = (int) get_u32 (data + 4);
          height = (int) get_u32 (data + 8);
          x = (int) get_u32 (data + 12);
          y = (int) get_u32 (data + 16);
          delay = data[20] * 256u + data[21];
          g_assert_cmpuint (data[22] * 256u + data[23], ==, 1000);
          g_assert_cmpint (x + width, <=, WIDTH);
          g_assert_cmpint (y + height, <=, HEIGHT);
        }
      else if (is_first || memcmp (chunk + 4, "fdAT", 4) == 0)
        {
          g_autoptr (GdkPixbuf) frame = NULL;
          Shown now;

          if (!is_first)
            g_assert_cmpuint (get_u32 (data), ==, sequence++);
          frame = decode (width, height, data + (is_first ? 0 : 4), n - (is_first ? 0 : 4));
          for (int row = 0; row < height; row++)
            memcpy (screen + 3 * ((y + row) * WIDTH + x),
                    gdk_pixbuf_read_pixels (frame) + row * gdk_pixbuf_get_rowstride (frame), 3 * (gsize) width);
          memcpy (now.pixels, screen, SIZE);
          now.delay = delay;
          g_array_append_val (shown, now);
        }
      else
        {
          g_assert_cmpmem (chunk + 4, 4, "IEND", 4);
          ended = TRUE;
        }
      at += 12 + n;
    }
  g_assert_true (ended);
  g_assert_cmpuint (announced, ==, shown->len);
  return shown;
}

static RcpFilm *
film_new (Fixture *fixture, guint delay)
{
  g_autoptr (GError) error = NULL;
  RcpFilm *film = rcp_film_new (fixture->path, WIDTH, HEIGHT, delay, &error);

  g_assert_no_error (error);
  return film;
}

/* Frames of all kinds: all new, one pixel in a corner, a rectangle, nothing. Rows are further apart than they are long.
 */
static void
test_frames (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 40
  };
  g_autofree Shown *wanted = g_new0 (Shown, N);
  g_autoptr (RcpFilm) film = film_new (fixture, 80);
  g_autoptr (GArray) shown = NULL;
  g_autoptr (GError) error = NULL;
  guint8 padded[HEIGHT][3 * WIDTH + 5] = { 0 };
  guint n = 0;

  for (guint i = 0; i < N; i++)
    {
      guint8 before[SIZE];

      for (int y = 0; y < HEIGHT; y++)
        memcpy (before + 3 * WIDTH * y, padded[y], 3 * WIDTH);
      if (i % 4 == 0)
        for (int y = 0; y < HEIGHT; y++)
          for (int k = 0; k < 3 * WIDTH; k++)
            padded[y][k] = (guint8) g_test_rand_int ();
      else if (i % 4 == 1)
        padded[i % 8 == 1 ? 0 : HEIGHT - 1][i % 8 == 1 ? 0 : 3 * WIDTH - 1] ^= 0x55;
      else if (i % 4 == 2)
        for (int y = 3; y < 9; y++)
          memset (&padded[y][3 * 7 + 1], (int) (i * 5), 40);
      for (int y = 0; y < HEIGHT; y++)
        memcpy (wanted[n].pixels + 3 * WIDTH * y, padded[y], 3 * WIDTH);
      if (i > 0 && memcmp (before, wanted[n].pixels, SIZE) == 0)
        wanted[n - 1].delay += 80;
      else
        wanted[n++].delay = 80;
      g_assert_true (rcp_film_add_frame (film, padded[0], sizeof padded[0], &error));
    }
  g_assert_true (rcp_film_finish (film, &error));
  shown = play (fixture->path);
  g_assert_cmpuint (shown->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpmem (g_array_index (shown, Shown, i).pixels, SIZE, wanted[i].pixels, SIZE);
      g_assert_cmpuint (g_array_index (shown, Shown, i).delay, ==, wanted[i].delay);
    }
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

/* A picture that stands for longer than a frame can last takes more of them. */
static void
test_still (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpFilm) film = film_new (fixture, 30000);
  g_autoptr (GArray) shown = NULL;
  guint8 pixels[SIZE] = { 0 };
  guint total = 0;

  memset (pixels, 77, SIZE);
  for (int i = 0; i < 7; i++)
    g_assert_true (rcp_film_add_frame (film, pixels, 3 * WIDTH, NULL));
  g_assert_true (rcp_film_finish (film, NULL));
  shown = play (fixture->path);
  for (guint i = 0; i < shown->len; i++)
    {
      g_assert_cmpmem (g_array_index (shown, Shown, i).pixels, SIZE, pixels, SIZE);
      total += g_array_index (shown, Shown, i).delay;
    }
  g_assert_cmpuint (shown->len, ==, 4);
  g_assert_cmpuint (total, ==, 7 * 30000);
}

static void
test_surface (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpFilm) film = film_new (fixture, 10);
  g_autoptr (GArray) shown = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  const guint8 *pixels;

  cairo_set_source_rgb (cr, 1.0, 0.6, 0.2);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.0, 0.0, 1.0);
  cairo_rectangle (cr, 5, 6, 3, 2);
  cairo_fill (cr);
  cairo_destroy (cr);
  g_assert_true (rcp_film_add_surface (film, surface, NULL));
  g_assert_true (rcp_film_finish (film, NULL));
  cairo_surface_destroy (surface);
  shown = play (fixture->path);
  pixels = g_array_index (shown, Shown, 0).pixels;
  g_assert_cmpmem (pixels, 3, "\xff\x99\x33", 3);
  g_assert_cmpmem (pixels + 3 * (6 * WIDTH + 4), 6, "\xff\x99\x33\x00\x00\xff", 6);
}

/* Who knows of no animation sees the first frame. */
static void
test_as_a_picture (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpFilm) film = film_new (fixture, 10);
  g_autoptr (GdkPixbuf) picture = NULL;
  guint8 pixels[SIZE];

  for (int i = 0; i < 3; i++)
    {
      memset (pixels, 50 * (i + 1), SIZE);
      g_assert_true (rcp_film_add_frame (film, pixels, 3 * WIDTH, NULL));
    }
  g_assert_true (rcp_film_finish (film, NULL));
  picture = gdk_pixbuf_new_from_file (fixture->path, NULL);
  g_assert_nonnull (picture);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, WIDTH);
  g_assert_cmpuint (*gdk_pixbuf_read_pixels (picture), ==, 50);
}

/* What is not finished is not there, and what was there before still is. */
static void
test_unfinished (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *elsewhere = g_build_filename (fixture->folder, "no", "film.png", NULL);
  g_autofree char *old = NULL;
  guint8 pixels[SIZE] = { 0 };
  RcpFilm *film;

  g_assert_true (g_file_set_contents (fixture->path, "old", -1, NULL));
  film = film_new (fixture, 10);
  g_assert_true (rcp_film_add_frame (film, pixels, 3 * WIDTH, NULL));
  rcp_film_free (film);
  film = film_new (fixture, 10);
  g_assert_false (rcp_film_finish (film, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  rcp_film_free (film);
  g_clear_error (&error);
  g_assert_null (rcp_film_new (elsewhere, WIDTH, HEIGHT, 10, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, elsewhere));
  g_assert_true (g_file_get_contents (fixture->path, &old, NULL, NULL));
  g_assert_cmpstr (old, ==, "old");
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

/* A disk that is full. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  struct rlimit before, small;
  g_autoptr (GError) error = NULL;
  guint8 pixels[SIZE];
  gboolean ok = TRUE;
  RcpFilm *film;

  g_assert_true (g_file_set_contents (fixture->path, "old", -1, NULL));
  film = film_new (fixture, 10);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 4000;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  for (int i = 0; i < 10 && ok; i++)
    {
      for (int k = 0; k < SIZE; k++)
        pixels[k] = (guint8) g_test_rand_int ();
      ok = rcp_film_add_frame (film, pixels, 3 * WIDTH, &error);
    }
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_false (ok);
  g_assert_true (error != NULL && error->domain == G_FILE_ERROR);
  rcp_film_free (film);
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/film/frames", test_frames);
  ADD ("/film/still", test_still);
  ADD ("/film/surface", test_surface);
  ADD ("/film/as-a-picture", test_as_a_picture);
  ADD ("/film/unfinished", test_unfinished);
  ADD ("/film/full", test_full);
  return g_test_run ();
}
