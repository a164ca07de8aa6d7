/*
 * Preloaded into the window, writes the time of every frame that its first surface paints to the file $FRAME_LOG: when
 * it began and how long it took, in microseconds of the monotonic clock, a line each. A measuring stick for the
 * benchmark, no part of the program.
 */
#include <dlfcn.h>
#include <gtk/gtk.h>
#include <stdio.h>

static FILE *file;
static gint64 begun;
static gboolean painted;

static void
on_before_paint (GdkFrameClock *clock, gpointer user_data)
{
  begun = g_get_monotonic_time ();
  painted = FALSE;
}

static void
on_paint (GdkFrameClock *clock, gpointer user_data)
{
  painted = TRUE;
}

static void
on_after_paint (GdkFrameClock *clock, gpointer user_data)
{
  if (!painted)
    return;
  fprintf (file, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", begun, g_get_monotonic_time () - begun);
  fflush (file);
}

G_MODULE_EXPORT void gtk_window_present (GtkWindow *window);

void
gtk_window_present (GtkWindow *window)
{
  void (*present) (GtkWindow *) = (void (*) (GtkWindow *)) dlsym (RTLD_NEXT, "gtk_window_present");
  const char *path = g_getenv ("FRAME_LOG");
  GdkFrameClock *clock;

  present (window);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  if (path == NULL || file != NULL || clock == NULL)
    return;
  file = fopen (path, "w");
  if (file == NULL)
    g_error ("%s cannot be written", path);
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), NULL);
  g_signal_connect (clock, "paint", G_CALLBACK (on_paint), NULL);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), NULL);
}
