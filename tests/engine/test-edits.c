/* Weights changed by hand, and brought back. */

#include "inspect/edits.h"

#include <math.h>
#include <string.h>

#include "error.h"
#include "random-network.h"

typedef struct
{
  RcpNetwork *network;
  const RcpArchitecture *architecture;
  RcpSnapshot *base;
  RcpEdits *edits;
  guint n_changed;
} Fixture;

static void
on_changed (RcpEdits *edits, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_changed++;
}

/* conv1 (4, 2, 3, 5) in 2 groups, fc1 … */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  const double mean[] = { 1, 2, 3, 4 };
  const double std[] = { 5, 6, 7, 8 };
  g_autofree float *parameters = NULL;
  RcpRandom random;

  rcp_random_init (&random, 1, 50);
  fixture->network =
      rcp_network_new ("conv 4 3x5 groups 2, relu, flatten, linear 7, relu, linear 3", (RcpShape){ 4, 6, 7 }, 3, NULL);
  fixture->architecture = rcp_network_get_architecture (fixture->network);
  parameters = random_parameters (&random, fixture->network);
  fixture->base = rcp_snapshot_new (fixture->network, parameters, "shapes", mean, std, 12, 3, 9);
  fixture->edits = rcp_edits_new (fixture->base);
  g_signal_connect (fixture->edits, "changed", G_CALLBACK (on_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->edits);
  rcp_snapshot_unref (fixture->base);
  rcp_network_unref (fixture->network);
}

static const float *
parameters_of (Fixture *fixture)
{
  return rcp_snapshot_get_parameters (rcp_edits_get_snapshot (fixture->edits));
}

static gboolean
is_as_base (Fixture *fixture, gsize from, gsize to)
{
  return memcmp (parameters_of (fixture) + from, rcp_snapshot_get_parameters (fixture->base) + from,
                 (to - from) * sizeof (float))
         == 0;
}

static void
test_parameter (Fixture *fixture, gconstpointer data)
{
  const gsize n = fixture->architecture->n_parameters;
  g_autoptr (RcpSnapshot) first = NULL;

  g_assert_true (rcp_edits_set_parameter (fixture->edits, 7, 0.25f, FALSE, NULL));
  first = rcp_snapshot_ref (rcp_edits_get_snapshot (fixture->edits));
  g_assert_cmpfloat (parameters_of (fixture)[7], ==, 0.25f);
  g_assert_true (is_as_base (fixture, 0, 7));
  g_assert_true (is_as_base (fixture, 8, n));
  g_assert_cmpstr (rcp_snapshot_get_dataset (first), ==, "shapes");
  g_assert_cmpuint (rcp_snapshot_get_step (first), ==, 12);
  g_assert_cmpuint (rcp_snapshot_get_epoch (first), ==, 3);
  g_assert_cmpuint (rcp_snapshot_get_seed (first), ==, 9);
  g_assert_cmpfloat (rcp_snapshot_get_std (first)[3], ==, 8);
  g_assert_nonnull (strstr (rcp_edits_get_undo_text (fixture->edits), "conv1.weight[0, 0, 1, 2]"));

  /* a snapshot that somebody holds does not change under his hands */
  g_assert_true (rcp_edits_set_parameter (fixture->edits, 7, 0.5f, FALSE, NULL));
  g_assert_cmpfloat (rcp_snapshot_get_parameters (first)[7], ==, 0.25f);
  g_assert_cmpuint (fixture->n_changed, ==, 2);

  rcp_edits_undo (fixture->edits);
  g_assert_cmpfloat (parameters_of (fixture)[7], ==, 0.25f);
  rcp_edits_undo (fixture->edits);
  g_assert_true (rcp_edits_get_snapshot (fixture->edits) == fixture->base);
  g_assert_false (rcp_edits_can_undo (fixture->edits));
  rcp_edits_undo (fixture->edits);
  rcp_edits_redo (fixture->edits);
  rcp_edits_redo (fixture->edits);
  g_assert_cmpfloat (parameters_of (fixture)[7], ==, 0.5f);
  g_assert_false (rcp_edits_can_redo (fixture->edits));
  g_assert_cmpuint (fixture->n_changed, ==, 6);
}

