/* The session without a window: what every page relies on. */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#include "inspect/edits.h"
#include "session.h"
#include "train/run-folder.h"
#include "wait-for.h"

typedef struct
{
  char *folder;
  RcpSession *session;
} Fixture;

static void
remove_tree (GFile *file)
{
  g_autoptr (GFileEnumerator) children =
      g_file_enumerate_children (file, "standard::name", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    remove_tree (child);
  g_file_delete (file, NULL, NULL);
}

static void
set_up_early (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("receptive-XXXXXX", NULL);
  fixture->session = rcp_session_new (fixture->folder);
  WAIT_FOR (rcp_session_get_dataset (fixture->session) != NULL && !rcp_session_get_loading (fixture->session));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_early (fixture, data);
  WAIT_FOR (rcp_session_get_statistics (fixture->session) != NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);

  /* a worker whose answer nobody wants any more still has to come back with it */
  WAIT_FOR (G_OBJECT (fixture->session)->ref_count == 1);
  g_assert_finalize_object (fixture->session);
  remove_tree (folder);
  g_free (fixture->folder);
}

static void
on_counted (guint *count)
{
  (*count)++;
}

static void
on_sentence (RcpSession *session, const char *sentence, char **last)
{
  g_free (*last);
  *last = g_strdup (sentence);
}

static void
test_opens_builtin (Fixture *fixture, gconstpointer data)
{
  const RcpSpecimen *specimen = rcp_session_get_specimen (fixture->session);

  g_assert_cmpstr (rcp_dataset_get_name (rcp_session_get_dataset (fixture->session)), ==, "shapes");
  g_assert_true (rcp_session_get_fetchable (fixture->session));
  g_assert_cmpstr (rcp_session_get_settings (fixture->session)->dataset, ==, "shapes");
  g_assert_nonnull (specimen);
  g_assert_cmpint (specimen->split, ==, RCP_SPLIT_TEST);
  g_assert_cmpuint (specimen->index, ==, 0);
}

static void
test_neighbours (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  const RcpSamples *test = rcp_dataset_get_samples (rcp_session_get_dataset (session), RCP_SPLIT_TEST);
  guint changes = 0;

  g_signal_connect_swapped (session, "specimen-changed", G_CALLBACK (on_counted), &changes);
  rcp_session_previous_specimen (session);
  g_assert_cmpuint (rcp_session_get_specimen (session)->index, ==, test->count - 1);
  rcp_session_next_specimen (session);
  g_assert_cmpuint (rcp_session_get_specimen (session)->index, ==, 0);
  g_assert_cmpuint (changes, ==, 2);
  /* the same one again is no change */
  rcp_session_set_specimen (session, RCP_SPLIT_TEST, 0);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_true (rcp_session_get_specimen (session)->pixels == rcp_samples_pixels (test, 0));
  g_signal_handlers_disconnect_by_data (session, &changes);
}

static void
test_neighbours_of_a_class (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  const RcpSamples *test = rcp_dataset_get_samples (rcp_session_get_dataset (session), RCP_SPLIT_TEST);
  guint label = (rcp_session_get_specimen (session)->label + 1) % test->n_classes;
  guint first = 0, seen = 0;

  while (rcp_samples_label (test, first) != label)
    first++;
  rcp_session_set_filter (session, RCP_SPLIT_TEST, label);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rcp_session_get_pictures (session))), ==,
                    rcp_dataset_get_class_count (rcp_session_get_dataset (session), RCP_SPLIT_TEST, label));
  /* the specimen is not of this class: the one after it is the first that is */
  rcp_session_next_specimen (session);
  g_assert_cmpuint (rcp_session_get_specimen (session)->index, ==, first);
  do
    {
      g_assert_cmpuint (rcp_session_get_specimen (session)->label, ==, label);
      rcp_session_next_specimen (session);
      seen++;
    }
  while (rcp_session_get_specimen (session)->index != first);
  g_assert_cmpuint (seen, ==, rcp_dataset_get_class_count (rcp_session_get_dataset (session), RCP_SPLIT_TEST, label));
}

static void
test_random (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;

  for (int i = 0; i < 200; i++)
    {
      guint before = rcp_session_get_specimen (session)->index;

      rcp_session_random_specimen (session);
      g_assert_cmpuint (rcp_session_get_specimen (session)->index, !=, before);
    }
}

