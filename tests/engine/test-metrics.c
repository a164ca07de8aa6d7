#include <glib/gstdio.h>
#include <string.h>

#include "error.h"
#include "train/metrics-file.h"
#include "train/metrics.h"
#include "train/speed-meter.h"
#include "training.h"

#define HEADER "epoch,step,train_loss,train_acc,val_loss,val_acc,learning_rate,train_seconds,val_seconds\n"

static void
count_change (RcpMetrics *metrics, guint *count)
{
  (*count)++;
}

static void
test_append (void)
{
  g_autoptr (RcpMetrics) metrics = rcp_metrics_new ();
  const RcpStepRecord steps[] = { { .step = 1, .epoch = 1, .loss = 2.5 }, { .step = 2, .epoch = 1, .loss = 2.25 } };
  const RcpEpochRecord epoch = { .epoch = 1, .step = 2 };
  guint changes = 0;
  gsize n;

  g_signal_connect (metrics, "changed", G_CALLBACK (count_change), &changes);
  g_assert_null (rcp_metrics_get_best (metrics));
  rcp_metrics_append (metrics, steps, 2, &epoch, 1);
  g_assert_cmpuint (changes, ==, 1);
  rcp_metrics_append (metrics, NULL, 0, NULL, 0);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpfloat (rcp_metrics_get_steps (metrics, &n)[1].loss, ==, 2.25);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (rcp_metrics_get_epochs (metrics, &n)->step, ==, 2);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_best (void)
{
  static const double accuracies[] = { 0.25, 0.5, 0.375, 0.5 };
  g_autoptr (RcpMetrics) metrics = rcp_metrics_new ();

  for (guint i = 0; i < G_N_ELEMENTS (accuracies); i++)
    {
      RcpEpochRecord epoch = { .epoch = i + 1, .val_accuracy = accuracies[i] };

      rcp_metrics_append (metrics, NULL, 0, &epoch, 1);
    }
  g_assert_cmpuint (rcp_metrics_get_best (metrics)->epoch, ==, 2);
}

typedef struct
{
  char *path;
  GArray *steps;
  GArray *epochs;
  goffset keep;
} FileFixture;

static void
file_set_up (FileFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = training_folder ();

  g_assert_cmpint (g_mkdir (folder, 0777), ==, 0);
  fixture->path = g_build_filename (folder, "metrics.csv", NULL);
}

static void
forget (FileFixture *fixture)
{
  g_clear_pointer (&fixture->steps, g_array_unref);
  g_clear_pointer (&fixture->epochs, g_array_unref);
}

static void
file_tear_down (FileFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  forget (fixture);
  training_folder_remove (folder);
  g_free (fixture->path);
}

static gboolean
read_file (FileFixture *fixture, guint64 max_step, guint max_epoch, GError **error)
{
  forget (fixture);
  return rcp_metrics_file_read (fixture->path, max_step, max_epoch, &fixture->steps, &fixture->epochs, &fixture->keep,
                                error);
}

static const RcpStepRecord two_steps[] = {
  { 1, 1, 0.1 + 0.2, 1.0 / 3, 0.01 },
  { 2, 1, 1e-300, 0, 1.0 / 7 },
};
static const RcpEpochRecord one_epoch = { 1, 2, 2.0 / 3, 0.25, 1e-17, 0.125, 1.5, 0.1 };

/* Two steps and an epoch, written by the program. */
static void
write_some (FileFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpMetricsFile) file = rcp_metrics_file_create (fixture->path, &error);

  g_assert_no_error (error);
  rcp_metrics_file_add_step (file, &two_steps[0]);
  g_assert_true (rcp_metrics_file_flush (file, FALSE, &error));
  rcp_metrics_file_add_step (file, &two_steps[1]);
  rcp_metrics_file_add_epoch (file, &one_epoch, 1.0 / 7);
  g_assert_true (rcp_metrics_file_flush (file, TRUE, &error));
}

static void
test_file (FileFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  const RcpEpochRecord *epoch;
  gsize length;

  write_some (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &text, &length, &error));
  g_assert_true (g_str_has_prefix (text, HEADER "1,1,0.30000000000000004,0.33333333333333331,,,0.01,,\n"));
  g_assert_true (read_file (fixture, G_MAXUINT64, G_MAXUINT, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture->keep, ==, length);
  g_assert_cmpuint (fixture->steps->len, ==, 2);
  g_assert_cmpuint (fixture->epochs->len, ==, 1);
  for (guint i = 0; i < 2; i++)
    {
      const RcpStepRecord *step = &g_array_index (fixture->steps, RcpStepRecord, i);

      g_assert_cmpuint (step->step, ==, i + 1);
      g_assert_cmpfloat (step->loss, ==, two_steps[i].loss);
      g_assert_cmpfloat (step->accuracy, ==, two_steps[i].accuracy);
      g_assert_cmpfloat (step->learning_rate, ==, two_steps[i].learning_rate);
    }
  epoch = &g_array_index (fixture->epochs, RcpEpochRecord, 0);
  training_assert_same_epoch (epoch, &one_epoch);
  g_assert_cmpfloat (epoch->train_seconds, ==, one_epoch.train_seconds);
  g_assert_cmpfloat (epoch->val_seconds, ==, one_epoch.val_seconds);
}

