#include "session-private.h"

#include "net/initialise.h"

/* µs between two "snapshot-changed": a frame of a 60 Hz display */
#define INTERVAL 16000

/* … and at most, however slow the machine is: still seen to move */
#define SLOWEST_INTERVAL 300000

/* Of each processor's time, how much a run may lose to being watched. All of them train, and wait for one another. */
#define SHARE 0.006

/* Weights up to this size are read in a few milliseconds where they are needed; larger ones by a worker. */
#define READ_HERE_BYTES ((gsize) 4 << 20)

static void ask_for_tick (RcpSession *self);

/* Whether the current run is one of networks that fit the pictures that are looked at. */
static gboolean
run_fits (RcpSession *self)
{
  const RcpArchitecture *architecture;
  RcpShape shape;

  if (self->trainer == NULL)
    return FALSE;
  if (self->dataset == NULL)
    return TRUE;
  architecture = rcp_network_get_architecture (rcp_trainer_get_network (self->trainer));
  shape = rcp_dataset_get_shape (self->dataset);
  return architecture->input.channels == shape.channels && architecture->input.height == shape.height
         && architecture->input.width == shape.width
         && architecture->n_classes == rcp_dataset_get_n_classes (self->dataset);
}

RcpHistory *
rcp_session_get_history (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);
  return run_fits (self) ? rcp_trainer_get_history (self->trainer) : NULL;
}

/* What works for the session in the background knows it weakly: nobody waits for weights that nobody will see. */
static GWeakRef *
weak_new (RcpSession *self)
{
  GWeakRef *weak = g_new (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  return weak;
}

/* Returns: (transfer full) (nullable): the session */
static RcpSession *
weak_end (GWeakRef *weak)
{
  RcpSession *self = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  return self;
}

/* Initial weights */

typedef struct
{
  RcpDataset *dataset;
  RcpTrainSettings *settings;
  char *key;
} Initial;

static void
initial_free (Initial *initial)
{
  g_object_unref (initial->dataset);
  rcp_train_settings_free (initial->settings);
  g_free (initial->key);
  g_free (initial);
}

static void
initialise_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Initial *initial = task_data;
  const RcpTrainSettings *settings = initial->settings;
  const RcpStatistics *statistics = rcp_dataset_get_statistics (initial->dataset);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpNetwork) network = rcp_network_new (settings->network, rcp_dataset_get_shape (initial->dataset),
                                                    rcp_dataset_get_n_classes (initial->dataset), &error);
  g_autofree float *parameters = NULL;
  gboolean ok = network != NULL;

  if (ok)
    {
      parameters = g_new (float, MAX (1, rcp_network_get_architecture (network)->n_parameters));
      if (settings->init_file != NULL)
        ok = rcp_parameters_load (network, settings->init_file, parameters, &error);
      else
        ok = rcp_network_initialise (network, settings->initialiser, settings->seed, parameters, &error);
    }
  if (ok)
    g_task_return_pointer (task,
                           rcp_snapshot_new (network, parameters, settings->dataset, statistics->mean, statistics->std,
                                             0, 0, settings->seed),
                           (GDestroyNotify) rcp_snapshot_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_initialised (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) self = weak_end (user_data);
  Initial *initial = g_task_get_task_data (G_TASK (result));
  /* settings that make no network are told of where they are made */
  g_autoptr (RcpSnapshot) snapshot = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self == NULL || snapshot == NULL || initial->dataset != self->moment.initial_dataset
      || g_strcmp0 (initial->key, self->moment.initial_key) != 0)
    return;
  g_clear_pointer (&self->moment.initial, rcp_snapshot_unref);
  self->moment.initial = g_steal_pointer (&snapshot);
  ask_for_tick (self);
}

