#include "data/dataset-private.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Takes the bytes for a batch file of two pictures, and makes a dataset of whatever is accepted. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  const RcpDatasetBlocks splits[RCP_N_SPLITS] = { { &bytes, 1 }, { &bytes, 1 } };
  g_autoptr (RcpDataset) dataset = NULL;
  guint labelled = 0;

  if (!rcp_cifar10_check_records (bytes, "fuzz", 2, &error))
    {
      g_assert (error != NULL && g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  dataset = rcp_dataset_new (&rcp_cifar10, (RcpShape){ 3, 32, 32 }, splits);
  g_assert (rcp_dataset_get_samples (dataset, RCP_SPLIT_TRAIN)->count == 2);
  for (guint label = 0; label < rcp_dataset_get_n_classes (dataset); label++)
    labelled += rcp_dataset_get_class_count (dataset, RCP_SPLIT_TRAIN, label);
  g_assert (labelled == 2);
  g_assert (rcp_dataset_get_statistics (dataset)->std[0] <= 127.5);
  return 0;
}
