/* Why an answer: against PyTorch's numbers (tests/fixtures/explain/make-explain.py), and against plain perturbing. */

#include "inspect/explain.h"

#include <math.h>
#include <string.h>

#include "backend/registry.h"
#include "net/safetensors.h"
#include "random-network.h"

#define LENET "lenet"
#define STRIDED                                                                                                        \
  "conv 8 3x3 stride 2 padding 1, tanh, conv 12 3x3 padding 2 dilation 2 groups 4, relu, avgpool 2, flatten, linear "  \
  "10"

static const double fixture_mean[] = { 125, 123, 114 };
static const double fixture_std[] = { 63, 62, 66.5 };

static RcpProbe *
new_probe (const RcpBackend *backend, RcpNetwork *network, const float *parameters)
{
  g_autoptr (RcpSnapshot) snapshot =
      rcp_snapshot_new (network, parameters, "shapes", fixture_mean, fixture_std, 0, 0, 1);
  g_autoptr (GError) error = NULL;
  RcpProbe *probe = rcp_probe_new (backend, network, &error);

  g_assert_no_error (error);
  g_assert_true (rcp_probe_set_snapshot (probe, snapshot, &error));
  return probe;
}

/* --- PyTorch ---------------------------------------------------------------------------------------------------- */

static float *
read_tensor (RcpSafetensors *file, const char *prefix, const char *label, const char *name, gsize *n)
{
  g_autofree char *full = g_strdup_printf ("%s.%s.%s", prefix, label, name);
  gsize dims[8];
  int n_dims = rcp_safetensors_get_shape (file, full, dims);
  g_autoptr (GError) error = NULL;
  float *values;

  g_assert_cmpint (n_dims, >, 0);
  *n = 1;
  for (int d = 0; d < n_dims; d++)
    *n *= dims[d];
  values = g_new (float, *n);
  g_assert_true (rcp_safetensors_read (file, full, n_dims, dims, values, &error));
  return values;
}

/* Within float32's rounding of the largest number. */
static void
assert_like (RcpSafetensors *file, const char *prefix, const char *label, const char *name, const float *values,
             gsize n)
{
  gsize n_expected;
  g_autofree float *expected = read_tensor (file, prefix, label, name, &n_expected);
  float scale = 1e-12f;

  g_assert_cmpuint (n, ==, n_expected);
  for (gsize i = 0; i < n; i++)
    scale = MAX (scale, fabsf (expected[i]));
  for (gsize i = 0; i < n; i++)
    if (!(fabsf (values[i] - expected[i]) <= 2e-5f * scale))
      g_error ("%s.%s.%s: value %" G_GSIZE_FORMAT " is %.9g and should be %.9g", prefix, label, name, i,
               (double) values[i], (double) expected[i]);
}

static void
compare_cam (RcpSafetensors *file, const char *prefix, const char *label, RcpProbe *probe, const guint8 *pixels,
             int answer, const char *layer)
{
  g_autofree char *name = g_strdup_printf ("gradcam.%s", layer);
  g_autoptr (RcpExplanation) explanation = NULL;
  g_autoptr (GError) error = NULL;
  int index;

  g_assert_true (rcp_cell_find_layer (rcp_probe_get_network (probe), layer, &index, &error));
  explanation = rcp_explain_gradcam (probe, pixels, answer, index, &error);
  g_assert_no_error (error);
  g_assert_cmpint (explanation->layer, ==, index);
  assert_like (file, prefix, label, name, explanation->values, rcp_shape_count (explanation->shape));
}