static void
test_missing_dataset (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (RcpDataset) before = g_object_ref (rcp_session_get_dataset (session));
  g_autofree char *problem = NULL;

  g_signal_connect (session, "problem", G_CALLBACK (on_sentence), &problem);
  rcp_session_select_dataset (session, "cifar10");
  WAIT_FOR (!rcp_session_get_loading (session));
  g_assert_nonnull (problem);
  g_assert_nonnull (strstr (problem, "CIFAR-10"));
  g_assert_true (rcp_session_get_dataset (session) == before);
  g_signal_handlers_disconnect_by_data (session, &problem);
}

static void
test_settings_keep_the_dataset (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (rcp_session_get_settings (fixture->session));

  g_free (settings->dataset);
  settings->dataset = g_strdup ("cifar10");
  settings->epochs = 3;
  rcp_session_set_settings (fixture->session, settings);
  g_assert_cmpuint (rcp_session_get_settings (fixture->session)->epochs, ==, 3);
  g_assert_cmpstr (rcp_session_get_settings (fixture->session)->dataset, ==, "shapes");
}

static void
use_small_network (RcpSession *session)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (rcp_session_get_settings (session));

  g_free (settings->network);
  settings->network = g_strdup ("avgpool 8, flatten, linear 10");
  rcp_session_set_settings (session, settings);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  rcp_session_close_finish (RCP_SESSION (source), result);
  *(gboolean *) user_data = TRUE;
}

static void
test_run (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (RcpTrainer) first = NULL;
  g_autofree char *problem = NULL;
  gboolean closed = FALSE;

  g_signal_connect (session, "problem", G_CALLBACK (on_sentence), &problem);
  use_small_network (session);
  rcp_session_step (session);
  WAIT_FOR (rcp_session_get_run_state (session) == RCP_TRAINER_PAUSED);
  first = g_object_ref (rcp_session_get_trainer (session));
  g_assert_true (rcp_session_is_training (session));

  /* another dataset would pull the pictures from under the run */
  rcp_session_select_dataset (session, "cifar10");
  g_assert_nonnull (problem);
  g_assert_false (rcp_session_get_loading (session));

  /* going on is the same run, and a new one comes only after its end */
  rcp_session_start (session);
  WAIT_FOR (rcp_session_get_run_state (session) == RCP_TRAINER_RUNNING);
  g_assert_true (rcp_session_get_trainer (session) == first);
  rcp_session_stop (session);
  WAIT_FOR (!rcp_session_is_training (session));
  rcp_session_start (session);
  g_assert_true (rcp_session_get_trainer (session) != first);

  rcp_session_close_async (session, on_closed, &closed);
  WAIT_FOR (closed);
  g_assert_cmpint (rcp_session_get_run_state (session), ==, RCP_TRAINER_STOPPED);
  g_signal_handlers_disconnect_by_data (session, &problem);
}

static void
test_impossible_run (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (rcp_session_get_settings (session));
  g_autofree char *problem = NULL;

  g_signal_connect (session, "problem", G_CALLBACK (on_sentence), &problem);
  g_free (settings->network);
  settings->network = g_strdup ("conv 6 50x50, flatten, linear 10");
  rcp_session_set_settings (session, settings);
  rcp_session_start (session);
  g_assert_nonnull (problem);
  g_assert_null (rcp_session_get_trainer (session));
  g_signal_handlers_disconnect_by_data (session, &problem);
}

/* A start that cannot be made before the pictures are counted: it is refused at once, and not made later when what was
 * wrong with it has been mended. */
static void
test_impossible_run_too_early (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;

  g_assert_null (rcp_session_get_statistics (session));
  test_impossible_run (fixture, data);
  use_small_network (session);
  WAIT_FOR (rcp_session_get_statistics (session) != NULL);
  g_assert_null (rcp_session_get_trainer (session));
}

/* While one that can be made waits for that. */
static void
test_run_too_early (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;

  use_small_network (session);
  g_assert_null (rcp_session_get_statistics (session));
  rcp_session_step (session);
  g_assert_null (rcp_session_get_trainer (session));
  WAIT_FOR (rcp_session_get_run_state (session) == RCP_TRAINER_PAUSED);
  rcp_session_stop (session);
  WAIT_FOR (!rcp_session_is_training (session));
}

/* The weights of @snapshot with the first of them set to 7. */
static RcpSnapshot *
edit (RcpSnapshot *snapshot)
{
  g_autoptr (RcpEdits) edits = rcp_edits_new (snapshot);

  g_assert_true (rcp_edits_set_parameter (edits, 0, 7, FALSE, NULL));
  return rcp_snapshot_ref (rcp_edits_get_snapshot (edits));
}

