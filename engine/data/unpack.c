#include "fetch-private.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "error.h"

enum
{
  BLOCK = 64 * 1024,
};

/* No archive that we want is larger when it is unpacked; one that is may be made to fill memory or time. */
static const gint64 unpacked_most = G_GINT64_CONSTANT (1000) * 1000 * 1000;

typedef struct archive Archive;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_read_free)

static gboolean
refuse_damaged (Archive *archive, GError **error)
{
  const char *reason = archive_error_string (archive);

  g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("its archive is damaged (%s)"),
               reason != NULL ? reason : _ ("it cannot be read"));
  return FALSE;
}

/* Whether following @path from a folder could end outside of it. */
static gboolean
leaves_folder (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  return g_path_is_absolute (path) || g_strv_contains ((const char *const *) parts, "..");
}

static gboolean
check_entry (struct archive_entry *entry, GError **error)
{
  const char *path = archive_entry_pathname (entry);
  mode_t type = archive_entry_filetype (entry);

  if (path == NULL || leaves_folder (path) || archive_entry_hardlink (entry) != NULL
      || archive_entry_symlink (entry) != NULL || (type != AE_IFREG && type != AE_IFDIR))
    {
      g_autofree char *shown = path != NULL ? g_utf8_make_valid (path, -1) : g_strdup ("?");

      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("its archive holds the unsafe entry “%s”"), shown);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_size (const RcpFetchEntry *wanted, guint64 size, GError **error)
{
  if (size >= wanted->least && size <= wanted->most)
    return TRUE;
  g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH,
               _ ("“%s” in its archive has %" PRIu64 " bytes where %" PRIu64 " were expected"), wanted->name, size,
               size < wanted->least ? wanted->least : wanted->most);
  return FALSE;
}

static gboolean
copy_entry (RcpFetchJob *self, Archive *archive, RcpFetchFile *file, const RcpFetchEntry *wanted, guint64 total,
            GError **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK);
  guint64 size = 0;
  la_ssize_t n;

  while ((n = archive_read_data (archive, block, BLOCK)) > 0)
    {
      size += (guint64) n;
      if (size > wanted->most)
        break;
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !rcp_fetch_file_write (file, block, (gsize) n, error))
        return FALSE;
      rcp_fetch_report (self, _ ("Unpacking"), (guint64) archive_filter_bytes (archive, -1), total);
    }
  if (n < 0)
    return refuse_damaged (archive, error);
  return check_size (wanted, size, error);
}

static gboolean
extract (RcpFetchJob *self, Archive *archive, const RcpFetchEntry *wanted, guint64 total, GError **error)
{
  RcpFetchFile file;
  gboolean done;

  if (!rcp_fetch_file_open (&file, self, wanted->name, error))
    return FALSE;
  done = copy_entry (self, archive, &file, wanted, total, error) && rcp_fetch_file_close (&file, error);
  rcp_fetch_file_close (&file, NULL);
  return done;
}

static int
find_entry (const RcpFetchEntry *entries, guint n_entries, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  for (guint i = 0; i < n_entries; i++)
    if (g_str_equal (entries[i].name, name))
      return (int) i;
  return -1;
}

static gboolean
take_entry (RcpFetchJob *self, Archive *archive, struct archive_entry *entry, const RcpFetchEntry *entries,
            guint n_entries, gboolean *taken, guint64 total, GError **error)
{
  int index;

  if (!check_entry (entry, error))
    return FALSE;
  index =
      archive_entry_filetype (entry) == AE_IFREG ? find_entry (entries, n_entries, archive_entry_pathname (entry)) : -1;
  if (index < 0)
    return TRUE;
  if (taken[index])
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("its archive holds “%s” twice"), entries[index].name);
      return FALSE;
    }
  taken[index] = TRUE;
  return extract (self, archive, &entries[index], total, error);
}

static gboolean
take_entries (RcpFetchJob *self, Archive *archive, const RcpFetchEntry *entries, guint n_entries, guint64 total,
              GError **error)
{
  g_autofree gboolean *taken = g_new0 (gboolean, n_entries);
  struct archive_entry *entry;
  int status;

  /* A warning (an odd time stamp, say) still gives a good entry. */
  while ((status = archive_read_next_header (archive, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !take_entry (self, archive, entry, entries, n_entries, taken, total, error))
        return FALSE;
      if (archive_filter_bytes (archive, 0) > unpacked_most)
        {
          g_set_error_literal (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("its archive is far too large"));
          return FALSE;
        }
    }
  if (status != ARCHIVE_EOF)
    return refuse_damaged (archive, error);

  for (guint i = 0; i < n_entries; i++)
    if (!taken[i])
      {
        g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("its archive lacks “%s”"), entries[i].name);
        return FALSE;
      }
  return TRUE;
}

gboolean
rcp_fetch_unpack (RcpFetchJob *self, const char *name, const RcpFetchEntry *entries, guint n_entries, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (Archive) archive = archive_read_new ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, error);
  guint64 total;

  if (info == NULL)
    return FALSE;
  total = (guint64) g_file_info_get_size (info);
  rcp_fetch_report (self, _ ("Unpacking"), 0, total);

  archive_read_support_filter_gzip (archive);
  archive_read_support_format_tar (archive);
  if (archive_read_open_filename (archive, path, BLOCK) != ARCHIVE_OK)
    return refuse_damaged (archive, error);
  return take_entries (self, archive, entries, n_entries, total, error);
}
