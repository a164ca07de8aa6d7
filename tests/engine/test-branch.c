/* Layers that are frozen, and runs that begin with weights of another one. */

#include <glib/gstdio.h>
#include <string.h>

#include "backend/registry.h"
#include "error.h"
#include "net/initialise.h"
#include "random-network.h"
#include "tiny-dataset.h"
#include "train/run-folder.h"
#include "training.h"

#define NETWORK "conv 3 3x3 padding 1, relu, flatten, linear 7, relu, linear 3"

typedef struct
{
  RcpDataset *dataset;
  RcpTrainSettings *settings;
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dataset = tiny_dataset_new ();
  fixture->settings = training_settings ();
  fixture->settings->momentum = 0.9;
  fixture->settings->weight_decay = 0.01;
  g_free (fixture->settings->network);
  fixture->settings->network = g_strdup (NETWORK);
  fixture->folder = training_folder ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->dataset);
  rcp_train_settings_free (fixture->settings);
  training_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

static void
freeze (Fixture *fixture, const char *layers)
{
  g_strfreev (fixture->settings->frozen);
  fixture->settings->frozen = g_strsplit (layers, ",", 0);
}

/* @trainer: (transfer full) */
static RcpTrainer *
run_to_end (RcpTrainer *trainer, GError *error)
{
  g_assert_no_error (error);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);
  return trainer;
}

static gboolean
is_unchanged (RcpNetwork *network, const char *layer, const float *a, const float *b)
{
  const RcpLayer *it = rcp_network_find_layer (network, layer);

  return memcmp (a + it->weight_offset, b + it->weight_offset, it->weight_count * sizeof *a) == 0
         && memcmp (a + it->bias_offset, b + it->bias_offset, it->bias_count * sizeof *a) == 0;
}

/* --- freezing --------------------------------------------------------------------------------------------------- */

/* With momentum and weight decay, which would move weights without any gradient. */
static void
test_frozen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) whole = NULL;
  g_autoptr (RcpTrainer) frozen = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree float *initial = NULL;
  RcpNetwork *network;
  const float *learned;

  whole = run_to_end (rcp_trainer_new_with_backend (data, fixture->dataset, fixture->settings, NULL, &error), error);
  network = rcp_trainer_get_network (whole);
  freeze (fixture, "fc1");
  frozen = run_to_end (rcp_trainer_new_with_backend (data, fixture->dataset, fixture->settings, NULL, &error), error);
  initial = g_new (float, rcp_network_get_architecture (network)->n_parameters);
  g_assert_true (
      rcp_network_initialise (network, fixture->settings->initialiser, fixture->settings->seed, initial, NULL));
  learned = rcp_snapshot_get_parameters (rcp_trainer_get_snapshot (frozen));
  g_assert_true (is_unchanged (network, "fc1", initial, learned));
  /* the gradient goes on to what lies before it */
  g_assert_false (is_unchanged (network, "conv1", initial, learned));
  g_assert_false (is_unchanged (network, "classifier", initial, learned));
  learned = rcp_snapshot_get_parameters (rcp_trainer_get_snapshot (whole));
  g_assert_false (is_unchanged (network, "fc1", initial, learned));
}

