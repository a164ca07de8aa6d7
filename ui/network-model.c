#include "network-model.h"

#include <glib/gi18n.h>
#include <string.h>

struct _RcpNetworkModel
{
  GObject parent_instance;

  RcpSession *session;
  gboolean active;

  RcpNetwork *network;
  RcpEdits *edits;
  gboolean rebasing; /* they are being made of other weights */
  gboolean rebased;  /* that is to be told of with the next frame */
  gboolean touched;  /* somebody has changed them since the last frame */
  gboolean following;
  RcpNetworkFrame *frame;
  char *problem;

  gboolean has_cell;
  RcpCell cell;
  RcpTrace *trace;
  RcpReceptiveField *field;
  int filter_layer;
  int filter;
  gsize weight;
  RcpRangeScope scope;

  RcpProbe *probe;   /* the worker's while there is one */
  gboolean working;  /* a worker is under way */
  gboolean outdated; /* and what it works on is no longer wanted */
};

G_DEFINE_FINAL_TYPE (RcpNetworkModel, rcp_network_model, G_TYPE_OBJECT)

enum
{
  SIGNAL_NETWORK_CHANGED,
  SIGNAL_FRAME_CHANGED,
  SIGNAL_CELL_CHANGED,
  SIGNAL_FILTER_CHANGED,
  SIGNAL_WEIGHT_CHANGED,
  SIGNAL_RANGE_CHANGED,
  SIGNAL_EDITS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void ask (RcpNetworkModel *self);

/* The forward pass */

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
      g_signal_emit (self, signals[SIGNAL_EDITS_CHANGED], 0);
    }
  g_signal_emit (self, signals[SIGNAL_FRAME_CHANGED], 0);
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
    ask (self);
}

/* Asks for a frame of what is wanted now. */
static void
ask (RcpNetworkModel *self)
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
  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, pass, (GDestroyNotify) pass_free);
  g_task_run_in_thread (task, run_in_thread);
}

/* The weights */

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
      g_signal_emit (self, signals[SIGNAL_EDITS_CHANGED], 0);
    }
  ask (self);
}

static void
forget_looked_at (RcpNetworkModel *self)
{
  gboolean had_cell = self->has_cell, had_filter = self->filter >= 0;

  self->has_cell = FALSE;
  self->filter_layer = self->filter = -1;
  g_clear_pointer (&self->trace, rcp_trace_free);
  g_clear_pointer (&self->field, rcp_receptive_field_free);
  if (had_cell)
    g_signal_emit (self, signals[SIGNAL_CELL_CHANGED], 0);
  if (had_filter)
    g_signal_emit (self, signals[SIGNAL_FILTER_CHANGED], 0);
  rcp_network_model_set_weight (self, RCP_NETWORK_MODEL_NO_WEIGHT);
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
  forget_looked_at (self);
  if (base != NULL)
    self->network = rcp_network_ref (rcp_snapshot_get_network (base));
  g_signal_emit (self, signals[SIGNAL_NETWORK_CHANGED], 0);
  take_edits (self, base);
}

/* Nothing is done while nobody looks; what changed meanwhile is taken then. */
static void
on_snapshot_changed (RcpNetworkModel *self)
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

static void
on_run_changed (RcpNetworkModel *self)
{
  if (self->edits != NULL && rcp_edits_can_undo (self->edits))
    take_edits (self, rcp_edits_get_base (self->edits));
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
  on_snapshot_changed (self);
  if (self->outdated)
    ask (self);
}

/* What is looked at */

static gboolean
is_filter (const RcpArchitecture *architecture, int layer, int filter)
{
  return layer >= 0 && layer < (int) architecture->n_layers && architecture->layers[layer].weight_count > 0
         && filter >= 0 && filter < architecture->layers[layer].output.channels;
}

void
rcp_network_model_set_filter (RcpNetworkModel *self, int layer, int filter)
{
  g_return_if_fail (RCP_IS_NETWORK_MODEL (self));

  if (layer < 0)
    layer = filter = -1;
  else if (self->network == NULL || !is_filter (rcp_network_get_architecture (self->network), layer, filter))
    return;
  if (layer == self->filter_layer && filter == self->filter)
    return;
  self->filter_layer = layer;
  self->filter = filter;
  g_signal_emit (self, signals[SIGNAL_FILTER_CHANGED], 0);
}

gboolean
rcp_network_model_get_filter (RcpNetworkModel *self, int *layer, int *filter)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), FALSE);

  *layer = self->filter_layer;
  *filter = self->filter;
  return self->filter >= 0;
}

void
rcp_network_model_set_weight (RcpNetworkModel *self, gsize parameter)
{
  g_return_if_fail (RCP_IS_NETWORK_MODEL (self));

  if (parameter == self->weight
      || (parameter != RCP_NETWORK_MODEL_NO_WEIGHT
          && (self->network == NULL || parameter >= rcp_network_get_architecture (self->network)->n_parameters)))
    return;
  self->weight = parameter;
  g_signal_emit (self, signals[SIGNAL_WEIGHT_CHANGED], 0);
}

