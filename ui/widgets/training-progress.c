#include "training-progress.h"

#include <glib/gi18n.h>
#include <math.h>

#include "draw/numbers.h"

/* How often the figures are written anew while a run goes on, in milliseconds: the place often enough to be live,
 * speed and time seldom enough to be read. */
#define PLACE_INTERVAL 200
#define SPEED_INTERVAL 500

struct _RcpTrainingProgress
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */
  GSignalGroup *session_signals;
  GSignalGroup *trainer_signals;
  GSignalGroup *metrics_signals;
  guint update_source;
  gint64 place_time;
  gint64 speed_time;

  /* inscriptions keep their size, so that other figures do not lay the window out anew */
  GtkInscription *place;
  GtkProgressBar *bar;
  GtkInscription *speed;
  GtkInscription *time_left;
  GtkLabel *best_caption;
  GtkLabel *best;
};

G_DEFINE_FINAL_TYPE (RcpTrainingProgress, rcp_training_progress, RCP_TYPE_SESSION_BIN)

static void
set_label (GtkLabel *label, const char *text)
{
  /* the same text again would lay the card out anew */
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

static guint64
steps_made (RcpTrainer *trainer)
{
  gsize n;
  const RcpStepRecord *steps = rcp_metrics_get_steps (rcp_trainer_get_metrics (trainer), &n);

  return n > 0 ? steps[n - 1].step : 0;
}

static void
show_place (RcpTrainingProgress *self, RcpTrainer *trainer, guint64 step)
{
  guint per_epoch = MAX (1, rcp_trainer_get_steps_per_epoch (trainer));
  guint64 epoch = step > 0 ? (step - 1) / per_epoch : 0;
  guint64 total = rcp_trainer_get_total_steps (trainer);
  g_autofree char *epoch_text = rcp_format_count (epoch + 1);
  g_autofree char *epochs_text = rcp_format_count (rcp_trainer_get_settings (trainer)->epochs);
  g_autofree char *step_text = rcp_format_count (step - epoch * per_epoch);
  g_autofree char *steps_text = rcp_format_count (per_epoch);
  /* translators: how far a training is: "epoch 12 of 50 · step 212 of 782" */
  g_autofree char *text =
      g_strdup_printf (_ ("epoch %s of %s · step %s of %s"), epoch_text, epochs_text, step_text, steps_text);

  gtk_inscription_set_text (self->place, text);
  gtk_progress_bar_set_fraction (self->bar, total > 0 ? MIN (1.0, (double) step / (double) total) : 0.0);
}

/* Steps at the speed of now, and a validation as long as the last one for every epoch that is still to end. */
static double
seconds_left (RcpTrainer *trainer, guint64 step, double speed)
{
  gsize n;
  const RcpEpochRecord *epochs = rcp_metrics_get_epochs (rcp_trainer_get_metrics (trainer), &n);
  const RcpTrainSettings *settings = rcp_trainer_get_settings (trainer);
  guint per_epoch = MAX (1, rcp_trainer_get_steps_per_epoch (trainer));
  const RcpSamples *samples = rcp_dataset_get_samples (rcp_trainer_get_dataset (trainer), RCP_SPLIT_TRAIN);
  double pictures_per_step = (double) samples->count / per_epoch;
  double steps = (double) (rcp_trainer_get_total_steps (trainer) - MIN (step, rcp_trainer_get_total_steps (trainer)));

  if (!(speed > 0.0))
    return NAN;
  return steps * pictures_per_step / speed
         + (n > 0 ? epochs[n - 1].val_seconds * (settings->epochs - MIN (n, settings->epochs)) : 0.0);
}

/* Over the last second while it runs; else over all epochs that are behind it. 0 while nothing is known. */
static double
speed_of (RcpTrainer *trainer)
{
  const RcpSamples *samples = rcp_dataset_get_samples (rcp_trainer_get_dataset (trainer), RCP_SPLIT_TRAIN);
  gsize n;
  const RcpEpochRecord *epochs = rcp_metrics_get_epochs (rcp_trainer_get_metrics (trainer), &n);
  double seconds = 0.0;

  if (rcp_trainer_get_state (trainer) == RCP_TRAINER_RUNNING)
    return rcp_trainer_get_samples_per_second (trainer);
  for (gsize i = 0; i < n; i++)
    seconds += epochs[i].train_seconds;
  return seconds > 0.0 ? (double) samples->count * (double) n / seconds : 0.0;
}

static void
show_speed (RcpTrainingProgress *self, RcpTrainer *trainer, guint64 step)
{
  RcpTrainerState state = rcp_trainer_get_state (trainer);
  gboolean over = state == RCP_TRAINER_STOPPED || state == RCP_TRAINER_FAILED;
  double speed = speed_of (trainer);
  /* three figures are what the eye can use; the others only flicker */
  double unit = speed >= 100.0 ? pow (10.0, floor (log10 (speed)) - 2.0) : 1.0;
  g_autofree char *speed_text =
      speed > 0.0 ? rcp_format_count ((guint64) (round (speed / unit) * unit)) : g_strdup ("–");
  g_autofree char *left_text = rcp_format_duration (over ? NAN : seconds_left (trainer, step, speed));

  gtk_inscription_set_text (self->speed, speed_text);
  gtk_inscription_set_text (self->time_left, left_text);
}

static void
show_best (RcpTrainingProgress *self, RcpTrainer *trainer)
{
  const RcpEpochRecord *best = rcp_metrics_get_best (rcp_trainer_get_metrics (trainer));
  g_autofree char *share = best != NULL ? rcp_format_share (best->val_accuracy) : g_strdup ("–");
  /* translators: over the best accuracy: "best · epoch 41" */
  g_autofree char *caption =
      best != NULL ? g_strdup_printf (_ ("best · epoch %u"), best->epoch) : g_strdup (_ ("best"));

  set_label (self->best, share);
  set_label (self->best_caption, caption);
}

static void
update (RcpTrainingProgress *self)
{
  RcpTrainer *trainer = self->session != NULL ? rcp_session_get_trainer (self->session) : NULL;
  gint64 now = g_get_monotonic_time ();
  guint64 step;

  gtk_widget_set_visible (GTK_WIDGET (self), trainer != NULL);
  if (trainer == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  step = steps_made (trainer);
  self->place_time = now;
  show_place (self, trainer, step);
  show_best (self, trainer);
  if (rcp_trainer_get_state (trainer) == RCP_TRAINER_RUNNING && now - self->speed_time < 1000 * SPEED_INTERVAL)
    return;
  self->speed_time = now;
  show_speed (self, trainer, step);
}

static gboolean
on_update_due (gpointer user_data)
{
  RcpTrainingProgress *self = user_data;

  self->update_source = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
on_metrics_changed (RcpTrainingProgress *self)
{
  gint64 wait = self->place_time + 1000 * PLACE_INTERVAL - g_get_monotonic_time ();

  if (self->update_source != 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (wait <= 0 || rcp_session_get_run_state (self->session) != RCP_TRAINER_RUNNING)
    update (self);
  else
    self->update_source = g_timeout_add ((guint) (wait / 1000 + 1), on_update_due, self);
}

static void
on_trainer_changed (RcpTrainingProgress *self)
{
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);

  g_signal_group_set_target (self->trainer_signals, trainer);
  g_signal_group_set_target (self->metrics_signals, trainer != NULL ? rcp_trainer_get_metrics (trainer) : NULL);
  self->speed_time = 0;
  update (self);
}

static void
rcp_training_progress_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpTrainingProgress *self = RCP_TRAINING_PROGRESS (bin);

  self->session = session;
  g_signal_group_set_target (self->session_signals, session);
  on_trainer_changed (self);
}

static void
rcp_training_progress_map (GtkWidget *widget)
{
  RcpTrainingProgress *self = RCP_TRAINING_PROGRESS (widget);

  GTK_WIDGET_CLASS (rcp_training_progress_parent_class)->map (widget);
  self->speed_time = 0;
  update (self);
}

static void
rcp_training_progress_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&RCP_TRAINING_PROGRESS (widget)->update_source, g_source_remove);
  GTK_WIDGET_CLASS (rcp_training_progress_parent_class)->unmap (widget);
}

