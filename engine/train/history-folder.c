#include "train/history-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>

#include "error.h"
#include "train/history-plan.h"
#include "train/snapshot-private.h"

#define NAME_FORMAT "epoch-%05u-step-%010" PRIu64 ".safetensors"

char *
rcp_history_folder_new_path (const char *run_dir)
{
  return g_build_filename (run_dir, "history", NULL);
}

char *
rcp_history_folder_new_file (const char *folder, const RcpMoment *moment)
{
  g_autofree char *name = g_strdup_printf (NAME_FORMAT, moment->epoch, moment->step);

  return g_build_filename (folder, name, NULL);
}

gboolean
rcp_history_folder_parse (const char *name, RcpMoment *moment)
{
  g_auto (GStrv) words = g_strsplit_set (name, "-.", -1);
  g_autofree char *again = NULL;
  guint64 epoch, step;

  if (g_strv_length (words) != 5 || !g_ascii_string_to_unsigned (words[1], 10, 0, G_MAXUINT, &epoch, NULL)
      || !g_ascii_string_to_unsigned (words[3], 10, 0, G_MAXUINT64, &step, NULL))
    return FALSE;
  *moment = (RcpMoment){ step, (guint) epoch };
  again = g_strdup_printf (NAME_FORMAT, moment->epoch, moment->step);
  return g_str_equal (name, again);
}

static int
compare_moments (gconstpointer a, gconstpointer b)
{
  const RcpMoment *x = a, *y = b;

  if (x->step != y->step)
    return x->step < y->step ? -1 : 1;
  return x->epoch < y->epoch ? -1 : x->epoch > y->epoch;
}

GArray *
rcp_history_folder_list (const char *folder)
{
  GArray *moments = g_array_new (FALSE, FALSE, sizeof (RcpMoment));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  RcpMoment moment;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (rcp_history_folder_parse (name, &moment))
      g_array_append_val (moments, moment);
  g_array_sort (moments, compare_moments);
  return moments;
}

gboolean
rcp_history_folder_save (const char *folder, RcpSnapshot *snapshot, GError **error)
{
  RcpMoment moment = { rcp_snapshot_get_step (snapshot), rcp_snapshot_get_epoch (snapshot) };
  g_autofree char *path = rcp_history_folder_new_file (folder, &moment);

  if (g_mkdir (folder, 0777) != 0 && errno != EEXIST)
    {
      int number = errno;

      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (number), _ ("“%s” cannot be made: %s."), folder,
                   g_strerror (number));
      return FALSE;
    }
  return rcp_snapshot_save_unsynced (snapshot, path, error);
}

typedef gboolean (*Keeps) (const char *name, gconstpointer what);

/* Failing to take something away harms nobody: it is tried again the next time. */
static void
sweep (const char *folder, Keeps keeps, gconstpointer what)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!keeps (name, what))
      g_ptr_array_add (gone, g_build_filename (folder, name, NULL));
  for (guint i = 0; i < gone->len; i++)
    g_unlink (gone->pdata[i]);
}

/* The names under which files are written begin like those they are given, so that nothing of anyone else's goes. */
static gboolean
is_half_written (const char *name)
{
  return g_str_has_prefix (name, "epoch-") && strstr (name, ".safetensors.") != NULL;
}

static gboolean
is_not_behind (const char *name, gconstpointer what)
{
  const RcpMoment *last = what;
  RcpMoment moment;

  if (!rcp_history_folder_parse (name, &moment))
    return !is_half_written (name);
  return last != NULL && moment.step <= last->step && moment.epoch <= last->epoch;
}

void
rcp_history_folder_cut (const char *folder, const RcpMoment *last)
{
  sweep (folder, is_not_behind, last);
}

static gboolean
survives (const char *name, gconstpointer stride)
{
  RcpMoment moment;

  return !rcp_history_folder_parse (name, &moment) || rcp_history_plan_survives (&moment, GPOINTER_TO_UINT (stride));
}

void
rcp_history_folder_thin (const char *folder, guint stride)
{
  sweep (folder, survives, GUINT_TO_POINTER (stride));
}

