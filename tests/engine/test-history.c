/* The moments of a run: which are kept, that they are what was trained, and what becomes of damaged ones. How a run
 * that was killed goes on with the same ones, test-resume.c looks at. */

#include <glib/gstdio.h>
#include <string.h>

#include "error.h"
#include "net/safetensors.h"
#include "tiny-dataset.h"
#include "train/history-folder.h"
#include "train/history-keeper.h"
#include "train/opened-run.h"
#include "training.h"

#define STEPS_PER_EPOCH 13u

typedef struct
{
  RcpDataset *dataset;
  RcpTrainSettings *settings;
  char *folder;
  char *history;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dataset = tiny_dataset_new ();
  fixture->settings = training_settings ();
  fixture->folder = training_folder ();
  fixture->history = rcp_history_folder_new_path (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->dataset);
  rcp_train_settings_free (fixture->settings);
  training_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->history);
}

/* The plan */

static RcpNetwork *
network_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  RcpNetwork *network = rcp_network_new (text, (RcpShape){ 3, 32, 32 }, 10, &error);

  g_assert_no_error (error);
  return network;
}

/* Lives through a run by the plan alone: the moments of its first epoch, then as many epochs, thinned wherever the plan
 * thins. Returns how many moments there were at most. */
static guint
simulate (const RcpHistoryPlan *plan, guint epochs, GArray *kept)
{
  RcpMoment moment = { 0 };
  guint most, stride = 1;

  for (guint step = 0; step < plan->steps_per_epoch; step++)
    if (rcp_history_plan_has (plan, 0, step))
      {
        moment.step = step;
        g_array_append_val (kept, moment);
      }
  most = kept->len;
  for (guint epoch = 1; epoch <= epochs; epoch++)
    {
      guint now = rcp_history_plan_stride (plan, epoch);

      /* what is kept later was kept before */
      g_assert_cmpuint (now % stride, ==, 0);
      if (epoch % now == 0)
        {
          moment = (RcpMoment){ (guint64) epoch * plan->steps_per_epoch, epoch };
          g_array_append_val (kept, moment);
        }
      most = MAX (most, kept->len);
      if (now == stride)
        continue;
      stride = now;
      for (guint i = kept->len; i-- > 0;)
        if (!rcp_history_plan_survives (&g_array_index (kept, RcpMoment, i), stride))
          g_array_remove_index (kept, i);
    }
  return most;
}

static void
test_bound (void)
{
  static const struct
  {
    const char *network;
    guint steps_per_epoch;
    guint within, epochs; /* at least so many moments of the first epoch, and of the others */
  } cases[] = {
    { "lenet", 782, 37, 700 },
    { "linear", 782, 37, 800 },
    { "lenet", 50000, 40, 700 },
    { "lenet", 1, 1, 700 },
    { "mlp", 782, 22, 80 },
    { "flatten, linear 1000, linear 10", 782, 1, 4 },
    { "lenet", 13, 13, 700 },
    { "flatten, linear 3000, linear 10", 782, 1, 0 },
    { "flatten, linear 5000, linear 10", 782, 1, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RcpNetwork) network = network_of (cases[i].network);
      RcpHistoryPlan plan = rcp_history_plan_new (network, cases[i].steps_per_epoch);
      g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (RcpMoment));
      gsize bytes = rcp_network_get_architecture (network)->n_parameters * sizeof (float) + 8192;
      guint most = simulate (&plan, 10000, kept);
      guint within = 0;

      while (within < kept->len && g_array_index (kept, RcpMoment, within).epoch == 0)
        within++;
      g_test_message ("%s, %u steps: %u moments of %zu bytes at most, %u of the first epoch, %u in the end",
                      cases[i].network, cases[i].steps_per_epoch, most, bytes, within, kept->len);
      /* with the best, the last and its velocity; a network of which not even these fit has no more than the first */
      if (most > 1)
        g_assert_cmpuint ((most + 3) * bytes, <=, RCP_HISTORY_BYTES);
      /* and one that is on its way while those it replaces are still there */
      g_assert_cmpuint (most, <=, 1000 + 1);
      g_assert_cmpuint (g_array_index (kept, RcpMoment, 0).step, ==, 0);
      g_assert_cmpuint (within, >=, cases[i].within);
      /* after so many epochs there are still at least half of them */
      g_assert_cmpuint (2 * (kept->len - within), >=, cases[i].epochs);
    }
}

