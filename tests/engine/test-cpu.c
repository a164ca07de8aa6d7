#include "backend/registry.h"
#include "random-network.h"

/* The CPU backend against the reference, layer by layer and step by step, for every instruction set that this machine
 * has; and the same bits for any number of threads. */

/* watched at every step by a sanitizer, the same code takes fifteen times as long */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define N_RANDOM_NETWORKS 10
#else
#define N_RANDOM_NETWORKS 60
#endif

static const char *const instruction_sets[] = { "baseline", "avx2", "avx512" };

typedef struct
{
  const RcpBackend *backend;
  RcpBackendState *state;
} Machine;

static Machine
open_machine (const RcpBackend *backend, const RcpArchitecture *architecture, const RcpSamples *samples,
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
compare_one_sample (RcpRandom *random, const RcpArchitecture *architecture, Machine cpu, Machine reference)
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
          g_assert_true (cpu.backend->forward (cpu.state, input, got, NULL));
          g_assert_true (reference.backend->forward (reference.state, input, expected, NULL));
        }
      else
        {
          g_assert_true (cpu.backend->backward (cpu.state, input, direction, got, got_weights, NULL));
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
compare_training (RcpRandom *random, const RcpArchitecture *architecture, Machine cpu, Machine reference, guint count,
                  guint batch_size)
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
  g_assert_true (cpu.backend->train (cpu.state, &sgd, order, count, got, NULL));
  g_assert_true (reference.backend->train (reference.state, &sgd, order, count, expected, NULL));
  for (guint i = 0; i < steps; i++)
    {
      g_assert_cmpuint (got[i].count, ==, expected[i].count);
      g_assert_cmpfloat_with_epsilon (got[i].loss_sum, expected[i].loss_sum, 1e-4 * (1.0 + expected[i].loss_sum));
    }

  g_assert_true (cpu.backend->get_gradient (cpu.state, got_values, NULL));
  g_assert_true (reference.backend->get_gradient (reference.state, expected_values, NULL));
  assert_close (got_values, expected_values, n, 1e-4f, "gradient");
  g_assert_true (cpu.backend->get_velocity (cpu.state, got_values, NULL));
  g_assert_true (reference.backend->get_velocity (reference.state, expected_values, NULL));
  assert_close (got_values, expected_values, n, 1e-4f, "velocity");
  g_assert_true (cpu.backend->get_parameters (cpu.state, got_values, NULL));
  g_assert_true (reference.backend->get_parameters (reference.state, expected_values, NULL));
  assert_close (got_values, expected_values, n, 1e-4f, "parameters");

  g_assert_true (cpu.backend->evaluate (cpu.state, RCP_SPLIT_TEST, 1, count - 1, got_answers, got_values, NULL, NULL));
  g_assert_true (reference.backend->evaluate (reference.state, RCP_SPLIT_TEST, 1, count - 1, expected_answers,
                                              expected_values, NULL, NULL));
  assert_close (got_values, expected_values, count - 1, 1e-3f, "losses");
  for (guint i = 0; i < count - 1; i++)
    differing += got_answers[i] != expected_answers[i];
  g_assert_cmpuint (differing, <=, count / 20);
  g_assert_true (cpu.backend->evaluate (cpu.state, RCP_SPLIT_TEST, 0, count, got_answers, NULL, got_values, NULL));
  g_assert_true (reference.backend->evaluate (reference.state, RCP_SPLIT_TEST, 0, count, expected_answers, NULL,
                                              expected_values, NULL));
  assert_close (got_values, expected_values, count, 1e-3f, "probabilities");
}

