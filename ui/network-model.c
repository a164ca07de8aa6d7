#include "network-model-private.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (RcpNetworkModel, rcp_network_model, G_TYPE_OBJECT)

static guint signals[RCP_NETWORK_MODEL_N_SIGNALS];

void
rcp_network_model_emit (RcpNetworkModel *self, RcpNetworkModelSignal signal)
{
  g_signal_emit (self, signals[signal], 0);
}

void
rcp_network_model_set_active (RcpNetworkModel *self, gboolean active)
{
  g_return_if_fail (RCP_IS_NETWORK_MODEL (self));

  if (active == self->active)
    return;
  self->active = active;
  if (!active)
    {
      rcp_session_unwatch (self->session);
      return;
    }
  rcp_session_watch (self->session);
  rcp_network_model_follow_weights (self);
  if (self->outdated)
    rcp_network_model_ask (self);
}

/* What there is */

RcpSession *
rcp_network_model_get_session (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), NULL);
  return self->session;
}

RcpNetwork *
rcp_network_model_get_network (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), NULL);
  return self->network;
}

RcpNetworkFrame *
rcp_network_model_get_frame (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), NULL);
  return self->frame;
}

gboolean
rcp_network_model_is_following (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), FALSE);
  return self->following;
}

const char *
rcp_network_model_get_problem (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), NULL);
  return self->problem;
}

RcpEdits *
rcp_network_model_get_edits (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), NULL);
  return self->edits;
}

char *
rcp_network_model_dup_class_name (RcpNetworkModel *self, guint index)
{
  RcpDataset *dataset;

  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), NULL);

  dataset = rcp_session_get_dataset (self->session);
  return dataset != NULL && index < rcp_dataset_get_n_classes (dataset)
             ? g_strdup (rcp_dataset_get_class_name (dataset, index))
             : g_strdup_printf (_ ("class %u"), index);
}

/* The object */

RcpNetworkModel *
rcp_network_model_new (RcpSession *session)
{
  RcpNetworkModel *self;

  g_return_val_if_fail (RCP_IS_SESSION (session), NULL);

  self = g_object_new (RCP_TYPE_NETWORK_MODEL, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "snapshot-changed", G_CALLBACK (rcp_network_model_follow_weights), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "specimen-changed", G_CALLBACK (rcp_network_model_ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::trainer", G_CALLBACK (rcp_network_model_follow_run), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static void
rcp_network_model_dispose (GObject *object)
{
  RcpNetworkModel *self = RCP_NETWORK_MODEL (object);

  rcp_network_model_set_active (self, FALSE);
  if (self->edits != NULL)
    g_signal_handlers_disconnect_by_data (self->edits, self);
  g_clear_object (&self->edits);
  G_OBJECT_CLASS (rcp_network_model_parent_class)->dispose (object);
}

static void
rcp_network_model_finalize (GObject *object)
{
  RcpNetworkModel *self = RCP_NETWORK_MODEL (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->network, rcp_network_unref);
  g_clear_pointer (&self->frame, rcp_network_frame_unref);
  g_clear_pointer (&self->trace, rcp_trace_free);
  g_clear_pointer (&self->field, rcp_receptive_field_free);
  g_clear_pointer (&self->probe, rcp_probe_free);
  g_free (self->problem);
  G_OBJECT_CLASS (rcp_network_model_parent_class)->finalize (object);
}

static void
add_signal (const char *name, RcpNetworkModelSignal signal)
{
  signals[signal] = g_signal_new (name, RCP_TYPE_NETWORK_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rcp_network_model_class_init (RcpNetworkModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rcp_network_model_dispose;
  object_class->finalize = rcp_network_model_finalize;

  add_signal ("network-changed", RCP_NETWORK_MODEL_NETWORK_CHANGED);
  add_signal ("frame-changed", RCP_NETWORK_MODEL_FRAME_CHANGED);
  add_signal ("cell-changed", RCP_NETWORK_MODEL_CELL_CHANGED);
  add_signal ("filter-changed", RCP_NETWORK_MODEL_FILTER_CHANGED);
  add_signal ("weight-changed", RCP_NETWORK_MODEL_WEIGHT_CHANGED);
  add_signal ("range-changed", RCP_NETWORK_MODEL_RANGE_CHANGED);
  add_signal ("edits-changed", RCP_NETWORK_MODEL_EDITS_CHANGED);
}

static void
rcp_network_model_init (RcpNetworkModel *self)
{
  self->filter_layer = self->filter = -1;
  self->weight = RCP_NETWORK_MODEL_NO_WEIGHT;
  self->scope = RCP_RANGE_LAYER;
}
