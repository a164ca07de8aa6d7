/* The walkthrough of one layer: its numbers against the reference backend and against sums written out here. */

#include <math.h>
#include <string.h>

#include "backend/registry.h"
#include "error.h"
#include "inspect/walk-values.h"
#include "inspect/walk.h"
#include "random-network.h"

#define ROUNDS 400

static int
pick (RcpRandom *random, int least, int most)
{
  return least + (int) rcp_random_below (random, (guint32) (most - least + 1));
}

/* Any settings, possible or not. */
static RcpWalkSettings
any_settings (RcpRandom *random)
{
  static const RcpLayerKind kinds[] = { RCP_LAYER_CONV2D, RCP_LAYER_CONV2D, RCP_LAYER_MAX_POOL2D, RCP_LAYER_AVG_POOL2D,
                                        RCP_LAYER_RELU };
  RcpWalkSettings s = {
    .kind = kinds[pick (random, 0, G_N_ELEMENTS (kinds) - 1)],
    .input_size = pick (random, 1, 11),
    .kernel = pick (random, 1, 5),
    .stride = pick (random, 1, 4),
    .padding = pick (random, 0, 3),
    .dilation = pick (random, 1, 3),
    .groups = pick (random, 1, 3),
    .input_channels = pick (random, 1, RCP_WALK_MAX_CHANNELS),
    .output_channels = pick (random, 1, RCP_WALK_MAX_CHANNELS),
    .padding_mode = (RcpWalkPadding) pick (random, 0, 2),
    .flip = pick (random, 0, 1),
  };

  return s;
}

static RcpWalkSettings
any_possible_settings (RcpRandom *random)
{
  RcpWalkSettings s;

  do
    s = any_settings (random);
  while (!rcp_walk_settings_check (&s, NULL));
  return s;
}

typedef struct
{
  RcpWalkSettings settings;
  float *input;
  float *kernels;
  float *biases;
  RcpWalk *walk;
} Case;

static Case
case_new (RcpRandom *random, const RcpWalkSettings *settings, const RcpBackend *backend)
{
  RcpWalkSettings s = rcp_walk_settings_resolve (settings);
  g_autoptr (GError) error = NULL;
  Case self = { s };

  self.input = random_floats (random, (gsize) (s.input_channels * s.input_size * s.input_size), 1.0f);
  self.kernels =
      random_floats (random, (gsize) (s.output_channels * (s.input_channels / s.groups) * s.kernel * s.kernel), 2.0f);
  self.biases = random_floats (random, (gsize) s.output_channels, 1.0f);
  self.walk = rcp_walk_new (settings, self.input, self.kernels, self.biases, backend, &error);
  g_assert_no_error (error);
  return self;
}

static void
case_clear (Case *self)
{
  rcp_walk_unref (self->walk);
  g_free (self->input);
  g_free (self->kernels);
  g_free (self->biases);
}

/* The input's pixel at (y, x), which may lie outside, by each rule for the border written out on its own. */
static double
pixel (const Case *self, int c, int y, int x)
{
  int n = self->settings.input_size;

  if (self->settings.padding_mode == RCP_WALK_PADDING_REPLICATE)
    {
      y = MAX (0, MIN (n - 1, y));
      x = MAX (0, MIN (n - 1, x));
    }
  else if (self->settings.padding_mode == RCP_WALK_PADDING_REFLECT)
    {
      y = n - 1 - abs (n - 1 - abs (y));
      x = n - 1 - abs (n - 1 - abs (x));
    }
  if (y < 0 || x < 0 || y >= n || x >= n)
    return self->settings.kind == RCP_LAYER_MAX_POOL2D ? -INFINITY : 0.0;
  return (double) self->input[(c * n + y) * n + x];
}

static double
expected_value (const Case *self, int o, int row, int column)
{
  const RcpWalkSettings *s = &self->settings;
  int ins = s->input_channels / s->groups;
  int group = o / (s->output_channels / s->groups);
  double sum = s->kind == RCP_LAYER_CONV2D ? (double) self->biases[o] : 0.0;
  double largest = -INFINITY;

  for (int c = 0; c < ins; c++)
    for (int ky = 0; ky < s->kernel; ky++)
      for (int kx = 0; kx < s->kernel; kx++)
        {
          double x = pixel (self, group * ins + c, row * s->stride + ky * s->dilation - s->padding,
                            column * s->stride + kx * s->dilation - s->padding);
          int wy = s->flip ? s->kernel - 1 - ky : ky;
          int wx = s->flip ? s->kernel - 1 - kx : kx;

          largest = MAX (largest, x);
          if (s->kind == RCP_LAYER_CONV2D)
            sum += x * (double) self->kernels[((o * ins + c) * s->kernel + wy) * s->kernel + wx];
          else
            sum += x;
        }
  switch (s->kind)
    {
    case RCP_LAYER_MAX_POOL2D:
      return largest;
    case RCP_LAYER_AVG_POOL2D:
      return sum / (s->kernel * s->kernel);
    case RCP_LAYER_RELU:
      return MAX (sum, 0.0);
    default:
      return sum;
    }
}