static void
test_every_epoch (void)
{
  g_autoptr (RcpNetwork) network = network_of ("lenet");
  RcpHistoryPlan plan = rcp_history_plan_new (network, 782);
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (RcpMoment));
  static const guint first[] = { 0, 1, 2, 4, 8, 16, 25, 50, 75 };

  simulate (&plan, 500, kept);
  for (gsize i = 0; i < G_N_ELEMENTS (first); i++)
    g_assert_cmpuint (g_array_index (kept, RcpMoment, i).step, ==, first[i]);
  for (guint epoch = 1; epoch <= 500; epoch++)
    g_assert_cmpuint (g_array_index (kept, RcpMoment, kept->len - 501 + epoch).epoch, ==, epoch);
}

/* What is asked for step by step is what is asked for in one go. */
static void
test_next (void)
{
  static const guint sizes[] = { 1, 2, 13, 31, 32, 33, 64, 782, 50000 };
  g_autoptr (RcpNetwork) network = network_of ("lenet");

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      RcpHistoryPlan plan = rcp_history_plan_new (network, sizes[i]);
      guint next = 0;

      for (guint step = 0; step <= sizes[i]; step++)
        {
          if (step < next)
            g_assert_false (rcp_history_plan_has (&plan, 0, step));
          else if (step < sizes[i])
            {
              g_assert_true (rcp_history_plan_has (&plan, 0, step));
              next = rcp_history_plan_next (&plan, 0, step);
              g_assert_cmpuint (next, >, step);
            }
        }
      g_assert_cmpuint (rcp_history_plan_next (&plan, 1, 0), ==, sizes[i]);
      g_assert_false (rcp_history_plan_has (&plan, 1, 0));
    }
}

/* The keeper */

static void
ignore (RcpDelivery *delivery, gpointer user_data)
{
}

