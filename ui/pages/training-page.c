#include "training-page.h"

#include <glib/gi18n.h>
#include <math.h>

#include "draw/numbers.h"
#include "draw/run-plots.h"
#include "error.h"
#include "run-text.h"
#include "widgets/chart.h"
#include "widgets/fetch-bar.h"
#include "widgets/training-progress.h"
#include "widgets/training-settings.h"

struct _RcpTrainingPage
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */
  GSignalGroup *session_signals;
  GSignalGroup *trainer_signals;
  GSignalGroup *metrics_signals;
  RcpRunPlots *plots;
  gboolean in_the_past;

  GtkWidget *message;
  GtkImage *message_icon;
  GtkLabel *message_title;
  GtkLabel *message_detail;
  GtkWidget *open_folder;
  GtkStack *stack;
  GtkRange *smoothing;
  GtkLabel *smoothing_label;
  GtkToggleButton *log_axis;
  RcpChart *loss_chart;
  RcpChart *accuracy_chart;
  GtkButton *train_button;
};

G_DEFINE_FINAL_TYPE (RcpTrainingPage, rcp_training_page, RCP_TYPE_SESSION_BIN)

const RcpPageInfo rcp_training_page_info = {
  .id = "training",
  .title = N_ ("Training"),
  .icon_name = "rcp-training-symbolic",
  .tells_of_run = TRUE,
  .get_type = rcp_training_page_get_type,
};

/* The charts */

static gboolean
has_ended (RcpTrainerState state)
{
  return state == RCP_TRAINER_FINISHED || state == RCP_TRAINER_STOPPED || state == RCP_TRAINER_FAILED;
}

static void
update_charts (RcpTrainingPage *self)
{
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);
  RcpRunPlotsChange change;

  /* a page that nobody sees has nothing to do; what it missed it takes over when it is shown */
  if (trainer == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  change = rcp_run_plots_update (self->plots, rcp_trainer_get_metrics (trainer),
                                 has_ended (rcp_trainer_get_state (trainer)));
  if (change & RCP_RUN_PLOTS_LOSS)
    rcp_chart_plot_changed (self->loss_chart);
  if (change & RCP_RUN_PLOTS_ACCURACY)
    rcp_chart_plot_changed (self->accuracy_chart);
}

static void
on_smoothing_changed (RcpTrainingPage *self)
{
  /* even distances on the slider multiply the number of steps: 1 at its left end, 1,000 at its right one */
  double steps = pow (10.0, 3.0 * gtk_range_get_value (self->smoothing));
  guint rounded = (guint) lround (steps);
  g_autofree char *text = g_strdup_printf (ngettext ("%u step", "%u steps", rounded), rounded);

  gtk_label_set_label (self->smoothing_label, rounded > 1 ? text : _ ("none"));
  rcp_plot_set_smoothing (self->plots->loss, rounded > 1 ? 1.0 - 1.0 / steps : 0.0);
  rcp_chart_plot_changed (self->loss_chart);
}

static void
on_log_axis_toggled (RcpTrainingPage *self)
{
  self->plots->loss->log = gtk_toggle_button_get_active (self->log_axis);
  rcp_chart_plot_changed (self->loss_chart);
}

/* The charts say what was measured at the moment that the window looks at. */
static void
on_moment_changed (RcpTrainingPage *self)
{
  gboolean live = rcp_session_get_live (self->session);

  if (!live)
    g_object_set (self->loss_chart, "step", (double) MAX (rcp_session_get_moment (self->session), 1), NULL);
  else if (self->in_the_past)
    rcp_chart_hide_readout (self->loss_chart);
  /* while it is live the readout is the pointer's */
  self->in_the_past = !live;
}

static void
on_chart_problem (RcpTrainingPage *self, const char *sentence)
{
  g_signal_emit_by_name (self->session, "problem", sentence);
}

/* How the run ended */

/* A folder as people write it: ~ for their home. */
static char *
path_for_people (const char *path)
{
  const char *home = g_get_home_dir ();
  gsize n = strlen (home);

  if (g_str_has_prefix (path, home) && path[n] == G_DIR_SEPARATOR)
    return g_strconcat ("~", path + n, NULL);
  return g_strdup (path);
}

/* What to do about a failure; that of a run that diverged says it itself. */
static char *
advice (const GError *error, const char *run_dir)
{
  g_autofree char *folder = run_dir != NULL ? path_for_people (run_dir) : NULL;

  if (g_error_matches (error, RCP_ERROR, RCP_ERROR_DEVICE))
    return g_strdup (_ ("Choose another device and start again."));
  if (run_dir != NULL)
    /* translators: a folder */
    return g_strdup_printf (_ ("What was learnt until then is kept in %s"), folder);
  return g_strdup ("");
}

static char *
describe_end (const char *how, RcpTrainer *trainer)
{
  const RcpEpochRecord *best = rcp_metrics_get_best (rcp_trainer_get_metrics (trainer));
  g_autofree char *share = NULL;

  if (best == NULL)
    return g_strdup (how);
  share = rcp_format_share (best->val_accuracy);
  /* translators: how a training ended, and its best: "Finished: best 63.1 % at epoch 41" */
  return g_strdup_printf (_ ("%s: best %s at epoch %u"), how, share, best->epoch);
}

static void
show_message (RcpTrainingPage *self, const char *icon, const char *title, const char *detail, gboolean folder)
{
  gtk_image_set_from_icon_name (self->message_icon, icon);
  gtk_label_set_label (self->message_title, title);
  gtk_label_set_label (self->message_detail, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->message_detail), *detail != '\0');
  gtk_widget_set_visible (self->open_folder, folder);
  gtk_widget_set_visible (self->message, TRUE);
}