static void
test_values (void)
{
  RcpRandom random;

  rcp_random_init (&random, 1, 0);
  for (int round = 0; round < ROUNDS; round++)
    {
      RcpWalkSettings settings = any_possible_settings (&random);
      Case c = case_new (&random, &settings, round % 2 == 0 ? rcp_backend_reference () : NULL);
      int n = c.walk->output_size;

      g_assert_cmpint (rcp_walk_n_cells (c.walk), ==, c.settings.output_channels * n * n);
      for (int cell = 0; cell < rcp_walk_n_cells (c.walk); cell++)
        g_assert_cmpfloat_with_epsilon ((double) c.walk->output[cell],
                                        expected_value (&c, cell / (n * n), cell / n % n, cell % n), 2e-5);
      case_clear (&c);
    }
}

/* The terms add up to what the engine computed; on a processor with fused multiply-adds to the last bit. */
static void
test_terms (void)
{
  RcpRandom random;
  gboolean exact = FALSE;

#if defined __x86_64__
  exact = __builtin_cpu_supports ("fma") && __builtin_cpu_supports ("avx2") && g_getenv ("RECEPTIVE_CPU_ISA") == NULL;
#endif
  rcp_random_init (&random, 2, 0);
  for (int round = 0; round < ROUNDS; round++)
    {
      RcpWalkSettings settings = any_possible_settings (&random);
      Case c = case_new (&random, &settings, NULL);
      RcpWalkTerm terms[RCP_WALK_MAX_TERMS];

      for (int cell = 0; cell < rcp_walk_n_cells (c.walk); cell++)
        {
          float total = rcp_walk_terms (c.walk, cell, terms);

          if (exact)
            g_assert_cmpfloat (total, ==, c.walk->output[cell]);
          else
            g_assert_cmpfloat_with_epsilon (total, c.walk->output[cell], 2e-5f);
          for (int i = 0; i < rcp_walk_n_terms (c.walk); i++)
            {
              int plane = c.walk->padded_size * c.walk->padded_size;
              int p = c.settings.padding, size = c.settings.input_size;
              int at = terms[i].row * c.walk->padded_size + terms[i].column;

              g_assert_cmpfloat (terms[i].value, ==, c.walk->input[terms[i].channel * plane + at]);
              g_assert_cmpint (terms[i].padding, ==,
                               terms[i].row < p || terms[i].column < p || terms[i].row >= p + size
                                   || terms[i].column >= p + size);
              g_assert_true (
                  rcp_walk_reads (c.walk, cell / (c.walk->output_size * c.walk->output_size), terms[i].channel));
            }
          if (c.settings.kind == RCP_LAYER_MAX_POOL2D)
            {
              const RcpWalkTerm *winner = &terms[rcp_walk_winner (c.walk, cell)];

              g_assert_cmpfloat (winner->value, ==, c.walk->output[cell]);
              g_assert_false (winner->padding);
            }
        }
      case_clear (&c);
    }
}

/* An output reads an input exactly where that input, or the pixel that it is a copy of, feeds this output; a weight
 * multiplies an input exactly where one of its outputs takes this product. */
