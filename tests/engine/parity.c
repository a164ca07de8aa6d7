#include "parity.h"

#include "backend/registry.h"
#include "random-network.h"

Machine
machine_open (const RcpBackend *backend, const RcpArchitecture *architecture, const RcpSamples *samples,
              RcpNormalisation normalisation, guint batch_size, guint threads, const float *parameters)
{
  RcpBackendConfig config = { .architecture = architecture,
                              .train = samples,
                              .test = samples,
                              .normalisation = normalisation,
                              .batch_size = batch_size,
                              .threads = threads };
  Machine machine = { .backend = backend };
  g_autoptr (GError) error = NULL;

  machine.state = backend->open (&config, &error);
  g_assert_no_error (error);
  g_assert_true (backend->set_parameters (machine.state, parameters, &error));
  return machine;
}

void
machine_close (Machine machine)
{
  machine.backend->close (machine.state);
}

/* Absolute plus relative: sums of a few hundred products in float32, against the same in double. */
static void
assert_close (const float *values, const float *expected, gsize n, float tolerance, const char *what)
{
  float scale = 0.0f;

  for (gsize i = 0; i < n; i++)
    scale = MAX (scale, fabsf (expected[i]));
  for (gsize i = 0; i < n; i++)
    if (!(fabsf (values[i] - expected[i]) <= tolerance * (1e-2f + scale)))
      g_error ("%s: value %" G_GSIZE_FORMAT " is %.9g and should be %.9g (largest of all: %g)", what, i,
               (double) values[i], (double) expected[i], (double) scale);
}

/* Each layer's output, and the gradient of each layer's output and of each tensor. */
static void
compare_one_sample (RcpRandom *random, const RcpArchitecture *architecture, Machine tested, Machine reference)
{
  const gsize n_activations = architecture->n_activations;
  const gsize n_parameters = architecture->n_parameters;
  g_autofree float *input = random_floats (random, rcp_shape_count (architecture->input), 1.5f);
  g_autofree float *direction = random_floats (random, architecture->n_classes, 2.0f);
  g_autofree float *got = g_new (float, MAX (n_activations, n_parameters));
  g_autofree float *expected = g_new (float, MAX (n_activations, n_parameters));
  g_autofree float *got_weights = g_new (float, n_parameters);
  g_autofree float *expected_weights = g_new (float, n_parameters);

  for (int pass = 0; pass < 2; pass++)
    {
      if (pass == 0)
        {
          g_assert_true (tested.backend->forward (tested.state, input, got, NULL));
          g_assert_true (reference.backend->forward (reference.state, input, expected, NULL));
        }
      else
        {
          g_assert_true (tested.backend->backward (tested.state, input, direction, got, got_weights, NULL));
          g_assert_true (
              reference.backend->backward (reference.state, input, direction, expected, expected_weights, NULL));
        }
      assert_close (got, expected, rcp_shape_count (architecture->input), 1e-5f, pass == 0 ? "input" : "dinput");
      assert_close (got + architecture->softmax_offset, expected + architecture->softmax_offset,
                    architecture->n_classes, 1e-5f, "softmax");
      for (guint i = 0; i < architecture->n_layers; i++)
        {
          const RcpLayer *layer = &architecture->layers[i];

          assert_close (got + layer->output_offset, expected + layer->output_offset, rcp_shape_count (layer->output),
                        1e-5f, layer->name);
          if (pass == 0 || layer->weight_count == 0)
            continue;
          assert_close (got_weights + layer->weight_offset, expected_weights + layer->weight_offset,
                        layer->weight_count, 1e-5f, layer->name);
          assert_close (got_weights + layer->bias_offset, expected_weights + layer->bias_offset, layer->bias_count,
                        1e-5f, layer->name);
        }
    }
}

