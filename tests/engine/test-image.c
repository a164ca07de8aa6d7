/* Pictures from files: every kind that is taken, what becomes of them, and what is refused. */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#include "data/image.h"
#include "error.h"

static const RcpShape rgb32 = { 3, 32, 32 };
static const RcpShape grey28 = { 1, 28, 28 };

/* ---- Making pictures ---- */

static GBytes *
encode (GdkPixbuf *pixbuf, const char *type, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  char *buffer;
  gsize size;

  gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, type, &error, key, value, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (buffer, size);
}

static void
set_pixel (GdkPixbuf *pixbuf, int x, int y, guint32 rgba)
{
  guint8 *p =
      gdk_pixbuf_get_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf) + x * gdk_pixbuf_get_n_channels (pixbuf);

  p[0] = rgba >> 24;
  p[1] = rgba >> 16;
  p[2] = rgba >> 8;
  if (gdk_pixbuf_get_has_alpha (pixbuf))
    p[3] = rgba;
}

/* A picture in which every pixel is another. */
static GdkPixbuf *
pattern (int width, int height, gboolean alpha)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, width, height);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      set_pixel (pixbuf, x, y,
                 ((guint32) (x * 8) << 24 | (guint32) (y * 8 & 255) << 16 | (guint32) (x ^ y) << 8) | 255);
  return pixbuf;
}

static GdkPixbuf *
plain (int width, int height, guint32 rgba, gboolean alpha)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, width, height);

  gdk_pixbuf_fill (pixbuf, rgba);
  return pixbuf;
}

static guint8 *
load (GBytes *contents, RcpShape shape, RcpImageFit fit)
{
  g_autoptr (GError) error = NULL;
  guint8 *result = rcp_image_load_fitted_bytes (contents, shape, fit, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

static void
assert_refused (GBytes *contents, const char *said)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_image_load_fitted_bytes (contents, rgb32, RCP_IMAGE_FIT_CROP, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_IMAGE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, said));
}

/* ---- What is taken ---- */

static void
test_exact (void)
{
  g_autoptr (GdkPixbuf) pixbuf = pattern (32, 32, FALSE);
  g_autoptr (GBytes) png = encode (pixbuf, "png", NULL, NULL);

  for (int fit = RCP_IMAGE_FIT_STRETCH; fit <= RCP_IMAGE_FIT_CROP; fit++)
    {
      g_autofree guint8 *bytes = load (png, rgb32, fit);

      for (int y = 0; y < 32; y++)
        for (int x = 0; x < 32; x++)
          {
            g_assert_cmpuint (bytes[y * 32 + x], ==, x * 8);
            g_assert_cmpuint (bytes[1024 + y * 32 + x], ==, y * 8);
            g_assert_cmpuint (bytes[2048 + y * 32 + x], ==, x ^ y);
          }
    }
}

static void
test_grey (void)
{
  static const struct
  {
    guint32 colour;
    guint8 luma;
  } cases[] = {
    { 0xff0000ff, 76 },  { 0x00ff00ff, 150 }, { 0x0000ffff, 29 },
    { 0xffffffff, 255 }, { 0x000000ff, 0 },   { 0x808080ff, 128 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GdkPixbuf) pixbuf = plain (28, 28, cases[i].colour, FALSE);
      g_autoptr (GBytes) png = encode (pixbuf, "png", NULL, NULL);
      g_autofree guint8 *bytes = load (png, grey28, RCP_IMAGE_FIT_CROP);

      for (int k = 0; k < 28 * 28; k++)
        g_assert_cmpuint (bytes[k], ==, cases[i].luma);
    }
}