static void
assert_steps (const char *folder, const guint64 *steps, guint n)
{
  g_autoptr (GArray) moments = rcp_history_folder_list (folder);

  g_assert_cmpuint (moments->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (g_array_index (moments, RcpMoment, i).step, ==, steps[i]);
}

/* Moments stay until a checkpoint behind them is there, and the run that goes on from it ends with the same ones. */
static void
test_thinned (Fixture *fixture, gconstpointer data)
{
  static const RcpHistoryPlan plan = { .within = 2, .steps_per_epoch = 3, .most_epochs = 3 };
  static const guint64 all[] = { 0, 1, 2, 3, 6, 9 }, half[] = { 0, 1, 2, 3, 6 }, more[] = { 0, 1, 2, 6, 12, 18 },
                       end[] = { 0, 1, 2, 12, 24 };
  g_autoptr (RcpNetwork) network = network_of ("flatten, linear 10");
  g_autofree float *weights = g_new0 (float, rcp_network_get_architecture (network)->n_parameters);
  double one[] = { 1, 1, 1 };
  RcpOutbox *outbox = rcp_outbox_new (ignore, NULL);

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0777), ==, 0);
  for (int stopped = 0; stopped < 2; stopped++)
    {
      g_autoptr (RcpHistoryKeeper) keeper = rcp_history_keeper_new (&plan, fixture->history);
      RcpTrainProgress at = { 0 };

      rcp_history_keeper_begin (keeper, NULL);
      g_assert_false (g_file_test (fixture->history, G_FILE_TEST_IS_DIR) && stopped == 0);
      for (at.step = 0; at.step <= 24; at.step++)
        {
          g_autoptr (RcpSnapshot) snapshot = NULL;
          gboolean ends = at.step > 0 && at.step % 3 == 0;

          at.epoch = (guint) (at.step / 3);
          at.epoch_step = (guint) (at.step % 3);
          snapshot = rcp_snapshot_new (network, weights, "tiny", one, one, at.step, at.epoch, 1);
          if (ends ? rcp_history_keeper_wants_epoch (keeper, &at) : rcp_history_keeper_wants (keeper, &at))
            g_assert_true (rcp_history_keeper_add (keeper, outbox, snapshot, NULL));
          if (at.step == 11)
            assert_steps (fixture->history, all, G_N_ELEMENTS (all));
          g_assert_cmpint (rcp_history_keeper_is_full (keeper, &at), ==,
                           at.step == 12 || at.step == 24 || (stopped == 1 && at.step == 13));
          if (at.step == 12)
            {
              /* the twelfth step is of an even epoch, and the others are still there */
              g_autoptr (GArray) moments = rcp_history_folder_list (fixture->history);

              g_assert_cmpuint (moments->len, ==, G_N_ELEMENTS (all) + 1);
            }
          if (stopped == 1 && at.step == 13)
            {
              /* killed, and the newest checkpoint is that of step 7 */
              RcpTrainProgress start = { .step = 7, .epoch = 2, .epoch_step = 1 };

              rcp_history_keeper_free (keeper);
              keeper = rcp_history_keeper_new (&plan, fixture->history);
              rcp_history_keeper_begin (keeper, &start);
              assert_steps (fixture->history, half, G_N_ELEMENTS (half));
              stopped = 2;
              at.step = 7;
              continue;
            }
          if (stopped != 1)
            rcp_history_keeper_thin (keeper, outbox, &at);
          if (at.step == 20)
            assert_steps (fixture->history, more, G_N_ELEMENTS (more));
        }
      assert_steps (fixture->history, end, G_N_ELEMENTS (end));
    }
  rcp_outbox_close (outbox);
  rcp_outbox_unref (outbox);
}

/* Weights */

/* What a run that ends at a step ends with. */
static RcpSnapshot *
trained_to (Fixture *fixture, guint64 step)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (fixture->settings);
  g_autoptr (RcpTrainer) trainer = NULL;

  settings->max_steps = step;
  trainer = training_run (fixture->dataset, settings, NULL);
  return rcp_snapshot_ref (rcp_trainer_get_snapshot (trainer));
}

static RcpSnapshot *
load (RcpHistory *history, RcpNetwork *network, guint64 step)
{
  RcpSnapshot *known = rcp_history_get_snapshot (history, step);
  g_autoptr (GError) error = NULL;
  RcpSnapshot *loaded;

  if (known != NULL)
    return rcp_snapshot_ref (known);
  loaded = rcp_moment_load (rcp_history_get_path (history, step), network, step, &error);
  g_assert_no_error (error);
  return loaded;
}

static void
assert_moments (Fixture *fixture, RcpHistory *history, RcpNetwork *network)
{
  gsize size = rcp_network_get_architecture (network)->n_parameters * sizeof (float);
  guint n;
  const RcpMoment *moments = rcp_history_get_moments (history, &n);

  /* every step of the first epoch from 0 on, and the ends of four */
  g_assert_cmpuint (n, ==, STEPS_PER_EPOCH + 4);
  for (guint i = 0; i < n; i++)
    {
      guint64 step = i <= STEPS_PER_EPOCH ? i : (i - STEPS_PER_EPOCH + 1) * STEPS_PER_EPOCH;
      g_autoptr (RcpSnapshot) moment = load (history, network, step);

      g_assert_cmpuint (moments[i].step, ==, step);
      g_assert_cmpuint (moments[i].epoch, ==, step / STEPS_PER_EPOCH);
      g_assert_true (rcp_snapshot_get_network (moment) == network);
      g_assert_cmpuint (rcp_snapshot_get_epoch (moment), ==, moments[i].epoch);
      if (step > 0)
        {
          g_autoptr (RcpSnapshot) oracle = trained_to (fixture, step);

          g_assert_cmpuint (rcp_snapshot_get_step (oracle), ==, step);
          g_assert_cmpmem (rcp_snapshot_get_parameters (moment), size, rcp_snapshot_get_parameters (oracle), size);
        }
    }
}

