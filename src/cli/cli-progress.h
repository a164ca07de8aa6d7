#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CliProgress:
 *
 * One line at the foot of the terminal that is drawn over and over. It is there only where standard error
 * is a terminal; everywhere else all of its functions do nothing.
 */
typedef struct _CliProgress CliProgress;

CliProgress *cli_progress_new (void);

/** cli_progress_free: clears the line first */
void cli_progress_free (CliProgress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliProgress, cli_progress_free)

/**
 * cli_progress_is_due:
 *
 * Returns: whether a new line would be drawn now: there is a terminal, and the last one has been seen for
 *   a tenth of a second. Saves the caller the trouble of making one that nobody sees.
 */
gboolean cli_progress_is_due (CliProgress *self);

/**
 * cli_progress_draw:
 * @before: what stands before the bar
 * @fraction: how much of the bar is filled, 0 … 1; below 0 for no bar, where the end is not known
 * @after: what stands after the bar
 *
 * Draws the line, cut to the width of the terminal.
 */
void cli_progress_draw (CliProgress *self, const char *before, double fraction, const char *after);

/** cli_progress_clear: takes the line away, so that something can be printed in its place */
void cli_progress_clear (CliProgress *self);

/** cli_format_duration: (transfer full): "0:07", "12:34", "1:02:03" */
char *cli_format_duration (double seconds);

G_END_DECLS
