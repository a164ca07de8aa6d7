/* The built-in pictures: the same bytes on every machine, and what can be said of them. */
#include "data/dataset-private.h"

enum
{
  RECORD = 3073,
};

/*
 * Everybody's models, figures and expectations hang on these bytes: a change of the drawing is a change of the
 * dataset. They were the same from gcc and clang, optimised and not.
 */
static const char train_sum[] = "86a9ac855d4531b07d779449f714b9a201003afe109f6ffbcdf2135dd191eb6d";
static const char test_sum[] = "bd4bc1d0cdee0d1a076bfc5df60e9b31f838f8426758ce903a1adfc4cd24298f";

static char *
sum_of (const RcpSamples *samples)
{
  g_assert_cmpuint (samples->block_count, ==, samples->count);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, samples->blocks[0], samples->count * samples->record_size);
}

static void
test_dataset (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpDataset) dataset = rcp_dataset_open ("shapes", "/nonexistent", &error);
  g_autofree char *train = NULL;
  g_autofree char *test = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (rcp_dataset_get_name (dataset), ==, "shapes");
  g_assert_true (rcp_dataset_is_builtin (dataset));
  g_assert_cmpuint (rcp_dataset_get_n_classes (dataset), ==, 10);
  g_assert_cmpstr (rcp_dataset_get_class_name (dataset, 0), ==, "disc");
  g_assert_cmpstr (rcp_dataset_get_class_name (dataset, 9), ==, "crescent");
  g_assert_true (rcp_dataset_verify (dataset, NULL, &error));
  for (guint label = 0; label < 10; label++)
    {
      g_assert_cmpuint (rcp_dataset_get_class_count (dataset, RCP_SPLIT_TRAIN, label), ==, 1000);
      g_assert_cmpuint (rcp_dataset_get_class_count (dataset, RCP_SPLIT_TEST, label), ==, 200);
    }

  train = sum_of (rcp_dataset_get_samples (dataset, RCP_SPLIT_TRAIN));
  test = sum_of (rcp_dataset_get_samples (dataset, RCP_SPLIT_TEST));
  g_assert_cmpstr (train, ==, train_sum);
  g_assert_cmpstr (test, ==, test_sum);
  g_assert_finalize_object (g_steal_pointer (&dataset));
}

static guint8 *
draw (guint64 seed, guint stream, guint n)
{
  guint8 *records = g_malloc ((gsize) n * RECORD);

  rcp_shapes_draw (seed, stream, n, records);
  return records;
}

/* The same seed gives the same, another seed or split another. */
static void
test_seeds (void)
{
  g_autofree guint8 *first = draw (1, 0, 100);
  g_autofree guint8 *again = draw (1, 0, 100);
  g_autofree guint8 *seed = draw (2, 0, 100);
  g_autofree guint8 *stream = draw (1, 1, 100);

  g_assert_cmpmem (first, 100 * RECORD, again, 100 * RECORD);
  for (guint i = 0; i < 100; i++)
    {
      g_assert_cmpint (memcmp (first + i * RECORD + 1, seed + i * RECORD + 1, RECORD - 1), !=, 0);
      g_assert_cmpint (memcmp (first + i * RECORD + 1, stream + i * RECORD + 1, RECORD - 1), !=, 0);
    }
}

static void
test_balanced (void)
{
  g_autofree guint8 *records = draw (7, 0, 200);
  guint counts[10] = { 0 };
  guint in_turn = 0;

  for (guint i = 0; i < 200; i++)
    {
      g_assert_cmpuint (records[i * RECORD], <, 10);
      counts[records[i * RECORD]]++;
      in_turn += records[i * RECORD] == i % 10;
    }
  for (guint label = 0; label < 10; label++)
    g_assert_cmpuint (counts[label], ==, 20);
  /* Shuffled: a tenth of them stand where they would without. */
  g_assert_cmpuint (in_turn, <, 60);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/shapes/dataset", test_dataset);
  g_test_add_func ("/shapes/seeds", test_seeds);
  g_test_add_func ("/shapes/balanced", test_balanced);
  return g_test_run ();
}