static void
compare_with_torch (const char *text, const char *weights_folder, const char *weights, const char *prefix,
                    const char *const *layers)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "explain", "explain.safetensors", NULL);
  g_autofree char *weights_path = g_test_build_filename (G_TEST_DIST, weights_folder, weights, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpSafetensors) file = rcp_safetensors_open (path, &error);
  g_autoptr (RcpNetwork) network = rcp_network_new (text, (RcpShape){ 3, 32, 32 }, 10, &error);
  g_autofree float *parameters = g_new (float, rcp_network_get_architecture (network)->n_parameters);
  g_autoptr (RcpProbe) probe = NULL;
  const gsize dims[] = { 3, 32, 32 };
  float floats[3 * 32 * 32];
  guint8 pixels[G_N_ELEMENTS (floats)];
  const struct
  {
    const char *label;
    int answer;
  } cases[] = { { "top", RCP_EXPLAIN_TOP }, { "3", 3 } };

  g_assert_no_error (error);
  g_assert_true (rcp_safetensors_read (file, "pixels", 3, dims, floats, &error));
  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    pixels[i] = (guint8) floats[i];
  g_assert_true (rcp_parameters_load (network, weights_path, parameters, &error));
  probe = new_probe (NULL, network, parameters);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      const char *label = cases[k].label;
      g_autoptr (RcpExplanation) saliency = rcp_explain_saliency (probe, pixels, cases[k].answer, &error);
      g_autoptr (RcpExplanation) cam = NULL;
      g_autofree float *answer = NULL;
      g_autofree float *logits = NULL;
      gsize n;

      g_assert_no_error (error);
      answer = read_tensor (file, prefix, label, "class", &n);
      logits = read_tensor (file, prefix, label, "logits", &n);
      g_assert_cmpuint (saliency->answer, ==, (guint) answer[0]);
      g_assert_cmpfloat_with_epsilon (saliency->logit, logits[saliency->answer], 1e-6f);
      g_assert_cmpint (saliency->shape.channels, ==, 3);
      assert_like (file, prefix, label, "saliency", saliency->values, rcp_shape_count (saliency->shape));
      for (guint i = 0; layers[i] != NULL; i++)
        compare_cam (file, prefix, label, probe, pixels, cases[k].answer, layers[i]);

      /* the first of them is the default */
      cam = rcp_explain_gradcam (probe, pixels, cases[k].answer, -1, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (rcp_cell_layer_name (rcp_network_get_architecture (network), cam->layer), ==, layers[0]);
    }
}

static void
test_lenet (void)
{
  const char *const layers[] = { "relu2", "conv2", "relu1", "pool2", NULL };

  compare_with_torch (LENET, "golden", "lenet.safetensors", "lenet", layers);
}

static void
test_strided (void)
{
  const char *const layers[] = { "relu1", "tanh1", "conv2", "pool1", NULL };

  compare_with_torch (STRIDED, "explain", "strided.safetensors", "strided", layers);
}

/* --- perturbing ------------------------------------------------------------------------------------------------- */

typedef struct
{
  RcpNetwork *network;
  const RcpArchitecture *architecture;
  RcpProbe *probe;
  guint8 *pixels;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer text)
{
  g_autofree float *parameters = NULL;
  g_autoptr (GError) error = NULL;
  RcpRandom random;

  rcp_random_init (&random, 5, 60);
  fixture->network = rcp_network_new (text, (RcpShape){ 3, 9, 11 }, 5, &error);
  g_assert_no_error (error);
  fixture->architecture = rcp_network_get_architecture (fixture->network);
  parameters = random_parameters (&random, fixture->network);
  fixture->probe = new_probe (NULL, fixture->network, parameters);
  fixture->pixels = g_new (guint8, 3 * 9 * 11);
  for (guint i = 0; i < 3 * 9 * 11; i++)
    fixture->pixels[i] = (guint8) rcp_random_next (&random);
}

static void
tear_down (Fixture *fixture, gconstpointer text)
{
  g_free (fixture->pixels);
  rcp_probe_free (fixture->probe);
  rcp_network_unref (fixture->network);
}

