#include "way-back-runner.h"

/* What is asked; the worker's while it works. */
typedef struct
{
  RcpNetworkFrame *frame;
  RcpProbe *probe; /* NULL before the first one, and where another network is asked about */
  gsize parameter;
  guint label;
  double learning_rate;
} Question;

struct _RcpWayBackRunner
{
  GObject parent_instance;

  Question *next; /* waits for the worker */
  gboolean working;
  RcpNetwork *network; /* asked about last; NULL where nothing is wanted */
  gsize parameter;
  RcpProbe *probe;
  RcpWayBack *result;
  char *problem;
};

G_DEFINE_FINAL_TYPE (RcpWayBackRunner, rcp_way_back_runner, G_TYPE_OBJECT)

static guint changed_signal;

static void
question_free (Question *question)
{
  rcp_network_frame_unref (question->frame);
  g_clear_pointer (&question->probe, rcp_probe_free);
  g_free (question);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Question *question = task_data;
  RcpNetworkFrame *frame = question->frame;
  g_autoptr (GError) error = NULL;
  RcpWayBack *result = NULL;

  if (question->probe != NULL && rcp_probe_get_network (question->probe) != frame->network)
    g_clear_pointer (&question->probe, rcp_probe_free);
  if (question->probe == NULL)
    question->probe = rcp_probe_new (NULL, frame->network, &error);
  if (question->probe != NULL && rcp_probe_set_snapshot (question->probe, frame->weights, &error))
    result = rcp_way_back_new (question->probe, frame->pixels, question->label, question->parameter,
                               question->learning_rate, &error);
  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) rcp_way_back_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
forget (RcpWayBackRunner *self)
{
  g_clear_pointer (&self->result, rcp_way_back_free);
  g_clear_pointer (&self->problem, g_free);
}

static void start (RcpWayBackRunner *self);

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RcpWayBackRunner *self = RCP_WAY_BACK_RUNNER (source);
  Question *question = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpWayBack) way_back = g_task_propagate_pointer (G_TASK (result), &error);

  self->working = FALSE;
  g_clear_pointer (&self->probe, rcp_probe_free);
  self->probe = g_steal_pointer (&question->probe);
  if (question->frame->network == self->network && question->parameter == self->parameter)
    {
      /* even where a newer frame waits: numbers that move are better than some that never come */
      forget (self);
      self->result = g_steal_pointer (&way_back);
      self->problem = error != NULL ? g_strdup (error->message) : NULL;
      g_signal_emit (self, changed_signal, 0);
    }
  if (self->next != NULL)
    start (self);
}

static void
start (RcpWayBackRunner *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_run, NULL);

  self->working = TRUE;
  self->next->probe = g_steal_pointer (&self->probe);
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, g_steal_pointer (&self->next), (GDestroyNotify) question_free);
  g_task_run_in_thread (task, run_in_thread);
}

void
rcp_way_back_runner_ask (RcpWayBackRunner *self, RcpNetworkFrame *frame, gsize parameter, guint label,
                         double learning_rate)
{
  g_return_if_fail (RCP_IS_WAY_BACK_RUNNER (self));
  g_return_if_fail (frame != NULL);

  if (frame->network != self->network || parameter != self->parameter)
    forget (self);
  g_clear_pointer (&self->network, rcp_network_unref);
  self->network = rcp_network_ref (frame->network);
  self->parameter = parameter;
  g_clear_pointer (&self->next, question_free);
  self->next = g_new0 (Question, 1);
  self->next->frame = rcp_network_frame_ref (frame);
  self->next->parameter = parameter;
  self->next->label = label;
  self->next->learning_rate = learning_rate;
  if (!self->working)
    start (self);
}

void
rcp_way_back_runner_clear (RcpWayBackRunner *self)
{
  g_return_if_fail (RCP_IS_WAY_BACK_RUNNER (self));

  g_clear_pointer (&self->next, question_free);
  g_clear_pointer (&self->network, rcp_network_unref);
  forget (self);
}

const RcpWayBack *
rcp_way_back_runner_get_result (RcpWayBackRunner *self)
{
  g_return_val_if_fail (RCP_IS_WAY_BACK_RUNNER (self), NULL);
  return self->result;
}

const char *
rcp_way_back_runner_get_problem (RcpWayBackRunner *self)
{
  g_return_val_if_fail (RCP_IS_WAY_BACK_RUNNER (self), NULL);
  return self->problem;
}

RcpWayBackRunner *
rcp_way_back_runner_new (void)
{
  return g_object_new (RCP_TYPE_WAY_BACK_RUNNER, NULL);
}

static void
rcp_way_back_runner_finalize (GObject *object)
{
  RcpWayBackRunner *self = RCP_WAY_BACK_RUNNER (object);

  rcp_way_back_runner_clear (self);
  g_clear_pointer (&self->probe, rcp_probe_free);
  G_OBJECT_CLASS (rcp_way_back_runner_parent_class)->finalize (object);
}

static void
rcp_way_back_runner_class_init (RcpWayBackRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rcp_way_back_runner_finalize;
  changed_signal =
      g_signal_new ("changed", RCP_TYPE_WAY_BACK_RUNNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rcp_way_back_runner_init (RcpWayBackRunner *self)
{
}
