#pragma once

#include <gtk/gtk.h>

#include "data/dataset.h"
#include "data/image.h"
#include "filter/kernel.h"
#include "train/history.h"
#include "train/trainer.h"
#include "picture-list.h"

G_BEGIN_DECLS

/** RCP_LABEL_NONE: the class of a picture that has none */
#define RCP_LABEL_NONE (G_MAXUINT - 1)

/**
 * RcpSpecimen:
 * @owner: (transfer none): what keeps @pixels: the dataset, or @picture
 * @picture: (nullable): the picture in full where it is one of the user's own; then @split and @index say where in
 *   the dataset one was before, and @label is %RCP_LABEL_NONE
 * @split: where it comes from
 * @index: its place in the split
 * @label: its class, or %RCP_LABEL_NONE
 * @shape: the shape of its pixels
 * @pixels: bytes in CHW order, valid as long as @owner; of a picture of one's own, what was made to fit
 *
 * The one picture that every page looks at.
 */
typedef struct
{
  GObject *owner;
  RcpImage *picture;
  RcpSplit split;
  guint index;
  guint label;
  RcpShape shape;
  const guint8 *pixels;
} RcpSpecimen;

#define RCP_TYPE_SESSION (rcp_session_get_type ())
/**
 * RcpSession:
 *
 * The window's whole state: one dataset, one specimen, one run. Pages get it as a construct property,
 * show what it holds and call its functions; they never talk to one another. It lives on the main
 * thread, and whatever takes long happens elsewhere.
 *
 * Properties (all notify, all on the main thread):
 * - "dataset" (#RcpDataset, nullable): what is looked at; %NULL only while the first one opens
 * - "dataset-name" (string, nullable): its name
 * - "loading" (boolean): a dataset is being opened
 * - "statistics-known" (boolean): rcp_session_get_statistics() has an answer
 * - "trainer" (#RcpTrainer, nullable): the current run, ended or not; watch it with a #GSignalGroup
 * - "fit" (int, #RcpImageFit): how pictures of one's own are made to fit
 * - "kernel" (#RcpKernel, nullable): a kernel that was made to be put into a network's first layer
 * - "settings" (#RcpTrainSettings): what the next run is asked to do
 * - "live" (boolean): the moment is the newest one there is, and follows the training
 * - "moment" (uint64): the step of the moment that is looked at; where it is live, of the newest weights that are known
 * - "untrained" (boolean): the snapshot belongs to no run: it is what a run with these settings begins with
 * - "fetching" (boolean): a dataset is being fetched
 * - "fetchable" (boolean): CIFAR-10 is not there, or not whole, and could be fetched
 *
 * Signals:
 * - "specimen-changed": rcp_session_get_specimen() has another answer
 * - "snapshot-changed": rcp_session_get_snapshot() has another answer; at most once a frame
 * - "history-changed": rcp_session_get_history() has another answer, or other moments are in it
 * - "fetch-progress" (string stage, uint64 done, uint64 total): bytes; total is 0 while not known
 * - "message" (string): a sentence to show for a while: something went well
 * - "problem" (string): a sentence to show: something failed; a run that fails says so itself, by its state
 */
G_DECLARE_FINAL_TYPE (RcpSession, rcp_session, RCP, SESSION, GObject)

/**
 * rcp_session_new:
 * @data_dir: (nullable): where datasets are looked for; see rcp_dataset_search_path()
 *
 * Begins to open CIFAR-10, or the built-in pictures where it has not been fetched.
 */
RcpSession *rcp_session_new (const char *data_dir);

RcpDataset *rcp_session_get_dataset (RcpSession *self);
gboolean rcp_session_get_loading (RcpSession *self);

/** rcp_session_select_dataset: opens another dataset in the background; "problem" says why it could not, and then
 * everything stays as it was */
void rcp_session_select_dataset (RcpSession *self, const char *name);

/** rcp_session_get_statistics: (transfer none) (nullable): of the training pictures; %NULL until a worker has
 * counted them */
const RcpStatistics *rcp_session_get_statistics (RcpSession *self);

/** rcp_session_get_pictures: (transfer none): the pictures that pass the filter; the same list for the session's
 * whole life */
