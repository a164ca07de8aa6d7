#include <glib/gstdio.h>
#include <string.h>

#include "error.h"
#include "net/initialise.h"
#include "net/safetensors.h"
#include "train/checkpoint.h"
#include "training.h"

static const RcpShape shape = { 2, 4, 5 };
static const double mean[] = { 125.306918046875, 1.0 / 3 };
static const double std[] = { 62.993219278136884, 0.1 };

typedef struct
{
  RcpNetwork *network;
  gsize n;
  float *parameters;
  RcpSnapshot *snapshot;
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->network = rcp_network_new ("conv 3 3x3, relu, flatten, linear 3", shape, 3, &error);
  g_assert_no_error (error);
  fixture->n = rcp_network_get_architecture (fixture->network)->n_parameters;
  fixture->parameters = g_new (float, fixture->n);
  g_assert_true (rcp_network_initialise (fixture->network, "default", 1, fixture->parameters, &error));
  fixture->snapshot =
      rcp_snapshot_new (fixture->network, fixture->parameters, "tiny", mean, std, 1234567890123, 17, G_MAXUINT64);
  fixture->folder = training_folder ();
  g_assert_cmpint (g_mkdir (fixture->folder, 0777), ==, 0);
  fixture->path = g_build_filename (fixture->folder, "model.safetensors", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rcp_snapshot_unref (fixture->snapshot);
  rcp_network_unref (fixture->network);
  training_folder_remove (fixture->folder);
  g_free (fixture->parameters);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
assert_equal (RcpSnapshot *a, RcpSnapshot *b)
{
  gsize n = rcp_network_get_architecture (rcp_snapshot_get_network (a))->n_parameters;

  g_assert_cmpstr (rcp_network_get_text (rcp_snapshot_get_network (a)), ==,
                   rcp_network_get_text (rcp_snapshot_get_network (b)));
  g_assert_cmpmem (rcp_snapshot_get_parameters (a), n * sizeof (float), rcp_snapshot_get_parameters (b),
                   n * sizeof (float));
  g_assert_cmpstr (rcp_snapshot_get_dataset (a), ==, rcp_snapshot_get_dataset (b));
  g_assert_cmpmem (rcp_snapshot_get_mean (a), sizeof mean, rcp_snapshot_get_mean (b), sizeof mean);
  g_assert_cmpmem (rcp_snapshot_get_std (a), sizeof std, rcp_snapshot_get_std (b), sizeof std);
  g_assert_cmpuint (rcp_snapshot_get_step (a), ==, rcp_snapshot_get_step (b));
  g_assert_cmpuint (rcp_snapshot_get_epoch (a), ==, rcp_snapshot_get_epoch (b));
  g_assert_cmpuint (rcp_snapshot_get_seed (a), ==, rcp_snapshot_get_seed (b));
}

static void
test_save_and_load (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpSnapshot) loaded = NULL;
  g_autofree float *parameters = g_new0 (float, fixture->n);

  g_assert_true (rcp_snapshot_save (fixture->snapshot, fixture->path, &error));
  g_assert_no_error (error);
  loaded = rcp_snapshot_load (fixture->path, &error);
  g_assert_no_error (error);
  assert_equal (fixture->snapshot, loaded);
  g_assert_true (rcp_parameters_load (fixture->network, fixture->path, parameters, &error));
  g_assert_cmpmem (parameters, fixture->n * sizeof (float), fixture->parameters, fixture->n * sizeof (float));
}

static void
test_tensors (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "conv1.weight", "conv1.bias", "classifier.weight", "classifier.bias" };
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpSafetensors) file = NULL;
  gsize dims[8];

  g_assert_true (rcp_snapshot_save (fixture->snapshot, fixture->path, &error));
  file = rcp_safetensors_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rcp_safetensors_get_n_tensors (file), ==, G_N_ELEMENTS (names));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (rcp_safetensors_has (file, names[i]));
  g_assert_cmpint (rcp_safetensors_get_shape (file, "conv1.weight", dims), ==, 4);
  g_assert_cmpuint (dims[0], ==, 3);
  g_assert_cmpuint (dims[1], ==, 2);
  g_assert_cmpstr (rcp_safetensors_get_metadata (file, "format"), ==, "pt");
  g_assert_cmpstr (rcp_safetensors_get_metadata (file, "receptive.input"), ==, "2x4x5");
  g_assert_cmpstr (rcp_safetensors_get_metadata (file, "receptive.classes"), ==, "3");
  g_assert_cmpstr (rcp_safetensors_get_metadata (file, "receptive.mean"), ==, "125.306918046875,0.33333333333333331");
}

