#include "train/history.h"

#include <string.h>

#include "train/history-plan.h"

typedef struct
{
  RcpMoment moment;
  RcpSnapshot *snapshot; /* (nullable) */
  char *path;            /* (nullable) */
} Entry;

struct _RcpHistory
{
  GObject parent_instance;

  RcpNetwork *network;
  GArray *kept; /* of Entry, in order */
  Entry best;
  gboolean has_best;
  Entry last;
  gboolean has_last;

  GArray *moments; /* of RcpMoment: all of these, each once */
  gboolean changed;
};

G_DEFINE_FINAL_TYPE (RcpHistory, rcp_history, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
entry_clear (Entry *entry)
{
  g_clear_pointer (&entry->snapshot, rcp_snapshot_unref);
  g_clear_pointer (&entry->path, g_free);
}

static void
rcp_history_finalize (GObject *object)
{
  RcpHistory *self = RCP_HISTORY (object);

  g_clear_pointer (&self->network, rcp_network_unref);
  g_array_unref (self->kept);
  g_array_unref (self->moments);
  entry_clear (&self->best);
  entry_clear (&self->last);
  G_OBJECT_CLASS (rcp_history_parent_class)->finalize (object);
}

static void
rcp_history_class_init (RcpHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rcp_history_finalize;

  /**
   * RcpHistory::changed:
   *
   * Other moments are there.
   */
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rcp_history_init (RcpHistory *self)
{
  self->kept = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_array_set_clear_func (self->kept, (GDestroyNotify) entry_clear);
  self->moments = g_array_new (FALSE, FALSE, sizeof (RcpMoment));
}

RcpHistory *
rcp_history_new (RcpNetwork *network)
{
  RcpHistory *self;

  g_return_val_if_fail (network != NULL, NULL);

  self = g_object_new (RCP_TYPE_HISTORY, NULL);
  self->network = rcp_network_ref (network);
  return self;
}

/* The first moment of the list at @step or behind it. */
static guint
find_place (const GArray *array, gsize size, guint64 step)
{
  guint low = 0, high = array->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      /* a moment is the first member of both kinds of element */
      const RcpMoment *moment = (const RcpMoment *) (array->data + middle * size);

      if (moment->step < step)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
insert_moment (RcpHistory *self, const RcpMoment *moment)
{
  guint place = find_place (self->moments, sizeof *moment, moment->step);

  if (place == self->moments->len || g_array_index (self->moments, RcpMoment, place).step != moment->step)
    g_array_insert_val (self->moments, place, *moment);
}

/* Lists anew what is there. */
static void
update_moments (RcpHistory *self)
{
  g_array_set_size (self->moments, 0);
  for (guint i = 0; i < self->kept->len; i++)
    g_array_append_val (self->moments, g_array_index (self->kept, Entry, i).moment);
  if (self->has_best)
    insert_moment (self, &self->best.moment);
  if (self->has_last)
    insert_moment (self, &self->last.moment);
  self->changed = TRUE;
}

void
rcp_history_tell (RcpHistory *self)
{
  g_return_if_fail (RCP_IS_HISTORY (self));

  if (!self->changed)
    return;
  self->changed = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const RcpMoment *
rcp_history_get_moments (RcpHistory *self, guint *n)
{
  g_return_val_if_fail (RCP_IS_HISTORY (self), NULL);
  g_return_val_if_fail (n != NULL, NULL);

  *n = self->moments->len;
  return (const RcpMoment *) self->moments->data;
}

const RcpMoment *
rcp_history_get_best (RcpHistory *self)
{
  g_return_val_if_fail (RCP_IS_HISTORY (self), NULL);

  return self->has_best ? &self->best.moment : NULL;
}

guint
rcp_history_find (RcpHistory *self, guint64 step)
{
  const RcpMoment *moments;
  guint place;

  g_return_val_if_fail (RCP_IS_HISTORY (self), 0);
  g_return_val_if_fail (self->moments->len > 0, 0);

  moments = (const RcpMoment *) self->moments->data;
  place = find_place (self->moments, sizeof *moments, step);
  if (place == self->moments->len)
    return place - 1;
  if (place > 0 && step - moments[place - 1].step <= moments[place].step - step)
    return place - 1;
  return place;
}

static Entry *
find_kept (RcpHistory *self, guint64 step)
{
  guint place = find_place (self->kept, sizeof (Entry), step);
  Entry *entry = place < self->kept->len ? &g_array_index (self->kept, Entry, place) : NULL;

  return entry != NULL && entry->moment.step == step ? entry : NULL;
}

RcpSnapshot *
rcp_history_get_snapshot (RcpHistory *self, guint64 step)
{
  const Entry *kept;

  g_return_val_if_fail (RCP_IS_HISTORY (self), NULL);

  if (self->has_last && self->last.moment.step == step && self->last.snapshot != NULL)
    return self->last.snapshot;
  if (self->has_best && self->best.moment.step == step && self->best.snapshot != NULL)
    return self->best.snapshot;
  kept = find_kept (self, step);
  return kept != NULL ? kept->snapshot : NULL;
}

const char *
rcp_history_get_path (RcpHistory *self, guint64 step)
{
  const Entry *kept;

  g_return_val_if_fail (RCP_IS_HISTORY (self), NULL);

  kept = find_kept (self, step);
  if (kept != NULL)
    return kept->path;
  if (self->has_best && self->best.moment.step == step)
    return self->best.path;
  return self->has_last && self->last.moment.step == step ? self->last.path : NULL;
}

void
rcp_history_remove (RcpHistory *self, guint64 step)
{
  Entry *kept;

  g_return_if_fail (RCP_IS_HISTORY (self));

  /* what the list has from the best or the last checkpoint stays where that file is a good one */
  kept = find_kept (self, step);
  if (kept != NULL)
    g_array_remove_index (self->kept, (guint) (kept - (Entry *) self->kept->data));
  else if (self->has_best && self->best.moment.step == step)
    self->has_best = FALSE;
  else if (self->has_last && self->last.moment.step == step)
    self->has_last = FALSE;
  update_moments (self);
  rcp_history_tell (self);
}

void
rcp_history_add (RcpHistory *self, const RcpMoment *moment, RcpSnapshot *snapshot, const char *path)
{
  Entry entry = { *moment, snapshot != NULL ? rcp_snapshot_ref (snapshot) : NULL, g_strdup (path) };
  guint place;

  g_return_if_fail (RCP_IS_HISTORY (self));

  place = find_place (self->kept, sizeof entry, moment->step);
  if (place < self->kept->len && g_array_index (self->kept, Entry, place).moment.step == moment->step)
    g_array_remove_index (self->kept, place);
  g_array_insert_val (self->kept, place, entry);
  update_moments (self);
}

void
rcp_history_thin (RcpHistory *self, guint stride)
{
  g_return_if_fail (RCP_IS_HISTORY (self));
  g_return_if_fail (stride > 0);

  for (guint i = self->kept->len; i-- > 0;)
    if (!rcp_history_plan_survives (&g_array_index (self->kept, Entry, i).moment, stride))
      g_array_remove_index (self->kept, i);
  update_moments (self);
}

static gboolean
is_behind (const Entry *entry, const RcpMoment *last)
{
  return entry->moment.step > last->step || entry->moment.epoch > last->epoch;
}

void
rcp_history_cut (RcpHistory *self, const RcpMoment *last)
{
  g_return_if_fail (RCP_IS_HISTORY (self));
  g_return_if_fail (last != NULL);

  while (self->kept->len > 0 && is_behind (&g_array_index (self->kept, Entry, self->kept->len - 1), last))
    g_array_set_size (self->kept, self->kept->len - 1);
  self->has_best = self->has_best && !is_behind (&self->best, last);
  update_moments (self);
}

static void
set_entry (Entry *entry, RcpSnapshot *snapshot)
{
  entry_clear (entry);
  *entry = (Entry){ { rcp_snapshot_get_step (snapshot), rcp_snapshot_get_epoch (snapshot) },
                    rcp_snapshot_ref (snapshot),
                    NULL };
}

void
rcp_history_set_best (RcpHistory *self, RcpSnapshot *snapshot)
{
  g_return_if_fail (RCP_IS_HISTORY (self));
  g_return_if_fail (snapshot != NULL);

  set_entry (&self->best, snapshot);
  self->has_best = TRUE;
  update_moments (self);
}

void
rcp_history_add_checkpoint (RcpHistory *self, gboolean is_best, const RcpMoment *moment, const char *path)
{
  Entry *entry;

  g_return_if_fail (RCP_IS_HISTORY (self));

  entry = is_best ? &self->best : &self->last;
  entry_clear (entry);
  *entry = (Entry){ *moment, NULL, g_strdup (path) };
  if (is_best)
    self->has_best = TRUE;
  else
    self->has_last = TRUE;
  update_moments (self);
}

void
rcp_history_set_last (RcpHistory *self, RcpSnapshot *snapshot)
{
  g_return_if_fail (RCP_IS_HISTORY (self));

  if (snapshot == NULL && !self->has_last)
    return;
  self->has_last = snapshot != NULL;
  if (snapshot != NULL)
    set_entry (&self->last, snapshot);
  else
    entry_clear (&self->last);
  update_moments (self);
}