RcpPictureList *rcp_session_get_pictures (RcpSession *self);

/** rcp_session_set_filter: which pictures are listed: a split or %RCP_SPLIT_ALL, a class or %RCP_LABEL_ALL */
void rcp_session_set_filter (RcpSession *self, RcpSplit split, guint label);

/** rcp_session_get_specimen: (transfer none) (nullable): valid until the specimen changes; %NULL without a dataset */
const RcpSpecimen *rcp_session_get_specimen (RcpSession *self);

/** rcp_session_dup_specimen_name: (transfer full) (nullable): as on the header's button: "cat #77", "holiday.jpg" */
char *rcp_session_dup_specimen_name (RcpSession *self);

/** rcp_session_dup_specimen_description: (transfer full) (nullable): in words: "cat, test picture 77" */
char *rcp_session_dup_specimen_description (RcpSession *self);

void rcp_session_set_specimen (RcpSession *self, RcpSplit split, guint index);

/**
 * rcp_session_open_picture:
 * @file: a picture, wherever it is
 *
 * Reads it in a worker and makes it the specimen. "problem" says why it could not, and then everything stays as it
 * was. Of several that are asked for only the last one counts.
 */
void rcp_session_open_picture (RcpSession *self, GFile *file);

/**
 * rcp_session_open_file:
 * @file: a run's folder or a picture
 *
 * Opens what somebody points at, as rcp_session_open_run() or rcp_session_open_picture() does. While the first dataset
 * is still being opened it waits for that.
 */
void rcp_session_open_file (RcpSession *self, GFile *file);

/** rcp_session_take_picture: makes a picture that is there already the specimen, as rcp_session_open_picture() does */
void rcp_session_take_picture (RcpSession *self, RcpImage *picture);

/** rcp_session_set_fit: how pictures of one's own are made to fit, the present one included */
void rcp_session_set_fit (RcpSession *self, RcpImageFit fit);
RcpImageFit rcp_session_get_fit (RcpSession *self);

/** rcp_session_next_specimen: the one after the specimen among the listed pictures, the first after the last */
void rcp_session_next_specimen (RcpSession *self);
void rcp_session_previous_specimen (RcpSession *self);

/** rcp_session_random_specimen: any other of the listed pictures */
void rcp_session_random_specimen (RcpSession *self);

/**
 * rcp_session_set_kernel:
 * @kernel: (nullable): as a convolution layer would hold it: scaled, and turned where it was flipped; see
 *   rcp_filter_get_weights()
 * @grey: whether it is meant for the luma of a picture rather than for each of its channels
 *
 * Keeps it for whoever can put it into a network.
 */
void rcp_session_set_kernel (RcpSession *self, const RcpKernel *kernel, gboolean grey);

/** rcp_session_get_kernel: (transfer none) (nullable): @grey: (out) (optional) */
const RcpKernel *rcp_session_get_kernel (RcpSession *self, gboolean *grey);

/** rcp_session_get_settings: (transfer none): what the next run is asked to do */
const RcpTrainSettings *rcp_session_get_settings (RcpSession *self);
void rcp_session_set_settings (RcpSession *self, const RcpTrainSettings *settings);

/** rcp_session_get_frozen: whether a layer of the current run, or of the next one where none is under way, stays as it
 * is */
gboolean rcp_session_get_frozen (RcpSession *self, const char *layer);

/** rcp_session_set_frozen: whether it is to: from the next step on in a run that is under way, and in the next run.
 * "problem" says why it cannot be. "settings" notifies */
void rcp_session_set_frozen (RcpSession *self, const char *layer, gboolean frozen);

RcpTrainer *rcp_session_get_trainer (RcpSession *self);

/** rcp_session_get_run_state: the current run's state; %RCP_TRAINER_READY where there is no run */
RcpTrainerState rcp_session_get_run_state (RcpSession *self);

/** rcp_session_is_training: whether a run is under way, running or paused; the dataset cannot be changed then */
gboolean rcp_session_is_training (RcpSession *self);

/**
 * rcp_session_start:
 *
 * Goes on with a paused run, or else begins a new one with the session's settings in a new run folder.
 * "problem" says why it could not.
 */
