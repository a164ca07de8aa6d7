#include "backend/registry.h"
#include "data/dataset.h"
#include "filter/filter.h"
#include "net/initialise.h"
#include "peak.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What the engine's CPU backend does in a second, and what the processor could do at most. Prints one number on
 * standard output; bench.py calls it and its rivals in turn, so that all see the same machine.
 *
 *   bench-engine peak THREADS             GFLOP/s of fused multiply-adds, fp32
 *   bench-engine epoch THREADS EPOCHS     seconds of a training epoch of LeNet, the median
 *   bench-engine evaluate THREADS ROUNDS  seconds of the test pictures' forward pass, the median
 *   bench-engine latency ROUNDS           seconds of one picture's forward pass with every layer kept, the median
 *   bench-engine filter SIDE FRACTIONS ROUNDS
 *                                         seconds of filtering a megapixel of colour with a kernel of SIDE × SIDE,
 *                                         whole numbers or (FRACTIONS 1) fractions, the median
 */

#define BATCH_SIZE 64

static double
now (void)
{
  return (double) g_get_monotonic_time () * 1e-6;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2.0;
}

/* --- peak ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  guint64 rounds;
  double flops;
  float sink;
} PeakThread;

static gpointer
peak_main (gpointer data)
{
  PeakThread *self = data;

#ifdef __x86_64__
  if (__builtin_cpu_supports ("avx512f"))
    self->flops = bench_peak_flops_avx512 (self->rounds, &self->sink);
  else if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    self->flops = bench_peak_flops_avx2 (self->rounds, &self->sink);
  else
#endif
    self->flops = bench_peak_flops_baseline (self->rounds, &self->sink);
  return NULL;
}

/* The best of several tries: a peak is what is possible, and everything else on the machine only takes away. */
static double
measure_peak (guint n_threads)
{
  double best = 0.0;

  for (int attempt = 0; attempt < 5; attempt++)
    {
      g_autofree PeakThread *threads = g_new0 (PeakThread, n_threads);
      g_autofree GThread **handles = g_new0 (GThread *, n_threads);
      double flops = 0.0, start = now ();

      for (guint i = 0; i < n_threads; i++)
        {
          threads[i].rounds = 30 * 1000 * 1000;
          handles[i] = g_thread_new ("peak", peak_main, &threads[i]);
        }
      for (guint i = 0; i < n_threads; i++)
        {
          g_thread_join (handles[i]);
          flops += threads[i].flops;
        }
      best = MAX (best, flops / (now () - start) * 1e-9);
    }
  return best;
}

/* --- the backend --------------------------------------------------------------------------------------------- */

typedef struct
{
  RcpDataset *dataset;
  RcpNetwork *network;
  const RcpBackend *backend;
  RcpBackendState *state;
} Bench;

static void
fail (const GError *error)
{
  fprintf (stderr, "bench-engine: %s\n", error->message);
  exit (1);
}

static Bench
bench_open (guint threads)
{
  Bench self = { .backend = rcp_backend_cpu () };
  g_autoptr (GError) error = NULL;
  g_autofree float *parameters = NULL;
  RcpBackendConfig config = { .batch_size = BATCH_SIZE, .threads = threads };
  const RcpStatistics *statistics;

  self.dataset = rcp_dataset_open ("cifar10", NULL, &error);
  if (self.dataset == NULL)
    fail (error);
  self.network =
      rcp_network_new ("lenet", rcp_dataset_get_shape (self.dataset), rcp_dataset_get_n_classes (self.dataset), &error);
  statistics = rcp_dataset_get_statistics (self.dataset);
  config.architecture = rcp_network_get_architecture (self.network);
  config.train = rcp_dataset_get_samples (self.dataset, RCP_SPLIT_TRAIN);
  config.test = rcp_dataset_get_samples (self.dataset, RCP_SPLIT_TEST);
  config.normalisation = rcp_normalisation (statistics->channels, statistics->mean, statistics->std);
  self.state = self.backend->open (&config, &error);
  if (self.state == NULL)
    fail (error);
  parameters = g_new (float, config.architecture->n_parameters);
  rcp_network_initialise (self.network, "default", 1, parameters, NULL);
  self.backend->set_parameters (self.state, parameters, NULL);
  return self;
}

static void
bench_close (Bench *self)
{
  self->backend->close (self->state);
  rcp_network_unref (self->network);
  g_object_unref (self->dataset);
}

static double
measure_epoch (guint threads, guint epochs)
{
  const RcpSgd sgd = { .learning_rate = 0.01 };
  Bench bench = bench_open (threads);
  const RcpSamples *train = rcp_dataset_get_samples (bench.dataset, RCP_SPLIT_TRAIN);
  g_autofree guint32 *order = g_new (guint32, train->count);
  g_autofree RcpStepResult *results = g_new (RcpStepResult, train->count / BATCH_SIZE + 1);
  g_autofree double *seconds = g_new (double, epochs);
  RcpRandom random;

  /* one epoch more to warm up: pages are mapped, caches filled, clocks raised */
  for (guint epoch = 0; epoch <= epochs; epoch++)
    {
      double start;

      rcp_random_init (&random, 1, epoch);
      start = now ();
      rcp_random_permutation (&random, order, train->count);
      bench.backend->train (bench.state, &sgd, order, train->count, results, NULL);
      if (epoch > 0)
        seconds[epoch - 1] = now () - start;
    }
  bench_close (&bench);
  return median (seconds, epochs);
}

