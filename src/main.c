#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "application.h"

int
main (int argc, char **argv)
{
  g_autoptr (RcpApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (RCP_GETTEXT_PACKAGE, RCP_LOCALEDIR);
  bind_textdomain_codeset (RCP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (RCP_GETTEXT_PACKAGE);

  application = rcp_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
