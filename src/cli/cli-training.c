#include "cli-training.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "cli.h"

/* the loss of one batch jumps about; the mean of this many can be read */
#define LOSS_STEPS 100

typedef struct
{
  RcpTrainer *trainer;
  GMainLoop *loop;
  CliProgress *progress;
  gboolean json;
  gboolean interrupted;
  gsize n_printed;
  GError *write_error;
} Training;

/* Epochs and steps are counted from 1 inside; the first epoch is printed as 0, as PyTorch's tutorials do. */
static char *
format_epoch (const RcpEpochRecord *epoch)
{
  return g_strdup_printf ("Epoch = %u, train_loss = %.3f, train_acc = %.3f, val_acc = %.3f\n", epoch->epoch - 1,
                          epoch->train_loss, epoch->train_accuracy, epoch->val_accuracy);
}

static gboolean
write_epoch_json (const RcpEpochRecord *epoch, GError **error)
{
  const struct
  {
    const char *name;
    double value;
  } numbers[] = {
    { "train_loss", epoch->train_loss },       { "train_acc", epoch->train_accuracy },
    { "val_loss", epoch->val_loss },           { "val_acc", epoch->val_accuracy },
    { "train_seconds", epoch->train_seconds }, { "val_seconds", epoch->val_seconds },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "epoch");
  json_builder_add_int_value (builder, epoch->epoch - 1);
  json_builder_set_member_name (builder, "step");
  json_builder_add_int_value (builder, (gint64) epoch->step);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      json_builder_set_member_name (builder, numbers[i].name);
      cli_json_add_real (builder, numbers[i].value);
    }
  json_builder_end_object (builder);
  return cli_write_json (builder, error);
}

static void
print_new_epochs (Training *self)
{
  gsize n;
  const RcpEpochRecord *epochs = rcp_metrics_get_epochs (rcp_trainer_get_metrics (self->trainer), &n);

  for (; self->n_printed < n && self->write_error == NULL; self->n_printed++)
    {
      const RcpEpochRecord *epoch = &epochs[self->n_printed];

      cli_progress_clear (self->progress);
      if (self->json)
        write_epoch_json (epoch, &self->write_error);
      else
        {
          g_autofree char *line = format_epoch (epoch);

          cli_write (line, &self->write_error);
        }
      if (self->write_error != NULL)
        rcp_trainer_stop (self->trainer);
    }
}

static double
recent_loss (const RcpStepRecord *steps, gsize n)
{
  guint epoch = steps[n - 1].epoch;
  double sum = 0;
  guint count = 0;

  for (gsize i = n; i > 0 && count < LOSS_STEPS && steps[i - 1].epoch == epoch; i--, count++)
    sum += steps[i - 1].loss;
  return sum / count;
}

static double
seconds_left (Training *self, guint64 step, double pictures_per_second)
{
  const RcpSamples *samples = rcp_dataset_get_samples (rcp_trainer_get_dataset (self->trainer), RCP_SPLIT_TRAIN);
  guint steps_per_epoch = rcp_trainer_get_steps_per_epoch (self->trainer);
  guint64 total = rcp_trainer_get_total_steps (self->trainer);
  double epochs = total > step ? (double) (total - step) / steps_per_epoch : 0.0;
  gsize n;
  const RcpEpochRecord *records = rcp_metrics_get_epochs (rcp_trainer_get_metrics (self->trainer), &n);
  double validation = n > 0 ? records[n - 1].val_seconds : 0.0;

  return epochs * (samples->count / pictures_per_second + validation);
}