/* One step: what is not frozen moves as if nothing were, and the gradient of all is there. */
static void
test_one_step (gconstpointer data)
{
  const RcpBackend *backend = data;
  const guint32 order[] = { 0, 1, 2, 3, 4 };
  const gboolean layers[] = { TRUE, FALSE, FALSE, FALSE, TRUE };
  g_autoptr (RcpNetwork) network =
      rcp_network_new ("conv 3 3x3, tanh, flatten, linear 30, linear 4", (RcpShape){ 3, 7, 7 }, 4, NULL);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  const gsize n = architecture->n_parameters;
  g_autoptr (RandomSamples) samples = NULL;
  g_autofree float *initial = NULL;
  g_autofree float *room = g_new (float, 4 * n);
  float *parameters[2] = { room, room + n };
  float *gradients[2] = { room + 2 * n, room + 3 * n };
  g_autofree float *velocity = g_new (float, n);
  RcpRandom random;

  g_assert_cmpuint (architecture->n_layers, ==, G_N_ELEMENTS (layers));
  rcp_random_init (&random, 1, 80);
  samples = random_samples_new (&random, architecture, 5);
  initial = random_parameters (&random, network);
  for (int i = 0; i < 2; i++)
    {
      const RcpSgd sgd = { 0.1, 0.9, 0.01, i == 1 ? layers : NULL };
      RcpBackendConfig config = {
        .architecture = architecture, .train = &samples->view, .batch_size = 5, .threads = 2
      };
      RcpBackendState *state;
      RcpStepResult result;

      config.normalisation = rcp_normalisation (3, (double[]){ 100, 100, 100 }, (double[]){ 50, 50, 50 });
      state = backend->open (&config, NULL);
      backend->set_parameters (state, initial, NULL);
      g_assert_true (backend->train (state, &sgd, order, 5, &result, NULL));
      backend->get_parameters (state, parameters[i], NULL);
      backend->get_gradient (state, gradients[i], NULL);
      backend->get_velocity (state, velocity, NULL);
      backend->close (state);
    }
  g_assert_cmpmem (gradients[0], n * sizeof (float), gradients[1], n * sizeof (float));
  g_assert_true (is_unchanged (network, "conv1", initial, parameters[1]));
  g_assert_true (is_unchanged (network, "classifier", initial, parameters[1]));
  g_assert_true (is_unchanged (network, "fc1", parameters[0], parameters[1]));
  g_assert_false (is_unchanged (network, "fc1", initial, parameters[1]));
  for (gsize i = 0; i < architecture->layers[0].weight_count; i++)
    g_assert_cmpfloat (velocity[architecture->layers[0].weight_offset + i], ==, 0);
}

/* A run with frozen layers that is stopped and resumed is the one that never was. */
static void
test_frozen_resumed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) whole = NULL;
  g_autoptr (RcpTrainer) part = NULL;
  g_autoptr (RcpRunInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  freeze (fixture, "conv1,classifier");
  whole = training_run (fixture->dataset, fixture->settings, NULL);
  part = rcp_trainer_new_with_backend (rcp_backend_reference (), fixture->dataset, fixture->settings, fixture->folder,
                                       &error);
  g_assert_no_error (error);
  rcp_trainer_step (part);
  training_wait_step (part, 1);
  g_clear_object (&part);

  info = rcp_run_info_read (fixture->folder, &error);
  g_assert_no_error (error);
  g_assert_true (
      g_strv_equal ((const char *const *) info->settings->frozen, (const char *const *) fixture->settings->frozen));
  g_assert_false (info->is_branch);
  part = run_to_end (
      rcp_trainer_resume_with_backend (rcp_backend_reference (), fixture->dataset, fixture->folder, 0, &error), error);
  training_assert_same (whole, part);
}

/* Frozen on its way, and thawed later: it stays as it was at that step, goes on from there, and a run that is stopped
 * in between and resumed knows. */
static void
test_frozen_on_the_way (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  RcpTrainer *trainer = rcp_trainer_new_with_backend (rcp_backend_reference (), fixture->dataset, fixture->settings,
                                                      fixture->folder, &error);
  RcpNetwork *network = rcp_trainer_get_network (trainer);
  g_autoptr (RcpSnapshot) before = NULL;
  g_autoptr (RcpRunInfo) info = NULL;

  g_assert_no_error (error);
  rcp_trainer_step (trainer);
  training_wait_step (trainer, 1);
  training_wait_state (trainer, RCP_TRAINER_PAUSED);
  before = rcp_snapshot_ref (rcp_trainer_get_snapshot (trainer));
  g_assert_true (rcp_trainer_set_frozen (trainer, "conv1", TRUE, &error));
  g_assert_true (rcp_train_settings_get_frozen (rcp_trainer_get_settings (trainer), "conv1"));
  rcp_trainer_step (trainer);
  training_wait_step (trainer, 2);
  training_wait_state (trainer, RCP_TRAINER_PAUSED);
  g_assert_true (is_unchanged (network, "conv1", rcp_snapshot_get_parameters (before),
                               rcp_snapshot_get_parameters (rcp_trainer_get_snapshot (trainer))));
  g_assert_false (is_unchanged (network, "fc1", rcp_snapshot_get_parameters (before),
                                rcp_snapshot_get_parameters (rcp_trainer_get_snapshot (trainer))));
  g_object_unref (trainer);

  info = rcp_run_info_read (fixture->folder, &error);
  g_assert_no_error (error);
  g_assert_null (info->settings->frozen);
  trainer = rcp_trainer_resume_with_backend (rcp_backend_reference (), fixture->dataset, fixture->folder, 0, &error);
  g_assert_no_error (error);
  network = rcp_trainer_get_network (trainer);
  g_assert_true (rcp_train_settings_get_frozen (rcp_trainer_get_settings (trainer), "conv1"));
  rcp_trainer_step (trainer);
  training_wait_step (trainer, 3);
  training_wait_state (trainer, RCP_TRAINER_PAUSED);
  g_assert_true (is_unchanged (network, "conv1", rcp_snapshot_get_parameters (before),
                               rcp_snapshot_get_parameters (rcp_trainer_get_snapshot (trainer))));
  g_assert_true (rcp_trainer_set_frozen (trainer, "conv1", FALSE, &error));
  rcp_trainer_step (trainer);
  training_wait_step (trainer, 4);
  training_wait_state (trainer, RCP_TRAINER_PAUSED);
  g_assert_false (is_unchanged (network, "conv1", rcp_snapshot_get_parameters (before),
                                rcp_snapshot_get_parameters (rcp_trainer_get_snapshot (trainer))));
  g_object_unref (trainer);
}

