/* Numbers written out in full, and what a number was made from. */

#include "inspect/trace.h"

#include <math.h>
#include <string.h>

#include "backend/registry.h"
#include "inspect/receptive-field.h"
#include "random-network.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define N_NETWORKS 8
#else
#define N_NETWORKS 40
#endif

static const char *const instruction_sets[] = { "baseline", "avx2", "avx512" };

/* The activations of @input. */
static float *
forward (const RcpBackend *backend, const RcpArchitecture *architecture, const float *parameters, const float *input)
{
  RcpBackendConfig config = { .architecture = architecture, .batch_size = 1, .threads = 1 };
  g_autoptr (GError) error = NULL;
  RcpBackendState *state = backend->open (&config, &error);
  float *activations = g_new (float, architecture->n_activations);

  g_assert_no_error (error);
  g_assert_true (backend->set_parameters (state, parameters, &error));
  g_assert_true (backend->forward (state, input, activations, &error));
  backend->close (state);
  return activations;
}

static guint32
bits (float value)
{
  guint32 result;

  memcpy (&result, &value, sizeof result);
  return result;
}

/* Of a maximum the sum so far is the largest so far; of a sum the last one is the total. */
static void
check_terms (const RcpTrace *trace, const RcpArchitecture *architecture, const float *activations,
             const float *parameters)
{
  double sum = (double) trace->bias;
  double size = fabs (sum);
  guint padding = 0;

  for (guint i = 0; i < trace->n_terms; i++)
    {
      const RcpTraceTerm *term = &trace->terms[i];
      RcpShape shape = rcp_cell_layer_shape (architecture, trace->cell.layer - 1);

      g_assert_cmpint (term->source.layer, ==, trace->cell.layer - 1);
      g_assert_cmpint (rcp_cell_is_inside (shape, term->source), ==, !term->padding);
      padding += term->padding;
      if (term->padding)
        {
          g_assert_cmpfloat (term->x, ==, 0);
          g_assert_cmpfloat (term->product, ==, 0);
          continue;
        }
      g_assert_cmpuint (bits (term->x), ==, bits (activations[rcp_cell_index (architecture, term->source)]));
      if (trace->kind == RCP_TRACE_SUM)
        g_assert_cmpuint (bits (term->weight), ==, bits (parameters[term->parameter]));
      sum += (double) term->weight * (double) term->x;
      size += fabs ((double) term->weight * (double) term->x);
    }
  g_assert_cmpuint (padding, ==, trace->n_padding);
  if (trace->kind == RCP_TRACE_SUM || trace->kind == RCP_TRACE_AVERAGE)
    g_assert_cmpfloat_with_epsilon (sum * (double) trace->share, (double) trace->value, 1e-5 * size + 1e-30);
}

/* Every number of a forward pass, to the bit. */
static void
trace_everything (RcpNetwork *network, const RcpBackend *backend, const float *parameters, const float *activations)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);

  for (int layer = 0; layer <= (int) architecture->n_layers; layer++)
    {
      gboolean is_tanh = layer < (int) architecture->n_layers && architecture->layers[layer].kind == RCP_LAYER_TANH;

      for (gsize i = 0; i < rcp_shape_count (rcp_cell_layer_shape (architecture, layer)); i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (RcpTrace) trace = rcp_trace_new (network, parameters, activations, backend->sums (),
                                                      rcp_cell_at (architecture, layer, i), &error);

          g_assert_no_error (error);
          g_assert_cmpuint (bits (trace->value), ==,
                            bits (activations[rcp_cell_layer_offset (architecture, layer) + i]));
          if (is_tanh || backend->sums () == RCP_SUMS_OTHER)
            g_assert_cmpfloat_with_epsilon (trace->total, trace->value, 1e-5f * (1.0f + fabsf (trace->value)));
          else if (bits (trace->total) != bits (trace->value))
            g_error ("%s, %s, value %" G_GSIZE_FORMAT ": %.9g traced, %.9g computed", rcp_network_get_text (network),
                     rcp_cell_layer_name (architecture, layer), i, (double) trace->total, (double) trace->value);
          check_terms (trace, architecture, activations, parameters);
        }
    }
}

