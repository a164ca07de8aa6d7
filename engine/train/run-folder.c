#include "train/run-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "error.h"
#include "net/network.h"
#include "train/history-folder.h"
#include "train/run-info-private.h"

struct _RcpRunFolder
{
  char *path;
  char *info;
  char *metrics;
  char *checkpoints;
  char *initial;
  char *last;
  char *best;
  char *history;
  int fd;        /* of the folder, locked */
  guint n_made;  /* how many folders at the end of the path were made for this run */
  gboolean used; /* something was written */
};

static gboolean
set_errno_error (const char *path, const char *format, GError **error)
{
  int number = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "“%s” %s: %s.", path, format,
               g_strerror (number));
  return FALSE;
}

/* The folder itself is locked, so that no lock file is left lying about. Where the file system cannot lock a folder
 * (some network ones), the run goes on without: the lock guards against a slip, not against malice. */
static gboolean
lock_folder (RcpRunFolder *self, GError **error)
{
  self->fd = open (self->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->fd < 0)
    return set_errno_error (self->path, _ ("cannot be opened"), error);
  if (flock (self->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_RUN, _ ("The run in “%s” is being trained already."), self->path);
      return FALSE;
    }
  if (access (self->path, W_OK | X_OK) != 0)
    return set_errno_error (self->path, _ ("cannot be written"), error);
  return TRUE;
}

static RcpRunFolder *
run_folder_alloc (const char *path)
{
  RcpRunFolder *self = g_new0 (RcpRunFolder, 1);

  self->path = g_strdup (path);
  self->info = g_build_filename (path, "run.json", NULL);
  self->metrics = g_build_filename (path, "metrics.csv", NULL);
  self->checkpoints = g_build_filename (path, "checkpoints", NULL);
  self->initial = g_build_filename (self->checkpoints, "initial.safetensors", NULL);
  self->last = g_build_filename (self->checkpoints, "last.safetensors", NULL);
  self->best = g_build_filename (self->checkpoints, "best.safetensors", NULL);
  self->history = rcp_history_folder_new_path (path);
  self->fd = -1;
  return self;
}

static gboolean
refuse_existing (RcpRunFolder *self, GError **error)
{
  const char *const files[] = { self->info, self->metrics, self->last, self->best, self->history };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_file_test (files[i], G_FILE_TEST_EXISTS))
      {
        g_set_error (error, RCP_ERROR, RCP_ERROR_RUN, _ ("“%s” already holds a run; name another folder."), self->path);
        return FALSE;
      }
  return TRUE;
}

/* How many folders of the path are not there yet. */
static guint
count_missing (const char *path)
{
  g_autofree char *folder = g_canonicalize_filename (path, NULL);
  guint n = 0;

  while (!g_file_test (folder, G_FILE_TEST_EXISTS))
    {
      char *parent = g_path_get_dirname (folder);

      g_free (folder);
      folder = parent;
      n++;
    }
  return n;
}

