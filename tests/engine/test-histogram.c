/* Histograms: every pixel counted once, in its class, and the statistics of what was counted to the last bit. */
#include "data/histogram.h"

static void
test_picture (void)
{
  /* seven pixels: a count that no unrolled loop divides */
  static const guint8 pixels[2 * 7] = { 0, 255, 255, 7, 7, 7, 0, 9, 9, 9, 9, 9, 9, 9 };
  RcpHistogram histogram;

  rcp_histogram_of_picture (&histogram, pixels, (RcpShape){ 2, 1, 7 });
  g_assert_cmpuint (histogram.count, ==, 1);
  g_assert_cmpuint (histogram.pixels, ==, 7);
  g_assert_cmpint (histogram.channels, ==, 2);
  g_assert_cmpuint (histogram.levels[0][0], ==, 2);
  g_assert_cmpuint (histogram.levels[0][7], ==, 3);
  g_assert_cmpuint (histogram.levels[0][255], ==, 2);
  g_assert_cmpuint (histogram.levels[0][9], ==, 0);
  g_assert_cmpuint (histogram.levels[1][9], ==, 7);
  g_assert_cmpfloat (rcp_histogram_share (&histogram, 0, 0, 7), ==, 5.0 / 7.0);
  g_assert_cmpfloat (rcp_histogram_share (&histogram, 0, -5, 1000), ==, 1.0);
  g_assert_cmpfloat (rcp_histogram_share (&histogram, 1, 0, 8), ==, 0.0);
}

static void
test_statistics (void)
{
  g_autoptr (RcpDataset) dataset = rcp_dataset_open ("shapes", NULL, NULL);
  const RcpHistogram *histograms = rcp_dataset_get_histograms (dataset);
  const RcpStatistics *known = rcp_dataset_get_statistics (dataset);
  guint n = rcp_dataset_get_n_classes (dataset);
  RcpStatistics counted = rcp_histogram_statistics (&histograms[n]);
  RcpHistogram nothing = { 0 };

  g_assert_cmpuint (counted.count, ==, known->count);
  g_assert_cmpint (counted.channels, ==, 3);
  for (int c = 0; c < 3; c++)
    {
      g_assert_cmpfloat (counted.mean[c], ==, known->mean[c]);
      g_assert_cmpfloat (counted.std[c], ==, known->std[c]);
    }
  g_assert_cmpfloat (rcp_histogram_statistics (&nothing).mean[0], ==, 0.0);
  g_assert_cmpfloat (rcp_histogram_share (&nothing, 0, 0, 255), ==, 0.0);
}

static void
test_classes (void)
{
  g_autoptr (RcpDataset) dataset = rcp_dataset_open ("shapes", NULL, NULL);
  const RcpSamples *samples = rcp_dataset_get_samples (dataset, RCP_SPLIT_TRAIN);
  const RcpHistogram *histograms = rcp_dataset_get_histograms (dataset);
  guint n = rcp_dataset_get_n_classes (dataset);
  g_autofree RcpHistogram *own = g_new0 (RcpHistogram, n);

  /* counted one pixel after another */
  for (guint i = 0; i < samples->count; i++)
    {
      const guint8 *pixels = rcp_samples_pixels (samples, i);

      for (guint p = 0; p < 3 * 1024; p++)
        own[rcp_samples_label (samples, i)].levels[p / 1024][pixels[p]]++;
    }
  for (guint label = 0; label < n; label++)
    {
      g_assert_cmpuint (histograms[label].count, ==, rcp_dataset_get_class_count (dataset, RCP_SPLIT_TRAIN, label));
      g_assert_cmpuint (histograms[label].pixels, ==, 1024 * (guint64) histograms[label].count);
      g_assert_cmpmem (histograms[label].levels, sizeof own->levels, own[label].levels, sizeof own->levels);
    }
  g_assert_cmpuint (histograms[n].count, ==, samples->count);
}

static gpointer
ask (gpointer dataset)
{
  return (gpointer) rcp_dataset_get_histograms (dataset);
}

static void
test_threads (void)
{
  g_autoptr (RcpDataset) dataset = rcp_dataset_open ("shapes", NULL, NULL);
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("histograms", ask, dataset);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == rcp_dataset_get_histograms (dataset));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/histogram/picture", test_picture);
  g_test_add_func ("/histogram/statistics", test_statistics);
  g_test_add_func ("/histogram/classes", test_classes);
  g_test_add_func ("/histogram/threads", test_threads);
  return g_test_run ();
}
