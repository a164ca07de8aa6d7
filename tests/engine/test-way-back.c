/* How a weight learns: places, their sum, the update; and which channels fire. */

#include "inspect/way-back.h"

#include <math.h>
#include <string.h>

#include "backend/registry.h"
#include "data/dataset.h"
#include "inspect/activity.h"
#include "random-network.h"
#include "tiny-dataset.h"

static const double mean[] = { 120, 110, 100, 90 };
static const double std[] = { 60, 50, 70, 80 };

static RcpProbe *
new_probe (const RcpBackend *backend, RcpNetwork *network, const float *parameters)
{
  g_autoptr (RcpSnapshot) snapshot = rcp_snapshot_new (network, parameters, "tiny", mean, std, 0, 0, 1);
  g_autoptr (GError) error = NULL;
  RcpProbe *probe = rcp_probe_new (backend, network, &error);

  g_assert_no_error (error);
  g_assert_true (rcp_probe_set_snapshot (probe, snapshot, &error));
  return probe;
}

/* --- the way back ----------------------------------------------------------------------------------------------- */

static double
loss_with (RcpNetwork *network, float *parameters, gsize parameter, float value, const guint8 *pixels, guint label)
{
  const float before = parameters[parameter];
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  g_autoptr (RcpProbe) probe = NULL;

  parameters[parameter] = value;
  probe = new_probe (rcp_backend_reference (), network, parameters);
  parameters[parameter] = before;
  return -log ((double) rcp_probe_run (probe, pixels, NULL)[architecture->softmax_offset + label]);
}

/* The places are what they say they are. */
static void
check_places (const RcpWayBack *way_back, const RcpArchitecture *architecture, const float *activations)
{
  const RcpLayer *layer = &architecture->layers[way_back->layer];
  double sum = 0;

  for (guint i = 0; i < way_back->n_places; i++)
    {
      const RcpWayBackPlace *place = &way_back->places[i];

      g_assert_true (rcp_cell_is_inside (layer->output, place->output));
      g_assert_cmpint (place->output.channel, ==, way_back->filter);
      if (way_back->is_bias)
        g_assert_cmpfloat (place->x, ==, 1);
      else
        g_assert_cmpfloat (place->x, ==, activations[rcp_cell_index (architecture, place->input)]);
      sum += (double) place->output_gradient * (double) place->x;
      g_assert_cmpfloat (place->sum, ==, sum);
    }
  g_assert_cmpfloat (way_back->gradient, ==, (float) sum);
}

static void
follow_one (RcpRandom *random, RcpNetwork *network, guint *compared)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  g_autofree float *parameters = random_parameters (random, network);
  g_autoptr (RcpProbe) probe = new_probe (NULL, network, parameters);
  g_autoptr (RandomSamples) samples = random_samples_new (random, architecture, 2);
  const guint8 *pixels = rcp_samples_pixels (&samples->view, 0);
  const guint label = rcp_random_below (random, architecture->n_classes);
  g_autofree float *activations = g_memdup2 (rcp_probe_run (probe, pixels, NULL), architecture->n_activations * 4);

  for (guint k = 0; k < 12; k++)
    {
      gsize parameter = rcp_random_below (random, (guint32) architecture->n_parameters);
      g_autoptr (GError) error = NULL;
      g_autoptr (RcpWayBack) way_back = rcp_way_back_new (probe, pixels, label, parameter, 0.1, &error);
      const float step = 1e-2f;
      double here, above, below, slope;

      g_assert_no_error (error);
      check_places (way_back, architecture, activations);
      g_assert_cmpfloat_with_epsilon (way_back->loss, -log ((double) activations[architecture->softmax_offset + label]),
                                      1e-4);
      g_assert_cmpfloat_with_epsilon (way_back->gradient, way_back->backend_gradient,
                                      1e-5f * (1.0f + fabsf (way_back->gradient)));
      g_assert_cmpfloat (way_back->before, ==, parameters[parameter]);
      g_assert_cmpfloat (way_back->update, ==, (float) (-0.1 * (double) way_back->gradient));
      g_assert_cmpfloat (way_back->after, ==, way_back->before + way_back->update);

      here = loss_with (network, parameters, parameter, way_back->before, pixels, label);
      above = loss_with (network, parameters, parameter, way_back->before + step, pixels, label);
      below = loss_with (network, parameters, parameter, way_back->before - step, pixels, label);
      slope = (above - below) / (double) ((way_back->before + step) - (way_back->before - step));
      /* bent, or with a kink in between */
      if (fabs (above + below - 2 * here) > 1e-4)
        continue;
      g_assert_cmpfloat_with_epsilon ((double) way_back->gradient, slope, 5e-3 * (1 + fabs (slope)));
      ++*compared;
    }
}