static void
test_one_pixel (void)
{
  g_autoptr (GdkPixbuf) pixbuf = plain (1, 1, 0x123456ff, FALSE);
  g_autoptr (GBytes) png = encode (pixbuf, "png", NULL, NULL);

  for (int fit = RCP_IMAGE_FIT_STRETCH; fit <= RCP_IMAGE_FIT_CROP; fit++)
    {
      g_autofree guint8 *bytes = load (png, rgb32, fit);

      for (int k = 0; k < 1024; k++)
        {
          g_assert_cmpuint (bytes[k], ==, 0x12);
          g_assert_cmpuint (bytes[1024 + k], ==, 0x34);
          g_assert_cmpuint (bytes[2048 + k], ==, 0x56);
        }
    }
}

/* Lines of one pixel, either way. */
static void
test_thin (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GdkPixbuf) line = i == 0 ? plain (5000, 1, 0x404040ff, FALSE) : plain (1, 5000, 0x404040ff, FALSE);
      g_autoptr (GBytes) png = encode (line, "png", NULL, NULL);

      for (int fit = RCP_IMAGE_FIT_STRETCH; fit <= RCP_IMAGE_FIT_CROP; fit++)
        {
          g_autofree guint8 *bytes = load (png, rgb32, fit);

          for (int k = 0; k < 3072; k++)
            g_assert_cmpuint (bytes[k], ==, 0x40);
        }
    }
}

static void
test_alpha (void)
{
  g_autoptr (GdkPixbuf) pixbuf = plain (32, 32, 0x000000ff, TRUE);
  g_autoptr (GBytes) png = NULL;
  g_autofree guint8 *bytes = NULL;

  set_pixel (pixbuf, 0, 0, 0xff000000); /* nothing of its red is seen */
  set_pixel (pixbuf, 1, 0, 0x00000080); /* half of black */
  set_pixel (pixbuf, 2, 0, 0xff0000ff);
  png = encode (pixbuf, "png", NULL, NULL);
  bytes = load (png, rgb32, RCP_IMAGE_FIT_CROP);
  g_assert_cmpuint (bytes[0], ==, 255);
  g_assert_cmpuint (bytes[1024], ==, 255);
  g_assert_cmpuint (bytes[1], ==, 127);
  g_assert_cmpuint (bytes[2], ==, 255);
  g_assert_cmpuint (bytes[1024 + 2], ==, 0);
  g_assert_cmpuint (bytes[3], ==, 0);
}

/* The colour of what cannot be seen must not bleed into its neighbours when it is scaled. */
static void
test_alpha_scaled (void)
{
  g_autoptr (GdkPixbuf) pixbuf = plain (64, 64, 0xff000000, TRUE);
  g_autoptr (GBytes) png = encode (pixbuf, "png", NULL, NULL);
  g_autofree guint8 *bytes = load (png, rgb32, RCP_IMAGE_FIT_CROP);

  for (int k = 0; k < 3072; k++)
    g_assert_cmpuint (bytes[k], ==, 255);
}

/* 16 bits a channel, written by hand because gdk-pixbuf writes only 8: binary PPM, big endian. */
static void
test_16_bits (void)
{
  g_autoptr (GByteArray) ppm = g_byte_array_new ();
  g_autoptr (GBytes) contents = NULL;
  g_autofree guint8 *bytes = NULL;

  g_byte_array_append (ppm, (const guint8 *) "P6 32 32 65535\n", 15);
  for (int k = 0; k < 1024; k++)
    g_byte_array_append (ppm, (const guint8[6]){ 0xff, 0xff, 0x80, 0x80, 0x00, 0x00 }, 6);
  contents = g_byte_array_free_to_bytes (g_steal_pointer (&ppm));
  bytes = load (contents, rgb32, RCP_IMAGE_FIT_CROP);
  g_assert_cmpuint (bytes[0], ==, 255);
  g_assert_cmpuint (bytes[1024], ==, 128);
  g_assert_cmpuint (bytes[2048 + 1023], ==, 0);
}

