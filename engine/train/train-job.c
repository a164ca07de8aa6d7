#include "train/train-job.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "backend/registry.h"
#include "config.h"
#include "error.h"
#include "net/initialise.h"
#include "train/metrics-file.h"

void
rcp_train_job_free (RcpTrainJob *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->network, rcp_network_unref);
  g_clear_pointer (&self->settings, rcp_train_settings_free);
  g_clear_pointer (&self->recorder, rcp_recorder_free);
  g_clear_pointer (&self->keeper, rcp_history_keeper_free);
  g_clear_pointer (&self->start, rcp_checkpoint_free);
  g_free (self->parameters);
  g_clear_pointer (&self->commands, rcp_commands_unref);
  g_clear_pointer (&self->outbox, rcp_outbox_unref);
  g_free (self);
}

guint
rcp_train_steps_per_epoch (RcpDataset *dataset, const RcpTrainSettings *settings)
{
  guint count = rcp_dataset_get_samples (dataset, RCP_SPLIT_TRAIN)->count;

  return count / settings->batch_size + (count % settings->batch_size != 0);
}

guint64
rcp_train_total_steps (RcpDataset *dataset, const RcpTrainSettings *settings)
{
  guint64 steps = (guint64) settings->epochs * rcp_train_steps_per_epoch (dataset, settings);

  return settings->max_steps > 0 ? MIN (steps, settings->max_steps) : steps;
}

static gboolean
check_dataset (RcpDataset *dataset, const RcpTrainSettings *settings, GError **error)
{
  const char *name = rcp_dataset_get_name (dataset);

  if (!g_str_equal (name, settings->dataset))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("The dataset is “%s”, but “%s” was asked for."), name,
                   settings->dataset);
      return FALSE;
    }
  if (rcp_dataset_get_samples (dataset, RCP_SPLIT_TRAIN)->count == 0
      || rcp_dataset_get_samples (dataset, RCP_SPLIT_TEST)->count == 0)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_DATASET, _ ("The dataset “%s” lacks pictures to train or to test on."),
                   name);
      return FALSE;
    }
  return TRUE;
}

