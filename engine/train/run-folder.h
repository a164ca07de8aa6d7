#pragma once

#include <glib-object.h>

#include "train/settings.h"
#include "train/snapshot.h"

G_BEGIN_DECLS

/**
 * RcpRunState:
 * @RCP_RUN_RUNNING: some program is at it
 * @RCP_RUN_FINISHED: did all it was asked to
 * @RCP_RUN_STOPPED: was stopped, or killed; can be resumed
 * @RCP_RUN_FAILED: ended with an error; can be resumed from its last checkpoint
 */
typedef enum
{
  RCP_RUN_RUNNING,
  RCP_RUN_FINISHED,
  RCP_RUN_STOPPED,
  RCP_RUN_FAILED,
} RcpRunState;

/**
 * RcpRunInfo:
 * @path: the run folder
 * @state: what became of it
 * @message: (nullable): why it failed
 * @version: the program that made it
 * @created: when, ISO 8601 in UTC
 * @settings: what was asked; the network in its canonical text
 * @preset: (nullable): the preset that network equals
 * @device: the backend that runs it: "cpu"
 * @device_detail: (nullable): "2 threads, AVX-512"
 * @n_parameters: of its network
 * @is_branch: whether it began with weights of another run
 * @branched_from: (nullable): the folder of that run, as it was called then
 * @branched_step: the step at which they were taken
 * @best_accuracy: the highest validation accuracy so far, or -1; not in run.json: from checkpoints/best
 *
 * What run.json says of a run.
 */
typedef struct
{
  char *path;
  RcpRunState state;
  char *message;
  char *version;
  char *created;
  RcpTrainSettings *settings;
  char *preset;
  char *device;
  char *device_detail;
  gsize n_parameters;
  gboolean is_branch;
  char *branched_from;
  guint64 branched_step;
  double best_accuracy;
} RcpRunInfo;

/**
 * rcp_run_info_read:
 * @path: a run folder
 * @error: %RCP_ERROR_RUN where it holds no run or a damaged one, or %G_FILE_ERROR
 *
 * A run that was killed still says that it is running: one that no program holds is given as stopped.
 *
 * Returns: (transfer full) (nullable): what is known about it
 */
RcpRunInfo *rcp_run_info_read (const char *path, GError **error);

void rcp_run_info_free (RcpRunInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpRunInfo, rcp_run_info_free)

/** rcp_run_folder_new_default: (transfer full): a name for a new run folder among those of
 * rcp_run_folder_list(): receptive/runs/DATE-TIME-NETWORK in the user's XDG data folder. Nothing is made.
 * @network: a preset's name, or anything else for "custom" */
char *rcp_run_folder_new_default (const char *network);

/** rcp_run_folder_list: (transfer full) (element-type RcpRunInfo): the runs in the default place, newest first;
 * folders that hold no run are passed over */
GPtrArray *rcp_run_folder_list (void);

/**
 * RcpRunFolder:
 *
 * A run folder that this program holds: no other trainer, here or in another program, can use it meanwhile.
 */
typedef struct _RcpRunFolder RcpRunFolder;

/**
 * rcp_run_folder_create:
 * @path: a folder that holds no run; made if it is not there
 * @error: %RCP_ERROR_RUN where it holds a run or is in use, %G_FILE_ERROR where it cannot be made or written
 *
 * Nothing is written into it before rcp_run_folder_write_info().
 */
RcpRunFolder *rcp_run_folder_create (const char *path, GError **error);

/** rcp_run_folder_open: takes hold of a folder that holds a run; %RCP_ERROR_RUN */
RcpRunFolder *rcp_run_folder_open (const char *path, GError **error);

/** rcp_run_folder_close: lets go of it; a folder that was made for a run that never began is taken away again */
void rcp_run_folder_close (RcpRunFolder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpRunFolder, rcp_run_folder_close)

/** rcp_run_folder_get_path: as it was given */
const char *rcp_run_folder_get_path (RcpRunFolder *self);

/** rcp_run_folder_get_metrics: metrics.csv */
const char *rcp_run_folder_get_metrics (RcpRunFolder *self);

/** rcp_run_folder_get_initial: checkpoints/initial.safetensors, which branches alone have */
const char *rcp_run_folder_get_initial (RcpRunFolder *self);

/** rcp_run_folder_get_last: checkpoints/last.safetensors */
const char *rcp_run_folder_get_last (RcpRunFolder *self);

/** rcp_run_folder_get_best: checkpoints/best.safetensors */
const char *rcp_run_folder_get_best (RcpRunFolder *self);

/** rcp_run_folder_write_initial: that file, replaced atomically; a folder that holds nothing else still holds no run */
gboolean rcp_run_folder_write_initial (RcpRunFolder *self, RcpSnapshot *snapshot, GError **error);

/** rcp_run_folder_get_history: history/ */
const char *rcp_run_folder_get_history (RcpRunFolder *self);

/** rcp_run_folder_write_info: run.json, replaced atomically; makes checkpoints/ as well. @info's path and
 * best_accuracy do not matter */
gboolean rcp_run_folder_write_info (RcpRunFolder *self, const RcpRunInfo *info, GError **error);

G_END_DECLS
