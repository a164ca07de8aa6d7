#include "filter-text.h"

#include <glib/gi18n.h>
#include <math.h>

#include "draw/filter-sum.h"

static gboolean
is_about (double a, double b)
{
  return fabs (a - b) < 1e-6;
}

/* What becomes of an area of one colour, whose values are multiplied with @gain. */
static char *
describe_gain (double gain)
{
  g_autofree char *number = rcp_sum_number (fabs (gain));

  if (is_about (gain, 0.0))
    return g_strdup (_ ("It responds to edges, not to brightness."));
  if (is_about (gain, 1.0))
    return g_strdup (_ ("Brightness stays."));
  if (gain < 0.0)
    return g_strdup (_ ("Areas of one colour become black: their values are below 0."));
  if (gain > 1.0)
    return g_strdup_printf (
        _ ("It makes areas of one colour %s times as bright, and clamps what is too much to white."), number);
  return g_strdup_printf (_ ("It makes areas of one colour %s times as bright."), number);
}

static gboolean
is_empty (const RcpKernel *kernel)
{
  for (int i = 0; i < kernel->height * kernel->width; i++)
    if (kernel->weights[i] != 0.0)
      return FALSE;
  return TRUE;
}

char *
rcp_filter_describe_sum (const RcpFilter *filter)
{
  double sum = rcp_kernel_sum (&filter->kernel);
  double divisor = rcp_filter_get_divisor (filter);
  g_autofree char *gain = describe_gain (is_about (sum, 0.0) ? 0.0 : sum * filter->scale / divisor);
  g_autofree char *number = rcp_sum_number (is_about (sum, 0.0) ? 0.0 : sum);

  if (is_empty (&filter->kernel))
    return g_strdup (_ ("All weights are 0: nothing of the picture is left."));
  if (divisor != 1.0)
    return g_strdup_printf (_ ("The weights sum to %s and are divided by it. %s"), number, gain);
  if (filter->normalise && is_about (sum, 0.0))
    return g_strdup_printf (_ ("The weights sum to 0, by which nothing can be divided. %s"), gain);
  if (filter->scale != 1.0)
    {
      g_autofree char *scale = rcp_sum_number (filter->scale);

      return g_strdup_printf (_ ("The weights sum to %s, scaled by %s. %s"), number, scale, gain);
    }
  return g_strdup_printf (_ ("The weights sum to %s. %s"), number, gain);
}