/* Each place of the square by itself: what is under it is grey, and the change is what the probe says. */
static void
test_occlusion (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpExplanation) explanation =
      rcp_explain_occlusion (fixture->probe, fixture->pixels, 2, 4, 3, NULL, NULL, NULL, &error);
  const int tops[] = { 0, 3, 5 };
  const int lefts[] = { 0, 3, 6, 7 };
  const gsize logit = fixture->architecture->layers[fixture->architecture->n_layers - 1].output_offset + 2;
  g_autofree float *flat = NULL;
  double sum = 0;
  float before, logit_before;

  g_assert_no_error (error);
  g_assert_cmpint (explanation->shape.height, ==, G_N_ELEMENTS (tops));
  g_assert_cmpint (explanation->shape.width, ==, G_N_ELEMENTS (lefts));
  before = rcp_probe_run (fixture->probe, fixture->pixels, NULL)[fixture->architecture->softmax_offset + 2];
  logit_before = rcp_probe_run (fixture->probe, fixture->pixels, NULL)[logit];
  g_assert_cmpfloat (explanation->probability, ==, before);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 4; j++)
      {
        guint8 covered[3 * 9 * 11];
        const float *activations;
        int top, left;

        rcp_explanation_get_place (explanation, i, j, &top, &left);
        g_assert_cmpint (top, ==, tops[i]);
        g_assert_cmpint (left, ==, lefts[j]);
        memcpy (covered, fixture->pixels, sizeof covered);
        for (int c = 0; c < 3; c++)
          for (int y = tops[i]; y < tops[i] + 4; y++)
            for (int x = lefts[j]; x < lefts[j] + 4; x++)
              covered[(c * 9 + y) * 11 + x] = 128;
        activations = rcp_probe_run (fixture->probe, covered, NULL);
        g_assert_cmpfloat (explanation->values[i * 4 + j], ==,
                           activations[fixture->architecture->softmax_offset + 2] - before);
        g_assert_cmpfloat (explanation->logit_changes[i * 4 + j], ==, activations[logit] - logit_before);
      }
  flat = rcp_explanation_flatten (explanation);
  g_assert_cmpfloat (flat[0], ==, explanation->values[0]);
  /* row 3, column 4 lies under the squares at rows 0, 3 and columns 3 alone */
  sum = (double) explanation->values[1] + (double) explanation->values[4 + 1];
  g_assert_cmpfloat_with_epsilon (flat[3 * 11 + 4], sum / 2, 1e-6);
  g_assert_true (rcp_explanation_is_signed (explanation));
}

static void
test_saliency (Fixture *fixture, gconstpointer data)
{
  g_autofree float *parameters = g_memdup2 (rcp_snapshot_get_parameters (rcp_probe_get_snapshot (fixture->probe)),
                                            fixture->architecture->n_parameters * sizeof (float));
  g_autoptr (RcpProbe) exact = new_probe (rcp_backend_reference (), fixture->network, parameters);
  g_autoptr (RcpExplanation) explanation =
      rcp_explain_saliency (fixture->probe, fixture->pixels, RCP_EXPLAIN_TOP, NULL);
  const gsize at = fixture->architecture->layers[fixture->architecture->n_layers - 1].output_offset;
  g_autofree float *flat = rcp_explanation_flatten (explanation);
  float input[3 * 9 * 11];
  gsize kinks = 0;

  memcpy (input, rcp_probe_run (exact, fixture->pixels, NULL), sizeof input);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpfloat (rcp_probe_run (exact, fixture->pixels, NULL)[at + i], <=,
                       rcp_probe_run (exact, fixture->pixels, NULL)[at + explanation->answer]);
  for (guint i = 0; i < G_N_ELEMENTS (input); i++)
    {
      const float before = input[i], step = 1.0f / 64;
      float here, above, below;

      here = rcp_probe_run_input (exact, input, NULL)[at + explanation->answer];
      input[i] = before + step;
      above = rcp_probe_run_input (exact, input, NULL)[at + explanation->answer];
      input[i] = before - step;
      below = rcp_probe_run_input (exact, input, NULL)[at + explanation->answer];
      input[i] = before;
      /* a kink of a ReLU or a maximum lies between: the slopes on both sides differ */
      if (fabsf (above + below - 2 * here) > 2e-6f)
        kinks++;
      else
        g_assert_cmpfloat_with_epsilon (explanation->values[i], (above - below) / (2 * step), 2e-4f);
      g_assert_cmpfloat (flat[i % 99], >=, fabsf (explanation->values[i]));
    }
  g_assert_cmpuint (kinks, <, G_N_ELEMENTS (input) / 4);
}

