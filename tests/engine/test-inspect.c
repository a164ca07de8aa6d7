/* The probe and the evaluation: what a snapshot makes of one picture, and of all. */

#include <math.h>
#include <string.h>

#include "backend/registry.h"
#include "inspect/evaluation.h"
#include "inspect/probe.h"
#include "net/initialise.h"
#include "tiny-dataset.h"
#include "training.h"

typedef struct
{
  RcpDataset *dataset;
  RcpNetwork *network;
  RcpSnapshot *snapshot;
} Fixture;

static RcpSnapshot *
new_snapshot (Fixture *fixture, guint64 seed)
{
  const RcpStatistics *statistics = rcp_dataset_get_statistics (fixture->dataset);
  gsize n = rcp_network_get_architecture (fixture->network)->n_parameters;
  g_autofree float *parameters = g_new (float, n);
  g_autoptr (GError) error = NULL;

  g_assert_true (rcp_network_initialise (fixture->network, "default", seed, parameters, &error));
  return rcp_snapshot_new (fixture->network, parameters, "tiny", statistics->mean, statistics->std, 0, 0, seed);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dataset = tiny_dataset_new ();
  fixture->network =
      rcp_network_new ("conv 3 3x3, relu, flatten, linear 3", rcp_dataset_get_shape (fixture->dataset), 3, &error);
  g_assert_no_error (error);
  fixture->snapshot = new_snapshot (fixture, 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rcp_snapshot_unref (fixture->snapshot);
  rcp_network_unref (fixture->network);
  g_assert_finalize_object (fixture->dataset);
}

static RcpProbe *
new_probe (const RcpBackend *backend, RcpNetwork *network, RcpSnapshot *snapshot)
{
  g_autoptr (GError) error = NULL;
  RcpProbe *probe = rcp_probe_new (backend, network, &error);

  g_assert_no_error (error);
  g_assert_true (rcp_probe_set_snapshot (probe, snapshot, &error));
  g_assert_no_error (error);
  return probe;
}

/* The first convolution, worked out by hand from bytes and weights. */
static void
test_probe (Fixture *fixture, gconstpointer data)
{
  const RcpBackend *backend = data;
  g_autoptr (RcpProbe) probe = new_probe (backend, fixture->network, fixture->snapshot);
  const RcpArchitecture *architecture = rcp_network_get_architecture (fixture->network);
  const RcpStatistics *statistics = rcp_dataset_get_statistics (fixture->dataset);
  const guint8 *pixels = rcp_samples_pixels (rcp_dataset_get_samples (fixture->dataset, RCP_SPLIT_TEST), 3);
  const float *weights = rcp_snapshot_get_parameters (fixture->snapshot);
  g_autoptr (GError) error = NULL;
  const float *activations = rcp_probe_run (probe, pixels, &error);
  double sum = 0, output = (double) weights[architecture->layers[0].bias_offset + 2];

  g_assert_no_error (error);
  for (int c = 0; c < 2; c++)
    for (int y = 0; y < 3; y++)
      for (int x = 0; x < 3; x++)
        output += (double) weights[((2 * 2 + c) * 3 + y) * 3 + x]
                  * ((pixels[(c * 4 + y + 1) * 5 + x + 2] - statistics->mean[c]) / statistics->std[c]);
  /* channel 2, row 1, column 2 of an output of 3×2×3 */
  g_assert_cmpfloat_with_epsilon (activations[architecture->layers[0].output_offset + (2 * 2 + 1) * 3 + 2], output,
                                  1e-5);
  for (guint i = 0; i < architecture->n_classes; i++)
    sum += (double) activations[architecture->softmax_offset + i];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-6);
}

