#include "networks.h"

#include "backend/registry.h"
#include "parity.h"
#include "random-network.h"

/* The CUDA backend against the reference. The same program runs twice: on the GPU, where there is one (the suite
 * "gpu"), and everywhere with the module that is compiled for the processor (on-cpu.h). Where the backend cannot run it
 * skips and says why. */

static const RcpBackend *cuda;

/* --- the same bits -------------------------------------------------------------------------------------------- */

#define BATCH_SIZE 16
#define N_SAMPLES (5 * BATCH_SIZE + 3)
#define N_STEPS 6

/* Small networks with everything in them that could be added up in another order: for the layers one by one, and for
 * the fused kernels. */
static const char layers[] = "conv 4 5x5 stride 2, relu, maxpool 2, conv 6 3x3 padding 1 groups 2, tanh, avgpool 2, "
                             "flatten, linear 12, relu, linear 10";
static const char fused[] = "conv 5 5x5, relu, maxpool 2, conv 3 3x3 padding 1, relu, maxpool 2, conv 4 3x3, relu, "
                            "maxpool 2, flatten, linear 12, relu, linear 10";

typedef struct
{
  RcpNetwork *network;
  RandomSamples *samples;
  RcpNormalisation normalisation;
  float *parameters;
  guint32 order[N_SAMPLES];
  RcpStepResult results[N_STEPS];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const RcpArchitecture *architecture;
  RcpRandom random;

  rcp_random_init (&random, 5, 0);
  fixture->network = network_of (data);
  architecture = rcp_network_get_architecture (fixture->network);
  fixture->samples = random_samples_new (&random, architecture, N_SAMPLES);
  fixture->normalisation = random_normalisation (&random);
  fixture->parameters = random_parameters (&random, fixture->network);
  rcp_random_permutation (&random, fixture->order, N_SAMPLES);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rcp_network_unref (fixture->network);
  random_samples_free (fixture->samples);
  g_free (fixture->parameters);
}

static Machine
open_fixture (const Fixture *fixture, guint batch_size)
{
  return machine_open (cuda, rcp_network_get_architecture (fixture->network), &fixture->samples->view,
                       fixture->normalisation, batch_size, 0, fixture->parameters);
}

static const RcpSgd sgd = { .learning_rate = 0.05, .momentum = 0.9, .weight_decay = 1e-3 };

static GBytes *
take (const Fixture *fixture, Machine machine, gboolean velocity)
{
  const gsize n = rcp_network_get_architecture (fixture->network)->n_parameters;
  float *values = g_new (float, n);

  g_assert_true (
      (velocity ? machine.backend->get_velocity : machine.backend->get_parameters) (machine.state, values, NULL));
  return g_bytes_new_take (values, n * sizeof *values);
}

static void
assert_equal (GBytes *a, GBytes *b)
{
  gsize a_size, b_size;
  gconstpointer a_data = g_bytes_get_data (a, &a_size), b_data = g_bytes_get_data (b, &b_size);

  g_assert_cmpmem (a_data, a_size, b_data, b_size);
}

static void
test_same_bits (Fixture *fixture, gconstpointer data)
{
  Machine one = open_fixture (fixture, BATCH_SIZE), two = open_fixture (fixture, BATCH_SIZE);
  RcpStepResult again[N_STEPS];

  for (int epoch = 0; epoch < 3; epoch++)
    {
      g_assert_true (cuda->train (one.state, &sgd, fixture->order, N_SAMPLES, fixture->results, NULL));
      g_assert_true (cuda->train (two.state, &sgd, fixture->order, N_SAMPLES, again, NULL));
    }
  for (int i = 0; i < N_STEPS; i++)
    {
      g_assert_true (fixture->results[i].loss_sum == again[i].loss_sum);
      g_assert_cmpuint (fixture->results[i].correct, ==, again[i].correct);
    }
  {
    g_autoptr (GBytes) a = take (fixture, one, FALSE);
    g_autoptr (GBytes) b = take (fixture, two, FALSE);

    assert_equal (a, b);
  }
  machine_close (one);
  machine_close (two);
}