/* A drag is undone in one step, and what leads back to the begin leaves nothing behind. */
static void
test_continues (Fixture *fixture, gconstpointer data)
{
  const float before = rcp_snapshot_get_parameters (fixture->base)[3];

  for (int i = 0; i < 20; i++)
    g_assert_true (rcp_edits_set_parameter (fixture->edits, 3, (float) i, TRUE, NULL));
  g_assert_cmpfloat (parameters_of (fixture)[3], ==, 19);
  /* elsewhere it is a change of its own */
  g_assert_true (rcp_edits_set_parameter (fixture->edits, 4, 1, TRUE, NULL));
  rcp_edits_undo (fixture->edits);
  g_assert_true (rcp_edits_can_undo (fixture->edits));
  rcp_edits_undo (fixture->edits);
  g_assert_false (rcp_edits_can_undo (fixture->edits));
  g_assert_cmpfloat (parameters_of (fixture)[3], ==, before);

  g_assert_true (rcp_edits_scale_filter (fixture->edits, 0, 1, 2, FALSE, NULL));
  g_assert_true (rcp_edits_scale_filter (fixture->edits, 0, 1, 0, TRUE, NULL));
  g_assert_true (rcp_edits_scale_filter (fixture->edits, 0, 1, 3, TRUE, NULL));
  g_assert_cmpfloat (parameters_of (fixture)[30], ==, 3 * rcp_snapshot_get_parameters (fixture->base)[30]);
  g_assert_true (rcp_edits_scale_filter (fixture->edits, 0, 1, 1, TRUE, NULL));
  g_assert_false (rcp_edits_can_undo (fixture->edits));
  g_assert_true (is_as_base (fixture, 0, fixture->architecture->n_parameters));
}

static void
test_kernel (Fixture *fixture, gconstpointer data)
{
  const float sobel[] = { 1, 0, -1, 2, 0, -2, 1, 0, -1 };
  const float pair[] = { 3, 4 };
  const float *p;

  /* filter 2, second channel: 3×3 in the middle of 3×5 */
  g_assert_true (rcp_edits_set_kernel (fixture->edits, 0, 2, 1, sobel, 3, 3, FALSE, NULL));
  p = parameters_of (fixture) + (2 * 2 + 1) * 15;
  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 5; column++)
      g_assert_cmpfloat (p[row * 5 + column], ==, column >= 1 && column < 4 ? sobel[row * 3 + column - 1] : 0);
  g_assert_true (is_as_base (fixture, 0, 75));
  g_assert_true (is_as_base (fixture, 90, fixture->architecture->n_parameters));

  /* an even one lies half a cell to the left; into every channel */
  g_assert_true (rcp_edits_set_kernel (fixture->edits, 0, 3, -1, pair, 1, 2, FALSE, NULL));
  for (int channel = 0; channel < 2; channel++)
    {
      p = parameters_of (fixture) + (3 * 2 + channel) * 15;
      for (int i = 0; i < 15; i++)
        g_assert_cmpfloat (p[i], ==, i == 6 ? 3 : i == 7 ? 4 : 0);
    }
  rcp_edits_undo (fixture->edits);
  rcp_edits_undo (fixture->edits);
  g_assert_true (is_as_base (fixture, 0, fixture->architecture->n_parameters));
}

static void
test_scale (Fixture *fixture, gconstpointer data)
{
  const RcpLayer *fc1 = &fixture->architecture->layers[3];
  const gsize row = fc1->weight_count / 7;
  const float *base = rcp_snapshot_get_parameters (fixture->base);

  g_assert_true (rcp_edits_scale_filter (fixture->edits, 3, 4, 0, FALSE, NULL));
  for (gsize i = 0; i < row; i++)
    g_assert_cmpfloat (parameters_of (fixture)[fc1->weight_offset + 4 * row + i], ==, 0);
  g_assert_cmpfloat (parameters_of (fixture)[fc1->bias_offset + 4], ==, 0);
  g_assert_cmpfloat (base[fc1->bias_offset + 4], !=, 0);
  g_assert_true (is_as_base (fixture, 0, fc1->weight_offset + 4 * row));
  g_assert_true (is_as_base (fixture, fc1->weight_offset + 5 * row, fc1->bias_offset + 4));
  g_assert_true (is_as_base (fixture, fc1->bias_offset + 5, fixture->architecture->n_parameters));

  /* once off, there is nothing left to scale, and nothing to undo */
  g_assert_true (rcp_edits_scale_filter (fixture->edits, 3, 4, 2, FALSE, NULL));
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  rcp_edits_undo (fixture->edits);
  g_assert_true (is_as_base (fixture, 0, fixture->architecture->n_parameters));

  g_assert_true (rcp_edits_scale_filter (fixture->edits, 0, 1, -0.5f, FALSE, NULL));
  g_assert_cmpfloat (parameters_of (fixture)[30], ==, -0.5f * base[30]);
  g_assert_cmpfloat (parameters_of (fixture)[fixture->architecture->layers[0].bias_offset + 1], ==,
                     -0.5f * base[fixture->architecture->layers[0].bias_offset + 1]);
}

