#include "faulty-backend.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "backend/registry.h"

static struct
{
  GMutex lock;
  GCond closed_changed;
  gboolean closed;
  gboolean fail_open;
  guint64 fail_at_step;
  guint64 steps;
  guint batch_size;
  int nice;
} faulty;

static RcpBackendState *
faulty_open (const RcpBackendConfig *config, GError **error)
{
  gboolean fail;

  g_mutex_lock (&faulty.lock);
  faulty.steps = 0;
  faulty.batch_size = config->batch_size;
  faulty.nice = getpriority (PRIO_PROCESS, (id_t) gettid ());
  fail = faulty.fail_open;
  g_mutex_unlock (&faulty.lock);
  if (fail)
    {
      g_set_error_literal (error, RCP_ERROR, RCP_ERROR_DEVICE, "The device is out of order.");
      return NULL;
    }
  return rcp_backend_reference ()->open (config, error);
}

static void
faulty_close (RcpBackendState *state)
{
  rcp_backend_reference ()->close (state);
  g_mutex_lock (&faulty.lock);
  faulty.closed = TRUE;
  g_cond_signal (&faulty.closed_changed);
  g_mutex_unlock (&faulty.lock);
}

static gboolean
faulty_train (RcpBackendState *state, const RcpSgd *sgd, const guint32 *order, gsize n, RcpStepResult *results,
              GError **error)
{
  gboolean fail;

  g_mutex_lock (&faulty.lock);
  faulty.steps += (n + faulty.batch_size - 1) / faulty.batch_size;
  fail = faulty.fail_at_step > 0 && faulty.steps >= faulty.fail_at_step;
  g_mutex_unlock (&faulty.lock);
  if (fail)
    {
      g_set_error_literal (error, RCP_ERROR, RCP_ERROR_DEVICE, "The device fell off the bus.");
      return FALSE;
    }
  return rcp_backend_reference ()->train (state, sgd, order, n, results, error);
}

const RcpBackend *
faulty_backend (gboolean fail_open, guint64 fail_at_step)
{
  static RcpBackend backend;

  backend = *rcp_backend_reference ();
  backend.name = "faulty";
  backend.open = faulty_open;
  backend.close = faulty_close;
  backend.train = faulty_train;
  g_mutex_lock (&faulty.lock);
  faulty.closed = FALSE;
  faulty.fail_open = fail_open;
  faulty.fail_at_step = fail_at_step;
  g_mutex_unlock (&faulty.lock);
  return &backend;
}

void
faulty_backend_wait_closed (void)
{
  g_mutex_lock (&faulty.lock);
  while (!faulty.closed)
    g_cond_wait (&faulty.closed_changed, &faulty.lock);
  g_mutex_unlock (&faulty.lock);
}

int
faulty_backend_nice (void)
{
  int nice;

  g_mutex_lock (&faulty.lock);
  nice = faulty.nice;
  g_mutex_unlock (&faulty.lock);
  return nice;
}