/* A branch ends the run that is under way and begins with the weights that it is given. */
static void
test_branch (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (RcpTrainSettings) settings = NULL;
  g_autoptr (RcpTrainer) first = NULL;
  g_autoptr (RcpSnapshot) edited = NULL;
  g_autoptr (RcpSnapshot) initial = NULL;
  g_autoptr (RcpRunInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  use_small_network (session);
  rcp_session_watch (session);
  rcp_session_start (session);
  WAIT_FOR (rcp_session_get_snapshot (session) != NULL
            && rcp_snapshot_get_step (rcp_session_get_snapshot (session)) > 0);
  first = g_object_ref (rcp_session_get_trainer (session));
  edited = edit (rcp_session_get_snapshot (session));
  settings = rcp_train_settings_copy (rcp_session_get_settings (session));
  settings->learning_rate = 0.125;
  settings->epochs = 1;
  rcp_session_branch (session, edited, settings);
  WAIT_FOR (rcp_session_get_trainer (session) != first);
  g_assert_cmpint (rcp_trainer_get_state (first), ==, RCP_TRAINER_STOPPED);
  WAIT_FOR (!rcp_session_is_training (session));
  g_assert_cmpint (rcp_session_get_run_state (session), ==, RCP_TRAINER_FINISHED);
  g_assert_cmpfloat (rcp_session_get_settings (session)->learning_rate, ==, 0.125);

  info = rcp_run_info_read (rcp_trainer_get_run_dir (rcp_session_get_trainer (session)), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->branched_from, ==, rcp_trainer_get_run_dir (first));
  g_assert_cmpuint (info->branched_step, ==, rcp_snapshot_get_step (edited));
  path = g_build_filename (info->path, "checkpoints", "initial.safetensors", NULL);
  initial = rcp_snapshot_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (rcp_snapshot_get_parameters (initial), 490 * sizeof (float), rcp_snapshot_get_parameters (edited),
                   490 * sizeof (float));
  rcp_session_unwatch (session);
}

/* One that cannot be made leaves the run that is under way alone; so does one of no run, which has nothing to end. */
static void
test_branch_refused (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (RcpTrainSettings) settings = NULL;
  g_autoptr (RcpTrainer) first = NULL;
  g_autofree char *problem = NULL;

  use_small_network (session);
  rcp_session_step (session);
  WAIT_FOR (rcp_session_get_run_state (session) == RCP_TRAINER_PAUSED && rcp_session_get_snapshot (session) != NULL);
  first = g_object_ref (rcp_session_get_trainer (session));
  settings = rcp_train_settings_copy (rcp_session_get_settings (session));
  rcp_train_settings_set_frozen (settings, "classifier", TRUE);
  g_signal_connect (session, "problem", G_CALLBACK (on_sentence), &problem);
  rcp_session_branch (session, rcp_session_get_snapshot (session), settings);
  g_assert_nonnull (problem);
  g_assert_true (rcp_session_get_trainer (session) == first);
  g_assert_cmpint (rcp_session_get_run_state (session), ==, RCP_TRAINER_PAUSED);
  g_signal_handlers_disconnect_by_data (session, &problem);
  rcp_session_stop (session);
  WAIT_FOR (!rcp_session_is_training (session));
}

/* What no run was made of yet can be branched from, and names no run. */
static void
test_branch_untrained (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (RcpTrainSettings) settings = NULL;
  g_autoptr (RcpRunInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  use_small_network (session);
  WAIT_FOR (rcp_session_get_snapshot (session) != NULL
            && rcp_network_get_architecture (rcp_snapshot_get_network (rcp_session_get_snapshot (session)))->n_layers
                   == 3);
  settings = rcp_train_settings_copy (rcp_session_get_settings (session));
  settings->epochs = 1;
  rcp_session_branch (session, rcp_session_get_snapshot (session), settings);
  WAIT_FOR (rcp_session_get_run_state (session) == RCP_TRAINER_FINISHED);
  info = rcp_run_info_read (rcp_trainer_get_run_dir (rcp_session_get_trainer (session)), &error);
  g_assert_no_error (error);
  g_assert_true (info->is_branch);
  g_assert_null (info->branched_from);
}

static void
test_frozen (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (rcp_session_get_settings (session));
  g_autofree char *problem = NULL;

  g_free (settings->network);
  settings->network = g_strdup ("conv 2 5x5 stride 5, relu, flatten, linear 10");
  rcp_session_set_settings (session, settings);
  g_signal_connect (session, "problem", G_CALLBACK (on_sentence), &problem);
  rcp_session_set_frozen (session, "conv1", TRUE);
  g_assert_true (rcp_session_get_frozen (session, "conv1"));
  rcp_session_step (session);
  WAIT_FOR (rcp_session_get_run_state (session) == RCP_TRAINER_PAUSED);
  g_assert_true (rcp_train_settings_get_frozen (rcp_trainer_get_settings (rcp_session_get_trainer (session)), "conv1"));

  /* in a run that is under way, but not all of it */
  rcp_session_set_frozen (session, "classifier", TRUE);
  g_assert_nonnull (problem);
  g_assert_false (rcp_session_get_frozen (session, "classifier"));
  rcp_session_set_frozen (session, "conv1", FALSE);
  g_assert_null (rcp_trainer_get_settings (rcp_session_get_trainer (session))->frozen);
  rcp_session_set_frozen (session, "conv1", TRUE);
  rcp_session_stop (session);
  WAIT_FOR (!rcp_session_is_training (session));
  g_assert_true (rcp_session_get_frozen (session, "conv1"));

  /* another network has no such layer */
  use_small_network (session);
  g_assert_null (rcp_session_get_settings (session)->frozen);
  g_signal_handlers_disconnect_by_data (session, &problem);
}

/* A picture of one colour, or a file that is none. */
static GFile *
write_picture (Fixture *fixture, const char *name, int width, int height, guint32 rgba)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, MAX (width, 1), MAX (height, 1));

  if (width == 0)
    g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  else
    {
      /* its left half is black */
      gdk_pixbuf_fill (pixbuf, rgba);
      for (int y = 0; y < height; y++)
        memset (gdk_pixbuf_get_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf), 0, 3 * (gsize) (width / 2));
      g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
    }
  return g_file_new_for_path (path);
}

