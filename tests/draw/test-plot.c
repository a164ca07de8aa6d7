#include "draw/plot.h"

static RcpPlot *
loss_plot (const double *values, guint n)
{
  RcpPlot *plot = rcp_plot_new ("Loss", RCP_PLOT_LOSS);
  RcpSeries *series = rcp_plot_add_line (plot, "train", "Training loss", RCP_LINE_SMOOTHED, 0);

  plot->steps_per_epoch = 2.0;
  for (guint i = 0; i < n; i++)
    rcp_series_append (series, i + 1, values[i]);
  plot->reach = n;
  return plot;
}

static void
assert_description (const RcpPlot *plot, const char *wanted)
{
  g_autofree char *text = rcp_plot_describe (plot);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_describe_loss (void)
{
  g_autoptr (RcpPlot) none = loss_plot (NULL, 0);
  g_autoptr (RcpPlot) one = loss_plot ((double[]){ 2.303 }, 1);
  g_autoptr (RcpPlot) falling = loss_plot ((double[]){ 2.303, 1.5, 0.7, 0.815 }, 4);
  g_autoptr (RcpPlot) rising = loss_plot ((double[]){ 1.0, 2.0 }, 2);
  g_autoptr (RcpPlot) even = loss_plot ((double[]){ 1.0, 1.0 }, 2);

  assert_description (none, "Nothing has been measured yet.");
  assert_description (one, "Training loss is 2.303 over 1 step.");
  assert_description (falling, "Training loss fell from 2.303 to 0.815 over 2 epochs; lowest 0.700 at step 3.");
  assert_description (rising, "Training loss rose from 1.000 to 2.000 over 1 epoch; lowest 1.000 at step 1.");
  assert_description (even, "Training loss stayed at 1.000 over 1 epoch; lowest 1.000 at step 1.");
}

static void
test_describe_accuracy (void)
{
  g_autoptr (RcpPlot) plot = rcp_plot_new ("Accuracy", RCP_PLOT_SHARE);
  RcpSeries *train = rcp_plot_add_line (plot, "train", "Training accuracy", RCP_LINE_PLAIN, 0);
  RcpSeries *validation = rcp_plot_add_line (plot, "validation", "Validation accuracy", RCP_LINE_PLAIN, 1);

  plot->steps_per_epoch = 10.0;
  for (int epoch = 1; epoch <= 3; epoch++)
    {
      rcp_series_append (train, 10.0 * epoch, 0.3 + 0.1 * epoch);
      rcp_series_append (validation, 10.0 * epoch, epoch == 2 ? 0.6 : 0.5);
    }
  plot->reach = 30.0;
  plot->best_line = 1;
  plot->best_index = 1;
  assert_description (plot, "Training accuracy rose from 40.0 % to 60.0 %. Validation accuracy stayed at 50.0 % over "
                            "3 epochs; best 60.0 % at epoch 2.");
}

static void
test_epochs (void)
{
  g_autoptr (RcpPlot) plot = loss_plot (NULL, 0);

  plot->steps_per_epoch = 782.0;
  g_assert_cmpuint (rcp_plot_get_epoch (plot, 0.0), ==, 1);
  g_assert_cmpuint (rcp_plot_get_epoch (plot, 1.0), ==, 1);
  g_assert_cmpuint (rcp_plot_get_epoch (plot, 782.0), ==, 1);
  g_assert_cmpuint (rcp_plot_get_epoch (plot, 783.0), ==, 2);
  g_assert_cmpuint (rcp_plot_get_epoch (plot, 4692.0), ==, 6);
}

/* The crosshair stops at points of runs that are going on, not of those that are over. */
static void
test_find (void)
{
  g_autoptr (RcpPlot) plot = loss_plot ((double[]){ 1, 2, 3 }, 3);
  RcpSeries *past = rcp_plot_add_line (plot, "run 1", "Run 1", RCP_LINE_PAST, 0);
  double x = 40.0;

  rcp_series_append (past, 50.0, 1.0);
  g_assert_true (rcp_plot_find (plot, &x));
  g_assert_cmpfloat (x, ==, 3.0);
  rcp_plot_clear (plot);
  g_assert_true (rcp_plot_is_empty (plot));
  g_assert_false (rcp_plot_find (plot, &x));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/describe-loss", test_describe_loss);
  g_test_add_func ("/plot/describe-accuracy", test_describe_accuracy);
  g_test_add_func ("/plot/epochs", test_epochs);
  g_test_add_func ("/plot/find", test_find);
  return g_test_run ();
}