static double
measure_evaluation (guint threads, guint rounds)
{
  Bench bench = bench_open (threads);
  const guint count = rcp_dataset_get_samples (bench.dataset, RCP_SPLIT_TEST)->count;
  g_autofree guint8 *predicted = g_new (guint8, count);
  g_autofree float *loss = g_new (float, count);
  g_autofree double *seconds = g_new (double, rounds);

  for (guint round = 0; round <= rounds; round++)
    {
      double start = now ();

      bench.backend->evaluate (bench.state, RCP_SPLIT_TEST, 0, count, predicted, loss, NULL, NULL);
      if (round > 0)
        seconds[round - 1] = now () - start;
    }
  bench_close (&bench);
  return median (seconds, rounds);
}

static double
measure_latency (guint rounds)
{
  Bench bench = bench_open (1);
  const RcpArchitecture *architecture = rcp_network_get_architecture (bench.network);
  g_autofree float *input = g_new0 (float, rcp_shape_count (architecture->input));
  g_autofree float *activations = g_new (float, architecture->n_activations);
  g_autofree double *seconds = g_new (double, rounds);

  for (guint round = 0; round <= rounds; round++)
    {
      double start = now ();

      bench.backend->forward (bench.state, input, activations, NULL);
      if (round > 0)
        seconds[round - 1] = now () - start;
    }
  bench_close (&bench);
  return median (seconds, rounds);
}

/* The kernels of filter_opencv.py: no weight is 0, and the sums are small enough for what OpenCV does best. */
static double
measure_filter (guint side, gboolean fractions, guint rounds)
{
  enum
  {
    WIDTH = 1024,
    HEIGHT = 1024,
    SIZE = 3 * WIDTH * HEIGHT
  };
  g_autofree guint8 *rgb = g_malloc (SIZE);
  g_autofree guint8 *bytes = g_malloc (SIZE);
  g_autofree double *seconds = g_new (double, rounds);
  RcpFilter filter;
  RcpRandom random;

  rcp_random_init (&random, 1, 0);
  for (int i = 0; i < SIZE; i++)
    rgb[i] = (guint8) rcp_random_below (&random, 256);
  rcp_filter_init (&filter);
  filter.border = RCP_BORDER_REFLECT101;
  filter.kernel = (RcpKernel){ .height = (int) side, .width = (int) side };
  for (guint i = 0; i < side * side; i++)
    filter.kernel.weights[i] = (i % 2 == 0 ? 1.0 : -1.0) * (fractions ? 0.3 + i / 100.0 : 1.0 + i % 3);
  for (guint round = 0; round <= rounds; round++)
    {
      double start = now ();

      rcp_filter_apply (&filter, rgb, WIDTH, HEIGHT, bytes, NULL, NULL, NULL, NULL);
      if (round > 0)
        seconds[round - 1] = now () - start;
    }
  return median (seconds, rounds);
}

int
main (int argc, char **argv)
{
  guint numbers[3] = { 0, 0, 0 };

  for (int i = 0; i < 3 && i + 2 < argc; i++)
    numbers[i] = (guint) g_ascii_strtoull (argv[i + 2], NULL, 10);
  if (argc == 3 && strcmp (argv[1], "peak") == 0)
    printf ("%.9g\n", measure_peak (numbers[0]));
  else if (argc == 4 && strcmp (argv[1], "epoch") == 0 && numbers[1] > 0)
    printf ("%.9g\n", measure_epoch (numbers[0], numbers[1]));
  else if (argc == 4 && strcmp (argv[1], "evaluate") == 0 && numbers[1] > 0)
    printf ("%.9g\n", measure_evaluation (numbers[0], numbers[1]));
  else if (argc == 3 && strcmp (argv[1], "latency") == 0 && numbers[0] > 0)
    printf ("%.9g\n", measure_latency (numbers[0]));
  else if (argc == 5 && strcmp (argv[1], "filter") == 0 && numbers[0] >= 1 && numbers[0] <= RCP_KERNEL_MAX_SIDE
           && numbers[2] > 0)
    printf ("%.9g\n", measure_filter (numbers[0], numbers[1] != 0, numbers[2]));
  else
    {
      fprintf (stderr, "usage: bench-engine peak THREADS | epoch THREADS EPOCHS | evaluate THREADS ROUNDS | "
                       "latency ROUNDS | filter SIDE FRACTIONS ROUNDS\n");
      return 2;
    }
  return 0;
}
