#include "config.h"

#include "cli.h"

#include <glib/gi18n.h>

#include <inttypes.h>
#include <math.h>
#include <sys/stat.h>

#include "train/settings.h"

gboolean
cli_parse_options (const CliVerb *verb, const GOptionEntry *entries, char **arguments, CliStatus *status)
{
  gboolean help = FALSE;
  const GOptionEntry help_entries[] = {
    { "help", 'h', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &help, N_ ("Show this help"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (verb->arguments);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;

  /* GOption's own --help prints past the check for a full disk or a closed pipe */
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, RCP_GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, help_entries, RCP_GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ (verb->summary));
  g_option_context_set_description (context, _ (verb->description));

  g_strv_builder_add (builder, g_get_prgname ());
  g_strv_builder_addv (builder, (const char **) arguments);
  argv = g_strv_builder_end (builder);
  if (!g_option_context_parse_strv (context, &argv, &error))
    {
      *status = cli_fail (verb, error);
      return FALSE;
    }
  if (help)
    {
      g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

      *status = cli_write (text, &error) ? CLI_OK : cli_fail (verb, error);
      return FALSE;
    }
  return TRUE;
}

gboolean
cli_parse_integer (const char *option, const char *text, guint64 minimum, guint64 maximum, guint64 *value,
                   GError **error)
{
  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, minimum, maximum, value, NULL))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                   _ ("%s must be a whole number from %" PRIu64 " to %" PRIu64 ", not “%s”."), option, minimum, maximum,
                   text);
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_finite (const char *text, double *value)
{
  char *end = NULL;

  /* strtod() would also take leading space, "nan", "infinity" and hexadecimal */
  if (*text == '\0' || strspn (text, "+-.0123456789eE") != strlen (text))
    return FALSE;
  *value = g_ascii_strtod (text, &end);
  return *end == '\0' && isfinite (*value);
}

gboolean
cli_parse_real (const char *option, const char *text, double minimum, gboolean above, double below, double *value,
                GError **error)
{
  double parsed;

  if (text == NULL)
    return TRUE;
  if (parse_finite (text, &parsed) && (above ? parsed > minimum : parsed >= minimum) && parsed < below)
    {
      *value = parsed;
      return TRUE;
    }
  if (isfinite (below))
    g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                 _ ("%s must be a number from %g up to, but not including, %g, not “%s”."), option, minimum, below,
                 text);
  else if (above)
    g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("%s must be a number above %g, not “%s”."), option, minimum,
                 text);
  else
    g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("%s must be a number of at least %g, not “%s”."), option,
                 minimum, text);
  return FALSE;
}

gboolean
cli_parse_threads (const char *text, guint *threads, GError **error)
{
  guint64 value = *threads;

  if (!cli_parse_integer ("--threads", text, 0, RCP_MAX_THREADS, &value, error))
    return FALSE;
  *threads = (guint) value;
  return TRUE;
}

gboolean
cli_check_arguments (char **arguments, guint minimum, guint maximum, const char *const *what, GError **error)
{
  guint n = arguments != NULL ? g_strv_length (arguments) : 0;

  if (n < minimum)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("%s is missing."), _ (what[n]));
      return FALSE;
    }
  if (n > maximum)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("“%s” is one argument too many."), arguments[maximum]);
      return FALSE;
    }
  return TRUE;
}

gboolean
cli_check_dataset (const char *name, GError **error)
{
  g_autofree char *names = NULL;

  if (rcp_dataset_title_of (name) != NULL)
    return TRUE;
  names = g_strjoinv (", ", (char **) rcp_dataset_names ());
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("There is no dataset “%s”; there are: %s."), name, names);
  return FALSE;
}

static gboolean
is_same_file (const char *a, const char *b)
{
  struct stat first;
  struct stat second;

  return stat (a, &first) == 0 && stat (b, &second) == 0 && first.st_dev == second.st_dev
         && first.st_ino == second.st_ino;
}

gboolean
cli_check_output (const char *output, char **files, GError **error)
{
  if (output == NULL || *output == '\0')
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("--output is missing: the file to write to."));
      return FALSE;
    }
  for (guint i = 0; files[i] != NULL; i++)
    if (is_same_file (output, files[i]))
      {
        g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("--output is “%s” itself, which would be lost."),
                     files[i]);
        return FALSE;
      }
  return TRUE;
}
