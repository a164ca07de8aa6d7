#include "cli-progress.h"

#include <math.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define REDRAW_INTERVAL (G_USEC_PER_SEC / 10)
/* at most, and no bar at all where less than this is left beside the words */
#define BAR_WIDTH 30
#define BAR_WIDTH_LEAST 5

struct _CliProgress
{
  gboolean terminal;
  gboolean utf8;
  gboolean drawn;
  gint64 last;
};

CliProgress *
cli_progress_new (void)
{
  CliProgress *self = g_new0 (CliProgress, 1);

  self->terminal = isatty (STDERR_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
  self->utf8 = g_get_console_charset (NULL);
  return self;
}

void
cli_progress_free (CliProgress *self)
{
  cli_progress_clear (self);
  g_free (self);
}

gboolean
cli_progress_is_due (CliProgress *self)
{
  return self->terminal && (!self->drawn || g_get_monotonic_time () - self->last >= REDRAW_INTERVAL);
}

static int
terminal_width (void)
{
  struct winsize size;

  if (ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return 80;
}

static void
append_bar (GString *line, double fraction, int width, gboolean utf8)
{
  int filled = (int) lround (CLAMP (fraction, 0.0, 1.0) * width);

  g_string_append_c (line, ' ');
  for (int i = 0; i < width; i++)
    {
      if (utf8)
        g_string_append (line, i < filled ? "█" : "░");
      else
        g_string_append_c (line, i < filled ? '#' : '.');
    }
}

void
cli_progress_draw (CliProgress *self, const char *before, double fraction, const char *after)
{
  g_autoptr (GString) line = NULL;
  g_autofree char *visible = NULL;
  glong columns;
  int bar;

  if (!cli_progress_is_due (self))
    return;
  /* a line that fills the last column would wrap, and the next one would no longer cover it */
  columns = MAX (terminal_width () - 1, 1);
  bar = (int) MIN (BAR_WIDTH, columns - g_utf8_strlen (before, -1) - g_utf8_strlen (after, -1) - 2);
  line = g_string_new (before);
  if (fraction >= 0 && bar >= BAR_WIDTH_LEAST)
    append_bar (line, fraction, bar, self->utf8);
  g_string_append_printf (line, " %s", after);
  visible = g_utf8_substring (line->str, 0, MIN (g_utf8_strlen (line->str, -1), columns));
  fprintf (stderr, "\r%s\033[K", visible);
  self->drawn = TRUE;
  self->last = g_get_monotonic_time ();
}

void
cli_progress_clear (CliProgress *self)
{
  if (self->drawn)
    fprintf (stderr, "\r\033[K");
  self->drawn = FALSE;
}

char *
cli_format_duration (double seconds)
{
  guint64 total = seconds < 1e9 ? (guint64) (seconds + 0.5) : 0;
  guint hours = (guint) (total / 3600);
  guint minutes = (guint) (total / 60 % 60);

  if (seconds >= 1e9)
    return g_strdup ("–");
  if (hours > 0)
    return g_strdup_printf ("%u:%02u:%02u", hours, minutes, (guint) (total % 60));
  return g_strdup_printf ("%u:%02u", minutes, (guint) (total % 60));
}