static void
test_file_limits (FileFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpMetricsFile) file = NULL;

  write_some (fixture);
  g_assert_true (read_file (fixture, 2, 0, &error));
  g_assert_cmpuint (fixture->steps->len, ==, 2);
  g_assert_cmpuint (fixture->epochs->len, ==, 0);
  g_assert_true (read_file (fixture, 1, 0, &error));
  g_assert_cmpuint (fixture->steps->len, ==, 1);

  /* what is behind the first step is cut off, and the rest goes on from there */
  file = rcp_metrics_file_reopen (fixture->path, fixture->keep, &error);
  g_assert_no_error (error);
  rcp_metrics_file_add_step (file, &two_steps[1]);
  g_assert_true (rcp_metrics_file_flush (file, FALSE, &error));
  g_assert_true (read_file (fixture, G_MAXUINT64, G_MAXUINT, &error));
  g_assert_cmpuint (fixture->steps->len, ==, 2);
  g_assert_cmpuint (fixture->epochs->len, ==, 0);
}

static void
append_text (const char *path, const char *text)
{
  FILE *file = g_fopen (path, "a");

  g_assert_nonnull (file);
  fputs (text, file);
  fclose (file);
}

static void
test_file_partial (FileFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  goffset whole;

  write_some (fixture);
  g_assert_true (read_file (fixture, G_MAXUINT64, G_MAXUINT, &error));
  whole = fixture->keep;
  append_text (fixture->path, "2,3,0.5,0.");
  g_assert_true (read_file (fixture, G_MAXUINT64, G_MAXUINT, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->steps->len, ==, 2);
  g_assert_cmpint (fixture->keep, ==, whole);
}

static void
test_file_damaged (FileFixture *fixture, gconstpointer data)
{
  static const char *const bad[] = {
    "",
    "epoch,step\n",
    HEADER "\n",
    HEADER "1,1,2.3,0.1,,,0.01,\n",
    HEADER "1,1,2.3,0.1,,,0.01,,,\n",
    HEADER "1,1,2.3,0.1,,,0.01,1,\n",
    HEADER "1,1,nan,0.1,,,0.01,,\n",
    HEADER "1,1,,0.1,,,0.01,,\n",
    HEADER "1,1,2.3x,0.1,,,0.01,,\n",
    HEADER "0,1,2.3,0.1,,,0.01,,\n",
    HEADER "1,2,2.3,0.1,,,0.01,,\n",
    HEADER "1,1,2.3,0.1,,,0.01,,\n1,1,2.3,0.1,,,0.01,,\n",
    HEADER "1,1,2.3,0.1,,,0.01,,\n2,1,2.3,0.1,2.2,0.2,0.01,1,1\n",
    HEADER "1,1,2.3,0.1,2.2,0.2,0.01,1,1\n",
    HEADER "one,1,2.3,0.1,,,0.01,,\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (fixture->path, bad[i], -1, NULL));
      g_assert_false (read_file (fixture, G_MAXUINT64, G_MAXUINT, &error));
      g_assert_error (error, RCP_ERROR, RCP_ERROR_RUN);
      g_assert_nonnull (strstr (error->message, fixture->path));
    }
}

/* What lies behind the rows that are wanted does not matter. */
static void
test_file_damaged_behind (FileFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_some (fixture);
  append_text (fixture->path, "rubbish\n");
  g_assert_true (read_file (fixture, 2, 1, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->steps->len, ==, 2);
  g_assert_cmpuint (fixture->epochs->len, ==, 1);
  g_assert_false (read_file (fixture, 3, 1, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_RUN);
}

static void
test_speed (void)
{
  RcpSpeedMeter meter = { 0 };

  g_assert_cmpfloat (rcp_speed_meter_get (&meter), ==, 0);
  rcp_speed_meter_add (&meter, 0.5, 100);
  g_assert_cmpfloat (rcp_speed_meter_get (&meter), ==, 200);
  /* what is more than about a second ago does not count any more, however many calls there were since */
  for (int i = 0; i < 1000; i++)
    rcp_speed_meter_add (&meter, 0.25, 100);
  g_assert_cmpfloat (rcp_speed_meter_get (&meter), ==, 400);
  rcp_speed_meter_add (&meter, 2, 100);
  g_assert_cmpfloat (rcp_speed_meter_get (&meter), ==, 50);
}

#define ADD_FILE_TEST(name, function) g_test_add (name, FileFixture, NULL, file_set_up, function, file_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/append", test_append);
  g_test_add_func ("/metrics/best", test_best);
  ADD_FILE_TEST ("/metrics/file", test_file);
  ADD_FILE_TEST ("/metrics/file-limits", test_file_limits);
  ADD_FILE_TEST ("/metrics/file-partial", test_file_partial);
  ADD_FILE_TEST ("/metrics/file-damaged", test_file_damaged);
  ADD_FILE_TEST ("/metrics/file-damaged-behind", test_file_damaged_behind);
  g_test_add_func ("/metrics/speed", test_speed);
  return g_test_run ();
}
