#include "border.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "net/quote.h"

static const char *const names[RCP_N_BORDERS] = { "zero", "replicate", "reflect", "reflect101" };

const char *
rcp_border_name (RcpBorder border)
{
  g_return_val_if_fail (border < RCP_N_BORDERS, NULL);
  return names[border];
}

gboolean
rcp_border_parse (const char *name, RcpBorder *border, GError **error)
{
  g_autofree char *quoted = NULL;

  g_return_val_if_fail (name != NULL && border != NULL, FALSE);

  for (guint i = 0; i < RCP_N_BORDERS; i++)
    if (g_str_equal (name, names[i]))
      {
        *border = (RcpBorder) i;
        return TRUE;
      }
  quoted = rcp_quote (name, -1);
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
               _ ("There is no border “%s”; there are: zero, replicate, reflect, reflect101."), quoted);
  return FALSE;
}

int
rcp_border_place (RcpBorder border, int place, int length)
{
  int repeated = border == RCP_BORDER_REFLECT ? 1 : 0;

  g_return_val_if_fail (length >= 1, -1);

  if (place >= 0 && place < length)
    return place;
  if (border == RCP_BORDER_ZERO)
    return -1;
  if (border == RCP_BORDER_REPLICATE)
    return CLAMP (place, 0, length - 1);
  if (length == 1)
    return 0;
  /* a picture smaller than the kernel is reflected more than once */
  while (place < 0 || place >= length)
    place = place < 0 ? -place - repeated : 2 * length - 2 + repeated - place;
  return place;
}