/* One call, a call a step, and a new state in the middle that is given weights and momentum: the same run. */
static void
test_resumed (Fixture *fixture, gconstpointer data)
{
  Machine whole = open_fixture (fixture, BATCH_SIZE), parts = open_fixture (fixture, BATCH_SIZE);
  g_autoptr (GBytes) expected = NULL;
  RcpStepResult result;

  g_assert_true (cuda->train (whole.state, &sgd, fixture->order, N_SAMPLES, fixture->results, NULL));
  expected = take (fixture, whole, FALSE);
  for (int i = 0; i < N_STEPS; i++)
    {
      const gsize at = (gsize) i * BATCH_SIZE;

      if (i == 3)
        {
          g_autoptr (GBytes) weights = take (fixture, parts, FALSE);
          g_autoptr (GBytes) velocity = take (fixture, parts, TRUE);

          machine_close (parts);
          parts = open_fixture (fixture, BATCH_SIZE);
          g_assert_true (cuda->set_parameters (parts.state, g_bytes_get_data (weights, NULL), NULL));
          g_assert_true (cuda->set_velocity (parts.state, g_bytes_get_data (velocity, NULL), NULL));
        }
      g_assert_true (
          cuda->train (parts.state, &sgd, fixture->order + at, MIN (BATCH_SIZE, N_SAMPLES - at), &result, NULL));
      g_assert_true (result.loss_sum == fixture->results[i].loss_sum);
      g_assert_cmpuint (result.count, ==, fixture->results[i].count);
    }
  {
    g_autoptr (GBytes) got = take (fixture, parts, FALSE);

    assert_equal (got, expected);
  }
  machine_close (whole);
  machine_close (parts);
}

/* Looking at it in between changes nothing: a probe, an evaluation, batches of sizes that push each other out. */
static void
test_looked_at (Fixture *fixture, gconstpointer data)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (fixture->network);
  Machine alone = open_fixture (fixture, BATCH_SIZE), seen = open_fixture (fixture, BATCH_SIZE);
  g_autofree float *activations = g_new (float, MAX (architecture->n_activations, architecture->n_parameters));
  g_autofree float *gradients = g_new (float, architecture->n_parameters);
  g_autofree float *gradient = g_new (float, architecture->n_parameters);
  g_autofree float *input = g_new0 (float, rcp_shape_count (architecture->input));
  guint8 predicted[N_SAMPLES];
  RcpStepResult result;

  g_assert_true (cuda->train (alone.state, &sgd, fixture->order, N_SAMPLES, fixture->results, NULL));
  for (int i = 0; i < N_STEPS; i++)
    {
      const gsize at = (gsize) i * BATCH_SIZE;

      g_assert_true (
          cuda->train (seen.state, &sgd, fixture->order + at, MIN (BATCH_SIZE, N_SAMPLES - at), &result, NULL));
      g_assert_true (cuda->get_gradient (seen.state, gradient, NULL));
      for (guint n = 20; n < 32; n++)
        g_assert_true (cuda->evaluate (seen.state, RCP_SPLIT_TEST, n, n, predicted, NULL, NULL, NULL));
      g_assert_true (cuda->forward (seen.state, input, activations, NULL));
      g_assert_true (cuda->backward (seen.state, input, activations, activations, gradients, NULL));
      /* the gradient is still that of the step */
      g_assert_true (cuda->get_gradient (seen.state, activations, NULL));
      g_assert_cmpmem (activations, architecture->n_parameters * sizeof (float), gradient,
                       architecture->n_parameters * sizeof (float));
      g_assert_true (result.loss_sum == fixture->results[i].loss_sum);
    }
  machine_close (alone);
  machine_close (seen);
}

/* More steps in one call than go to the device at a time. */
static void
test_many_steps (Fixture *fixture, gconstpointer data)
{
  enum
  {
    STEPS = 2 * N_SAMPLES + 5
  };
  Machine one = open_fixture (fixture, 1), many = open_fixture (fixture, 1);
  g_autofree guint32 *order = g_new (guint32, STEPS);
  g_autofree RcpStepResult *results = g_new (RcpStepResult, STEPS);
  RcpStepResult result;

  for (int i = 0; i < STEPS; i++)
    order[i] = fixture->order[i % N_SAMPLES];
  g_assert_true (cuda->train (many.state, &sgd, order, STEPS, results, NULL));
  for (int i = 0; i < STEPS; i++)
    {
      g_assert_true (cuda->train (one.state, &sgd, order + i, 1, &result, NULL));
      g_assert_true (result.loss_sum == results[i].loss_sum);
    }
  machine_close (one);
  machine_close (many);
}

