#include "filter/filter.h"
#include "filter/presets.h"

#include <math.h>
#include <string.h>

#include "data/image.h"
#include "error.h"
#include "filter/rows.h"
#include "random.h"

/* --- a filter as one would write it down, in double ---------------------------------------------------------- */

/* OpenCV's borders by hand: what the fixture holds the engine to, this holds to the names. */
static int
naive_place (RcpBorder border, int place, int length)
{
  const int period = border == RCP_BORDER_REFLECT ? 2 * length : MAX (1, 2 * length - 2);

  switch (border)
    {
    case RCP_BORDER_REPLICATE:
      return place < 0 ? 0 : place >= length ? length - 1 : place;
    case RCP_BORDER_REFLECT:
      place = ((place % period) + period) % period;
      return place < length ? place : period - 1 - place;
    case RCP_BORDER_REFLECT101:
      place = ((place % period) + period) % period;
      return place < length ? place : period - place;
    default:
      return place >= 0 && place < length ? place : -1;
    }
}

static double
naive_value (const RcpFilter *filter, const guint8 *rgb, int width, int height, int y, int x, int channel)
{
  const RcpKernel *kernel = &filter->kernel;
  double sum = 0.0, divisor = 0.0;

  for (int i = 0; i < kernel->height; i++)
    for (int j = 0; j < kernel->width; j++)
      {
        /* correlation reads with the kernel, convolution against it */
        int dy = i - kernel->height / 2;
        int dx = j - kernel->width / 2;
        int row = naive_place (filter->border, filter->flip ? y - dy : y + dy, height);
        int column = naive_place (filter->border, filter->flip ? x - dx : x + dx, width);
        double weight = kernel->weights[i * kernel->width + j];
        double pixel = 0.0;

        if (row >= 0 && column >= 0)
          {
            const guint8 *p = rgb + 3 * (row * width + column);

            pixel = filter->grey ? floor (0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2] + 0.5 + 1e-9) : p[channel];
          }
        sum += weight * pixel;
        divisor += weight;
      }
  return filter->offset + sum * filter->scale / (filter->normalise && fabs (divisor) > 1e-9 ? divisor : 1.0);
}

/* --- random filters ------------------------------------------------------------------------------------------ */

static guint8 *
random_picture (RcpRandom *random, int width, int height)
{
  gsize n = 3 * (gsize) width * (gsize) height;
  guint8 *rgb = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    {
      guint32 kind = rcp_random_below (random, 4);

      rgb[i] = kind == 0 ? 255 : kind == 1 ? 0 : (guint8) rcp_random_below (random, 256);
    }
  return rgb;
}

static void
random_filter (RcpRandom *random, RcpFilter *filter)
{
  int kind = (int) rcp_random_below (random, 4);

  rcp_filter_init (filter);
  filter->kernel = (RcpKernel){
    .height = 1 + (int) rcp_random_below (random, RCP_KERNEL_MAX_SIDE),
    .width = 1 + (int) rcp_random_below (random, RCP_KERNEL_MAX_SIDE),
  };
  for (int i = 0; i < filter->kernel.height * filter->kernel.width; i++)
    {
      double *weight = &filter->kernel.weights[i];

      /* small whole numbers, large ones, quarters, anything */
      *weight = (double) rcp_random_below (random, 7) - 3.0;
      if (kind == 1)
        *weight = (double) rcp_random_below (random, 2001) - 1000.0;
      else if (kind == 2)
        *weight /= 4.0;
      else if (kind == 3)
        *weight = rcp_random_normal (random);
    }
  filter->border = rcp_random_below (random, RCP_N_BORDERS);
  filter->flip = rcp_random_below (random, 2) == 1;
  filter->grey = rcp_random_below (random, 4) == 0;
  if (rcp_random_below (random, 3) == 0)
    {
      filter->normalise = rcp_random_below (random, 2) == 1;
      filter->scale = rcp_random_below (random, 2) == 1 ? 0.5 : rcp_random_normal (random);
      filter->offset = rcp_random_below (random, 2) == 1 ? 128.0 : 100.0 * rcp_random_normal (random);
    }
}