static void
compare_network (RcpNetwork *network, guint64 seed)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  RcpRandom random;
  guint batch_size, count;
  RcpNormalisation normalisation;
  g_autoptr (RandomSamples) samples = NULL;
  g_autofree float *parameters = NULL;
  Machine cpu, reference;

  rcp_random_init (&random, seed, 1);
  batch_size = 1 + rcp_random_below (&random, 40);
  count = batch_size + 2 + rcp_random_below (&random, 30);
  g_test_message ("%dx%dx%d, batch %u of %u: %s", architecture->input.channels, architecture->input.height,
                  architecture->input.width, batch_size, count, rcp_network_get_text (network));
  samples = random_samples_new (&random, architecture, count);
  normalisation = random_normalisation (&random);
  parameters = random_parameters (&random, network);
  cpu = open_machine (rcp_backend_cpu (), architecture, &samples->view, normalisation, batch_size,
                      1 + rcp_random_below (&random, 3), parameters);
  reference =
      open_machine (rcp_backend_reference (), architecture, &samples->view, normalisation, batch_size, 1, parameters);
  compare_one_sample (&random, architecture, cpu, reference);
  compare_training (&random, architecture, cpu, reference, count, batch_size);
  /* once more with the weights that the training left: the probe must not see the old ones */
  compare_one_sample (&random, architecture, cpu, reference);
  cpu.backend->close (cpu.state);
  reference.backend->close (reference.state);
}

static void
test_random_networks (gconstpointer data)
{
  g_setenv ("RECEPTIVE_CPU_ISA", data, TRUE);
  for (guint64 seed = 0; seed < N_RANDOM_NETWORKS; seed++)
    {
      g_autoptr (RcpNetwork) network = NULL;
      RcpRandom random;

      rcp_random_init (&random, seed, 0);
      network = random_network (&random);
      compare_network (network, seed);
    }
}

/* What goes through tiles, fused passes and blocks of its own: the presets' shapes, and neighbours of them. */
static void
test_chosen_networks (gconstpointer data)
{
  static const char *const texts[] = {
    "lenet",
    "lenet5",
    "mlp",
    "linear",
    "conv 6 5x5, relu, maxpool 2, flatten, linear 10",
    "conv 5 4x4, relu, maxpool 2, conv 7 3x3 padding 1, relu, maxpool 2, flatten, linear 10",
    "conv 8 3x3 padding 1, relu, conv 12 3x3 stride 2, relu, maxpool 2, conv 9 3x3 padding 2 groups 3, relu, "
    "maxpool 2, flatten, linear 37, relu, linear 10",
    "conv 4 7x7 stride 3, relu, maxpool 2, conv 4 1x1, tanh, flatten, linear 10",
    "conv 10 5x5 stride 4 padding 2, relu, conv 10 5x5 padding 2 groups 10, relu, maxpool 2, conv 10 4x4, flatten",
  };
  const RcpShape shape = { 3, 32, 32 };

  g_setenv ("RECEPTIVE_CPU_ISA", data, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RcpNetwork) network = rcp_network_new (texts[i], shape, 10, &error);

      g_assert_no_error (error);
      compare_network (network, 1000 + i);
    }
}

/* The weights after some steps of LeNet with this many threads. */
static GBytes *
train_with (guint threads, guint batch_size)
{
  const RcpSgd sgd = { .learning_rate = 0.05, .momentum = 0.9, .weight_decay = 1e-4 };
  const guint count = 3 * batch_size + 11;
  g_autoptr (RcpNetwork) network = rcp_network_new ("lenet", (RcpShape){ 3, 32, 32 }, 10, NULL);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  g_autoptr (RandomSamples) samples = NULL;
  g_autofree float *parameters = NULL;
  g_autofree guint32 *order = g_new (guint32, count);
  RcpStepResult results[4];
  RcpRandom random;
  Machine cpu;

  rcp_random_init (&random, 5, 0);
  samples = random_samples_new (&random, architecture, count);
  parameters = random_parameters (&random, network);
  rcp_random_permutation (&random, order, count);
  cpu = open_machine (rcp_backend_cpu (), architecture, &samples->view, random_normalisation (&random), batch_size,
                      threads, parameters);
  g_assert_true (cpu.backend->train (cpu.state, &sgd, order, count, results, NULL));
  g_assert_true (cpu.backend->get_parameters (cpu.state, parameters, NULL));
  cpu.backend->close (cpu.state);
  return g_bytes_new_take (g_steal_pointer (&parameters), architecture->n_parameters * sizeof (float));
}

