#include "data/image.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Reads the bytes as a picture, in every way that a network may want it. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const RcpShape shapes[] = { { 3, 32, 32 }, { 1, 28, 28 }, { 3, 7, 40 } };
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (int fit = RCP_IMAGE_FIT_STRETCH; fit <= RCP_IMAGE_FIT_CROP; fit++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree guint8 *pixels = rcp_image_load_fitted_bytes (bytes, shapes[i], fit, &error);

        g_assert ((pixels != NULL) == (error == NULL));
        g_assert (error == NULL || g_utf8_validate (error->message, -1, NULL));
      }
  return 0;
}
