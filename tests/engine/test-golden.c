/* The program's losses over LeNet's first 100 steps are PyTorch's, to four significant digits and better:
 * see tests/fixtures/golden/make-golden.py. */

#include "backend/registry.h"
#include "training.h"

#define STEPS 100

/* Both round to float32 in orders of their own, which 100 steps of training spread a little. */
#define TOLERANCE 1e-5

static void
read_losses (double *losses)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "shapes-losses.txt", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  char *cursor;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  cursor = text;
  for (int i = 0; i < STEPS; i++)
    {
      char *end;

      losses[i] = g_ascii_strtod (cursor, &end);
      g_assert_true (end != cursor);
      cursor = end;
    }
}

static void
assert_golden (const RcpBackend *backend, guint max_steps)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpDataset) dataset = rcp_dataset_open ("shapes", NULL, &error);
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_new ();
  g_autoptr (RcpTrainer) trainer = NULL;
  const RcpStepRecord *steps;
  double expected[STEPS], worst = 0;
  gsize n;

  g_assert_no_error (error);
  read_losses (expected);
  g_free (settings->dataset);
  settings->dataset = g_strdup ("shapes");
  settings->init_file = g_test_build_filename (G_TEST_DIST, "golden", "lenet.safetensors", NULL);
  settings->shuffle = FALSE;
  settings->max_steps = max_steps;
  trainer = rcp_trainer_new_with_backend (backend, dataset, settings, NULL, &error);
  g_assert_no_error (error);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);
  steps = rcp_metrics_get_steps (rcp_trainer_get_metrics (trainer), &n);
  g_assert_cmpuint (n, ==, max_steps);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpfloat_with_epsilon (steps[i].loss, expected[i], TOLERANCE * expected[i]);
      worst = MAX (worst, ABS (steps[i].loss - expected[i]) / expected[i]);
    }
  g_test_message ("The largest relative difference in %u steps is %.2g.", max_steps, worst);
}

static void
test_cpu (void)
{
  assert_golden (rcp_backend_cpu (), STEPS);
}

/* Naive loops take their time: a few steps of it. */
static void
test_reference (void)
{
  assert_golden (rcp_backend_reference (), 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden/cpu", test_cpu);
  g_test_add_func ("/golden/reference", test_reference);
  return g_test_run ();
}
