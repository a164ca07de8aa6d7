/* What is refused, what is left behind, and what is found again. */

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "backend/registry.h"
#include "error.h"
#include "faulty-backend.h"
#include "net/safetensors.h"
#include "tiny-dataset.h"
#include "train/run-folder.h"
#include "training.h"

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

static RcpTrainer *
begin (Fixture *fixture, const char *folder, GError **error)
{
  return rcp_trainer_new_with_backend (rcp_backend_reference (), fixture->dataset, fixture->settings, folder, error);
}

static void
write_in (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
read_in (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
remove_in (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_contents (Fixture *fixture, gconstpointer data)
{
  g_autofree char *checkpoints = g_build_filename (fixture->folder, "checkpoints", NULL);
  g_autofree char *last = g_build_filename (checkpoints, "last.safetensors", NULL);
  g_autofree char *best_file = g_build_filename (checkpoints, "best.safetensors", NULL);
  g_autoptr (RcpTrainer) trainer = NULL;
  g_autoptr (RcpRunInfo) info = NULL;
  g_autoptr (RcpSnapshot) best = NULL;
  g_autoptr (RcpSafetensors) file = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  fixture->settings->seed = G_MAXUINT64;
  /* enough for more than one epoch of the highest accuracy */
  fixture->settings->epochs = 30;
  trainer = training_run (fixture->dataset, fixture->settings, fixture->folder);
  g_assert_cmpuint (count_files (fixture->folder), ==, 4);
  g_assert_cmpuint (count_files (checkpoints), ==, 2);

  json = read_in (fixture, "run.json");
  g_assert_true (json_parser_load_from_data (parser, json, -1, &error));
  object = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "finished");
  g_assert_true (json_object_get_null_member (object, "message"));
  g_assert_cmpstr (json_object_get_string_member (object, "device"), ==, "reference");
  g_assert_cmpint (json_object_get_int_member (object, "parameters"), ==, 57 + 57);
  object = json_object_get_object_member (object, "settings");
  g_assert_cmpstr (json_object_get_string_member (object, "network"), ==,
                   rcp_network_get_text (rcp_trainer_get_network (trainer)));

  info = rcp_run_info_read (fixture->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->state, ==, RCP_RUN_FINISHED);
  g_assert_cmpuint (info->settings->seed, ==, G_MAXUINT64);
  best = rcp_snapshot_load (best_file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rcp_snapshot_get_epoch (best), ==, rcp_metrics_get_best (rcp_trainer_get_metrics (trainer))->epoch);
  g_assert_cmpfloat (info->best_accuracy, ==, rcp_metrics_get_best (rcp_trainer_get_metrics (trainer))->val_accuracy);

  /* without momentum there is nothing in it but the parameters */
  file = rcp_safetensors_open (last, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rcp_safetensors_get_n_tensors (file), ==, 4);
}

/* Everything that can be refused is refused before anything is written. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *network;
    const char *dataset;
    const char *init_file;
    double learning_rate;
    int code;
  } cases[] = {
    { "rate", "linear 3", "tiny", NULL, -1, RCP_ERROR_ARGUMENT },
    { "dataset", "flatten, linear 3", "shapes", NULL, 0.1, RCP_ERROR_ARGUMENT },
    { "network", "conv 6 9x9, flatten, linear 3", "tiny", NULL, 0.1, RCP_ERROR_NETWORK },
    { "outputs", "flatten, linear 10", "tiny", NULL, 0.1, RCP_ERROR_NETWORK },
    { "init", "flatten, linear 3", "tiny", "/dev/null", 0.1, RCP_ERROR_FORMAT },
  };
  g_autofree char *parent = g_path_get_dirname (fixture->folder);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (fixture->settings);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].name);
      g_free (settings->network);
      settings->network = g_strdup (cases[i].network);
      g_free (settings->dataset);
      settings->dataset = g_strdup (cases[i].dataset);
      settings->init_file = g_strdup (cases[i].init_file);
      settings->learning_rate = cases[i].learning_rate;
      g_assert_null (
          rcp_trainer_new_with_backend (rcp_backend_reference (), fixture->dataset, settings, fixture->folder, &error));
      g_assert_error (error, RCP_ERROR, cases[i].code);
      g_assert_cmpuint (count_files (parent), ==, 0);
    }
}

static void
test_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (fixture->settings->device);
  fixture->settings->device = g_strdup ("abacus");
  g_assert_null (rcp_trainer_new (fixture->dataset, fixture->settings, fixture->folder, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
}

static void
test_existing (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "run.json", "metrics.csv", "checkpoints/last.safetensors",
                                       "checkpoints/best.safetensors" };
  g_autofree char *parent = g_path_get_dirname (fixture->folder);
  g_autofree char *below = g_build_filename (fixture->folder, "file", "run", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      write_in (fixture, files[i], "precious");
      g_assert_null (begin (fixture, fixture->folder, &error));
      g_assert_error (error, RCP_ERROR, RCP_ERROR_RUN);
      text = read_in (fixture, files[i]);
      g_assert_cmpstr (text, ==, "precious");
      remove_in (fixture, files[i]);
    }

  /* other files are no hindrance, and a file is no folder */
  write_in (fixture, "file", "mine");
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (begin (fixture, below, &error));
    g_assert_nonnull (error);
    g_assert_nonnull (strstr (error->message, below));
  }
  g_object_unref (training_run (fixture->dataset, fixture->settings, fixture->folder));
}

