/* Datasets: where they are looked for, what is refused, and the statistics to the last bit. */
#include <glib/gstdio.h>

#include "data/dataset-private.h"
#include "error.h"

enum
{
  RECORD = 3073,
  RECORDS = 10000,
};

typedef struct
{
  char *root;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->root = g_dir_make_tmp ("receptive-dataset-XXXXXX", NULL);
  g_assert_nonnull (fixture->root);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_tree (fixture->root);
  g_free (fixture->root);
}

/* A batch file: labels in turn, and pixels that differ from file to file. */
static void
write_batch (const char *folder, guint index, gsize size, guint bad_record)
{
  g_autofree char *path = g_build_filename (folder, rcp_cifar10.files[index].name, NULL);
  g_autofree guint8 *data = g_malloc0 (size);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i * RECORD < size; i++)
    {
      data[i * RECORD] = i == bad_record ? 10 : (guint8) ((i + index) % 10);
      if (i * RECORD + 1 < size)
        data[i * RECORD + 1] = (guint8) index;
    }
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, (const char *) data, (gssize) size, &error);
  g_assert_no_error (error);
}

static char *
write_dataset (const char *root, const char *name)
{
  char *folder = g_build_filename (root, name, NULL);

  for (guint i = 0; i < 6; i++)
    write_batch (folder, i, RECORD * RECORDS, G_MAXUINT);
  return folder;
}

static void
assert_refused (const char *root, int code, const char *first, const char *second)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpDataset) dataset = rcp_dataset_open ("cifar10", root, &error);

  g_assert_null (dataset);
  g_assert_error (error, RCP_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, first));
  g_assert_nonnull (strstr (error->message, second));
}

static void
test_names (void)
{
  const char *const *names = rcp_dataset_names ();

  g_assert_cmpstr (names[0], ==, "cifar10");
  for (guint i = 0; names[i] != NULL; i++)
    g_assert_nonnull (rcp_dataset_title_of (names[i]));
  g_assert_cmpstr (rcp_dataset_title_of ("cifar10"), ==, "CIFAR-10");
  g_assert_null (rcp_dataset_title_of ("imagenet"));
}

static void
test_unknown (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_dataset_open ("imagenet", NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DATASET);
  g_assert_nonnull (strstr (error->message, "imagenet"));
  g_assert_nonnull (strstr (error->message, "shapes"));
}

static void
test_search_path (void)
{
  g_auto (GStrv) asked = rcp_dataset_search_path ("cifar10", "/asked");
  g_auto (GStrv) environment = NULL;
  g_auto (GStrv) standard = NULL;
  g_autofree char *user = g_build_filename (g_get_user_data_dir (), "receptive", NULL);

  g_assert_cmpuint (g_strv_length (asked), ==, 1);
  g_assert_cmpstr (asked[0], ==, "/asked");

  g_setenv ("RECEPTIVE_DATA_DIR", "/from/environment", TRUE);
  environment = rcp_dataset_search_path ("cifar10", NULL);
  g_assert_cmpuint (g_strv_length (environment), ==, 1);
  g_assert_cmpstr (environment[0], ==, "/from/environment");

  g_unsetenv ("RECEPTIVE_DATA_DIR");
  standard = rcp_dataset_search_path ("cifar10", NULL);
  g_assert_cmpstr (standard[0], ==, user);
  g_assert_cmpuint (g_strv_length (standard), ==, 1 + g_strv_length ((char **) g_get_system_data_dirs ()));
}

static void
test_not_fetched (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->root, "nowhere", NULL);

  assert_refused (nowhere, RCP_ERROR_NOT_FETCHED, "receptive-cli fetch cifar10", "--dataset shapes");
  assert_refused (fixture->root, RCP_ERROR_NOT_FETCHED, "receptive-cli fetch cifar10", "--dataset shapes");
}

