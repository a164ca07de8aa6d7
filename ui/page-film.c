#include "page-film.h"

#include <glib/gi18n.h>

#include "draw/film.h"

/* ms between two looks at whether a moment is shown */
#define LOOK_INTERVAL 20

/* µs from choosing a moment to its picture, at least: what is written ten times a second has followed by then */
#define SETTLING (250 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  RcpSession *session;
  GtkWidget *widget; /* NULL when it is gone */
  RcpFilmIsSettled is_settled;
  RcpFilmProgress progress;
  gpointer user_data;

  guint64 *steps;
  guint n_steps;
  guint next;     /* which of them is to be looked at */
  guint64 wanted; /* what is looked at for it */
  gint64 chosen;  /* when */
  guint done;

  gboolean was_live;
  guint64 before;

  RcpFilm *film;
  int width;
  int height;
  int scale;
  gboolean encoding; /* a worker has the film */
  GError *error;     /* of the worker */
  guint look;
} Job;

static void
job_free (Job *job)
{
  if (job->widget != NULL)
    g_object_remove_weak_pointer (G_OBJECT (job->widget), (gpointer *) &job->widget);
  g_clear_pointer (&job->film, rcp_film_free);
  g_clear_error (&job->error);
  g_object_unref (job->session);
  g_free (job->steps);
  g_free (job);
}

/* Pictures */

static void
paint_background (GtkWidget *widget, cairo_t *cr)
{
  GdkRGBA colour;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "window_bg_color", &colour))
    colour = (GdkRGBA){ 1, 1, 1, 1 };
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_paint (cr);
}

/* What was painted last, on a picture of the film's size. */
static cairo_surface_t *
take_picture (Job *job)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, job->width * job->scale, job->height * job->scale);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (job->widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  cairo_scale (cr, job->scale, job->scale);
  paint_background (job->widget, cr);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (job->widget), gtk_widget_get_height (job->widget));
  node = gtk_snapshot_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  return surface;
}

typedef struct
{
  RcpFilm *film;
  cairo_surface_t *picture; /* NULL: the film is at its end */
} Encoding;

static void
encoding_free (Encoding *encoding)
{
  g_clear_pointer (&encoding->picture, cairo_surface_destroy);
  g_free (encoding);
}

static void
encode_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Encoding *encoding = task_data;
  g_autoptr (GError) error = NULL;

  if (encoding->picture != NULL ? rcp_film_add_surface (encoding->film, encoding->picture, &error)
                                : rcp_film_finish (encoding->film, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_encoded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);

  job->encoding = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), &job->error))
    job->done++;
}

static void
encode (GTask *task, cairo_surface_t *picture)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr (GTask) worker = g_task_new (NULL, NULL, on_encoded, g_object_ref (task));
  Encoding *encoding = g_new0 (Encoding, 1);

  encoding->film = job->film;
  encoding->picture = picture;
  job->encoding = TRUE;
  g_task_set_source_tag (worker, encode);
  g_task_set_task_data (worker, encoding, (GDestroyNotify) encoding_free);
  g_task_run_in_thread (worker, encode_in_thread);
}

/* Moments */

static void
choose (Job *job, guint64 step)
{
  rcp_session_set_moment (job->session, step);
  /* of a run that goes on, a moment can be thinned out meanwhile: then it is the one nearest to it */
  job->wanted = rcp_session_get_moment (job->session);
  job->chosen = g_get_monotonic_time ();
}

static gboolean
is_shown (Job *job)
{
  RcpSnapshot *snapshot = rcp_session_get_snapshot (job->session);

  if (rcp_session_get_live (job->session) || rcp_session_get_moment (job->session) != job->wanted)
    {
      /* somebody else looks at another one: back, for the film is of this one */
      choose (job, job->steps[job->next]);
      return FALSE;
    }
  return snapshot != NULL && rcp_snapshot_get_step (snapshot) == job->wanted && job->is_settled (job->user_data)
         && g_get_monotonic_time () - job->chosen >= SETTLING;
}

static void
restore (Job *job)
{
  if (job->was_live)
    rcp_session_set_live (job->session);
  else
    rcp_session_set_moment (job->session, job->before);
}

/* What is wrong, if anything is. */
static GError *
find_trouble (GTask *task, Job *job)
{
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    return error;
  if (job->error != NULL)
    return g_steal_pointer (&job->error);
  if (job->widget == NULL || rcp_session_get_history (job->session) == NULL)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED,
                                _ ("The film was not saved: what it was made of is no longer there."));
  return NULL;
}

static gboolean
end (GTask *task, GError *error)
{
  Job *job = g_task_get_task_data (task);

  job->look = 0;
  restore (job);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_look (gpointer user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error;

  if (job->encoding)
    return G_SOURCE_CONTINUE;
  error = find_trouble (task, job);
  if (error != NULL)
    return end (task, error);
  if (job->done > job->n_steps)
    return end (task, NULL);
  if (job->next == job->n_steps)
    encode (task, NULL);
  else if (gtk_widget_get_mapped (job->widget) && is_shown (job))
    {
      encode (task, take_picture (job));
      job->next++;
      job->progress (job->next, job->n_steps, job->user_data);
      if (job->next < job->n_steps)
        choose (job, job->steps[job->next]);
    }
  return G_SOURCE_CONTINUE;
}

static void
list_steps (Job *job)
{
  const RcpMoment *moments = rcp_history_get_moments (rcp_session_get_history (job->session), &job->n_steps);

  job->steps = g_new (guint64, job->n_steps + 1);
  for (guint i = 0; i < job->n_steps; i++)
    job->steps[i] = moments[i].step;
}

void
rcp_page_film_save_async (RcpSession *session, GtkWidget *widget, RcpFilmIsSettled is_settled, guint delay,
                          const char *path, GCancellable *cancellable, RcpFilmProgress progress,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Job *job;

  g_return_if_fail (RCP_IS_SESSION (session));
  g_return_if_fail (rcp_session_get_history (session) != NULL);
  g_return_if_fail (GTK_IS_WIDGET (widget));

  job = g_new0 (Job, 1);
  job->session = g_object_ref (session);
  job->widget = widget;
  g_object_add_weak_pointer (G_OBJECT (widget), (gpointer *) &job->widget);
  job->is_settled = is_settled;
  job->progress = progress;
  job->user_data = user_data;
  job->was_live = rcp_session_get_live (session);
  job->before = rcp_session_get_moment (session);
  job->width = gtk_widget_get_width (widget);
  job->height = gtk_widget_get_height (widget);
  job->scale = gtk_widget_get_scale_factor (widget);
  list_steps (job);
  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, rcp_page_film_save_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  job->film = rcp_film_new (path, job->width * job->scale, job->height * job->scale, delay, &error);
  if (job->film == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  choose (job, job->steps[0]);
  /* after everything that there is to do and to draw */
  job->look = g_timeout_add_full (G_PRIORITY_LOW, LOOK_INTERVAL, on_look, g_object_ref (task), g_object_unref);
}

gboolean
rcp_page_film_save_finish (RcpSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
