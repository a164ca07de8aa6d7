#include "tiny-dataset.h"

#include "data/dataset-private.h"
#include "random.h"

static const RcpShape tiny_shape = { 2, 4, 5 };
static const char *const class_names[] = { "dark", "even", "bright" };

static const RcpDatasetKind tiny_kind = {
  .name = "tiny",
  .title = "Tiny",
  .builtin = TRUE,
  .class_names = class_names,
  .n_classes = G_N_ELEMENTS (class_names),
};

/* Each class has its own slope across the picture, under noise. */
static GBytes *
draw_records (guint count, guint64 stream)
{
  gsize pixels = rcp_shape_count (tiny_shape);
  guint8 *records = g_malloc (count * (1 + pixels));
  guint8 *byte = records;
  RcpRandom random;

  rcp_random_init (&random, 7, stream);
  for (guint i = 0; i < count; i++)
    {
      guint label = rcp_random_below (&random, G_N_ELEMENTS (class_names));

      *byte++ = (guint8) label;
      for (guint p = 0; p < pixels; p++)
        *byte++ = (guint8) (90 + label * p + rcp_random_below (&random, 60));
    }
  return g_bytes_new_take (records, count * (1 + pixels));
}

static RcpDataset *
make_dataset (GBytes *train)
{
  g_autoptr (GBytes) test = draw_records (TINY_TEST_COUNT, 2);
  GBytes *const trains[] = { train };
  GBytes *const tests[] = { test };
  const RcpDatasetBlocks splits[RCP_N_SPLITS] = {
    [RCP_SPLIT_TRAIN] = { trains, 1 },
    [RCP_SPLIT_TEST] = { tests, 1 },
  };

  return rcp_dataset_new (&tiny_kind, tiny_shape, splits);
}

RcpDataset *
tiny_dataset_new (void)
{
  g_autoptr (GBytes) train = draw_records (TINY_TRAIN_COUNT, 1);

  return make_dataset (train);
}

RcpDataset *
tiny_dataset_new_other (void)
{
  g_autoptr (GBytes) train = draw_records (TINY_TRAIN_COUNT, 1);
  gsize size;
  guint8 *records = g_memdup2 (g_bytes_get_data (train, &size), g_bytes_get_size (train));
  g_autoptr (GBytes) other = g_bytes_new_take (records, g_bytes_get_size (train));

  records[5] ^= 1;
  return make_dataset (other);
}