/* The layers that can be frozen: those that have something to learn. */
static char *
list_learning (const RcpArchitecture *architecture, const RcpTrainSettings *settings, guint *n_left)
{
  g_autoptr (GString) names = g_string_new (NULL);

  *n_left = 0;
  for (guint i = 0; i < architecture->n_layers; i++)
    {
      const RcpLayer *layer = &architecture->layers[i];

      if (layer->weight_count + layer->bias_count == 0)
        continue;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", layer->name);
      *n_left += !g_strv_contains ((const char *const *) settings->frozen, layer->name);
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

gboolean
rcp_train_check_frozen (RcpNetwork *network, const RcpTrainSettings *settings, GError **error)
{
  guint n_left;
  g_autofree char *names = NULL;

  if (settings->frozen == NULL)
    return TRUE;
  names = list_learning (rcp_network_get_architecture (network), settings, &n_left);
  for (guint i = 0; settings->frozen[i] != NULL; i++)
    {
      const RcpLayer *layer = rcp_network_find_layer (network, settings->frozen[i]);

      if (layer != NULL && layer->weight_count + layer->bias_count > 0)
        continue;
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                   _ ("The network has no layer “%s” with weights to freeze; there are: %s."), settings->frozen[i],
                   names);
      return FALSE;
    }
  if (n_left > 0)
    return TRUE;
  g_set_error_literal (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                       _ ("All layers that learn are to be frozen; leave at least one out."));
  return FALSE;
}

/* What both kinds of job have in common. */
static RcpTrainJob *
job_new (const RcpBackend *backend, RcpDataset *dataset, const RcpTrainSettings *settings, GError **error)
{
  g_autoptr (RcpTrainJob) self = g_new0 (RcpTrainJob, 1);

  if (!check_dataset (dataset, settings, error))
    return NULL;
  self->dataset = g_object_ref (dataset);
  self->settings = rcp_train_settings_copy (settings);
  self->network =
      rcp_network_new (settings->network, rcp_dataset_get_shape (dataset), rcp_dataset_get_n_classes (dataset), error);
  if (self->network == NULL || !rcp_train_check_frozen (self->network, self->settings, error))
    return NULL;
  self->backend = backend != NULL ? backend : rcp_backend_find (settings->device, error);
  return self->backend != NULL ? g_steal_pointer (&self) : NULL;
}

static gboolean
make_parameters (RcpTrainJob *self, GError **error)
{
  const RcpTrainSettings *settings = self->settings;

  self->parameters = g_new (float, MAX (1, rcp_network_get_architecture (self->network)->n_parameters));
  if (settings->init_file != NULL)
    return rcp_parameters_load (self->network, settings->init_file, self->parameters, error);
  return rcp_network_initialise (self->network, settings->initialiser, settings->seed, self->parameters, error);
}

/* @folder: (nullable) */
static RcpHistoryKeeper *
make_keeper (const RcpTrainJob *self, RcpRunFolder *folder)
{
  RcpHistoryPlan plan = rcp_history_plan_new (self->network, rcp_train_steps_per_epoch (self->dataset, self->settings));

  return rcp_history_keeper_new (&plan, folder != NULL ? rcp_run_folder_get_history (folder) : NULL);
}

static RcpRunInfo *
make_info (const RcpTrainJob *self)
{
  RcpRunInfo *info = g_new0 (RcpRunInfo, 1);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  info->version = g_strdup (RCP_VERSION);
  info->created = g_date_time_format_iso8601 (now);
  info->settings = rcp_train_settings_copy (self->settings);
  g_free (info->settings->network);
  info->settings->network = g_strdup (rcp_network_get_text (self->network));
  info->preset = g_strdup (rcp_network_get_preset (self->network));
  info->device = g_strdup (self->backend->name);
  info->n_parameters = rcp_network_get_architecture (self->network)->n_parameters;
  return info;
}

/* The weights of @snapshot, which must be those of the same network. */
static gboolean
take_parameters (RcpTrainJob *self, RcpSnapshot *snapshot, GError **error)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (self->network);
  RcpNetwork *its = rcp_snapshot_get_network (snapshot);

  if (!g_str_equal (rcp_network_get_text (its), rcp_network_get_text (self->network))
      || rcp_network_get_architecture (its)->n_parameters != architecture->n_parameters)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK, _ ("These weights belong to another network (%s)."),
                   rcp_network_get_text (its));
      return FALSE;
    }
  self->parameters =
      g_memdup2 (rcp_snapshot_get_parameters (snapshot), architecture->n_parameters * sizeof *self->parameters);
  return TRUE;
}

static void
note_branch (RcpRunInfo *info, const RcpTrainBranch *branch)
{
  info->is_branch = TRUE;
  info->branched_from = g_strdup (branch->run);
  info->branched_step = rcp_snapshot_get_step (branch->snapshot);
}

RcpTrainJob *
rcp_train_job_new (const RcpBackend *backend, RcpDataset *dataset, const RcpTrainSettings *settings,
                   const RcpTrainBranch *branch, const char *run_dir, GError **error)
{
  g_autoptr (RcpTrainJob) self = NULL;
  RcpRunFolder *folder = NULL;
  RcpRunInfo *info;

  if (!rcp_train_settings_check (settings, error))
    return NULL;
  self = job_new (backend, dataset, settings, error);
  if (self == NULL
      || !(branch != NULL ? take_parameters (self, branch->snapshot, error) : make_parameters (self, error)))
    return NULL;
  if (run_dir != NULL)
    {
      folder = rcp_run_folder_create (run_dir, error);
      if (folder == NULL)
        return NULL;
    }
  self->keeper = make_keeper (self, folder);
  /* what it would begin with by itself */
  if (branch != NULL)
    g_clear_pointer (&self->settings->init_file, g_free);
  info = make_info (self);
  if (branch != NULL)
    note_branch (info, branch);
  self->recorder = rcp_recorder_new (folder, info, 0);
  if (branch != NULL)
    rcp_recorder_set_initial (self->recorder, branch->snapshot);
  return g_steal_pointer (&self);
}

