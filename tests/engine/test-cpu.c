#include "backend/registry.h"
#include "parity.h"
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
      parity_compare_network (rcp_backend_cpu (), network, seed);
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
      parity_compare_network (rcp_backend_cpu (), network, 1000 + i);
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
  cpu = machine_open (rcp_backend_cpu (), architecture, &samples->view, random_normalisation (&random), batch_size,
                      threads, parameters);
  g_assert_true (cpu.backend->train (cpu.state, &sgd, order, count, results, NULL));
  g_assert_true (cpu.backend->get_parameters (cpu.state, parameters, NULL));
  machine_close (cpu);
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
      machine_open (rcp_backend_cpu (), architecture, &samples->view, random_normalisation (&random), 3, 1, parameters);
  g_assert_true (cpu.backend->train (cpu.state, &sgd, order, 3, &result, NULL));
  g_assert_false (isfinite (result.loss_sum));
  machine_close (cpu);
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
  cpu = machine_open (rcp_backend_cpu (), architecture, NULL, random_normalisation (&random), 1, 0, parameters);
  g_assert_true (cpu.backend->forward (cpu.state, parameters, activations, &error));
  g_assert_no_error (error);
  g_assert_false (cpu.backend->get_gradient (cpu.state, parameters, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
  machine_close (cpu);
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
