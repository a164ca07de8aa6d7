#include "train/outbox.h"

/* one frame of a 60 Hz display, in µs: more often nobody could see */
#define INTERVAL 16000

struct _RcpOutbox
{
  gatomicrefcount ref_count;

  /* the receiver's side alone */
  RcpOutboxDeliver deliver;
  gpointer user_data;

  GMutex lock;     /* all below */
  GSource *source; /* NULL once closed */
  RcpDelivery pending;
  gboolean armed;
  gint64 last_delivery; /* monotonic time, µs */
};

/* A source that is always attached and mostly asleep; setting its ready time is what arms it. That call is safe
 * from any thread and wakes the context. */
typedef struct
{
  GSource source;
  RcpOutbox *outbox;
} OutboxSource;

static void
delivery_clear (RcpDelivery *delivery)
{
  g_clear_pointer (&delivery->steps, g_array_unref);
  g_clear_pointer (&delivery->epochs, g_array_unref);
  g_clear_pointer (&delivery->moments, g_array_unref);
  g_clear_pointer (&delivery->snapshot, rcp_snapshot_unref);
  g_clear_error (&delivery->error);
}

static gboolean
outbox_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  /* the receiver may close the box, and so let go of its source, while it is called */
  g_autoptr (RcpOutbox) self = rcp_outbox_ref (((OutboxSource *) source)->outbox);
  RcpDelivery delivery;

  g_mutex_lock (&self->lock);
  g_source_set_ready_time (source, -1);
  delivery = self->pending;
  self->pending = (RcpDelivery){ .samples_per_second = delivery.samples_per_second };
  self->armed = FALSE;
  self->last_delivery = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);

  self->deliver (&delivery, self->user_data);
  delivery_clear (&delivery);
  return G_SOURCE_CONTINUE;
}

static void
outbox_source_finalize (GSource *source)
{
  rcp_outbox_unref (((OutboxSource *) source)->outbox);
}

static GSourceFuncs outbox_source_funcs = {
  .dispatch = outbox_dispatch,
  .finalize = outbox_source_finalize,
};

RcpOutbox *
rcp_outbox_new (RcpOutboxDeliver deliver, gpointer user_data)
{
  RcpOutbox *self = g_new0 (RcpOutbox, 1);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->deliver = deliver;
  self->user_data = user_data;
  self->last_delivery = g_get_monotonic_time () - INTERVAL;
  self->source = g_source_new (&outbox_source_funcs, sizeof (OutboxSource));
  ((OutboxSource *) self->source)->outbox = rcp_outbox_ref (self);
  g_source_set_static_name (self->source, "RcpOutbox");
  /* after what the user does, before GTK lays out and draws: what is delivered is in the very next frame */
  g_source_set_priority (self->source, G_PRIORITY_HIGH_IDLE);
  g_source_set_ready_time (self->source, -1);
  g_source_attach (self->source, context);
  return self;
}

RcpOutbox *
rcp_outbox_ref (RcpOutbox *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rcp_outbox_unref (RcpOutbox *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_assert (self->source == NULL);
  delivery_clear (&self->pending);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
rcp_outbox_close (RcpOutbox *self)
{
  GSource *source;

  g_mutex_lock (&self->lock);
  source = g_steal_pointer (&self->source);
  g_mutex_unlock (&self->lock);
  if (source != NULL)
    {
      /* not called again, not even where it is about to be */
      g_source_destroy (source);
      g_source_unref (source);
    }
}

/* with the lock held */
static void
arm (RcpOutbox *self)
{
  if (self->armed || self->source == NULL)
    return;
  self->armed = TRUE;
  g_source_set_ready_time (self->source, self->last_delivery + INTERVAL);
}

static void
append (GArray **array, gsize size, gconstpointer records, guint n)
{
  if (*array == NULL)
    *array = g_array_new (FALSE, FALSE, (guint) size);
  g_array_append_vals (*array, records, n);
}

void
rcp_outbox_put_steps (RcpOutbox *self, const RcpStepRecord *steps, guint n, double samples_per_second)
{
  g_mutex_lock (&self->lock);
  if (n > 0)
    append (&self->pending.steps, sizeof *steps, steps, n);
  self->pending.samples_per_second = samples_per_second;
  arm (self);
  g_mutex_unlock (&self->lock);
}

void
rcp_outbox_put_epoch (RcpOutbox *self, const RcpEpochRecord *epoch)
{
  g_mutex_lock (&self->lock);
  append (&self->pending.epochs, sizeof *epoch, epoch, 1);
  arm (self);
  g_mutex_unlock (&self->lock);
}

static void
clear_news (gpointer news)
{
  g_clear_pointer (&((RcpMomentNews *) news)->snapshot, rcp_snapshot_unref);
}

void
rcp_outbox_put_moment (RcpOutbox *self, const RcpMomentNews *news)
{
  g_mutex_lock (&self->lock);
  append (&self->pending.moments, sizeof *news, news, 1);
  g_array_set_clear_func (self->pending.moments, clear_news);
  arm (self);
  g_mutex_unlock (&self->lock);
}

void
rcp_outbox_put_snapshot (RcpOutbox *self, RcpSnapshot *snapshot)
{
  RcpSnapshot *old;

  g_mutex_lock (&self->lock);
  old = self->pending.snapshot;
  self->pending.snapshot = snapshot;
  arm (self);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&old, rcp_snapshot_unref);
}

void
rcp_outbox_put_state (RcpOutbox *self, RcpTrainerState state, GError *error)
{
  GError *old;

  g_mutex_lock (&self->lock);
  old = self->pending.error;
  self->pending.has_state = TRUE;
  self->pending.state = state;
  self->pending.error = error;
  arm (self);
  g_mutex_unlock (&self->lock);
  g_clear_error (&old);
}
