#pragma once

#include <gio/gio.h>

#include "samples.h"

G_BEGIN_DECLS

/**
 * RcpStatistics:
 * @count: pictures that were counted
 * @channels: how many of @mean and @std are set
 * @mean: mean of each channel, in units of bytes (0–255)
 * @std: standard deviation of each channel over all pixels (divided by n, not n−1), likewise
 *
 * Both are the exactly rounded value of the real number: sums are kept as integers to the end.
 */
typedef struct
{
  guint count;
  int channels;
  double mean[RCP_MAX_CHANNELS];
  double std[RCP_MAX_CHANNELS];
} RcpStatistics;

#define RCP_TYPE_DATASET (rcp_dataset_get_type ())
/**
 * RcpDataset:
 *
 * Labelled pictures in two splits. Immutable once opened, and safe to read from any thread.
 */
G_DECLARE_FINAL_TYPE (RcpDataset, rcp_dataset, RCP, DATASET, GObject)

/**
 * rcp_dataset_names:
 *
 * Returns: (transfer none) (array zero-terminated=1): the names that rcp_dataset_open() knows, the
 *   default first: "cifar10", "shapes"
 */
const char *const *rcp_dataset_names (void);

/** rcp_dataset_title_of: the name to show for a dataset ("CIFAR-10"), or %NULL for an unknown one */
const char *rcp_dataset_title_of (const char *name);

/**
 * rcp_dataset_class_names_of:
 * @name: a dataset, which need not be there
 * @n_classes: (out): how many classes it has, 0 for an unknown one
 *
 * Returns: (transfer none) (array length=n_classes) (nullable): the English names of its classes
 */
const char *const *rcp_dataset_class_names_of (const char *name, guint *n_classes);

/**
 * rcp_dataset_open:
 * @name: "cifar10" or "shapes"
 * @data_dir: (nullable): the folder to look in, or %NULL for $RECEPTIVE_DATA_DIR and then the XDG
 *   data folders; see rcp_dataset_search_path()
 * @error: %RCP_ERROR_NOT_FETCHED where it is not there (the message names both ways out: fetch it,
 *   or use "shapes"), %RCP_ERROR_DATASET where it is damaged (which file, what was expected) or the
 *   name is unknown, %G_FILE_ERROR where it cannot be read
 *
 * Files are mapped, not read: this takes milliseconds. It checks sizes; the labels are checked as well.
 * Sums over the contents are checked when a dataset is fetched and by rcp_dataset_verify().
 *
 * Returns: (transfer full) (nullable): the dataset
 */
RcpDataset *rcp_dataset_open (const char *name, const char *data_dir, GError **error);

/**
 * rcp_dataset_search_path:
 * @name: a dataset
 * @data_dir: (nullable): the folder that was asked for
 *
 * Returns: (transfer full) (array zero-terminated=1): the folders in which the dataset's own folder
 *   is looked for, best first. With @data_dir that one alone; else $RECEPTIVE_DATA_DIR alone where set;
 *   else receptive/ in the user's XDG data folder, then in the system's. The first is where
 *   rcp_fetch_dataset() puts it. A dataset's folder is NAME/ inside (cifar10/data_batch_1.bin …);
 *   a folder that holds the files directly, or in cifar-10-batches-bin/, is taken as well.
 */
char **rcp_dataset_search_path (const char *name, const char *data_dir);

const char *rcp_dataset_get_name (RcpDataset *self);
const char *rcp_dataset_get_title (RcpDataset *self);

/** rcp_dataset_is_builtin: whether the program itself drew these pictures */
gboolean rcp_dataset_is_builtin (RcpDataset *self);

RcpShape rcp_dataset_get_shape (RcpDataset *self);
guint rcp_dataset_get_n_classes (RcpDataset *self);

/** rcp_dataset_get_class_name: the English name of a class, such as "airplane" */
const char *rcp_dataset_get_class_name (RcpDataset *self, guint label);

/** rcp_dataset_get_samples: (transfer none): the pictures of a split, valid as long as @self */
const RcpSamples *rcp_dataset_get_samples (RcpDataset *self, RcpSplit split);

/** rcp_dataset_get_class_count: how many pictures of a split have a label */
guint rcp_dataset_get_class_count (RcpDataset *self, RcpSplit split, guint label);

/**
 * rcp_dataset_get_statistics:
 *
 * Over the training pictures. The first call reads them all (about 0.1 s); later ones are free.
 * Safe from any thread.
 *
 * Returns: (transfer none): the statistics, valid as long as @self
 */
const RcpStatistics *rcp_dataset_get_statistics (RcpDataset *self);

/**
 * rcp_dataset_verify:
 * @error: %RCP_ERROR_DATASET naming the file whose SHA-256 is not the right one, or %G_IO_ERROR_CANCELLED
 *
 * Reads everything and compares it with what the dataset's makers published: about a second.
 *
 * Returns: whether every byte is as it should be; always so for a built-in dataset
 */
gboolean rcp_dataset_verify (RcpDataset *self, GCancellable *cancellable, GError **error);

/** rcp_samples_statistics: the same over any samples, not cached */
RcpStatistics rcp_samples_statistics (const RcpSamples *samples);

G_END_DECLS