static gboolean
is_exact (const RcpFilter *filter)
{
  for (int i = 0; i < filter->kernel.height * filter->kernel.width; i++)
    if (filter->kernel.weights[i] != rint (filter->kernel.weights[i]))
      return FALSE;
  return !filter->normalise && filter->scale == rint (filter->scale) && filter->offset == rint (filter->offset);
}

static void
check_filter (const RcpFilter *filter, const guint8 *rgb, int width, int height)
{
  int channels = rcp_filter_get_channels (filter);
  gsize n = (gsize) width * (gsize) height * (gsize) channels;
  g_autofree guint8 *bytes = g_malloc (n);
  g_autofree float *values = g_new (float, n);
  g_autoptr (RcpFilterPass) pass = rcp_filter_pass_new (filter, rgb, width, height);
  g_autoptr (GError) error = NULL;
  double size = 1.0 + fabs (filter->offset);

  g_assert_true (rcp_filter_apply (filter, rgb, width, height, bytes, NULL, NULL, NULL, &error));
  rcp_filter_pass_values (pass, 0, height, values);
  for (int i = 0; i < filter->kernel.height * filter->kernel.width; i++)
    size += 255.0 * fabs (filter->kernel.weights[i] * filter->scale / rcp_filter_get_divisor (filter));
  for (gsize i = 0; i < n; i++)
    {
      int channel = (int) (i % (gsize) channels);
      int x = (int) (i / (gsize) channels) % width;
      int y = (int) (i / (gsize) channels) / width;
      double naive = naive_value (filter, rgb, width, height, y, x, channel);
      double tolerance = is_exact (filter) ? 0.0 : 1e-5 * size;
      RcpFilterSum sum;

      g_assert_cmpfloat (fabs (values[i] - naive), <=, tolerance);
      g_assert_cmpfloat (fabs (bytes[i] - CLAMP (naive, 0.0, 255.0)), <=, 0.5 + tolerance);
      g_assert_cmpint (bytes[i], ==, (int) nearbyint (CLAMP (values[i], 0.0f, 255.0f)));
      /* what the page writes out is what the filter did, to the last bit */
      rcp_filter_explain (filter, rgb, width, height, y, x, channel, &sum);
      g_assert_cmpfloat (sum.value, ==, values[i]);
      g_assert_cmpint (sum.byte, ==, bytes[i]);
      g_assert_cmpfloat (fabs (sum.sum * filter->scale / rcp_filter_get_divisor (filter) + filter->offset - naive), <=,
                         1e-9 * size);
    }
}

static void
test_random (gconstpointer isa)
{
  RcpRandom random;

  g_setenv ("RECEPTIVE_CPU_ISA", isa, TRUE);
  rcp_random_init (&random, 11, 0);
  for (int round = 0; round < 150; round++)
    {
      /* now and then wider than what is worked on at once, often smaller than the kernel */
      int width =
          round % 10 == 0 ? 700 + (int) rcp_random_below (&random, 100) : 1 + (int) rcp_random_below (&random, 40);
      int height = 1 + (int) rcp_random_below (&random, 20);
      g_autofree guint8 *rgb = random_picture (&random, width, height);
      RcpFilter filter;

      random_filter (&random, &filter);
      check_filter (&filter, rgb, width, height);
    }
  g_unsetenv ("RECEPTIVE_CPU_ISA");
}

