#include "cli.h"

#include <glib/gi18n.h>

static gboolean
write_json (RcpDataset *dataset, GError **error)
{
  const RcpStatistics *statistics = rcp_dataset_get_statistics (dataset);
  RcpShape shape = rcp_dataset_get_shape (dataset);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, statistics->count);
  json_builder_set_member_name (builder, "shape");
  json_builder_begin_array (builder);
  json_builder_add_int_value (builder, shape.channels);
  json_builder_add_int_value (builder, shape.height);
  json_builder_add_int_value (builder, shape.width);
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "mean");
  json_builder_begin_array (builder);
  for (int c = 0; c < statistics->channels; c++)
    cli_json_add_real (builder, statistics->mean[c]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "std");
  json_builder_begin_array (builder);
  for (int c = 0; c < statistics->channels; c++)
    cli_json_add_real (builder, statistics->std[c]);
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "classes");
  json_builder_begin_array (builder);
  for (guint k = 0; k < rcp_dataset_get_n_classes (dataset); k++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, rcp_dataset_get_class_name (dataset, k));
      json_builder_set_member_name (builder, "count");
      json_builder_add_int_value (builder, rcp_dataset_get_class_count (dataset, RCP_SPLIT_TRAIN, k));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return cli_write_json (builder, error);
}

static const char *
channel_name (int channel, int channels)
{
  const char *const names[] = { N_ ("red"), N_ ("green"), N_ ("blue") };

  return channels == 3 ? _ (names[channel]) : _ ("grey");
}

static gboolean
write_text (RcpDataset *dataset, GError **error)
{
  const RcpStatistics *statistics = rcp_dataset_get_statistics (dataset);
  RcpShape shape = rcp_dataset_get_shape (dataset);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%s: %u training pictures of %d × %d × %d (channels × height × width)\n\n"),
                          rcp_dataset_get_title (dataset), statistics->count, shape.channels, shape.height,
                          shape.width);
  g_string_append_printf (text, "%-12s %22s %22s\n", _ ("channel"), _ ("mean"), _ ("std"));
  for (int c = 0; c < statistics->channels; c++)
    g_string_append_printf (text, "%-12s %22.17g %22.17g\n", channel_name (c, statistics->channels),
                            statistics->mean[c], statistics->std[c]);
  g_string_append_printf (text, "\n%-12s %22s\n", _ ("class"), _ ("count"));
  for (guint k = 0; k < rcp_dataset_get_n_classes (dataset); k++)
    g_string_append_printf (text, "%-12s %22u\n", rcp_dataset_get_class_name (dataset, k),
                            rcp_dataset_get_class_count (dataset, RCP_SPLIT_TRAIN, k));
  return cli_write (text->str, error);
}

static CliStatus
run (const CliVerb *verb, char **arguments)
{
  g_autofree char *data_dir = NULL;
  gboolean json = FALSE;
  g_auto (GStrv) names = NULL;
  const GOptionEntry entries[] = {
    CLI_OPTION_JSON (&json),
    CLI_OPTION_DATA_DIR (&data_dir),
    CLI_OPTION_ARGUMENTS (&names),
    G_OPTION_ENTRY_NULL,
  };
  const char *name;
  g_autoptr (RcpDataset) dataset = NULL;
  g_autoptr (GError) error = NULL;
  CliStatus status;

  if (!cli_parse_options (verb, entries, arguments, &status))
    return status;
  if (!cli_check_arguments (names, 0, 1, NULL, &error))
    return cli_fail (verb, error);
  name = names != NULL ? names[0] : rcp_dataset_names ()[0];
  if (!cli_check_dataset (name, &error))
    return cli_fail (verb, error);

  dataset = rcp_dataset_open (name, data_dir, &error);
  if (dataset == NULL || !(json ? write_json (dataset, &error) : write_text (dataset, &error)))
    return cli_fail (verb, error);
  return CLI_OK;
}

const CliVerb cli_verb_stats = {
  .name = "stats",
  .arguments = N_ ("[DATASET]"),
  .summary = N_ ("Show what a dataset holds: its shape, mean, deviation and classes"),
  .description = N_ ("DATASET is cifar10 (the default) or shapes, which is built in. Everything is over the training\n"
                     "pictures; the mean and the standard deviation are in units of bytes (0 to 255).\n"
                     "\n"
                     "With --json one object is printed, with count, shape, mean, std and classes.\n"
                     "\n"
                     "Examples:\n"
                     "  receptive-cli stats\n"
                     "  receptive-cli stats shapes --json"),
  .run = run,
};