static void
test_checkpoint (Fixture *fixture, gconstpointer data)
{
  g_autofree float *velocity = g_new (float, fixture->n);
  RcpCheckpoint checkpoint = { .snapshot = fixture->snapshot,
                               .velocity = velocity,
                               .progress = { .step = 1234567890123,
                                             .epoch = 17,
                                             .epoch_step = 5,
                                             .loss_sum = 1.0 / 3,
                                             .correct = 7,
                                             .count = 80,
                                             .train_seconds = 1e-300,
                                             .learning_rate = 0.1 + 0.2,
                                             .best_accuracy = -1 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpCheckpoint) loaded = NULL;
  g_autoptr (RcpSnapshot) as_snapshot = NULL;

  for (gsize i = 0; i < fixture->n; i++)
    velocity[i] = (float) i / 7.0f;
  g_assert_true (rcp_checkpoint_save (&checkpoint, fixture->path, &error));
  g_assert_no_error (error);
  loaded = rcp_checkpoint_load (fixture->path, &error);
  g_assert_no_error (error);
  assert_equal (fixture->snapshot, loaded->snapshot);
  g_assert_cmpmem (loaded->velocity, fixture->n * sizeof (float), velocity, fixture->n * sizeof (float));
  g_assert_cmpuint (loaded->progress.step, ==, checkpoint.progress.step);
  g_assert_cmpuint (loaded->progress.epoch, ==, 17);
  g_assert_cmpuint (loaded->progress.epoch_step, ==, 5);
  g_assert_cmpfloat (loaded->progress.loss_sum, ==, 1.0 / 3);
  g_assert_cmpuint (loaded->progress.correct, ==, 7);
  g_assert_cmpuint (loaded->progress.count, ==, 80);
  g_assert_cmpfloat (loaded->progress.train_seconds, ==, 1e-300);
  g_assert_cmpfloat (loaded->progress.learning_rate, ==, 0.1 + 0.2);
  g_assert_cmpfloat (loaded->progress.best_accuracy, ==, -1);

  /* it is a model file like any other as well */
  as_snapshot = rcp_snapshot_load (fixture->path, &error);
  g_assert_no_error (error);
  assert_equal (fixture->snapshot, as_snapshot);
}

static void
test_not_a_checkpoint (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rcp_snapshot_save (fixture->snapshot, fixture->path, &error));
  g_assert_null (rcp_checkpoint_load (fixture->path, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "receptive.resume."));
}

/* A good file's header: one entry at a time is spoiled. */
static const char *const good_metadata[][2] = {
  { "receptive.network", "conv 3 3x3, relu, flatten, linear 3" },
  { "receptive.input", "2x4x5" },
  { "receptive.classes", "3" },
  { "receptive.dataset", "tiny" },
  { "receptive.mean", "1,2" },
  { "receptive.std", "3,4.5" },
  { "receptive.step", "5" },
  { "receptive.epoch", "1" },
  { "receptive.seed", "1" },
};

/* @skip, a key, is left out; @key gets @value in place of its own */
static void
write_file (Fixture *fixture, const char *skip, const char *key, const char *value)
{
  const char *metadata[G_N_ELEMENTS (good_metadata)][2];
  RcpSafetensorsEntry entries[8];
  guint n_metadata = 0, n_tensors;
  const RcpTensorInfo *tensors = rcp_network_get_tensors (fixture->network, &n_tensors);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_tensors; i++)
    {
      entries[i] =
          (RcpSafetensorsEntry){ tensors[i].name, tensors[i].n_dims, { 0 }, fixture->parameters + tensors[i].offset };
      for (int d = 0; d < tensors[i].n_dims; d++)
        entries[i].dims[d] = tensors[i].dims[d];
    }
  for (gsize i = 0; i < G_N_ELEMENTS (good_metadata); i++)
    if (g_strcmp0 (good_metadata[i][0], skip) != 0)
      {
        metadata[n_metadata][0] = good_metadata[i][0];
        metadata[n_metadata][1] = g_strcmp0 (good_metadata[i][0], key) == 0 ? value : good_metadata[i][1];
        n_metadata++;
      }
  g_assert_true (rcp_safetensors_write (fixture->path, entries, n_tensors, (const char *const(*)[2]) metadata,
                                        n_metadata, &error));
  g_assert_no_error (error);
}