void
rcp_session_follow_settings (RcpSession *self)
{
  const RcpTrainSettings *settings = self->settings;
  g_autoptr (GTask) task = NULL;
  g_autofree char *key = NULL;
  Initial *initial;

  if (self->dataset == NULL || self->statistics == NULL || run_fits (self))
    return;
  key = g_strdup_printf ("%s\n%s\n%s\n%" G_GUINT64_FORMAT, settings->network, settings->initialiser,
                         settings->init_file != NULL ? settings->init_file : "", settings->seed);
  if (!g_set_object (&self->moment.initial_dataset, self->dataset) && g_strcmp0 (key, self->moment.initial_key) == 0)
    return;
  g_free (self->moment.initial_key);
  self->moment.initial_key = g_strdup (key);
  initial = g_new0 (Initial, 1);
  initial->dataset = g_object_ref (self->dataset);
  initial->settings = rcp_train_settings_copy (settings);
  initial->key = g_steal_pointer (&key);
  task = g_task_new (NULL, NULL, on_initialised, weak_new (self));
  g_task_set_source_tag (task, rcp_session_follow_settings);
  g_task_set_task_data (task, initial, (GDestroyNotify) initial_free);
  g_task_run_in_thread (task, initialise_in_thread);
}

/* The snapshot */

/* @snapshot: (transfer none) */
static void
show (RcpSession *self, RcpSnapshot *snapshot, gboolean untrained)
{
  RcpMomentView *view = &self->moment;

  if (view->untrained != untrained)
    {
      view->untrained = untrained;
      rcp_session_changed (self, RCP_SESSION_PROP_UNTRAINED);
    }
  if (view->snapshot == snapshot)
    return;
  g_clear_pointer (&view->snapshot, rcp_snapshot_unref);
  view->snapshot = rcp_snapshot_ref (snapshot);
  if (!view->is_past)
    rcp_session_changed (self, RCP_SESSION_PROP_MOMENT);
  view->last_tick = g_get_monotonic_time ();
  rcp_session_emit (self, RCP_SESSION_SNAPSHOT_CHANGED);
}

static void
show_live (RcpSession *self)
{
  RcpSnapshot *newest = run_fits (self) ? rcp_trainer_get_snapshot (self->trainer) : NULL;

  /* a run that is about to begin has published nothing yet: what is there is what it begins with */
  if (newest != NULL)
    show (self, newest, FALSE);
  else if (!run_fits (self) && self->moment.initial != NULL)
    show (self, self->moment.initial, TRUE);
}

/* A moment whose weights cannot be read is told of, and is no moment any more. */
static void
give_up (RcpSession *self, RcpHistory *history, guint64 step, const GError *error)
{
  guint n;

  rcp_session_emit (self, RCP_SESSION_PROBLEM, error->message);
  if (history != rcp_session_get_history (self))
    return;
  rcp_history_remove (history, step);
  rcp_history_get_moments (history, &n);
  if (!self->moment.is_past || self->moment.step != step)
    return;
  if (n > 0)
    rcp_session_set_moment (self, step);
  else
    rcp_session_set_live (self);
}

typedef struct
{
  RcpHistory *history;
  RcpNetwork *network;
  char *path;
  guint64 step;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->history);
  rcp_network_unref (reading->network);
  g_free (reading->path);
  g_free (reading);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reading *reading = task_data;
  GError *error = NULL;
  RcpSnapshot *snapshot = rcp_moment_load (reading->path, reading->network, reading->step, &error);

  if (snapshot != NULL)
    g_task_return_pointer (task, snapshot, (GDestroyNotify) rcp_snapshot_unref);
  else
    g_task_return_error (task, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) self = weak_end (user_data);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpSnapshot) snapshot = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean current;

  if (self == NULL)
    return;
  current = reading->history == rcp_session_get_history (self) && self->moment.is_past;
  self->moment.loading = FALSE;
  /* what was asked for meanwhile comes next; while one drags, what has been read is shown on the way */
  if (self->moment.outdated)
    ask_for_tick (self);
  self->moment.outdated = FALSE;
  if (snapshot == NULL)
    give_up (self, reading->history, reading->step, error);
  else if (current)
    show (self, snapshot, FALSE);
}

