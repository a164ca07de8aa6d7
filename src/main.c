#include "application.h"
#include "translations.h"

int
main (int argc, char **argv)
{
  g_autoptr (RcpApplication) application = NULL;

  rcp_translations_init ();

  application = rcp_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
