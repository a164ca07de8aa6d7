#include "backend/cpu/team.h"

#include <sched.h>
#include <stdatomic.h>

/* How long a waiting member watches before it sleeps: some 50 µs, longer than any gap within a step. */
#define SPINS 2000
/* How long the caller watches before it lets others run between two looks. */
#define SPINS_BEFORE_YIELD 200

typedef struct
{
  RcpTeam *team;
  guint member;
  GThread *thread;
} Member;

struct _RcpTeam
{
  guint size;
  Member *members;

  /* one phase; written by the caller before @phase goes up */
  RcpTeamTask task;
  gpointer data;
  guint n_tasks;

  atomic_uint phase;
  atomic_uint next;
  atomic_uint done;
  atomic_bool leaving;

  /* for members that gave up watching */
  GMutex mutex;
  GCond woken;
  atomic_uint sleepers;
};

static inline void
relax (void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause ();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void
work (RcpTeam *self, guint member)
{
  for (;;)
    {
      guint index = atomic_fetch_add_explicit (&self->next, 1, memory_order_relaxed);

      if (index >= self->n_tasks)
        break;
      self->task (self->data, index, member);
    }
}

static void
wait_for_phase (RcpTeam *self, guint seen)
{
  for (guint i = 0; i < SPINS; i++)
    {
      if (atomic_load_explicit (&self->phase, memory_order_acquire) != seen)
        return;
      relax ();
    }
  g_mutex_lock (&self->mutex);
  /* Said before the last look: the caller raises the phase first and looks for sleepers second, so one of the two
   * always sees the other. */
  atomic_fetch_add (&self->sleepers, 1);
  while (atomic_load (&self->phase) == seen)
    g_cond_wait (&self->woken, &self->mutex);
  atomic_fetch_sub (&self->sleepers, 1);
  g_mutex_unlock (&self->mutex);
}

static gpointer
member_main (gpointer data)
{
  Member *member = data;
  RcpTeam *self = member->team;
  guint seen = 0;

  for (;;)
    {
      wait_for_phase (self, seen);
      seen++;
      if (atomic_load_explicit (&self->leaving, memory_order_relaxed))
        return NULL;
      work (self, member->member);
      atomic_fetch_add_explicit (&self->done, 1, memory_order_release);
    }
}

static void
begin_phase (RcpTeam *self)
{
  atomic_store_explicit (&self->next, 0, memory_order_relaxed);
  atomic_store_explicit (&self->done, 0, memory_order_relaxed);
  atomic_fetch_add (&self->phase, 1);
  if (atomic_load (&self->sleepers) > 0)
    {
      g_mutex_lock (&self->mutex);
      g_cond_broadcast (&self->woken);
      g_mutex_unlock (&self->mutex);
    }
}

RcpTeam *
rcp_team_new (guint size)
{
  RcpTeam *self = g_new0 (RcpTeam, 1);

  g_return_val_if_fail (size > 0, NULL);

  self->size = size;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->woken);
  self->members = g_new0 (Member, size);
  for (guint i = 1; i < size; i++)
    {
      self->members[i] = (Member){ .team = self, .member = i };
      self->members[i].thread = g_thread_new ("receptive-cpu", member_main, &self->members[i]);
    }
  return self;
}

void
rcp_team_free (RcpTeam *self)
{
  if (self == NULL)
    return;
  atomic_store (&self->leaving, TRUE);
  begin_phase (self);
  for (guint i = 1; i < self->size; i++)
    g_thread_join (self->members[i].thread);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->woken);
  g_free (self->members);
  g_free (self);
}

guint
rcp_team_get_size (RcpTeam *self)
{
  return self->size;
}

void
rcp_team_run (RcpTeam *self, guint n_tasks, RcpTeamTask task, gpointer data)
{
  if (self->size == 1 || n_tasks == 1)
    {
      for (guint i = 0; i < n_tasks; i++)
        task (data, i, 0);
      return;
    }

  self->task = task;
  self->data = data;
  self->n_tasks = n_tasks;
  begin_phase (self);
  work (self, 0);
  /* Every member says when it has found nothing more to do, so none is still reading this phase when the next one
   * is written. */
  for (guint i = 0; atomic_load_explicit (&self->done, memory_order_acquire) != self->size - 1; i++)
    {
      if (i < SPINS_BEFORE_YIELD)
        relax ();
      else
        sched_yield ();
    }
}