/* The other way round: what the settings freeze is thawed on the way, and stays so. */
static void
test_thawed_on_the_way (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  RcpTrainer *trainer;
  g_autoptr (RcpSnapshot) before = NULL;

  freeze (fixture, "conv1");
  trainer = rcp_trainer_new_with_backend (rcp_backend_reference (), fixture->dataset, fixture->settings,
                                          fixture->folder, &error);
  g_assert_no_error (error);
  rcp_trainer_step (trainer);
  training_wait_step (trainer, 1);
  training_wait_state (trainer, RCP_TRAINER_PAUSED);
  before = rcp_snapshot_ref (rcp_trainer_get_snapshot (trainer));
  g_assert_true (rcp_trainer_set_frozen (trainer, "conv1", FALSE, &error));
  g_object_unref (trainer);

  trainer = rcp_trainer_resume_with_backend (rcp_backend_reference (), fixture->dataset, fixture->folder, 0, &error);
  g_assert_no_error (error);
  g_assert_null (rcp_trainer_get_settings (trainer)->frozen);
  rcp_trainer_step (trainer);
  training_wait_step (trainer, 2);
  training_wait_state (trainer, RCP_TRAINER_PAUSED);
  g_assert_false (is_unchanged (rcp_trainer_get_network (trainer), "conv1", rcp_snapshot_get_parameters (before),
                                rcp_snapshot_get_parameters (rcp_trainer_get_snapshot (trainer))));
  g_object_unref (trainer);
}

static void
test_freeze_refused_on_the_way (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpTrainer) trainer = NULL;

  freeze (fixture, "conv1,fc1");
  trainer = rcp_trainer_new_with_backend (rcp_backend_reference (), fixture->dataset, fixture->settings, NULL, &error);
  g_assert_false (rcp_trainer_set_frozen (trainer, "classifier", TRUE, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  g_assert_false (rcp_train_settings_get_frozen (rcp_trainer_get_settings (trainer), "classifier"));
}

static void
test_freeze_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *layers;
    const char *part;
  } cases[] = {
    { "conv2", "conv1, fc1, classifier" },    { "relu1", "relu1" },  { "conv1,conv1", "twice" },
    { "conv1,fc1,classifier", "All layers" }, { "conv1,", "empty" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      freeze (fixture, cases[i].layers);
      g_assert_null (rcp_trainer_new (fixture->dataset, fixture->settings, fixture->folder, &error));
      g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
      g_assert_nonnull (strstr (error->message, cases[i].part));
      g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
    }
}

/* --- branching -------------------------------------------------------------------------------------------------- */

static RcpTrainer *
branch (Fixture *fixture, RcpSnapshot *snapshot, const char *run_dir)
{
  g_autoptr (GError) error = NULL;
  RcpTrainer *trainer = rcp_trainer_branch_with_backend (rcp_backend_reference (), fixture->dataset, fixture->settings,
                                                         snapshot, "/runs/first", run_dir, &error);

  g_assert_no_error (error);
  return trainer;
}

