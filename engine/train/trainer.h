#pragma once

#include "data/dataset.h"
#include "train/history.h"
#include "train/metrics.h"
#include "train/opened-run.h"
#include "train/settings.h"
#include "train/snapshot.h"

G_BEGIN_DECLS

/**
 * RcpTrainerState:
 * @RCP_TRAINER_READY: made, not started
 * @RCP_TRAINER_RUNNING: steps are being made
 * @RCP_TRAINER_PAUSED: waits; goes on exactly where it was
 * @RCP_TRAINER_FINISHED: did all it was asked to
 * @RCP_TRAINER_STOPPED: was stopped; its run folder can be resumed
 * @RCP_TRAINER_FAILED: ended with an error, see rcp_trainer_get_error()
 */
typedef enum
{
  RCP_TRAINER_READY,
  RCP_TRAINER_RUNNING,
  RCP_TRAINER_PAUSED,
  RCP_TRAINER_FINISHED,
  RCP_TRAINER_STOPPED,
  RCP_TRAINER_FAILED,
} RcpTrainerState;

#define RCP_TYPE_TRAINER_STATE (rcp_trainer_state_get_type ())
GType rcp_trainer_state_get_type (void);

#define RCP_TYPE_TRAINER (rcp_trainer_get_type ())
/**
 * RcpTrainer:
 *
 * One run. It owns a thread, and the thread owns the backend. All its functions are called on the thread
 * of the main context that was the thread-default one when it was made, return at once, and all that comes
 * back comes there, at most once every 16 ms: the properties "state" (#RcpTrainerState, notify), "snapshot"
 * (#RcpSnapshot, notify, latest wins) and the records in its #RcpMetrics (never dropped).
 *
 * Snapshots are only copied out of the backend while somebody wants them: see
 * rcp_trainer_set_snapshots_wanted().
 *
 * Disposing of a running trainer stops it at the next batch, keeps its checkpoint, and waits for its thread.
 */
G_DECLARE_FINAL_TYPE (RcpTrainer, rcp_trainer, RCP, TRAINER, GObject)

/**
 * rcp_trainer_new:
 * @dataset: the pictures; its name must be the one in @settings
 * @settings: copied
 * @run_dir: (nullable): the run folder, made if it is not there; %NULL keeps nothing on disk
 * @error: %RCP_ERROR_ARGUMENT, %RCP_ERROR_NETWORK, %RCP_ERROR_DEVICE, %RCP_ERROR_RUN (the folder already
 *   holds a run, or cannot be written), %RCP_ERROR_FORMAT (the file to start from)
 *
 * All that can be refused is refused here, before anything is written.
 *
 * Returns: (transfer full) (nullable): a trainer that is ready
 */
RcpTrainer *rcp_trainer_new (RcpDataset *dataset, const RcpTrainSettings *settings, const char *run_dir,
                             GError **error);

/**
 * rcp_trainer_new_from_snapshot:
 * @settings: copied; what it says of initial weights does not matter
 * @snapshot: the weights to begin with, of the network that @settings ask for
 * @branched_from: (nullable): the run folder that @snapshot comes from; run.json keeps it, and the step
 * @error: as rcp_trainer_new(), and %RCP_ERROR_NETWORK where the weights belong to another network
 *
 * A new run that begins where another one stood. Steps and epochs count from 0 again.
 *
 * Returns: (transfer full) (nullable): a trainer that is ready
 */
RcpTrainer *rcp_trainer_new_from_snapshot (RcpDataset *dataset, const RcpTrainSettings *settings, RcpSnapshot *snapshot,
                                           const char *branched_from, const char *run_dir, GError **error);

/**
 * rcp_trainer_resume_run:
 * @run_dir: a run folder that was stopped, killed or finished
 * @data_dir: (nullable): where its dataset is looked for
 * @epochs: train to this many epochs in all, whatever max_steps said; 0 for what the run was asked
 * @error: %RCP_ERROR_RUN where the folder holds no run, a damaged one, one that some program is training or one
 *   that has nothing left to do; %RCP_ERROR_FORMAT where its checkpoint is damaged; the errors of
 *   rcp_dataset_open() and rcp_backend_find()
 *
 * Goes on from checkpoints/last.safetensors and gives the same numbers, to the bit, as a run that was never
 * stopped. Records of steps after that checkpoint are taken out of metrics.csv; those before it are in the
 * trainer's metrics already.
 *
 * Returns: (transfer full) (nullable): a trainer that is ready
 */
