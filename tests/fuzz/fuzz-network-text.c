#include "net/network.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Parses the bytes as the text of a network. Whatever is taken must come out of its own printed text again, with
 * numbers that agree with each other. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const RcpShape input = { 3, 32, 32 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpNetwork) network = rcp_network_new (text, input, 10, &error);
  g_autoptr (RcpNetwork) again = NULL;
  const RcpArchitecture *architecture;
  RcpShape shape = input;

  if (network == NULL)
    {
      g_assert (error != NULL && g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  again = rcp_network_new (rcp_network_get_text (network), input, 10, &error);
  g_assert (again != NULL);
  g_assert (strcmp (rcp_network_get_text (network), rcp_network_get_text (again)) == 0);

  architecture = rcp_network_get_architecture (network);
  g_assert (memcmp (architecture->layers, rcp_network_get_architecture (again)->layers,
                    architecture->n_layers * sizeof (RcpLayer))
            == 0);
  for (guint i = 0; i < architecture->n_layers; i++)
    {
      const RcpLayer *layer = &architecture->layers[i];

      g_assert (memcmp (&layer->input, &shape, sizeof shape) == 0);
      g_assert (layer->output.channels > 0 && layer->output.height > 0 && layer->output.width > 0);
      g_assert (layer->output_offset + rcp_shape_count (layer->output) <= architecture->softmax_offset);
      g_assert (layer->bias_offset + layer->bias_count <= architecture->n_parameters);
      g_assert (rcp_network_find_layer (network, layer->name) == layer);
      shape = layer->output;
    }
  g_assert (architecture->softmax_offset + 10 == architecture->n_activations);
  g_assert (shape.channels == 10 && shape.height == 1 && shape.width == 1);
  return 0;
}