/* Hundreds of changes of every kind, back and forth: at every count of undone ones the bits are those of the way there.
 */
static void
test_random_walk (Fixture *fixture, gconstpointer data)
{
  const gsize n = fixture->architecture->n_parameters;
  g_autoptr (GPtrArray) history = g_ptr_array_new_with_free_func ((GDestroyNotify) rcp_snapshot_unref);
  RcpRandom random;

  rcp_random_init (&random, 2, 50);
  g_ptr_array_add (history, rcp_snapshot_ref (fixture->base));
  while (history->len < 300)
    {
      const float kernel[] = { (float) rcp_random_unit (&random), 1, 2, 3 };
      const float value = (float) rcp_random_unit (&random) + 0.1f;
      const int filter = (int) rcp_random_below (&random, 4);
      const guint before = fixture->n_changed;

      switch (rcp_random_below (&random, 3))
        {
        case 0:
          rcp_edits_set_parameter (fixture->edits, rcp_random_below (&random, (guint32) n), value, FALSE, NULL);
          break;
        case 1:
          rcp_edits_set_kernel (fixture->edits, 0, filter, (int) rcp_random_below (&random, 3) - 1, kernel, 2, 2, FALSE,
                                NULL);
          break;
        default:
          rcp_edits_scale_filter (fixture->edits, rcp_random_below (&random, 2) ? 0 : 3, filter, value, FALSE, NULL);
        }
      if (fixture->n_changed > before)
        g_ptr_array_add (history, rcp_snapshot_ref (rcp_edits_get_snapshot (fixture->edits)));
    }
  for (guint i = history->len - 1; i > 0; i--)
    {
      rcp_edits_undo (fixture->edits);
      g_assert_cmpmem (parameters_of (fixture), n * sizeof (float),
                       rcp_snapshot_get_parameters (g_ptr_array_index (history, i - 1)), n * sizeof (float));
    }
  g_assert_false (rcp_edits_is_edited (fixture->edits));
  for (guint i = 1; i < history->len; i++)
    {
      rcp_edits_redo (fixture->edits);
      g_assert_cmpmem (parameters_of (fixture), n * sizeof (float),
                       rcp_snapshot_get_parameters (g_ptr_array_index (history, i)), n * sizeof (float));
    }
  rcp_edits_reset (fixture->edits);
  g_assert_true (is_as_base (fixture, 0, n));
  g_assert_true (rcp_edits_can_redo (fixture->edits));
  g_assert_true (rcp_edits_set_parameter (fixture->edits, 0, 77, FALSE, NULL));
  g_assert_false (rcp_edits_can_redo (fixture->edits));
}