static void
show_progress (Training *self)
{
  gsize n_steps;
  gsize n_epochs;
  RcpMetrics *metrics = rcp_trainer_get_metrics (self->trainer);
  const RcpStepRecord *steps = rcp_metrics_get_steps (metrics, &n_steps);
  guint steps_per_epoch = rcp_trainer_get_steps_per_epoch (self->trainer);
  double pictures_per_second = rcp_trainer_get_samples_per_second (self->trainer);
  g_autofree char *before = NULL;
  g_autoptr (GString) after = NULL;
  const RcpStepRecord *last;
  double fraction;

  rcp_metrics_get_epochs (metrics, &n_epochs);
  if (n_steps == 0 || !cli_progress_is_due (self->progress))
    return;
  last = &steps[n_steps - 1];
  /* an epoch whose line has been printed is no progress any more */
  if (last->epoch <= n_epochs)
    return;

  fraction = (double) (last->step - (guint64) (last->epoch - 1) * steps_per_epoch) / steps_per_epoch;
  before = g_strdup_printf (_ ("Epoch = %u"), last->epoch - 1);
  after = g_string_new (NULL);
  g_string_append_printf (after, "%3.0f %%", 100.0 * fraction);
  if (fraction >= 1.0)
    g_string_append (after, _ ("  validating"));
  else if (pictures_per_second > 0)
    g_string_append_printf (after, _ ("  %.0f pictures/s"), pictures_per_second);
  g_string_append_printf (after, _ ("  loss %.3f"), recent_loss (steps, n_steps));
  if (pictures_per_second > 0)
    {
      g_autofree char *left = cli_format_duration (seconds_left (self, last->step, pictures_per_second));

      g_string_append_printf (after, _ ("  %s left"), left);
    }
  cli_progress_draw (self->progress, before, fraction, after->str);
}

static void
on_metrics_changed (RcpMetrics *metrics, gpointer user_data)
{
  Training *self = user_data;

  print_new_epochs (self);
  show_progress (self);
}

static gboolean
has_ended (RcpTrainer *trainer)
{
  RcpTrainerState state = rcp_trainer_get_state (trainer);

  return state == RCP_TRAINER_FINISHED || state == RCP_TRAINER_STOPPED || state == RCP_TRAINER_FAILED;
}

static void
on_state_changed (RcpTrainer *trainer, GParamSpec *property, gpointer user_data)
{
  Training *self = user_data;

  if (has_ended (trainer))
    g_main_loop_quit (self->loop);
}

static gboolean
on_interrupt (gpointer user_data)
{
  Training *self = user_data;

  self->interrupted = TRUE;
  rcp_trainer_stop (self->trainer);
  /* gives the signal its default action back */
  return G_SOURCE_REMOVE;
}

static void
loop_until_ended (Training *self)
{
  const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  GSource *sources[G_N_ELEMENTS (signals)];

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      sources[i] = g_unix_signal_source_new (signals[i]);
      g_source_set_callback (sources[i], on_interrupt, self, NULL);
      g_source_attach (sources[i], NULL);
    }
  rcp_trainer_start (self->trainer);
  if (!has_ended (self->trainer))
    g_main_loop_run (self->loop);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_source_destroy (sources[i]);
      g_source_unref (sources[i]);
    }
}

gboolean
cli_training_run (RcpTrainer *trainer, gboolean json, gboolean *interrupted, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (CliProgress) progress = cli_progress_new ();
  Training self = { .trainer = trainer, .loop = loop, .progress = progress, .json = json };
  RcpMetrics *metrics = rcp_trainer_get_metrics (trainer);
  gulong metrics_handler = g_signal_connect (metrics, "changed", G_CALLBACK (on_metrics_changed), &self);
  gulong state_handler = g_signal_connect (trainer, "notify::state", G_CALLBACK (on_state_changed), &self);

  /* what a resumed run has behind it was printed by the one before */
  rcp_metrics_get_epochs (metrics, &self.n_printed);
  loop_until_ended (&self);
  g_signal_handler_disconnect (trainer, state_handler);
  g_signal_handler_disconnect (metrics, metrics_handler);
  print_new_epochs (&self);

  *interrupted = self.interrupted && rcp_trainer_get_state (trainer) == RCP_TRAINER_STOPPED;
  if (rcp_trainer_get_state (trainer) == RCP_TRAINER_FAILED)
    {
      g_clear_error (&self.write_error);
      g_propagate_error (error, g_error_copy (rcp_trainer_get_error (trainer)));
      return FALSE;
    }
  if (self.write_error != NULL)
    {
      g_propagate_error (error, self.write_error);
      return FALSE;
    }
  return TRUE;
}
