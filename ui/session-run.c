#include "session-private.h"

#include "train/run-folder.h"

const RcpTrainSettings *
rcp_session_get_settings (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);
  return self->settings;
}

/* Layers of another network cannot be frozen in this one. */
static void
thaw_what_is_not_there (RcpSession *self)
{
  g_autoptr (RcpNetwork) network = NULL;
  g_auto (GStrv) names = NULL;

  if (self->settings->frozen == NULL || self->dataset == NULL)
    return;
  network = rcp_network_new (self->settings->network, rcp_dataset_get_shape (self->dataset),
                             rcp_dataset_get_n_classes (self->dataset), NULL);
  if (network == NULL)
    return;
  names = g_strdupv (self->settings->frozen);
  for (char **name = names; *name != NULL; name++)
    if (rcp_network_find_layer (network, *name) == NULL)
      rcp_train_settings_set_frozen (self->settings, *name, FALSE);
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
  thaw_what_is_not_there (self);
  rcp_session_changed (self, RCP_SESSION_PROP_SETTINGS);
  rcp_session_follow_settings (self);
}

gboolean
rcp_session_get_frozen (RcpSession *self, const char *layer)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), FALSE);

  return rcp_train_settings_get_frozen (
      rcp_session_is_training (self) ? rcp_trainer_get_settings (self->trainer) : self->settings, layer);
}

void
rcp_session_set_frozen (RcpSession *self, const char *layer, gboolean frozen)
{
  g_autoptr (RcpTrainSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RCP_IS_SESSION (self));

  if (rcp_session_is_training (self) && !rcp_trainer_set_frozen (self->trainer, layer, frozen, &error))
    {
      rcp_session_emit (self, RCP_SESSION_PROBLEM, error->message);
      return;
    }
  settings = rcp_train_settings_copy (self->settings);
  rcp_train_settings_set_frozen (settings, layer, frozen);
  rcp_session_set_settings (self, settings);
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
begin_branch (RcpSession *self)
{
  g_autoptr (RcpTrainer) trainer = g_steal_pointer (&self->branch);

  rcp_session_take_trainer (self, trainer);
  rcp_session_set_settings (self, rcp_trainer_get_settings (trainer));
  rcp_trainer_start (trainer);
}

static void
on_state (RcpSession *self, GParamSpec *pspec, RcpTrainer *trainer)
{
  if (trainer != self->trainer)
    return;
  if (self->branch != NULL && self->close_task == NULL && !rcp_session_is_training (self))
    {
      begin_branch (self);
      return;
    }
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

/* All that can be refused is refused before the current run is stopped. */
static RcpTrainer *
make_branch (RcpSession *self, RcpSnapshot *snapshot, const RcpTrainSettings *settings, GError **error)
{
  g_autoptr (RcpTrainSettings) own = rcp_train_settings_copy (settings);
  RcpNetwork *network = rcp_snapshot_get_network (snapshot);
  const char *preset = rcp_network_get_preset (network);
  const char *from =
      self->trainer != NULL && !rcp_session_get_untrained (self) ? rcp_trainer_get_run_dir (self->trainer) : NULL;
  g_autofree char *run_dir = NULL;

  g_free (own->dataset);
  own->dataset = g_strdup (rcp_dataset_get_name (self->dataset));
  g_free (own->network);
  own->network = g_strdup (preset != NULL ? preset : rcp_network_get_text (network));
  run_dir = rcp_run_folder_new_default (own->network);
  return rcp_trainer_new_from_snapshot (self->dataset, own, snapshot, from, run_dir, error);
}

void
rcp_session_branch (RcpSession *self, RcpSnapshot *snapshot, const RcpTrainSettings *settings)
{
  g_autoptr (GError) error = NULL;
  RcpTrainer *trainer;

  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (snapshot != NULL && settings != NULL);
  g_return_if_fail (self->dataset != NULL);

  if (self->close_task != NULL || self->branch != NULL)
    return;
  trainer = make_branch (self, snapshot, settings, &error);
  if (trainer == NULL)
    {
      rcp_session_emit (self, RCP_SESSION_PROBLEM, error->message);
      return;
    }
  rcp_trainer_set_background (trainer, TRUE);
  self->branch = trainer;
  self->wish = RCP_WISH_NOTHING;
  if (rcp_session_is_training (self))
    rcp_trainer_stop (self->trainer);
  else
    begin_branch (self);
}
