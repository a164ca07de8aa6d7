#include "cli.h"

#include <glib/gi18n.h>

#include "draw/chart-file.h"
#include "draw/run-plots.h"
#include "train/metrics-file.h"
#include "train/run-folder.h"

#define WIDTH 900
#define PLOT_HEIGHT 320
/* sharp on paper and on a dense screen */
#define SCALE 2

static RcpMetrics *
read_metrics (const char *run_dir, GError **error)
{
  g_autofree char *path = g_build_filename (run_dir, "metrics.csv", NULL);
  g_autoptr (GArray) steps = NULL;
  g_autoptr (GArray) epochs = NULL;
  g_autoptr (RcpMetrics) metrics = NULL;
  goffset length;

  if (!rcp_metrics_file_read (path, G_MAXUINT64, G_MAXUINT, &steps, &epochs, &length, error))
    return NULL;
  if (steps->len == 0)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_RUN, _ ("There is nothing to draw yet: “%s” has no step in it."), path);
      return NULL;
    }
  metrics = rcp_metrics_new ();
  rcp_metrics_append (metrics, (const RcpStepRecord *) steps->data, steps->len, (const RcpEpochRecord *) epochs->data,
                      epochs->len);
  return g_steal_pointer (&metrics);
}

/* The run does not say how large its dataset was, but its epochs do. */
static guint
steps_per_epoch (RcpMetrics *metrics)
{
  gsize n_steps;
  gsize n_epochs;
  const RcpEpochRecord *epochs = rcp_metrics_get_epochs (metrics, &n_epochs);

  rcp_metrics_get_steps (metrics, &n_steps);
  /* before the first one has ended the axis counts steps */
  return n_epochs > 0 ? (guint) (epochs[0].step / epochs[0].epoch) : (guint) MIN (n_steps + 1, G_MAXUINT);
}

static gboolean
draw_run (const char *run_dir, const char *output, GError **error)
{
  g_autoptr (RcpRunInfo) info = rcp_run_info_read (run_dir, error);
  g_autoptr (RcpMetrics) metrics = info != NULL ? read_metrics (run_dir, error) : NULL;
  g_autoptr (RcpRunPlots) plots = NULL;
  const RcpPlot *both[2];

  if (metrics == NULL)
    return FALSE;
  plots = rcp_run_plots_new ();
  rcp_run_plots_clear (plots, steps_per_epoch (metrics), 0);
  rcp_run_plots_update (plots, metrics, info->state != RCP_RUN_RUNNING);
  both[0] = plots->loss;
  both[1] = plots->accuracy;
  return rcp_chart_save (both, G_N_ELEMENTS (both), output, WIDTH, PLOT_HEIGHT, SCALE, FALSE, error);
}

static gboolean
check_output (const char *output, GError **error)
{
  const char *const endings[] = { ".png", ".svg", ".csv" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (output, endings[i]))
      return TRUE;
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("--output must end in .png, .svg or .csv, unlike “%s”."),
               output);
  return FALSE;
}

static CliStatus
run (const CliVerb *verb, char **arguments)
{
  g_autofree char *output = NULL;
  g_auto (GStrv) folders = NULL;
  const GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output,
      N_ ("File to write, .png, .svg or .csv (default: RUN/curves.png)"), N_ ("FILE") },
    CLI_OPTION_ARGUMENTS (&folders),
    G_OPTION_ENTRY_NULL,
  };
  const char *const what[] = { N_ ("The run to draw"), NULL };
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  CliStatus status;

  if (!cli_parse_options (verb, entries, arguments, &status))
    return status;
  if (!cli_check_arguments (folders, 1, 1, what, &error))
    return cli_fail (verb, error);
  if (output == NULL)
    output = g_build_filename (folders[0], "curves.png", NULL);
  if (!check_output (output, &error) || !draw_run (folders[0], output, &error))
    return cli_fail (verb, error);
  line = g_strconcat (output, "\n", NULL);
  return cli_write (line, &error) ? CLI_OK : cli_fail (verb, error);
}

const CliVerb cli_verb_plot = {
  .name = "plot",
  .arguments = N_ ("RUN"),
  .summary = N_ ("Draw the curves of a run"),
  .description =
      N_ ("RUN is a folder that receptive-cli train wrote; it may still be at it. Draws the training loss of\n"
          "every step, with a smoothed line over it, and the training and validation accuracy of every\n"
          "epoch, the best one marked; needs no display. As .csv the points are written instead. Prints\n"
          "the name of the file.\n"
          "\n"
          "Examples:\n"
          "  receptive-cli plot first\n"
          "  receptive-cli plot first --output curves.svg"),
  .run = run,
};