/* What is shown is what was trained on, to the last bit. */
static void
test_probe_input (Fixture *fixture, gconstpointer data)
{
  const RcpStatistics *statistics = rcp_dataset_get_statistics (fixture->dataset);
  RcpNormalisation normalisation = rcp_normalisation (2, statistics->mean, statistics->std);
  g_autoptr (RcpProbe) probe = new_probe (rcp_backend_reference (), fixture->network, fixture->snapshot);
  guint8 pixels[40];
  const float *activations;

  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    pixels[i] = (guint8) (6 * i);
  activations = rcp_probe_run (probe, pixels, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    g_assert_cmpfloat (activations[i], ==, rcp_normalise (&normalisation, i < 20 ? 0 : 1, pixels[i]));
}

static void
test_probe_snapshots (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpSnapshot) other = new_snapshot (fixture, 2);
  g_autoptr (RcpProbe) probe = new_probe (NULL, fixture->network, fixture->snapshot);
  const guint8 *pixels = rcp_samples_pixels (rcp_dataset_get_samples (fixture->dataset, RCP_SPLIT_TEST), 0);
  gsize n = rcp_network_get_architecture (fixture->network)->n_activations;
  g_autofree float *first = g_memdup2 (rcp_probe_run (probe, pixels, NULL), n * sizeof (float));
  g_autoptr (RcpNetwork) larger = NULL;
  g_autoptr (RcpProbe) larger_probe = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (rcp_probe_set_snapshot (probe, other, NULL));
  g_assert_cmpint (memcmp (first, rcp_probe_run (probe, pixels, NULL), n * sizeof (float)), !=, 0);
  g_assert_true (rcp_probe_set_snapshot (probe, fixture->snapshot, NULL));
  g_assert_cmpmem (first, n * sizeof (float), rcp_probe_run (probe, pixels, NULL), n * sizeof (float));

  larger = rcp_network_new ("conv 4 3x3, relu, flatten, linear 3", rcp_dataset_get_shape (fixture->dataset), 3, NULL);
  larger_probe = rcp_probe_new (NULL, larger, NULL);
  g_assert_false (rcp_probe_set_snapshot (larger_probe, fixture->snapshot, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
}

/* Each number of an evaluation is what the probe says of the same picture. */
static void
test_evaluation (Fixture *fixture, gconstpointer data)
{
  for (int split = 0; split < RCP_N_SPLITS; split++)
    {
      const RcpSamples *samples = rcp_dataset_get_samples (fixture->dataset, split);
      gsize softmax = rcp_network_get_architecture (fixture->network)->softmax_offset;
      g_autoptr (RcpProbe) probe = new_probe (rcp_backend_reference (), fixture->network, fixture->snapshot);
      g_autoptr (GError) error = NULL;
      g_autoptr (RcpEvaluation) evaluation =
          rcp_evaluate (fixture->snapshot, fixture->dataset, split, rcp_backend_reference (), 1, NULL, &error);
      guint confusion[9] = { 0 };
      double loss = 0;
      guint correct = 0;

      g_assert_no_error (error);
      g_assert_cmpuint (evaluation->count, ==, samples->count);
      g_assert_cmpuint (evaluation->n_classes, ==, 3);
      for (guint i = 0; i < samples->count; i++)
        {
          const float *p = rcp_probe_run (probe, rcp_samples_pixels (samples, i), NULL) + softmax;
          guint label = rcp_samples_label (samples, i);
          guint answer = p[0] >= p[1] ? (p[0] >= p[2] ? 0 : 2) : (p[1] >= p[2] ? 1 : 2);

          g_assert_cmpuint (evaluation->predicted[i], ==, answer);
          g_assert_cmpfloat_with_epsilon (evaluation->probabilities[i], p[answer], 1e-6f);
          g_assert_cmpfloat_with_epsilon (evaluation->losses[i], -log ((double) p[label]), 1e-5);
          confusion[label * 3 + answer]++;
          correct += label == answer;
          loss += (double) evaluation->losses[i];
        }
      g_assert_cmpmem (evaluation->confusion, sizeof confusion, confusion, sizeof confusion);
      g_assert_cmpfloat (evaluation->accuracy, ==, (double) correct / samples->count);
      g_assert_cmpfloat (evaluation->loss, ==, loss / samples->count);
    }
}

/* Evaluating a run's weights gives what the run measured itself, to the bit. */
static void
test_evaluation_of_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainSettings) settings = training_settings ();
  g_autoptr (RcpTrainer) trainer = training_run (fixture->dataset, settings, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpEvaluation) evaluation = rcp_evaluate (rcp_trainer_get_snapshot (trainer), fixture->dataset,
                                                       RCP_SPLIT_TEST, rcp_backend_reference (), 0, NULL, &error);
  const RcpEpochRecord *epochs;
  gsize n;

  g_assert_no_error (error);
  epochs = rcp_metrics_get_epochs (rcp_trainer_get_metrics (trainer), &n);
  g_assert_cmpfloat (evaluation->loss, ==, epochs[n - 1].val_loss);
  g_assert_cmpfloat (evaluation->accuracy, ==, epochs[n - 1].val_accuracy);
}

static void
test_evaluation_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (RcpNetwork) network = rcp_network_new ("flatten, linear 10", (RcpShape){ 3, 32, 32 }, 10, NULL);
  g_autofree float *parameters = g_new0 (float, rcp_network_get_architecture (network)->n_parameters);
  const double ones[] = { 1, 1, 1 };
  g_autoptr (RcpSnapshot) stranger = rcp_snapshot_new (network, parameters, "cifar10", ones, ones, 0, 0, 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_evaluate (stranger, fixture->dataset, RCP_SPLIT_TEST, rcp_backend_reference (), 0, NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (rcp_evaluate (fixture->snapshot, fixture->dataset, RCP_SPLIT_TEST, rcp_backend_reference (), 0,
                               cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD_TEST(name, function, data) g_test_add ("/inspect/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("probe/reference", test_probe, rcp_backend_reference ());
  ADD_TEST ("probe/cpu", test_probe, rcp_backend_cpu ());
  ADD_TEST ("probe/input", test_probe_input, NULL);
  ADD_TEST ("probe/snapshots", test_probe_snapshots, NULL);
  ADD_TEST ("evaluation", test_evaluation, NULL);
  ADD_TEST ("evaluation/of-run", test_evaluation_of_run, NULL);
  ADD_TEST ("evaluation/refused", test_evaluation_refused, NULL);
  return g_test_run ();
}
