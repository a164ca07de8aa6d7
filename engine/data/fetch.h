#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RcpFetchProgress:
 * @stage: what is being done, in a few words for people ("Downloading", "Unpacking", "Checking")
 * @done: bytes of this stage so far
 * @total: bytes of this stage, or 0 while that is not known
 * @user_data: the caller's
 *
 * Called on the thread-default main context of the caller of rcp_fetch_dataset_async(), and from the
 * calling thread by rcp_fetch_dataset(); at most some twenty times a second.
 */
typedef void (*RcpFetchProgress) (const char *stage, guint64 done, guint64 total, gpointer user_data);

/**
 * rcp_fetch_dataset:
 * @name: a dataset that can be fetched: "cifar10"
 * @data_dir: (nullable): where it goes; see rcp_dataset_search_path()
 * @progress: (nullable): told how far it is
 * @error: %RCP_ERROR_FETCH with a sentence that says what each source answered, %G_IO_ERROR_CANCELLED,
 *   or the file system's own (no space, no permission)
 *
 * Downloads to a temporary folder beside the place it belongs, checks the SHA-256 of every file, and
 * renames: there is never a half-written dataset, whatever happens. Sources are tried in order; a stalled
 * one is given up after 30 s without a byte. Where the dataset is already there and whole, nothing is
 * fetched. What the caller does not see through @progress is silent: nothing is printed.
 *
 * Returns: (transfer full) (nullable): the folder that holds the dataset now
 */
char *rcp_fetch_dataset (const char *name, const char *data_dir, RcpFetchProgress progress, gpointer user_data,
                         GCancellable *cancellable, GError **error);

/** rcp_fetch_dataset_async: rcp_fetch_dataset() in a thread of its own */
void rcp_fetch_dataset_async (const char *name, const char *data_dir, RcpFetchProgress progress, gpointer progress_data,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);

char *rcp_fetch_dataset_finish (GAsyncResult *result, GError **error);

G_END_DECLS
