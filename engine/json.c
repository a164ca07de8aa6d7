#include "json.h"

#include <string.h>

#define NUMBER "+-.0123456789eE"

/* The end of the string that begins at @text with its quotation mark. */
static const char *
skip_string (const char *text)
{
  for (text++; *text != '"'; text++)
    if (*text == '\\')
      text++;
  return text + 1;
}

/* Appends the number at @text, without what was added behind its exponent; returns its end. */
static const char *
append_number (GString *fixed, const char *text)
{
  gsize length = strspn (text, NUMBER);
  gsize exponent = strcspn (text, "eE");
  const char *point = exponent < length ? memchr (text + exponent, '.', length - exponent) : NULL;

  g_string_append_len (fixed, text, point != NULL ? point - text : (gssize) length);
  return text + length;
}

char *
rcp_json_to_string (JsonNode *node, gboolean pretty)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) fixed = NULL;
  const char *at;

  g_return_val_if_fail (node != NULL, NULL);

  text = json_to_string (node, pretty);
  fixed = g_string_sized_new (strlen (text));
  for (at = text; *at != '\0';)
    {
      const char *end = at + 1;

      if (*at == '-' || g_ascii_isdigit (*at))
        {
          at = append_number (fixed, at);
          continue;
        }
      if (*at == '"')
        end = skip_string (at);
      g_string_append_len (fixed, at, end - at);
      at = end;
    }
  return g_string_free (g_steal_pointer (&fixed), FALSE);
}