/* 1×1 PNGs of the kinds that gdk-pixbuf does not write. */
static const guint8 png_grey_16[] = { 137, 80,  78,  71, 13,  10, 26, 10,  0,   0,  0,   13,  73,  72,  68, 82,  0,
                                      0,   0,   1,   0,  0,   0,  1,  16,  0,   0,  0,   0,   106, 238, 71, 22,  0,
                                      0,   0,   11,  73, 68,  65, 84, 120, 218, 99, 104, 104, 0,   0,   1,  131, 1,
                                      1,   139, 145, 85, 242, 0,  0,  0,   0,   73, 69,  78,  68,  174, 66, 96,  130 };
static const guint8 png_palette[] = { 137, 80,  78, 71, 13, 10, 26, 10,  0,   0,   0,  13,  73, 72,  68,  82,  0,
                                      0,   0,   1,  0,  0,  0,  1,  1,   3,   0,   0,  0,   37, 219, 86,  202, 0,
                                      0,   0,   6,  80, 76, 84, 69, 255, 255, 255, 32, 192, 96, 235, 199, 35,  136,
                                      0,   0,   0,  10, 73, 68, 65, 84,  120, 218, 99, 104, 0,  0,   0,   130, 0,
                                      129, 218, 69, 8,  59, 0,  0,  0,   0,   73,  69, 78,  68, 174, 66,  96,  130 };
static const guint8 png_rgba_16[] = { 137, 80,  78,  71, 13, 10, 26, 10, 0,   0,  0,   13,  73,  72,  68,
                                      82,  0,   0,   0,  1,  0,  0,  0,  1,   16, 6,   0,   0,   0,   79,
                                      133, 24,  202, 0,  0,  0,  15, 73, 68,  65, 84,  120, 218, 99,  248,
                                      255, 159, 1,   8,  26, 26, 0,  16, 122, 2,  255, 233, 97,  105, 78,
                                      0,   0,   0,   0,  73, 69, 78, 68, 174, 66, 96,  130 };
/* Two frames, the first red, the second blue. */
static const guint8 gif_animated[] = { 71, 73,  70, 56,  57, 97,  1,  0,  1,  0,  128, 0,   0,  255, 0,  0,  0,
                                       0,  255, 33, 255, 11, 78,  69, 84, 83, 67, 65,  80,  69, 50,  46, 48, 3,
                                       1,  0,   0,  0,   33, 249, 4,  0,  10, 0,  0,   0,   44, 0,   0,  0,  0,
                                       1,  0,   1,  0,   0,  2,   2,  68, 1,  0,  33,  249, 4,  0,   10, 0,  0,
                                       0,  44,  0,  0,   0,  0,   1,  0,  1,  0,  0,   2,   2,  76,  1,  0,  59 };

static void
assert_one_colour (const guint8 *data, gsize size, guint8 red, guint8 green, guint8 blue)
{
  g_autoptr (GBytes) contents = g_bytes_new_static (data, size);
  g_autofree guint8 *bytes = load (contents, rgb32, RCP_IMAGE_FIT_CROP);

  g_assert_cmpuint (bytes[500], ==, red);
  g_assert_cmpuint (bytes[1024 + 500], ==, green);
  g_assert_cmpuint (bytes[2048 + 500], ==, blue);
}

static void
test_png_kinds (void)
{
  assert_one_colour (png_grey_16, sizeof png_grey_16, 0x80, 0x80, 0x80);
  assert_one_colour (png_palette, sizeof png_palette, 0x20, 0xc0, 0x60);
  assert_one_colour (png_rgba_16, sizeof png_rgba_16, 0xff, 0x7f, 0x7f);
}

static void
test_animated (void)
{
  assert_one_colour (gif_animated, sizeof gif_animated, 0xff, 0, 0);
}

/* ---- How it is fitted ---- */

/* Three squares side by side, red, green and blue. */
static GBytes *
three_squares (int side)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 3 * side, side);
  static const guint32 colours[3] = { 0xff0000ff, 0x00ff00ff, 0x0000ffff };

  for (int y = 0; y < side; y++)
    for (int x = 0; x < 3 * side; x++)
      set_pixel (pixbuf, x, y, colours[x / side]);
  return encode (pixbuf, "png", NULL, NULL);
}

