#include "cli.h"

#include <glib/gi18n.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "json.h"

/* clang-format off: the dashes are part of the name */
G_DEFINE_QUARK (cli - error, cli_error)
/* clang-format on */

gboolean
cli_write (const char *text, GError **error)
{
  gsize left = strlen (text);

  /* not through stdio: a line must be out when this returns, and its error must still be known */
  while (left > 0)
    {
      gssize n = write (STDOUT_FILENO, text, left);

      if (n >= 0)
        {
          text += n;
          left -= (gsize) n;
        }
      else if (errno == EPIPE)
        {
          g_set_error_literal (error, CLI_ERROR, CLI_ERROR_CLOSED, "Standard output was closed.");
          return FALSE;
        }
      else if (errno != EINTR)
        {
          int code = errno;

          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("The results cannot be written: %s."),
                       g_strerror (code));
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
cli_write_json (JsonBuilder *builder, GError **error)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = rcp_json_to_string (root, FALSE);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  return cli_write (line, error);
}

void
cli_json_add_real (JsonBuilder *builder, double value)
{
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
cli_json_add_file_name (JsonBuilder *builder, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  json_builder_add_string_value (builder, name);
}

void
cli_message (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* UTF-8 as it is: g_printerr() would make question marks of the quotation marks wherever LANG is not set */
  fprintf (stderr, "receptive-cli: %s%s\n", text, g_str_has_suffix (text, ".") ? "" : ".");
}

CliStatus
cli_fail (const CliVerb *verb, const GError *error)
{
  if (g_error_matches (error, CLI_ERROR, CLI_ERROR_CLOSED))
    return CLI_OK;
  cli_message ("%s", error->message);
  if (error->domain != G_OPTION_ERROR && !g_error_matches (error, RCP_ERROR, RCP_ERROR_ARGUMENT))
    return CLI_FAILED;
  if (verb != NULL)
    fprintf (stderr, _ ("Try “receptive-cli %s --help” for all it takes.\n"), verb->name);
  else
    fprintf (stderr, _ ("Try “receptive-cli --help” for all it takes.\n"));
  return CLI_USAGE;
}