/* Rows in any order and number are the same rows. */
static void
test_rows (void)
{
  RcpRandom random;
  RcpFilter filter;
  enum
  {
    WIDTH = 21,
    HEIGHT = 13
  };
  g_autofree guint8 *rgb = NULL;
  guint8 whole[3 * WIDTH * HEIGHT], parts[3 * WIDTH * HEIGHT];

  rcp_random_init (&random, 12, 0);
  rgb = random_picture (&random, WIDTH, HEIGHT);
  for (int round = 0; round < 40; round++)
    {
      g_autoptr (RcpFilterPass) pass = NULL;

      random_filter (&random, &filter);
      filter.grey = FALSE;
      g_assert_true (rcp_filter_apply (&filter, rgb, WIDTH, HEIGHT, whole, NULL, NULL, NULL, NULL));
      pass = rcp_filter_pass_new (&filter, rgb, WIDTH, HEIGHT);
      for (int i = 0; i < HEIGHT; i++)
        {
          int row = i * 5 % HEIGHT;

          rcp_filter_pass_bytes (pass, row, 1, parts + 3 * WIDTH * row);
        }
      g_assert_cmpmem (whole, sizeof whole, parts, sizeof parts);
    }
}

/* What stands in for the instruction where there is none gives what the instruction gives. */
static void
test_fused (void)
{
  RcpRandom random;

  rcp_random_init (&random, 13, 0);
  for (int i = 0; i < 1000000; i++)
    {
      float weight = (float) (rcp_random_normal (&random) * pow (10.0, (int) rcp_random_below (&random, 9) - 4));
      float pixel = (float) rcp_random_below (&random, 256);
      float sum = (float) (rcp_random_normal (&random) * pow (10.0, (int) rcp_random_below (&random, 13) - 6));

      /* near to each other with opposite signs, and near a tie, is where it is hard */
      if (i % 3 == 0)
        sum = -weight * pixel * (1.0f + (float) rcp_random_below (&random, 4) * 0x1p-23f);
      g_assert_cmpfloat (rcp_filter_fma (weight, pixel, sum), ==, fmaf (weight, pixel, sum));
    }
}

/* --- OpenCV --------------------------------------------------------------------------------------------------- */

static RcpImage *
load_fixture (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".ppm", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "filter2d", file, NULL);
  g_autoptr (GError) error = NULL;
  RcpImage *image = rcp_image_load (path, &error);

  g_assert_no_error (error);
  return image;
}

static void
test_opencv (gconstpointer isa)
{
  g_autofree char *table = g_test_build_filename (G_TEST_DIST, "filter2d", "cases.txt", NULL);
  g_autofree char *outputs = g_test_build_filename (G_TEST_DIST, "filter2d", "outputs.bin", NULL);
  g_autofree char *text = NULL, *wanted = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length, at = 0;

  g_setenv ("RECEPTIVE_CPU_ISA", isa, TRUE);
  g_assert_true (g_file_get_contents (table, &text, NULL, NULL));
  g_assert_true (g_file_get_contents (outputs, &wanted, &length, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) fields = g_strsplit (*line, "|", -1);
      g_autoptr (RcpImage) image = load_fixture (fields[0]);
      int width = rcp_image_get_width (image), height = rcp_image_get_height (image);
      gsize size = 3 * (gsize) width * (gsize) height;
      g_autofree guint8 *bytes = g_malloc (size);
      RcpFilter filter;

      rcp_filter_init (&filter);
      g_assert_true (rcp_border_parse (fields[1], &filter.border, NULL));
      filter.flip = fields[2][0] == '1';
      filter.scale = g_ascii_strtod (fields[3], NULL);
      filter.offset = g_ascii_strtod (fields[4], NULL);
      g_assert_true (rcp_kernel_parse (fields[5], &filter.kernel, NULL));
      g_assert_true (
          rcp_filter_apply (&filter, rcp_image_get_pixels (image), width, height, bytes, NULL, NULL, NULL, NULL));
      g_assert_cmpuint (at + size, <=, length);
      if (memcmp (bytes, wanted + at, size) != 0)
        g_error ("not as OpenCV has it: %s", *line);
      at += size;
    }
  g_assert_cmpuint (at, ==, length);
  g_unsetenv ("RECEPTIVE_CPU_ISA");
}

