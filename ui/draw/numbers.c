#include "numbers.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define NOTHING "\342\200\223" /* – */

char *
rcp_format_count (guint64 count)
{
  const struct lconv *locale = localeconv ();
  const char *separator = locale->thousands_sep;
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  gsize length = strlen (digits);
  g_autoptr (GString) result = g_string_sized_new (32);

  if (separator[0] == '\0')
    separator = locale->decimal_point[0] == ',' ? "\342\200\257" : ",";
  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (result, separator);
      g_string_append_c (result, digits[i]);
    }
  return g_string_free (g_steal_pointer (&result), FALSE);
}

char *
rcp_format_share (double share)
{
  if (!isfinite (share))
    return g_strdup (NOTHING);
  return g_strdup_printf ("%.1f %%", 100.0 * share);
}

char *
rcp_format_loss (double loss)
{
  double size = fabs (loss);

  if (!isfinite (loss))
    return g_strdup (NOTHING);
  if (size >= 100000.0 || (size > 0.0 && size < 0.00001))
    return g_strdup_printf ("%.1e", loss);
  if (size >= 1000.0)
    return g_strdup_printf ("%.0f", loss);
  if (size > 0.0 && size < 0.01)
    return g_strdup_printf ("%.5f", loss);
  return g_strdup_printf ("%.3f", loss);
}

char *
rcp_format_value (double value, int decimals)
{
  g_autofree char *digits = NULL;

  if (!isfinite (value))
    return g_strdup (NOTHING);
  digits = g_strdup_printf ("%.*f", value == round (value) ? 0 : decimals, fabs (value));
  /* what rounds to nothing has no sign */
  if (value >= 0.0 || strspn (digits, "0.,") == strlen (digits))
    return g_steal_pointer (&digits);
  return g_strconcat ("\342\210\222", digits, NULL);
}

char *
rcp_format_duration (double seconds)
{
  guint64 whole;

  if (!isfinite (seconds) || seconds < 0 || seconds > 1e9)
    return g_strdup (NOTHING);
  whole = (guint64) (seconds + 0.5);
  if (whole >= 3600)
    return g_strdup_printf ("%" G_GUINT64_FORMAT ":%02d:%02d", whole / 3600, (int) (whole / 60 % 60),
                            (int) (whole % 60));
  return g_strdup_printf ("%d:%02d", (int) (whole / 60), (int) (whole % 60));
}
