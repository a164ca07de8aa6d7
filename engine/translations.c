#include "config.h"

#include "translations.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

void
rcp_translations_init (void)
{
  const char *asked_for = g_getenv ("RECEPTIVE_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (RCP_GETTEXT_PACKAGE, asked_for != NULL && *asked_for != '\0' ? asked_for : RCP_LOCALEDIR);
  bind_textdomain_codeset (RCP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (RCP_GETTEXT_PACKAGE);
}
