#include "run-text.h"

#include <glib/gi18n.h>

#include "backend/registry.h"
#include "draw/numbers.h"

static char *
describe_device (RcpTrainer *trainer)
{
  const RcpBackend *backend = rcp_backend_find (rcp_trainer_get_device (trainer), NULL);
  g_autofree char *detail = NULL;
  g_auto (GStrv) parts = NULL;

  if (backend == NULL)
    return g_strdup (rcp_trainer_get_device (trainer));
  backend->score (&detail, NULL);
  if (detail == NULL)
    return g_strdup (backend->title);
  /* what comes first is what matters most; the instruction set is for the page that has the room */
  parts = g_strsplit (detail, ", ", 2);
  return g_strdup_printf ("%s, %s", backend->title, parts[0]);
}

static char *
describe_running (RcpTrainer *trainer)
{
  g_autofree char *device = describe_device (trainer);
  g_autofree char *count = NULL;
  double speed = rcp_trainer_get_samples_per_second (trainer);

  if (speed <= 0)
    return g_steal_pointer (&device);
  /* three figures are what the eye can use; the others only flicker */
  if (speed >= 1000)
    speed = round (speed / 100) * 100;
  count = rcp_format_count ((guint64) speed);
  /* Translators: the device and how fast it trains: "CPU, 2 threads · 41,200 pictures/s" */
  return g_strdup_printf (_ ("%s · %s pictures/s"), device, count);
}

char *
rcp_run_describe_state (RcpSession *session)
{
  switch (rcp_session_get_run_state (session))
    {
    case RCP_TRAINER_RUNNING:
      return describe_running (rcp_session_get_trainer (session));
    case RCP_TRAINER_PAUSED:
      return g_strdup (_ ("Paused"));
    case RCP_TRAINER_FINISHED:
      return g_strdup (_ ("Finished"));
    case RCP_TRAINER_STOPPED:
      return g_strdup (_ ("Stopped"));
    case RCP_TRAINER_FAILED:
      return g_strdup (_ ("Failed"));
    case RCP_TRAINER_READY:
    default:
      return g_strdup ("");
    }
}

char *
rcp_run_describe_progress (RcpTrainer *trainer)
{
  RcpMetrics *metrics = rcp_trainer_get_metrics (trainer);
  gsize n_steps = 0;
  const RcpStepRecord *steps = rcp_metrics_get_steps (metrics, &n_steps);
  gsize n_epochs = 0;
  const RcpEpochRecord *epochs = rcp_metrics_get_epochs (metrics, &n_epochs);
  guint epoch = n_steps > 0 ? steps[n_steps - 1].epoch : 1;
  guint total = rcp_trainer_get_settings (trainer)->epochs;
  g_autofree char *share = NULL;

  if (n_epochs == 0)
    return g_strdup_printf (_ ("epoch %u of %u"), epoch, total);
  share = rcp_format_share (epochs[n_epochs - 1].val_accuracy);
  /* Translators: how far a training is, and its newest validation accuracy: "epoch 24 of 50 · 63.9 %" */
  return g_strdup_printf (_ ("epoch %u of %u · %s"), epoch, total, share);
}

const char *
rcp_run_train_label (RcpTrainerState state)
{
  switch (state)
    {
    case RCP_TRAINER_RUNNING:
      return _ ("Pause");
    case RCP_TRAINER_PAUSED:
      return _ ("Resume");
    case RCP_TRAINER_READY:
    case RCP_TRAINER_FINISHED:
    case RCP_TRAINER_STOPPED:
    case RCP_TRAINER_FAILED:
    default:
      return _ ("Start");
    }
}