static void
test_metadata (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[][2] = {
    { "receptive.network", "nonsense" },
    { "receptive.network", "conv 3 3x3, relu, flatten, linear 4" },
    { "receptive.network", "flatten, linear 16384, linear 16384, linear 3" },
    { "receptive.input", "2x4" },
    { "receptive.input", "2x4x0" },
    { "receptive.input", "2x4x5x1" },
    { "receptive.input", "2x4x99999999999999999999" },
    { "receptive.input", "9x4x5" },
    { "receptive.classes", "three" },
    { "receptive.classes", "-3" },
    { "receptive.classes", "0" },
    { "receptive.mean", "1" },
    { "receptive.mean", "1,2,3" },
    { "receptive.mean", "1,nan" },
    { "receptive.mean", "1,2x" },
    { "receptive.std", "" },
    { "receptive.std", ",," },
    { "receptive.step", "-1" },
    { "receptive.step", "18446744073709551616" },
    { "receptive.epoch", "4294967296" },
    { "receptive.seed", "" },
  };

  write_file (fixture, NULL, NULL, NULL);
  rcp_snapshot_unref (rcp_snapshot_load (fixture->path, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (good_metadata); i++)
    {
      g_autoptr (GError) error = NULL;

      write_file (fixture, good_metadata[i][0], NULL, NULL);
      g_assert_null (rcp_snapshot_load (fixture->path, &error));
      g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, good_metadata[i][0]));
      g_assert_nonnull (strstr (error->message, fixture->path));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s: %s", bad[i][0], bad[i][1]);
      write_file (fixture, NULL, bad[i][0], bad[i][1]);
      g_assert_null (rcp_snapshot_load (fixture->path, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == RCP_ERROR);
      g_assert_nonnull (strstr (error->message, fixture->path));
    }
}

/* Writes the fixture's tensors but for one that is missing, surplus or of another shape. */
static void
write_tensors (Fixture *fixture, const char *skip, const char *add, const char *reshape)
{
  RcpSafetensorsEntry entries[8];
  guint n = 0, n_tensors;
  const RcpTensorInfo *tensors = rcp_network_get_tensors (fixture->network, &n_tensors);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_tensors; i++)
    if (g_strcmp0 (tensors[i].name, skip) != 0)
      {
        entries[n] =
            (RcpSafetensorsEntry){ tensors[i].name, tensors[i].n_dims, { 0 }, fixture->parameters + tensors[i].offset };
        for (int d = 0; d < tensors[i].n_dims; d++)
          entries[n].dims[d] = tensors[i].dims[d];
        if (g_strcmp0 (tensors[i].name, reshape) == 0)
          {
            entries[n].n_dims = 1;
            entries[n].dims[0] = tensors[i].count;
          }
        n++;
      }
  if (add != NULL)
    entries[n++] = (RcpSafetensorsEntry){ add, 1, { 2 }, fixture->parameters };
  g_assert_true (rcp_safetensors_write (fixture->path, entries, n, NULL, 0, &error));
  g_assert_no_error (error);
}

static void
assert_refused (Fixture *fixture, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree float *parameters = g_new0 (float, fixture->n);
  g_autofree float *zeros = g_new0 (float, fixture->n);

  g_assert_false (rcp_parameters_load (fixture->network, fixture->path, parameters, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_assert_cmpmem (parameters, fixture->n * sizeof (float), zeros, fixture->n * sizeof (float));
}

static void
test_parameters (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree float *parameters = g_new0 (float, fixture->n);

  /* what another program wrote has no metadata of ours */
  write_tensors (fixture, NULL, NULL, NULL);
  g_assert_true (rcp_parameters_load (fixture->network, fixture->path, parameters, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (parameters, fixture->n * sizeof (float), fixture->parameters, fixture->n * sizeof (float));
  g_assert_null (rcp_snapshot_load (fixture->path, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "receptive.network"));

  write_tensors (fixture, "classifier.bias", NULL, NULL);
  assert_refused (fixture, "classifier.bias");
  write_tensors (fixture, NULL, "conv2.bias", NULL);
  assert_refused (fixture, "conv2.bias");
  write_tensors (fixture, NULL, NULL, "classifier.weight");
  assert_refused (fixture, "classifier.weight");
  write_tensors (fixture, NULL, "velocity.nothing", NULL);
  assert_refused (fixture, "velocity.nothing");
}

static void
test_missing_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_snapshot_load (fixture->path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, fixture->path));
}

#define ADD_TEST(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("/snapshot/save-and-load", test_save_and_load);
  ADD_TEST ("/snapshot/tensors", test_tensors);
  ADD_TEST ("/snapshot/checkpoint", test_checkpoint);
  ADD_TEST ("/snapshot/not-a-checkpoint", test_not_a_checkpoint);
  ADD_TEST ("/snapshot/metadata", test_metadata);
  ADD_TEST ("/snapshot/parameters", test_parameters);
  ADD_TEST ("/snapshot/missing-file", test_missing_file);
  return g_test_run ();
}