gboolean
rcp_network_model_get_weight (RcpNetworkModel *self, gsize *parameter)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), FALSE);

  if (parameter != NULL)
    *parameter = self->weight;
  return self->weight != RCP_NETWORK_MODEL_NO_WEIGHT;
}

/* The layer with weights whose filter @cell's channel belongs to, or −1. */
static int
find_filter_layer (const RcpArchitecture *architecture, RcpCell cell)
{
  int layer = MIN (cell.layer, (int) architecture->n_layers - 1);

  for (; layer >= 0; layer--)
    {
      RcpLayerKind kind = architecture->layers[layer].kind;

      if (kind == RCP_LAYER_CONV2D || kind == RCP_LAYER_LINEAR)
        return layer;
      if (kind == RCP_LAYER_FLATTEN)
        return -1;
    }
  return -1;
}

void
rcp_network_model_set_cell (RcpNetworkModel *self, const RcpCell *cell)
{
  /* it may stand in the trace, which goes with the cell before */
  RcpCell wanted = cell != NULL ? *cell : self->cell;
  int layer;

  g_return_if_fail (RCP_IS_NETWORK_MODEL (self));

  if (cell == NULL ? !self->has_cell : self->network == NULL || !rcp_cell_check (self->network, *cell, NULL))
    return;
  if (cell != NULL && self->has_cell && memcmp (cell, &self->cell, sizeof *cell) == 0)
    return;
  g_clear_pointer (&self->trace, rcp_trace_free);
  g_clear_pointer (&self->field, rcp_receptive_field_free);
  self->has_cell = cell != NULL;
  self->cell = wanted;
  g_signal_emit (self, signals[SIGNAL_CELL_CHANGED], 0);
  if (cell == NULL)
    return;
  layer = find_filter_layer (rcp_network_get_architecture (self->network), self->cell);
  if (layer >= 0)
    rcp_network_model_set_filter (self, layer, self->cell.channel);
}

gboolean
rcp_network_model_get_cell (RcpNetworkModel *self, RcpCell *cell)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), FALSE);

  if (cell != NULL)
    *cell = self->cell;
  return self->has_cell;
}

const RcpTrace *
rcp_network_model_get_trace (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), NULL);

  if (self->trace == NULL && self->has_cell && self->frame != NULL && self->cell.layer != RCP_CELL_INPUT)
    self->trace = rcp_trace_new (self->frame->network, rcp_snapshot_get_parameters (self->frame->weights),
                                 self->frame->activations, self->frame->sums, self->cell, NULL);
  return self->trace;
}

const RcpReceptiveField *
rcp_network_model_get_field (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), NULL);

  if (self->field == NULL && self->has_cell)
    self->field = rcp_receptive_field_new (self->network, self->cell, NULL);
  return self->field;
}

RcpRangeScope
rcp_network_model_get_range_scope (RcpNetworkModel *self)
{
  g_return_val_if_fail (RCP_IS_NETWORK_MODEL (self), RCP_RANGE_LAYER);
  return self->scope;
}

void
rcp_network_model_set_range_scope (RcpNetworkModel *self, RcpRangeScope scope)
{
  g_return_if_fail (RCP_IS_NETWORK_MODEL (self));

  if (scope == self->scope)
    return;
  self->scope = scope;
  g_signal_emit (self, signals[SIGNAL_RANGE_CHANGED], 0);
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
  g_signal_connect_object (session, "snapshot-changed", G_CALLBACK (on_snapshot_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "specimen-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::trainer", G_CALLBACK (on_run_changed), self, G_CONNECT_SWAPPED);
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
add_signal (const char *name, guint index)
{
  signals[index] = g_signal_new (name, RCP_TYPE_NETWORK_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rcp_network_model_class_init (RcpNetworkModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rcp_network_model_dispose;
  object_class->finalize = rcp_network_model_finalize;

  add_signal ("network-changed", SIGNAL_NETWORK_CHANGED);
  add_signal ("frame-changed", SIGNAL_FRAME_CHANGED);
  add_signal ("cell-changed", SIGNAL_CELL_CHANGED);
  add_signal ("filter-changed", SIGNAL_FILTER_CHANGED);
  add_signal ("weight-changed", SIGNAL_WEIGHT_CHANGED);
  add_signal ("range-changed", SIGNAL_RANGE_CHANGED);
  add_signal ("edits-changed", SIGNAL_EDITS_CHANGED);
}

static void
rcp_network_model_init (RcpNetworkModel *self)
{
  self->filter_layer = self->filter = -1;
  self->weight = RCP_NETWORK_MODEL_NO_WEIGHT;
  self->scope = RCP_RANGE_LAYER;
}
