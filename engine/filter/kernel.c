#include "kernel.h"

#include <glib/gi18n-lib.h>

#include <math.h>
#include <string.h>

#include "error.h"
#include "net/quote.h"

G_DEFINE_BOXED_TYPE (RcpKernel, rcp_kernel, rcp_kernel_copy, rcp_kernel_free)

RcpKernel *
rcp_kernel_copy (const RcpKernel *self)
{
  return g_memdup2 (self, sizeof *self);
}

void
rcp_kernel_free (RcpKernel *self)
{
  g_free (self);
}

gboolean
rcp_kernel_equal (const RcpKernel *a, const RcpKernel *b)
{
  if (a->height != b->height || a->width != b->width)
    return FALSE;
  for (int i = 0; i < a->height * a->width; i++)
    if (a->weights[i] != b->weights[i])
      return FALSE;
  return TRUE;
}

double
rcp_kernel_sum (const RcpKernel *self)
{
  double sum = 0.0;

  for (int i = 0; i < self->height * self->width; i++)
    sum += self->weights[i];
  return sum;
}

void
rcp_kernel_resize (RcpKernel *self, int height, int width)
{
  RcpKernel old = *self;

  g_return_if_fail (height >= 1 && height <= RCP_KERNEL_MAX_SIDE);
  g_return_if_fail (width >= 1 && width <= RCP_KERNEL_MAX_SIDE);

  *self = (RcpKernel){ .height = height, .width = width };
  for (int row = 0; row < height; row++)
    for (int column = 0; column < width; column++)
      {
        /* the output pixel stays where it is */
        int from_row = row - height / 2 + old.height / 2;
        int from_column = column - width / 2 + old.width / 2;

        if (from_row >= 0 && from_row < old.height && from_column >= 0 && from_column < old.width)
          self->weights[row * width + column] = rcp_kernel_get (&old, from_row, from_column);
      }
}

void
rcp_kernel_flip (RcpKernel *self)
{
  int n = self->height * self->width;

  for (int i = 0; i < n / 2; i++)
    {
      double weight = self->weights[i];

      self->weights[i] = self->weights[n - 1 - i];
      self->weights[n - 1 - i] = weight;
    }
}

/* Text */

#define SPACE " \t\r,"
#define ROW_END ";\n"

gboolean
rcp_weight_parse (const char *text, double *weight, GError **error)
{
  g_autofree char *quoted = NULL;
  char *end = NULL;

  g_return_val_if_fail (text != NULL && weight != NULL, FALSE);

  /* strtod() would also take leading space, "nan", "infinity" and hexadecimal */
  if (*text != '\0' && strspn (text, "+-.0123456789eE") == strlen (text))
    {
      *weight = g_ascii_strtod (text, &end);
      if (*end == '\0' && fabs (*weight) <= RCP_KERNEL_MAX_WEIGHT)
        return TRUE;
    }
  quoted = rcp_quote (text, -1);
  if (end != NULL && *end == '\0')
    g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("The weight “%s” is too large: at most %.0f is taken."),
                 quoted, RCP_KERNEL_MAX_WEIGHT);
  else
    g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("“%s” is not a number that a kernel could hold."), quoted);
  return FALSE;
}

static gboolean
parse_row (const char *row, int number, RcpKernel *kernel, GError **error)
{
  int count = 0;

  for (const char *at = row + strspn (row, SPACE); *at != '\0'; at += strspn (at, SPACE))
    {
      gsize length = strcspn (at, SPACE);
      g_autofree char *word = g_strndup (at, length);
      double weight;

      if (!rcp_weight_parse (word, &weight, error))
        return FALSE;
      if (count == RCP_KERNEL_MAX_SIDE)
        {
          g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                       _ ("The kernel is too large: row %d has more than %d numbers."), number + 1,
                       RCP_KERNEL_MAX_SIDE);
          return FALSE;
        }
      /* where it belongs if this row is as wide as the first */
      kernel->weights[(number == 0 ? 0 : number * kernel->width) + count++] = weight;
      if (number > 0 && count > kernel->width)
        break;
      at += length;
    }
  if (number == 0)
    kernel->width = count;
  if (count == kernel->width && count > 0)
    return TRUE;
  if (count == 0)
    g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("Row %d of the kernel is empty."), number + 1);
  else
    g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                 _ ("The rows of a kernel are of one length, but row %d has not the %d numbers of the first."),
                 number + 1, kernel->width);
  return FALSE;
}

gboolean
rcp_kernel_parse (const char *text, RcpKernel *kernel, GError **error)
{
  RcpKernel parsed = { 0 };
  const char *at = text + strspn (text, SPACE "\n");

  g_return_val_if_fail (text != NULL && kernel != NULL, FALSE);

  if (*at == '\0')
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                   _ ("The kernel is empty; it is rows of numbers such as “0 -1 0; -1 8 -1; 0 -1 0”."));
      return FALSE;
    }
  while (*at != '\0')
    {
      gsize length = strcspn (at, ROW_END);
      g_autofree char *row = g_strndup (at, length);

      if (parsed.height == RCP_KERNEL_MAX_SIDE)
        {
          g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("The kernel is too large: it has more than %d rows."),
                       RCP_KERNEL_MAX_SIDE);
          return FALSE;
        }
      if (!parse_row (row, parsed.height++, &parsed, error))
        return FALSE;
      at += length;
      /* what ends the last row begins no other, and a semicolon at the end of a line ends one row, not two */
      if (*at != '\0')
        at += 1 + strspn (at + 1, SPACE "\n");
    }
  *kernel = parsed;
  return TRUE;
}

char *
rcp_weight_to_text (double weight)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  /* −0 is 0 */
  if (weight == 0.0)
    return g_strdup ("0");
  for (int digits = 6; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, weight);
      if (g_ascii_strtod (buffer, NULL) == weight)
        break;
    }
  return g_strdup (buffer);
}

char *
rcp_kernel_to_text (const RcpKernel *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int row = 0; row < self->height; row++)
    for (int column = 0; column < self->width; column++)
      {
        g_autofree char *weight = rcp_weight_to_text (rcp_kernel_get (self, row, column));

        if (column > 0)
          g_string_append_c (text, ' ');
        else if (row > 0)
          g_string_append (text, "; ");
        g_string_append (text, weight);
      }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