static void
test_differences (void)
{
  guint compared = 0;

  for (guint64 seed = 1; seed <= 25; seed++)
    {
      g_autoptr (RcpNetwork) network = NULL;
      RcpRandom random;

      rcp_random_init (&random, seed, 70);
      network = random_network (&random);
      follow_one (&random, network, &compared);
    }
  g_assert_cmpuint (compared, >, 150);
}

/* Every parameter of a small network, so that each is found where it is. */
static void
test_every_parameter (void)
{
  g_autoptr (RcpNetwork) network = rcp_network_new ("conv 4 3x2 stride 2x1 padding 1x0 dilation 1x2 groups 2, tanh, "
                                                    "flatten, linear 3",
                                                    (RcpShape){ 4, 6, 7 }, 3, NULL);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  g_autofree float *parameters = NULL;
  g_autoptr (RandomSamples) samples = NULL;
  g_autoptr (RcpProbe) probe = NULL;
  RcpRandom random;

  rcp_random_init (&random, 3, 71);
  parameters = random_parameters (&random, network);
  samples = random_samples_new (&random, architecture, 2);
  probe = new_probe (NULL, network, parameters);
  for (gsize i = 0; i < architecture->n_parameters; i++)
    {
      g_autoptr (RcpWayBack) way_back =
          rcp_way_back_new (probe, rcp_samples_pixels (&samples->view, 1), 1, i, 0.1, NULL);

      g_assert_cmpfloat_with_epsilon (way_back->gradient, way_back->backend_gradient, 1e-5f);
    }
}

/* The mean over a batch is the gradient of the trainer's step. */
static void
test_batch (void)
{
  const guint32 order[] = { 3, 1, 4, 5, 9, 2, 6 };
  g_autoptr (RcpNetwork) network =
      rcp_network_new ("conv 4 3x3 padding 1, relu, maxpool 2, flatten, linear 5", (RcpShape){ 3, 8, 8 }, 5, NULL);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  const RcpBackend *backend = rcp_backend_cpu ();
  const RcpSgd sgd = { .learning_rate = 0.1 };
  g_autofree float *parameters = NULL;
  g_autofree float *gradient = g_new (float, architecture->n_parameters);
  g_autoptr (RandomSamples) samples = NULL;
  g_autoptr (RcpProbe) probe = NULL;
  RcpBackendConfig config = { .architecture = architecture, .batch_size = 7, .threads = 1 };
  RcpBackendState *state;
  RcpStepResult result;
  RcpRandom random;

  rcp_random_init (&random, 8, 72);
  parameters = random_parameters (&random, network);
  samples = random_samples_new (&random, architecture, 10);
  config.train = &samples->view;
  config.normalisation = rcp_normalisation (3, mean, std);
  state = backend->open (&config, NULL);
  g_assert_true (backend->set_parameters (state, parameters, NULL));
  g_assert_true (backend->train (state, &sgd, order, G_N_ELEMENTS (order), &result, NULL));
  g_assert_true (backend->get_gradient (state, gradient, NULL));
  backend->close (state);

  probe = new_probe (NULL, network, parameters);
  for (gsize i = 0; i < architecture->n_parameters; i += 17)
    {
      float each[G_N_ELEMENTS (order)];
      double sum = 0;
      g_autoptr (GError) error = NULL;

      g_assert_true (rcp_way_back_batch (probe, &samples->view, order, G_N_ELEMENTS (order), i, each, NULL, &error));
      g_assert_no_error (error);
      for (guint k = 0; k < G_N_ELEMENTS (order); k++)
        sum += (double) each[k];
      g_assert_cmpfloat_with_epsilon (sum / G_N_ELEMENTS (order), (double) gradient[i], 1e-5);
    }
}

