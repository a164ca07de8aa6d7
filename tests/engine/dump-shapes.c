/* dump-shapes N FILE: writes the first N training pictures of the built-in dataset to FILE, as records of a label and
 * 3072 bytes in CHW order, and their statistics to stdout, for tests/fixtures/golden/make-golden.py. */

#include <stdio.h>
#include <stdlib.h>

#include "data/dataset.h"

static void
print_doubles (const char *name, const double *values, int n)
{
  printf ("%s", name);
  for (int i = 0; i < n; i++)
    printf (" %.17g", values[i]);
  printf ("\n");
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpDataset) dataset = rcp_dataset_open ("shapes", NULL, &error);
  const RcpStatistics *statistics;
  const RcpSamples *samples;
  guint n;
  FILE *file;

  g_assert_no_error (error);
  g_assert_cmpint (argc, ==, 3);
  samples = rcp_dataset_get_samples (dataset, RCP_SPLIT_TRAIN);
  n = (guint) atoi (argv[1]);
  g_assert_cmpuint (n, <=, samples->count);
  file = fopen (argv[2], "wb");
  g_assert_nonnull (file);
  for (guint i = 0; i < n; i++)
    {
      putc ((int) rcp_samples_label (samples, i), file);
      fwrite (rcp_samples_pixels (samples, i), 1, rcp_shape_count (samples->shape), file);
    }
  g_assert_cmpint (fclose (file), ==, 0);
  statistics = rcp_dataset_get_statistics (dataset);
  print_doubles ("mean", statistics->mean, statistics->channels);
  print_doubles ("std", statistics->std, statistics->channels);
  return 0;
}