/* --- what may change from call to call ------------------------------------------------------------------------- */

/* Learning rate, momentum and what is frozen change while the graph stays: each time as if it had been so all along. */
static void
test_settings_change (Fixture *fixture, gconstpointer data)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (fixture->network);
  g_autofree gboolean *frozen = g_new0 (gboolean, architecture->n_layers);
  g_autoptr (GBytes) start = NULL;
  Machine one = open_fixture (fixture, BATCH_SIZE);

  /* the second convolution, in both networks */
  frozen[3] = TRUE;
  start = take (fixture, one, FALSE);
  for (int round = 0; round < 4; round++)
    {
      const RcpSgd changed = { .learning_rate = 0.01 * (round + 1),
                               .momentum = round == 1 ? 0.0 : 0.5,
                               .weight_decay = round == 2 ? 0.1 : 0.0,
                               .frozen = round % 2 == 1 ? frozen : NULL };
      g_autoptr (GBytes) weights = take (fixture, one, FALSE);
      g_autoptr (GBytes) velocity = take (fixture, one, TRUE);
      g_autoptr (GBytes) got = NULL;
      g_autoptr (GBytes) expected = NULL;
      Machine two = open_fixture (fixture, BATCH_SIZE);

      g_assert_true (cuda->set_parameters (two.state, g_bytes_get_data (weights, NULL), NULL));
      g_assert_true (cuda->set_velocity (two.state, g_bytes_get_data (velocity, NULL), NULL));
      g_assert_true (cuda->train (one.state, &changed, fixture->order, N_SAMPLES, fixture->results, NULL));
      g_assert_true (cuda->train (two.state, &changed, fixture->order, N_SAMPLES, fixture->results, NULL));
      got = take (fixture, one, FALSE);
      expected = take (fixture, two, FALSE);
      assert_equal (got, expected);
      for (gsize i = 0; i < architecture->n_parameters; i++)
        {
          const RcpLayer *layer = &architecture->layers[3];
          const gboolean stays =
              changed.frozen != NULL && i >= layer->weight_offset && i < layer->bias_offset + layer->bias_count;
          const float before = ((const float *) g_bytes_get_data (weights, NULL))[i];
          const float after = ((const float *) g_bytes_get_data (got, NULL))[i];

          if (stays)
            g_assert_true (before == after);
        }
      g_assert_false (g_bytes_equal (got, start));
      machine_close (two);
    }
  machine_close (one);
}

/* A weight that is not a number must be seen in the loss, not swallowed by a ReLU or a pool. */
static void
test_not_a_number (Fixture *fixture, gconstpointer data)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (fixture->network);
  Machine machine;

  fixture->parameters[architecture->layers[0].weight_offset + 10] = NAN;
  machine = open_fixture (fixture, BATCH_SIZE);
  g_assert_true (cuda->train (machine.state, &sgd, fixture->order, BATCH_SIZE, fixture->results, NULL));
  g_assert_false (isfinite (fixture->results[0].loss_sum));
  machine_close (machine);
}