static void
update_message (RcpTrainingPage *self)
{
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);
  RcpTrainerState state = rcp_session_get_run_state (self->session);
  const char *run_dir = trainer != NULL ? rcp_trainer_get_run_dir (trainer) : NULL;
  g_autofree char *title = NULL;

  if (state == RCP_TRAINER_FAILED)
    {
      const GError *error = rcp_trainer_get_error (trainer);
      g_autofree char *detail = advice (error, run_dir);

      show_message (self, "dialog-warning-symbolic", error->message, detail, run_dir != NULL);
    }
  else if (state == RCP_TRAINER_FINISHED || state == RCP_TRAINER_STOPPED)
    {
      g_autofree char *folder = run_dir != NULL ? path_for_people (run_dir) : g_strdup ("");

      title = describe_end (state == RCP_TRAINER_FINISHED ? _ ("Finished") : _ ("Stopped"), trainer);
      show_message (self, state == RCP_TRAINER_FINISHED ? "emblem-ok-symbolic" : "media-playback-stop-symbolic", title,
                    folder, run_dir != NULL);
    }
  else
    gtk_widget_set_visible (self->message, FALSE);
}

static void
on_open_folder_clicked (RcpTrainingPage *self)
{
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);
  const char *run_dir = trainer != NULL ? rcp_trainer_get_run_dir (trainer) : NULL;
  g_autofree char *uri = run_dir != NULL ? g_filename_to_uri (run_dir, NULL, NULL) : NULL;

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), uri, GDK_CURRENT_TIME);
}

/* The run */

static void
on_state_changed (RcpTrainingPage *self)
{
  gtk_button_set_label (self->train_button, rcp_run_train_label (rcp_session_get_run_state (self->session)));
  update_message (self);
  update_charts (self);
}

static void
on_trainer_changed (RcpTrainingPage *self)
{
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);

  g_signal_group_set_target (self->trainer_signals, trainer);
  g_signal_group_set_target (self->metrics_signals, trainer != NULL ? rcp_trainer_get_metrics (trainer) : NULL);
  if (trainer != NULL)
    {
      rcp_run_plots_clear (self->plots, rcp_trainer_get_steps_per_epoch (trainer),
                           rcp_trainer_get_total_steps (trainer));
      rcp_chart_hide_readout (self->loss_chart);
      rcp_chart_plot_changed (self->loss_chart);
      rcp_chart_plot_changed (self->accuracy_chart);
    }
  gtk_stack_set_visible_child_name (self->stack, trainer != NULL ? "charts" : "empty");
  on_state_changed (self);
}

/* The object */

static void
rcp_training_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rcp_training_page_parent_class)->map (widget);
  update_charts (RCP_TRAINING_PAGE (widget));
}

static void
rcp_training_page_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpTrainingPage *self = RCP_TRAINING_PAGE (bin);

  self->session = session;
  g_signal_group_set_target (self->session_signals, self->session);
  on_trainer_changed (self);
}

static void
rcp_training_page_dispose (GObject *object)
{
  RcpTrainingPage *self = RCP_TRAINING_PAGE (object);

  if (self->loss_chart != NULL)
    rcp_chart_set_plot (self->loss_chart, NULL);
  if (self->accuracy_chart != NULL)
    rcp_chart_set_plot (self->accuracy_chart, NULL);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->trainer_signals);
  g_clear_object (&self->metrics_signals);
  G_OBJECT_CLASS (rcp_training_page_parent_class)->dispose (object);
}

static void
rcp_training_page_finalize (GObject *object)
{
  RcpTrainingPage *self = RCP_TRAINING_PAGE (object);

  g_clear_pointer (&self->plots, rcp_run_plots_free);
  G_OBJECT_CLASS (rcp_training_page_parent_class)->finalize (object);
}

static void
rcp_training_page_class_init (RcpTrainingPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_training_page_take_session;
  object_class->dispose = rcp_training_page_dispose;
  object_class->finalize = rcp_training_page_finalize;
  widget_class->map = rcp_training_page_map;

  g_type_ensure (RCP_TYPE_CHART);
  g_type_ensure (RCP_TYPE_FETCH_BAR);
  g_type_ensure (RCP_TYPE_TRAINING_PROGRESS);
  g_type_ensure (RCP_TYPE_TRAINING_SETTINGS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/training-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, message);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, message_icon);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, message_title);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, message_detail);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, open_folder);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, smoothing);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, smoothing_label);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, log_axis);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, loss_chart);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, accuracy_chart);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingPage, train_button);
  gtk_widget_class_bind_template_callback (widget_class, on_smoothing_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_log_axis_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_chart_problem);
  gtk_widget_class_bind_template_callback (widget_class, on_open_folder_clicked);
}

static void
rcp_training_page_init (RcpTrainingPage *self)
{
  self->plots = rcp_run_plots_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  rcp_chart_set_plot (self->loss_chart, self->plots->loss);
  rcp_chart_set_plot (self->accuracy_chart, self->plots->accuracy);
  on_smoothing_changed (self);

  self->session_signals = g_signal_group_new (RCP_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::trainer", G_CALLBACK (on_trainer_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::moment", G_CALLBACK (on_moment_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::live", G_CALLBACK (on_moment_changed), self);
  self->trainer_signals = g_signal_group_new (RCP_TYPE_TRAINER);
  g_signal_group_connect_swapped (self->trainer_signals, "notify::state", G_CALLBACK (on_state_changed), self);
  self->metrics_signals = g_signal_group_new (RCP_TYPE_METRICS);
  g_signal_group_connect_swapped (self->metrics_signals, "changed", G_CALLBACK (update_charts), self);
}
