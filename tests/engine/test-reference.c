#include "backend/registry.h"
#include "random-network.h"

/* The functions of the reference backend against numbers that come from elsewhere: PyTorch's (in float64, printed by
 * a script of a few lines with the same inputs) and sums done by hand. Its derivatives are the subject of
 * test-gradients.c. */

static const RcpBackend *
reference (void)
{
  return rcp_backend_reference ();
}

static RcpNetwork *
network_of (const char *text, RcpShape input, guint n_classes)
{
  g_autoptr (GError) error = NULL;
  RcpNetwork *network = rcp_network_new (text, input, n_classes, &error);

  g_assert_no_error (error);
  return network;
}

static RcpBackendState *
open_state (RcpNetwork *network, const RcpSamples *samples, guint batch_size)
{
  const double mean[] = { 128.0, 128.0, 128.0, 128.0 };
  const double std[] = { 64.0, 64.0, 64.0, 64.0 };
  RcpBackendConfig config = { .architecture = rcp_network_get_architecture (network),
                              .train = samples,
                              .test = samples,
                              .normalisation = rcp_normalisation (4, mean, std),
                              .batch_size = batch_size };
  g_autoptr (GError) error = NULL;
  RcpBackendState *state = reference ()->open (&config, &error);

  g_assert_no_error (error);
  return state;
}

/* Numbers that look random and are exact in any precision: (i·factor mod modulus) / 64 − offset. */
static void
ramp (float *values, gsize n, guint factor, guint modulus, float offset, float divisor)
{
  for (gsize i = 0; i < n; i++)
    values[i] = ((float) (i * factor % modulus) / 64.0f - offset) / divisor;
}

/* A sum that tells the order of the values, too. */
static double
checksum (const float *values, gsize n)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += (double) (i % 13 + 1) * (double) values[i];
  return sum;
}

/* ---- PyTorch ---- */

typedef struct
{
  const char *text;
  RcpShape input;
  double logits[5];
  double cross_entropy;          /* with label 3 */
  double by_input, by_parameter; /* checksums of the gradients of Σ direction · logits */
} Case;

static const Case pytorch_cases[] = {
  { "conv 6 3x2 stride 1x2 padding 2x1 dilation 2x1 groups 2, tanh, maxpool 3x2 stride 2x1 padding 1, conv 4 3 padding "
    "1, relu, avgpool 3 stride 2 padding 1, flatten, linear 5",
    { 4, 9, 7 },
    { -0.0904698768, 0.1263257247, -0.0233208157, 0.3783965645, 0.1394057419 },
    1.3505357695,
    1.2552204182,
    228.5421694764 },
  { "conv 3 5x1 stride 3x1 padding 3x0 groups 3, relu, avgpool 2x3 stride 1x2 padding 1, flatten, linear 7, tanh, "
    "linear 5",
    { 3, 11, 8 },
    { -0.0821026626, 0.0433274871, -0.1047728509, 0.3057455563, -0.0019817840 },
    1.3470665974,
    0.7759264741,
    29.6830468020 },
  { "tanh, conv 4 1x4 stride 1x2 padding 0x3 dilation 1x3, maxpool 4x1 stride 3x1 padding 2x0, relu, flatten, linear 5",
    { 1, 6, 13 },
    { -0.0654546933, 0.0820220010, -0.0331893614, 0.2474712716, 0.1286743041 },
    1.4403301696,
    0.9610306419,
    132.5499395029 },
  { "avgpool 3x2 stride 2x1 padding 1x0, conv 8 2x3 stride 2x3 padding 1x3 dilation 3x2 groups 4, relu, conv 5 2 "
    "padding 1, flatten, linear 5",
    { 4, 10, 9 },
    { -0.1805434823, 0.0306929275, 0.0063750595, 0.2708508745, 0.0201088985 },
    1.3785329881,
    -4.2125968138,
    72.6645816962 },
  { "maxpool 2, conv 6 3 stride 2, relu, conv 6 1 groups 6, tanh, flatten, linear 5, relu",
    { 2, 15, 14 },
    { 0.0000000000, 0.0150557408, 0.0000000000, 0.1944801742, 0.0000000000 },
    1.4599022411,
    0.3476946834,
    28.0752385604 },
};

