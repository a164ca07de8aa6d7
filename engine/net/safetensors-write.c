#include "config.h"

#include "net/safetensors-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* The data begin at a multiple of this, so that a reader can use them where they are mapped. */
#define ALIGNMENT 8

static gsize
count_values (const RcpSafetensorsEntry *entry)
{
  gsize n = 1;

  for (int i = 0; i < entry->n_dims; i++)
    n *= entry->dims[i];
  return n;
}

static void
append_string (GString *json, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (json, '"');
  for (const char *p = valid; *p != '\0'; p++)
    {
      if ((guchar) *p < 0x20)
        g_string_append_printf (json, "\\u%04x", (guint) *p);
      else
        {
          if (*p == '"' || *p == '\\')
            g_string_append_c (json, '\\');
          g_string_append_c (json, *p);
        }
    }
  g_string_append_c (json, '"');
}

static void
append_metadata (GString *json, const char *const (*metadata)[2], guint n)
{
  g_string_append (json, "\"__metadata__\":{");
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_string (json, metadata[i][0]);
      g_string_append_c (json, ':');
      append_string (json, metadata[i][1]);
    }
  g_string_append_c (json, '}');
}

static void
append_entry (GString *json, const RcpSafetensorsEntry *entry, gsize begin, gsize end)
{
  append_string (json, entry->name);
  g_string_append (json, ":{\"dtype\":\"F32\",\"shape\":[");
  for (int i = 0; i < entry->n_dims; i++)
    g_string_append_printf (json, "%s%zu", i > 0 ? "," : "", entry->dims[i]);
  g_string_append_printf (json, "],\"data_offsets\":[%zu,%zu]}", begin, end);
}

static GString *
make_header (const RcpSafetensorsEntry *entries, guint n_entries, const char *const (*metadata)[2], guint n_metadata)
{
  GString *json = g_string_new ("{");
  gsize begin = 0;

  if (n_metadata > 0)
    append_metadata (json, metadata, n_metadata);
  for (guint i = 0; i < n_entries; i++)
    {
      gsize end = begin + count_values (&entries[i]) * sizeof (float);

      if (json->len > 1)
        g_string_append_c (json, ',');
      append_entry (json, &entries[i], begin, end);
      begin = end;
    }
  g_string_append_c (json, '}');
  while (json->len % ALIGNMENT != 0)
    g_string_append_c (json, ' ');
  return json;
}

static gboolean
write_all (int fd, const void *bytes, gsize n)
{
  const guint8 *at = bytes;

  while (n > 0)
    {
      gssize written = write (fd, at, MIN (n, (gsize) 1 << 30));

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      at += written;
      n -= (gsize) written;
    }
  return TRUE;
}

/* As little-endian numbers, whatever the machine's order is. */
static gboolean
write_values (int fd, const float *values, gsize n)
{
  guint32 buffer[8192];

  for (gsize first = 0; first < n; first += G_N_ELEMENTS (buffer))
    {
      gsize count = MIN (n - first, G_N_ELEMENTS (buffer));

      memcpy (buffer, values + first, count * sizeof *buffer);
      for (gsize i = 0; i < count; i++)
        buffer[i] = GUINT32_TO_LE (buffer[i]);
      if (!write_all (fd, buffer, count * sizeof *buffer))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_file (int fd, gboolean sync, const GString *header, const RcpSafetensorsEntry *entries, guint n_entries)
{
  guint64 size = GUINT64_TO_LE ((guint64) header->len);

  if (!write_all (fd, &size, sizeof size) || !write_all (fd, header->str, header->len))
    return FALSE;
  for (guint i = 0; i < n_entries; i++)
    if (!write_values (fd, entries[i].values, count_values (&entries[i])))
      return FALSE;
  return !sync || fsync (fd) == 0;
}

/* So that the new name outlives a power cut as well; where a file system cannot, the file is whole all the same. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  fsync (fd);
  g_close (fd, NULL);
}

static gboolean
refuse (const char *path, int reason, GError **error)
{
  g_autofree char *label = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (reason), _ ("%s cannot be written: %s"), label,
               g_strerror (reason));
  return FALSE;
}

gboolean
rcp_safetensors_write_full (const char *path, gboolean sync, const RcpSafetensorsEntry *entries, guint n_entries,
                            const char *const (*metadata)[2], guint n_metadata, GError **error)
{
  g_autoptr (GString) header = NULL;
  g_autofree char *temporary = NULL;
  gboolean ok;
  int fd, reason;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (entries != NULL || n_entries == 0, FALSE);
  g_return_val_if_fail (metadata != NULL || n_metadata == 0, FALSE);

  header = make_header (entries, n_entries, metadata, n_metadata);
  temporary = g_strconcat (path, ".XXXXXX", NULL);
  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    return refuse (path, errno, error);

  ok = write_file (fd, sync, header, entries, n_entries);
  reason = errno;
  if (close (fd) != 0 && ok)
    {
      ok = FALSE;
      reason = errno;
    }
  if (ok && g_rename (temporary, path) != 0)
    {
      ok = FALSE;
      reason = errno;
    }
  if (!ok)
    {
      g_unlink (temporary);
      return refuse (path, reason, error);
    }
  if (sync)
    sync_folder (path);
  return TRUE;
}

gboolean
rcp_safetensors_write (const char *path, const RcpSafetensorsEntry *entries, guint n_entries,
                       const char *const (*metadata)[2], guint n_metadata, GError **error)
{
  return rcp_safetensors_write_full (path, TRUE, entries, n_entries, metadata, n_metadata, error);
}
