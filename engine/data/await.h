#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RcpAwait:
 * @cancellable: hand this to the asynchronous calls
 * @timed_out: whether it was cancelled because the time was up
 *
 * Waits for asynchronous calls, one after the other, in a thread that has no main loop, each with a limit of
 * time. A synchronous call could be cancelled as well, but not be given a limit.
 */
typedef struct
{
  GCancellable *cancellable;
  gboolean timed_out;

  /*< private >*/
  GMainContext *context;
  GCancellable *outer;
  gulong outer_handler;
  GAsyncResult *result;
  GSource *timer;
} RcpAwait;

/** rcp_await_init: makes a main context of its own the thread's default; @outer (nullable) cancels the calls as well */
void rcp_await_init (RcpAwait *self, GCancellable *outer);
void rcp_await_clear (RcpAwait *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RcpAwait, rcp_await_clear)

/** rcp_await_callback: the callback of every call; its user data is the #RcpAwait */
void rcp_await_callback (GObject *source, GAsyncResult *result, gpointer user_data);

/** rcp_await_limit: sets the time that is left from now on until the calls are cancelled */
void rcp_await_limit (RcpAwait *self, guint milliseconds);

/** rcp_await_result: (transfer full): waits for the call that was just made */
GAsyncResult *rcp_await_result (RcpAwait *self);

G_END_DECLS