static void
check_case (const Case *expected)
{
  static const float direction[] = { 1.0f, -0.5f, 0.25f, 2.0f, -1.0f };
  g_autoptr (RcpNetwork) network = network_of (expected->text, expected->input, 5);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  const gsize n_inputs = rcp_shape_count (expected->input), softmax = architecture->softmax_offset;
  RcpBackendState *state = open_state (network, NULL, 1);
  g_autofree float *input = g_new (float, n_inputs);
  g_autofree float *parameters = g_new (float, architecture->n_parameters);
  g_autofree float *activations = g_new (float, architecture->n_activations);
  g_autofree float *by_activation = g_new (float, architecture->n_activations);
  g_autofree float *by_parameter = g_new (float, architecture->n_parameters);
  guint n_tensors;
  const RcpTensorInfo *tensors = rcp_network_get_tensors (network, &n_tensors);

  ramp (input, n_inputs, 37, 101, 0.75f, 1.0f);
  for (guint i = 0; i < n_tensors; i++)
    ramp (parameters + tensors[i].offset, tensors[i].count, 29 + i, 53, 0.375f, i < 2 ? 1.0f : 2.0f);
  reference ()->set_parameters (state, parameters, NULL);

  g_assert_true (reference ()->forward (state, input, activations, NULL));
  g_assert_cmpmem (activations, n_inputs * sizeof *input, input, n_inputs * sizeof *input);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpfloat_with_epsilon (activations[softmax - 5 + i], expected->logits[i], 1e-7);
  g_assert_cmpfloat_with_epsilon (-log ((double) activations[softmax + 3]), expected->cross_entropy, 1e-6);

  g_assert_true (reference ()->backward (state, input, direction, by_activation, by_parameter, NULL));
  g_assert_cmpfloat_with_epsilon (checksum (by_activation, n_inputs), expected->by_input, 1e-5);
  g_assert_cmpfloat_with_epsilon (checksum (by_parameter, architecture->n_parameters), expected->by_parameter, 1e-4);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpfloat (by_activation[softmax - 5 + i], ==, direction[i]);
      g_assert_cmpfloat (by_activation[softmax + i], ==, 0.0f);
    }
  g_assert_true (reference ()->backward (state, input, direction, NULL, NULL, NULL));
  reference ()->close (state);
}

static void
test_pytorch_passes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pytorch_cases); i++)
    {
      g_test_message ("%s", pytorch_cases[i].text);
      check_case (&pytorch_cases[i]);
    }
}

/* Seven pictures of 2×2 in three classes. */
typedef struct
{
  guint8 bytes[7 * 5];
  const guint8 *block;
  RcpSamples view;
} SevenPictures;

static void
seven_pictures (SevenPictures *self)
{
  for (guint i = 0; i < 7; i++)
    {
      self->bytes[i * 5] = (guint8) (i * 5 % 3);
      for (guint j = 0; j < 4; j++)
        self->bytes[i * 5 + 1 + j] = (guint8) ((i * 53 + j * 31) % 256);
    }
  self->block = self->bytes;
  self->view = (RcpSamples){ .blocks = &self->block,
                             .block_count = 7,
                             .count = 7,
                             .record_size = 5,
                             .label_offset = 0,
                             .pixel_offset = 1,
                             .shape = { 1, 2, 2 },
                             .n_classes = 3 };
}

/* Two epochs of SGD with momentum 0.9 and weight decay 0.01, batches of 3, 3 and 1. */
static void
test_pytorch_sgd (void)
{
  static const RcpStepResult expected[] = {
    { 3.472735297059, 1, 3 }, { 4.865361552538, 0, 3 }, { 0.607131292211, 1, 1 },
    { 2.907063263160, 1, 3 }, { 5.421100392077, 1, 3 }, { 0.000095549422, 1, 1 },
  };
  static const double expected_parameters[] = { -0.4891465784, 0.0155636653,  0.3828180995,  0.8875283433,
                                                -0.7505641273, -0.8637476330, 0.7387965517,  0.6256130461,
                                                0.6409924555,  1.4896678073,  -1.5065049550, -1.4133550143,
                                                -0.1536146817, -1.0016104003, 0.6562932068 };
  static const double expected_velocity[] = {
    -0.1064705359, 0.0367717315,  -0.1139081784, 0.0293340889, 0.2336161347, 0.3825698650, -0.5298412514, -0.3808875211,
    -0.1569641235, -0.3873931772, 0.6245803783,  0.3565231863, 0.2361805303, 0.2692708839, -0.5303001848
  };
  static const guint32 order[] = { 3, 0, 6, 1, 5, 2, 4 };
  g_autoptr (RcpNetwork) network = network_of ("flatten, linear 3", (RcpShape){ 1, 2, 2 }, 3);
  RcpSgd sgd = { .learning_rate = 0.5, .momentum = 0.9, .weight_decay = 0.01 };
  SevenPictures pictures;
  RcpBackendState *state;
  float parameters[15], velocity[15];
  RcpStepResult results[6];

  seven_pictures (&pictures);
  state = open_state (network, &pictures.view, 3);
  ramp (parameters, 12, 29, 53, 0.375f, 1.0f);
  ramp (parameters + 12, 3, 30, 53, 0.375f, 1.0f);
  reference ()->set_parameters (state, parameters, NULL);
  for (int epoch = 0; epoch < 2; epoch++)
    g_assert_true (reference ()->train (state, &sgd, order, 7, results + 3 * epoch, NULL));

  for (guint i = 0; i < 6; i++)
    {
      /* the parameters are rounded to float32 after each step */
      g_assert_cmpfloat_with_epsilon (results[i].loss_sum, expected[i].loss_sum, 1e-6);
      g_assert_cmpuint (results[i].correct, ==, expected[i].correct);
      g_assert_cmpuint (results[i].count, ==, expected[i].count);
    }
  reference ()->get_parameters (state, parameters, NULL);
  reference ()->get_velocity (state, velocity, NULL);
  for (guint i = 0; i < 15; i++)
    {
      g_assert_cmpfloat_with_epsilon (parameters[i], expected_parameters[i], 1e-6);
      g_assert_cmpfloat_with_epsilon (velocity[i], expected_velocity[i], 1e-6);
    }
  reference ()->close (state);
}