/* A run that never begins leaves nothing, not even the folders that were made for it. */
static void
test_no_trace (Fixture *fixture, gconstpointer data)
{
  g_autofree char *parent = g_path_get_dirname (fixture->folder);
  g_autofree char *deep = g_build_filename (fixture->folder, "a", "b", NULL);
  g_autoptr (GError) error = NULL;
  RcpTrainer *trainer = begin (fixture, deep, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_test (deep, G_FILE_TEST_IS_DIR));
  g_assert_finalize_object (trainer);
  g_assert_cmpuint (count_files (parent), ==, 0);

  trainer = begin (fixture, deep, &error);
  rcp_trainer_stop (trainer);
  g_assert_cmpuint (count_files (parent), ==, 0);
  training_wait_state (trainer, RCP_TRAINER_STOPPED);
  g_assert_finalize_object (trainer);

  trainer = rcp_trainer_new_with_backend (faulty_backend (TRUE, 0), fixture->dataset, fixture->settings, deep, &error);
  g_assert_no_error (error);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FAILED);
  g_assert_cmpuint (count_files (parent), ==, 0);
  g_assert_finalize_object (trainer);
}

static RcpTrainer *
resume (Fixture *fixture, GError **error)
{
  return rcp_trainer_resume_with_backend (rcp_backend_reference (), fixture->dataset, fixture->folder, 0, error);
}

static void
test_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpTrainer) trainer = begin (fixture, fixture->folder, &error);
  g_autoptr (RcpRunInfo) held = NULL;
  g_autoptr (RcpRunInfo) free = NULL;

  g_assert_no_error (error);
  g_assert_null (begin (fixture, fixture->folder, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_RUN);
  g_clear_error (&error);
  rcp_trainer_step (trainer);
  training_wait_state (trainer, RCP_TRAINER_PAUSED);
  g_assert_null (resume (fixture, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_RUN);
  g_clear_error (&error);
  held = rcp_run_info_read (fixture->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (held->state, ==, RCP_RUN_RUNNING);
  g_assert_cmpfloat (held->best_accuracy, ==, -1);

  /* the folder is free as soon as the end is known */
  rcp_trainer_stop (trainer);
  training_wait_state (trainer, RCP_TRAINER_STOPPED);
  g_object_unref (resume (fixture, &error));
  g_assert_no_error (error);
  free = rcp_run_info_read (fixture->folder, &error);
  g_assert_cmpint (free->state, ==, RCP_RUN_STOPPED);
}

/* A run of a few steps that can be resumed. */
static void
make_run (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpTrainer) trainer = begin (fixture, fixture->folder, &error);

  g_assert_no_error (error);
  for (int i = 0; i < 15; i++)
    rcp_trainer_step (trainer);
  training_wait_step (trainer, 15);
}

static void
assert_not_resumed (Fixture *fixture, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resume (fixture, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == RCP_ERROR);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_nonnull (strstr (error->message, fixture->folder));
}

static void
edit (Fixture *fixture, const char *name, const char *from, const char *to)
{
  g_autofree char *text = read_in (fixture, name);
  g_autoptr (GString) edited = g_string_new (text);

  g_assert_cmpuint (g_string_replace (edited, from, to, 0), >, 0);
  write_in (fixture, name, edited->str);
}

static void
test_damaged_info (Fixture *fixture, gconstpointer data)
{
  static const char *const edits[][2] = {
    { "{", "" },
    { "\"stopped\"", "\"sleeping\"" },
    { "\"stopped\"", "7" },
    { "\"settings\"", "\"sittings\"" },
    { "\"epochs\" : 4", "\"epochs\" : -4" },
    { "\"batch_size\" : 16", "\"batch_size\" : 0" },
    { "\"parameters\"", "\"parameter\"" },
  };
  g_autofree char *good = NULL;

  assert_not_resumed (fixture, "run.json");
  make_run (fixture);
  good = read_in (fixture, "run.json");
  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      write_in (fixture, "run.json", good);
      edit (fixture, "run.json", edits[i][0], edits[i][1]);
      assert_not_resumed (fixture, "run.json");
    }
}