static void
test_own_picture (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  const RcpSpecimen *specimen = rcp_session_get_specimen (session);
  g_autoptr (GFile) wide = write_picture (fixture, "wide.png", 128, 64, 0xff8000ff);
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;
  guint changes = 0;

  rcp_session_set_specimen (session, RCP_SPLIT_TEST, 5);
  g_signal_connect_swapped (session, "specimen-changed", G_CALLBACK (on_counted), &changes);
  rcp_session_open_picture (session, wide);
  WAIT_FOR (changes == 1);
  name = rcp_session_dup_specimen_name (session);
  g_assert_cmpstr (name, ==, "wide.png");
  description = rcp_session_dup_specimen_description (session);
  g_assert_nonnull (strstr (description, "128 × 64"));
  g_assert_cmpuint (specimen->label, ==, RCP_LABEL_NONE);
  g_assert_cmpint (rcp_image_get_width (specimen->picture), ==, 128);
  g_assert_true (specimen->owner == G_OBJECT (specimen->picture));
  g_assert_cmpint (specimen->shape.width, ==, 32);

  /* both ways have the black on the left and the orange on the right; where it is cut each pixel is of two */
  g_assert_cmpint (rcp_session_get_fit (session), ==, RCP_IMAGE_FIT_CROP);
  g_assert_cmpuint (specimen->pixels[0], ==, 0);
  g_assert_cmpuint (specimen->pixels[31], ==, 255);
  g_assert_cmpuint (specimen->pixels[1024 + 31], ==, 128);
  g_assert_cmpuint (specimen->pixels[2048 + 31], ==, 0);
  rcp_session_set_fit (session, RCP_IMAGE_FIT_STRETCH);
  WAIT_FOR (changes == 2);
  g_assert_true (specimen->pixels
                 == rcp_image_get_fitted (specimen->picture, specimen->shape, RCP_IMAGE_FIT_STRETCH, NULL));

  /* its neighbours are where one was before */
  rcp_session_previous_specimen (session);
  g_assert_cmpuint (specimen->index, ==, 5);
  g_assert_null (specimen->picture);
  g_assert_true (specimen->owner == G_OBJECT (rcp_session_get_dataset (session)));
  g_signal_handlers_disconnect_by_data (session, &changes);
}

