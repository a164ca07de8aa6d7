#pragma once

#include "plot.h"
#include "train/metrics.h"

G_BEGIN_DECLS

/**
 * RcpRunPlots:
 * @loss: training loss of every step
 * @accuracy: accuracy on training and validation pictures, every epoch
 *
 * The two plots of a training run, kept up to date from its metrics.
 */
typedef struct
{
  RcpPlot *loss;
  RcpPlot *accuracy;
  gsize n_steps;
  gsize n_epochs;
} RcpRunPlots;

/** RCP_DEFAULT_SMOOTHING: of the loss of single steps, unless somebody asks for another one */
#define RCP_DEFAULT_SMOOTHING 0.98

RcpRunPlots *rcp_run_plots_new (void);
void rcp_run_plots_free (RcpRunPlots *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpRunPlots, rcp_run_plots_free)

/** rcp_run_plots_clear: for another run; @total_steps: how long it is to be, or 0 where nobody knows */
void rcp_run_plots_clear (RcpRunPlots *self, guint steps_per_epoch, guint64 total_steps);

/**
 * RcpRunPlotsChange:
 * @RCP_RUN_PLOTS_SAME: nothing that is drawn
 * @RCP_RUN_PLOTS_LOSS: the plot of the loss
 * @RCP_RUN_PLOTS_ACCURACY: the plot of the accuracy
 *
 * What an update has changed.
 */
typedef enum
{
  RCP_RUN_PLOTS_SAME = 0,
  RCP_RUN_PLOTS_LOSS = 1 << 0,
  RCP_RUN_PLOTS_ACCURACY = 1 << 1,
} RcpRunPlotsChange;

/**
 * rcp_run_plots_update:
 * @metrics: of the run; the same one from one rcp_run_plots_clear() to the next
 * @ended: whether no more will come
 *
 * Takes over the records that are new since the last call.
 */
RcpRunPlotsChange rcp_run_plots_update (RcpRunPlots *self, RcpMetrics *metrics, gboolean ended);

G_END_DECLS
