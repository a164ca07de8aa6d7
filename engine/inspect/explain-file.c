#include "inspect/explain.h"

#include "config.h"
#include "net/safetensors.h"

static gboolean
write_entries (const RcpExplanation *self, const char *number, const char *class_name,
               const RcpSafetensorsEntry *entries, const char *path, GError **error)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (self->network);
  const char *const metadata[][2] = {
    { "format", "pt" },
    { "receptive.network", rcp_network_get_text (self->network) },
    { "receptive.version", RCP_VERSION },
    { "receptive.method", rcp_explain_method_name (self->method) },
    { "receptive.class", number },
    { "receptive.class_name", class_name },
    { "receptive.layer", rcp_cell_layer_name (architecture, self->layer) },
  };

  return rcp_safetensors_write (path, entries, self->logit_changes != NULL ? 2 : 1, metadata, G_N_ELEMENTS (metadata),
                                error);
}

gboolean
rcp_explanation_save_numbers (const RcpExplanation *self, const char *class_name, const char *path, GError **error)
{
  g_autofree char *number = NULL;
  RcpSafetensorsEntry entries[2];

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (class_name != NULL && path != NULL, FALSE);

  number = g_strdup_printf ("%u", self->answer);
  entries[0] = (RcpSafetensorsEntry){ .name = rcp_explain_method_name (self->method),
                                      .n_dims = 2,
                                      .dims = { (gsize) self->shape.height, (gsize) self->shape.width },
                                      .values = self->values };
  if (self->method == RCP_EXPLAIN_SALIENCY)
    {
      entries[0].n_dims = 3;
      entries[0].dims[0] = (gsize) self->shape.channels;
      entries[0].dims[1] = (gsize) self->shape.height;
      entries[0].dims[2] = (gsize) self->shape.width;
    }
  entries[1] = entries[0];
  entries[1].name = "occlusion_logit";
  entries[1].values = self->logit_changes;
  return write_entries (self, number, class_name, entries, path, error);
}
