/* The gradient of the batch that comes next, against what the trainer does with it. */

#include <float.h>
#include <math.h>

#include "backend/registry.h"
#include "inspect/batch-gradient.h"
#include "tiny-dataset.h"
#include "training.h"

/* of 200 pictures in batches of 16 the last one of an epoch has 8 */
#define STEPS_PER_EPOCH 13

typedef struct
{
  RcpDataset *dataset;
  RcpTrainSettings *settings;
  const RcpBackend *backend;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dataset = tiny_dataset_new ();
  fixture->settings = training_settings ();
  fixture->settings->seed = 5;
  fixture->backend = g_str_equal (data, "cpu") ? rcp_backend_cpu () : rcp_backend_reference ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->dataset);
  rcp_train_settings_free (fixture->settings);
}

/* Weights after so many steps: what the trainer made of its seed. */
static RcpSnapshot *
train (Fixture *fixture, guint64 steps, double *last_loss)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpTrainer) trainer = NULL;
  const RcpStepRecord *records;
  gsize n;

  fixture->settings->max_steps = steps;
  trainer = rcp_trainer_new_with_backend (fixture->backend, fixture->dataset, fixture->settings, NULL, &error);
  g_assert_no_error (error);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);
  records = rcp_metrics_get_steps (rcp_trainer_get_metrics (trainer), &n);
  g_assert_cmpuint (n, ==, steps);
  *last_loss = records[n - 1].loss;
  return rcp_snapshot_ref (rcp_trainer_get_snapshot (trainer));
}

static void
check_step (Fixture *fixture, guint64 step)
{
  double loss;
  g_autoptr (RcpSnapshot) before = train (fixture, step - 1, &loss);
  g_autoptr (RcpSnapshot) after = train (fixture, step, &loss);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpBatchGradient) gradient =
      rcp_batch_gradient_new (before, fixture->dataset, fixture->settings, fixture->backend, 2, &error);
  const float *w = rcp_snapshot_get_parameters (before);
  const float *moved = rcp_snapshot_get_parameters (after);
  const float rate = (float) fixture->settings->learning_rate;
  gsize n = rcp_network_get_architecture (rcp_snapshot_get_network (before))->n_parameters;
  double largest = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (gradient->step, ==, step);
  g_assert_cmpuint (gradient->count, ==, step % STEPS_PER_EPOCH == 0 ? 8 : 16);
  g_assert_cmpfloat (gradient->loss, ==, loss);
  for (gsize i = 0; i < n; i++)
    {
      const float update = rate * gradient->values[i];

      /* the same multiplication and subtraction, up to how many times it is rounded */
      g_assert_cmpfloat_with_epsilon (moved[i], w[i] - update, (fabsf (w[i]) + fabsf (update)) * FLT_EPSILON);
      largest = MAX (largest, (double) fabsf (gradient->values[i]));
    }
  g_assert_cmpfloat (largest, >, 0.01);
}

/* In the middle of the first epoch, its last batch, the first of the second. */
static void
test_is_the_trainers (Fixture *fixture, gconstpointer data)
{
  const guint64 steps[] = { 2, 6, STEPS_PER_EPOCH, STEPS_PER_EPOCH + 1, 2 * STEPS_PER_EPOCH };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    check_step (fixture, steps[i]);
}

static void
test_unshuffled (Fixture *fixture, gconstpointer data)
{
  fixture->settings->shuffle = FALSE;
  check_step (fixture, 3);
  check_step (fixture, STEPS_PER_EPOCH + 2);
}

#define ADD_TEST(name, function)                                                                                       \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_test_add ("/batch-gradient/" name "/reference", Fixture, "reference", set_up, function, tear_down);              \
    g_test_add ("/batch-gradient/" name "/cpu", Fixture, "cpu", set_up, function, tear_down);                          \
  }                                                                                                                    \
  G_STMT_END

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("is-the-trainers", test_is_the_trainers);
  ADD_TEST ("unshuffled", test_unshuffled);
  return g_test_run ();
}
