#include "cli.h"

#include <glib/gi18n.h>

#include "cli-model.h"
#include "cli-progress.h"
#include "draw/explain-picture.h"
#include "inspect/explain.h"

/* What was typed; what is NULL was not given. */
typedef struct
{
  char *method;
  char *layer;
  char *answer;
  char *size;
  char *stride;
  char *output;
  char **files;
} ExplainOptions;

static void
explain_options_clear (ExplainOptions *self)
{
  g_free (self->method);
  g_free (self->layer);
  g_free (self->answer);
  g_free (self->size);
  g_free (self->stride);
  g_free (self->output);
  g_strfreev (self->files);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExplainOptions, explain_options_clear)

/* What is asked of a model. */
typedef struct
{
  RcpExplainMethod method;
  int answer;
  int layer;
  int size;
  int stride;
} Question;

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, RCP_ERROR, RCP_ERROR_ARGUMENT, sentence);
  return FALSE;
}

static gboolean
parse_method (const char *name, RcpExplainMethod *method, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < RCP_N_EXPLAIN_METHODS; i++)
    {
      if (g_strcmp0 (rcp_explain_method_name (i), name) == 0)
        {
          *method = i;
          return TRUE;
        }
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", rcp_explain_method_name (i));
    }
  if (name == NULL)
    g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("--method is missing; there are: %s."), names->str);
  else
    g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("There is no method “%s”; there are: %s."), name, names->str);
  return FALSE;
}

/* A class by its name or its number; the name first, since classes can be named by numbers. */
static gboolean
parse_class (RcpSnapshot *model, const char *text, int *answer, GError **error)
{
  g_auto (GStrv) names = cli_class_names (model);
  g_autofree char *all = g_strjoinv (", ", names);
  guint64 number;

  *answer = RCP_EXPLAIN_TOP;
  if (text == NULL)
    return TRUE;
  for (int i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], text))
      {
        *answer = i;
        return TRUE;
      }
  if (g_ascii_string_to_unsigned (text, 10, 0, g_strv_length (names) - 1, &number, NULL))
    {
      *answer = (int) number;
      return TRUE;
    }
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
               _ ("There is no class “%s”; name one of these, or its number counted from 0: %s."), text, all);
  return FALSE;
}

static gboolean
parse_pixels (const char *option, const char *text, int *value, GError **error)
{
  guint64 wide = 0;

  if (!cli_parse_integer (option, text, 1, G_MAXINT, &wide, error))
    return FALSE;
  *value = (int) wide;
  return TRUE;
}

/* What can be told without looking at a file. */
static gboolean
check_options (const ExplainOptions *options, Question *question, GError **error)
{
  *question = (Question){ .answer = RCP_EXPLAIN_TOP, .layer = -1 };
  if (!parse_method (options->method, &question->method, error))
    return FALSE;
  if (options->layer != NULL && question->method != RCP_EXPLAIN_GRADCAM)
    return refuse (error, _ ("--layer goes with --method gradcam alone."));
  if ((options->size != NULL || options->stride != NULL) && question->method != RCP_EXPLAIN_OCCLUSION)
    return refuse (error, _ ("--size and --stride go with --method occlusion alone."));
  if (!parse_pixels ("--size", options->size, &question->size, error)
      || !parse_pixels ("--stride", options->stride, &question->stride, error)
      || !cli_check_output (options->output, options->files, error))
    return FALSE;
  if (g_str_has_suffix (options->output, ".png") || g_str_has_suffix (options->output, ".safetensors"))
    return TRUE;
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("--output must end in .png or .safetensors, unlike “%s”."),
               options->output);
  return FALSE;
}

/* What the model must be asked. */
static gboolean
check_model (const ExplainOptions *options, RcpSnapshot *model, Question *question, GError **error)
{
  return parse_class (model, options->answer, &question->answer, error)
         && (options->layer == NULL
             || rcp_cell_find_layer (rcp_snapshot_get_network (model), options->layer, &question->layer, error));
}

static void
on_progress (double fraction, gpointer user_data)
{
  CliProgress *progress = user_data;
  g_autofree char *after = NULL;

  if (!cli_progress_is_due (progress))
    return;
  after = g_strdup_printf ("%3.0f %%", 100.0 * fraction);
  cli_progress_draw (progress, _ ("Occlusion"), fraction, after);
}

static RcpExplanation *
ask (const Question *question, RcpProbe *probe, const guint8 *pixels, GError **error)
{
  g_autoptr (CliProgress) progress = NULL;

  switch (question->method)
    {
    case RCP_EXPLAIN_SALIENCY:
      return rcp_explain_saliency (probe, pixels, question->answer, error);
    case RCP_EXPLAIN_GRADCAM:
      /* −1 is the default; a layer that was named and is the input has the same number */
      return rcp_explain_gradcam (probe, pixels, question->answer, question->layer, error);
    case RCP_EXPLAIN_OCCLUSION:
      progress = cli_progress_new ();
      return rcp_explain_occlusion (probe, pixels, question->answer, question->size, question->stride, on_progress,
                                    progress, NULL, error);
    case RCP_N_EXPLAIN_METHODS:
      break;
    }
  g_assert_not_reached ();
}

