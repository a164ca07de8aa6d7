#include "fetch-fixture.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>

#include "error.h"
#include "random.h"

const guint fetch_n_records[FETCH_N_FILES] = { 3, 3, 2 };
const char *const fetch_file_names[FETCH_N_FILES] = { "data_batch_1.bin", "data_batch_2.bin", "test_batch.bin" };

void
fetch_init_tests (int *argc, char ***argv)
{
  /* A proxy that the machine may have has no part in this. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (argc, argv, NULL);
}

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
  gsize size = (gsize) fetch_n_records[file] * FETCH_RECORD;
  guint8 *data = g_malloc (size);
  RcpRandom random;

  /* Noise, which no archive makes smaller. */
  rcp_random_init (&random, 1, file);
  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) rcp_random_next (&random);
  for (guint i = 0; i < fetch_n_records[file]; i++)
    data[i * FETCH_RECORD] = (guint8) ((file * 3 + i) % 10);
  return g_bytes_new_take (data, size);
}

void
fetch_set_up (FetchFixture *self, gconstpointer data)
{
  self->server = file_server_new ();
  self->root = g_dir_make_tmp ("receptive-fetch-XXXXXX", NULL);
  g_assert_nonnull (self->root);
  self->data_dir = g_build_filename (self->root, "data", NULL);
  self->target = g_build_filename (self->data_dir, "tiny", NULL);
  for (guint i = 0; i < FETCH_N_FILES; i++)
    {
      self->contents[i] = make_records (i);
      self->sums[i] = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->contents[i]);
      self->files[i] = (RcpDatasetFile){ fetch_file_names[i], g_bytes_get_size (self->contents[i]), self->sums[i] };
    }
  self->kind = (RcpDatasetKind){
    .name = "tiny",
    .title = "Tiny",
    .n_classes = 10,
    .archive_folder = "tiny-batches",
    .files = self->files,
    .n_files = FETCH_N_FILES,
  };
  self->plan = (RcpFetchPlan){
    .kind = &self->kind,
    .sources = self->sources,
    .connect_ms = 10000,
    .stall_ms = 10000,
    .command_ms = 10000,
  };
}

void
fetch_tear_down (FetchFixture *self, gconstpointer data)
{
  file_server_free (self->server);
  remove_tree (self->root);
  for (guint i = 0; i < FETCH_N_FILES; i++)
    {
      g_bytes_unref (self->contents[i]);
      g_free (self->sums[i]);
    }
  for (guint i = 0; i < FETCH_MAX_SOURCES; i++)
    g_free (self->urls[i]);
  g_free (self->archive_sum);
  g_free (self->npm_answer);
  g_free (self->root);
  g_free (self->data_dir);
  g_free (self->target);
}

void
fetch_archive_begin (FetchArchive *self)
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

GBytes *
fetch_archive_end (FetchArchive *self)
{
  g_assert_cmpint (archive_write_close (self->archive), ==, ARCHIVE_OK);
  archive_write_free (self->archive);
  return g_bytes_new_take (self->buffer, self->used);
}

void
fetch_archive_add (FetchArchive *self, const char *path, mode_t type, const char *link, GBytes *body)
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

void
fetch_archive_add_files (FetchArchive *self, FetchFixture *fixture, int left_out)
{
  fetch_archive_add (self, "tiny-batches/", AE_IFDIR, NULL, NULL);
  for (int i = 0; i < FETCH_N_FILES; i++)
    {
      g_autofree char *path = g_build_filename ("tiny-batches", fetch_file_names[i], NULL);

      if (i != left_out)
        fetch_archive_add (self, path, AE_IFREG, NULL, fixture->contents[i]);
    }
}

GBytes *
fetch_good_archive (FetchFixture *fixture)
{
  FetchArchive writer;

  fetch_archive_begin (&writer);
  fetch_archive_add_files (&writer, fixture, -1);
  fetch_archive_add (&writer, "tiny-batches/readme.html", AE_IFREG, NULL, fixture->contents[0]);
  return fetch_archive_end (&writer);
}

void
fetch_use_url (FetchFixture *self, guint index, const char *path, GBytes *expected)
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

void
fetch_serve_well (FetchFixture *self)
{
  g_autoptr (GBytes) archive = fetch_good_archive (self);

  file_server_add_file (self->server, "/good", archive);
  fetch_use_url (self, 0, "/good", archive);
}

guint
fetch_count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

void
fetch_assert_whole (FetchFixture *self, const char *folder)
{
  for (guint i = 0; i < FETCH_N_FILES; i++)
    {
      g_autofree char *path = g_build_filename (folder, fetch_file_names[i], NULL);
      g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, NULL);
      g_autoptr (GBytes) bytes = NULL;

      g_assert_nonnull (mapped);
      bytes = g_mapped_file_get_bytes (mapped);
      g_assert_true (g_bytes_equal (bytes, self->contents[i]));
    }
}

void
fetch_assert_fetched (FetchFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (folder, ==, self->target);
  fetch_assert_whole (self, folder);
  g_assert_cmpuint (fetch_count_entries (folder), ==, FETCH_N_FILES);
  g_assert_cmpuint (fetch_count_entries (self->data_dir), ==, 1);
}

void
fetch_assert_fails (FetchFixture *self, GQuark domain, int code, const char *said)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_fetch_with_plan (&self->plan, self->data_dir, NULL, NULL, NULL, &error));
  g_assert_error (error, domain, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, said));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_false (g_file_test (self->data_dir, G_FILE_TEST_EXISTS));
}

void
fetch_assert_cancelled (FetchFixture *self, RcpFetchProgress progress, gpointer user_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_fetch_with_plan (&self->plan, self->data_dir, progress, user_data, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (self->data_dir, G_FILE_TEST_EXISTS));
}
