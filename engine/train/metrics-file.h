#pragma once

#include "train/metrics.h"

G_BEGIN_DECLS

/**
 * RcpMetricsFile:
 *
 * metrics.csv, open for appending. A row a step and a row an epoch, under one header:
 *
 *     epoch,step,train_loss,train_acc,val_loss,val_acc,learning_rate,train_seconds,val_seconds
 *
 * Rows of steps leave val_loss, val_acc and both times empty. Numbers have 17 significant digits, so that
 * reading them gives the same doubles again. Rows wait in memory until they are flushed. A write that fails
 * leaves the file as it was after the last one that did not; a kill leaves at worst a last line without its
 * end, which readers pass over.
 */
typedef struct _RcpMetricsFile RcpMetricsFile;

/** rcp_metrics_file_create: makes the file, which must not be there yet; %G_FILE_ERROR */
RcpMetricsFile *rcp_metrics_file_create (const char *path, GError **error);

/**
 * rcp_metrics_file_reopen:
 * @keep: as rcp_metrics_file_read() gave it: what comes after is cut off
 */
RcpMetricsFile *rcp_metrics_file_reopen (const char *path, goffset keep, GError **error);

/** rcp_metrics_file_free: closes it; rows that were never flushed are lost */
void rcp_metrics_file_free (RcpMetricsFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpMetricsFile, rcp_metrics_file_free)

void rcp_metrics_file_add_step (RcpMetricsFile *self, const RcpStepRecord *record);
void rcp_metrics_file_add_epoch (RcpMetricsFile *self, const RcpEpochRecord *record, double learning_rate);

/** rcp_metrics_file_flush: writes the rows that wait; with @sync they are on the disk when it returns */
gboolean rcp_metrics_file_flush (RcpMetricsFile *self, gboolean sync, GError **error);

/**
 * rcp_metrics_file_read:
 * @path: a metrics.csv
 * @max_step: rows of later steps are passed over
 * @max_epoch: so are rows of later epochs that are complete
 * @steps: (out) (transfer full): of #RcpStepRecord
 * @epochs: (out) (transfer full): of #RcpEpochRecord
 * @keep: (out): bytes up to the end of the last row that was taken
 * @error: %RCP_ERROR_RUN with the file and the line that cannot be understood, or %G_FILE_ERROR
 *
 * Reads what a run has measured. A last line without its end is passed over.
 */
gboolean rcp_metrics_file_read (const char *path, guint64 max_step, guint max_epoch, GArray **steps, GArray **epochs,
                                goffset *keep, GError **error);

G_END_DECLS