/* A state without pictures is for looking: it probes, and says that it has no gradient. */
static void
test_probe_only (Fixture *fixture, gconstpointer data)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (fixture->network);
  g_autofree float *activations = g_new (float, architecture->n_activations);
  g_autofree float *input = g_new0 (float, rcp_shape_count (architecture->input));
  g_autoptr (GError) error = NULL;
  Machine machine = machine_open (cuda, architecture, NULL, fixture->normalisation, 1, 0, fixture->parameters);

  g_assert_true (cuda->forward (machine.state, input, activations, &error));
  g_assert_no_error (error);
  g_assert_false (cuda->get_gradient (machine.state, activations, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
  g_clear_error (&error);
  g_assert_false (cuda->set_velocity (machine.state, activations, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
  machine_close (machine);
}

/* --- refusals ------------------------------------------------------------------------------------------------- */

/* More than any GPU has: a sentence, and the GPU still works. */
static void
test_out_of_memory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RcpNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  RcpBackendConfig config = { .train = &fixture->samples->view,
                              .test = &fixture->samples->view,
                              .normalisation = fixture->normalisation,
                              .batch_size = 30000 };

  for (int i = 0; i < 30; i++)
    g_string_append (text, "conv 64 3x3 padding 1, relu, ");
  g_string_append (text, "flatten, linear 10");
  network = network_of (text->str);
  config.architecture = rcp_network_get_architecture (network);
  g_assert_null (cuda->open (&config, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
  g_assert_nonnull (strstr (error->message, "out of memory"));
  test_same_bits (fixture, data);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (fixture->network);
  RcpSamples wrong = fixture->samples->view;
  g_autoptr (GError) error = NULL;
  RcpBackendConfig config = {
    .architecture = architecture, .train = &wrong, .normalisation = fixture->normalisation, .batch_size = 4
  };

  wrong.n_classes = 11;
  g_assert_null (cuda->open (&config, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
  g_clear_error (&error);
  /* a batch whose values cannot be counted */
  wrong = fixture->samples->view;
  config.batch_size = G_MAXINT32;
  g_assert_null (cuda->open (&config, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
  g_clear_error (&error);
  /* a label that would choose an address */
  config.batch_size = 4;
  fixture->samples->bytes[1] = 10;
  g_assert_null (cuda->open (&config, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DATASET);
}

/* Layer by layer and fused: near one another, and two ways. */
static void
test_paths (Fixture *fixture, gconstpointer data)
{
  const gsize n = rcp_network_get_architecture (fixture->network)->n_parameters;
  GBytes *weights[2];
  float largest = 0.0f;

  for (int path = 0; path < 2; path++)
    {
      Machine machine;

      if (path == 1)
        g_setenv ("RECEPTIVE_CUDA_PATH", "cudnn", TRUE);
      machine = open_fixture (fixture, BATCH_SIZE);
      g_unsetenv ("RECEPTIVE_CUDA_PATH");
      g_assert_true (cuda->train (machine.state, &sgd, fixture->order, N_SAMPLES, fixture->results, NULL));
      weights[path] = take (fixture, machine, FALSE);
      machine_close (machine);
    }
  for (gsize i = 0; i < n; i++)
    {
      const float a = ((const float *) g_bytes_get_data (weights[0], NULL))[i];
      const float b = ((const float *) g_bytes_get_data (weights[1], NULL))[i];

      largest = MAX (largest, fabsf (a - b));
    }
  g_test_message ("the largest difference is %g", (double) largest);
  g_assert_cmpfloat ((double) largest, <, 1e-4);
  g_assert_true (g_bytes_equal (weights[0], weights[1]) == (data == layers));
  g_bytes_unref (weights[0]);
  g_bytes_unref (weights[1]);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "same-bits", test_same_bits },
    { "resumed", test_resumed },
    { "looked-at", test_looked_at },
    { "many-steps", test_many_steps },
    { "settings-change", test_settings_change },
    { "paths", test_paths },
    { "not-a-number", test_not_a_number },
    { "probe-only", test_probe_only },
    { "out-of-memory", test_out_of_memory },
    { "refused", test_refused },
  };
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  cuda = rcp_backend_find ("cuda", &error);
  /* a module that does not load is a fault; one that says why it cannot run is not */
  if (cuda == NULL && (g_getenv ("CUDA_MUST_RUN") != NULL || !g_error_matches (error, RCP_ERROR, RCP_ERROR_DEVICE)))
    g_error ("%s (%s)", error->message, *rcp_backend_problems () != NULL ? *rcp_backend_problems () : "no problems");
  if (cuda == NULL)
    {
      g_print ("1..0 # SKIP %s\n", error->message);
      return 0;
    }
  add_network_tests (cuda);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *by_layers = g_strconcat ("/cuda/layers/", tests[i].path, NULL);
      g_autofree char *by_fused = g_strconcat ("/cuda/fused/", tests[i].path, NULL);

      g_test_add (by_layers, Fixture, layers, set_up, tests[i].test, tear_down);
      g_test_add (by_fused, Fixture, fused, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