/* It gives what a run gives that begins with a file of the same weights, and says where it came from. */
static void
test_branch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) first = training_run (fixture->dataset, fixture->settings, NULL);
  RcpSnapshot *snapshot = rcp_trainer_get_snapshot (first);
  g_autofree char *parent = g_path_get_dirname (fixture->folder);
  g_autofree char *file = g_build_filename (parent, "weights.safetensors", NULL);
  g_autoptr (RcpTrainer) branched = NULL;
  g_autoptr (RcpTrainer) from_file = NULL;
  g_autoptr (RcpRunInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  fixture->settings->learning_rate /= 2;
  fixture->settings->seed = 77;
  branched = run_to_end (branch (fixture, snapshot, fixture->folder), NULL);

  g_assert_true (rcp_snapshot_save (snapshot, file, &error));
  fixture->settings->init_file = g_strdup (file);
  from_file = training_run (fixture->dataset, fixture->settings, NULL);
  training_assert_same (branched, from_file);
  g_unlink (file);

  info = rcp_run_info_read (fixture->folder, &error);
  g_assert_no_error (error);
  g_assert_true (info->is_branch);
  g_assert_cmpstr (info->branched_from, ==, "/runs/first");
  g_assert_cmpuint (info->branched_step, ==, rcp_snapshot_get_step (snapshot));
  g_assert_cmpuint (info->branched_step, >, 0);
  g_assert_null (info->settings->init_file);
}

/* Killed before its first checkpoint, it begins again with the same weights, which no seed gives. */
static void
test_branch_begins_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) first = training_run (fixture->dataset, fixture->settings, NULL);
  RcpSnapshot *snapshot = rcp_trainer_get_snapshot (first);
  g_autofree char *last = g_build_filename (fixture->folder, "checkpoints", "last.safetensors", NULL);
  g_autofree char *initial = g_build_filename (fixture->folder, "checkpoints", "initial.safetensors", NULL);
  g_autoptr (RcpTrainer) whole = run_to_end (branch (fixture, snapshot, NULL), NULL);
  g_autoptr (RcpTrainer) part = branch (fixture, snapshot, fixture->folder);
  g_autoptr (GError) error = NULL;

  rcp_trainer_step (part);
  training_wait_step (part, 1);
  g_clear_object (&part);
  g_assert_cmpint (g_unlink (last), ==, 0);
  part = run_to_end (
      rcp_trainer_resume_with_backend (rcp_backend_reference (), fixture->dataset, fixture->folder, 0, &error), error);
  training_assert_same (whole, part);
  g_clear_object (&part);

  /* without these weights there is nothing to begin with */
  g_assert_cmpint (g_unlink (last), ==, 0);
  g_assert_cmpint (g_unlink (initial), ==, 0);
  g_assert_null (
      rcp_trainer_resume_with_backend (rcp_backend_reference (), fixture->dataset, fixture->folder, 0, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "initial.safetensors"));
}

static void
test_branch_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) first = training_run (fixture->dataset, fixture->settings, NULL);
  g_autoptr (GError) error = NULL;

  g_free (fixture->settings->network);
  fixture->settings->network = g_strdup ("flatten, linear 3");
  g_assert_null (rcp_trainer_new_from_snapshot (fixture->dataset, fixture->settings, rcp_trainer_get_snapshot (first),
                                                NULL, fixture->folder, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
}

/* A branch that nobody starts leaves nothing behind. */
static void
test_branch_never_begun (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) first = training_run (fixture->dataset, fixture->settings, NULL);
  g_autoptr (RcpTrainer) branched = branch (fixture, rcp_trainer_get_snapshot (first), fixture->folder);

  g_clear_object (&branched);
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
}

#define ADD_TEST(name, function, data) g_test_add (name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("/freeze/reference", test_frozen, rcp_backend_reference ());
  ADD_TEST ("/freeze/cpu", test_frozen, rcp_backend_cpu ());
  g_test_add_data_func ("/freeze/one-step/reference", rcp_backend_reference (), test_one_step);
  g_test_add_data_func ("/freeze/one-step/cpu", rcp_backend_cpu (), test_one_step);
  ADD_TEST ("/freeze/resumed", test_frozen_resumed, NULL);
  ADD_TEST ("/freeze/on-the-way", test_frozen_on_the_way, NULL);
  ADD_TEST ("/freeze/thawed-on-the-way", test_thawed_on_the_way, NULL);
  ADD_TEST ("/freeze/refused", test_freeze_refused, NULL);
  ADD_TEST ("/freeze/refused-on-the-way", test_freeze_refused_on_the_way, NULL);
  ADD_TEST ("/branch/run", test_branch, NULL);
  ADD_TEST ("/branch/begins-again", test_branch_begins_again, NULL);
  ADD_TEST ("/branch/refused", test_branch_refused, NULL);
  ADD_TEST ("/branch/never-begun", test_branch_never_begun, NULL);
  return g_test_run ();
}
