#pragma once

#include "train/checkpoint.h"
#include "train/metrics.h"
#include "train/run-folder.h"

G_BEGIN_DECLS

/**
 * RcpRecorder:
 *
 * Keeps a run on the disk while it is trained: run.json, metrics.csv and the checkpoints, in an order in which
 * a kill at any moment leaves a run that can go on: metrics.csv is on the disk before the checkpoint that it
 * belongs to, the best weights before the last ones. Used by the trainer's thread alone.
 */
typedef struct _RcpRecorder RcpRecorder;

/**
 * rcp_recorder_new:
 * @folder: (transfer full) (nullable): where; %NULL for a run of which nothing is kept: all below then do nothing
 * @info: (transfer full): what run.json says
 * @metrics_keep: bytes of metrics.csv that are kept, or 0 for a run that begins
 */
RcpRecorder *rcp_recorder_new (RcpRunFolder *folder, RcpRunInfo *info, goffset metrics_keep);

/** rcp_recorder_set_initial: these weights are what the run begins with, and cannot be made again from its settings:
 * kept in the folder from rcp_recorder_begin() on */
void rcp_recorder_set_initial (RcpRecorder *self, RcpSnapshot *snapshot);

/** rcp_recorder_free: lets go of the run folder */
void rcp_recorder_free (RcpRecorder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpRecorder, rcp_recorder_free)

/** rcp_recorder_begin: says that it runs, and on what (@device_detail is nullable), and opens metrics.csv */
gboolean rcp_recorder_begin (RcpRecorder *self, const char *device_detail, GError **error);

void rcp_recorder_add_steps (RcpRecorder *self, const RcpStepRecord *records, guint n);
void rcp_recorder_add_epoch (RcpRecorder *self, const RcpEpochRecord *record, double learning_rate);

/** rcp_recorder_set_best: these weights have the highest validation accuracy so far; written with the next
 * checkpoint */
void rcp_recorder_set_best (RcpRecorder *self, RcpSnapshot *snapshot, double val_accuracy);

/**
 * rcp_recorder_is_due:
 * @at_epoch_end: an epoch has just ended: a good moment
 *
 * Whether it is time for a checkpoint: about once a second, and seldom enough that writing takes no more than
 * 2 % of the time on a slow disk.
 */
gboolean rcp_recorder_is_due (RcpRecorder *self, gboolean at_epoch_end);

/** rcp_recorder_write: metrics.csv, the best weights where they are new, the checkpoint; where it fails the older
 * checkpoint stays */
gboolean rcp_recorder_write (RcpRecorder *self, const RcpCheckpoint *checkpoint, GError **error);

/** rcp_recorder_end: the last word: writes what is left of metrics.csv, and run.json with @state and @message
 * (nullable) */
gboolean rcp_recorder_end (RcpRecorder *self, RcpRunState state, const char *message, GError **error);

G_END_DECLS
