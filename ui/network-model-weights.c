/* The network and the edits, made of the weights of the session's snapshot. */

#include "network-model-private.h"

static void
on_edited (RcpNetworkModel *self)
{
  /* while a run is followed it is told of together with the numbers: what shows both is drawn once */
  if (self->rebasing)
    self->rebased = TRUE;
  else
    {
      self->touched = TRUE;
      self->following = FALSE;
      rcp_network_model_emit (self, RCP_NETWORK_MODEL_EDITS_CHANGED);
    }
  rcp_network_model_ask (self);
}

/* Whether @snapshot is of the network that is shown; trained on other pictures it has other classes. */
static gboolean
is_same_network (RcpNetworkModel *self, RcpSnapshot *snapshot)
{
  RcpNetwork *network;
  const RcpArchitecture *first, *second;

  if (snapshot == NULL || self->edits == NULL)
    return snapshot == NULL && self->edits == NULL;
  network = rcp_snapshot_get_network (snapshot);
  first = rcp_network_get_architecture (self->network);
  second = rcp_network_get_architecture (network);
  return g_str_equal (rcp_network_get_text (self->network), rcp_network_get_text (network))
         && first->n_activations == second->n_activations && first->n_parameters == second->n_parameters
         && g_str_equal (rcp_snapshot_get_dataset (rcp_edits_get_base (self->edits)),
                         rcp_snapshot_get_dataset (snapshot));
}

static void
take_edits (RcpNetworkModel *self, RcpSnapshot *base)
{
  if (self->edits != NULL)
    g_signal_handlers_disconnect_by_data (self->edits, self);
  g_clear_object (&self->edits);
  if (base != NULL)
    {
      self->edits = rcp_edits_new (base);
      g_signal_connect_swapped (self->edits, "changed", G_CALLBACK (on_edited), self);
    }
  on_edited (self);
}

static void
take_network (RcpNetworkModel *self, RcpSnapshot *base)
{
  g_clear_pointer (&self->network, rcp_network_unref);
  g_clear_pointer (&self->probe, rcp_probe_free);
  g_clear_pointer (&self->frame, rcp_network_frame_unref);
  g_clear_pointer (&self->problem, g_free);
  rcp_network_model_look_at_nothing (self);
  if (base != NULL)
    self->network = rcp_network_ref (rcp_snapshot_get_network (base));
  rcp_network_model_emit (self, RCP_NETWORK_MODEL_NETWORK_CHANGED);
  take_edits (self, base);
}

void
rcp_network_model_follow_weights (RcpNetworkModel *self)
{
  RcpSnapshot *snapshot = rcp_session_get_snapshot (self->session);

  if (!self->active)
    return;
  if (!is_same_network (self, snapshot))
    take_network (self, snapshot);
  else if (self->edits != NULL)
    {
      self->rebasing = TRUE;
      rcp_edits_rebase (self->edits, snapshot);
      self->rebasing = FALSE;
    }
}

void
rcp_network_model_follow_run (RcpNetworkModel *self)
{
  if (self->edits != NULL && rcp_edits_can_undo (self->edits))
    take_edits (self, rcp_edits_get_base (self->edits));
}
