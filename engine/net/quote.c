#include "net/quote.h"

#include <string.h>

#define MOST_BYTES 48

char *
rcp_quote (const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  gsize kept = MIN (n, MOST_BYTES);
  g_autofree char *valid = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  /* not in the middle of a character */
  while (kept < n && kept > MOST_BYTES - 4 && ((guchar) text[kept] & 0xc0) == 0x80)
    kept--;
  valid = g_utf8_make_valid (text, (gssize) kept);
  for (char *p = valid; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  g_strstrip (valid);
  return kept < n ? g_strconcat (valid, "…", NULL) : g_steal_pointer (&valid);
}
