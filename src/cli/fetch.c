#include "cli.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "cli-progress.h"
#include "data/fetch.h"

typedef struct
{
  GMainLoop *loop;
  GCancellable *cancellable;
  CliProgress *progress;
  char *folder;
  GError *error;
} Fetch;

static void
show_progress (const char *stage, guint64 done, guint64 total, gpointer user_data)
{
  Fetch *self = user_data;
  g_autofree char *so_far = NULL;
  g_autofree char *in_all = NULL;
  g_autofree char *after = NULL;

  if (!cli_progress_is_due (self->progress))
    return;
  so_far = g_format_size (done);
  in_all = g_format_size (total);
  after = total > 0 ? g_strdup_printf (_ ("%s of %s"), so_far, in_all) : g_strdup (so_far);
  cli_progress_draw (self->progress, stage, total > 0 ? (double) done / (double) total : -1.0, after);
}

static gboolean
on_interrupt (gpointer user_data)
{
  Fetch *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_CONTINUE;
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *self = user_data;

  self->folder = rcp_fetch_dataset_finish (result, &self->error);
  g_main_loop_quit (self->loop);
}

static char *
fetch (const char *dataset, const char *data_dir, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CliProgress) progress = cli_progress_new ();
  Fetch self = { loop, cancellable, progress, NULL, NULL };
  guint interrupt = g_unix_signal_add (SIGINT, on_interrupt, &self);
  guint terminate = g_unix_signal_add (SIGTERM, on_interrupt, &self);

  rcp_fetch_dataset_async (dataset, data_dir, show_progress, &self, cancellable, on_fetched, &self);
  g_main_loop_run (loop);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  if (g_error_matches (self.error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&self.error);
      g_set_error_literal (&self.error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           _ ("The fetch was interrupted; nothing was kept of it."));
    }
  if (self.error != NULL)
    g_propagate_error (error, self.error);
  return self.folder;
}

static CliStatus
run (const CliVerb *verb, char **arguments)
{
  g_autofree char *data_dir = NULL;
  g_auto (GStrv) names = NULL;
  const GOptionEntry entries[] = {
    CLI_OPTION_DATA_DIR (&data_dir),
    CLI_OPTION_ARGUMENTS (&names),
    G_OPTION_ENTRY_NULL,
  };
  const char *const what[] = { N_ ("The dataset to fetch"), NULL };
  g_autofree char *folder = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  CliStatus status;

  if (!cli_parse_options (verb, entries, arguments, &status))
    return status;
  if (!cli_check_arguments (names, 1, 1, what, &error) || !cli_check_dataset (names[0], &error))
    return cli_fail (verb, error);

  folder = fetch (names[0], data_dir, &error);
  if (folder == NULL)
    return cli_fail (verb, error);
  line = g_strconcat (folder, "\n", NULL);
  return cli_write (line, &error) ? CLI_OK : cli_fail (verb, error);
}

const CliVerb cli_verb_fetch = {
  .name = "fetch",
  .arguments = N_ ("DATASET"),
  .summary = N_ ("Fetch a dataset: cifar10"),
  .description = N_ ("Prints the folder that holds the dataset now. What is there already is not fetched again.\n"
                     "\n"
                     "Examples:\n"
                     "  receptive-cli fetch cifar10\n"
                     "  receptive-cli fetch cifar10 --data-dir /srv/datasets"),
  .run = run,
};
