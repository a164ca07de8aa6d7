#include "backend/registry.h"
#include "on-cpu.h"
#include "parity.h"
#include "random-network.h"

/* Every call of CUDA and cuDNN fails once, in every function of the backend: each time there is a sentence, nothing is
 * lost or freed twice, and the state can be closed or used again. On the processor: see on-cpu.h. */

/* every call; under a sanitizer one of three */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STRIDE 3
#else
#define STRIDE 1
#endif

#define BATCH_SIZE 4
#define N_SAMPLES 6

typedef struct
{
  RcpNetwork *network;
  const RcpArchitecture *architecture;
  RandomSamples *samples;
  float *parameters;
  float *input;
  float *values; /* room for any result */
  guint32 *fired;
} Fixture;

/* with convolutions of cuDNN's and of our own, and what the fused kernels take */
static const char layers[] = "conv 1 2x1 padding 3, relu, maxpool 2, conv 2 3x3, tanh, avgpool 2, flatten, linear 3";
static const char fused[] = "conv 1 3x3, relu, maxpool 2, flatten, linear 3";

static const RcpBackend *cuda;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  RcpRandom random;

  rcp_random_init (&random, 1, 0);
  fixture->network = rcp_network_new (data, (RcpShape){ 1, 6, 5 }, 3, NULL);
  fixture->architecture = rcp_network_get_architecture (fixture->network);
  fixture->samples = random_samples_new (&random, fixture->architecture, N_SAMPLES);
  fixture->parameters = random_parameters (&random, fixture->network);
  fixture->input = random_floats (&random, rcp_shape_count (fixture->architecture->input), 1.0f);
  fixture->values = g_new0 (float, fixture->architecture->n_activations + fixture->architecture->n_parameters);
  fixture->fired = g_new0 (guint32, fixture->architecture->n_activations);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rcp_network_unref (fixture->network);
  random_samples_free (fixture->samples);
  g_free (fixture->parameters);
  g_free (fixture->input);
  g_free (fixture->values);
  g_free (fixture->fired);
}

/* Everything that a backend can be asked, until something fails. */
static gboolean
ask_everything (const Fixture *fixture, RcpBackendState *state, GError **error)
{
  static const guint32 order[N_SAMPLES] = { 5, 1, 0, 3, 4, 2 };
  const RcpSgd sgd = { .learning_rate = 0.1, .momentum = 0.5 };
  gboolean frozen[10] = { TRUE };
  const RcpSgd half_frozen = { .learning_rate = 0.1, .momentum = 0.5, .frozen = frozen };
  RcpStepResult results[2];
  guint8 predicted[N_SAMPLES];
  float *values = fixture->values, *more = values + fixture->architecture->n_activations;

  return cuda->set_parameters (state, fixture->parameters, error)
         && cuda->train (state, &sgd, order, N_SAMPLES, results, error)
         && cuda->train (state, &half_frozen, order, N_SAMPLES, results, error)
         && cuda->get_parameters (state, more, error) && cuda->get_gradient (state, more, error)
         && cuda->get_velocity (state, more, error) && cuda->set_velocity (state, fixture->parameters, error)
         && cuda->evaluate (state, RCP_SPLIT_TEST, 1, 5, predicted, values, more, error)
         && cuda->activity (state, RCP_SPLIT_TRAIN, 0, 3, fixture->fired, error)
         && cuda->forward (state, fixture->input, values, error)
         && cuda->backward (state, fixture->input, fixture->parameters, values, more, error);
}

static RcpBackendState *
open_state (const Fixture *fixture, GError **error)
{
  const RcpBackendConfig config = { .architecture = fixture->architecture,
                                    .train = &fixture->samples->view,
                                    .test = &fixture->samples->view,
                                    .batch_size = BATCH_SIZE };

  return cuda->open (&config, error);
}