static void
test_last_picture_counts (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (GFile) first = write_picture (fixture, "first.png", 3000, 2000, 0xff0000ff);
  g_autoptr (GFile) second = write_picture (fixture, "second.png", 8, 8, 0x00ff00ff);
  guint changes = 0;

  g_signal_connect_swapped (session, "specimen-changed", G_CALLBACK (on_counted), &changes);
  rcp_session_open_picture (session, first);
  rcp_session_open_picture (session, second);
  WAIT_FOR (changes == 1);
  g_assert_cmpstr (rcp_image_get_name (rcp_session_get_specimen (session)->picture), ==, "second.png");
  /* one of the dataset's that is chosen while another is being read stays */
  rcp_session_open_picture (session, first);
  rcp_session_set_specimen (session, RCP_SPLIT_TRAIN, 3);
  rcp_session_open_picture (session, second);
  WAIT_FOR (changes == 3);
  g_assert_cmpstr (rcp_image_get_name (rcp_session_get_specimen (session)->picture), ==, "second.png");
  g_signal_handlers_disconnect_by_data (session, &changes);
}

static void
test_no_picture (Fixture *fixture, gconstpointer data)
{
  RcpSession *session = fixture->session;
  g_autoptr (GFile) none = write_picture (fixture, "none.png", 0, 0, 0);
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
  g_autoptr (GFile) nowhere = g_file_get_child (folder, "nowhere.png");
  GFile *bad[] = { none, folder, nowhere };
  const guint8 *before = rcp_session_get_specimen (session)->pixels;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *problem = NULL;
      g_autofree char *name = g_file_get_basename (bad[i]);

      g_signal_connect (session, "problem", G_CALLBACK (on_sentence), &problem);
      rcp_session_open_picture (session, bad[i]);
      WAIT_FOR (problem != NULL);
      g_assert_nonnull (strstr (problem, name));
      g_assert_true (rcp_session_get_specimen (session)->pixels == before);
      g_signal_handlers_disconnect_by_data (session, &problem);
    }
}

static void
count_call (guint *calls)
{
  (*calls)++;
}

static void
test_kernel (Fixture *fixture, gconstpointer data)
{
  RcpKernel kernel;
  gboolean grey = FALSE;
  guint notified = 0;

  g_assert_null (rcp_session_get_kernel (fixture->session, NULL));
  g_signal_connect_swapped (fixture->session, "notify::kernel", G_CALLBACK (count_call), &notified);
  g_assert_true (rcp_kernel_parse ("1 2; 3 4; 5 6", &kernel, NULL));
  rcp_session_set_kernel (fixture->session, &kernel, TRUE);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_true (rcp_kernel_equal (rcp_session_get_kernel (fixture->session, &grey), &kernel));
  g_assert_true (grey);
  rcp_session_set_kernel (fixture->session, NULL, FALSE);
  g_assert_null (rcp_session_get_kernel (fixture->session, &grey));
  g_assert_false (grey);
}

int
main (int argc, char **argv)
{
  /* gdk-pixbuf asks the system's list of file types what a file is. It is read once: before the test's own folders take
   * the place of the system's. */
  g_autofree char *type = g_content_type_guess ("picture.png", NULL, 0, NULL);

  g_assert_cmpstr (type, ==, "image/png");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/session/opens-builtin", test_opens_builtin);
  ADD ("/session/neighbours", test_neighbours);
  ADD ("/session/neighbours-of-a-class", test_neighbours_of_a_class);
  ADD ("/session/random", test_random);
  ADD ("/session/own-picture", test_own_picture);
  ADD ("/session/last-picture-counts", test_last_picture_counts);
  ADD ("/session/no-picture", test_no_picture);
  ADD ("/session/missing-dataset", test_missing_dataset);
  ADD ("/session/settings-keep-the-dataset", test_settings_keep_the_dataset);
  ADD ("/session/kernel", test_kernel);
  ADD ("/session/run", test_run);
  ADD ("/session/impossible-run", test_impossible_run);
  ADD ("/session/branch", test_branch);
  ADD ("/session/branch-refused", test_branch_refused);
  ADD ("/session/branch-untrained", test_branch_untrained);
  ADD ("/session/frozen", test_frozen);
  g_test_add ("/session/impossible-run-too-early", Fixture, NULL, set_up_early, test_impossible_run_too_early,
              tear_down);
  g_test_add ("/session/run-too-early", Fixture, NULL, set_up_early, test_run_too_early, tear_down);
#undef ADD
  return g_test_run ();
}