/* ---- By hand ---- */

/* One weight a class, no momentum: z = w·x + b with w = 0, so both classes have ½; the gradient is ±½·x and ±½. */
static void
test_sgd_by_hand (void)
{
  g_autoptr (RcpNetwork) network = network_of ("flatten, linear 2", (RcpShape){ 1, 1, 1 }, 2);
  static const guint8 records[] = { 0, 192, 1, 64 };
  const guint8 *block = records;
  RcpSamples samples = { .blocks = &block,
                         .block_count = 2,
                         .count = 2,
                         .record_size = 2,
                         .pixel_offset = 1,
                         .shape = { 1, 1, 1 },
                         .n_classes = 2 };
  RcpBackendState *state = open_state (network, &samples, 1);
  RcpSgd sgd = { .learning_rate = 0.25, .momentum = 0.5, .weight_decay = 0.0 };
  const float zeros[4] = { 0 };
  const guint32 first = 0;
  float values[4];
  RcpStepResult result;

  reference ()->set_parameters (state, zeros, NULL);
  g_assert_true (reference ()->train (state, &sgd, &first, 1, &result, NULL));
  g_assert_cmpfloat_with_epsilon (result.loss_sum, G_LN2, 1e-15);
  /* 192 is (192 − 128)/64 = 1 */
  reference ()->get_gradient (state, values, NULL);
  g_assert_cmpfloat (values[0], ==, -0.5f);
  g_assert_cmpfloat (values[1], ==, 0.5f);
  g_assert_cmpfloat (values[2], ==, -0.5f);
  g_assert_cmpfloat (values[3], ==, 0.5f);
  reference ()->get_parameters (state, values, NULL);
  g_assert_cmpfloat (values[0], ==, 0.125f);
  g_assert_cmpfloat (values[3], ==, -0.125f);

  /* New parameters start without momentum, velocity that is set is used: w ← 0 − ¼·(½·2 − ½). */
  reference ()->set_parameters (state, zeros, NULL);
  reference ()->get_velocity (state, values, NULL);
  g_assert_cmpmem (values, sizeof values, zeros, sizeof zeros);
  values[0] = 2.0f;
  reference ()->set_velocity (state, values, NULL);
  g_assert_true (reference ()->train (state, &sgd, &first, 1, &result, NULL));
  reference ()->get_parameters (state, values, NULL);
  g_assert_cmpfloat (values[0], ==, -0.125f);
  g_assert_cmpfloat (values[1], ==, -0.125f);
  reference ()->close (state);
}

/* Runs one network of a single map layer and a flatten, and a Linear that picks feature @pick with weight 1; gives the
 * gradient by the input of that feature. */
static void
input_gradient (const char *layer, RcpShape shape, const float *input, guint pick, float *gradient)
{
  g_autofree char *text = g_strconcat (layer, ", flatten, linear 1", NULL);
  g_autoptr (RcpNetwork) network = network_of (text, shape, 1);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  RcpBackendState *state = open_state (network, NULL, 1);
  g_autofree float *parameters = g_new0 (float, architecture->n_parameters);
  g_autofree float *gradients = g_new (float, architecture->n_activations);
  const float one = 1.0f;

  parameters[pick] = 1.0f;
  reference ()->set_parameters (state, parameters, NULL);
  g_assert_true (reference ()->backward (state, input, &one, gradients, NULL, NULL));
  memcpy (gradient, gradients, rcp_shape_count (shape) * sizeof (float));
  reference ()->close (state);
}

