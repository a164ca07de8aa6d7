#include "error.h"
#include "net/safetensors.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* ---- Files that are damaged ---- */

typedef struct
{
  const char *what;
  const char *header;
  gsize data_size;
  const char *sentence; /* a part of it; NULL where the file is good */
} Header;

#define F32_AT(name, shape, begin, end)                                                                                \
  "\"" name "\":{\"dtype\":\"F32\",\"shape\":[" shape "],\"data_offsets\":[" #begin "," #end "]}"

static const Header headers[] = {
  { "no tensors", "{}", 0, NULL },
  { "padding", "{}      ", 0, NULL },
  { "white space", " {\n\t\"a\" : {\r\"shape\" : [ 1 , 2 ] , \"data_offsets\" :[0, 8 ] ,\"dtype\": \"F32\" } } ", 8,
    NULL },
  { "any order", "{" F32_AT ("b", "1", 4, 8) "," F32_AT ("a", "1", 0, 4) "}", 8, NULL },
  { "an empty tensor", "{" F32_AT ("a", "3,0", 4, 4) "," F32_AT ("b", "", 0, 4) "}", 4, NULL },
  { "other types",
    "{\"a\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[0,6]},"
    "\"b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[6,14]}}",
    14, NULL },
  { "metadata",
    "{\"__metadata__\":{\"format\":\"pt\"},\"__metadata\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}", 1,
    NULL },

  { "no JSON", "hello", 0, "at byte 0 of its header a “{” is missing" },
  { "nothing", "", 0, "a “{” is missing" },
  { "an array", "[]", 0, "a “{” is missing" },
  { "not closed", "{" F32_AT ("a", "1", 0, 4), 4, "a “}” is missing" },
  { "a comma too much", "{" F32_AT ("a", "1", 0, 4) ",}", 4, "a “\"” is missing" },
  { "more behind", "{}{}", 0, "at byte 2 of its header something follows its end" },
  { "a zero byte", "{}\x01", 0, "something follows its end" },
  { "no UTF-8", "{\"\xff\":", 0, "at byte 2 of its header there is no UTF-8 text" },
  { "a string that goes on", "{\"a", 0, "a string does not end" },
  { "a line break in a string", "{\"a\nb\":", 0, "a control character" },
  { "an unknown escape", "{\"\\q\":", 0, "an escape in a string is damaged" },
  { "a short escape", "{\"\\u12", 0, "an escape in a string is damaged" },
  { "an escape at the end", "{\"\\", 0, "an escape in a string is damaged" },
  { "half a character", "{\"\\ud83d\":", 0, "half a character" },
  { "half a character twice", "{\"\\ud83d\\ud83d\":", 0, "half a character" },
  { "the other half", "{\"\\ude00\":", 0, "stands for no character" },
  { "an escaped zero", "{\"a\\u0000b\":", 0, "stands for no character" },
  { "a tensor that is a number", "{\"a\":5}", 0, "a “{” is missing" },
  { "deep nesting", "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 0, "a “{” is missing" },
  { "nesting in a shape", "{\"a\":{\"shape\":[[[[[[[[", 0, "a whole number is missing" },
  { "a key twice", "{" F32_AT ("a", "1", 0, 4) "," F32_AT ("a", "1", 4, 8) "}", 8, "“a” is there twice" },
  { "a key twice in disguise", "{" F32_AT ("a", "1", 0, 4) "," F32_AT ("\\u0061", "1", 4, 8) "}", 8,
    "“a” is there twice" },
  { "metadata twice", "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "“__metadata__” is there twice" },
  { "metadata with a key twice", "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "“k” is there twice" },
  { "metadata with a number", "{\"__metadata__\":{\"k\":1}}", 0, "a “\"” is missing" },
  { "a dtype twice", "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"", 0, "“dtype” is there twice" },
  { "no dtype", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "a tensor has no dtype" },
  { "no shape", "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, "a tensor has no shape" },
  { "no offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "a tensor has no data_offsets" },
  { "another key", "{\"a\":{\"dtype\":\"F32\",\"strides\":[1]}}", 4, "“strides” is none of dtype" },
  { "an unknown type", "{\"a\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
    "of the unknown type “F33”" },
  { "a type that begins well", "{\"a\":{\"dtype\":\"F32 and so on and on\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
    "of the unknown type" },
  { "one offset", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4,
    "the offsets are not two numbers" },
  { "three offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}", 4, "more than 2 numbers" },
  { "nine dimensions", "{" F32_AT ("a", "1,1,1,1,1,1,1,1,1", 0, 4) "}", 4, "more than 8 numbers" },
  { "a negative dimension", "{" F32_AT ("a", "-1", 0, 4) "}", 4, "a whole number is missing" },
  { "a fraction", "{" F32_AT ("a", "1.0", 0, 4) "}", 4, "a “]” is missing" },
  { "an exponent", "{" F32_AT ("a", "1e0", 0, 4) "}", 4, "a “]” is missing" },
  { "an octal number", "{" F32_AT ("a", "01", 0, 4) "}", 4, "a whole number is missing" },
  { "a number of 65 bits", "{" F32_AT ("a", "18446744073709551616", 0, 4) "}", 4, "a number is too large" },
  { "a shape that wraps round", "{" F32_AT ("a", "4611686018427387905", 0, 4) "}", 4, "impossibly large" },
  { "a shape that wraps to 0", "{" F32_AT ("a", "4294967296,4294967296", 0, 0) "}", 0, "impossibly large" },
  { "a shape too large", "{" F32_AT ("a", "2", 0, 4) "}", 4, "needs 8 bytes for its shape, but has 4" },
  { "a shape too small", "{" F32_AT ("a", "1", 0, 8) "}", 8, "needs 4 bytes for its shape, but has 8" },
  { "offsets the wrong way", "{" F32_AT ("a", "1", 4, 0) "}", 4, "lies at bytes 4 to 0" },
  { "offsets outside", "{" F32_AT ("a", "1", 4, 8) "}", 4, "lies at bytes 4 to 8, but there are 4 bytes of data" },
  { "offsets far outside", "{" F32_AT ("a", "1", 18446744073709551608, 18446744073709551612) "}", 4,
    "but there are 4" },
  { "an overlap", "{" F32_AT ("a", "2", 0, 8) "," F32_AT ("b", "2", 4, 12) "}", 12, "tensor “b” overlaps another one" },
  { "the same place twice", "{" F32_AT ("a", "1", 0, 4) "," F32_AT ("b", "1", 0, 4) "}", 4, "overlaps another one" },
  { "a hole", "{" F32_AT ("a", "1", 0, 4) "," F32_AT ("b", "1", 8, 12) "}", 12, "a hole of 4 bytes before tensor “b”" },
  { "a hole at the start", "{" F32_AT ("a", "1", 4, 8) "}", 8, "a hole of 4 bytes before tensor “a”" },
  { "a rest", "{" F32_AT ("a", "1", 0, 4) "}", 9, "5 bytes at its end belong to no tensor" },
  { "data cut off", "{" F32_AT ("a", "2", 0, 8) "}", 7, "lies at bytes 0 to 8, but there are 7 bytes of data" },
};

static GBytes *
file_of (guint64 header_size, const char *header, gsize length, gsize data_size)
{
  GByteArray *bytes = g_byte_array_new ();
  guint64 prefix = GUINT64_TO_LE (header_size);

  g_byte_array_append (bytes, (const guint8 *) &prefix, sizeof prefix);
  g_byte_array_append (bytes, (const guint8 *) header, (guint) length);
  for (gsize i = 0; i < data_size; i++)
    g_byte_array_append (bytes, (const guint8 *) "\0", 1);
  return g_byte_array_free_to_bytes (bytes);
}

static void
assert_refused (GBytes *bytes, const char *what, const char *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpSafetensors) file = rcp_safetensors_new_from_bytes (bytes, "model.safetensors", &error);

  g_assert_null (file);
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
  g_assert_true (g_str_has_prefix (error->message, "model.safetensors is not a usable safetensors file: "));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strchr (error->message, '\n'));
  if (strstr (error->message, sentence) == NULL)
    g_error ("%s says: %s", what, error->message);
}

static void
test_headers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      gsize length = strlen (headers[i].header);
      g_autoptr (GBytes) bytes = file_of (length, headers[i].header, length, headers[i].data_size);
      g_autoptr (GError) error = NULL;

      if (headers[i].sentence != NULL)
        assert_refused (bytes, headers[i].what, headers[i].sentence);
      else
        {
          g_autoptr (RcpSafetensors) file = rcp_safetensors_new_from_bytes (bytes, "model.safetensors", &error);

          g_assert_no_error (error);
          g_assert_nonnull (file);
        }
    }
}

static void
test_lengths (void)
{
  static const struct
  {
    guint64 header_size;
    const char *sentence;
  } cases[] = {
    { G_GUINT64_CONSTANT (1) << 63, "said to have 9223372036854775808 bytes, and 100000000 are the most" },
    { G_MAXUINT64, "said to have 18446744073709551615 bytes" },
    { 100000001, "and 100000000 are the most" },
    { 100000000, "said to have 100000000 bytes, but the file ends after 2" },
    { 3, "said to have 3 bytes, but the file ends after 2" },
    { 0, "a “{” is missing" },
    { 1, "a “\"” is missing" },
  };
  g_autoptr (GBytes) whole = file_of (2, "{}", 2, 0);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = file_of (cases[i].header_size, "{}", 2, 0);

      assert_refused (bytes, "a length", cases[i].sentence);
    }
  assert_refused (nothing, "nothing", "it is empty");
  for (gsize size = 1; size < 10; size++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, size);

      assert_refused (part, "a part", size < 8 ? "before its header" : "but the file ends after");
    }
}

/* Nested so deep that a reader which calls itself would run out of stack. */
static void
test_depth (void)
{
  const gsize depth = 10000000;
  g_autofree char *text = g_malloc (depth);

  for (gsize i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) bytes = NULL;

      memset (text, "[{ "[i], depth);
      bytes = file_of (depth, text, depth, 0);
      assert_refused (bytes, "deep nesting", "is missing");
    }
}