static void
trace_random_networks (const RcpBackend *backend)
{
  for (guint64 seed = 1; seed <= N_NETWORKS; seed++)
    {
      g_autoptr (RcpNetwork) network = NULL;
      g_autofree float *parameters = NULL;
      g_autofree float *input = NULL;
      g_autofree float *activations = NULL;
      const RcpArchitecture *architecture;
      RcpRandom random;

      rcp_random_init (&random, seed, 40);
      network = random_network (&random);
      architecture = rcp_network_get_architecture (network);
      parameters = random_parameters (&random, network);
      input = random_floats (&random, rcp_shape_count (architecture->input), 2);
      activations = forward (backend, architecture, parameters, input);
      trace_everything (network, backend, parameters, activations);
    }
}

static void
test_exact (gconstpointer instruction_set)
{
  g_setenv ("RECEPTIVE_CPU_ISA", instruction_set, TRUE);
  trace_random_networks (rcp_backend_cpu ());
  g_unsetenv ("RECEPTIVE_CPU_ISA");
}

static void
test_reference (void)
{
  trace_random_networks (rcp_backend_reference ());
}

/* What a fused convolution, ReLU and max-pool make of a picture in training and evaluating is what is traced: the
 * probability that evaluate() gives is the softmax that the traces lead up to, to the bit. */
static void
test_fused (gconstpointer instruction_set)
{
  g_autoptr (RcpNetwork) network =
      rcp_network_new ("conv 6 3x3 padding 1, relu, maxpool 2, conv 4 3x3, relu, maxpool 2, "
                       "flatten, linear 7",
                       (RcpShape){ 3, 11, 13 }, 7, NULL);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  g_autoptr (RandomSamples) samples = NULL;
  g_autofree float *parameters = NULL;
  RcpNormalisation normalisation;
  RcpBackendConfig config = { .architecture = architecture, .batch_size = 16, .threads = 1 };
  RcpBackendState *state;
  RcpRandom random;
  float probability[20];

  g_setenv ("RECEPTIVE_CPU_ISA", instruction_set, TRUE);
  rcp_random_init (&random, 3, 41);
  samples = random_samples_new (&random, architecture, G_N_ELEMENTS (probability));
  parameters = random_parameters (&random, network);
  normalisation = random_normalisation (&random);
  config.test = &samples->view;
  config.normalisation = normalisation;
  state = rcp_backend_cpu ()->open (&config, NULL);
  rcp_backend_cpu ()->set_parameters (state, parameters, NULL);
  g_assert_true (rcp_backend_cpu ()->evaluate (state, RCP_SPLIT_TEST, 0, G_N_ELEMENTS (probability), NULL, NULL,
                                               probability, NULL));
  rcp_backend_cpu ()->close (state);
  for (guint i = 0; i < G_N_ELEMENTS (probability); i++)
    {
      const guint8 *pixels = rcp_samples_pixels (&samples->view, i);
      float input[3 * 11 * 13];
      g_autofree float *activations = NULL;
      float largest = 0;

      for (guint k = 0; k < G_N_ELEMENTS (input); k++)
        input[k] = rcp_normalise (&normalisation, (int) k / (11 * 13), pixels[k]);
      activations = forward (rcp_backend_cpu (), architecture, parameters, input);
      trace_everything (network, rcp_backend_cpu (), parameters, activations);
      for (guint k = 0; k < 7; k++)
        largest = MAX (largest, activations[architecture->softmax_offset + k]);
      /* where the machine has no fused multiply-add, bytes are normalised with a rounding more, and the last bits
       * differ */
      if (rcp_backend_cpu ()->sums () == RCP_SUMS_FUSED)
        g_assert_cmpuint (bits (largest), ==, bits (probability[i]));
      else
        g_assert_cmpfloat_with_epsilon (largest, probability[i], 1e-5f);
    }
  g_unsetenv ("RECEPTIVE_CPU_ISA");
}

