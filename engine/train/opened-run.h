#pragma once

#include "data/dataset.h"
#include "train/history.h"
#include "train/metrics.h"
#include "train/run-folder.h"

G_BEGIN_DECLS

/**
 * RcpOpenedRun:
 * @info: what run.json says
 * @dataset: what it was trained on
 * @network: what was trained
 * @steps: of #RcpStepRecord
 * @epochs: of #RcpEpochRecord
 * @history: its moments
 * @last: (nullable): the newest weights that can be read
 * @problem: (nullable): what of the run is damaged or missing, in sentences; the rest is good
 *
 * A run from the disk, to be looked at. Nothing in its folder is changed. Everything is owned.
 */
typedef struct
{
  RcpRunInfo *info;
  RcpDataset *dataset;
  RcpNetwork *network;
  GArray *steps;
  GArray *epochs;
  RcpHistory *history;
  RcpSnapshot *last;
  char *problem;
} RcpOpenedRun;

/**
 * rcp_opened_run_new:
 * @run_dir: a run folder
 * @known: (nullable): a dataset that is open already; used where it is the run's
 * @data_dir: (nullable): where the run's dataset is looked for
 * @error: %RCP_ERROR_RUN where the folder holds no run or its run.json is damaged, %RCP_ERROR_NETWORK where its network
 *   does not fit its dataset, and the errors of rcp_dataset_open()
 *
 * Reads all of a run but its weights. On any thread.
 *
 * Returns: (transfer full) (nullable): the run
 */
RcpOpenedRun *rcp_opened_run_new (const char *run_dir, RcpDataset *known, const char *data_dir, GError **error);

void rcp_opened_run_free (RcpOpenedRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpOpenedRun, rcp_opened_run_free)

G_END_DECLS