static void
assert_only (const float *values, guint n, guint which, float value)
{
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat (values[i], ==, i == which ? value : 0.0f);
}

/* Of equal values the first in reading order takes the whole gradient. */
static void
test_max_pool_ties (void)
{
  const float all_equal[9] = { 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  const float row_tie[9] = { 0, 2, 0, 2, 1, 2, 0, 0, 2 };
  const float negative[9] = { -5, -4, -3, -4, -3, -2, -9, -9, -9 };
  float gradient[9];

  input_gradient ("maxpool 3", (RcpShape){ 1, 3, 3 }, all_equal, 0, gradient);
  assert_only (gradient, 9, 0, 1.0f);
  input_gradient ("maxpool 3", (RcpShape){ 1, 3, 3 }, row_tie, 0, gradient);
  assert_only (gradient, 9, 1, 1.0f);
  /* windows that overlap: the one at (1, 0) has its first 2 at (1, 0) */
  input_gradient ("maxpool 2 stride 1", (RcpShape){ 1, 3, 3 }, row_tie, 2, gradient);
  assert_only (gradient, 9, 3, 1.0f);
  /* padding is no zero that could win */
  input_gradient ("maxpool 2 padding 1", (RcpShape){ 1, 3, 3 }, negative, 0, gradient);
  assert_only (gradient, 9, 0, 1.0f);
}

static void
test_activations_at_zero (void)
{
  const float input[3] = { 0.0f, -1.0f, 2.0f };
  float gradient[3];

  input_gradient ("relu", (RcpShape){ 1, 1, 3 }, input, 0, gradient);
  assert_only (gradient, 3, 0, 0.0f);
  input_gradient ("relu", (RcpShape){ 1, 1, 3 }, input, 2, gradient);
  assert_only (gradient, 3, 2, 1.0f);
  input_gradient ("tanh", (RcpShape){ 1, 1, 3 }, input, 0, gradient);
  assert_only (gradient, 3, 0, 1.0f);
}

/* Padding counts in an average. */
static void
test_average_pool_padding (void)
{
  const float input[4] = { 4.0f, 8.0f, 12.0f, 16.0f };
  g_autoptr (RcpNetwork) network = network_of ("avgpool 2 padding 1, flatten, linear 4", (RcpShape){ 1, 2, 2 }, 4);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  RcpBackendState *state = open_state (network, NULL, 1);
  g_autofree float *activations = g_new (float, architecture->n_activations);

  g_assert_true (reference ()->forward (state, input, activations, NULL));
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat (activations[architecture->layers[0].output_offset + i], ==, input[i] / 4.0f);
  reference ()->close (state);
}

/* With no weights every class is as likely; with larger logits no exponential overflows. */
static void
test_evaluate (void)
{
  g_autoptr (RcpNetwork) network = network_of ("flatten, linear 3", (RcpShape){ 1, 2, 2 }, 3);
  SevenPictures pictures;
  RcpBackendState *state;
  float parameters[15] = { 0 };
  guint8 predicted[5];
  float loss[5], probability[5];

  seven_pictures (&pictures);
  state = open_state (network, &pictures.view, 2);
  reference ()->set_parameters (state, parameters, NULL);
  g_assert_true (reference ()->evaluate (state, RCP_SPLIT_TEST, 2, 5, predicted, loss, probability, NULL));
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpuint (predicted[i], ==, 0);
      g_assert_cmpfloat_with_epsilon (loss[i], log (3.0), 1e-6);
      g_assert_cmpfloat_with_epsilon (probability[i], 1.0 / 3.0, 1e-6);
    }

  /* The bias alone decides; picture 2 + i has the label (2 + i)·5 mod 3. */
  parameters[13] = 2000.0f;
  parameters[14] = 1000.0f;
  reference ()->set_parameters (state, parameters, NULL);
  g_assert_true (reference ()->evaluate (state, RCP_SPLIT_TRAIN, 2, 5, predicted, loss, probability, NULL));
  for (guint i = 0; i < 5; i++)
    {
      guint label = (2 + i) * 5 % 3;

      g_assert_cmpuint (predicted[i], ==, 1);
      g_assert_cmpfloat (probability[i], ==, 1.0f);
      g_assert_cmpfloat (loss[i], ==, label == 0 ? 2000.0f : label == 1 ? 0.0f : 1000.0f);
    }
  g_assert_true (reference ()->evaluate (state, RCP_SPLIT_TEST, 7, 0, NULL, NULL, NULL, NULL));
  reference ()->close (state);
}