RcpRunFolder *
rcp_run_folder_create (const char *path, GError **error)
{
  g_autoptr (RcpRunFolder) self = NULL;
  guint n_missing;

  g_return_val_if_fail (path != NULL, NULL);

  self = run_folder_alloc (path);
  if (!refuse_existing (self, error))
    return NULL;
  n_missing = count_missing (path);
  if (g_mkdir_with_parents (path, 0777) != 0)
    {
      set_errno_error (path, _ ("cannot be made"), error);
      return NULL;
    }
  self->n_made = n_missing;
  /* once more, now that nobody else can begin one */
  if (!lock_folder (self, error) || !refuse_existing (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

RcpRunFolder *
rcp_run_folder_open (const char *path, GError **error)
{
  g_autoptr (RcpRunFolder) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = run_folder_alloc (path);
  if (!g_file_test (self->info, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_RUN, _ ("“%s” holds no run: there is no run.json in it."), path);
      return NULL;
    }
  self->used = TRUE;
  if (!lock_folder (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Only folders that are empty go: rmdir() leaves all others. */
static void
take_away (const char *path, guint n)
{
  g_autofree char *folder = g_canonicalize_filename (path, NULL);

  for (guint i = 0; i < n && g_rmdir (folder) == 0; i++)
    {
      char *parent = g_path_get_dirname (folder);

      g_free (folder);
      folder = parent;
    }
}

void
rcp_run_folder_close (RcpRunFolder *self)
{
  if (self == NULL)
    return;
  if (!self->used)
    take_away (self->path, self->n_made);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self->info);
  g_free (self->metrics);
  g_free (self->checkpoints);
  g_free (self->initial);
  g_free (self->last);
  g_free (self->best);
  g_free (self->history);
  g_free (self);
}

const char *
rcp_run_folder_get_path (RcpRunFolder *self)
{
  return self->path;
}

const char *
rcp_run_folder_get_metrics (RcpRunFolder *self)
{
  return self->metrics;
}

const char *
rcp_run_folder_get_initial (RcpRunFolder *self)
{
  return self->initial;
}

const char *
rcp_run_folder_get_last (RcpRunFolder *self)
{
  return self->last;
}

const char *
rcp_run_folder_get_best (RcpRunFolder *self)
{
  return self->best;
}

static gboolean
make_checkpoints (RcpRunFolder *self, GError **error)
{
  return g_mkdir_with_parents (self->checkpoints, 0777) == 0
         || set_errno_error (self->checkpoints, _ ("cannot be made"), error);
}

gboolean
rcp_run_folder_write_initial (RcpRunFolder *self, RcpSnapshot *snapshot, GError **error)
{
  if (!make_checkpoints (self, error))
    return FALSE;
  if (!rcp_snapshot_save (snapshot, self->initial, error))
    {
      g_rmdir (self->checkpoints);
      return FALSE;
    }
  return TRUE;
}

const char *
rcp_run_folder_get_history (RcpRunFolder *self)
{
  return self->history;
}

gboolean
rcp_run_folder_write_info (RcpRunFolder *self, const RcpRunInfo *info, GError **error)
{
  g_autofree char *json = rcp_run_info_to_json (info);

  if (!g_file_set_contents_full (self->info, json, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                 0666, error))
    return FALSE;
  self->used = TRUE;
  return make_checkpoints (self, error);
}

static char *
default_place (void)
{
  return g_build_filename (g_get_user_data_dir (), "receptive", "runs", NULL);
}

char *
rcp_run_folder_new_default (const char *network)
{
  g_autofree char *place = default_place ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H-%M-%S");
  const char *preset = "custom";
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  if (network != NULL && g_strv_contains (rcp_network_presets (), network))
    preset = network;
  name = g_strdup_printf ("%s-%s", time, preset);
  path = g_build_filename (place, name, NULL);
  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_free (path);
      path = g_strdup_printf ("%s/%s-%u", place, name, i);
    }
  return g_steal_pointer (&path);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const RcpRunInfo *x = *(RcpRunInfo *const *) a;
  const RcpRunInfo *y = *(RcpRunInfo *const *) b;
  int order = strcmp (y->created, x->created);

  return order != 0 ? order : strcmp (y->path, x->path);
}

GPtrArray *
rcp_run_folder_list (void)
{
  g_autofree char *place = default_place ();
  GPtrArray *runs = g_ptr_array_new_with_free_func ((GDestroyNotify) rcp_run_info_free);
  g_autoptr (GDir) folder = g_dir_open (place, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (place, name, NULL);
      g_autoptr (GError) error = NULL;
      RcpRunInfo *info = rcp_run_info_read (path, &error);

      if (info != NULL)
        g_ptr_array_add (runs, info);
      else
        g_debug ("Passed over: %s", error->message);
    }
  g_ptr_array_sort (runs, compare_newest_first);
  return runs;
}
