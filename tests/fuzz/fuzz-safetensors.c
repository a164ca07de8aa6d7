#include "net/safetensors.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Opens the bytes as a safetensors file and reads whatever it holds in whatever shape it has. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpSafetensors) file = rcp_safetensors_new_from_bytes (bytes, "fuzz", &error);

  if (file == NULL)
    {
      g_assert (error != NULL && g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  rcp_safetensors_get_metadata (file, "format");
  for (guint i = 0; i < rcp_safetensors_get_n_tensors (file); i++)
    {
      const char *name = rcp_safetensors_get_name (file, i);
      /* a tensor of floats has at most a quarter as many as there are bytes */
      g_autofree float *values = g_new (float, size / sizeof (float) + 1);
      gsize dims[8];
      int n_dims = rcp_safetensors_get_shape (file, name, dims);

      g_assert (rcp_safetensors_has (file, name) && n_dims >= 0 && n_dims <= 8);
      rcp_safetensors_read (file, name, n_dims, dims, values, NULL);
    }
  return 0;
}