/* The same changes of other weights, one of them undone. */
static void
test_rebase (Fixture *fixture, gconstpointer data)
{
  const gsize n = fixture->architecture->n_parameters;
  const RcpLayer *conv = &fixture->architecture->layers[0];
  const gsize count = conv->weight_count / 4;
  const float kernel[] = { 1, 2, 3 };
  const double mean[] = { 1, 2, 3, 4 };
  g_autofree float *others = NULL;
  g_autofree float *expected = NULL;
  g_autoptr (RcpSnapshot) other = NULL;
  RcpRandom random;

  rcp_random_init (&random, 2, 50);
  others = random_parameters (&random, fixture->network);
  other = rcp_snapshot_new (fixture->network, others, "shapes", mean, mean, 24, 4, 9);

  g_assert_true (rcp_edits_scale_filter (fixture->edits, 0, 1, 0.5f, FALSE, NULL));
  g_assert_true (rcp_edits_set_kernel (fixture->edits, 0, 2, 0, kernel, 1, 3, FALSE, NULL));
  g_assert_true (rcp_edits_set_parameter (fixture->edits, n - 1, 9, FALSE, NULL));
  rcp_edits_undo (fixture->edits);
  fixture->n_changed = 0;
  rcp_edits_rebase (fixture->edits, other);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_true (rcp_edits_get_base (fixture->edits) == other);
  g_assert_cmpuint (rcp_snapshot_get_step (rcp_edits_get_snapshot (fixture->edits)), ==, 24);

  expected = g_memdup2 (others, n * sizeof *others);
  for (gsize i = 0; i < count; i++)
    expected[count + i] *= 0.5f;
  expected[conv->bias_offset + 1] *= 0.5f;
  /* 3 × 5, the kernel in its middle */
  memset (expected + 2 * count, 0, 15 * sizeof *expected);
  memcpy (expected + 2 * count + 6, kernel, sizeof kernel);
  g_assert_cmpmem (parameters_of (fixture), n * sizeof *expected, expected, n * sizeof *expected);

  rcp_edits_redo (fixture->edits);
  expected[n - 1] = 9;
  g_assert_cmpmem (parameters_of (fixture), n * sizeof *expected, expected, n * sizeof *expected);
  rcp_edits_reset (fixture->edits);
  g_assert_true (rcp_edits_get_snapshot (fixture->edits) == other);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const float kernel[4 * 4] = { 0 };
  const float infinite[] = { INFINITY };
  RcpEdits *edits = fixture->edits;
  struct
  {
    gboolean result;
    GError *error;
  } tries[14] = { 0 };
  guint n = 0;

#define TRY(call) (tries[n].result = (call), n++)
  TRY (rcp_edits_set_parameter (edits, fixture->architecture->n_parameters, 0, FALSE, &tries[n].error));
  TRY (rcp_edits_set_parameter (edits, 0, NAN, FALSE, &tries[n].error));
  TRY (rcp_edits_set_parameter (edits, 0, INFINITY, FALSE, &tries[n].error));
  TRY (rcp_edits_set_kernel (edits, 0, 4, 0, kernel, 1, 1, FALSE, &tries[n].error));
  TRY (rcp_edits_set_kernel (edits, 0, 0, 2, kernel, 1, 1, FALSE, &tries[n].error));
  TRY (rcp_edits_set_kernel (edits, 0, 0, -2, kernel, 1, 1, FALSE, &tries[n].error));
  TRY (rcp_edits_set_kernel (edits, 0, 0, 0, kernel, 4, 4, FALSE, &tries[n].error));
  TRY (rcp_edits_set_kernel (edits, 0, 0, 0, kernel, 0, 1, FALSE, &tries[n].error));
  TRY (rcp_edits_set_kernel (edits, 0, 0, 0, infinite, 1, 1, FALSE, &tries[n].error));
  TRY (rcp_edits_set_kernel (edits, 3, 0, 0, kernel, 1, 1, FALSE, &tries[n].error));
  TRY (rcp_edits_scale_filter (edits, 1, 0, 1, FALSE, &tries[n].error));
  TRY (rcp_edits_scale_filter (edits, 99, 0, 1, FALSE, &tries[n].error));
  TRY (rcp_edits_scale_filter (edits, 3, 7, 1, FALSE, &tries[n].error));
  TRY (rcp_edits_scale_filter (edits, 3, 0, INFINITY, FALSE, &tries[n].error));
#undef TRY
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (tries));
  for (guint i = 0; i < n; i++)
    {
      g_assert_false (tries[i].result);
      g_assert_error (tries[i].error, RCP_ERROR, RCP_ERROR_ARGUMENT);
      g_clear_error (&tries[i].error);
    }
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  g_assert_true (rcp_edits_get_snapshot (edits) == fixture->base);
}

