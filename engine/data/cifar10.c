#include "dataset-private.h"

#include <glib/gi18n-lib.h>

#include "error.h"

/* CIFAR-10, Krizhevsky 2009, in its binary version: https://www.cs.toronto.edu/~kriz/cifar.html */
enum
{
  RECORD_SIZE = 1 + 3 * 32 * 32,
  RECORDS_PER_FILE = 10000,
  FILE_SIZE = RECORD_SIZE * RECORDS_PER_FILE,
  N_TRAIN_FILES = 5,
  N_FILES = 6,
};

static const char *const class_names[] = {
  "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
};

static const RcpDatasetFile files[N_FILES] = {
  { "data_batch_1.bin", FILE_SIZE, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5" },
  { "data_batch_2.bin", FILE_SIZE, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed" },
  { "data_batch_3.bin", FILE_SIZE, "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67" },
  { "data_batch_4.bin", FILE_SIZE, "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48" },
  { "data_batch_5.bin", FILE_SIZE, "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add" },
  { "test_batch.bin", FILE_SIZE, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b" },
};

gboolean
rcp_cifar10_check_records (GBytes *bytes, const char *path, gsize n_records, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size != n_records * RECORD_SIZE)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_DATASET,
                   _ ("“%s” is damaged: it has %zu bytes where %zu were expected. Fetch the dataset again."), path,
                   size, n_records * RECORD_SIZE);
      return FALSE;
    }
  for (gsize i = 0; i < n_records; i++)
    {
      guint label = data[i * RECORD_SIZE];

      if (label >= G_N_ELEMENTS (class_names))
        {
          g_set_error (
              error, RCP_ERROR, RCP_ERROR_DATASET,
              _ ("“%s” is damaged: record %zu has the label %u where 0 to 9 was expected. Fetch the dataset again."),
              path, i, label);
          return FALSE;
        }
    }
  return TRUE;
}

static GBytes *
map_batch (const char *folder, const RcpDatasetFile *file, GError **error)
{
  g_autofree char *path = g_build_filename (folder, file->name, NULL);
  g_autoptr (GError) local = NULL;
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (GBytes) bytes = NULL;

  mapped = g_mapped_file_new (path, FALSE, &local);
  if (mapped == NULL)
    {
      if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_set_error (error, RCP_ERROR, RCP_ERROR_DATASET,
                     _ ("“%s” is missing: a file of %zu bytes was expected. Fetch the dataset again."), path,
                     file->size);
      else
        g_propagate_prefixed_error (error, g_steal_pointer (&local), _ ("CIFAR-10 cannot be read: "));
      return NULL;
    }

  bytes = g_mapped_file_get_bytes (mapped);
  if (!rcp_cifar10_check_records (bytes, path, file->size / RECORD_SIZE, error))
    return NULL;
  return g_steal_pointer (&bytes);
}

static RcpDataset *
cifar10_open (const RcpDatasetKind *kind, const char *data_dir, GError **error)
{
  g_autofree char *folder = rcp_dataset_find_folder (kind, data_dir, error);
  GBytes *batches[N_FILES] = { NULL };
  RcpDataset *result = NULL;
  guint n = 0;

  if (folder == NULL)
    return NULL;

  while (n < N_FILES && (batches[n] = map_batch (folder, &kind->files[n], error)) != NULL)
    n++;
  if (n == N_FILES)
    {
      const RcpDatasetBlocks splits[RCP_N_SPLITS] = {
        [RCP_SPLIT_TRAIN] = { batches, N_TRAIN_FILES },
        [RCP_SPLIT_TEST] = { batches + N_TRAIN_FILES, N_FILES - N_TRAIN_FILES },
      };

      result = rcp_dataset_new (kind, (RcpShape){ 3, 32, 32 }, splits);
    }
  for (guint i = 0; i < n; i++)
    g_bytes_unref (batches[i]);
  return result;
}

const RcpDatasetKind rcp_cifar10 = {
  .name = "cifar10",
  .title = "CIFAR-10",
  .class_names = class_names,
  .n_classes = G_N_ELEMENTS (class_names),
  .archive_folder = "cifar-10-batches-bin",
  .files = files,
  .n_files = N_FILES,
  .open = cifar10_open,
};
