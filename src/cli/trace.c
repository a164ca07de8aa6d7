#include "cli.h"

#include <glib/gi18n.h>

#include <math.h>

#include "cli-model.h"
#include "inspect/trace.h"

/* as many terms are read with pleasure; of more only the largest are shown */
#define MOST_TERMS 30
#define LARGEST 12

typedef struct
{
  RcpTrace *trace;
  const RcpArchitecture *architecture;
  gboolean all;
} Report;

/* --- JSON --------------------------------------------------------------------------------------------------------- */

static const char *
kind_name (RcpTraceKind kind)
{
  static const char *const names[] = {
    [RCP_TRACE_SUM] = "sum",           [RCP_TRACE_MAXIMUM] = "maximum", [RCP_TRACE_AVERAGE] = "average",
    [RCP_TRACE_FUNCTION] = "function", [RCP_TRACE_COPY] = "copy",       [RCP_TRACE_SOFTMAX] = "softmax",
  };

  return names[kind];
}

static void
add_integer (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_real (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  cli_json_add_real (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_term (JsonBuilder *builder, const RcpTraceTerm *term)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "input");
  json_builder_begin_array (builder);
  json_builder_add_int_value (builder, term->source.channel);
  json_builder_add_int_value (builder, term->source.row);
  json_builder_add_int_value (builder, term->source.column);
  json_builder_end_array (builder);
  add_real (builder, "weight", (double) term->weight);
  add_real (builder, "x", (double) term->x);
  add_real (builder, "product", (double) term->product);
  add_real (builder, "sum", term->sum);
  json_builder_end_object (builder);
}

/* Terms that fall into padding are counted and left out, as the engine leaves them out of the sum. */
static void
add_terms (JsonBuilder *builder, const RcpTrace *trace)
{
  json_builder_set_member_name (builder, "terms");
  json_builder_begin_array (builder);
  for (guint i = 0; i < trace->n_terms; i++)
    if (!trace->terms[i].padding)
      add_term (builder, &trace->terms[i]);
  json_builder_end_array (builder);
  add_integer (builder, "padding", trace->n_padding);
}

/* Its place among the terms that are listed. */
static guint
listed_winner (const RcpTrace *trace)
{
  guint n = 0;

  for (guint i = 0; i < trace->winner; i++)
    n += !trace->terms[i].padding;
  return n;
}

static gboolean
write_json (const Report *self, GError **error)
{
  const RcpTrace *trace = self->trace;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_text (builder, "layer", rcp_cell_layer_name (self->architecture, trace->cell.layer));
  add_text (builder, "input_layer", rcp_cell_layer_name (self->architecture, trace->cell.layer - 1));
  add_text (builder, "kind", kind_name (trace->kind));
  add_integer (builder, "channel", trace->cell.channel);
  add_integer (builder, "row", trace->cell.row);
  add_integer (builder, "column", trace->cell.column);
  add_real (builder, "value", (double) trace->value);
  add_real (builder, "total", (double) trace->total);
  add_real (builder, "difference", (double) trace->total - (double) trace->value);
  json_builder_set_member_name (builder, "bias");
  if (trace->kind == RCP_TRACE_SUM)
    cli_json_add_real (builder, (double) trace->bias);
  else
    json_builder_add_null_value (builder);
  if (trace->kind == RCP_TRACE_AVERAGE)
    add_real (builder, "share", (double) trace->share);
  if (trace->kind == RCP_TRACE_MAXIMUM)
    add_integer (builder, "winner", listed_winner (trace));
  add_terms (builder, trace);
  json_builder_end_object (builder);
  return cli_write_json (builder, error);
}

/* --- text --------------------------------------------------------------------------------------------------------- */

static char *
describe (const Report *self)
{
  const RcpTrace *trace = self->trace;
  const guint n = trace->n_terms - trace->n_padding;

  switch (trace->kind)
    {
    case RCP_TRACE_SUM:
      return g_strdup_printf (
          ngettext ("the bias and %u product, added in this order", "the bias and %u products, added in this order", n),
          n);
    case RCP_TRACE_MAXIMUM:
      return g_strdup (_ ("the largest of the window; an arrow marks it"));
    case RCP_TRACE_AVERAGE:
      return g_strdup_printf (_ ("the sum of the window × %.9g, which is 1 / its size"), (double) trace->share);
    case RCP_TRACE_FUNCTION:
      return g_strdup_printf (_ ("%s of one number"),
                              rcp_layer_kind_title (self->architecture->layers[trace->cell.layer].kind));
    case RCP_TRACE_COPY:
      return g_strdup (_ ("the same number in another place"));
    case RCP_TRACE_SOFTMAX:
      return g_strdup (_ ("exp (logit − largest logit) of this class, as a share of the sum over all classes"));
    }
  g_assert_not_reached ();
}

static void
append_term (GString *text, const Report *self, guint index)
{
  const RcpTrace *trace = self->trace;
  const RcpTraceTerm *term = &trace->terms[index];
  g_autofree char *place =
      g_strdup_printf ("%s[%d, %d, %d]", rcp_cell_layer_name (self->architecture, term->source.layer),
                       term->source.channel, term->source.row, term->source.column);

  g_string_append_printf (text, "  %-22s ", place);
  if (term->padding)
    g_string_append (text, _ ("padding: left out"));
  else if (trace->kind == RCP_TRACE_SUM)
    g_string_append_printf (text, "%14.9g × %14.9g = %14.9g   %14.9g", (double) term->weight, (double) term->x,
                            (double) term->product, term->sum);
  else if (trace->kind == RCP_TRACE_SOFTMAX)
    g_string_append_printf (text, "%14.9g   exp %14.9g   %14.9g%s", (double) term->x, (double) term->product, term->sum,
                            (int) index == trace->cell.channel ? "   ←" : "");
  else
    g_string_append_printf (text, "%14.9g%s", (double) term->x,
                            trace->kind == RCP_TRACE_MAXIMUM && index == trace->winner ? "   ←" : "");
  g_string_append_c (text, '\n');
}

/* Each input channel's products as one number; where a channel is one number, that folds nothing. */
static void
append_channels (GString *text, const Report *self)
{
  const RcpTrace *trace = self->trace;
  const int first = trace->terms[0].source.channel;
  const int last = trace->terms[trace->n_terms - 1].source.channel;

  for (int channel = first; channel <= last; channel++)
    {
      guint n;
      double sum = rcp_trace_sum_channel (trace, channel, &n);

      g_string_append_printf (
          text, ngettext ("  channel %-3d %4u product   %14.9g\n", "  channel %-3d %4u products  %14.9g\n", n), channel,
          n, sum);
    }
}

static void
append_largest (GString *text, const Report *self)
{
  const RcpTrace *trace = self->trace;
  guint largest[LARGEST];
  guint n = rcp_trace_get_largest (trace, LARGEST, largest);
  guint left = trace->n_terms - trace->n_padding - n;

  g_string_append_printf (text, _ ("\nThe %u largest products (weight × input = product, and the sum so far):\n"), n);
  for (guint i = 0; i < n; i++)
    append_term (text, self, largest[i]);
  g_string_append_printf (text,
                          ngettext ("and %u more; --all shows it in its place.\n",
                                    "and %u more; --all shows all of them in order.\n", left),
                          left);
}

static void
append_terms (GString *text, const Report *self)
{
  const RcpTrace *trace = self->trace;

  if (trace->kind == RCP_TRACE_SUM)
    g_string_append_printf (text, "  %-22s %14.9g\n", _ ("bias"), (double) trace->bias);
  if (!self->all && trace->kind == RCP_TRACE_SUM && trace->n_terms > MOST_TERMS)
    {
      if (self->architecture->layers[trace->cell.layer].kind == RCP_LAYER_CONV2D)
        append_channels (text, self);
      append_largest (text, self);
      return;
    }
  for (guint i = 0; i < trace->n_terms; i++)
    append_term (text, self, i);
}

static char *
make_text (const Report *self)
{
  const RcpTrace *trace = self->trace;
  const RcpCell *cell = &trace->cell;
  g_autofree char *how = describe (self);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%s, channel %d, row %d, column %d: %.9g\n%s\n\n"),
                          rcp_cell_layer_name (self->architecture, cell->layer), cell->channel, cell->row, cell->column,
                          (double) trace->value, how);
  append_terms (text, self);
  if (trace->n_padding > 0)
    g_string_append_printf (text,
                            ngettext ("%u term falls into padding and is left out.\n",
                                      "%u terms fall into padding and are left out.\n", trace->n_padding),
                            trace->n_padding);
  g_string_append_printf (text, _ ("\ntotal      %.9g\nengine     %.9g\ndifference %.9g\n"), (double) trace->total,
                          (double) trace->value, (double) trace->total - (double) trace->value);
  return g_string_free (text, FALSE);
}