static void
assert_best (RcpTrainer *trainer, RcpHistory *history)
{
  const RcpEpochRecord *best = rcp_metrics_get_best (rcp_trainer_get_metrics (trainer));

  g_assert_nonnull (rcp_history_get_best (history));
  g_assert_cmpuint (rcp_history_get_best (history)->step, ==, best->step);
}

static void
test_in_memory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = training_run (fixture->dataset, fixture->settings, NULL);

  assert_moments (fixture, rcp_trainer_get_history (trainer), rcp_trainer_get_network (trainer));
  assert_best (trainer, rcp_trainer_get_history (trainer));
}

static void
test_on_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = training_run (fixture->dataset, fixture->settings, fixture->folder);
  g_autoptr (RcpOpenedRun) run = NULL;
  g_autoptr (RcpTrainer) opened = NULL;
  g_autoptr (GError) error = NULL;

  assert_moments (fixture, rcp_trainer_get_history (trainer), rcp_trainer_get_network (trainer));
  run = rcp_opened_run_new (fixture->folder, fixture->dataset, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (run->problem);
  assert_moments (fixture, run->history, run->network);
  assert_best (trainer, run->history);
  opened = rcp_trainer_new_opened (run);
  training_assert_same (trainer, opened);
  g_assert_cmpint (rcp_trainer_get_state (opened), ==, RCP_TRAINER_FINISHED);
  g_assert_cmpuint (rcp_trainer_get_total_steps (opened), ==, 4 * STEPS_PER_EPOCH);
  /* whoever tells it to do something is not heard */
  rcp_trainer_start (opened);
  rcp_trainer_set_snapshots_wanted (opened, TRUE);
  rcp_trainer_stop (opened);
  g_assert_cmpint (rcp_trainer_get_state (opened), ==, RCP_TRAINER_FINISHED);
}

/* Where a run stands, between two moments that are kept, is one of them as long as it stands there. */
static void
test_last (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RcpTrainer) trainer = NULL;
  RcpHistory *history;
  const RcpMoment *moments;
  guint n;

  trainer = rcp_trainer_new (fixture->dataset, fixture->settings, fixture->folder, NULL);
  history = rcp_trainer_get_history (trainer);
  for (guint i = 0; i < STEPS_PER_EPOCH + 3; i++)
    rcp_trainer_step (trainer);
  training_wait_step (trainer, STEPS_PER_EPOCH + 3);
  training_wait_state (trainer, RCP_TRAINER_PAUSED);
  moments = rcp_history_get_moments (history, &n);
  g_assert_cmpuint (n, ==, STEPS_PER_EPOCH + 2);
  g_assert_cmpuint (moments[n - 1].step, ==, STEPS_PER_EPOCH + 3);
  g_assert_cmpuint (rcp_history_find (history, STEPS_PER_EPOCH + 1), ==, n - 2);
  g_assert_cmpuint (rcp_history_find (history, STEPS_PER_EPOCH + 2), ==, n - 1);
  g_assert_cmpuint (rcp_history_find (history, 1000), ==, n - 1);
  g_assert_cmpuint (rcp_history_find (history, 0), ==, 0);
  rcp_trainer_start (trainer);
  training_wait_state (trainer, RCP_TRAINER_FINISHED);
  moments = rcp_history_get_moments (history, &n);
  g_assert_cmpuint (n, ==, STEPS_PER_EPOCH + 4);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (moments[i].step, !=, STEPS_PER_EPOCH + 3);
}

/* Damage */

typedef void (*Damage) (const char *path, const char *history);