static void
test_crop (void)
{
  g_autoptr (GBytes) png = three_squares (100);
  g_autofree guint8 *bytes = load (png, rgb32, RCP_IMAGE_FIT_CROP);

  for (int k = 0; k < 1024; k++)
    {
      g_assert_cmpuint (bytes[k], ==, 0);
      g_assert_cmpuint (bytes[1024 + k], ==, 255);
      g_assert_cmpuint (bytes[2048 + k], ==, 0);
    }
}

static void
test_stretch (void)
{
  g_autoptr (GBytes) png = three_squares (96);
  g_autofree guint8 *bytes = load (png, rgb32, RCP_IMAGE_FIT_STRETCH);

  g_assert_cmpuint (bytes[0], ==, 255);
  g_assert_cmpuint (bytes[1024 + 16], ==, 255);
  g_assert_cmpuint (bytes[2048 + 31], ==, 255);
  g_assert_cmpuint (bytes[31], ==, 0);
}

/* Shrinking takes the mean of all pixels: a fine checker board of black and white becomes grey. */
static void
test_shrink (void)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 320, 320);
  g_autoptr (GBytes) png = NULL;
  g_autofree guint8 *bytes = NULL;

  for (int y = 0; y < 320; y++)
    for (int x = 0; x < 320; x++)
      set_pixel (pixbuf, x, y, (x + y) % 2 == 0 ? 0xffffffff : 0x000000ff);
  png = encode (pixbuf, "png", NULL, NULL);
  bytes = load (png, rgb32, RCP_IMAGE_FIT_CROP);
  for (int k = 0; k < 3072; k++)
    {
      g_assert_cmpuint (bytes[k], >=, 126);
      g_assert_cmpuint (bytes[k], <=, 129);
    }
}

/* An EXIF block that says which way up a camera was held, put into a JPEG right after its start. */
static GBytes *
with_orientation (GBytes *jpeg, guint8 orientation)
{
  const guint8 exif[] = {
    0xff, 0xe1, 0x00, 0x22, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M',         0, 42, 0, 0, 0, 8,
    0,    1,    0x01, 0x12, 0,   3,   0,   0,   0, 1, 0,   orientation, 0, 0,  0, 0, 0, 0,
  };
  GByteArray *array = g_byte_array_new ();
  const guint8 *data = g_bytes_get_data (jpeg, NULL);

  g_byte_array_append (array, data, 2);
  g_byte_array_append (array, exif, sizeof exif);
  g_byte_array_append (array, data + 2, g_bytes_get_size (jpeg) - 2);
  return g_byte_array_free_to_bytes (array);
}

static void
test_orientation (void)
{
  g_autoptr (GdkPixbuf) pixbuf = plain (32, 32, 0x000000ff, FALSE);
  g_autoptr (GBytes) jpeg = NULL;
  g_autoptr (GBytes) turned = NULL;
  g_autofree guint8 *upright = NULL;
  g_autofree guint8 *bytes = NULL;

  /* White above, black below. */
  for (int y = 0; y < 16; y++)
    for (int x = 0; x < 32; x++)
      set_pixel (pixbuf, x, y, 0xffffffff);
  jpeg = encode (pixbuf, "jpeg", "quality", "100");
  upright = load (jpeg, rgb32, RCP_IMAGE_FIT_CROP);
  g_assert_cmpuint (upright[2 * 32 + 16], >, 200);
  g_assert_cmpuint (upright[29 * 32 + 16], <, 50);

  /* 6: to be turned clockwise by a quarter. What was above is then at the right. */
  turned = with_orientation (jpeg, 6);
  bytes = load (turned, rgb32, RCP_IMAGE_FIT_CROP);
  g_assert_cmpuint (bytes[16 * 32 + 29], >, 200);
  g_assert_cmpuint (bytes[16 * 32 + 2], <, 50);
}

/* ---- What is refused ---- */

