#pragma once

#include "train/snapshot.h"

G_BEGIN_DECLS

/**
 * RcpMoment:
 * @step: steps behind it; 0 is before the first
 * @epoch: whole epochs behind it, validation included
 *
 * A step of a run at which its weights are known.
 */
typedef struct
{
  guint64 step;
  guint epoch;
} RcpMoment;

#define RCP_TYPE_HISTORY (rcp_history_get_type ())
/**
 * RcpHistory:
 *
 * The moments of a run whose weights are kept, in the order of time. It lists them without having read their weights:
 * those of a run with a folder are read from the disk when they are asked for, those of a run without one are in
 * memory. Which moments these are see rcp_history_plan_new(); the best and the newest one are always among them.
 *
 * Lives on the main context's thread, as #RcpMetrics does. "changed" is emitted when other moments are there.
 */
G_DECLARE_FINAL_TYPE (RcpHistory, rcp_history, RCP, HISTORY, GObject)

/** rcp_history_new: of a run that has none yet. @network: all its snapshots are given this one */
RcpHistory *rcp_history_new (RcpNetwork *network);

/**
 * rcp_history_open:
 * @run_dir: a run folder
 * @network: of the run
 * @seed: of the run: files of another run are damaged ones
 * @problem: (out) (transfer full) (nullable): a sentence about what is damaged and was left out, or %NULL
 *
 * Lists the moments in a run folder, the two checkpoints among them. Each file's header is checked, its weights are
 * not read. May take a while on a slow disk: this one function may be called on any thread.
 *
 * Returns: (transfer full): the history, of what is usable
 */
RcpHistory *rcp_history_open (const char *run_dir, RcpNetwork *network, guint64 seed, char **problem);

/** rcp_history_get_moments: (transfer none) (array length=n): the first one first; valid until "changed" */
const RcpMoment *rcp_history_get_moments (RcpHistory *self, guint *n);

/** rcp_history_get_best: (transfer none) (nullable): the moment of the highest validation accuracy, the first of
 * equals */
const RcpMoment *rcp_history_get_best (RcpHistory *self);

/** rcp_history_find: the index of the moment nearest to @step, of two the earlier one; there must be one */
guint rcp_history_find (RcpHistory *self, guint64 step);

/**
 * rcp_history_get_snapshot:
 * @step: of a moment
 *
 * Returns: (transfer none) (nullable): its weights where they are in memory; %NULL where they are to be loaded
 */
RcpSnapshot *rcp_history_get_snapshot (RcpHistory *self, guint64 step);

/** rcp_history_get_path: (transfer none) (nullable): the file with the moment's weights; for rcp_moment_load() */
const char *rcp_history_get_path (RcpHistory *self, guint64 step);

/** rcp_history_remove: takes a moment that turned out to be damaged from the list */
void rcp_history_remove (RcpHistory *self, guint64 step);

/* For the trainer that fills it, in the thread it lives on. */

/**
 * rcp_history_add:
 * @snapshot: (nullable): its weights where they are kept in memory
 * @path: (nullable): or the file that holds them
 */
void rcp_history_add (RcpHistory *self, const RcpMoment *moment, RcpSnapshot *snapshot, const char *path);

/** rcp_history_thin: of the moments behind the first epoch those at multiples of @stride epochs stay */
void rcp_history_thin (RcpHistory *self, guint stride);

/** rcp_history_cut: takes those behind @last from the list */
void rcp_history_cut (RcpHistory *self, const RcpMoment *last);

/** rcp_history_set_best: @snapshot holds the best weights so far */
void rcp_history_set_best (RcpHistory *self, RcpSnapshot *snapshot);

/** rcp_history_add_checkpoint: the weights of the best moment, or of the last one, are in the file @path */
void rcp_history_add_checkpoint (RcpHistory *self, gboolean is_best, const RcpMoment *moment, const char *path);

/** rcp_history_set_last: (nullable) @snapshot: the newest weights of a run that stands; %NULL while it runs */
void rcp_history_set_last (RcpHistory *self, RcpSnapshot *snapshot);

/** rcp_history_tell: emits "changed" if anything did since the last time */
void rcp_history_tell (RcpHistory *self);

/**
 * rcp_moment_load:
 * @path: a file of a run's history, or one of its checkpoints
 * @network: what it must hold the weights of; the snapshot gets this very one
 * @step: of the moment that it must be
 * @error: %RCP_ERROR_FORMAT, %RCP_ERROR_NETWORK or %G_FILE_ERROR, naming the file
 *
 * Reads the weights of a moment, on any thread.
 *
 * Returns: (transfer full) (nullable): the same weights, to the bit, as were trained
 */
RcpSnapshot *rcp_moment_load (const char *path, RcpNetwork *network, guint64 step, GError **error);

G_END_DECLS