static void
rcp_training_progress_dispose (GObject *object)
{
  RcpTrainingProgress *self = RCP_TRAINING_PROGRESS (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->trainer_signals);
  g_clear_object (&self->metrics_signals);
  G_OBJECT_CLASS (rcp_training_progress_parent_class)->dispose (object);
}

static void
rcp_training_progress_class_init (RcpTrainingProgressClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_training_progress_take_session;
  object_class->dispose = rcp_training_progress_dispose;
  widget_class->map = rcp_training_progress_map;
  widget_class->unmap = rcp_training_progress_unmap;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/training-progress.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingProgress, place);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingProgress, bar);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingProgress, speed);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingProgress, time_left);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingProgress, best_caption);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingProgress, best);
}

static void
rcp_training_progress_init (RcpTrainingProgress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->session_signals = g_signal_group_new (RCP_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::trainer", G_CALLBACK (on_trainer_changed), self);
  self->trainer_signals = g_signal_group_new (RCP_TYPE_TRAINER);
  g_signal_group_connect_swapped (self->trainer_signals, "notify::state", G_CALLBACK (update), self);
  self->metrics_signals = g_signal_group_new (RCP_TYPE_METRICS);
  g_signal_group_connect_swapped (self->metrics_signals, "changed", G_CALLBACK (on_metrics_changed), self);
}