/* --- the verb ----------------------------------------------------------------------------------------------------- */

static gboolean
parse_index (const char *option, const char *text, int *value, GError **error)
{
  guint64 wide = 0;

  if (!cli_parse_integer (option, text, 0, G_MAXINT, &wide, error))
    return FALSE;
  *value = (int) wide;
  return TRUE;
}

/* "ROW,COLUMN" */
static gboolean
parse_place (const char *text, RcpCell *cell, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  guint64 row, column;

  if (g_strv_length (parts) == 2 && g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXINT, &row, NULL)
      && g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXINT, &column, NULL))
    {
      cell->row = (int) row;
      cell->column = (int) column;
      return TRUE;
    }
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
               _ ("--at must be a row and a column, counted from 0, such as 4,9, not “%s”."), text);
  return FALSE;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, RCP_ERROR, RCP_ERROR_ARGUMENT, sentence);
  return FALSE;
}

/* What was typed; what is NULL was not given. */
typedef struct
{
  char *layer;
  char *channel;
  char *at;
  gboolean json;
  gboolean all;
  char **files;
} TraceOptions;

static void
trace_options_clear (TraceOptions *self)
{
  g_free (self->layer);
  g_free (self->channel);
  g_free (self->at);
  g_strfreev (self->files);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TraceOptions, trace_options_clear)