/* Worked out by hand: 1×3×3 pixels 1 … 9, a kernel with padding, ReLU, a pool, and the way down again. */
static void
test_by_hand (void)
{
  g_autoptr (RcpNetwork) network =
      rcp_network_new ("conv 1 2x2 padding 1, relu, maxpool 2, flatten, linear 2", (RcpShape){ 1, 3, 3 }, 2, NULL);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  /* 1·a − 1·b + 0.5·c + 2·d + 10, then two units that look at four cells */
  const float parameters[] = { 1, -1, 0.5f, 2, 10, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1 };
  const float input[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  g_autofree float *activations = NULL;
  g_autoptr (RcpTrace) corner = NULL;
  g_autoptr (RcpTrace) pool = NULL;
  g_autoptr (RcpTrace) relu = NULL;
  guint largest[3];
  guint n;

  g_assert_cmpuint (architecture->n_parameters, ==, G_N_ELEMENTS (parameters));
  activations = forward (rcp_backend_cpu (), architecture, parameters, input);

  /* the upper left corner sees one pixel: 10 + 2·1 */
  corner = rcp_trace_new (network, parameters, activations, RCP_SUMS_FUSED, (RcpCell){ 0, 0, 0, 0 }, NULL);
  g_assert_cmpuint (corner->n_terms, ==, 4);
  g_assert_cmpuint (corner->n_padding, ==, 3);
  g_assert_cmpfloat (corner->total, ==, 12);
  g_assert_cmpfloat (corner->bias, ==, 10);
  g_assert_cmpint (corner->terms[0].source.row, ==, -1);
  g_assert_cmpint (corner->terms[3].source.row, ==, 0);
  g_assert_cmpfloat (corner->terms[3].product, ==, 2);
  g_assert_cmpuint (rcp_trace_get_largest (corner, 3, largest), ==, 1);
  g_assert_cmpuint (largest[0], ==, 3);
  g_assert_null (rcp_trace_new_below (corner, parameters, activations, 0));
  g_assert_null (rcp_trace_new_below (corner, parameters, activations, 3));

  /* rows 2–3, columns 2–3 of the map: 10+5−6+4+18 = 31, 10+6+4.5 = 20.5, 10+8−9 = 9, 10+9 = 19 */
  pool = rcp_trace_new (network, parameters, activations, RCP_SUMS_FUSED, (RcpCell){ 2, 0, 1, 1 }, NULL);
  g_assert_cmpint (pool->kind, ==, RCP_TRACE_MAXIMUM);
  g_assert_cmpfloat (pool->total, ==, 31);
  g_assert_cmpuint (pool->winner, ==, 0);
  g_assert_cmpfloat (pool->terms[1].x, ==, 20.5f);
  g_assert_cmpfloat (pool->terms[2].x, ==, 9);
  relu = rcp_trace_new_below (pool, parameters, activations, 3);
  g_assert_cmpint (relu->cell.layer, ==, 1);
  g_assert_cmpint (relu->cell.row, ==, 3);
  g_assert_cmpint (relu->cell.column, ==, 3);
  g_assert_cmpfloat (relu->total, ==, 19);
  g_assert_cmpfloat (rcp_trace_sum_channel (corner, 0, &n), ==, 2);
  g_assert_cmpuint (n, ==, 1);
}

/* Among equals the first one wins, as the engine's backward pass has it. */
static void
test_equals (void)
{
  g_autoptr (RcpNetwork) network = rcp_network_new ("maxpool 2, flatten, linear 2", (RcpShape){ 1, 2, 2 }, 2, NULL);
  const float parameters[] = { 1, 0, 0, 0 };
  const float input[] = { 1, 5, 5, 5 };
  g_autofree float *activations =
      forward (rcp_backend_cpu (), rcp_network_get_architecture (network), parameters, input);
  g_autoptr (RcpTrace) trace =
      rcp_trace_new (network, parameters, activations, RCP_SUMS_FUSED, (RcpCell){ 0, 0, 0, 0 }, NULL);

  g_assert_cmpuint (trace->winner, ==, 1);
}

static void
test_refused (void)
{
  g_autoptr (RcpNetwork) network = rcp_network_new ("lenet", (RcpShape){ 3, 32, 32 }, 10, NULL);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  g_autofree float *parameters = g_new0 (float, architecture->n_parameters);
  g_autofree float *activations = g_new0 (float, architecture->n_activations);
  const RcpCell bad[] = {
    { 0, 6, 0, 0 }, { 0, -1, 0, 0 }, { 0, 0, 28, 0 },       { 0, 0, 0, 28 },
    { 6, 0, 0, 1 }, { 99, 0, 0, 0 }, { 0, 0, G_MININT, 0 }, { 0, 0, 0, G_MAXINT },
  };
  int layer;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) field_error = NULL;

      g_assert_null (rcp_trace_new (network, parameters, activations, RCP_SUMS_FUSED, bad[i], &error));
      g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
      g_assert_null (rcp_receptive_field_new (network, bad[i], &field_error));
      g_assert_error (field_error, RCP_ERROR, RCP_ERROR_ARGUMENT);
    }
  for (int i = RCP_CELL_INPUT; i <= (int) architecture->n_layers; i++)
    {
      g_assert_true (rcp_cell_find_layer (network, rcp_cell_layer_name (architecture, i), &layer, NULL));
      g_assert_cmpint (layer, ==, i);
    }
  g_assert_false (rcp_cell_find_layer (network, "conv3", &layer, NULL));
}