static void
truncate_file (const char *path, const char *history)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size - 5, NULL));
}

static void
empty_file (const char *path, const char *history)
{
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
}

static void
scribble (const char *path, const char *history)
{
  g_assert_true (g_file_set_contents (path, "These are no weights.", -1, NULL));
}

static void
save_as (const char *path, const char *text, guint64 step, guint64 seed)
{
  g_autoptr (RcpNetwork) network = rcp_network_new (text, (RcpShape){ 2, 4, 5 }, 3, NULL);
  g_autofree float *weights = g_new0 (float, rcp_network_get_architecture (network)->n_parameters);
  double one[] = { 1, 1, 1 };
  g_autoptr (RcpSnapshot) snapshot = rcp_snapshot_new (network, weights, "tiny", one, one, step, 2, seed);

  g_assert_true (rcp_snapshot_save (snapshot, path, NULL));
}

static void
other_network (const char *path, const char *history)
{
  save_as (path, "flatten, linear 3", 2 * STEPS_PER_EPOCH, 1);
}

static void
other_run (const char *path, const char *history)
{
  save_as (path, "conv 3 3x3, relu, flatten, linear 3", 2 * STEPS_PER_EPOCH, 2);
}

static void
other_step (const char *path, const char *history)
{
  save_as (path, "conv 3 3x3, relu, flatten, linear 3", 7, 1);
}

static void
wrong_shape (const char *path, const char *history)
{
  static const float values[6] = { 0 };
  const RcpSafetensorsEntry entry = { "conv1.weight", 2, { 3, 2 }, values };
  static const char *const metadata[][2] = {
    { "receptive.network", "conv 3 3x3, relu, flatten, linear 3" },
    { "receptive.input", "2x4x5" },
    { "receptive.classes", "3" },
    { "receptive.step", "26" },
    { "receptive.epoch", "2" },
    { "receptive.seed", "1" },
  };

  g_assert_true (rcp_safetensors_write (path, &entry, 1, metadata, G_N_ELEMENTS (metadata), NULL));
}

static void
make_folder (const char *path, const char *history)
{
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0777), ==, 0);
}