/* --- what comes out ----------------------------------------------------------------------------------------------- */

static gboolean
tell (const RcpExplanation *explanation, const char *class_name, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%s: class %s, probability %.6f, logit %.6f\n"),
                          rcp_explain_method_title (explanation->method), class_name, (double) explanation->probability,
                          (double) explanation->logit);
  if (explanation->method == RCP_EXPLAIN_GRADCAM)
    g_string_append_printf (
        text, _ ("Maps of %s, %d×%d\n"),
        rcp_cell_layer_name (rcp_network_get_architecture (explanation->network), explanation->layer),
        explanation->shape.height, explanation->shape.width);
  if (explanation->method == RCP_EXPLAIN_OCCLUSION)
    g_string_append_printf (text, _ ("A square of %d×%d in %d×%d places, %d apart\n"), explanation->size,
                            explanation->size, explanation->shape.height, explanation->shape.width,
                            explanation->stride);
  g_string_append_printf (text, "%s\n%s\n", rcp_explain_method_sentence (explanation->method), name);
  return cli_write (text->str, error);
}

static gboolean
explain (const ExplainOptions *options, Question *question, GError **error)
{
  g_autoptr (RcpSnapshot) model = rcp_snapshot_load (options->files[0], error);
  g_autofree guint8 *pixels = NULL;
  g_autoptr (RcpProbe) probe = NULL;
  g_autoptr (RcpExplanation) explanation = NULL;
  g_auto (GStrv) class_names = NULL;
  const char *class_name;

  if (model == NULL || !check_model (options, model, question, error))
    return FALSE;
  if (question->layer == RCP_CELL_INPUT && options->layer != NULL)
    return refuse (error, _ ("Grad-CAM weighs the maps of a layer; the input is none."));
  pixels = cli_load_picture (model, options->files[1], error);
  probe = pixels != NULL ? cli_open_probe (model, error) : NULL;
  explanation = probe != NULL ? ask (question, probe, pixels, error) : NULL;
  if (explanation == NULL)
    return FALSE;
  class_names = cli_class_names (model);
  class_name = class_names[explanation->answer];
  if (!(g_str_has_suffix (options->output, ".png")
            ? rcp_explanation_save_picture (explanation, pixels, class_name, options->output, error)
            : rcp_explanation_save_numbers (explanation, class_name, options->output, error)))
    return FALSE;
  return tell (explanation, class_name, options->output, error);
}

static CliStatus
run (const CliVerb *verb, char **arguments)
{
  g_auto (ExplainOptions) options = { NULL };
  const GOptionEntry entries[] = {
    { "method", 0, 0, G_OPTION_ARG_STRING, &options.method, N_ ("saliency, gradcam or occlusion"), N_ ("METHOD") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options.output,
      N_ ("File to write: .png draws over the picture, .safetensors holds the numbers"), N_ ("FILE") },
    { "class", 0, 0, G_OPTION_ARG_STRING, &options.answer,
      N_ ("Which class, by its name or its number counted from 0 (default: the network's answer)"), N_ ("CLASS") },
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options.layer,
      N_ ("Of gradcam: whose maps (default: the last convolution, after its ReLU)"), N_ ("NAME") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options.size,
      N_ ("Of occlusion: side of the grey square in pixels (default: a quarter of the picture)"), N_ ("N") },
    { "stride", 0, 0, G_OPTION_ARG_STRING, &options.stride,
      N_ ("Of occlusion: how far it moves (default: a quarter of the square)"), N_ ("N") },
    CLI_OPTION_ARGUMENTS (&options.files),
    G_OPTION_ENTRY_NULL,
  };
  const char *const what[] = { N_ ("The model"), N_ ("The picture"), NULL };
  g_autoptr (GError) error = NULL;
  Question question;
  CliStatus status;

  if (!cli_parse_options (verb, entries, arguments, &status))
    return status;
  if (!cli_check_arguments (options.files, 2, 2, what, &error) || !check_options (&options, &question, &error)
      || !explain (&options, &question, &error))
    return cli_fail (verb, error);
  return CLI_OK;
}

const CliVerb cli_verb_explain = {
  .name = "explain",
  .arguments = N_ ("MODEL IMAGE"),
  .summary = N_ ("Show which parts of a picture an answer depends on"),
  .description =
      N_ ("saliency is the gradient of the class's logit by the normalised input. gradcam is the ReLU of a layer's\n"
          "maps, each weighed with the mean of the logit's gradient over it. occlusion is the change in the\n"
          "class's probability where a grey square covers a place. Prints the class, its probability, and what\n"
          "the method is and is not.\n"
          "\n"
          "As .png the numbers are drawn over the picture. As .safetensors they are the tensor saliency (C, H, W),\n"
          "gradcam (H, W) at the layer's own size, or occlusion (H, W), a number a place, with occlusion_logit.\n"
          "\n"
          "Examples:\n"
          "  receptive-cli explain first/checkpoints/best.safetensors cat.png --method saliency --output cat-why.png\n"
          "  receptive-cli explain first/checkpoints/best.safetensors cat.png --method gradcam --layer conv1 \\\n"
          "    --class dog --output cat-why.safetensors"),
  .run = run,
};