static void
test_no_picture (void)
{
  static const char *const texts[] = {
    "", "x", "this is a text, and not a picture", "\x89PNG\r\n\x1a\n", "GIF89a", "BM"
  };
  g_autofree guint8 *zeros = g_malloc0 (100000);
  g_autoptr (GBytes) nothing = g_bytes_new_static (zeros, 100000);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) contents = g_bytes_new_static (texts[i], strlen (texts[i]));

      assert_refused (contents, "is not a picture that can be read");
    }
  assert_refused (nothing, "is not a picture that can be read");
}

/* A picture that stops halfway must not be taken for a whole one. */
static void
test_cut (gconstpointer type)
{
  g_autoptr (GdkPixbuf) pixbuf = pattern (300, 200, FALSE);
  g_autoptr (GBytes) whole = encode (pixbuf, type, NULL, NULL);
  gsize size = g_bytes_get_size (whole);
  g_autofree guint8 *bytes = load (whole, rgb32, RCP_IMAGE_FIT_CROP);

  for (gsize part = 1; part < 10; part++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (whole, 0, size * part / 10);

      g_test_message ("%s: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes", (const char *) type,
                      g_bytes_get_size (cut), size);
      assert_refused (cut, "is not a picture that can be read");
    }
}

static void
test_cut_ppm (void)
{
  g_autoptr (GString) ppm = g_string_new ("P6 40 40 255\n");
  gsize head = ppm->len;

  for (int k = 0; k < 40 * 40 * 3; k++)
    g_string_append_c (ppm, (char) k);
  for (gsize size = head; size < ppm->len; size += 479)
    {
      g_autoptr (GBytes) cut = g_bytes_new_static (ppm->str, size);

      assert_refused (cut, "is not a picture that can be read");
    }
}