/* A map of 3×4 over 9×11 pixels: whole cells, and each somewhere. */
static void
test_flatten_gradcam (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpExplanation) explanation = rcp_explain_gradcam (fixture->probe, fixture->pixels, 1, -1, NULL);
  g_autofree float *flat = rcp_explanation_flatten (explanation);

  g_assert_cmpint (explanation->shape.height, ==, 3);
  g_assert_cmpint (explanation->shape.width, ==, 4);
  for (int i = 0; i < 12; i++)
    explanation->values[i] = (float) i;
  g_free (flat);
  flat = rcp_explanation_flatten (explanation);
  for (int row = 0; row < 9; row++)
    for (int column = 0; column < 11; column++)
      g_assert_cmpfloat (flat[row * 11 + column], ==, (float) (row / 3 * 4 + column * 4 / 11));
}

static void
count_progress (double fraction, gpointer user_data)
{
  guint *calls = user_data;

  g_assert_true (fraction > 0 && fraction <= 1);
  ++*calls;
}

static void
cancel (double fraction, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpExplanation) explanation = NULL;
  guint calls = 0;

  explanation = rcp_explain_occlusion (fixture->probe, fixture->pixels, -1, 0, 0, count_progress, &calls, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (explanation->size, ==, 2);
  g_assert_cmpint (explanation->stride, ==, 1);
  g_assert_cmpuint (calls, ==, 8 * 10);
  g_assert_null (
      rcp_explain_occlusion (fixture->probe, fixture->pixels, -1, 0, 0, cancel, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    int answer;
    int size;
    int stride;
  } squares[] = { { 5, 0, 0 }, { -2, 0, 0 }, { 0, 10, 0 }, { 0, -1, 0 }, { 0, 3, -1 } };
  const int layers[] = { 99, -2, (int) fixture->architecture->n_layers - 1, (int) fixture->architecture->n_layers };

  for (guint i = 0; i < G_N_ELEMENTS (squares); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rcp_explain_occlusion (fixture->probe, fixture->pixels, squares[i].answer, squares[i].size,
                                            squares[i].stride, NULL, NULL, NULL, &error));
      g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
    }
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rcp_explain_gradcam (fixture->probe, fixture->pixels, 0, layers[i], &error));
      g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
    }
}

/* Saliency and occlusion work without a convolution; Grad-CAM says why it does not. */
static void
test_without_convolution (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpExplanation) saliency = rcp_explain_saliency (fixture->probe, fixture->pixels, -1, &error);
  g_autoptr (RcpExplanation) occlusion =
      rcp_explain_occlusion (fixture->probe, fixture->pixels, -1, 0, 0, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (saliency);
  g_assert_nonnull (occlusion);
  g_assert_null (rcp_explain_gradcam (fixture->probe, fixture->pixels, -1, -1, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
}

static void
test_sentences (void)
{
  for (guint i = 0; i < RCP_N_EXPLAIN_METHODS; i++)
    {
      g_assert_nonnull (rcp_explain_method_name (i));
      g_assert_nonnull (rcp_explain_method_title (i));
      g_assert_true (g_str_has_suffix (rcp_explain_method_sentence (i), "."));
    }
}

#define NETWORK "conv 6 3x3 padding 1 stride 1, relu, maxpool 2, conv 4 2x2, relu, flatten, linear 8, relu, linear 5"
#define ADD_TEST(name, function, network) g_test_add ("/explain/" name, Fixture, network, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain/torch/lenet", test_lenet);
  g_test_add_func ("/explain/torch/strided", test_strided);
  ADD_TEST ("occlusion", test_occlusion, NETWORK);
  ADD_TEST ("saliency", test_saliency, NETWORK);
  ADD_TEST ("flatten/gradcam", test_flatten_gradcam, NETWORK);
  ADD_TEST ("cancelled", test_cancelled, NETWORK);
  ADD_TEST ("refused", test_refused, NETWORK);
  ADD_TEST ("without-convolution", test_without_convolution, "flatten, linear 8, relu, linear 5");
  g_test_add_func ("/explain/sentences", test_sentences);
  return g_test_run ();
}
