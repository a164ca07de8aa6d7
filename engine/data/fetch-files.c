/* What a fetch does with the file system: new files, room for them, and reports. */
#include "fetch-private.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "error.h"

/* At most some twenty reports a second. */
static const gint64 report_interval = G_USEC_PER_SEC / 20;

void
rcp_fetch_report (RcpFetchJob *self, const char *stage, guint64 done, guint64 total)
{
  gint64 now = g_get_monotonic_time ();
  gboolean begins = g_strcmp0 (stage, self->stage) != 0;
  gboolean ends = total > 0 && done == total;

  if (self->progress == NULL || (!begins && !ends && now - self->reported < report_interval))
    return;
  if (begins)
    {
      g_free (self->stage);
      self->stage = g_strdup (stage);
    }
  self->reported = now;
  self->progress (self->stage, done, total, self->progress_data);
}

guint64
rcp_fetch_dataset_bytes (const RcpFetchPlan *plan)
{
  guint64 result = 0;

  for (guint i = 0; i < plan->kind->n_files; i++)
    result += plan->kind->files[i].size;
  return result;
}

static void
set_no_space (RcpFetchJob *self, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (self->folder);
  g_autofree char *size = g_format_size (self->needed);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _ ("The disk that holds “%s” is full: about %s are needed there. Make room or choose another folder."),
               parent, size);
}

gboolean
rcp_fetch_check_space (RcpFetchJob *self, guint64 needed, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->folder);
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);

  self->needed = needed;
  /* Where it cannot be asked, the write that fails will say. */
  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE)
      || g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) >= needed)
    return TRUE;
  set_no_space (self, error);
  return FALSE;
}

static gboolean
fail (RcpFetchFile *self, int number, GError **error)
{
  int code = g_io_error_from_errno (number);

  if (code == G_IO_ERROR_NO_SPACE)
    set_no_space (self->job, error);
  else
    g_set_error (error, G_IO_ERROR, code, _ ("“%s” cannot be written: %s."), self->path, g_strerror (number));
  return FALSE;
}

gboolean
rcp_fetch_file_open (RcpFetchFile *self, RcpFetchJob *job, const char *name, GError **error)
{
  *self = (RcpFetchFile){ .job = job, .path = g_build_filename (job->folder, name, NULL) };
  self->fd = open (self->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (self->fd >= 0)
    return TRUE;
  fail (self, errno, error);
  g_clear_pointer (&self->path, g_free);
  return FALSE;
}

gboolean
rcp_fetch_file_write (RcpFetchFile *self, gconstpointer data, gsize size, GError **error)
{
  const guint8 *at = data;

  while (size > 0)
    {
      gssize n = write (self->fd, at, size);

      if (n < 0 && errno != EINTR)
        return fail (self, errno, error);
      if (n > 0)
        {
          at += n;
          size -= (gsize) n;
        }
    }
  return TRUE;
}

gboolean
rcp_fetch_file_close (RcpFetchFile *self, GError **error)
{
  int number = 0;

  if (self->fd < 0)
    return TRUE;
  if (close (self->fd) != 0 && errno != EINTR)
    number = errno;
  self->fd = -1;
  if (number != 0)
    fail (self, number, error);
  g_clear_pointer (&self->path, g_free);
  return number == 0;
}