/* A PNG that promises 20,000 × 20,000 pixels. */
static void
test_too_large (void)
{
  static const guint8 png[] = { 137, 80, 78, 71, 13, 10,  26,  10, 0,  0,   0,  13,  73, 72,  68,  82, 0, 0,
                                78,  32, 0,  0,  78, 32,  8,   2,  0,  0,   0,  108, 18, 209, 110, 0,  0, 0,
                                12,  73, 68, 65, 84, 120, 156, 99, 96, 160, 61, 0,   0,  0,   100, 0,  1, 134,
                                100, 60, 53, 0,  0,  0,   0,   73, 69, 78,  68, 174, 66, 96,  130 };
  static const char ppm[] = "P6 20000 20000 255\n0123456789";
  static const char strip[] = "P6 100000 2 255\n0123456789";
  static const guint8 gif[] = { 'G', 'I', 'F', '8', '9', 'a', 0x20, 0x4e, 0x20, 0x4e, 0x80, 0,    0, 0, 0, 0,
                                255, 255, 255, ',', 0,   0,   0,    0,    0x20, 0x4e, 0x20, 0x4e, 0, 2, 0, ';' };
  const struct
  {
    gconstpointer data;
    gsize size;
    const char *said;
  } cases[] = {
    { png, sizeof png, "20000 × 20000 pixels" },
    { ppm, sizeof ppm - 1, "20000 × 20000 pixels" },
    { strip, sizeof strip - 1, "100000 × 2 pixels" },
    { gif, sizeof gif, "20000 × 20000 pixels" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) contents = g_bytes_new_static (cases[i].data, cases[i].size);

      assert_refused (contents, cases[i].said);
    }
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("receptive-image-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "picture.png", NULL);
  g_autofree char *missing = g_build_filename (folder, "missing.png", NULL);
  g_autoptr (GdkPixbuf) pixbuf = pattern (32, 32, FALSE);
  g_autoptr (GBytes) png = encode (pixbuf, "png", NULL, NULL);
  g_autofree guint8 *from_bytes = load (png, rgb32, RCP_IMAGE_FIT_CROP);
  g_autofree guint8 *from_file = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL));
  from_file = rcp_image_load_fitted (path, rgb32, RCP_IMAGE_FIT_CROP, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (from_file, 3072, from_bytes, 3072);

  g_assert_null (rcp_image_load_fitted (missing, rgb32, RCP_IMAGE_FIT_CROP, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "missing.png"));
  g_clear_error (&error);

  g_assert_null (rcp_image_load_fitted (folder, rgb32, RCP_IMAGE_FIT_CROP, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, folder));
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  g_assert_null (rcp_image_load_fitted (path, rgb32, RCP_IMAGE_FIT_CROP, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_IMAGE);
  g_assert_nonnull (strstr (error->message, path));

  g_remove (path);
  g_rmdir (folder);
}

static void
test_channels (void)
{
  g_autoptr (GdkPixbuf) pixbuf = pattern (32, 32, FALSE);
  g_autoptr (GBytes) png = encode (pixbuf, "png", NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_image_load_fitted_bytes (png, (RcpShape){ 2, 32, 32 }, RCP_IMAGE_FIT_CROP, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
}

static void
test_whole (void)
{
  g_autoptr (GdkPixbuf) pixbuf = pattern (7, 5, FALSE);
  g_autoptr (GBytes) png = encode (pixbuf, "png", NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpImage) image = rcp_image_load_bytes (png, "seven.png", &error);
  g_autofree guint8 *fitted = load (png, rgb32, RCP_IMAGE_FIT_STRETCH);
  const guint8 *kept;

  g_assert_no_error (error);
  g_assert_cmpstr (rcp_image_get_name (image), ==, "seven.png");
  g_assert_cmpint (rcp_image_get_width (image), ==, 7);
  g_assert_cmpint (rcp_image_get_height (image), ==, 5);
  /* the rows of 21 bytes lie one behind the other, whatever gaps they had */
  for (int y = 0; y < 5; y++)
    g_assert_cmpmem (rcp_image_get_pixels (image) + 21 * y, 21,
                     gdk_pixbuf_read_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf), 21);
  kept = rcp_image_get_fitted (image, rgb32, RCP_IMAGE_FIT_STRETCH, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (kept, 3072, fitted, 3072);
  g_assert_nonnull (rcp_image_get_fitted (image, grey28, RCP_IMAGE_FIT_CROP, NULL));
  g_assert_true (rcp_image_get_fitted (image, rgb32, RCP_IMAGE_FIT_STRETCH, NULL) == kept);
  g_assert_null (rcp_image_get_fitted (image, (RcpShape){ 2, 32, 32 }, RCP_IMAGE_FIT_CROP, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (rcp_image_load (g_get_tmp_dir (), &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_IMAGE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/image/exact", test_exact);
  g_test_add_func ("/image/grey", test_grey);
  g_test_add_func ("/image/one-pixel", test_one_pixel);
  g_test_add_func ("/image/thin", test_thin);
  g_test_add_func ("/image/alpha", test_alpha);
  g_test_add_func ("/image/alpha-scaled", test_alpha_scaled);
  g_test_add_func ("/image/16-bits", test_16_bits);
  g_test_add_func ("/image/png-kinds", test_png_kinds);
  g_test_add_func ("/image/animated", test_animated);
  g_test_add_func ("/image/crop", test_crop);
  g_test_add_func ("/image/stretch", test_stretch);
  g_test_add_func ("/image/shrink", test_shrink);
  g_test_add_func ("/image/orientation", test_orientation);
  g_test_add_func ("/image/no-picture", test_no_picture);
  g_test_add_data_func ("/image/cut/png", "png", test_cut);
  g_test_add_data_func ("/image/cut/jpeg", "jpeg", test_cut);
  g_test_add_data_func ("/image/cut/bmp", "bmp", test_cut);
  g_test_add_data_func ("/image/cut/tiff", "tiff", test_cut);
  g_test_add_func ("/image/cut/ppm", test_cut_ppm);
  g_test_add_func ("/image/too-large", test_too_large);
  g_test_add_func ("/image/files", test_files);
  g_test_add_func ("/image/channels", test_channels);
  g_test_add_func ("/image/whole", test_whole);
  return g_test_run ();
}
