#include "config.h"

#include "cli.h"

#include <glib/gi18n.h>

#include "cli-model.h"
#include "net/safetensors.h"

static void
add_entry (GArray *entries, const char *name, RcpShape shape, gboolean flat, const float *values)
{
  RcpSafetensorsEntry entry = { .name = name, .values = values };

  entry.n_dims = flat ? 2 : 4;
  entry.dims[0] = 1;
  entry.dims[1] = (gsize) shape.channels;
  entry.dims[2] = (gsize) shape.height;
  entry.dims[3] = (gsize) shape.width;
  g_array_append_val (entries, entry);
}

/* The outputs in order, (1, C, H, W), and (1, F) from the flattening on. */
static GArray *
list_outputs (const RcpArchitecture *architecture, const float *activations)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (RcpSafetensorsEntry));
  RcpShape classes = { (int) architecture->n_classes, 1, 1 };
  gboolean flat = FALSE;

  add_entry (entries, "input", architecture->input, FALSE, activations);
  for (guint i = 0; i < architecture->n_layers; i++)
    {
      const RcpLayer *layer = &architecture->layers[i];

      flat = flat || layer->kind == RCP_LAYER_FLATTEN || layer->kind == RCP_LAYER_LINEAR;
      add_entry (entries, layer->name, layer->output, flat, activations + layer->output_offset);
    }
  add_entry (entries, "softmax", classes, TRUE, activations + architecture->softmax_offset);
  return g_steal_pointer (&entries);
}

static char *
describe (const GArray *entries)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const RcpSafetensorsEntry *entry = &g_array_index (entries, RcpSafetensorsEntry, i);

      g_string_append_printf (text, "%-12s (", entry->name);
      for (int d = 0; d < entry->n_dims; d++)
        g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, d > 0 ? ", " : "", entry->dims[d]);
      g_string_append (text, ")\n");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
write_features (const char *model_path, const char *image, const char *output, GError **error)
{
  g_autoptr (RcpSnapshot) model = rcp_snapshot_load (model_path, error);
  g_autoptr (RcpProbe) probe = model != NULL ? cli_open_probe (model, error) : NULL;
  const float *activations = probe != NULL ? cli_run_picture (probe, model, image, error) : NULL;
  const char *const metadata[][2] = {
    { "format", "pt" },
    { "receptive.network", model != NULL ? rcp_network_get_text (rcp_snapshot_get_network (model)) : "" },
    { "receptive.version", RCP_VERSION },
  };
  g_autoptr (GArray) entries = NULL;
  g_autofree char *description = NULL;

  if (activations == NULL)
    return FALSE;
  entries = list_outputs (rcp_network_get_architecture (rcp_snapshot_get_network (model)), activations);
  if (!rcp_safetensors_write (output, (const RcpSafetensorsEntry *) entries->data, entries->len, metadata,
                              G_N_ELEMENTS (metadata), error))
    return FALSE;
  description = describe (entries);
  return cli_write (description, error);
}

static CliStatus
run (const CliVerb *verb, char **arguments)
{
  g_autofree char *output = NULL;
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("Safetensors file to write"), N_ ("FILE") },
    CLI_OPTION_ARGUMENTS (&files),
    G_OPTION_ENTRY_NULL,
  };
  const char *const what[] = { N_ ("The model"), N_ ("The picture"), NULL };
  g_autoptr (GError) error = NULL;
  CliStatus status;

  if (!cli_parse_options (verb, entries, arguments, &status))
    return status;
  if (!cli_check_arguments (files, 2, 2, what, &error) || !cli_check_output (output, files, &error)
      || !write_features (files[0], files[1], output, &error))
    return cli_fail (verb, error);
  return CLI_OK;
}

const CliVerb cli_verb_features = {
  .name = "features",
  .arguments = N_ ("MODEL IMAGE"),
  .summary = N_ ("Write what every layer of a trained network makes of a picture"),
  .description =
      N_ ("Writes one tensor a layer to the safetensors file that --output names: input (the normalised picture),\n"
          "then each layer by its name, then softmax; (1, C, H, W), or (1, F) from the flattening on, all F32.\n"
          "Prints their names and shapes.\n"
          "\n"
          "Example:\n"
          "  receptive-cli features first/checkpoints/best.safetensors cat.png --output cat.safetensors"),
  .run = run,
};
