#include "session-private.h"

#include "train/run-folder.h"

const RcpTrainSettings *
rcp_session_get_settings (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);
  return self->settings;
}

void
rcp_session_set_settings (RcpSession *self, const RcpTrainSettings *settings)
{
  g_autofree char *dataset = NULL;

  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (settings != NULL);

  /* what is trained on is what is looked at */
  dataset = g_strdup (self->settings->dataset);
  if (settings != self->settings)
    {
      RcpTrainSettings *copy = rcp_train_settings_copy (settings);

      rcp_train_settings_free (self->settings);
      self->settings = copy;
    }
  g_free (self->settings->dataset);
  self->settings->dataset = g_steal_pointer (&dataset);
  rcp_session_changed (self, RCP_SESSION_PROP_SETTINGS);
  rcp_session_follow_settings (self);
}

RcpTrainer *
rcp_session_get_trainer (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);
  return self->trainer;
}

RcpTrainerState
rcp_session_get_run_state (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), RCP_TRAINER_READY);
  return self->trainer != NULL ? rcp_trainer_get_state (self->trainer) : RCP_TRAINER_READY;
}

gboolean
rcp_session_is_training (RcpSession *self)
{
  RcpTrainerState state;

  g_return_val_if_fail (RCP_IS_SESSION (self), FALSE);

  if (self->trainer == NULL)
    return FALSE;
  /* a run is started as soon as it is made, so that one that is still ready is about to begin */
  state = rcp_trainer_get_state (self->trainer);
  return state == RCP_TRAINER_READY || state == RCP_TRAINER_RUNNING || state == RCP_TRAINER_PAUSED;
}

static void
on_state (RcpSession *self, GParamSpec *pspec, RcpTrainer *trainer)
{
  if (trainer != self->trainer)
    return;
  rcp_session_finish_closing (self);
}

void
rcp_session_take_trainer (RcpSession *self, RcpTrainer *trainer)
{
  rcp_session_unfollow_trainer (self);
  g_set_object (&self->trainer, trainer);
  g_signal_connect_swapped (trainer, "notify::state", G_CALLBACK (on_state), self);
  rcp_session_follow_trainer (self);
  rcp_session_changed (self, RCP_SESSION_PROP_TRAINER);
}

static gboolean
make_trainer (RcpSession *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *run_dir = rcp_run_folder_new_default (self->settings->network);
  g_autoptr (RcpTrainer) trainer = rcp_trainer_new (self->dataset, self->settings, run_dir, &error);

  if (trainer == NULL)
    {
      rcp_session_emit (self, RCP_SESSION_PROBLEM, error->message);
      return FALSE;
    }
  rcp_trainer_set_background (trainer, TRUE);
  rcp_session_take_trainer (self, trainer);
  return TRUE;
}

void
rcp_session_fulfil_wish (RcpSession *self)
{
  RcpWish wish = self->wish;

  /* normalising needs the statistics: a start that comes before they are counted waits for them */
  if (wish == RCP_WISH_NOTHING || self->statistics == NULL || self->close_task != NULL)
    return;
  self->wish = RCP_WISH_NOTHING;
  if (!rcp_session_is_training (self) && !make_trainer (self))
    return;
  if (wish == RCP_WISH_STEP)
    rcp_trainer_step (self->trainer);
  else
    rcp_trainer_start (self->trainer);
}

/* What makes no sense is refused at once, and not when the statistics are there: it may have been mended by then, and a
 * training would begin of which nobody thinks any more. */
static gboolean
makes_sense (RcpSession *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpNetwork) network = NULL;

  if (self->dataset == NULL || rcp_session_is_training (self))
    return TRUE;
  if (rcp_train_settings_check (self->settings, &error))
    network = rcp_network_new (self->settings->network, rcp_dataset_get_shape (self->dataset),
                               rcp_dataset_get_n_classes (self->dataset), &error);
  if (network == NULL)
    rcp_session_emit (self, RCP_SESSION_PROBLEM, error->message);
  return network != NULL;
}

static void
make_wish (RcpSession *self, RcpWish wish)
{
  if (rcp_session_get_run_state (self) == RCP_TRAINER_RUNNING)
    return;
  self->wish = makes_sense (self) ? wish : RCP_WISH_NOTHING;
  rcp_session_fulfil_wish (self);
}

void
rcp_session_start (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  make_wish (self, RCP_WISH_START);
}

void
rcp_session_step (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  make_wish (self, RCP_WISH_STEP);
}

void
rcp_session_pause (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));

  self->wish = RCP_WISH_NOTHING;
  if (rcp_session_is_training (self))
    rcp_trainer_pause (self->trainer);
}

void
rcp_session_stop (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));

  self->wish = RCP_WISH_NOTHING;
  if (rcp_session_is_training (self))
    rcp_trainer_stop (self->trainer);
}
