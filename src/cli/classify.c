#include "cli.h"

#include <glib/gi18n.h>

#include "cli-model.h"

typedef struct
{
  RcpSnapshot *model;
  RcpProbe *probe;
  char **class_names;
  const RcpArchitecture *architecture;
} Classifier;

/* the first of equals, as in every evaluation */
static guint
best_class (const float *probabilities, guint n)
{
  guint best = 0;

  for (guint k = 1; k < n; k++)
    if (probabilities[k] > probabilities[best])
      best = k;
  return best;
}

static void
add_json (JsonBuilder *builder, const Classifier *self, const char *path, const float *probabilities)
{
  guint n = self->architecture->n_classes;
  guint best = best_class (probabilities, n);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "file");
  cli_json_add_file_name (builder, path);
  json_builder_set_member_name (builder, "class");
  json_builder_add_string_value (builder, self->class_names[best]);
  json_builder_set_member_name (builder, "probability");
  cli_json_add_real (builder, probabilities[best]);
  json_builder_set_member_name (builder, "probabilities");
  json_builder_begin_object (builder);
  for (guint k = 0; k < n; k++)
    {
      json_builder_set_member_name (builder, self->class_names[k]);
      cli_json_add_real (builder, probabilities[k]);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static int
compare_probability (gconstpointer a, gconstpointer b, gpointer probabilities)
{
  guint first = *(const guint *) a;
  guint second = *(const guint *) b;
  const float *p = probabilities;

  if (p[first] != p[second])
    return p[first] > p[second] ? -1 : 1;
  return first < second ? -1 : 1;
}

static void
append_text (GString *text, const Classifier *self, const char *path, const float *probabilities)
{
  guint n = self->architecture->n_classes;
  g_autofree guint *order = g_new (guint, n);

  for (guint k = 0; k < n; k++)
    order[k] = k;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_probability, (gpointer) probabilities);
  g_string_append_printf (text, "%s: %s\n", path, self->class_names[order[0]]);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "  %-12s %8.6f\n", self->class_names[order[i]], probabilities[order[i]]);
}

/* Text is written picture by picture; JSON, being one array, at the end. */
static CliStatus
classify (const CliVerb *verb, const Classifier *self, char **paths, gboolean json)
{
  CliStatus status = CLI_OK;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (GError) picture_error = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      const float *activations = cli_run_picture (self->probe, self->model, paths[i], &picture_error);

      if (activations == NULL)
        {
          /* what is wrong with one is no reason to keep the answer for the others back */
          status = cli_fail (verb, picture_error);
          continue;
        }
      if (json)
        add_json (builder, self, paths[i], activations + self->architecture->softmax_offset);
      else
        append_text (text, self, paths[i], activations + self->architecture->softmax_offset);
      if (!cli_write (text->str, &error))
        return cli_fail (verb, error);
    }
  json_builder_end_array (builder);
  if (json && !cli_write_json (builder, &error))
    return cli_fail (verb, error);
  return status;
}

static CliStatus
run (const CliVerb *verb, char **arguments)
{
  gboolean json = FALSE;
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    CLI_OPTION_JSON (&json),
    CLI_OPTION_ARGUMENTS (&files),
    G_OPTION_ENTRY_NULL,
  };
  const char *const what[] = { N_ ("The model"), N_ ("The picture to classify"), NULL };
  g_autoptr (RcpSnapshot) model = NULL;
  g_autoptr (RcpProbe) probe = NULL;
  g_auto (GStrv) class_names = NULL;
  g_autoptr (GError) error = NULL;
  Classifier self;
  CliStatus status;

  if (!cli_parse_options (verb, entries, arguments, &status))
    return status;
  if (!cli_check_arguments (files, 2, G_MAXUINT, what, &error))
    return cli_fail (verb, error);
  model = rcp_snapshot_load (files[0], &error);
  if (model == NULL)
    return cli_fail (verb, error);
  probe = cli_open_probe (model, &error);
  if (probe == NULL)
    return cli_fail (verb, error);
  class_names = cli_class_names (model);
  self = (Classifier){ model, probe, class_names, rcp_network_get_architecture (rcp_snapshot_get_network (model)) };
  return classify (verb, &self, files + 1, json);
}

const CliVerb cli_verb_classify = {
  .name = "classify",
  .arguments = N_ ("MODEL IMAGE…"),
  .summary = N_ ("Ask a trained network what pictures show"),
  .description =
      N_ ("MODEL is a safetensors file that receptive-cli train wrote. An IMAGE is of any format that gdk-pixbuf\n"
          "reads; its largest centred square is fitted to the network. Prints the probability of each class, the\n"
          "largest first. A picture that cannot be read is told on standard error and makes the exit status 1;\n"
          "the others are answered all the same.\n"
          "\n"
          "With --json an array is printed, with file, class, probability and probabilities for each picture.\n"
          "\n"
          "Examples:\n"
          "  receptive-cli classify first/checkpoints/best.safetensors cat.png\n"
          "  receptive-cli classify first/checkpoints/best.safetensors *.jpg --json"),
  .run = run,
};
