#pragma once

#include "dataset.h"

G_BEGIN_DECLS

/**
 * RcpDatasetFile:
 * @name: base name
 * @size: its only right size in bytes
 * @sha256: its only right SHA-256, in lower-case hexadecimal
 *
 * One file of a dataset as it lies on the disk.
 */
typedef struct
{
  const char *name;
  gsize size;
  const char *sha256;
} RcpDatasetFile;

/**
 * RcpDatasetKind:
 * @name: what rcp_dataset_open() calls it
 * @title: what people call it
 * @builtin: whether the program draws it itself
 * @class_names: (array length=n_classes): their English names
 * @archive_folder: (nullable): the folder that its makers' archive unpacks to
 * @files: (nullable) (array length=n_files): what it is made of, the training files first
 * @open: opens it
 *
 * What is known about a dataset before it is opened.
 */
typedef struct _RcpDatasetKind RcpDatasetKind;
struct _RcpDatasetKind
{
  const char *name;
  const char *title;
  gboolean builtin;
  const char *const *class_names;
  guint n_classes;
  const char *archive_folder;
  const RcpDatasetFile *files;
  guint n_files;
  RcpDataset *(*open) (const RcpDatasetKind *kind, const char *data_dir, GError **error);
};

extern const RcpDatasetKind rcp_cifar10;
extern const RcpDatasetKind rcp_shapes;

/** rcp_dataset_kind: (nullable): a dataset by its name */
const RcpDatasetKind *rcp_dataset_kind (const char *name);

/**
 * RcpDatasetBlocks:
 * @blocks: (array length=n_blocks): records of one label byte and then the pixels in CHW order
 *
 * The pictures of a split; every block holds as many records as the first, but for the last.
 */
typedef struct
{
  GBytes *const *blocks;
  guint n_blocks;
} RcpDatasetBlocks;

/**
 * rcp_dataset_new:
 * @kind: which dataset it is
 * @shape: the shape of one picture
 * @splits: the records of each split, whole and with labels that are in order; a reference is taken
 *
 * Returns: (transfer full): a dataset over records that are in memory or mapped
 */
RcpDataset *rcp_dataset_new (const RcpDatasetKind *kind, RcpShape shape, const RcpDatasetBlocks splits[RCP_N_SPLITS]);

/**
 * rcp_cifar10_check_records:
 * @bytes: what a batch file holds
 * @path: its name, for messages
 * @n_records: how many pictures must be in it
 * @error: %RCP_ERROR_DATASET naming the file and what was expected
 *
 * Checks the size and every label of a file in CIFAR-10's binary format: records of one label byte, 0–9,
 * and 3 × 32 × 32 bytes of pixels (https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version").
 */
gboolean rcp_cifar10_check_records (GBytes *bytes, const char *path, gsize n_records, GError **error);

/**
 * rcp_dataset_find_folder:
 * @kind: a dataset made of files
 * @data_dir: (nullable): as in rcp_dataset_open()
 * @error: %RCP_ERROR_NOT_FETCHED where no folder on the search path holds any of its files
 *
 * Returns: (transfer full) (nullable): the first folder that holds at least one of the dataset's files
 */
char *rcp_dataset_find_folder (const RcpDatasetKind *kind, const char *data_dir, GError **error);

/** RCP_SHAPES_SEED: what the built-in dataset is drawn with */
#define RCP_SHAPES_SEED 1998

/**
 * rcp_shapes_draw:
 * @seed: decides every byte, on every machine: there is no floating-point arithmetic in it
 * @stream: which of the seed's sets of pictures (its splits)
 * @n: how many pictures, a multiple of ten; every class gets as many
 * @records: (out): room for n records of 1 + 3 × 32 × 32 bytes, as in CIFAR-10
 */
void rcp_shapes_draw (guint64 seed, guint stream, guint n, guint8 *records);

G_END_DECLS
