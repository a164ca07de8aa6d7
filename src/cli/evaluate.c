#include "cli.h"

#include <glib/gi18n.h>

#include <math.h>

#include "backend/registry.h"
#include "inspect/evaluation.h"

static guint
class_total (const RcpEvaluation *evaluation, guint label)
{
  guint total = 0;

  for (guint k = 0; k < evaluation->n_classes; k++)
    total += evaluation->confusion[label * evaluation->n_classes + k];
  return total;
}

/* NaN, which is printed as no number, for a class of which there is no picture */
static double
class_accuracy (const RcpEvaluation *evaluation, guint label)
{
  guint total = class_total (evaluation, label);

  return total > 0 ? (double) evaluation->confusion[label * evaluation->n_classes + label] / total : NAN;
}

static void
add_classes (JsonBuilder *builder, const RcpEvaluation *evaluation, RcpDataset *dataset)
{
  json_builder_begin_array (builder);
  for (guint k = 0; k < evaluation->n_classes; k++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, rcp_dataset_get_class_name (dataset, k));
      json_builder_set_member_name (builder, "accuracy");
      cli_json_add_real (builder, class_accuracy (evaluation, k));
      json_builder_set_member_name (builder, "count");
      json_builder_add_int_value (builder, class_total (evaluation, k));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_confusion (JsonBuilder *builder, const RcpEvaluation *evaluation)
{
  guint n = evaluation->n_classes;

  json_builder_begin_array (builder);
  for (guint row = 0; row < n; row++)
    {
      json_builder_begin_array (builder);
      for (guint column = 0; column < n; column++)
        json_builder_add_int_value (builder, evaluation->confusion[row * n + column]);
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
}

static gboolean
write_json (const RcpEvaluation *evaluation, RcpDataset *dataset, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "dataset");
  json_builder_add_string_value (builder, rcp_dataset_get_name (dataset));
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, evaluation->count);
  json_builder_set_member_name (builder, "accuracy");
  cli_json_add_real (builder, evaluation->accuracy);
  json_builder_set_member_name (builder, "loss");
  cli_json_add_real (builder, evaluation->loss);
  json_builder_set_member_name (builder, "classes");
  add_classes (builder, evaluation, dataset);
  json_builder_set_member_name (builder, "confusion");
  add_confusion (builder, evaluation);
  json_builder_end_object (builder);
  return cli_write_json (builder, error);
}

static void
append_confusion (GString *text, const RcpEvaluation *evaluation, RcpDataset *dataset)
{
  guint n = evaluation->n_classes;

  g_string_append_printf (text, "\n%-12s", _ ("true class"));
  for (guint column = 0; column < n; column++)
    g_string_append_printf (text, " %10.10s", rcp_dataset_get_class_name (dataset, column));
  g_string_append_c (text, '\n');
  for (guint row = 0; row < n; row++)
    {
      g_string_append_printf (text, "%-12s", rcp_dataset_get_class_name (dataset, row));
      for (guint column = 0; column < n; column++)
        g_string_append_printf (text, " %10u", evaluation->confusion[row * n + column]);
      g_string_append_c (text, '\n');
    }
}

static gboolean
write_text (const RcpEvaluation *evaluation, RcpDataset *dataset, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%s: %u test pictures\n\n"), rcp_dataset_get_title (dataset), evaluation->count);
  g_string_append_printf (text, "%-12s %10.4f\n", _ ("accuracy"), evaluation->accuracy);
  g_string_append_printf (text, "%-12s %10.4f\n", _ ("loss"), evaluation->loss);
  g_string_append_printf (text, "\n%-12s %10s %10s\n", _ ("class"), _ ("accuracy"), _ ("count"));
  for (guint k = 0; k < evaluation->n_classes; k++)
    g_string_append_printf (text, "%-12s %10.4f %10u\n", rcp_dataset_get_class_name (dataset, k),
                            class_accuracy (evaluation, k), class_total (evaluation, k));
  append_confusion (text, evaluation, dataset);
  return cli_write (text->str, error);
}

static RcpEvaluation *
evaluate (const char *model, const char *dataset_name, const char *data_dir, const RcpBackend *backend, guint threads,
          RcpDataset **dataset, GError **error)
{
  g_autoptr (RcpSnapshot) snapshot = rcp_snapshot_load (model, error);

  if (snapshot == NULL)
    return NULL;
  *dataset =
      rcp_dataset_open (dataset_name != NULL ? dataset_name : rcp_snapshot_get_dataset (snapshot), data_dir, error);
  if (*dataset == NULL)
    return NULL;
  return rcp_evaluate (snapshot, *dataset, RCP_SPLIT_TEST, backend, threads, NULL, error);
}

static CliStatus
run (const CliVerb *verb, char **arguments)
{
  g_autofree char *dataset_name = NULL;
  g_autofree char *data_dir = NULL;
  g_autofree char *device = NULL;
  g_autofree char *threads_text = NULL;
  gboolean json = FALSE;
  g_auto (GStrv) models = NULL;
  const GOptionEntry entries[] = {
    { "dataset", 0, 0, G_OPTION_ARG_STRING, &dataset_name,
      N_ ("What to measure on: cifar10 or shapes (default: what the model was trained on)"), N_ ("D") },
    CLI_OPTION_DEVICE (&device),
    CLI_OPTION_THREADS (&threads_text),
    CLI_OPTION_DATA_DIR (&data_dir),
    CLI_OPTION_JSON (&json),
    CLI_OPTION_ARGUMENTS (&models),
    G_OPTION_ENTRY_NULL,
  };
  const char *const what[] = { N_ ("The model to evaluate"), NULL };
  g_autoptr (RcpDataset) dataset = NULL;
  g_autoptr (RcpEvaluation) evaluation = NULL;
  g_autoptr (GError) error = NULL;
  const RcpBackend *backend;
  guint threads = 0;
  CliStatus status;

  if (!cli_parse_options (verb, entries, arguments, &status))
    return status;
  if (!cli_check_arguments (models, 1, 1, what, &error) || !cli_parse_threads (threads_text, &threads, &error)
      || (dataset_name != NULL && !cli_check_dataset (dataset_name, &error)))
    return cli_fail (verb, error);
  backend = rcp_backend_find (device != NULL ? device : "auto", &error);
  if (backend == NULL)
    return cli_fail (verb, error);

  evaluation = evaluate (models[0], dataset_name, data_dir, backend, threads, &dataset, &error);
  if (evaluation == NULL
      || !(json ? write_json (evaluation, dataset, &error) : write_text (evaluation, dataset, &error)))
    return cli_fail (verb, error);
  return CLI_OK;
}

const CliVerb cli_verb_evaluate = {
  .name = "evaluate",
  .arguments = N_ ("MODEL"),
  .summary = N_ ("Measure a trained network on the test pictures"),
  .description =
      N_ ("MODEL is a safetensors file that receptive-cli train wrote. Prints accuracy, loss (mean cross-entropy,\n"
          "in nats), accuracy by class and the confusion matrix, in which a row is the true class and a column\n"
          "the answer.\n"
          "\n"
          "With --json one object is printed, with dataset, count, accuracy, loss, classes and confusion.\n"
          "\n"
          "Examples:\n"
          "  receptive-cli evaluate first/checkpoints/best.safetensors\n"
          "  receptive-cli evaluate first/checkpoints/last.safetensors --dataset shapes --json"),
  .run = run,
};
