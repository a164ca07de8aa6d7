#include "filter-film.h"

#include <glib/gi18n.h>
#include <math.h>

#include "draw/film.h"
#include "draw/filter-tile.h"
#include "draw/time-axis.h"
#include "inspect/cell.h"

/* ms between two looks at how far it is */
#define PROGRESS_INTERVAL 100

/* One moment; its weights are in memory, or in a file. */
typedef struct
{
  guint64 step;
  RcpSnapshot *snapshot;
  char *path;
} Source;

typedef struct
{
  RcpNetwork *network;
  GArray *sources;
  guint per_epoch;
  int layer;
  int filter;
  guint delay;
  char *path;
  guint watch;
  RcpFilmProgress progress;
  gpointer progress_data;
  gint done; /* atomic */
} Job;

static void
source_clear (gpointer data)
{
  Source *source = data;

  g_clear_pointer (&source->snapshot, rcp_snapshot_unref);
  g_free (source->path);
}

static void
job_free (Job *job)
{
  g_clear_handle_id (&job->watch, g_source_remove);
  rcp_network_unref (job->network);
  g_array_unref (job->sources);
  g_free (job->path);
  g_free (job);
}

/* In the worker */

/* A filter's weights at the moments that can be read, one after the other; and which moments these are. */
static GArray *
read_weights (Job *job, GArray *steps, gsize n, GCancellable *cancellable, GError **error)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (job->network);
  g_autoptr (GArray) weights = g_array_new (FALSE, FALSE, sizeof (float));

  for (guint i = 0; i < job->sources->len; i++)
    {
      Source *source = &g_array_index (job->sources, Source, i);
      g_autoptr (RcpSnapshot) snapshot = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (source->snapshot != NULL)
        snapshot = g_steal_pointer (&source->snapshot);
      else if (source->path != NULL)
        snapshot = rcp_moment_load (source->path, job->network, source->step, NULL);
      if (snapshot == NULL)
        continue;
      g_array_set_size (weights, weights->len + (guint) n);
      rcp_filter_tile_copy (architecture, rcp_snapshot_get_parameters (snapshot), job->layer, job->filter,
                            &g_array_index (weights, float, weights->len - n));
      g_array_append_val (steps, source->step);
    }
  return g_steal_pointer (&weights);
}

static double
find_range (GArray *weights)
{
  double range = 0;

  for (guint i = 0; i < weights->len; i++)
    range = fmax (range, fabs ((double) g_array_index (weights, float, i)));
  return range;
}

static gboolean
add_frames (Job *job, RcpFilm *film, GCancellable *cancellable, GError **error)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (job->network);
  RcpShape shape = rcp_filter_tile_shape (architecture, job->layer);
  gsize n = rcp_shape_count (shape);
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) weights = read_weights (job, steps, n, cancellable, error);
  g_autofree char *title =
      g_strdup_printf (_ ("%s, filter %d"), rcp_cell_layer_name (architecture, job->layer), job->filter);
  RcpFilterTile tile = { .planes = shape.channels, .rows = shape.height, .columns = shape.width };

  if (weights == NULL)
    return FALSE;
  tile.range = find_range (weights);
  for (guint i = 0; i < steps->len; i++)
    {
      g_autofree char *moment = rcp_time_describe (g_array_index (steps, guint64, i), job->per_epoch);
      cairo_surface_t *card;
      gboolean ok;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      tile.weights = &g_array_index (weights, float, i *n);
      card = rcp_filter_card_draw (&tile, title, moment);
      ok = rcp_film_add_surface (film, card, error);
      cairo_surface_destroy (card);
      if (!ok)
        return FALSE;
      g_atomic_int_set (&job->done, (gint) i + 1);
    }
  return TRUE;
}

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpFilm) film =
      rcp_film_new (job->path, RCP_FILTER_CARD_WIDTH, RCP_FILTER_CARD_HEIGHT, job->delay, &error);

  if (film != NULL && add_frames (job, film, cancellable, &error) && rcp_film_finish (film, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* On the main thread */

static gboolean
on_watch (gpointer user_data)
{
  Job *job = user_data;

  job->progress ((guint) g_atomic_int_get (&job->done), job->sources->len, job->progress_data);
  return G_SOURCE_CONTINUE;
}

static GArray *
list_moments (RcpHistory *history)
{
  GArray *sources = g_array_new (FALSE, TRUE, sizeof (Source));
  guint n;
  const RcpMoment *moments = rcp_history_get_moments (history, &n);

  g_array_set_clear_func (sources, source_clear);
  for (guint i = 0; i < n; i++)
    {
      RcpSnapshot *snapshot = rcp_history_get_snapshot (history, moments[i].step);
      Source source = { .step = moments[i].step,
                        .snapshot = snapshot != NULL ? rcp_snapshot_ref (snapshot) : NULL,
                        .path = g_strdup (rcp_history_get_path (history, moments[i].step)) };

      g_array_append_val (sources, source);
    }
  return sources;
}

void
rcp_filter_film_save_async (RcpSession *session, int layer, int filter, guint delay, const char *path,
                            GCancellable *cancellable, RcpFilmProgress progress, gpointer progress_data,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  RcpTrainer *trainer;
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (RCP_IS_SESSION (session));
  g_return_if_fail (rcp_session_get_history (session) != NULL);

  trainer = rcp_session_get_trainer (session);
  job = g_new0 (Job, 1);
  job->network = rcp_network_ref (rcp_trainer_get_network (trainer));
  job->sources = list_moments (rcp_session_get_history (session));
  job->per_epoch = rcp_trainer_get_steps_per_epoch (trainer);
  job->layer = layer;
  job->filter = filter;
  job->delay = delay;
  job->path = g_strdup (path);
  job->progress = progress;
  job->progress_data = progress_data;
  if (progress != NULL)
    job->watch = g_timeout_add (PROGRESS_INTERVAL, on_watch, job);
  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, rcp_filter_film_save_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, run_in_thread);
}

gboolean
rcp_filter_film_save_finish (RcpSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  g_clear_handle_id (&((Job *) g_task_get_task_data (G_TASK (result)))->watch, g_source_remove);
  return g_task_propagate_boolean (G_TASK (result), error);
}