static void
test_threads (gconstpointer data)
{
  static const guint batch_sizes[] = { 64, 23, 600 };
  static const guint thread_counts[] = { 2, 3, 7 };

  g_setenv ("RECEPTIVE_CPU_ISA", data, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (batch_sizes); i++)
    {
      g_autoptr (GBytes) one = train_with (1, batch_sizes[i]);

      for (guint t = 0; t < G_N_ELEMENTS (thread_counts); t++)
        {
          g_autoptr (GBytes) many = train_with (thread_counts[t], batch_sizes[i]);

          g_assert_true (g_bytes_equal (one, many));
        }
    }
}

/* A weight that is not a number must be seen in the loss, not swallowed by a ReLU or a pool. */
static void
test_not_a_number (void)
{
  const RcpSgd sgd = { .learning_rate = 0.1 };
  g_autoptr (RcpNetwork) network = rcp_network_new ("lenet", (RcpShape){ 3, 32, 32 }, 10, NULL);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  g_autoptr (RandomSamples) samples = NULL;
  g_autofree float *parameters = NULL;
  const guint32 order[] = { 0, 1, 2 };
  RcpStepResult result;
  RcpRandom random;
  Machine cpu;

  rcp_random_init (&random, 6, 0);
  samples = random_samples_new (&random, architecture, 3);
  parameters = random_parameters (&random, network);
  parameters[architecture->layers[0].weight_offset + 10] = NAN;
  cpu =
      open_machine (rcp_backend_cpu (), architecture, &samples->view, random_normalisation (&random), 3, 1, parameters);
  g_assert_true (cpu.backend->train (cpu.state, &sgd, order, 3, &result, NULL));
  g_assert_false (isfinite (result.loss_sum));
  cpu.backend->close (cpu.state);
}

/* A state without pictures is for looking: it probes, and says that it has no gradient. */
static void
test_probe_only (void)
{
  g_autoptr (RcpNetwork) network = rcp_network_new ("lenet", (RcpShape){ 3, 32, 32 }, 10, NULL);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  g_autofree float *activations = g_new (float, architecture->n_activations);
  g_autofree float *parameters = NULL;
  g_autoptr (GError) error = NULL;
  RcpRandom random;
  Machine cpu;

  rcp_random_init (&random, 7, 0);
  parameters = random_parameters (&random, network);
  cpu = open_machine (rcp_backend_cpu (), architecture, NULL, random_normalisation (&random), 1, 0, parameters);
  g_assert_true (cpu.backend->forward (cpu.state, parameters, activations, &error));
  g_assert_no_error (error);
  g_assert_false (cpu.backend->get_gradient (cpu.state, parameters, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
  cpu.backend->close (cpu.state);
}

static gboolean
supported (const char *instruction_set)
{
#ifdef __x86_64__
  if (g_str_equal (instruction_set, "avx2"))
    return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
  if (g_str_equal (instruction_set, "avx512"))
    return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw")
           && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512dq");
#endif
  return g_str_equal (instruction_set, "baseline");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (instruction_sets); i++)
    {
      g_autofree char *networks = g_strdup_printf ("/cpu/%s/random-networks", instruction_sets[i]);
      g_autofree char *chosen = g_strdup_printf ("/cpu/%s/chosen-networks", instruction_sets[i]);
      g_autofree char *threads = g_strdup_printf ("/cpu/%s/threads", instruction_sets[i]);

      if (!supported (instruction_sets[i]))
        continue;
      g_test_add_data_func (networks, instruction_sets[i], test_random_networks);
      g_test_add_data_func (chosen, instruction_sets[i], test_chosen_networks);
      g_test_add_data_func (threads, instruction_sets[i], test_threads);
    }
  g_test_add_func ("/cpu/not-a-number", test_not_a_number);
  g_test_add_func ("/cpu/probe-only", test_probe_only);
  return g_test_run ();
}