static void
test_refused (void)
{
  g_autoptr (RcpNetwork) network = rcp_network_new ("flatten, linear 3", (RcpShape){ 1, 2, 2 }, 3, NULL);
  const float parameters[15] = { 0 };
  const guint8 pixels[4] = { 0 };
  g_autoptr (RcpProbe) probe = new_probe (NULL, network, parameters);
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_way_back_new (probe, pixels, 3, 0, 0.1, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (rcp_way_back_new (probe, pixels, 0, 15, 0.1, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
}

/* --- activity --------------------------------------------------------------------------------------------------- */

#define ACTIVE "conv 5 3x3 padding 1, relu, maxpool 2, flatten, linear 6, relu, linear 3"

/* An odd last column fires where no pool looks; a bias far below 0 kills. */
static float *
make_parameters (RcpNetwork *network)
{
  const RcpLayer *conv1 = &rcp_network_get_architecture (network)->layers[0];
  float *parameters;
  RcpRandom random;

  rcp_random_init (&random, 4, 73);
  parameters = random_parameters (&random, network);
  parameters[conv1->bias_offset + 1] = -1000;
  parameters[conv1->bias_offset + 3] = 1000;
  return parameters;
}

/* What the probe sees of each picture, counted by hand. */
static void
count_fired (RcpSnapshot *snapshot, const RcpSamples *samples, guint32 *conv, guint32 *fc)
{
  RcpNetwork *network = rcp_snapshot_get_network (snapshot);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  const RcpLayer *relu1 = &architecture->layers[1];
  const RcpLayer *relu2 = &architecture->layers[5];
  const int map = relu1->output.height * relu1->output.width;
  g_autoptr (RcpProbe) probe = rcp_probe_new (NULL, network, NULL);

  rcp_probe_set_snapshot (probe, snapshot, NULL);
  for (guint k = 0; k < samples->count; k++)
    {
      const float *activations = rcp_probe_run (probe, rcp_samples_pixels (samples, k), NULL);

      for (int channel = 0; channel < 5; channel++)
        {
          gboolean fires = FALSE;

          for (int i = 0; i < map; i++)
            fires = fires || activations[relu1->output_offset + (gsize) (channel * map + i)] > 0;
          conv[channel] += fires;
        }
      for (int unit = 0; unit < 6; unit++)
        fc[unit] += activations[relu2->output_offset + (gsize) unit] > 0;
    }
}

static void
test_activity (gconstpointer data)
{
  const RcpBackend *backend = data;
  g_autoptr (RcpDataset) dataset = tiny_dataset_new ();
  const RcpStatistics *statistics = rcp_dataset_get_statistics (dataset);
  g_autoptr (RcpNetwork) network = rcp_network_new (ACTIVE, rcp_dataset_get_shape (dataset), 3, NULL);
  g_autofree float *parameters = make_parameters (network);
  g_autoptr (RcpSnapshot) snapshot =
      rcp_snapshot_new (network, parameters, "tiny", statistics->mean, statistics->std, 0, 0, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpActivity) one = rcp_activity_measure (snapshot, dataset, RCP_SPLIT_TEST, backend, 1, NULL, &error);
  g_autoptr (RcpActivity) three = rcp_activity_measure (snapshot, dataset, RCP_SPLIT_TEST, backend, 3, NULL, &error);
  guint32 conv[5] = { 0 }, fc[6] = { 0 };

  g_assert_no_error (error);
  count_fired (snapshot, rcp_dataset_get_samples (dataset, RCP_SPLIT_TEST), conv, fc);
  g_assert_cmpuint (one->count, ==, TINY_TEST_COUNT);
  g_assert_cmpuint (one->n_channels, ==, 11);
  g_assert_cmpmem (rcp_activity_get (one, 1), sizeof conv, conv, sizeof conv);
  g_assert_cmpmem (rcp_activity_get (one, 5), sizeof fc, fc, sizeof fc);
  g_assert_cmpmem (one->fired, 44, three->fired, 44);
  g_assert_true (rcp_activity_get (one, 0) == rcp_activity_get (one, 1));
  g_assert_true (rcp_activity_get (one, 4) == rcp_activity_get (one, 5));
  g_assert_null (rcp_activity_get (one, 2));
  g_assert_null (rcp_activity_get (one, 6));
  g_assert_null (rcp_activity_get (one, -1));
  g_assert_cmpuint (conv[1], ==, 0);
  g_assert_cmpuint (conv[3], ==, TINY_TEST_COUNT);
}

/* A channel that fires in the odd last column alone, which no pool looks at. */
static void
test_activity_at_edge (gconstpointer data)
{
  g_autoptr (RcpDataset) dataset = tiny_dataset_new ();
  g_autoptr (RcpNetwork) edge = rcp_network_new ("conv 1 1x5 padding 0x2, relu, maxpool 2, flatten, linear 3",
                                                 rcp_dataset_get_shape (dataset), 3, NULL);
  const RcpLayer *conv = &rcp_network_get_architecture (edge)->layers[0];
  g_autofree float *parameters = g_new0 (float, rcp_network_get_architecture (edge)->n_parameters);
  const double zeros[] = { -1, -1 };
  const double ones[] = { 1, 1 };
  g_autoptr (RcpSnapshot) snapshot = NULL;
  g_autoptr (RcpActivity) activity = NULL;

  /* inputs are byte + 1 > 0; the first two taps and the last two see padding at the two edges: at the last column, the
   * taps to the right are padding, and a negative weight there keeps all other columns below 0 */
  parameters[conv->weight_offset + 2] = 1;
  parameters[conv->weight_offset + 3] = -1000;
  snapshot = rcp_snapshot_new (edge, parameters, "tiny", zeros, ones, 0, 0, 1);
  activity = rcp_activity_measure (snapshot, dataset, RCP_SPLIT_TEST, data, 2, NULL, NULL);
  g_assert_cmpuint (activity->fired[0], ==, TINY_TEST_COUNT);
}

static void
test_activity_refused (void)
{
  g_autoptr (RcpDataset) dataset = tiny_dataset_new ();
  g_autoptr (RcpNetwork) stranger = rcp_network_new ("lenet", (RcpShape){ 3, 32, 32 }, 10, NULL);
  g_autofree float *parameters = g_new0 (float, rcp_network_get_architecture (stranger)->n_parameters);
  g_autoptr (RcpSnapshot) snapshot = rcp_snapshot_new (stranger, parameters, "cifar10", mean, std, 0, 0, 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_activity_measure (snapshot, dataset, RCP_SPLIT_TEST, rcp_backend_cpu (), 1, NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
}

static void
test_activity_cancelled (void)
{
  g_autoptr (RcpDataset) dataset = tiny_dataset_new ();
  g_autoptr (RcpNetwork) network = rcp_network_new (ACTIVE, rcp_dataset_get_shape (dataset), 3, NULL);
  g_autofree float *parameters = make_parameters (network);
  g_autoptr (RcpSnapshot) snapshot = rcp_snapshot_new (network, parameters, "tiny", mean, std, 0, 0, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (rcp_activity_measure (snapshot, dataset, RCP_SPLIT_TEST, rcp_backend_cpu (), 1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_norms (void)
{
  g_autoptr (RcpNetwork) network =
      rcp_network_new ("conv 2 1x2 groups 1, flatten, linear 2", (RcpShape){ 1, 1, 3 }, 2, NULL);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  const float parameters[] = { 3, 4, 0, -2, 100, 100, 1, 1, 1, 1, 2, 0, 0, 0, 7, 7 };
  double norms[2];

  g_assert_cmpuint (architecture->n_parameters, ==, G_N_ELEMENTS (parameters));
  rcp_filter_norms (parameters, &architecture->layers[0], norms);
  g_assert_cmpfloat (norms[0], ==, 5);
  g_assert_cmpfloat (norms[1], ==, 2);
  rcp_filter_norms (parameters, &architecture->layers[2], norms);
  g_assert_cmpfloat (norms[0], ==, 2);
  g_assert_cmpfloat (norms[1], ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/way-back/differences", test_differences);
  g_test_add_func ("/way-back/every-parameter", test_every_parameter);
  g_test_add_func ("/way-back/batch", test_batch);
  g_test_add_func ("/way-back/refused", test_refused);
  g_test_add_data_func ("/activity/cpu", rcp_backend_cpu (), test_activity);
  g_test_add_data_func ("/activity/reference", rcp_backend_reference (), test_activity);
  g_test_add_data_func ("/activity/edge/cpu", rcp_backend_cpu (), test_activity_at_edge);
  g_test_add_data_func ("/activity/edge/reference", rcp_backend_reference (), test_activity_at_edge);
  g_test_add_func ("/activity/refused", test_activity_refused);
  g_test_add_func ("/activity/cancelled", test_activity_cancelled);
  g_test_add_func ("/activity/norms", test_norms);
  return g_test_run ();
}