/* ---- Over random networks ---- */

/* The gradient of a batch is the mean of its samples' gradients and its loss their sum, whatever the network. */
static void
test_batch (void)
{
  const guint n = 5;
  const RcpSgd still = { 0.0, 0.0, 0.0 };
  const guint32 order[] = { 4, 0, 3, 1, 2 };

  for (guint64 seed = 100; seed < 120; seed++)
    {
      RcpRandom random;
      g_autoptr (RcpNetwork) network = NULL;
      g_autoptr (RandomSamples) samples = NULL;
      g_autofree float *parameters = NULL, *whole = NULL, *one = NULL;
      g_autofree double *mean = NULL;
      RcpBackendState *state, *single;
      RcpStepResult result, results[5];
      double loss_sum = 0.0;
      gsize n_parameters;

      rcp_random_init (&random, seed, 0);
      network = random_network (&random);
      n_parameters = rcp_network_get_architecture (network)->n_parameters;
      samples = random_samples_new (&random, rcp_network_get_architecture (network), n);
      parameters = random_parameters (&random, network);
      whole = g_new (float, n_parameters);
      one = g_new (float, n_parameters);
      mean = g_new0 (double, n_parameters);

      state = open_state (network, &samples->view, n);
      single = open_state (network, &samples->view, 1);
      reference ()->set_parameters (state, parameters, NULL);
      reference ()->set_parameters (single, parameters, NULL);
      g_assert_true (reference ()->train (state, &still, order, n, &result, NULL));
      reference ()->get_gradient (state, whole, NULL);
      for (guint i = 0; i < n; i++)
        {
          g_assert_true (reference ()->train (single, &still, &order[i], 1, &results[i], NULL));
          reference ()->get_gradient (single, one, NULL);
          for (gsize p = 0; p < n_parameters; p++)
            mean[p] += (double) one[p] / n;
          loss_sum += results[i].loss_sum;
        }
      g_assert_cmpfloat_with_epsilon (result.loss_sum, loss_sum, 1e-9);
      for (gsize p = 0; p < n_parameters; p++)
        g_assert_cmpfloat_with_epsilon (whole[p], mean[p], 1e-6 * (1.0 + fabs (mean[p])));
      reference ()->close (state);
      reference ()->close (single);
    }
}

/* ---- What does not fit ---- */

static void
test_refusals (void)
{
  g_autoptr (RcpNetwork) network = network_of ("flatten, linear 3", (RcpShape){ 1, 2, 3 }, 3);
  g_autoptr (RcpNetwork) right = network_of ("flatten, linear 3", (RcpShape){ 1, 2, 2 }, 3);
  g_autoptr (GError) error = NULL;
  RcpSgd sgd = { 0.1, 0.0, 0.0 };
  const guint32 order[] = { 0, 1 };
  SevenPictures pictures;
  RcpBackendConfig config = { .architecture = rcp_network_get_architecture (network), .batch_size = 1 };
  RcpBackendState *state;
  RcpStepResult results[2];

  seven_pictures (&pictures);
  config.train = &pictures.view;
  g_assert_null (reference ()->open (&config, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DEVICE);
  g_clear_error (&error);

  state = open_state (right, &pictures.view, 2);
  pictures.bytes[5] = 3;
  g_assert_false (reference ()->train (state, &sgd, order, 2, results, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_DATASET);
  g_clear_error (&error);
  pictures.bytes[5] = 2;
  g_assert_true (reference ()->train (state, &sgd, order, 2, results, &error));
  reference ()->close (state);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reference/pytorch/passes", test_pytorch_passes);
  g_test_add_func ("/reference/pytorch/sgd", test_pytorch_sgd);
  g_test_add_func ("/reference/sgd-by-hand", test_sgd_by_hand);
  g_test_add_func ("/reference/max-pool-ties", test_max_pool_ties);
  g_test_add_func ("/reference/activations-at-zero", test_activations_at_zero);
  g_test_add_func ("/reference/average-pool-padding", test_average_pool_padding);
  g_test_add_func ("/reference/evaluate", test_evaluate);
  g_test_add_func ("/reference/batch", test_batch);
  g_test_add_func ("/reference/refusals", test_refusals);
  return g_test_run ();
}