void rcp_session_start (RcpSession *self);
void rcp_session_pause (RcpSession *self);

/** rcp_session_step: one step; makes a new run where none is under way */
void rcp_session_step (RcpSession *self);
void rcp_session_stop (RcpSession *self);

/**
 * rcp_session_branch:
 * @snapshot: the weights to begin with
 * @settings: what the new run is asked to do; its network and dataset are those of @snapshot
 *
 * Begins a new run from weights of the current one, changed by hand or not. A run that is under way is stopped first
 * and keeps its checkpoint. "problem" says why it could not, and then everything stays as it was.
 */
void rcp_session_branch (RcpSession *self, RcpSnapshot *snapshot, const RcpTrainSettings *settings);

/**
 * rcp_session_open_run:
 * @path: a run folder, whoever made it
 *
 * Opens a run from the disk in the background, to be looked at: its measurements, its moments, its settings and its
 * dataset become the session's. It is not trained on and nothing in its folder is changed. "problem" says why it could
 * not, and then everything stays as it was; it also says what of the run is damaged, and then the rest can be used.
 */
void rcp_session_open_run (RcpSession *self, const char *path);

/**
 * rcp_session_get_snapshot:
 *
 * The weights at the chosen moment of the current run: what every page draws from. Before there is a run, those that
 * one would begin with. All snapshots of one run have the same #RcpNetwork.
 *
 * Returns: (transfer none) (nullable): %NULL while the first dataset opens
 */
RcpSnapshot *rcp_session_get_snapshot (RcpSession *self);

/** rcp_session_get_untrained: whether the snapshot belongs to no run */
gboolean rcp_session_get_untrained (RcpSession *self);

/** rcp_session_get_history: (transfer none) (nullable): the moments of the current run; %NULL where there is no run */
RcpHistory *rcp_session_get_history (RcpSession *self);

/** rcp_session_get_moment: the step of the moment that is looked at */
guint64 rcp_session_get_moment (RcpSession *self);

/**
 * rcp_session_set_moment:
 * @step: the moment that is kept nearest to it is chosen
 *
 * Looks at a moment of the current run's history. "snapshot-changed" follows when its weights are there: within the
 * frame for small networks, and for large ones a little later, by way of a worker; only the newest request counts.
 * Without a history nothing happens.
 */
void rcp_session_set_moment (RcpSession *self, guint64 step);

/** rcp_session_get_live: whether the newest weights are looked at */
gboolean rcp_session_get_live (RcpSession *self);

/** rcp_session_set_live: looks at the newest weights, and follows the training */
void rcp_session_set_live (RcpSession *self);

/**
 * rcp_session_watch:
 *
 * Says that somebody looks at weights: while anybody does, a training run publishes them at the rate of the display.
 * Pages that draw weights call it when they are mapped and rcp_session_unwatch() when they are unmapped.
 */
void rcp_session_watch (RcpSession *self);
void rcp_session_unwatch (RcpSession *self);

/**
 * rcp_session_report_cost:
 * @cost: µs of the main thread's processor time from a "snapshot-changed" until it was on the screen
 *
 * Lets the session follow a run no faster than the run can bear: 60 times a second where drawing costs little beside
 * what the machine can do, and less often where the processors that draw are those that train.
 */
void rcp_session_report_cost (RcpSession *self, gint64 cost);

/** rcp_session_fetch: fetches a dataset in the background and selects it when it is there */
void rcp_session_fetch (RcpSession *self, const char *name);
void rcp_session_cancel_fetch (RcpSession *self);
gboolean rcp_session_get_fetching (RcpSession *self);
gboolean rcp_session_get_fetchable (RcpSession *self);

/**
 * rcp_session_close_async:
 *
 * Ends everything that is under way: the run is stopped and its checkpoint written, a fetch is cancelled
 * and cleaned away. The callback comes when nothing is left to wait for.
 */
void rcp_session_close_async (RcpSession *self, GAsyncReadyCallback callback, gpointer user_data);
void rcp_session_close_finish (RcpSession *self, GAsyncResult *result);

G_END_DECLS