/* Opens, asks and closes with the @call-th call failing. Returns whether anything was said to have failed. */
static gboolean
run (const Fixture *fixture, long call, cudaError_t status, gboolean final)
{
  const long before = on_cpu_live ();
  g_autoptr (GError) error = NULL;
  RcpBackendState *state;
  gboolean ok;

  on_cpu_fail_at (call, status, final);
  state = open_state (fixture, &error);
  ok = state != NULL && ask_everything (fixture, state, &error);
  if (ok)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
      g_assert_cmpuint (strlen (error->message), >, 10);
      if (status == cudaErrorMemoryAllocation)
        g_assert_nonnull (strstr (error->message, "out of memory"));
      g_clear_error (&error);
    }
  /* what passes leaves a state that works */
  if (!ok && state != NULL && !final)
    {
      on_cpu_fail_at (0, cudaSuccess, FALSE);
      g_assert_true (ask_everything (fixture, state, &error));
      g_assert_no_error (error);
    }
  if (state != NULL)
    cuda->close (state);
  on_cpu_fail_at (0, cudaSuccess, FALSE);
  g_assert_cmpint (on_cpu_live (), ==, before);
  return !ok;
}

static long
count_calls (const Fixture *fixture, long *until_close)
{
  RcpBackendState *state;

  on_cpu_fail_at (0, cudaSuccess, FALSE);
  state = open_state (fixture, NULL);
  g_assert_true (ask_everything (fixture, state, NULL));
  *until_close = on_cpu_calls ();
  cuda->close (state);
  return on_cpu_calls ();
}

static void
test_every_call (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    cudaError_t status;
    gboolean final;
  } faults[] = { { cudaErrorMemoryAllocation, FALSE }, { cudaErrorUnknown, FALSE }, { cudaErrorLaunchFailure, TRUE } };
  long until_close, calls = count_calls (fixture, &until_close);

  g_test_message ("%ld calls, %ld of them until it is closed", calls, until_close);
  g_assert_cmpint (until_close, >, 100);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      long silent = 0;

      for (long call = 1; call <= calls; call += STRIDE)
        {
          gboolean failed = run (fixture, call, faults[i].status, faults[i].final);

          /* on the way out nothing is said; before, all that may fail in silence is that a graph is thrown away */
          if (call > until_close)
            g_assert_false (failed);
          else if (!failed)
            silent++;
        }
      g_test_message ("%ld faults without an effect", silent);
      g_assert_cmpint (silent, <=, 4);
    }
}

/* As much memory as it takes, less a little: the sentence, until it is enough. */
static void
test_little_memory (Fixture *fixture, gconstpointer data)
{
  guint failures = 0;

  for (size_t size = 0; size < 1u << 20; size += 20000)
    {
      const long before = on_cpu_live ();
      g_autoptr (GError) error = NULL;
      RcpBackendState *state;

      on_cpu_set_memory (size);
      state = open_state (fixture, &error);
      if (state == NULL || !ask_everything (fixture, state, &error))
        {
          g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
          g_assert_nonnull (strstr (error->message, "out of memory"));
          failures++;
        }
      if (state != NULL)
        cuda->close (state);
      g_assert_cmpint (on_cpu_live (), ==, before);
    }
  on_cpu_set_memory (512u << 20);
  g_assert_cmpuint (failures, >, 5);
  g_assert_false (run (fixture, 0, cudaSuccess, FALSE));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  cuda = rcp_backend_find ("cuda", &error);
  g_assert_no_error (error);
  g_test_add ("/cuda-faults/layers/every-call", Fixture, layers, set_up, test_every_call, tear_down);
  g_test_add ("/cuda-faults/layers/little-memory", Fixture, layers, set_up, test_little_memory, tear_down);
  g_test_add ("/cuda-faults/fused/every-call", Fixture, fused, set_up, test_every_call, tear_down);
  g_test_add ("/cuda-faults/fused/little-memory", Fixture, fused, set_up, test_little_memory, tear_down);
  return g_test_run ();
}
