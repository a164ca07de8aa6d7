#pragma once

#include <glib.h>

/* Waiting for what a main loop brings about. */

/** PATIENCE_SECONDS: far longer than anything takes; a test that gets here has failed */
#define PATIENCE_SECONDS 120

static inline gboolean
wait_failed (gpointer what)
{
  g_error ("waited in vain for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

/** WAIT_FOR: lets the main loop turn until @condition holds */
#define WAIT_FOR(condition)                                                                                            \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    guint timeout = g_timeout_add_seconds (PATIENCE_SECONDS, wait_failed, (gpointer) #condition);                      \
    while (!(condition))                                                                                               \
      g_main_context_iteration (NULL, TRUE);                                                                           \
    g_source_remove (timeout);                                                                                         \
  }                                                                                                                    \
  G_STMT_END