/* @data is the folder inside the data folder that holds the files. */
static void
test_opens (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = write_dataset (fixture->root, data);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpDataset) dataset = rcp_dataset_open ("cifar10", fixture->root, &error);
  const RcpSamples *train, *test;

  g_assert_no_error (error);
  g_assert_cmpstr (rcp_dataset_get_name (dataset), ==, "cifar10");
  g_assert_cmpstr (rcp_dataset_get_title (dataset), ==, "CIFAR-10");
  g_assert_false (rcp_dataset_is_builtin (dataset));
  g_assert_cmpuint (rcp_dataset_get_n_classes (dataset), ==, 10);
  g_assert_cmpstr (rcp_dataset_get_class_name (dataset, 0), ==, "airplane");
  g_assert_cmpstr (rcp_dataset_get_class_name (dataset, 9), ==, "truck");

  train = rcp_dataset_get_samples (dataset, RCP_SPLIT_TRAIN);
  test = rcp_dataset_get_samples (dataset, RCP_SPLIT_TEST);
  g_assert_cmpuint (train->count, ==, 50000);
  g_assert_cmpuint (test->count, ==, 10000);
  g_assert_cmpuint (rcp_shape_count (rcp_dataset_get_shape (dataset)), ==, 3072);
  /* Picture 34,567 is the 4,567th of the fourth file. */
  g_assert_cmpuint (rcp_samples_label (train, 34567), ==, (4567 + 3) % 10);
  g_assert_cmpuint (rcp_samples_pixels (train, 34567)[0], ==, 3);
  g_assert_cmpuint (rcp_samples_pixels (test, 9999)[0], ==, 5);
  for (guint label = 0; label < 10; label++)
    {
      g_assert_cmpuint (rcp_dataset_get_class_count (dataset, RCP_SPLIT_TRAIN, label), ==, 5000);
      g_assert_cmpuint (rcp_dataset_get_class_count (dataset, RCP_SPLIT_TEST, label), ==, 1000);
    }
  g_assert_finalize_object (g_steal_pointer (&dataset));
}

static void
test_from_environment (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = write_dataset (fixture->root, "cifar10");
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpDataset) dataset = NULL;

  g_setenv ("RECEPTIVE_DATA_DIR", fixture->root, TRUE);
  dataset = rcp_dataset_open ("cifar10", NULL, &error);
  g_unsetenv ("RECEPTIVE_DATA_DIR");
  g_assert_no_error (error);
  g_assert_nonnull (dataset);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = write_dataset (fixture->root, "cifar10");
  g_autofree char *third = g_build_filename (folder, "data_batch_3.bin", NULL);

  g_remove (third);
  assert_refused (fixture->root, RCP_ERROR_DATASET, "data_batch_3.bin” is missing", "30730000 bytes");
  write_batch (folder, 2, 0, G_MAXUINT);
  assert_refused (fixture->root, RCP_ERROR_DATASET, "data_batch_3.bin", "0 bytes where 30730000 were expected");
  write_batch (folder, 2, RECORD * RECORDS - 1, G_MAXUINT);
  assert_refused (fixture->root, RCP_ERROR_DATASET, "data_batch_3.bin", "30729999 bytes where 30730000 were expected");
  write_batch (folder, 2, RECORD * RECORDS + 1, G_MAXUINT);
  assert_refused (fixture->root, RCP_ERROR_DATASET, "data_batch_3.bin", "30730001 bytes where 30730000 were expected");
  write_batch (folder, 2, RECORD * RECORDS, 9999);
  assert_refused (fixture->root, RCP_ERROR_DATASET, "data_batch_3.bin", "record 9999 has the label 10");
}