/* What the run was made on, so that it gives the same numbers; something else only where that cannot be had here
 * and the choice was left to the program. */
static const RcpBackend *
find_backend (const RcpRunInfo *info, GError **error)
{
  g_autoptr (GError) reason = NULL;
  const RcpBackend *backend;

  if (!g_str_equal (info->settings->device, "auto"))
    return rcp_backend_find (info->settings->device, error);
  backend = rcp_backend_find (info->device, &reason);
  return backend != NULL ? backend : rcp_backend_find ("auto", error);
}

static gboolean
refuse_checkpoint (const char *path, GError **error)
{
  g_set_error (error, RCP_ERROR, RCP_ERROR_RUN, _ ("“%s” does not belong to this run."), path);
  return FALSE;
}

/* Whether a checkpoint can be one of this run: what is used as an index or a divisor is held to the run's settings. */
static gboolean
check_start (const RcpTrainJob *self, const char *path, GError **error)
{
  RcpSnapshot *snapshot = self->start->snapshot;
  const RcpTrainProgress *at = &self->start->progress;
  guint per_epoch = rcp_train_steps_per_epoch (self->dataset, self->settings);
  guint64 samples = MIN ((guint64) at->epoch_step * self->settings->batch_size,
                         rcp_dataset_get_samples (self->dataset, RCP_SPLIT_TRAIN)->count);

  if (!g_str_equal (rcp_network_get_text (rcp_snapshot_get_network (snapshot)), rcp_network_get_text (self->network))
      || rcp_network_get_architecture (rcp_snapshot_get_network (snapshot))->n_parameters
             != rcp_network_get_architecture (self->network)->n_parameters
      || !g_str_equal (rcp_snapshot_get_dataset (snapshot), self->settings->dataset)
      || rcp_snapshot_get_seed (snapshot) != self->settings->seed
      || (self->start->velocity != NULL) != (self->settings->momentum > 0))
    return refuse_checkpoint (path, error);
  if (at->epoch_step > per_epoch || at->step != (guint64) at->epoch * per_epoch + at->epoch_step || at->count != samples
      || at->correct > at->count || at->loss_sum < 0 || at->train_seconds < 0 || at->learning_rate <= 0)
    return refuse_checkpoint (path, error);
  return TRUE;
}

/* What was frozen on the way: names of this network, and not all of it. */
static gboolean
check_start_frozen (const RcpTrainJob *self, const char *path, GError **error)
{
  g_autoptr (RcpTrainSettings) settings = NULL;

  if (self->start->frozen == NULL || *self->start->frozen == '\0')
    return TRUE;
  settings = rcp_train_settings_copy (self->settings);
  g_strfreev (settings->frozen);
  settings->frozen = g_strsplit (self->start->frozen, ",", 0);
  return rcp_train_check_frozen (self->network, settings, NULL) || refuse_checkpoint (path, error);
}

static gboolean
check_unfinished (const RcpTrainJob *self, const char *run_dir, GError **error)
{
  const RcpTrainProgress *at = &self->start->progress;
  guint per_epoch = rcp_train_steps_per_epoch (self->dataset, self->settings);

  if (at->step < rcp_train_total_steps (self->dataset, self->settings) || at->epoch_step == per_epoch)
    return TRUE;
  g_set_error (error, RCP_ERROR, RCP_ERROR_RUN,
               _ ("The run in “%s” has nothing left to do: %u epochs are done; ask for more to go on."), run_dir,
               at->epoch);
  return FALSE;
}

