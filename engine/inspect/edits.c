#include "inspect/edits-private.h"

#include <string.h>

struct _RcpEdits
{
  GObject parent_instance;

  RcpSnapshot *base;
  RcpSnapshot *snapshot;
  float *parameters; /* with all changes; NULL as long as there never was one */
  GPtrArray *changes;
  guint n_done; /* of them; the others are undone */
};

G_DEFINE_FINAL_TYPE (RcpEdits, rcp_edits, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
rcp_change_free (gpointer data)
{
  RcpChange *change = data;

  g_free (change->before);
  g_free (change->after);
  g_free (change->text);
  g_free (change);
}

static void
rcp_edits_finalize (GObject *object)
{
  RcpEdits *self = RCP_EDITS (object);

  g_clear_pointer (&self->base, rcp_snapshot_unref);
  g_clear_pointer (&self->snapshot, rcp_snapshot_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self->parameters);
  G_OBJECT_CLASS (rcp_edits_parent_class)->finalize (object);
}

static void
rcp_edits_class_init (RcpEditsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rcp_edits_finalize;

  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", RCP_TYPE_EDITS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rcp_edits_init (RcpEdits *self)
{
  self->changes = g_ptr_array_new_with_free_func (rcp_change_free);
}

const RcpArchitecture *
rcp_edits_get_architecture (RcpEdits *self)
{
  return rcp_network_get_architecture (rcp_snapshot_get_network (self->base));
}

static float *
copy_parameters (RcpEdits *self, const float *parameters)
{
  return g_memdup2 (parameters, rcp_edits_get_architecture (self)->n_parameters * sizeof *parameters);
}

RcpEdits *
rcp_edits_new (RcpSnapshot *base)
{
  RcpEdits *self;

  g_return_val_if_fail (base != NULL, NULL);

  self = g_object_new (RCP_TYPE_EDITS, NULL);
  self->base = rcp_snapshot_ref (base);
  self->snapshot = rcp_snapshot_ref (base);
  return self;
}

RcpSnapshot *
rcp_edits_get_base (RcpEdits *self)
{
  g_return_val_if_fail (RCP_IS_EDITS (self), NULL);

  return self->base;
}

RcpSnapshot *
rcp_edits_get_snapshot (RcpEdits *self)
{
  g_return_val_if_fail (RCP_IS_EDITS (self), NULL);

  return self->snapshot;
}

gboolean
rcp_edits_is_edited (RcpEdits *self)
{
  g_return_val_if_fail (RCP_IS_EDITS (self), FALSE);

  return self->n_done > 0;
}

/* --- doing and undoing ------------------------------------------------------------------------------------------ */

static void
write_change (float *parameters, const RcpChange *change, gboolean done)
{
  memcpy (parameters + change->place, done ? change->after : change->before, change->count * sizeof (float));
  if (change->has_bias)
    parameters[change->bias] = done ? change->bias_after : change->bias_before;
}

static void
publish (RcpEdits *self)
{
  rcp_snapshot_unref (self->snapshot);
  self->snapshot = self->n_done == 0
                       ? rcp_snapshot_ref (self->base)
                       : rcp_snapshot_new (rcp_snapshot_get_network (self->base), self->parameters,
                                           rcp_snapshot_get_dataset (self->base), rcp_snapshot_get_mean (self->base),
                                           rcp_snapshot_get_std (self->base), rcp_snapshot_get_step (self->base),
                                           rcp_snapshot_get_epoch (self->base), rcp_snapshot_get_seed (self->base));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static RcpChange *
get_newest (RcpEdits *self)
{
  return self->n_done > 0 ? g_ptr_array_index (self->changes, self->n_done - 1) : NULL;
}

/* The change that one of this kind and place would go on with. */
static RcpChange *
find_continued (RcpEdits *self, RcpChangeKind kind, gsize place, gsize count, gboolean continues)
{
  RcpChange *newest = continues ? get_newest (self) : NULL;

  return newest != NULL && newest->kind == kind && newest->place == place && newest->count == count ? newest : NULL;
}

RcpChange *
rcp_change_new (RcpEdits *self, RcpChangeKind kind, gsize place, gsize count, gboolean continues)
{
  const RcpChange *continued = find_continued (self, kind, place, count, continues);
  const float *before;
  RcpChange *change = g_new0 (RcpChange, 1);

  if (self->parameters == NULL)
    self->parameters = copy_parameters (self, rcp_snapshot_get_parameters (self->base));
  before = continued != NULL ? continued->before : self->parameters + place;

  change->kind = kind;
  change->place = place;
  change->count = count;
  change->before = g_memdup2 (before, count * sizeof *before);
  change->after = g_memdup2 (before, count * sizeof *before);
  return change;
}

void
rcp_change_add_bias (RcpEdits *self, RcpChange *change, gsize bias, gboolean continues)
{
  const RcpChange *continued = find_continued (self, change->kind, change->place, change->count, continues);

  change->has_bias = TRUE;
  change->bias = bias;
  change->bias_before = continued != NULL ? continued->bias_before : self->parameters[bias];
  change->bias_after = change->bias_before;
}

static gboolean
changes_nothing (const RcpChange *change)
{
  return memcmp (change->before, change->after, change->count * sizeof (float)) == 0
         && memcmp (&change->bias_before, &change->bias_after, sizeof (float)) == 0;
}

void
rcp_edits_do (RcpEdits *self, RcpChange *change, gboolean continues)
{
  gboolean replaces = find_continued (self, change->kind, change->place, change->count, continues) != NULL;

  if (changes_nothing (change) && !replaces)
    {
      rcp_change_free (change);
      return;
    }
  write_change (self->parameters, change, TRUE);
  if (replaces)
    self->n_done--;
  g_ptr_array_set_size (self->changes, (int) self->n_done);
  if (changes_nothing (change))
    rcp_change_free (change);
  else
    {
      g_ptr_array_add (self->changes, change);
      self->n_done++;
    }
  publish (self);
}

gboolean
rcp_edits_can_undo (RcpEdits *self)
{
  g_return_val_if_fail (RCP_IS_EDITS (self), FALSE);

  return self->n_done > 0;
}

gboolean
rcp_edits_can_redo (RcpEdits *self)
{
  g_return_val_if_fail (RCP_IS_EDITS (self), FALSE);

  return self->n_done < self->changes->len;
}

void
rcp_edits_undo (RcpEdits *self)
{
  g_return_if_fail (RCP_IS_EDITS (self));

  if (self->n_done == 0)
    return;
  write_change (self->parameters, get_newest (self), FALSE);
  self->n_done--;
  publish (self);
}

void
rcp_edits_redo (RcpEdits *self)
{
  g_return_if_fail (RCP_IS_EDITS (self));

  if (self->n_done == self->changes->len)
    return;
  self->n_done++;
  write_change (self->parameters, get_newest (self), TRUE);
  publish (self);
}

void
rcp_edits_reset (RcpEdits *self)
{
  g_return_if_fail (RCP_IS_EDITS (self));

  if (self->n_done == 0)
    return;
  for (; self->n_done > 0; self->n_done--)
    write_change (self->parameters, get_newest (self), FALSE);
  publish (self);
}

void
rcp_edits_rebase (RcpEdits *self, RcpSnapshot *base)
{
  g_autofree float *parameters = NULL;

  g_return_if_fail (RCP_IS_EDITS (self));
  g_return_if_fail (base != NULL);
  g_return_if_fail (g_str_equal (rcp_network_get_text (rcp_snapshot_get_network (base)),
                                 rcp_network_get_text (rcp_snapshot_get_network (self->base))));

  if (base == self->base)
    return;
  rcp_snapshot_ref (base);
  rcp_snapshot_unref (self->base);
  self->base = base;
  g_clear_pointer (&self->parameters, g_free);
  if (self->changes->len > 0)
    self->parameters = copy_parameters (self, rcp_snapshot_get_parameters (base));
  /* what is undone builds on what was done before it, and on nothing that came after */
  for (guint i = 0; i < self->changes->len; i++)
    {
      RcpChange *change = g_ptr_array_index (self->changes, i);

      if (i == self->n_done)
        parameters = copy_parameters (self, self->parameters);
      rcp_change_rebase (change, base, parameters != NULL ? parameters : self->parameters);
      write_change (parameters != NULL ? parameters : self->parameters, change, TRUE);
    }
  publish (self);
}

float
rcp_edits_get_factor (RcpEdits *self, int layer, int filter)
{
  const RcpArchitecture *architecture;
  const RcpChange *newest;

  g_return_val_if_fail (RCP_IS_EDITS (self), 1);

  architecture = rcp_edits_get_architecture (self);
  newest = get_newest (self);
  /* a layer's biases are in the order of its filters */
  return newest != NULL && newest->kind == RCP_CHANGE_SCALE && layer >= 0 && layer < (int) architecture->n_layers
                 && newest->bias == architecture->layers[layer].bias_offset + (gsize) filter
             ? newest->factor
             : 1;
}

const char *
rcp_edits_get_undo_text (RcpEdits *self)
{
  const RcpChange *change;

  g_return_val_if_fail (RCP_IS_EDITS (self), NULL);

  change = get_newest (self);
  return change != NULL ? change->text : NULL;
}

const char *
rcp_edits_get_redo_text (RcpEdits *self)
{
  g_return_val_if_fail (RCP_IS_EDITS (self), NULL);

  return rcp_edits_can_redo (self) ? ((RcpChange *) g_ptr_array_index (self->changes, self->n_done))->text : NULL;
}
