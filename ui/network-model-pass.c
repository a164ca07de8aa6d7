/* The forward pass, in a worker. */

#include "network-model-private.h"

#include <string.h>

typedef struct
{
  RcpNetwork *network;
  RcpProbe *probe; /* NULL before the first pass through this network */
  RcpSnapshot *weights;
  guint8 *pixels;
  guint label;
} Pass;

static void
pass_free (Pass *pass)
{
  rcp_network_unref (pass->network);
  g_clear_pointer (&pass->probe, rcp_probe_free);
  rcp_snapshot_unref (pass->weights);
  g_free (pass->pixels);
  g_free (pass);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Pass *pass = task_data;
  g_autoptr (GError) error = NULL;
  RcpNetworkFrame *frame = NULL;

  if (pass->probe == NULL)
    pass->probe = rcp_probe_new (NULL, pass->network, &error);
  if (pass->probe != NULL)
    frame = rcp_network_frame_new (pass->probe, pass->weights, pass->pixels, pass->label, &error);
  if (frame != NULL)
    g_task_return_pointer (task, frame, (GDestroyNotify) rcp_network_frame_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Whether @frame shows nothing that somebody has chosen since the last one, but how far a run has come. */
static gboolean
is_followed (RcpNetworkModel *self, const RcpNetworkFrame *frame)
{
  return frame != NULL && self->frame != NULL && !self->touched && rcp_session_get_live (self->session)
         && rcp_session_get_run_state (self->session) == RCP_TRAINER_RUNNING
         && memcmp (frame->pixels, self->frame->pixels,
                    rcp_shape_count (rcp_network_frame_get_architecture (frame)->input))
                == 0;
}

static void
take_frame (RcpNetworkModel *self, RcpNetworkFrame *frame, const char *problem)
{
  self->following = is_followed (self, frame);
  self->touched = FALSE;
  g_clear_pointer (&self->frame, rcp_network_frame_unref);
  g_clear_pointer (&self->trace, rcp_trace_free);
  g_free (self->problem);
  self->frame = frame;
  self->problem = g_strdup (problem);
  if (self->rebased)
    {
      self->rebased = FALSE;
      rcp_network_model_emit (self, RCP_NETWORK_MODEL_EDITS_CHANGED);
    }
  rcp_network_model_emit (self, RCP_NETWORK_MODEL_FRAME_CHANGED);
}

/* A worker knows of it only weakly: it would else be the one to let go of it last, on its own thread. */
static GWeakRef *
weak_new (RcpNetworkModel *self)
{
  GWeakRef *weak = g_new (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  return weak;
}

/* (transfer full) (nullable): frees @weak. */
static RcpNetworkModel *
weak_end (GWeakRef *weak)
{
  RcpNetworkModel *self = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  return self;
}

static void
on_passed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpNetworkModel) self = weak_end (user_data);
  Pass *pass = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpNetworkFrame) frame = g_task_propagate_pointer (G_TASK (result), &error);

  if (self == NULL)
    return;
  self->working = FALSE;
  if (pass->network == self->network)
    {
      self->probe = g_steal_pointer (&pass->probe);
      /* even where it is no longer the newest: a picture that moves is better than one that waits */
      take_frame (self, g_steal_pointer (&frame), error != NULL ? error->message : NULL);
    }
  if (self->outdated)
    rcp_network_model_ask (self);
}

void
rcp_network_model_ask (RcpNetworkModel *self)
{
  const RcpSpecimen *specimen = rcp_session_get_specimen (self->session);
  RcpShape shape;
  Pass *pass;
  g_autoptr (GTask) task = NULL;

  self->outdated = TRUE;
  if (!self->active || self->working || self->edits == NULL || specimen == NULL)
    return;
  shape = rcp_network_get_architecture (self->network)->input;
  /* between two datasets the weights of one can meet the pictures of the other */
  if (shape.channels != specimen->shape.channels || shape.height != specimen->shape.height
      || shape.width != specimen->shape.width)
    return;
  self->outdated = FALSE;
  self->working = TRUE;
  pass = g_new0 (Pass, 1);
  pass->network = rcp_network_ref (self->network);
  pass->probe = g_steal_pointer (&self->probe);
  pass->weights = rcp_snapshot_ref (rcp_edits_get_snapshot (self->edits));
  pass->pixels = g_memdup2 (specimen->pixels, rcp_shape_count (shape));
  pass->label = specimen->label;
  task = g_task_new (NULL, NULL, on_passed, weak_new (self));
  g_task_set_source_tag (task, rcp_network_model_ask);
  g_task_set_task_data (task, pass, (GDestroyNotify) pass_free);
  g_task_run_in_thread (task, run_in_thread);
}