/* What can be told without looking at a file: all of the cell but its layer. */
static gboolean
check_options (const TraceOptions *options, RcpCell *cell, GError **error)
{
  *cell = (RcpCell){ 0, 0, 0, 0 };
  if (options->layer == NULL)
    return refuse (error, _ ("--layer is missing: whose output to look at."));
  if (options->channel == NULL)
    return refuse (error, _ ("--channel is missing: which of the layer's channels, counted from 0."));
  return parse_index ("--channel", options->channel, &cell->channel, error)
         && (options->at == NULL || parse_place (options->at, cell, error));
}

static gboolean
find_cell (const TraceOptions *options, RcpNetwork *network, RcpCell *cell, GError **error)
{
  RcpShape shape;

  if (!rcp_cell_find_layer (network, options->layer, &cell->layer, error))
    return FALSE;
  if (cell->layer == RCP_CELL_INPUT)
    return refuse (error, _ ("The input is made from nothing but the picture; name a layer behind it."));
  shape = rcp_cell_layer_shape (rcp_network_get_architecture (network), cell->layer);
  if (options->at == NULL && shape.height * shape.width > 1)
    return refuse (error, _ ("--at is missing: row and column, counted from 0, such as 4,9."));
  return rcp_cell_check (network, *cell, error);
}

static gboolean
trace (const TraceOptions *options, RcpCell cell, GError **error)
{
  g_autoptr (RcpSnapshot) model = rcp_snapshot_load (options->files[0], error);
  RcpNetwork *network = model != NULL ? rcp_snapshot_get_network (model) : NULL;
  g_autoptr (RcpProbe) probe = NULL;
  g_autoptr (RcpTrace) result = NULL;
  g_autofree char *text = NULL;
  const float *activations;
  Report report;

  if (model == NULL || !find_cell (options, network, &cell, error))
    return FALSE;
  probe = cli_open_probe (model, error);
  activations = probe != NULL ? cli_run_picture (probe, model, options->files[1], error) : NULL;
  if (activations == NULL)
    return FALSE;
  result = rcp_trace_new (network, rcp_snapshot_get_parameters (model), activations, rcp_probe_get_sums (probe), cell,
                          error);
  if (result == NULL)
    return FALSE;
  report = (Report){ result, rcp_network_get_architecture (network), options->all };
  if (options->json)
    return write_json (&report, error);
  text = make_text (&report);
  return cli_write (text, error);
}

static CliStatus
run (const CliVerb *verb, char **arguments)
{
  g_auto (TraceOptions) options = { NULL };
  const GOptionEntry entries[] = {
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options.layer, N_ ("The layer by its name, such as conv2; also softmax"),
      N_ ("NAME") },
    { "channel", 0, 0, G_OPTION_ARG_STRING, &options.channel, N_ ("Which of its channels or units, counted from 0"),
      N_ ("C") },
    { "at", 0, 0, G_OPTION_ARG_STRING, &options.at, N_ ("Row and column in its map, counted from 0; for maps alone"),
      N_ ("ROW,COLUMN") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.all, N_ ("Print every term, however many there are"), NULL },
    CLI_OPTION_JSON (&options.json),
    CLI_OPTION_ARGUMENTS (&options.files),
    G_OPTION_ENTRY_NULL,
  };
  const char *const what[] = { N_ ("The model"), N_ ("The picture"), NULL };
  g_autoptr (GError) error = NULL;
  RcpCell cell;
  CliStatus status;

  if (!cli_parse_options (verb, entries, arguments, &status))
    return status;
  if (!cli_check_arguments (options.files, 2, 2, what, &error) || !check_options (&options, &cell, &error)
      || !trace (&options, cell, &error))
    return cli_fail (verb, error);
  return CLI_OK;
}

const CliVerb cli_verb_trace = {
  .name = "trace",
  .arguments = N_ ("MODEL IMAGE"),
  .summary = N_ ("Write out in full how a number in a trained network is made"),
  .description =
      N_ ("Shows one number of what a layer makes of IMAGE: the bias and every product of a sum, in the order in\n"
          "which the engine adds them, or the window that a pool looks at; and the engine's own value beside the\n"
          "total. Channels, rows and columns count from 0. Of long sums the products of each input channel are\n"
          "added up, and the largest shown, unless --all is given.\n"
          "\n"
          "With --json an object is printed, with layer, input_layer, kind, channel, row, column, value, total,\n"
          "difference, bias (null where there is none), terms and padding, the number of terms that fall into\n"
          "padding and are left out. Each term has input (channel, row and column in the layer's input), weight,\n"
          "x, product and sum.\n"
          "\n"
          "Example:\n"
          "  receptive-cli trace first/checkpoints/best.safetensors cat.png --layer conv2 --channel 3 --at 4,9"),
  .run = run,
};