static void
test_damage (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    Damage damage;
    const char *sentence;
  } cases[] = {
    { truncate_file, "*epoch-00002-step-0000000026.safetensors*" },
    { empty_file, "*epoch-00002-step-0000000026.safetensors*it is empty*" },
    { scribble, "*epoch-00002-step-0000000026.safetensors*" },
    { other_network, "*holds the weights of another network (flatten, linear 3)*" },
    { other_run, "*does not belong to this run*" },
    { other_step, "*does not belong to this run*" },
    { wrong_shape, "*conv1.weight*shape (3, 2)*" },
    { make_folder, "*is not a file*" },
  };
  RcpMoment moment = { 2 * STEPS_PER_EPOCH, 2 };
  g_autofree char *path = rcp_history_folder_new_file (fixture->history, &moment);
  g_autofree char *half = g_strconcat (path, ".AbCdEf", NULL);
  g_autofree char *stray = g_build_filename (fixture->history, "notes.txt", NULL);
  g_autofree char *good = NULL;
  gsize size;

  g_object_unref (training_run (fixture->dataset, fixture->settings, fixture->folder));
  g_assert_true (g_file_get_contents (path, &good, &size, NULL));
  /* neither what a kill left nor what somebody put there is a moment */
  g_assert_true (g_file_set_contents (half, "half", -1, NULL));
  g_assert_true (g_file_set_contents (stray, "mine", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RcpOpenedRun) run = NULL;
      g_autoptr (RcpSnapshot) none = NULL;
      guint n;

      cases[i].damage (path, fixture->history);
      run = rcp_opened_run_new (fixture->folder, fixture->dataset, NULL, &error);
      g_assert_no_error (error);
      g_test_message ("%s", run->problem);
      g_assert_true (g_pattern_match_simple (cases[i].sentence, run->problem));
      g_assert_true (g_str_has_prefix (run->problem, "1 file of this run cannot be used: "));
      rcp_history_get_moments (run->history, &n);
      g_assert_cmpuint (n, ==, STEPS_PER_EPOCH + 3);
      /* and where it is damaged only after the run was opened */
      none = rcp_moment_load (path, run->network, moment.step, &error);
      if (cases[i].damage == other_run)
        g_assert_nonnull (none);
      else
        g_assert_nonnull (error);
      g_rmdir (path);
      g_assert_true (g_file_set_contents (path, good, (gssize) size, NULL));
    }
  rcp_history_folder_cut (fixture->history, &moment);
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (stray, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *last = g_build_filename (fixture->folder, "checkpoints", "last.safetensors", NULL);
  g_autofree char *best = g_build_filename (fixture->folder, "checkpoints", "best.safetensors", NULL);
  g_autofree char *metrics = g_build_filename (fixture->folder, "metrics.csv", NULL);
  g_autofree char *info = g_build_filename (fixture->folder, "run.json", NULL);
  g_autoptr (RcpOpenedRun) run = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  g_object_unref (training_run (fixture->dataset, fixture->settings, fixture->folder));
  /* a moment that is not there is not listed; what there is of the others is */
  rcp_history_folder_thin (fixture->history, 4);
  run = rcp_opened_run_new (fixture->folder, fixture->dataset, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (run->problem);
  rcp_history_get_moments (run->history, &n);
  g_assert_cmpuint (n, >=, STEPS_PER_EPOCH + 1);
  g_clear_pointer (&run, rcp_opened_run_free);

  truncate_file (last, NULL);
  g_assert_cmpint (g_unlink (best), ==, 0);
  g_assert_cmpint (g_unlink (metrics), ==, 0);
  run = rcp_opened_run_new (fixture->folder, fixture->dataset, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (run->problem, "metrics.csv"));
  g_assert_nonnull (strstr (run->problem, "2 files of this run cannot be used"));
  g_assert_nonnull (run->last);
  g_assert_cmpuint (rcp_snapshot_get_step (run->last), ==, 4 * STEPS_PER_EPOCH);
  g_assert_null (rcp_history_get_best (run->history));
  g_clear_pointer (&run, rcp_opened_run_free);

  g_assert_cmpint (g_unlink (info), ==, 0);
  g_assert_null (rcp_opened_run_new (fixture->folder, fixture->dataset, NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_RUN);
}

static void
test_names (void)
{
  static const char *const bad[] = { "",
                                     "epoch-1-step-2.safetensors",
                                     "epoch-00001-step-0000000002.safetensors.x",
                                     "epoch-00001-step-0000000002",
                                     "epoch-00001-step--000000002.safetensors",
                                     "epoch-99999999999-step-0000000002.safetensors",
                                     "epoch-00001_step-0000000002.safetensors",
                                     "step-00001-epoch-0000000002.safetensors" };
  static const RcpMoment good[] = { { 0, 0 }, { 9384, 12 }, { G_MAXUINT64, G_MAXUINT } };
  RcpMoment moment;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (rcp_history_folder_parse (bad[i], &moment));
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = rcp_history_folder_new_file ("", &good[i]);

      g_assert_true (rcp_history_folder_parse (path, &moment));
      g_assert_cmpuint (moment.step, ==, good[i].step);
      g_assert_cmpuint (moment.epoch, ==, good[i].epoch);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  g_test_add_func ("/history/bound", test_bound);
  g_test_add_func ("/history/every-epoch", test_every_epoch);
  g_test_add_func ("/history/next", test_next);
  g_test_add_func ("/history/names", test_names);
  ADD ("/history/thinned", test_thinned);
  ADD ("/history/in-memory", test_in_memory);
  ADD ("/history/on-disk", test_on_disk);
  ADD ("/history/last", test_last);
  ADD ("/history/damage", test_damage);
  ADD ("/history/missing", test_missing);
  return g_test_run ();
}