RcpSnapshot *
rcp_moment_load (const char *path, RcpNetwork *network, guint64 step, GError **error)
{
  g_autoptr (RcpSafetensors) file = NULL;
  g_autoptr (RcpSnapshot) snapshot = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (network != NULL, NULL);

  file = rcp_safetensors_open (path, error);
  if (file == NULL)
    return NULL;
  snapshot = rcp_snapshot_read (file, network, error);
  if (snapshot == NULL)
    return NULL;
  if (rcp_snapshot_get_step (snapshot) != step)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT,
                   _ ("“%s” holds the weights of step %" PRIu64 ", not of %" PRIu64 "."), path,
                   rcp_snapshot_get_step (snapshot), step);
      return NULL;
    }
  return g_steal_pointer (&snapshot);
}

/* Opening a run */

typedef struct
{
  RcpNetwork *network;
  guint64 seed;
  guint n_damaged;
  GError *first; /* what is wrong with the first of them */
} Opening;

/* Looks at a file without reading its weights. @moment: (inout): what its name says, or with @is_named FALSE what its
 * metadata say */
static gboolean
check_file (const Opening *self, const char *path, gboolean is_named, RcpMoment *moment, GError **error)
{
  g_autoptr (RcpSafetensors) file = rcp_safetensors_open (path, error);
  guint64 step, epoch, seed;

  if (file == NULL || !rcp_snapshot_check (file, self->network, error)
      || !rcp_safetensors_need_unsigned (file, "receptive.step", G_MAXUINT64, &step, error)
      || !rcp_safetensors_need_unsigned (file, "receptive.epoch", G_MAXUINT, &epoch, error)
      || !rcp_safetensors_need_unsigned (file, "receptive.seed", G_MAXUINT64, &seed, error))
    return FALSE;
  if (seed != self->seed || (is_named && (step != moment->step || epoch != moment->epoch)))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_RUN, _ ("“%s” does not belong to this run."), path);
      return FALSE;
    }
  *moment = (RcpMoment){ step, (guint) epoch };
  return TRUE;
}

static void
note_damage (Opening *self, GError *error)
{
  if (self->n_damaged++ == 0)
    self->first = error;
  else
    g_error_free (error);
}

static void
open_kept (Opening *self, const char *run_dir, RcpHistory *history)
{
  g_autofree char *folder = rcp_history_folder_new_path (run_dir);
  g_autoptr (GArray) moments = rcp_history_folder_list (folder);

  for (guint i = 0; i < moments->len; i++)
    {
      RcpMoment moment = g_array_index (moments, RcpMoment, i);
      g_autofree char *path = rcp_history_folder_new_file (folder, &moment);
      GError *error = NULL;

      if (check_file (self, path, TRUE, &moment, &error))
        rcp_history_add (history, &moment, NULL, path);
      else
        note_damage (self, error);
    }
}

/* Returns: whether it is there and good */
static gboolean
open_checkpoint (Opening *self, const char *path, RcpMoment *moment)
{
  GError *error = NULL;

  if (check_file (self, path, FALSE, moment, &error))
    return TRUE;
  note_damage (self, error);
  return FALSE;
}

static void
open_checkpoints (Opening *self, const char *run_dir, RcpHistory *history)
{
  g_autofree char *last = g_build_filename (run_dir, "checkpoints", "last.safetensors", NULL);
  g_autofree char *best = g_build_filename (run_dir, "checkpoints", "best.safetensors", NULL);
  RcpMoment moment = { 0 };
  gboolean has_last = open_checkpoint (self, last, &moment);

  if (has_last)
    rcp_history_add_checkpoint (history, FALSE, &moment, last);
  /* there is none before the first epoch has ended */
  if (has_last && moment.epoch == 0 && !g_file_test (best, G_FILE_TEST_EXISTS))
    return;
  if (open_checkpoint (self, best, &moment))
    rcp_history_add_checkpoint (history, TRUE, &moment, best);
}

RcpHistory *
rcp_history_open (const char *run_dir, RcpNetwork *network, guint64 seed, char **problem)
{
  Opening opening = { network, seed };
  RcpHistory *history;

  g_return_val_if_fail (run_dir != NULL, NULL);
  g_return_val_if_fail (problem != NULL, NULL);

  history = rcp_history_new (network);
  open_kept (&opening, run_dir, history);
  open_checkpoints (&opening, run_dir, history);
  *problem = NULL;
  if (opening.n_damaged > 0)
    *problem =
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u file of this run cannot be used: %s",
                                      "%u files of this run cannot be used; the first of them: %s", opening.n_damaged),
                         opening.n_damaged, opening.first->message);
  g_clear_error (&opening.first);
  return history;
}