static void
read_elsewhere (RcpSession *self, RcpHistory *history, const char *path)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading;

  /* one at a time: only the newest request counts */
  if (self->moment.loading)
    {
      self->moment.outdated = TRUE;
      return;
    }
  self->moment.loading = TRUE;
  reading = g_new0 (Reading, 1);
  reading->history = g_object_ref (history);
  reading->network = rcp_network_ref (rcp_trainer_get_network (self->trainer));
  reading->path = g_strdup (path);
  reading->step = self->moment.step;
  task = g_task_new (NULL, NULL, on_read, weak_new (self));
  g_task_set_source_tag (task, read_elsewhere);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, read_in_thread);
}

static void
show_past (RcpSession *self)
{
  RcpHistory *history = rcp_session_get_history (self);
  RcpNetwork *network = rcp_trainer_get_network (self->trainer);
  guint64 step = self->moment.step;
  RcpSnapshot *known = rcp_history_get_snapshot (history, step);
  const char *path = rcp_history_get_path (history, step);
  g_autoptr (RcpSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  if (known != NULL)
    show (self, known, FALSE);
  else if (path == NULL
           || (self->moment.snapshot != NULL && !self->moment.untrained
               && rcp_snapshot_get_network (self->moment.snapshot) == network
               && rcp_snapshot_get_step (self->moment.snapshot) == step))
    return; /* it has been thinned out, or is there already */
  else if (rcp_network_get_architecture (network)->n_parameters * sizeof (float) > READ_HERE_BYTES)
    read_elsewhere (self, history, path);
  else if ((snapshot = rcp_moment_load (path, network, step, &error)) != NULL)
    show (self, snapshot, FALSE);
  else
    give_up (self, history, step, error);
}

static gboolean
on_tick (gpointer user_data)
{
  RcpSession *self = user_data;

  self->moment.tick = 0;
  if (self->moment.is_past)
    show_past (self);
  else
    show_live (self);
  return G_SOURCE_REMOVE;
}

/* A run that is followed gives as many frames as it can spare the time for; to what somebody chooses nothing is spared.
 */
static gint64
get_interval (RcpSession *self)
{
  double allowed = SHARE * g_get_num_processors ();

  if (self->moment.is_past || rcp_session_get_run_state (self) != RCP_TRAINER_RUNNING)
    return INTERVAL;
  return CLAMP ((gint64) ((double) self->moment.cost / allowed), INTERVAL, SLOWEST_INTERVAL);
}

/* What is to be shown is found out once before the next frame, however often it changes until then. */
static void
ask_for_tick (RcpSession *self)
{
  gint64 due = self->moment.last_tick + get_interval (self);
  gint64 now = g_get_monotonic_time ();

  if (self->moment.tick != 0 && self->moment.tick_due <= due)
    return;
  g_clear_handle_id (&self->moment.tick, g_source_remove);
  self->moment.tick_due = due;
  /* after what the user does, before GTK lays out and draws */
  self->moment.tick =
      g_timeout_add_full (G_PRIORITY_HIGH_IDLE, (guint) (MAX (due - now, 0) / 1000), on_tick, self, NULL);
}

void
rcp_session_report_cost (RcpSession *self, gint64 cost)
{
  g_return_if_fail (RCP_IS_SESSION (self));

  /* the mean of the last few: one slow frame says little */
  self->moment.cost = self->moment.cost == 0 ? cost : (7 * self->moment.cost + cost) / 8;
}

RcpSnapshot *
rcp_session_get_snapshot (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), NULL);
  return self->moment.snapshot;
}

gboolean
rcp_session_get_untrained (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), FALSE);
  return self->moment.untrained;
}

/* The moment */

/* Weights are copied out of the backend only while somebody looks at the newest ones, and when they can be shown. */
static void
update_wanted (RcpSession *self)
{
  gboolean wanted = self->moment.watchers > 0 && !self->moment.is_past && self->moment.rest == 0;

  if (self->trainer == NULL || self->moment.is_wanted == wanted)
    return;
  self->moment.is_wanted = wanted;
  rcp_trainer_set_snapshots_wanted (self->trainer, wanted);
}

static void
set_past (RcpSession *self, gboolean is_past)
{
  if (self->moment.is_past == is_past)
    return;
  self->moment.is_past = is_past;
  update_wanted (self);
  rcp_session_changed (self, RCP_SESSION_PROP_LIVE);
}

