#include "run-plots.h"

#include <glib/gi18n-lib.h>

enum
{
  LINE_TRAIN,
  LINE_VALIDATION,
};

RcpRunPlots *
rcp_run_plots_new (void)
{
  RcpRunPlots *self = g_new0 (RcpRunPlots, 1);

  self->loss = rcp_plot_new (_ ("Loss"), RCP_PLOT_LOSS);
  rcp_plot_add_line (self->loss, _ ("train"), _ ("Training loss"), RCP_LINE_SMOOTHED, LINE_TRAIN);
  rcp_plot_set_smoothing (self->loss, RCP_DEFAULT_SMOOTHING);
  self->accuracy = rcp_plot_new (_ ("Accuracy"), RCP_PLOT_SHARE);
  rcp_plot_add_line (self->accuracy, _ ("train"), _ ("Training accuracy"), RCP_LINE_PLAIN, LINE_TRAIN);
  rcp_plot_add_line (self->accuracy, _ ("validation"), _ ("Validation accuracy"), RCP_LINE_PLAIN, LINE_VALIDATION);
  return self;
}

void
rcp_run_plots_free (RcpRunPlots *self)
{
  if (self == NULL)
    return;
  rcp_plot_free (self->loss);
  rcp_plot_free (self->accuracy);
  g_free (self);
}

void
rcp_run_plots_clear (RcpRunPlots *self, guint steps_per_epoch, guint64 total_steps)
{
  rcp_plot_clear (self->loss);
  rcp_plot_clear (self->accuracy);
  self->loss->steps_per_epoch = self->accuracy->steps_per_epoch = MAX (1, steps_per_epoch);
  self->loss->total = self->accuracy->total = (double) total_steps;
  self->n_steps = self->n_epochs = 0;
}

static void
add_steps (RcpRunPlots *self, const RcpStepRecord *steps, gsize n)
{
  RcpSeries *loss = rcp_plot_get_line (self->loss, LINE_TRAIN)->series;

  for (gsize i = self->n_steps; i < n; i++)
    rcp_series_append (loss, (double) steps[i].step, steps[i].loss);
  self->n_steps = n;
}

static void
add_epochs (RcpRunPlots *self, const RcpEpochRecord *epochs, gsize n)
{
  RcpSeries *train = rcp_plot_get_line (self->accuracy, LINE_TRAIN)->series;
  RcpSeries *validation = rcp_plot_get_line (self->accuracy, LINE_VALIDATION)->series;

  for (gsize i = self->n_epochs; i < n; i++)
    {
      rcp_series_append (train, (double) epochs[i].step, epochs[i].train_accuracy);
      rcp_series_append (validation, (double) epochs[i].step, epochs[i].val_accuracy);
    }
  self->n_epochs = n;
}

static void
find_best (RcpRunPlots *self, RcpMetrics *metrics)
{
  const RcpSeries *validation = rcp_plot_get_line (self->accuracy, LINE_VALIDATION)->series;
  const RcpEpochRecord *best = rcp_metrics_get_best (metrics);
  gsize index;

  self->accuracy->best_line = -1;
  if (best != NULL && rcp_series_find (validation, (double) best->step, &index))
    {
      self->accuracy->best_line = LINE_VALIDATION;
      self->accuracy->best_index = index;
    }
}

RcpRunPlotsChange
rcp_run_plots_update (RcpRunPlots *self, RcpMetrics *metrics, gboolean ended)
{
  gsize n_steps, n_epochs;
  const RcpStepRecord *steps = rcp_metrics_get_steps (metrics, &n_steps);
  const RcpEpochRecord *epochs = rcp_metrics_get_epochs (metrics, &n_epochs);
  gboolean more_epochs = n_epochs != self->n_epochs;
  double x_max = rcp_plot_get_x_max (self->accuracy);
  double reach = 0.0;

  if (n_steps == self->n_steps && !more_epochs && ended == self->loss->ended)
    return RCP_RUN_PLOTS_SAME;
  add_steps (self, steps, n_steps);
  add_epochs (self, epochs, n_epochs);
  find_best (self, metrics);
  if (n_steps > 0)
    reach = (double) steps[n_steps - 1].step;
  if (n_epochs > 0)
    reach = MAX (reach, (double) epochs[n_epochs - 1].step);
  self->loss->reach = self->accuracy->reach = reach;
  self->loss->ended = self->accuracy->ended = ended;
  if (more_epochs || rcp_plot_get_x_max (self->accuracy) != x_max)
    return RCP_RUN_PLOTS_LOSS | RCP_RUN_PLOTS_ACCURACY;
  return RCP_RUN_PLOTS_LOSS;
}