/* What is whole to look at, and still not what was published. */
static void
test_verify (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = write_dataset (fixture->root, "cifar10");
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpDataset) dataset = rcp_dataset_open ("cifar10", fixture->root, &error);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_assert_no_error (error);
  g_assert_false (rcp_dataset_verify (dataset, NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DATASET);
  g_assert_nonnull (strstr (error->message, "data_batch_1.bin"));
  g_assert_nonnull (strstr (error->message, rcp_cifar10.files[0].sha256));
  g_clear_error (&error);

  g_cancellable_cancel (cancelled);
  g_assert_false (rcp_dataset_verify (dataset, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_not_a_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->root, "cifar10", NULL);
  g_autofree char *batch = g_build_filename (folder, "data_batch_1.bin", NULL);
  g_autoptr (GError) error = NULL;

  /* A folder where a file should be cannot be mapped. */
  g_assert_cmpint (g_mkdir_with_parents (batch, 0700), ==, 0);
  g_assert_null (rcp_dataset_open ("cifar10", fixture->root, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "data_batch_1.bin"));
}

static RcpStatistics
statistics_of (const guint8 *pixels, guint count, RcpShape shape)
{
  RcpSamples samples = {
    .blocks = &pixels,
    .block_count = count,
    .count = count,
    .record_size = rcp_shape_count (shape),
    .shape = shape,
    .n_classes = 1,
  };

  return rcp_samples_statistics (&samples);
}

static void
test_statistics_small (void)
{
  const guint8 steady[8] = { 7, 7, 7, 7, 255, 255, 255, 255 };
  const guint8 two[2] = { 0, 255 };
  const guint8 one_in_two[2] = { 0, 1 };
  const guint8 one_in_three[3] = { 0, 0, 1 };
  const guint8 one_in_seven[7] = { 0, 0, 0, 1, 0, 0, 0 };
  RcpStatistics result = statistics_of (steady, 1, (RcpShape){ 2, 2, 2 });

  g_assert_cmpuint (result.count, ==, 1);
  g_assert_cmpint (result.channels, ==, 2);
  g_assert_cmpfloat (result.mean[0], ==, 7);
  g_assert_cmpfloat (result.mean[1], ==, 255);
  g_assert_cmpfloat (result.std[0], ==, 0);
  g_assert_cmpfloat (result.std[1], ==, 0);

  result = statistics_of (two, 2, (RcpShape){ 1, 1, 1 });
  g_assert_cmpfloat (result.mean[0], ==, 127.5);
  g_assert_cmpfloat (result.std[0], ==, 127.5);

  /* √2 / 3 and √6 / 7 to 17 digits: plain double arithmetic gives a little more, and a little less. */
  result = statistics_of (one_in_three, 3, (RcpShape){ 1, 1, 1 });
  g_assert_cmpfloat (result.std[0], ==, 0.47140452079103168);
  result = statistics_of (one_in_seven, 7, (RcpShape){ 1, 1, 1 });
  g_assert_cmpfloat (result.std[0], ==, 0.3499271061118826);
  /* a power of two, whose neighbours are not as far apart below as above */
  result = statistics_of (one_in_two, 2, (RcpShape){ 1, 1, 1 });
  g_assert_cmpfloat (result.std[0], ==, 0.5);

  result = statistics_of (two, 0, (RcpShape){ 1, 1, 1 });
  g_assert_cmpfloat (result.mean[0], ==, 0);
}

/* Worked out with 60 decimal digits from the same bytes: byte i is i² + 7i mod 251, for three sizes. */
static void
test_statistics_exact (void)
{
  static const struct
  {
    guint n;
    double mean;
    double std;
  } cases[] = {
    { 1000, 123.532, 75.20474038250515 },
    { 70001, 123.99792860101998, 75.413485295202705 },
    { 1000003, 123.999444001668, 75.418840601578538 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree guint8 *bytes = g_malloc (cases[i].n);
      RcpStatistics whole, parts;

      for (guint64 k = 0; k < cases[i].n; k++)
        bytes[k] = (guint8) ((k * k + 7 * k) % 251);
      whole = statistics_of (bytes, 1, (RcpShape){ 1, 1, (int) cases[i].n });
      parts = statistics_of (bytes, cases[i].n, (RcpShape){ 1, 1, 1 });
      g_assert_cmpfloat (whole.mean[0], ==, cases[i].mean);
      g_assert_cmpfloat (whole.std[0], ==, cases[i].std);
      g_assert_cmpfloat (parts.std[0], ==, cases[i].std);
    }
}

static gpointer
ask_statistics (gpointer dataset)
{
  return (gpointer) rcp_dataset_get_statistics (dataset);
}

static void
test_statistics_threads (void)
{
  g_autoptr (RcpDataset) dataset = rcp_dataset_open ("shapes", NULL, NULL);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("statistics", ask_statistics, dataset);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == rcp_dataset_get_statistics (dataset));
  g_assert_cmpuint (rcp_dataset_get_statistics (dataset)->count, ==, 10000);
}

int
main (int argc, char *argv[])
{
  g_unsetenv ("RECEPTIVE_DATA_DIR");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/dataset/names", test_names);
  g_test_add_func ("/dataset/unknown", test_unknown);
  g_test_add_func ("/dataset/search-path", test_search_path);
  g_test_add ("/dataset/not-fetched", Fixture, NULL, set_up, test_not_fetched, tear_down);
  g_test_add ("/dataset/opens", Fixture, "cifar10", set_up, test_opens, tear_down);
  g_test_add ("/dataset/opens-official-folder", Fixture, "cifar-10-batches-bin", set_up, test_opens, tear_down);
  g_test_add ("/dataset/opens-unpacked", Fixture, "cifar10/cifar-10-batches-bin", set_up, test_opens, tear_down);
  g_test_add ("/dataset/opens-bare", Fixture, "", set_up, test_opens, tear_down);
  g_test_add ("/dataset/from-environment", Fixture, NULL, set_up, test_from_environment, tear_down);
  g_test_add ("/dataset/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/dataset/verify", Fixture, NULL, set_up, test_verify, tear_down);
  g_test_add ("/dataset/not-a-folder", Fixture, NULL, set_up, test_not_a_folder, tear_down);
  g_test_add_func ("/dataset/statistics/small", test_statistics_small);
  g_test_add_func ("/dataset/statistics/exact", test_statistics_exact);
  g_test_add_func ("/dataset/statistics/threads", test_statistics_threads);
  return g_test_run ();
}
