/* Archives that want to do harm, or are not what they should be. */
#include <archive_entry.h>

#include "error.h"
#include "fetch-fixture.h"

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
harmful_archive (FetchFixture *self, Harm harm)
{
  g_autofree char *evil = g_build_filename (self->root, "evil", NULL);
  g_autoptr (GBytes) whole = NULL;
  FetchArchive writer;

  if (harm == NO_ARCHIVE)
    return g_bytes_new_static ("<html>Please sign in to use this network</html>", 48);

  fetch_archive_begin (&writer);
  switch (harm)
    {
    case UPWARDS:
      fetch_archive_add (&writer, "../data_batch_1.bin", AE_IFREG, NULL, self->contents[0]);
      break;
    case UPWARDS_INSIDE:
      fetch_archive_add (&writer, "tiny-batches/../../evil", AE_IFREG, NULL, self->contents[0]);
      break;
    case ABSOLUTE:
      fetch_archive_add (&writer, evil, AE_IFREG, NULL, self->contents[0]);
      break;
    case SYMBOLIC_LINK:
      fetch_archive_add (&writer, "tiny-batches/data_batch_1.bin", AE_IFLNK, evil, NULL);
      break;
    case HARD_LINK:
      fetch_archive_add (&writer, "tiny-batches/data_batch_1.bin", 0, "/etc/passwd", NULL);
      break;
    case FIFO:
      fetch_archive_add (&writer, "tiny-batches/data_batch_1.bin", AE_IFIFO, NULL, NULL);
      break;
    case SHORT_FILE:
      fetch_archive_add (&writer, "tiny-batches/data_batch_1.bin", AE_IFREG, NULL, self->contents[2]);
      break;
    case LONG_FILE:
      fetch_archive_add (&writer, "tiny-batches/test_batch.bin", AE_IFREG, NULL, self->contents[0]);
      break;
    case TWICE:
      fetch_archive_add (&writer, "tiny-batches/data_batch_1.bin", AE_IFREG, NULL, self->contents[0]);
      break;
    case OTHER_CONTENTS:
      fetch_archive_add (&writer, "tiny-batches/data_batch_2.bin", AE_IFREG, NULL, self->contents[0]);
      break;
    default:
      break;
    }
  fetch_archive_add_files (&writer, self, harm == LACKING ? 0 : harm == OTHER_CONTENTS ? 1 : -1);
  whole = fetch_archive_end (&writer);
  return g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) / (harm == CUT_ARCHIVE ? 2 : 1));
}

static void
test_harmful (FetchFixture *self, gconstpointer data)
{
  const HarmfulArchive *archive = data;
  g_autofree char *evil = g_build_filename (self->root, "evil", NULL);
  g_autoptr (GBytes) body = harmful_archive (self, archive->harm);

  file_server_add_file (self->server, "/harmful", body);
  fetch_use_url (self, 0, "/harmful", body);
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, archive->said);
  g_assert_false (g_file_test (evil, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (fetch_count_entries (self->root), ==, 0);
}

int
main (int argc, char *argv[])
{
  fetch_init_tests (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (harmful); i++)
    {
      g_autofree char *path = g_strconcat ("/fetch/harmful/", harmful[i].name, NULL);

      g_test_add (path, FetchFixture, &harmful[i], fetch_set_up, test_harmful, fetch_tear_down);
    }
  return g_test_run ();
}
