#include "draw/run-plots.h"

#define STEPS_PER_EPOCH 4

/* Steps @first … @last with a loss that falls by 0.01 each, and an epoch's record after every fourth one. */
static void
train (RcpMetrics *metrics, guint first, guint last)
{
  static const double accuracies[] = { 0.3, 0.6, 0.5, 0.6 };

  for (guint step = first; step <= last; step++)
    {
      guint epoch = (step - 1) / STEPS_PER_EPOCH + 1;
      RcpStepRecord record = { .step = step, .epoch = epoch, .loss = 2.3 - 0.01 * step, .learning_rate = 0.1 };
      RcpEpochRecord end = { .epoch = epoch,
                             .step = step,
                             .train_accuracy = 0.2,
                             .val_accuracy = accuracies[(epoch - 1) % G_N_ELEMENTS (accuracies)] };

      rcp_metrics_append (metrics, &record, 1, &end, step % STEPS_PER_EPOCH == 0 ? 1 : 0);
    }
}

static gsize
count (const RcpPlot *plot, guint line)
{
  return rcp_series_get_count (rcp_plot_get_line (plot, line)->series);
}

static void
test_update (void)
{
  g_autoptr (RcpRunPlots) plots = rcp_run_plots_new ();
  g_autoptr (RcpMetrics) metrics = rcp_metrics_new ();
  const RcpSeries *validation;

  rcp_run_plots_clear (plots, STEPS_PER_EPOCH, 0);
  g_assert_cmpint (rcp_run_plots_update (plots, metrics, FALSE), ==, RCP_RUN_PLOTS_SAME);

  /* below an epoch the axis of both charts is that of all four steps: only the loss has changed after the first */
  train (metrics, 1, 1);
  rcp_run_plots_update (plots, metrics, FALSE);
  train (metrics, 2, 3);
  g_assert_cmpint (rcp_run_plots_update (plots, metrics, FALSE), ==, RCP_RUN_PLOTS_LOSS);
  g_assert_cmpint (rcp_run_plots_update (plots, metrics, FALSE), ==, RCP_RUN_PLOTS_SAME);
  g_assert_cmpuint (count (plots->loss, 0), ==, 3);
  g_assert_cmpuint (count (plots->accuracy, 0), ==, 0);
  g_assert_cmpint (plots->accuracy->best_line, ==, -1);

  train (metrics, 4, 4);
  g_assert_cmpint (rcp_run_plots_update (plots, metrics, FALSE), ==, RCP_RUN_PLOTS_LOSS | RCP_RUN_PLOTS_ACCURACY);
  g_assert_cmpuint (count (plots->accuracy, 0), ==, 1);
  g_assert_cmpfloat (plots->accuracy->reach, ==, 4.0);

  /* the fifth step widens the axis of both */
  train (metrics, 5, 5);
  g_assert_cmpint (rcp_run_plots_update (plots, metrics, FALSE), ==, RCP_RUN_PLOTS_LOSS | RCP_RUN_PLOTS_ACCURACY);

  train (metrics, 6, 16);
  rcp_run_plots_update (plots, metrics, FALSE);
  g_assert_cmpuint (count (plots->loss, 0), ==, 16);
  g_assert_cmpuint (count (plots->accuracy, 1), ==, 4);
  validation = rcp_plot_get_line (plots->accuracy, 1)->series;
  g_assert_cmpint (plots->accuracy->best_line, ==, 1);
  g_assert_cmpfloat (rcp_series_get_x (validation, plots->accuracy->best_index), ==, 8.0);
  g_assert_cmpfloat (rcp_series_get_y (validation, RCP_SERIES_RAW, plots->accuracy->best_index), ==, 0.6);

  /* that it has ended is news as well: the axis now ends where the run does */
  g_assert_cmpint (rcp_run_plots_update (plots, metrics, TRUE), !=, RCP_RUN_PLOTS_SAME);
  g_assert_true (plots->loss->ended);
}

/* What came while nobody looked is taken over at once, and gives the same plots. */
static void
test_late (void)
{
  g_autoptr (RcpRunPlots) early = rcp_run_plots_new ();
  g_autoptr (RcpRunPlots) late = rcp_run_plots_new ();
  g_autoptr (RcpMetrics) metrics = rcp_metrics_new ();

  rcp_run_plots_clear (early, STEPS_PER_EPOCH, 0);
  rcp_run_plots_clear (late, STEPS_PER_EPOCH, 0);
  for (guint step = 1; step <= 30; step++)
    {
      train (metrics, step, step);
      rcp_run_plots_update (early, metrics, FALSE);
    }
  rcp_run_plots_update (late, metrics, FALSE);
  g_assert_cmpuint (count (late->loss, 0), ==, 30);
  for (gsize i = 0; i < 30; i++)
    g_assert_cmpfloat (rcp_series_get_y (rcp_plot_get_line (early->loss, 0)->series, RCP_SERIES_SMOOTH, i), ==,
                       rcp_series_get_y (rcp_plot_get_line (late->loss, 0)->series, RCP_SERIES_SMOOTH, i));
}

static void
test_clear (void)
{
  g_autoptr (RcpRunPlots) plots = rcp_run_plots_new ();
  g_autoptr (RcpMetrics) first = rcp_metrics_new ();
  g_autoptr (RcpMetrics) second = rcp_metrics_new ();

  rcp_run_plots_clear (plots, STEPS_PER_EPOCH, 0);
  train (first, 1, 12);
  rcp_run_plots_update (plots, first, TRUE);
  rcp_run_plots_clear (plots, 100, 0);
  g_assert_true (rcp_plot_is_empty (plots->loss));
  g_assert_true (rcp_plot_is_empty (plots->accuracy));
  g_assert_cmpint (plots->accuracy->best_line, ==, -1);
  g_assert_cmpfloat (plots->accuracy->steps_per_epoch, ==, 100.0);
  train (second, 1, 9);
  g_assert_cmpint (rcp_run_plots_update (plots, second, FALSE), ==, RCP_RUN_PLOTS_LOSS | RCP_RUN_PLOTS_ACCURACY);
  g_assert_cmpuint (count (plots->loss, 0), ==, 9);
  g_assert_cmpuint (count (plots->accuracy, 0), ==, 2);
  g_assert_cmpfloat (plots->loss->reach, ==, 9.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-plots/update", test_update);
  g_test_add_func ("/run-plots/late", test_late);
  g_test_add_func ("/run-plots/clear", test_clear);
  return g_test_run ();
}
