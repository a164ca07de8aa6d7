#include "explainer.h"

#include <string.h>

#include "draw/explain-picture.h"

/* ms between two answers while weights move: as often as anybody can read them, and as seldom as does no harm where
 * nobody sees them */
#define FOLLOW_INTERVAL 200
#define UNSEEN_INTERVAL 1000

/* ms that weights stand before an occlusion is made of them */
#define STILL_INTERVAL 300

/* ms between two looks at how far an occlusion is */
#define PROGRESS_INTERVAL 100

/* one part of the whole of a progress, which a worker tells as a whole number */
#define PROGRESS_PARTS 1000.0

RcpExplained *
rcp_explained_ref (RcpExplained *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
explained_clear (gpointer data)
{
  RcpExplained *self = data;

  rcp_network_frame_unref (self->frame);
  g_clear_pointer (&self->explanation, rcp_explanation_free);
  g_free (self->flat);
  g_free (self->words);
}

void
rcp_explained_unref (RcpExplained *self)
{
  g_atomic_rc_box_release_full (self, explained_clear);
}

struct _RcpExplainer
{
  GObject parent_instance;

  RcpExplainQuestion question;
  gboolean seen;
  RcpNetworkFrame *frame;
  RcpExplained *explained;
  char *problem;

  RcpProbe *probe;        /* the worker's while there is one */
  GTask *task;            /* of the worker that is under way */
  gboolean again;         /* and of what is wanted when it is back */
  guint wait;             /* until something is asked of it, or 0 */
  guint watch;            /* of how far it is, or 0 */
  gint64 asked;           /* when it was asked last */
  RcpNetworkFrame *tried; /* what it was asked of then */
};

G_DEFINE_FINAL_TYPE (RcpExplainer, rcp_explainer, G_TYPE_OBJECT)

enum
{
  CHANGED,
  PROGRESS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* In the worker */

typedef struct
{
  RcpExplainQuestion question;
  RcpNetworkFrame *frame;
  RcpProbe *probe; /* NULL before the first one */
  gint progress;   /* in PROGRESS_PARTS; atomic */
} Job;

static void
job_free (Job *job)
{
  rcp_network_frame_unref (job->frame);
  g_clear_pointer (&job->probe, rcp_probe_free);
  g_free (job);
}

static void
on_progress (double fraction, gpointer user_data)
{
  Job *job = user_data;

  g_atomic_int_set (&job->progress, (gint) (PROGRESS_PARTS * fraction));
}

static RcpExplanation *
explain (Job *job, GCancellable *cancellable, GError **error)
{
  const RcpExplainQuestion *question = &job->question;
  const guint8 *pixels = job->frame->pixels;

  if (job->probe != NULL && rcp_probe_get_network (job->probe) != job->frame->network)
    g_clear_pointer (&job->probe, rcp_probe_free);
  if (job->probe == NULL)
    job->probe = rcp_probe_new (NULL, job->frame->network, error);
  if (job->probe == NULL || !rcp_probe_set_snapshot (job->probe, job->frame->weights, error))
    return NULL;
  switch (question->method)
    {
    case RCP_EXPLAIN_SALIENCY:
      return rcp_explain_saliency (job->probe, pixels, question->answer, error);
    case RCP_EXPLAIN_GRADCAM:
      return rcp_explain_gradcam (job->probe, pixels, question->answer, question->layer, error);
    case RCP_EXPLAIN_OCCLUSION:
      return rcp_explain_occlusion (job->probe, pixels, question->answer, question->size, question->stride, on_progress,
                                    job, cancellable, error);
    case RCP_N_EXPLAIN_METHODS:
      break;
    }
  g_assert_not_reached ();
}

static guint32 *
draw (const RcpOverlay *overlay)
{
  cairo_surface_t *surface = rcp_overlay_render (overlay);
  const guint8 *data = cairo_image_surface_get_data (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  gsize width = (gsize) overlay->shape.width;
  guint32 *words = g_new (guint32, width * (gsize) overlay->shape.height);

  for (gsize row = 0; row < (gsize) overlay->shape.height; row++)
    memcpy (words + row * width, data + row * stride, width * sizeof *words);
  cairo_surface_destroy (surface);
  return words;
}

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  RcpExplanation *explanation = explain (job, cancellable, &error);
  RcpExplained *explained;
  RcpOverlay overlay;

  if (explanation == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  explained = g_atomic_rc_box_new0 (RcpExplained);
  explained->frame = rcp_network_frame_ref (job->frame);
  explained->explanation = explanation;
  explained->flat = rcp_explanation_flatten (explanation);
  overlay = rcp_explanation_overlay (explanation, job->frame->pixels, explained->flat);
  explained->range = overlay.range;
  explained->words = draw (&overlay);
  g_task_return_pointer (task, explained, (GDestroyNotify) rcp_explained_unref);
}

/* What is asked of it */

static void start (RcpExplainer *self);

static gboolean
is_same_question (const RcpExplainQuestion *a, const RcpExplainQuestion *b)
{
  return a->method == b->method && a->answer == b->answer && a->layer == b->layer && a->size == b->size
         && a->stride == b->stride;
}

static gboolean
is_same_picture (const RcpNetworkFrame *a, const RcpNetworkFrame *b)
{
  return a->network == b->network
         && memcmp (a->pixels, b->pixels, rcp_shape_count (rcp_network_get_architecture (a->network)->input)) == 0;
}

static gboolean
is_same_frame (const RcpNetworkFrame *a, const RcpNetworkFrame *b)
{
  return a == b || (a->weights == b->weights && is_same_picture (a, b));
}

static void
take (RcpExplainer *self, RcpExplained *explained, const char *problem)
{
  g_clear_pointer (&self->explained, rcp_explained_unref);
  g_free (self->problem);
  self->explained = explained;
  self->problem = g_strdup (problem);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_explained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RcpExplainer *self = RCP_EXPLAINER (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpExplained) explained = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean wanted = self->frame != NULL && job->frame->network == self->frame->network
                    && is_same_question (&job->question, &self->question);

  self->probe = g_steal_pointer (&job->probe);
  g_clear_object (&self->task);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_signal_emit (self, signals[PROGRESS], 0);
  if (wanted && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    /* even where it is no longer the newest: a picture that moves is better than one that waits */
    take (self, g_steal_pointer (&explained), error != NULL ? error->message : NULL);
  if (self->again && self->frame != NULL)
    start (self);
}

static gboolean
on_watch (gpointer user_data)
{
  g_signal_emit (RCP_EXPLAINER (user_data), signals[PROGRESS], 0);
  return G_SOURCE_CONTINUE;
}

static void
start (RcpExplainer *self)
{
  g_autoptr (GCancellable) cancellable = NULL;
  Job *job;

  g_clear_handle_id (&self->wait, g_source_remove);
  self->again = self->task != NULL;
  if (self->again)
    {
      job = g_task_get_task_data (self->task);
      /* with weights alone it would be cancelled by the next ones again and again */
      if (!is_same_question (&job->question, &self->question) || !is_same_picture (job->frame, self->frame))
        g_cancellable_cancel (g_task_get_cancellable (self->task));
      return;
    }
  job = g_new0 (Job, 1);
  job->question = self->question;
  job->frame = rcp_network_frame_ref (self->frame);
  job->probe = g_steal_pointer (&self->probe);
  cancellable = g_cancellable_new ();
  self->task = g_task_new (self, cancellable, on_explained, NULL);
  g_task_set_source_tag (self->task, start);
  g_task_set_task_data (self->task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (self->task, run_in_thread);
  self->asked = g_get_monotonic_time ();
  g_clear_pointer (&self->tried, rcp_network_frame_unref);
  self->tried = rcp_network_frame_ref (self->frame);
  if (self->question.method == RCP_EXPLAIN_OCCLUSION)
    self->watch = g_timeout_add (PROGRESS_INTERVAL, on_watch, self);
}

static gboolean
on_waited (gpointer user_data)
{
  RcpExplainer *self = user_data;

  self->wait = 0;
  start (self);
  return G_SOURCE_REMOVE;
}

/* The frame is another one: when is it to be explained? */
static void
follow (RcpExplainer *self)
{
  gint64 since = (g_get_monotonic_time () - self->asked) / 1000;
  gint64 interval = self->seen ? FOLLOW_INTERVAL : UNSEEN_INTERVAL;

  if (self->tried == NULL || !is_same_picture (self->tried, self->frame))
    start (self);
  else if (self->question.method == RCP_EXPLAIN_OCCLUSION)
    {
      g_clear_handle_id (&self->wait, g_source_remove);
      self->wait = g_timeout_add (STILL_INTERVAL, on_waited, self);
    }
  else if (self->wait == 0)
    {
      if (since >= interval && self->task == NULL)
        start (self);
      else
        self->wait = g_timeout_add ((guint) MAX (interval - since, 1), on_waited, self);
    }
}

void
rcp_explainer_ask (RcpExplainer *self, const RcpExplainQuestion *question)
{
  g_return_if_fail (RCP_IS_EXPLAINER (self));
  g_return_if_fail (question != NULL);

  if (is_same_question (question, &self->question))
    return;
  self->question = *question;
  if (self->frame != NULL)
    start (self);
}

void
rcp_explainer_set_seen (RcpExplainer *self, gboolean seen)
{
  g_return_if_fail (RCP_IS_EXPLAINER (self));

  if (seen == self->seen)
    return;
  self->seen = seen;
  if (seen && self->wait != 0 && self->question.method != RCP_EXPLAIN_OCCLUSION)
    start (self);
}

static void
stop (RcpExplainer *self)
{
  g_clear_handle_id (&self->wait, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
  self->again = FALSE;
  if (self->task != NULL)
    g_cancellable_cancel (g_task_get_cancellable (self->task));
  g_clear_pointer (&self->tried, rcp_network_frame_unref);
  g_clear_pointer (&self->frame, rcp_network_frame_unref);
}

void
rcp_explainer_set_frame (RcpExplainer *self, RcpNetworkFrame *frame)
{
  gboolean was_outdated;

  g_return_if_fail (RCP_IS_EXPLAINER (self));

  if (frame == NULL)
    {
      stop (self);
      return;
    }
  was_outdated = rcp_explainer_is_outdated (self);
  rcp_network_frame_ref (frame);
  g_clear_pointer (&self->frame, rcp_network_frame_unref);
  self->frame = frame;
  if (self->explained != NULL && self->explained->frame->network != frame->network)
    take (self, NULL, NULL);
  if (self->tried == NULL || !is_same_frame (self->tried, frame))
    follow (self);
  if (rcp_explainer_is_outdated (self) != was_outdated)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* What there is */

RcpExplained *
rcp_explainer_get_explained (RcpExplainer *self)
{
  g_return_val_if_fail (RCP_IS_EXPLAINER (self), NULL);
  return self->explained;
}

const char *
rcp_explainer_get_problem (RcpExplainer *self)
{
  g_return_val_if_fail (RCP_IS_EXPLAINER (self), NULL);
  return self->problem;
}

gboolean
rcp_explainer_is_outdated (RcpExplainer *self)
{
  g_return_val_if_fail (RCP_IS_EXPLAINER (self), FALSE);

  return self->explained != NULL && self->frame != NULL && !is_same_frame (self->explained->frame, self->frame);
}

double
rcp_explainer_get_progress (RcpExplainer *self)
{
  Job *job;

  g_return_val_if_fail (RCP_IS_EXPLAINER (self), -1);

  job = self->task != NULL ? g_task_get_task_data (self->task) : NULL;
  if (job == NULL || job->question.method != RCP_EXPLAIN_OCCLUSION)
    return -1;
  return g_atomic_int_get (&job->progress) / PROGRESS_PARTS;
}

/* The object */

RcpExplainer *
rcp_explainer_new (void)
{
  return g_object_new (RCP_TYPE_EXPLAINER, NULL);
}

static void
rcp_explainer_dispose (GObject *object)
{
  stop (RCP_EXPLAINER (object));
  G_OBJECT_CLASS (rcp_explainer_parent_class)->dispose (object);
}

static void
rcp_explainer_finalize (GObject *object)
{
  RcpExplainer *self = RCP_EXPLAINER (object);

  g_clear_pointer (&self->explained, rcp_explained_unref);
  g_clear_pointer (&self->probe, rcp_probe_free);
  g_free (self->problem);
  G_OBJECT_CLASS (rcp_explainer_parent_class)->finalize (object);
}

static void
rcp_explainer_class_init (RcpExplainerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rcp_explainer_dispose;
  object_class->finalize = rcp_explainer_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", RCP_TYPE_EXPLAINER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PROGRESS] =
      g_signal_new ("progress", RCP_TYPE_EXPLAINER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rcp_explainer_init (RcpExplainer *self)
{
  self->question = (RcpExplainQuestion){ .answer = RCP_EXPLAIN_TOP, .layer = -1 };
  self->seen = TRUE;
}