static void
test_trace (void)
{
  RcpRandom random;

  rcp_random_init (&random, 3, 0);
  for (int round = 0; round < 60; round++)
    {
      RcpWalkSettings settings = any_possible_settings (&random);
      Case c = case_new (&random, &settings, NULL);
      int cells = rcp_walk_n_cells (c.walk);
      int plane = c.walk->padded_size * c.walk->padded_size;
      int n_inputs = c.settings.input_channels * plane;
      int n_weights = c.settings.output_channels * rcp_walk_n_terms (c.walk);
      g_autofree guint8 *read = g_new (guint8, n_inputs);
      g_autofree guint8 *fed = g_new (guint8, cells);
      g_autofree guint8 *used = g_new (guint8, n_weights);
      RcpWalkTerm terms[RCP_WALK_MAX_TERMS];

      int input = pick (&random, 0, n_inputs - 1);
      int weight = pick (&random, 0, n_weights - 1);

      rcp_walk_trace (c.walk, RCP_WALK_TARGET_INPUT, input, NULL, NULL, fed);
      for (int cell = 0; cell < cells; cell++)
        {
          gboolean reads = FALSE;

          rcp_walk_terms (c.walk, cell, terms);
          for (int i = 0; i < rcp_walk_n_terms (c.walk); i++)
            {
              int from = c.walk->source[terms[i].row * c.walk->padded_size + terms[i].column];
              int at = (terms[i].channel * c.walk->padded_size + terms[i].row) * c.walk->padded_size + terms[i].column;

              reads |= at == input
                       || (from >= 0 && from == c.walk->source[input % plane] && terms[i].channel == input / plane);
            }
          g_assert_cmpint (fed[cell], ==, reads);
        }

      if (c.settings.kind == RCP_LAYER_CONV2D)
        {
          int o = weight / rcp_walk_n_terms (c.walk);
          int count = 0;

          rcp_walk_trace (c.walk, RCP_WALK_TARGET_WEIGHT, weight, read, used, fed);
          for (int i = 0; i < n_inputs; i++)
            count += read[i];
          /* one input a position */
          g_assert_cmpint (count, ==, c.walk->output_size * c.walk->output_size);
          for (int cell = 0; cell < cells; cell++)
            g_assert_cmpint (fed[cell], ==, cell / (c.walk->output_size * c.walk->output_size) == o);
          for (int i = 0; i < n_weights; i++)
            g_assert_cmpint (used[i], ==, i == weight);
        }

      rcp_walk_trace (c.walk, RCP_WALK_TARGET_OUTPUT, cells - 1, read, used, fed);
      rcp_walk_terms (c.walk, cells - 1, terms);
      for (int i = 0; i < rcp_walk_n_terms (c.walk); i++)
        g_assert_true (
            read[(terms[i].channel * c.walk->padded_size + terms[i].row) * c.walk->padded_size + terms[i].column]);
      for (int cell = 0; cell < cells; cell++)
        g_assert_cmpint (fed[cell], ==, cell == cells - 1);
      rcp_walk_trace (c.walk, RCP_WALK_TARGET_NOTHING, 0, read, used, fed);
      g_assert_null (memchr (read, TRUE, (gsize) n_inputs));
      case_clear (&c);
    }
}

/* What is called possible is possible, and has the shape and the counts that the engine's own networks have. */
static void
test_check (void)
{
  RcpRandom random;
  int refused = 0;

  rcp_random_init (&random, 4, 0);
  for (int round = 0; round < 4000; round++)
    {
      RcpWalkSettings s = any_settings (&random);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      g_autoptr (RcpNetwork) network = NULL;
      gboolean possible = rcp_walk_settings_check (&s, &error);

      g_assert_true (possible == (error == NULL));
      if (error != NULL)
        {
          g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
          g_assert_true (g_str_has_suffix (error->message, "."));
          refused++;
        }
      /* the rule for reflection has no counterpart there */
      if (s.kind != RCP_LAYER_CONV2D || s.padding_mode == RCP_WALK_PADDING_REFLECT)
        continue;
      text = g_strdup_printf ("conv %d %dx%d stride %d padding %d dilation %d groups %d, flatten, linear 1",
                              s.output_channels, s.kernel, s.kernel, s.stride, s.padding, s.dilation, s.groups);
      network = rcp_network_new (text, (RcpShape){ s.input_channels, s.input_size, s.input_size }, 1, NULL);
      g_assert_true (possible == (network != NULL));
      if (network != NULL)
        {
          const RcpLayer *layer = &rcp_network_get_architecture (network)->layers[0];

          g_assert_cmpint (rcp_walk_settings_output_size (&s), ==, layer->output.height);
          g_assert_cmpuint (rcp_walk_settings_parameters (&s), ==, layer->weight_count + layer->bias_count);
          g_assert_cmpuint (rcp_walk_settings_multiply_adds (&s), ==, layer->multiply_adds);
        }
    }
  g_assert_cmpint (refused, >, 1000);
}

#define ASSERT_TEXT(call, wanted)                                                                                      \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *text_ = (call);                                                                                   \
                                                                                                                       \
    g_assert_cmpstr (text_, ==, (wanted));                                                                             \
  }                                                                                                                    \
  G_STMT_END

static const RcpWalkSettings usual = {
  .kind = RCP_LAYER_CONV2D,
  .input_size = 7,
  .kernel = 3,
  .stride = 2,
  .padding = 1,
  .dilation = 1,
  .groups = 1,
  .input_channels = 3,
  .output_channels = 1,
};

