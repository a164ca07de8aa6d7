#include "backend/registry.h"
#include "data/dataset.h"
#include "net/initialise.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * LeNet on CIFAR-10 on any device: for bench_gpu.py, which calls it and its rivals.
 *
 *   bench-device NAME WARM-UP EPOCHS   one JSON object: seconds to open, of each epoch after WARM-UP others, and of
 *                                      each evaluation of the test pictures; accuracy at the end
 *
 * An epoch is shuffling on the host, one call of the backend, and the loss and the accuracy of every step back on the
 * host.
 */

#define BATCH_SIZE 64

static double
now (void)
{
  return (double) g_get_monotonic_time () * 1e-6;
}

G_NORETURN static void
fail (const GError *error)
{
  fprintf (stderr, "bench-device: %s\n", error->message);
  exit (1);
}

static void
print_list (const char *name, const double *seconds, guint n)
{
  printf (", \"%s\": [", name);
  for (guint i = 0; i < n; i++)
    printf ("%s%.9g", i > 0 ? ", " : "", seconds[i]);
  printf ("]");
}

typedef struct
{
  const RcpBackend *backend;
  RcpBackendState *state;
  RcpDataset *dataset;
  const RcpSamples *train, *test;
} Bench;

static Bench
bench_open (const char *name, RcpNetwork **network)
{
  Bench self = { .backend = NULL };
  g_autoptr (GError) error = NULL;
  g_autofree float *parameters = NULL;
  RcpBackendConfig config = { .batch_size = BATCH_SIZE };
  const RcpStatistics *statistics;

  self.backend = rcp_backend_find (name, &error);
  if (self.backend == NULL)
    fail (error);
  self.dataset = rcp_dataset_open ("cifar10", NULL, &error);
  if (self.dataset == NULL)
    fail (error);
  *network =
      rcp_network_new ("lenet", rcp_dataset_get_shape (self.dataset), rcp_dataset_get_n_classes (self.dataset), &error);
  statistics = rcp_dataset_get_statistics (self.dataset);
  self.train = rcp_dataset_get_samples (self.dataset, RCP_SPLIT_TRAIN);
  self.test = rcp_dataset_get_samples (self.dataset, RCP_SPLIT_TEST);
  config.architecture = rcp_network_get_architecture (*network);
  config.train = self.train;
  config.test = self.test;
  config.normalisation = rcp_normalisation (statistics->channels, statistics->mean, statistics->std);
  self.state = self.backend->open (&config, &error);
  if (self.state == NULL)
    fail (error);
  parameters = g_new (float, config.architecture->n_parameters);
  rcp_network_initialise (*network, "default", 1, parameters, NULL);
  if (!self.backend->set_parameters (self.state, parameters, &error))
    fail (error);
  return self;
}

static double
run_epoch (Bench *self, guint epoch, guint32 *order, RcpStepResult *results)
{
  const RcpSgd sgd = { .learning_rate = 0.01 };
  g_autoptr (GError) error = NULL;
  RcpRandom random;
  double start = now ();

  rcp_random_init (&random, 1, epoch);
  rcp_random_permutation (&random, order, self->train->count);
  if (!self->backend->train (self->state, &sgd, order, self->train->count, results, &error))
    fail (error);
  return now () - start;
}

static double
run_evaluation (Bench *self, guint8 *predicted, float *losses, double *accuracy)
{
  g_autoptr (GError) error = NULL;
  double start = now (), seconds;
  guint right = 0;

  if (!self->backend->evaluate (self->state, RCP_SPLIT_TEST, 0, self->test->count, predicted, losses, NULL, &error))
    fail (error);
  seconds = now () - start;
  for (guint i = 0; i < self->test->count; i++)
    right += predicted[i] == rcp_samples_label (self->test, i);
  *accuracy = (double) right / self->test->count;
  return seconds;
}

static void
measure (const char *name, guint warm_up, guint epochs)
{
  double start = now (), open_seconds, accuracy = 0;
  RcpNetwork *network;
  Bench bench = bench_open (name, &network);
  g_autofree guint32 *order = g_new (guint32, bench.train->count);
  g_autofree RcpStepResult *results = g_new (RcpStepResult, bench.train->count / BATCH_SIZE + 1);
  g_autofree guint8 *predicted = g_new (guint8, bench.test->count);
  g_autofree float *losses = g_new (float, bench.test->count);
  g_autofree double *training = g_new (double, epochs);
  g_autofree double *evaluation = g_new (double, epochs);

  open_seconds = now () - start;
  for (guint epoch = 0; epoch < warm_up + epochs; epoch++)
    {
      double train_seconds = run_epoch (&bench, epoch, order, results);
      double test_seconds = run_evaluation (&bench, predicted, losses, &accuracy);

      if (epoch >= warm_up)
        {
          training[epoch - warm_up] = train_seconds;
          evaluation[epoch - warm_up] = test_seconds;
        }
    }
  printf ("{\"open\": %.9g, \"accuracy\": %.9g", open_seconds, accuracy);
  print_list ("epoch", training, epochs);
  print_list ("evaluation", evaluation, epochs);
  printf ("}\n");
  bench.backend->close (bench.state);
  rcp_network_unref (network);
  g_object_unref (bench.dataset);
}

int
main (int argc, char **argv)
{
  guint warm_up = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 0;
  guint epochs = argc > 3 ? (guint) g_ascii_strtoull (argv[3], NULL, 10) : 0;

  if (argc != 4 || epochs == 0)
    {
      fprintf (stderr, "usage: bench-device NAME WARM-UP EPOCHS\n");
      return 2;
    }
  measure (argv[1], warm_up, epochs);
  return 0;
}
