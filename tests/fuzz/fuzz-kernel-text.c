#include "filter/presets.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Parses the bytes as the text of a kernel. Whatever is taken must be a kernel, and the same one again from its own
 * printed text. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *printed = NULL;
  g_autoptr (GError) error = NULL;
  RcpFilter filter;
  RcpKernel again;

  rcp_filter_init (&filter);
  if (!rcp_filter_parse_kernel (text, &filter, &error))
    {
      g_assert (error != NULL && g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  g_assert (filter.kernel.height >= 1 && filter.kernel.height <= RCP_KERNEL_MAX_SIDE);
  g_assert (filter.kernel.width >= 1 && filter.kernel.width <= RCP_KERNEL_MAX_SIDE);
  for (guint i = 0; i < G_N_ELEMENTS (filter.kernel.weights); i++)
    {
      g_assert (fabs (filter.kernel.weights[i]) <= RCP_KERNEL_MAX_WEIGHT);
      g_assert (filter.kernel.weights[i] == 0.0 || (int) i < filter.kernel.height * filter.kernel.width);
    }
  printed = rcp_kernel_to_text (&filter.kernel);
  g_assert (rcp_kernel_parse (printed, &again, NULL));
  g_assert (rcp_kernel_equal (&filter.kernel, &again));
  return 0;
}