static void
test_rule (void)
{
  RcpWalkSettings s = usual;

  ASSERT_TEXT (rcp_walk_settings_rule (&s, TRUE), "⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 4");
  ASSERT_TEXT (rcp_walk_settings_rule (&s, FALSE), "⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1");
  g_assert_cmpuint (rcp_walk_settings_parameters (&s), ==, 28);
  g_assert_cmpuint (rcp_walk_settings_multiply_adds (&s), ==, 432);
  s.kernel = 7;
  s.dilation = 2;
  ASSERT_TEXT (rcp_walk_settings_rule (&s, TRUE), "7 + 2·1 − 2·(7 − 1) − 1 = −4");
  s.kind = RCP_LAYER_RELU;
  ASSERT_TEXT (rcp_walk_settings_rule (&s, TRUE), "⌊(7 + 2·0 − 1·(1 − 1) − 1) / 1⌋ + 1 = 7");
  g_assert_cmpuint (rcp_walk_settings_parameters (&s), ==, 0);
  g_assert_cmpuint (rcp_walk_settings_multiply_adds (&s), ==, 0);
}

static void
assert_refused (const RcpWalkSettings *s, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rcp_walk_settings_check (s, &error));
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_reasons (void)
{
  RcpWalkSettings s = usual;

  s.groups = 2;
  assert_refused (&s, "2 groups do not divide 3 input channels");
  s.input_channels = 4;
  assert_refused (&s, "2 groups do not divide 1 output channels");
  s = usual;
  s.kernel = 5;
  s.padding = 0;
  s.dilation = 2;
  assert_refused (&s, "spread to 9 × 9");
  s.dilation = 1;
  s.input_size = 4;
  assert_refused (&s, "A kernel of 5 × 5 does not fit an input of 4 × 4");
  s.padding = 4;
  s.padding_mode = RCP_WALK_PADDING_REFLECT;
  assert_refused (&s, "at most 3");
  s.kind = RCP_LAYER_MAX_POOL2D;
  assert_refused (&s, "pooling takes at most 2");
  s = usual;
  s.input_channels = RCP_WALK_MAX_CHANNELS + 1;
  assert_refused (&s, "1 to 8 channels");
  s = usual;
  s.kind = RCP_LAYER_LINEAR;
  assert_refused (&s, "Only convolution");
}

static void
test_code (void)
{
  RcpWalkSettings s = usual;

  ASSERT_TEXT (rcp_walk_settings_pytorch (&s), "nn.Conv2d(3, 1, kernel_size=3, stride=2, padding=1)");
  ASSERT_TEXT (rcp_walk_settings_megengine (&s), "megengine.module.Conv2d(3, 1, kernel_size=3, stride=2, padding=1)");
  s.padding_mode = RCP_WALK_PADDING_REPLICATE;
  s.groups = 3;
  s.output_channels = 6;
  s.dilation = 2;
  s.stride = 1;
  s.flip = TRUE;
  ASSERT_TEXT (rcp_walk_settings_pytorch (&s), "nn.Conv2d(3, 6, kernel_size=3, padding=1, dilation=2, groups=3, "
                                               "padding_mode='replicate')  # weight = kernel.flip(2, 3)");
  ASSERT_TEXT (rcp_walk_settings_megengine (&s),
               "megengine.module.Conv2d(3, 6, kernel_size=3, padding=1, dilation=2, groups=3, "
               "padding_mode='replicate')  # weight = kernel[..., ::-1, ::-1]");
  s.kind = RCP_LAYER_AVG_POOL2D;
  ASSERT_TEXT (rcp_walk_settings_pytorch (&s), "nn.AvgPool2d(kernel_size=3, stride=1, padding=1)");
  ASSERT_TEXT (rcp_walk_settings_megengine (&s),
               "megengine.module.AvgPool2d(kernel_size=3, stride=1, padding=1, mode='average')");
  s.kind = RCP_LAYER_MAX_POOL2D;
  s.stride = 3;
  s.padding = 0;
  ASSERT_TEXT (rcp_walk_settings_pytorch (&s), "nn.MaxPool2d(kernel_size=3)");
  ASSERT_TEXT (rcp_walk_settings_megengine (&s), "megengine.module.MaxPool2d(kernel_size=3)");
  s.kind = RCP_LAYER_RELU;
  ASSERT_TEXT (rcp_walk_settings_pytorch (&s), "nn.ReLU()");
  ASSERT_TEXT (rcp_walk_settings_megengine (&s), "megengine.module.ReLU()");
}