/* --- receptive fields ------------------------------------------------------------------------------------------ */

/* A random network without tanh, behind which a change might be too small to be seen. */
static RcpNetwork *
random_network_without_tanh (RcpRandom *random)
{
  for (;;)
    {
      RcpNetwork *network = random_network (random);

      if (strstr (rcp_network_get_text (network), "tanh") == NULL)
        return network;
      rcp_network_unref (network);
    }
}

static RcpCell
random_cell (RcpRandom *random, const RcpArchitecture *architecture)
{
  int layer = (int) rcp_random_below (random, architecture->n_layers);
  gsize n = rcp_shape_count (rcp_cell_layer_shape (architecture, layer));

  return rcp_cell_at (architecture, layer, rcp_random_below (random, (guint32) n));
}

/* With nothing but positive weights, no ReLU hides a change and every maximum follows the largest input: so what
 * changes when one pixel becomes enormous is exactly what depends on it. */
static void
check_fields_by_perturbing (RcpRandom *random, RcpNetwork *network)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  const gsize n_inputs = rcp_shape_count (architecture->input);
  g_autofree float *parameters = random_floats (random, architecture->n_parameters, 0.5f);
  g_autofree float *input = random_floats (random, n_inputs, 0.5f);
  g_autofree float *base = NULL;
  RcpCell cells[12];
  RcpReceptiveField *fields[G_N_ELEMENTS (cells)];

  for (gsize i = 0; i < architecture->n_parameters; i++)
    parameters[i] += 1;
  for (gsize i = 0; i < n_inputs; i++)
    input[i] += 1;
  base = forward (rcp_backend_reference (), architecture, parameters, input);
  for (guint k = 0; k < G_N_ELEMENTS (cells); k++)
    {
      cells[k] = random_cell (random, architecture);
      fields[k] = rcp_receptive_field_new (network, cells[k], NULL);
    }
  for (gsize i = 0; i < n_inputs; i++)
    {
      const float before = input[i];
      g_autofree float *changed = NULL;

      input[i] = 1e12f;
      changed = forward (rcp_backend_reference (), architecture, parameters, input);
      input[i] = before;
      for (guint k = 0; k < G_N_ELEMENTS (cells); k++)
        {
          gsize at = rcp_cell_index (architecture, cells[k]);

          g_assert_cmpint (base[at] < changed[at], ==, rcp_receptive_field_get (fields[k], RCP_CELL_INPUT)->mask[i]);
        }
    }
  for (guint k = 0; k < G_N_ELEMENTS (cells); k++)
    rcp_receptive_field_free (fields[k]);
}

static void
test_fields (void)
{
  for (guint64 seed = 1; seed <= N_NETWORKS; seed++)
    {
      g_autoptr (RcpNetwork) network = NULL;
      RcpRandom random;

      rcp_random_init (&random, seed, 42);
      network = random_network_without_tanh (&random);
      check_fields_by_perturbing (&random, network);
    }
}