/* A checkpoint that is whole, but not of this run as run.json tells it. */
static void
test_foreign_checkpoint (Fixture *fixture, gconstpointer data)
{
  static const char *const edits[][2] = {
    { "\"batch_size\" : 16", "\"batch_size\" : 17" },
    { "\"momentum\" : 0.0", "\"momentum\" : 0.5" },
    { "\"seed\" : 1", "\"seed\" : 2" },
    { "conv 3 3x3", "conv 4 3x3" },
  };
  g_autofree char *good = NULL;

  make_run (fixture);
  good = read_in (fixture, "run.json");
  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      write_in (fixture, "run.json", good);
      edit (fixture, "run.json", edits[i][0], edits[i][1]);
      assert_not_resumed (fixture, "last.safetensors");
    }
}

static void
test_damaged_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *last = g_build_filename (fixture->folder, "checkpoints", "last.safetensors", NULL);
  g_autofree char *metrics = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *shorter = NULL;
  g_autofree char *whole = NULL;
  gsize length;

  make_run (fixture);
  metrics = read_in (fixture, "metrics.csv");
  edit (fixture, "metrics.csv", "\n1,3,", "\n1,,");
  assert_not_resumed (fixture, "metrics.csv");
  edit (fixture, "metrics.csv", "\n1,,", "\nx");
  assert_not_resumed (fixture, "Line 4");
  lines = g_strsplit (metrics, "\n2,15,", 2);
  shorter = g_strconcat (lines[0], "\n", NULL);
  write_in (fixture, "metrics.csv", shorter);
  assert_not_resumed (fixture, "metrics.csv");

  g_assert_true (g_file_get_contents (last, &whole, &length, NULL));
  g_assert_true (g_file_set_contents (last, whole, (gssize) length - 1, NULL));
  assert_not_resumed (fixture, "last.safetensors");
}

static void
test_list (void)
{
  g_autoptr (RcpDataset) dataset = tiny_dataset_new ();
  g_autoptr (RcpTrainSettings) settings = training_settings ();
  g_autofree char *first = rcp_run_folder_new_default ("lenet");
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *place = g_path_get_dirname (first);
  g_autofree char *noise = g_build_filename (place, "noise", NULL);
  g_autoptr (GPtrArray) none = rcp_run_folder_list ();
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (RcpTrainer) trainer = NULL;
  g_autofree char *name = g_path_get_basename (first);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (g_str_has_suffix (name, "-lenet"));
  g_assert_true (g_str_has_prefix (first, g_get_user_data_dir ()));
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  trainer = training_run (dataset, settings, first);
  g_clear_object (&trainer);
  settings->seed = 2;
  second = rcp_run_folder_new_default ("linear 10");
  g_assert_nonnull (strstr (second, "-custom"));
  trainer = training_run (dataset, settings, second);
  /* two in the same second have names of their own */
  third = rcp_run_folder_new_default ("linear 10");
  g_assert_cmpstr (second, !=, third);
  g_assert_cmpint (g_mkdir (noise, 0777), ==, 0);

  runs = rcp_run_folder_list ();
  g_assert_cmpuint (runs->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      RcpRunInfo *info = g_ptr_array_index (runs, i);

      g_assert_cmpint (info->state, ==, RCP_RUN_FINISHED);
      g_assert_cmpfloat (info->best_accuracy, >, 0);
      g_assert_cmpstr (info->path, ==, info->settings->seed == 1 ? first : second);
    }
  g_assert_cmpstr (((RcpRunInfo *) g_ptr_array_index (runs, 0))->created, >=,
                   ((RcpRunInfo *) g_ptr_array_index (runs, 1))->created);
}

#define ADD_TEST(name, function) g_test_add ("/run-folder/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD_TEST ("contents", test_contents);
  ADD_TEST ("refused", test_refused);
  ADD_TEST ("device", test_device);
  ADD_TEST ("existing", test_existing);
  ADD_TEST ("no-trace", test_no_trace);
  ADD_TEST ("lock", test_lock);
  ADD_TEST ("damaged-info", test_damaged_info);
  ADD_TEST ("foreign-checkpoint", test_foreign_checkpoint);
  ADD_TEST ("damaged-files", test_damaged_files);
  g_test_add_func ("/run-folder/list", test_list);
  return g_test_run ();
}