/* A cut is the picture's own bytes, with its edge repeated outside; further channels are maps of its grey. */
static void
test_cut (void)
{
  enum
  {
    SIDE = 6,
    SIZE = 4,
    TOP = 3,
    LEFT = -1
  };
  guint8 pixels[3 * SIDE * SIDE];
  RcpShape shape = { 3, SIDE, SIDE };
  const double mean[] = { 10, 20, 30 }, std[] = { 50, 60, 70 };
  RcpNormalisation normalisation = rcp_normalisation (3, mean, std);
  float values[RCP_WALK_MAX_CHANNELS * SIZE * SIZE], normal[3 * SIZE * SIZE];
  const float *sobel = values + RCP_WALK_PLANE_SOBEL_X * SIZE * SIZE;

  /* red grows to the right by 10, the others are even */
  for (int i = 0; i < 3 * SIDE * SIDE; i++)
    pixels[i] = (guint8) (i < SIDE * SIDE ? 10 * (i % SIDE) : i < 2 * SIDE * SIDE ? 100 : 200);
  rcp_walk_cut (pixels, shape, NULL, TOP, LEFT, SIZE, RCP_WALK_MAX_CHANNELS, values);
  rcp_walk_cut (pixels, shape, &normalisation, TOP, LEFT, SIZE, 3, normal);
  for (int i = 0; i < SIZE * SIZE; i++)
    {
      int column = MAX (0, LEFT + i % SIZE);

      g_assert_cmpfloat (values[i], ==, (float) (10 * column / 255.0));
      g_assert_cmpfloat (values[SIZE * SIZE + i], ==, (float) (100 / 255.0));
      g_assert_cmpfloat (normal[i], ==, rcp_normalise (&normalisation, 0, (guint8) (10 * column)));
    }
  /* (1 + 2 + 1) / 4 of the difference of two columns of grey; half of it where one of them is the edge again */
  g_assert_cmpfloat_with_epsilon (sobel[2], (float) (0.299 * 20 / 255.0), 1e-6f);
  g_assert_cmpfloat_with_epsilon (sobel[1], (float) (0.299 * 10 / 255.0), 1e-6f);
  g_assert_cmpfloat_with_epsilon (values[RCP_WALK_PLANE_SOBEL_Y * SIZE * SIZE + 5], 0.0f, 1e-6f);
  g_assert_cmpint (rcp_walk_plane_of (3, 4), ==, RCP_WALK_PLANE_SOBEL_X);
  g_assert_cmpint (rcp_walk_plane_of (1, 0), ==, RCP_WALK_PLANE_GREY);
  g_assert_cmpint (rcp_walk_plane_of (1, 7), <, RCP_WALK_N_PLANES);
}

static void
test_kernels (void)
{
  static const float sobel_y[] = { -1, -2, -1, 0, 0, 0, 1, 2, 1 };
  static const float laplacian[] = { 0, -1, 0, -1, 4, -1, 0, -1, 0 };
  float weights[RCP_WALK_MAX_KERNEL * RCP_WALK_MAX_KERNEL];
  RcpRandom random;

  rcp_random_init (&random, 6, 0);
  rcp_walk_fill_kernel (RCP_WALK_KERNEL_EDGES, 3, 0, &random, weights);
  g_assert_cmpmem (weights, sizeof sobel_y, sobel_y, sizeof sobel_y);
  rcp_walk_fill_kernel (RCP_WALK_KERNEL_EDGES, 3, 1, &random, weights);
  g_assert_cmpmem (weights, sizeof laplacian, laplacian, sizeof laplacian);
  for (int size = 1; size <= RCP_WALK_MAX_KERNEL; size++)
    for (int kind = 0; kind < RCP_WALK_N_KERNELS; kind++)
      {
        double sum = 0;

        rcp_walk_fill_kernel ((RcpWalkKernel) kind, size, 2, &random, weights);
        for (int i = 0; i < size * size; i++)
          {
            g_assert_true (isfinite (weights[i]));
            sum += (double) weights[i];
          }
        if (kind == RCP_WALK_KERNEL_IDENTITY || kind == RCP_WALK_KERNEL_BLUR)
          g_assert_cmpfloat_with_epsilon (sum, 1.0, 1e-5);
        if (kind == RCP_WALK_KERNEL_EDGES && size > 1)
          g_assert_cmpfloat_with_epsilon (sum, 0.0, 1e-5);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/walk/values", test_values);
  g_test_add_func ("/walk/terms", test_terms);
  g_test_add_func ("/walk/trace", test_trace);
  g_test_add_func ("/walk/check", test_check);
  g_test_add_func ("/walk/rule", test_rule);
  g_test_add_func ("/walk/reasons", test_reasons);
  g_test_add_func ("/walk/code", test_code);
  g_test_add_func ("/walk/cut", test_cut);
  g_test_add_func ("/walk/kernels", test_kernels);
  return g_test_run ();
}