/* --- words and limits ----------------------------------------------------------------------------------------- */

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    int height, width;
    double last;
  } good[] = {
    { "0 -1 0; -1 8 -1; 0 -1 0", 3, 3, 0 },
    { "1,2,3\n4,5,6\n", 2, 3, 6 },
    { " 1;\n 2;\n", 2, 1, 2 },
    { "-.5", 1, 1, -0.5 },
    { "1e3 +2.25", 1, 2, 2.25 },
    { "1 2 3 4 5 6 7;1 2 3 4 5 6 7;1 2 3 4 5 6 7;1 2 3 4 5 6 7;1 2 3 4 5 6 7;1 2 3 4 5 6 7;1 2 3 4 5 6 9", 7, 7, 9 },
  };
  static const struct
  {
    const char *text;
    const char *says;
  } bad[] = {
    { "", "empty" },
    { " ; ", "Row 1" },
    { "1;;2", "Row 2" },
    { "1 2; 3", "row 2" },
    { "1 2; 3 4 5", "row 2" },
    { "1 x 2", "“x”" },
    { "nan", "“nan”" },
    { "1 nan", "“nan”" },
    { "1 inf", "“inf”" },
    { "1 -Infinity", "“-Infinity”" },
    { "1 0x10", "“0x10”" },
    { "1 1e400", "“1e400”" },
    { "1 2000000", "“2000000”" },
    { "1 --2", "“--2”" },
    { "1 2e", "“2e”" },
    { "1 2 3 4 5 6 7 8", "more than 7 numbers" },
    { "1;2;3;4;5;6;7;8", "more than 7 rows" },
    { "sobel-z", "sobel-x" },
    { "Sobel-x", "“Sobel-x”" },
    { "sobel-x:3", "“sobel-x:3”" },
    { "random:x", "“x”" },
    { "random:-1", "“-1”" },
    { "random:", "seed" },
    { "1 \xff 2", "not a number" },
  };
  RcpFilter filter, before;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *text = NULL;
      RcpKernel again;

      rcp_filter_init (&filter);
      g_assert_true (rcp_filter_parse_kernel (good[i].text, &filter, NULL));
      g_assert_cmpint (filter.kernel.height, ==, good[i].height);
      g_assert_cmpint (filter.kernel.width, ==, good[i].width);
      g_assert_cmpfloat (filter.kernel.weights[good[i].height * good[i].width - 1], ==, good[i].last);
      text = rcp_kernel_to_text (&filter.kernel);
      g_assert_true (rcp_kernel_parse (text, &again, NULL));
      g_assert_true (rcp_kernel_equal (&again, &filter.kernel));
    }
  rcp_filter_init (&before);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      filter = before;
      g_assert_false (rcp_filter_parse_kernel (bad[i].text, &filter, &error));
      g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
      if (strstr (error->message, bad[i].says) == NULL)
        g_error ("“%s” is refused with “%s”, which does not say %s", bad[i].text, error->message, bad[i].says);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_true (rcp_filter_equal (&filter, &before));
    }
}

static void
test_presets (void)
{
  static const struct
  {
    const char *name;
    const char *kernel;
    double sum;
  } wanted[] = {
    { "sobel-y", "-1 -2 -1; 0 0 0; 1 2 1", 0 },
    { "tutorial", "0 -1 0; -1 8 -1; 0 -1 0", 4 },
    { "identity", "0 0 0; 0 1 0; 0 0 0", 1 },
  };
  RcpFilter filter, other;
  guint n;
  const RcpFilterPreset *presets = rcp_filter_presets (&n);

  for (guint i = 0; i < n; i++)
    {
      rcp_filter_init (&filter);
      g_assert_true (rcp_filter_parse_kernel (presets[i].name, &filter, NULL));
      g_assert_true (g_str_has_suffix (presets[i].summary, "."));
    }
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (rcp_filter_parse_kernel (wanted[i].name, &filter, NULL));
      text = rcp_kernel_to_text (&filter.kernel);
      g_assert_cmpstr (text, ==, wanted[i].kernel);
      g_assert_cmpfloat (rcp_kernel_sum (&filter.kernel), ==, wanted[i].sum);
    }
  g_assert_true (rcp_filter_parse_kernel ("box", &filter, NULL));
  g_assert_cmpfloat (rcp_filter_get_divisor (&filter), ==, 9.0);
  g_assert_true (rcp_filter_parse_kernel ("random:7", &filter, NULL));
  g_assert_true (rcp_filter_parse_kernel ("random:7", &other, NULL));
  g_assert_true (rcp_kernel_equal (&filter.kernel, &other.kernel));
  g_assert_true (rcp_filter_parse_kernel ("random:8", &other, NULL));
  g_assert_false (rcp_kernel_equal (&filter.kernel, &other.kernel));
}