/* In between, the field is what the traces lead to, one layer after the other; and the box fits. */
static void
check_field_by_tracing (RcpNetwork *network, RcpCell cell, const float *parameters, const float *activations)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  g_autoptr (RcpReceptiveField) field = rcp_receptive_field_new (network, cell, NULL);

  g_assert_cmpuint (field->n_layers, ==, (guint) cell.layer + 2);
  g_assert_null (rcp_receptive_field_get (field, cell.layer + 1));
  for (int layer = cell.layer; layer > RCP_CELL_INPUT; layer--)
    {
      const RcpFieldLayer *part = rcp_receptive_field_get (field, layer);
      const RcpFieldLayer *below = rcp_receptive_field_get (field, layer - 1);
      g_autofree guint8 *reached = g_new0 (guint8, rcp_shape_count (below->shape));
      gsize count = 0;

      for (gsize i = 0; i < rcp_shape_count (part->shape); i++)
        {
          RcpCell at = rcp_cell_at (architecture, layer, i);
          g_autoptr (RcpTrace) trace = NULL;

          if (!part->mask[i])
            continue;
          count++;
          g_assert_true (at.channel >= part->channels[0] && at.channel < part->channels[1]);
          g_assert_true (at.row >= part->rows[0] && at.row < part->rows[1]);
          g_assert_true (at.column >= part->columns[0] && at.column < part->columns[1]);
          trace = rcp_trace_new (network, parameters, activations, RCP_SUMS_FUSED, at, NULL);
          for (guint t = 0; t < trace->n_terms; t++)
            if (!trace->terms[t].padding)
              reached[rcp_cell_index (architecture, trace->terms[t].source)
                      - rcp_cell_layer_offset (architecture, layer - 1)] = 1;
        }
      g_assert_cmpuint (count, ==, part->count);
      g_assert_cmpmem (below->mask, rcp_shape_count (below->shape), reached, rcp_shape_count (below->shape));
    }
}

static void
test_fields_between (void)
{
  for (guint64 seed = 1; seed <= N_NETWORKS; seed++)
    {
      g_autoptr (RcpNetwork) network = NULL;
      g_autofree float *parameters = NULL;
      g_autofree float *input = NULL;
      g_autofree float *activations = NULL;
      const RcpArchitecture *architecture;
      RcpRandom random;

      rcp_random_init (&random, seed, 43);
      network = random_network (&random);
      architecture = rcp_network_get_architecture (network);
      parameters = random_parameters (&random, network);
      input = random_floats (&random, rcp_shape_count (architecture->input), 2);
      activations = forward (rcp_backend_cpu (), architecture, parameters, input);
      for (guint i = 0; i < 4; i++)
        check_field_by_tracing (network, random_cell (&random, architecture), parameters, activations);
      check_field_by_tracing (network, (RcpCell){ (int) architecture->n_layers, 0, 0, 0 }, parameters, activations);
    }
}

/* LeNet's second convolution sees 5×5 of the pool, so 10×10 of the first map and 14×14 pixels. */
static void
test_field_of_lenet (void)
{
  g_autoptr (RcpNetwork) network = rcp_network_new ("lenet", (RcpShape){ 3, 32, 32 }, 10, NULL);
  g_autoptr (RcpReceptiveField) field = NULL;
  const RcpFieldLayer *part;
  int conv2;

  g_assert_true (rcp_cell_find_layer (network, "conv2", &conv2, NULL));
  field = rcp_receptive_field_new (network, (RcpCell){ conv2, 3, 4, 9 }, NULL);
  part = rcp_receptive_field_get (field, RCP_CELL_INPUT);
  g_assert_cmpuint (part->count, ==, 3 * 14 * 14);
  g_assert_cmpint (part->rows[0], ==, 8);
  g_assert_cmpint (part->rows[1], ==, 22);
  g_assert_cmpint (part->columns[0], ==, 18);
  g_assert_cmpint (part->columns[1], ==, 32);
  part = rcp_receptive_field_get (field, 0);
  g_assert_cmpuint (part->count, ==, 6 * 10 * 10);
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
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (instruction_sets); i++)
    {
      g_autofree char *exact = g_strdup_printf ("/trace/%s/exact", instruction_sets[i]);
      g_autofree char *fused = g_strdup_printf ("/trace/%s/fused", instruction_sets[i]);

      if (!supported (instruction_sets[i]))
        continue;
      g_test_add_data_func (exact, instruction_sets[i], test_exact);
      g_test_add_data_func (fused, instruction_sets[i], test_fused);
    }
  g_test_add_func ("/trace/reference", test_reference);
  g_test_add_func ("/trace/by-hand", test_by_hand);
  g_test_add_func ("/trace/equals", test_equals);
  g_test_add_func ("/trace/refused", test_refused);
  g_test_add_func ("/receptive-field/perturbed", test_fields);
  g_test_add_func ("/receptive-field/traced", test_fields_between);
  g_test_add_func ("/receptive-field/lenet", test_field_of_lenet);
  return g_test_run ();
}
