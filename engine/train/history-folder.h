#pragma once

#include "train/history.h"

G_BEGIN_DECLS

/* The folder history/ of a run: a safetensors file a moment, named after it, "epoch-00012-step-0000009384.safetensors",
 * so that they are listed without being read and sort in the order of time.
 *
 * A file is written under another name and renamed when it is whole. It is not synced to the disk: that would cost more
 * than the training may be slowed by. A killed program loses none all the same, the system writes them out; when the
 * power fails, the files of the last half minute may be missing or cut off, which a reader sees. */

/** rcp_history_folder_new_path: (transfer full): history/ in a run folder */
char *rcp_history_folder_new_path (const char *run_dir);

/** rcp_history_folder_new_file: (transfer full): the name of a moment's file, with the folder's before it */
char *rcp_history_folder_new_file (const char *folder, const RcpMoment *moment);

/** rcp_history_folder_parse: whether @name, without a folder, is that of a moment's file, and of which */
gboolean rcp_history_folder_parse (const char *name, RcpMoment *moment);

/** rcp_history_folder_list: (transfer full): of #RcpMoment, in order: those that files are there of; empty where there
 * is no folder */
GArray *rcp_history_folder_list (const char *folder);

/** rcp_history_folder_save: writes a moment, and makes the folder where it is not there; %G_FILE_ERROR or %G_IO_ERROR
 */
gboolean rcp_history_folder_save (const char *folder, RcpSnapshot *snapshot, GError **error);

/** rcp_history_folder_cut: takes away the moments behind @last, all of them where it is %NULL, and what a kill left
 * half-written */
void rcp_history_folder_cut (const char *folder, const RcpMoment *last);

/** rcp_history_folder_thin: takes away the moments that do not survive @stride, see rcp_history_plan_survives() */
void rcp_history_folder_thin (const char *folder, guint stride);

G_END_DECLS