static void
test_resize (void)
{
  RcpKernel kernel;
  g_autofree char *grown = NULL, *shrunk = NULL;

  g_assert_true (rcp_kernel_parse ("1 2 3; 4 5 6; 7 8 9", &kernel, NULL));
  rcp_kernel_resize (&kernel, 4, 5);
  grown = rcp_kernel_to_text (&kernel);
  g_assert_cmpstr (grown, ==, "0 0 0 0 0; 0 1 2 3 0; 0 4 5 6 0; 0 7 8 9 0");
  rcp_kernel_resize (&kernel, 2, 2);
  shrunk = rcp_kernel_to_text (&kernel);
  g_assert_cmpstr (shrunk, ==, "1 2; 4 5");
}

static void
test_normalise (void)
{
  RcpFilter filter;

  rcp_filter_init (&filter);
  filter.normalise = TRUE;
  g_assert_true (rcp_kernel_parse ("0.1 0.2 -0.3", &filter.kernel, NULL));
  g_assert_cmpfloat (rcp_filter_get_divisor (&filter), ==, 1.0);
  g_assert_true (rcp_kernel_parse ("1 -4", &filter.kernel, NULL));
  g_assert_cmpfloat (rcp_filter_get_divisor (&filter), ==, -3.0);
  filter.normalise = FALSE;
  g_assert_cmpfloat (rcp_filter_get_divisor (&filter), ==, 1.0);
}

typedef struct
{
  GCancellable *cancellable;
  double last;
} Watch;

static void
on_progress (double share, gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_cmpfloat (share, >, watch->last);
  watch->last = share;
  if (watch->cancellable != NULL)
    g_cancellable_cancel (watch->cancellable);
}

static void
test_cancel (void)
{
  const int width = 1024, height = 1024;
  g_autofree guint8 *rgb = g_malloc0 (3 * (gsize) width * (gsize) height);
  g_autofree guint8 *bytes = g_malloc (3 * (gsize) width * (gsize) height);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Watch watch = { NULL, 0.0 };
  RcpFilter filter;

  rcp_filter_init (&filter);
  g_assert_true (rcp_filter_apply (&filter, rgb, width, height, bytes, cancellable, on_progress, &watch, NULL));
  g_assert_cmpfloat (watch.last, ==, 1.0);
  watch = (Watch){ cancellable, 0.0 };
  g_assert_false (rcp_filter_apply (&filter, rgb, width, height, bytes, cancellable, on_progress, &watch, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpfloat (watch.last, <, 1.0);
}

int
main (int argc, char **argv)
{
  static const char *const isas[] = { "baseline", "avx2", "avx512" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (isas); i++)
    {
      g_autofree char *random = g_strconcat ("/filter/random/", isas[i], NULL);
      g_autofree char *opencv = g_strconcat ("/filter/opencv/", isas[i], NULL);

      g_test_add_data_func (random, isas[i], test_random);
      g_test_add_data_func (opencv, isas[i], test_opencv);
    }
  g_test_add_func ("/filter/rows", test_rows);
  g_test_add_func ("/filter/fused", test_fused);
  g_test_add_func ("/filter/text", test_text);
  g_test_add_func ("/filter/presets", test_presets);
  g_test_add_func ("/filter/resize", test_resize);
  g_test_add_func ("/filter/normalise", test_normalise);
  g_test_add_func ("/filter/cancel", test_cancel);
  return g_test_run ();
}