/* Some steps with momentum and weight decay, a last batch that is smaller; then a validation. */
static void
compare_training (RcpRandom *random, const RcpArchitecture *architecture, Machine tested, Machine reference,
                  guint count, guint batch_size)
{
  const RcpSgd sgd = { .learning_rate = 0.02, .momentum = 0.8, .weight_decay = 0.01 };
  const gsize n = architecture->n_parameters;
  const guint steps = (count + batch_size - 1) / batch_size;
  g_autofree guint32 *order = g_new (guint32, count);
  g_autofree RcpStepResult *got = g_new0 (RcpStepResult, steps);
  g_autofree RcpStepResult *expected = g_new0 (RcpStepResult, steps);
  g_autofree float *got_values = g_new (float, MAX (n, count));
  g_autofree float *expected_values = g_new (float, MAX (n, count));
  g_autofree guint8 *got_answers = g_new (guint8, count);
  g_autofree guint8 *expected_answers = g_new (guint8, count);
  guint differing = 0;

  rcp_random_permutation (random, order, count);
  g_assert_true (tested.backend->train (tested.state, &sgd, order, count, got, NULL));
  g_assert_true (reference.backend->train (reference.state, &sgd, order, count, expected, NULL));
  for (guint i = 0; i < steps; i++)
    {
      g_assert_cmpuint (got[i].count, ==, expected[i].count);
      g_assert_cmpfloat_with_epsilon (got[i].loss_sum, expected[i].loss_sum, 1e-4 * (1.0 + expected[i].loss_sum));
    }

  g_assert_true (tested.backend->get_gradient (tested.state, got_values, NULL));
  g_assert_true (reference.backend->get_gradient (reference.state, expected_values, NULL));
  assert_close (got_values, expected_values, n, 1e-4f, "gradient");
  g_assert_true (tested.backend->get_velocity (tested.state, got_values, NULL));
  g_assert_true (reference.backend->get_velocity (reference.state, expected_values, NULL));
  assert_close (got_values, expected_values, n, 1e-4f, "velocity");
  g_assert_true (tested.backend->get_parameters (tested.state, got_values, NULL));
  g_assert_true (reference.backend->get_parameters (reference.state, expected_values, NULL));
  assert_close (got_values, expected_values, n, 1e-4f, "parameters");

  g_assert_true (
      tested.backend->evaluate (tested.state, RCP_SPLIT_TEST, 1, count - 1, got_answers, got_values, NULL, NULL));
  g_assert_true (reference.backend->evaluate (reference.state, RCP_SPLIT_TEST, 1, count - 1, expected_answers,
                                              expected_values, NULL, NULL));
  assert_close (got_values, expected_values, count - 1, 1e-3f, "losses");
  for (guint i = 0; i < count - 1; i++)
    differing += got_answers[i] != expected_answers[i];
  g_assert_cmpuint (differing, <=, count / 20);
  g_assert_true (
      tested.backend->evaluate (tested.state, RCP_SPLIT_TEST, 0, count, got_answers, NULL, got_values, NULL));
  g_assert_true (reference.backend->evaluate (reference.state, RCP_SPLIT_TEST, 0, count, expected_answers, NULL,
                                              expected_values, NULL));
  assert_close (got_values, expected_values, count, 1e-3f, "probabilities");
}

/* Which channels fire. A value so near 0 that rounding decides may fall on either side. */
static void
compare_activity (const RcpArchitecture *architecture, Machine tested, Machine reference, guint count)
{
  g_autofree guint32 *got = g_new0 (guint32, architecture->n_activations);
  g_autofree guint32 *expected = g_new0 (guint32, architecture->n_activations);
  guint differing = 0;

  g_assert_true (tested.backend->activity (tested.state, RCP_SPLIT_TEST, 1, count - 1, got, NULL));
  g_assert_true (reference.backend->activity (reference.state, RCP_SPLIT_TEST, 1, count - 1, expected, NULL));
  for (gsize i = 0; i < architecture->n_activations; i++)
    {
      g_assert_cmpint (ABS ((int) got[i] - (int) expected[i]), <=, 1);
      differing += got[i] != expected[i];
    }
  g_assert_cmpuint (differing, <=, 2);
}

void
parity_compare_network (const RcpBackend *backend, RcpNetwork *network, guint64 seed)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  RcpRandom random;
  guint batch_size, count;
  RcpNormalisation normalisation;
  g_autoptr (RandomSamples) samples = NULL;
  g_autofree float *parameters = NULL;
  Machine tested, reference;

  rcp_random_init (&random, seed, 1);
  batch_size = 1 + rcp_random_below (&random, 40);
  count = batch_size + 2 + rcp_random_below (&random, 30);
  g_test_message ("%dx%dx%d, batch %u of %u: %s", architecture->input.channels, architecture->input.height,
                  architecture->input.width, batch_size, count, rcp_network_get_text (network));
  samples = random_samples_new (&random, architecture, count);
  normalisation = random_normalisation (&random);
  parameters = random_parameters (&random, network);
  tested = machine_open (backend, architecture, &samples->view, normalisation, batch_size,
                         1 + rcp_random_below (&random, 3), parameters);
  reference =
      machine_open (rcp_backend_reference (), architecture, &samples->view, normalisation, batch_size, 1, parameters);
  compare_one_sample (&random, architecture, tested, reference);
  compare_training (&random, architecture, tested, reference, count, batch_size);
  /* once more with the weights that the training left: the probe must not see the old ones */
  compare_one_sample (&random, architecture, tested, reference);
  compare_activity (architecture, tested, reference, count);
  machine_close (tested);
  machine_close (reference);
}