guint64
rcp_session_get_moment (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), 0);

  if (self->moment.is_past)
    return self->moment.step;
  return self->moment.snapshot != NULL ? rcp_snapshot_get_step (self->moment.snapshot) : 0;
}

void
rcp_session_set_moment (RcpSession *self, guint64 step)
{
  RcpHistory *history;
  const RcpMoment *moments;
  guint n;

  g_return_if_fail (RCP_IS_SESSION (self));

  history = rcp_session_get_history (self);
  if (history == NULL)
    return;
  moments = rcp_history_get_moments (history, &n);
  if (n == 0)
    return;
  step = moments[rcp_history_find (history, step)].step;
  if (self->moment.is_past && self->moment.step == step)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  self->moment.step = step;
  set_past (self, TRUE);
  rcp_session_changed (self, RCP_SESSION_PROP_MOMENT);
  ask_for_tick (self);
  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
rcp_session_get_live (RcpSession *self)
{
  g_return_val_if_fail (RCP_IS_SESSION (self), FALSE);
  return !self->moment.is_past;
}

void
rcp_session_set_live (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));

  if (!self->moment.is_past)
    return;
  set_past (self, FALSE);
  rcp_session_changed (self, RCP_SESSION_PROP_MOMENT);
  ask_for_tick (self);
}

void
rcp_session_watch (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));

  self->moment.watchers++;
  update_wanted (self);
}

void
rcp_session_unwatch (RcpSession *self)
{
  g_return_if_fail (RCP_IS_SESSION (self));
  g_return_if_fail (self->moment.watchers > 0);

  self->moment.watchers--;
  update_wanted (self);
}

/* The run */

static gboolean
on_rested (gpointer user_data)
{
  RcpSession *self = user_data;

  self->moment.rest = 0;
  update_wanted (self);
  return G_SOURCE_REMOVE;
}

/* One is shown at a time: the next one is copied when it is time to show it, and is new then. */
static void
on_snapshot (RcpSession *self)
{
  gint64 interval = get_interval (self);

  if (self->moment.is_past)
    return;
  ask_for_tick (self);
  if (interval > INTERVAL && self->moment.rest == 0)
    {
      self->moment.rest = g_timeout_add ((guint) (interval / 1000), on_rested, self);
      update_wanted (self);
    }
}

static void
on_history_changed (RcpSession *self)
{
  rcp_session_emit (self, RCP_SESSION_HISTORY_CHANGED);
}

void
rcp_session_follow_trainer (RcpSession *self)
{
  self->moment.is_wanted = FALSE;
  g_clear_handle_id (&self->moment.rest, g_source_remove);
  g_signal_connect_object (self->trainer, "notify::snapshot", G_CALLBACK (on_snapshot), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rcp_trainer_get_history (self->trainer), "changed", G_CALLBACK (on_history_changed), self,
                           G_CONNECT_SWAPPED);
  rcp_session_set_live (self);
  update_wanted (self);
  ask_for_tick (self);
  rcp_session_emit (self, RCP_SESSION_HISTORY_CHANGED);
}

void
rcp_session_unfollow_trainer (RcpSession *self)
{
  if (self->trainer == NULL)
    return;
  g_signal_handlers_disconnect_by_data (rcp_trainer_get_history (self->trainer), self);
  g_signal_handlers_disconnect_by_data (self->trainer, self);
}

void
rcp_session_follow_dataset (RcpSession *self)
{
  rcp_session_follow_settings (self);
  if (self->moment.is_past && !run_fits (self))
    rcp_session_set_live (self);
  ask_for_tick (self);
  rcp_session_emit (self, RCP_SESSION_HISTORY_CHANGED);
}

void
rcp_session_clear_moment (RcpSession *self)
{
  g_clear_handle_id (&self->moment.tick, g_source_remove);
  g_clear_handle_id (&self->moment.rest, g_source_remove);
  g_clear_pointer (&self->moment.snapshot, rcp_snapshot_unref);
  g_clear_pointer (&self->moment.initial, rcp_snapshot_unref);
  g_clear_object (&self->moment.initial_dataset);
  g_clear_pointer (&self->moment.initial_key, g_free);
}
