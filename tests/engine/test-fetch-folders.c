/* Where a fetch puts the dataset: folders that are there already, locked, closed, or on a disk that is full. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "error.h"
#include "fetch-fixture.h"

static void
test_repair (FetchFixture *self, gconstpointer data)
{
  g_autofree char *notes = g_build_filename (self->target, "notes.txt", NULL);
  g_autofree char *damaged = g_build_filename (self->target, "test_batch.bin", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  fetch_serve_well (self);
  g_assert_cmpint (g_mkdir_with_parents (self->target, 0755), ==, 0);
  g_assert_true (g_file_set_contents (notes, "mine", -1, NULL));
  g_assert_true (g_file_set_contents (damaged, "short", -1, NULL));

  folder = rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  fetch_assert_whole (self, folder);
  g_assert_true (g_file_test (notes, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (fetch_count_entries (folder), ==, FETCH_N_FILES + 1);
}

/* A fetch that fails leaves what is there as it was, damaged or not. */
static void
test_repair_fails (FetchFixture *self, gconstpointer data)
{
  g_autofree char *damaged = g_build_filename (self->target, "test_batch.bin", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) archive = fetch_good_archive (self);

  file_server_add (self->server, "/gone", &(FileServerPage){ "404 Not Found", NULL, NULL, 0, 0 });
  fetch_use_url (self, 0, "/gone", archive);
  g_assert_cmpint (g_mkdir_with_parents (self->target, 0755), ==, 0);
  g_assert_true (g_file_set_contents (damaged, "short", -1, NULL));
  g_assert_null (rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FETCH);
  g_assert_cmpuint (fetch_count_entries (self->target), ==, 1);
  g_assert_true (g_file_get_contents (damaged, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "short");
}

static void
test_leftovers (FetchFixture *self, gconstpointer data)
{
  g_autofree char *leftover = g_build_filename (self->data_dir, ".tiny.fetching-1", "deep", NULL);
  g_autofree char *file = g_build_filename (leftover, "archive.tar.gz", NULL);
  g_autofree char *link = g_build_filename (leftover, "link", NULL);
  g_autofree char *precious = g_build_filename (self->root, "precious", NULL);
  g_autoptr (GError) error = NULL;
  int fd;

  fetch_serve_well (self);
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
  fetch_assert_fetched (self);
  g_assert_true (g_file_test (precious, G_FILE_TEST_EXISTS));
}

static void
test_unwritable (FetchFixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->root, "file", NULL);
  g_autoptr (GError) error = NULL;

  fetch_serve_well (self);
  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  g_free (self->data_dir);
  self->data_dir = g_build_filename (file, "below", NULL);
  fetch_assert_fails (self, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, "cannot be written");

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
mount_disk (FetchFixture *self, const char *size)
{
  g_autofree char *options = g_strdup_printf ("size=%s", size);

  g_assert_cmpint (g_mkdir_with_parents (self->data_dir, 0755), ==, 0);
  if (mount ("tmpfs", self->data_dir, "tmpfs", 0, options) == 0)
    return TRUE;
  g_test_skip ("a small disk cannot be mounted here");
  return FALSE;
}

static void
assert_disk_full (FetchFixture *self, guint64 bytes)
{
  g_autofree char *quoted = g_strdup_printf ("“%s”", self->data_dir);
  g_autofree char *needed = g_format_size (bytes);
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, quoted));
  g_assert_nonnull (strstr (error->message, needed));
  g_assert_cmpuint (fetch_count_entries (self->data_dir), ==, 0);
  g_assert_cmpint (umount (self->data_dir), ==, 0);
}

static void
test_no_space_before (FetchFixture *self, gconstpointer data)
{
  fetch_serve_well (self);
  if (!mount_disk (self, "16k"))
    return;
  assert_disk_full (self, 8 * FETCH_RECORD);
  g_assert_cmpint (file_server_requests (self->server), ==, 0);
}

/* The disk fills in the middle: the server does not say how much is to come. */
static void
test_no_space_midway (FetchFixture *self, gconstpointer data)
{
  g_autofree guint8 *noise = g_malloc (1000000);
  g_autoptr (GBytes) body = g_bytes_new_static (noise, 1000000);

  memset (noise, 1, 1000000);
  file_server_add (self->server, "/large", &(FileServerPage){ "200 OK", NULL, body, 1000000, -1 });
  fetch_use_url (self, 0, "/large", body);
  self->sources[0].size = 0;
  if (!mount_disk (self, "128k"))
    return;
  assert_disk_full (self, 8 * FETCH_RECORD);
}

/* The same for everybody: no file may grow beyond some size. */
static void
test_file_limit (FetchFixture *self, gconstpointer data)
{
  struct rlimit before, small;

  fetch_serve_well (self);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = 4096;
  setrlimit (RLIMIT_FSIZE, &small);
  fetch_assert_fails (self, G_IO_ERROR, g_io_error_from_errno (EFBIG), "cannot be written");
  setrlimit (RLIMIT_FSIZE, &before);
}

#define ADD(path, data, function)                                                                                      \
  g_test_add ("/fetch/" path, FetchFixture, data, fetch_set_up, function, fetch_tear_down)

int
main (int argc, char *argv[])
{
  fetch_init_tests (&argc, &argv);

  ADD ("repair", NULL, test_repair);
  ADD ("repair-fails", NULL, test_repair_fails);
  ADD ("leftovers", NULL, test_leftovers);
  ADD ("unwritable", NULL, test_unwritable);
  ADD ("no-space/before", NULL, test_no_space_before);
  ADD ("no-space/midway", NULL, test_no_space_midway);
  ADD ("no-space/file-limit", NULL, test_file_limit);
  return g_test_run ();
}