/* ---- A whole file ---- */

static char *
temporary_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("receptive-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

/* Removes @folder and asserts that it holds @n_files files and no temporary ones that were left behind. */
static void
remove_folder (const char *folder, guint n_files)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
      n++;
    }
  g_assert_cmpuint (n, ==, n_files);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static const float weights[12] = { 0.0f,   -0.0f,    1.0f,      -1.5f, 3.4028235e38f, 1.17549435e-38f,
                                   1e-45f, INFINITY, -INFINITY, 0.1f,  -7e-10f,       123456.789f };
static const float scalar[1] = { 42.0f };
static const RcpSafetensorsEntry entries[] = {
  { "conv1.weight", 4, { 2, 3, 1, 2 }, weights },
  { "odd “name”\n\"\\/\t\x01", 1, { 3 }, weights },
  { "empty", 2, { 0, 5 }, NULL },
  { "scalar", 0, { 0 }, scalar },
};
static const char *const metadata[][2] = { { "format", "pt" }, { "text", "a \"quoted\" \\ line\nand 𝄞" } };

static void
test_round_trip (void)
{
  g_autofree char *folder = temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "model.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpSafetensors) file = NULL;
  g_autofree char *content = NULL;
  gsize length, dims[8];
  guint64 header_size;

  g_assert_true (rcp_safetensors_write (path, entries, G_N_ELEMENTS (entries), metadata, 2, &error));
  g_assert_no_error (error);
  file = rcp_safetensors_open (path, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (rcp_safetensors_get_n_tensors (file), ==, G_N_ELEMENTS (entries));
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      float values[12];
      gsize n = 1;

      for (int d = 0; d < entries[i].n_dims; d++)
        n *= entries[i].dims[d];
      g_assert_cmpstr (rcp_safetensors_get_name (file, i), ==, entries[i].name);
      g_assert_true (rcp_safetensors_has (file, entries[i].name));
      g_assert_cmpint (rcp_safetensors_get_shape (file, entries[i].name, dims), ==, entries[i].n_dims);
      g_assert_cmpmem (dims, (gsize) entries[i].n_dims * sizeof *dims, entries[i].dims,
                       (gsize) entries[i].n_dims * sizeof *dims);
      g_assert_true (rcp_safetensors_read (file, entries[i].name, entries[i].n_dims, entries[i].dims, values, &error));
      g_assert_no_error (error);
      if (n > 0)
        g_assert_cmpmem (values, n * sizeof *values, entries[i].values, n * sizeof *values);
    }
  g_assert_cmpstr (rcp_safetensors_get_metadata (file, "format"), ==, "pt");
  g_assert_cmpstr (rcp_safetensors_get_metadata (file, "text"), ==, metadata[1][1]);
  g_assert_null (rcp_safetensors_get_metadata (file, "conv1.weight"));
  g_assert_false (rcp_safetensors_has (file, "__metadata__"));
  g_assert_cmpint (rcp_safetensors_get_shape (file, "nothing", dims), ==, -1);
  g_assert_cmpstr (rcp_safetensors_get_label (file), ==, path);

  /* where a reader maps it, the numbers are aligned */
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  memcpy (&header_size, content, sizeof header_size);
  g_assert_cmpuint ((GUINT64_FROM_LE (header_size) + 8) % 8, ==, 0);
  g_assert_cmpuint (length, ==, 8 + GUINT64_FROM_LE (header_size) + (12 + 3 + 1) * sizeof (float));

  /* no file that ends too soon is taken for a whole one */
  for (gsize size = 0; size < length; size++)
    {
      g_autoptr (GBytes) part = g_bytes_new (content, size);

      assert_refused (part, "a part", "");
    }
  remove_folder (folder, 1);
}