/* Reads what the run has measured up to its checkpoint. */
static gboolean
read_metrics (const RcpTrainJob *self, const char *path, GArray **steps, GArray **epochs, goffset *keep, GError **error)
{
  const RcpTrainProgress *at = &self->start->progress;

  if (!rcp_metrics_file_read (path, at->step, at->epoch, steps, epochs, keep, error))
    return FALSE;
  if ((*steps)->len == at->step && (*epochs)->len == at->epoch)
    return TRUE;
  g_clear_pointer (steps, g_array_unref);
  g_clear_pointer (epochs, g_array_unref);
  g_set_error (error, RCP_ERROR, RCP_ERROR_RUN,
               _ ("“%s” lacks records of steps before the checkpoint (up to step %" PRIu64 ")."), path, at->step);
  return FALSE;
}

/* What a run begins with: of a branch it is kept in its folder. */
static gboolean
begin_again (RcpTrainJob *self, RcpRunFolder *folder, const RcpRunInfo *info, GError **error)
{
  g_autoptr (RcpSnapshot) initial = NULL;

  if (!info->is_branch)
    return make_parameters (self, error);
  initial = rcp_snapshot_load (rcp_run_folder_get_initial (folder), error);
  return initial != NULL && take_parameters (self, initial, error);
}

/* Goes back to the run's last checkpoint, or to its beginning where it was killed before its first. */
static gboolean
go_back (RcpTrainJob *self, RcpRunFolder *folder, const RcpRunInfo *info, GArray **steps, GArray **epochs,
         goffset *keep, GError **error)
{
  const char *last = rcp_run_folder_get_last (folder);

  if (!g_file_test (last, G_FILE_TEST_EXISTS))
    {
      *steps = g_array_new (FALSE, FALSE, sizeof (RcpStepRecord));
      *epochs = g_array_new (FALSE, FALSE, sizeof (RcpEpochRecord));
      *keep = 0;
      return begin_again (self, folder, info, error);
    }
  self->start = rcp_checkpoint_load (last, error);
  return self->start != NULL && check_start (self, last, error) && check_start_frozen (self, last, error)
         && check_unfinished (self, rcp_run_folder_get_path (folder), error)
         && read_metrics (self, rcp_run_folder_get_metrics (folder), steps, epochs, keep, error);
}

RcpTrainJob *
rcp_train_job_resume (const RcpBackend *backend, RcpDataset *dataset, const char *run_dir, const char *data_dir,
                      guint epochs, GArray **steps, GArray **epochs_done, GError **error)
{
  g_autoptr (RcpRunFolder) folder = rcp_run_folder_open (run_dir, error);
  g_autoptr (RcpRunInfo) info = NULL;
  g_autoptr (RcpDataset) opened = NULL;
  g_autoptr (RcpTrainJob) self = NULL;
  goffset keep;

  if (folder == NULL)
    return NULL;
  info = rcp_run_info_read (run_dir, error);
  if (info == NULL)
    return NULL;
  if (epochs > 0)
    {
      info->settings->epochs = epochs;
      info->settings->max_steps = 0;
      if (!rcp_train_settings_check (info->settings, error))
        return NULL;
    }
  opened = dataset != NULL ? g_object_ref (dataset) : rcp_dataset_open (info->settings->dataset, data_dir, error);
  if (opened == NULL)
    return NULL;
  if (backend == NULL)
    backend = find_backend (info, error);
  if (backend == NULL)
    return NULL;
  self = job_new (backend, opened, info->settings, error);
  if (self == NULL || !go_back (self, folder, info, steps, epochs_done, &keep, error))
    return NULL;
  g_free (info->device);
  info->device = g_strdup (backend->name);
  self->keeper = make_keeper (self, folder);
  self->recorder = rcp_recorder_new (g_steal_pointer (&folder), g_steal_pointer (&info), keep);
  return g_steal_pointer (&self);
}