RcpTrainer *rcp_trainer_resume_run (const char *run_dir, const char *data_dir, guint epochs, GError **error);

/**
 * rcp_trainer_new_opened:
 * @run: a run from the disk
 *
 * The same for a run that is only looked at: all that is known of it is there, its state is %RCP_TRAINER_FINISHED,
 * %RCP_TRAINER_STOPPED or %RCP_TRAINER_FAILED, and it does not train.
 *
 * Returns: (transfer full): a trainer that has ended
 */
RcpTrainer *rcp_trainer_new_opened (const RcpOpenedRun *run);

/** rcp_trainer_set_background: whether its threads yield the processor to others that want it, those of a window
 * above all. FALSE unless set; before rcp_trainer_start() or rcp_trainer_step(). */
void rcp_trainer_set_background (RcpTrainer *self, gboolean background);

/** rcp_trainer_start: begins, or goes on after a pause */
void rcp_trainer_start (RcpTrainer *self);

/** rcp_trainer_pause: waits after the step in progress, and writes a checkpoint */
void rcp_trainer_pause (RcpTrainer *self);

/** rcp_trainer_step: makes one step and pauses; works when ready or paused */
void rcp_trainer_step (RcpTrainer *self);

/** rcp_trainer_stop: ends after the step in progress, and writes a checkpoint */
void rcp_trainer_stop (RcpTrainer *self);

/** rcp_trainer_set_learning_rate: from the next step on; written to metrics.csv with every step */
void rcp_trainer_set_learning_rate (RcpTrainer *self, double learning_rate);

/**
 * rcp_trainer_set_frozen:
 * @layer: its name
 * @frozen: whether its parameters stay as they are, to the bit, from the next step on
 * @error: %RCP_ERROR_ARGUMENT where there is no such layer, or it is the last one that learns
 *
 * Every checkpoint keeps what is frozen, so that a run that is resumed goes on with it; run.json says what the run
 * began with. rcp_trainer_get_settings() says at once what is asked for.
 */
gboolean rcp_trainer_set_frozen (RcpTrainer *self, const char *layer, gboolean frozen, GError **error);

/** rcp_trainer_set_snapshots_wanted: whether weights are published while it runs. They always are at the end of
 * every epoch, on pause and at the end. */
void rcp_trainer_set_snapshots_wanted (RcpTrainer *self, gboolean wanted);

RcpTrainerState rcp_trainer_get_state (RcpTrainer *self);

/** rcp_trainer_get_error: (nullable): why it failed */
const GError *rcp_trainer_get_error (RcpTrainer *self);

RcpDataset *rcp_trainer_get_dataset (RcpTrainer *self);
RcpNetwork *rcp_trainer_get_network (RcpTrainer *self);
const RcpTrainSettings *rcp_trainer_get_settings (RcpTrainer *self);
RcpMetrics *rcp_trainer_get_metrics (RcpTrainer *self);

/** rcp_trainer_get_snapshot: (nullable): the newest published weights */
RcpSnapshot *rcp_trainer_get_snapshot (RcpTrainer *self);

/** rcp_trainer_get_history: (transfer none): the moments that are kept of it */
RcpHistory *rcp_trainer_get_history (RcpTrainer *self);

/** rcp_trainer_get_run_dir: (nullable): the run folder */
const char *rcp_trainer_get_run_dir (RcpTrainer *self);

/** rcp_trainer_get_device: name of the backend that runs it: "cpu" */
const char *rcp_trainer_get_device (RcpTrainer *self);

/** rcp_trainer_get_steps_per_epoch: ceil(training pictures / batch size) */
guint rcp_trainer_get_steps_per_epoch (RcpTrainer *self);

/** rcp_trainer_get_total_steps: all the steps this run will make if it is left alone */
guint64 rcp_trainer_get_total_steps (RcpTrainer *self);

/** rcp_trainer_get_samples_per_second: over the last second or so of training; 0 while it is not known */
double rcp_trainer_get_samples_per_second (RcpTrainer *self);

G_END_DECLS