/* A kernel of a picture's luma, in a filter of two channels, is one change. */
static void
test_mix (Fixture *fixture, gconstpointer data)
{
  const float kernel[] = { 1, -2, 4 };
  const float shares[] = { 0.5f, 0.25f };
  const float expected[] = { 0, 0, 0, 0, 0, 0, 0.5f,  -1,    2, 0, 0, 0, 0, 0, 0,
                             0, 0, 0, 0, 0, 0, 0.25f, -0.5f, 1, 0, 0, 0, 0, 0, 0 };
  const gsize place = 2 * 30;
  const float infinite[] = { 1e38f, 1e38f };
  g_autoptr (GError) error = NULL;

  g_assert_true (rcp_edits_mix_kernel (fixture->edits, 0, 2, shares, kernel, 1, 3, FALSE, NULL));
  g_assert_cmpmem (parameters_of (fixture) + place, sizeof expected, expected, sizeof expected);
  g_assert_true (is_as_base (fixture, 0, place));
  g_assert_true (is_as_base (fixture, place + 30, fixture->architecture->n_parameters));
  rcp_edits_undo (fixture->edits);
  g_assert_true (is_as_base (fixture, 0, fixture->architecture->n_parameters));
  g_assert_false (rcp_edits_mix_kernel (fixture->edits, 0, 2, infinite, (const float[]){ 10 }, 1, 1, FALSE, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
}

/* A filter comes back as it was learned, whatever was done to it, and follows other weights. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  const gsize n = fixture->architecture->n_parameters;
  g_autofree float *others = g_memdup2 (rcp_snapshot_get_parameters (fixture->base), n * sizeof *others);
  g_autoptr (RcpSnapshot) other = NULL;

  g_assert_true (rcp_edits_set_parameter (fixture->edits, 31, 5, FALSE, NULL));
  g_assert_true (rcp_edits_scale_filter (fixture->edits, 0, 1, 0, FALSE, NULL));
  g_assert_true (rcp_edits_set_parameter (fixture->edits, 0, 5, FALSE, NULL));
  g_assert_true (rcp_edits_restore_filter (fixture->edits, 0, 1, NULL));
  g_assert_true (is_as_base (fixture, 1, n));
  g_assert_cmpfloat (parameters_of (fixture)[0], ==, 5);
  g_assert_cmpstr (rcp_edits_get_undo_text (fixture->edits), ==, "conv1, filter 1: as it was learned");
  others[31] = 7;
  other = rcp_snapshot_new (fixture->network, others, "shapes", rcp_snapshot_get_mean (fixture->base),
                            rcp_snapshot_get_std (fixture->base), 13, 3, 9);
  rcp_edits_rebase (fixture->edits, other);
  g_assert_cmpfloat (parameters_of (fixture)[31], ==, 7);
  rcp_edits_undo (fixture->edits);
  g_assert_cmpfloat (parameters_of (fixture)[31], ==, 0);
}

/* What the newest change scales, and what it does not. */
static void
test_factor (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpfloat (rcp_edits_get_factor (fixture->edits, 0, 1), ==, 1);
  g_assert_true (rcp_edits_scale_filter (fixture->edits, 0, 1, 0.5f, FALSE, NULL));
  g_assert_cmpfloat (rcp_edits_get_factor (fixture->edits, 0, 1), ==, 0.5f);
  g_assert_cmpfloat (rcp_edits_get_factor (fixture->edits, 0, 0), ==, 1);
  g_assert_cmpfloat (rcp_edits_get_factor (fixture->edits, 3, 1), ==, 1);
  g_assert_true (rcp_edits_set_parameter (fixture->edits, 0, 5, FALSE, NULL));
  g_assert_cmpfloat (rcp_edits_get_factor (fixture->edits, 0, 1), ==, 1);
  rcp_edits_undo (fixture->edits);
  g_assert_cmpfloat (rcp_edits_get_factor (fixture->edits, 0, 1), ==, 0.5f);
}

#define ADD_TEST(name, function) g_test_add ("/edits/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("parameter", test_parameter);
  ADD_TEST ("continues", test_continues);
  ADD_TEST ("kernel", test_kernel);
  ADD_TEST ("scale", test_scale);
  ADD_TEST ("mix", test_mix);
  ADD_TEST ("restore", test_restore);
  ADD_TEST ("factor", test_factor);
  ADD_TEST ("random-walk", test_random_walk);
  ADD_TEST ("rebase", test_rebase);
  ADD_TEST ("refused", test_refused);
  return g_test_run ();
}