static void
test_read_errors (void)
{
  static const char text[] =
      "{\"half\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}," F32_AT ("a", "2,3", 4, 28) "}";
  static const gsize right[] = { 2, 3 }, turned[] = { 3, 2 };
  g_autoptr (GBytes) bytes = file_of (strlen (text), text, strlen (text), 28);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpSafetensors) file = rcp_safetensors_new_from_bytes (bytes, "m", &error);
  float values[6];

  g_assert_no_error (error);
  g_assert_false (rcp_safetensors_read (file, "b", 2, right, values, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
  g_assert_cmpstr (error->message, ==, "m has no tensor “b”");
  g_clear_error (&error);
  g_assert_false (rcp_safetensors_read (file, "a", 2, turned, values, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
  g_assert_cmpstr (error->message, ==, "m: tensor “a” has the shape (2, 3), but the network needs (3, 2)");
  g_clear_error (&error);
  g_assert_false (rcp_safetensors_read (file, "a", 1, right, values, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (rcp_safetensors_read (file, "half", 1, right, values, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
  g_assert_cmpstr (error->message, ==, "m: tensor “half” is of type F16, but only F32 can be read");
}

static void
test_not_files (void)
{
  g_autofree char *folder = temporary_folder ();
  g_autofree char *missing = g_build_filename (folder, "missing", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_safetensors_open (missing, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, missing));
  g_clear_error (&error);
  g_assert_null (rcp_safetensors_open (folder, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_null (rcp_safetensors_open (pipe, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (missing, "", 0, NULL));
  g_assert_null (rcp_safetensors_open (missing, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "it is empty"));
  remove_folder (folder, 2);
}

/* ---- Writing that fails ---- */

static void
test_write_errors (void)
{
  g_autofree char *folder = temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "model.safetensors", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "missing", "model.safetensors", NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autofree float *large = g_new0 (float, 100000);
  RcpSafetensorsEntry entry = { "large", 1, { 100000 }, large };
  g_autoptr (GError) error = NULL;
  struct rlimit limit, small;
  gsize before_size, after_size;

  g_assert_false (rcp_safetensors_write (nowhere, entries, 1, NULL, 0, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, nowhere));
  g_clear_error (&error);

  /* A disk that fills on the way: the file of before is still there, to the byte, and nothing else is. */
  g_assert_true (rcp_safetensors_write (path, entries, G_N_ELEMENTS (entries), metadata, 2, NULL));
  g_assert_true (g_file_get_contents (path, &before, &before_size, NULL));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  small = limit;
  small.rlim_cur = 65536;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (rcp_safetensors_write (path, &entry, 1, NULL, 0, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_true (g_file_get_contents (path, &after, &after_size, NULL));
  g_assert_cmpmem (before, before_size, after, after_size);

  g_assert_true (rcp_safetensors_write (path, &entry, 1, NULL, 0, NULL));
  remove_folder (folder, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/safetensors/headers", test_headers);
  g_test_add_func ("/safetensors/lengths", test_lengths);
  g_test_add_func ("/safetensors/depth", test_depth);
  g_test_add_func ("/safetensors/round-trip", test_round_trip);
  g_test_add_func ("/safetensors/read-errors", test_read_errors);
  g_test_add_func ("/safetensors/not-files", test_not_files);
  g_test_add_func ("/safetensors/write-errors", test_write_errors);
  return g_test_run ();
}
