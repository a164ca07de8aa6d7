#include "trace-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "draw/numbers.h"

#define MINUS "\342\210\222"

/* What printf made of a number, with real minus signs. */
static char *
set_minus (const char *digits)
{
  g_autoptr (GString) text = g_string_new (g_str_equal (digits, "-0") ? "0" : digits);

  g_string_replace (text, "-", MINUS, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
rcp_trace_words_digits (double value)
{
  g_autofree char *digits = g_strdup_printf ("%.9g", value);

  return isfinite (value) ? set_minus (digits) : g_strdup ("–");
}

char *
rcp_trace_words_number (double value)
{
  g_autofree char *digits = g_strdup_printf ("%.4g", value);

  return isfinite (value) ? set_minus (digits) : g_strdup ("–");
}

/* Places */

char *
rcp_trace_words_place (RcpNetworkModel *model, RcpCell cell)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (rcp_network_model_get_network (model));
  const char *layer = rcp_cell_layer_name (architecture, cell.layer);
  RcpShape shape = rcp_cell_layer_shape (architecture, cell.layer);
  g_autofree char *name = NULL;

  /* the last layer has a unit a class */
  if (cell.layer >= (int) architecture->n_layers - 1)
    {
      name = rcp_network_model_dup_class_name (model, (guint) cell.channel);
      return g_strdup_printf ("%s · %s", layer, name);
    }
  if (cell.layer >= 0 && shape.height * shape.width == 1
      && (architecture->layers[cell.layer].kind == RCP_LAYER_LINEAR || shape.channels > 1))
    return g_strdup_printf (_ ("%s · unit %d"), layer, cell.channel);
  if (cell.layer == RCP_CELL_INPUT)
    {
      const RcpTraceShape picture = { .source = RCP_TRACE_SOURCE_CHANNELS, .n_channels = shape.channels };

      name = rcp_trace_words_group (&picture, (guint) cell.channel);
    }
  else
    name = g_strdup_printf (_ ("map %d"), cell.channel);
  return g_strdup_printf (_ ("%s · %s · row %d, column %d"), layer, name, cell.row, cell.column);
}

char *
rcp_trace_words_group (const RcpTraceShape *shape, guint group)
{
  static const char *const colours[] = { N_ ("Red"), N_ ("Green"), N_ ("Blue") };
  guint channel = (guint) shape->first + group;

  switch (shape->source)
    {
    case RCP_TRACE_SOURCE_CHANNELS:
      if (shape->n_channels == G_N_ELEMENTS (colours) && channel < G_N_ELEMENTS (colours))
        return g_strdup (_ (colours[channel]));
      return g_strdup_printf (_ ("Channel %u"), channel);
    case RCP_TRACE_SOURCE_MAPS:
      return g_strdup_printf (_ ("Map %u"), channel);
    case RCP_TRACE_SOURCE_UNITS:
      return g_strdup (_ ("Inputs"));
    }
  g_assert_not_reached ();
}

/* Arithmetic */

char *
rcp_trace_words_term (const RcpTrace *trace, guint index)
{
  const RcpTraceTerm *term = &trace->terms[index];
  g_autofree char *x = rcp_trace_words_number ((double) term->x);
  g_autofree char *product = rcp_trace_words_number ((double) term->product);
  g_autofree char *weight = NULL;
  g_autofree char *share = NULL;

  if (term->padding)
    return g_strdup (_ ("padding: nothing to read, left out"));
  switch (trace->kind)
    {
    case RCP_TRACE_SUM:
      weight = rcp_trace_words_number ((double) term->weight);
      return g_strdup_printf ("%s × %s = %s", x, weight, product);
    case RCP_TRACE_SOFTMAX:
      share = rcp_format_share ((double) term->product / trace->terms[trace->n_terms - 1].sum);
      return g_strdup_printf (_ ("logit %s, exp %s, %s"), x, product, share);
    case RCP_TRACE_MAXIMUM:
      return index == trace->winner ? g_strdup_printf (_ ("%s, the largest"), x) : g_steal_pointer (&x);
    case RCP_TRACE_AVERAGE:
    case RCP_TRACE_FUNCTION:
    case RCP_TRACE_COPY:
      return g_steal_pointer (&x);
    }
  g_assert_not_reached ();
}

char *
rcp_trace_words_how (const RcpTrace *trace)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (trace->network);

  switch (trace->kind)
    {
    case RCP_TRACE_SUM:
      return g_strdup ("");
    case RCP_TRACE_MAXIMUM:
      return g_strdup (_ ("The largest of the window."));
    case RCP_TRACE_AVERAGE:
      return g_strdup_printf (ngettext ("The sum of the window, divided by its %u cell.",
                                        "The sum of the window, divided by its %u cells.", trace->n_terms),
                              trace->n_terms);
    case RCP_TRACE_FUNCTION:
      return g_strdup (architecture->layers[trace->cell.layer].kind == RCP_LAYER_RELU
                           ? _ ("ReLU: the number itself where it is above 0, else 0.")
                           : _ ("tanh of one number."));
    case RCP_TRACE_COPY:
      return g_strdup (_ ("The same number in another place: the maps are laid end to end."));
    case RCP_TRACE_SOFTMAX:
      return g_strdup (_ ("exp (logit − largest logit) of this class, as a share of the sum over all classes."));
    }
  g_assert_not_reached ();
}

char *
rcp_trace_words_difference (double ours, double theirs)
{
  g_autofree char *difference = NULL;

  if (ours == theirs)
    return g_strdup (_ ("equal to the last bit"));
  difference = rcp_trace_words_number (ours - theirs);
  return g_strdup_printf (_ ("difference %s"), difference);
}

/* What comes next */

/* One window of a pooling layer, the first of those that @cell lies in; %FALSE where it lies in none. */
static gboolean
find_window (const RcpLayer *pool, RcpCell cell, RcpCell *window)
{
  int place[2];
  const int at[2] = { cell.row, cell.column };
  const int size[2] = { pool->output.height, pool->output.width };

  for (int axis = 0; axis < 2; axis++)
    {
      int position =
          MAX (0, at[axis] + pool->padding[axis] - pool->kernel[axis] + pool->stride[axis]) / pool->stride[axis];

      position = MIN (position, size[axis] - 1);
      if (at[axis] < rcp_cell_tap (pool, axis, position, 0)
          || at[axis] > rcp_cell_tap (pool, axis, position, pool->kernel[axis] - 1))
        return FALSE;
      place[axis] = position;
    }
  *window = (RcpCell){ cell.layer + 1, cell.channel, place[0], place[1] };
  return TRUE;
}

static gboolean
wins (const RcpNetworkFrame *frame, RcpCell cell, RcpCell window)
{
  g_autoptr (RcpTrace) trace = rcp_trace_new (frame->network, rcp_snapshot_get_parameters (frame->weights),
                                              frame->activations, frame->sums, window, NULL);
  const RcpCell *source = trace != NULL ? &trace->terms[trace->winner].source : NULL;

  return source != NULL && source->row == cell.row && source->column == cell.column;
}

static void
add_pool (GString *text, const RcpNetworkFrame *frame, const RcpLayer *pool, RcpCell cell)
{
  const RcpArchitecture *architecture = rcp_network_frame_get_architecture (frame);
  g_autofree char *number = NULL;
  RcpCell window;

  if (text->len > 0)
    g_string_append (text, " · ");
  if (!find_window (pool, cell, &window))
    {
      g_string_append (text, _ ("pool leaves it out"));
      return;
    }
  number = rcp_format_value ((double) frame->activations[rcp_cell_index (architecture, window)], 3);
  if (pool->kind == RCP_LAYER_AVG_POOL2D)
    g_string_append_printf (text, _ ("pool averages %s"), number);
  else if (wins (frame, cell, window))
    g_string_append_printf (text, _ ("pool takes it: %s"), number);
  else
    g_string_append_printf (text, _ ("pool takes %s"), number);
}

char *
rcp_trace_words_next (RcpNetworkModel *model, RcpCell cell)
{
  const RcpNetworkFrame *frame = rcp_network_model_get_frame (model);
  const RcpArchitecture *architecture = frame != NULL ? rcp_network_frame_get_architecture (frame) : NULL;
  int n_layers = frame != NULL ? (int) architecture->n_layers : 0;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *number = NULL;

  if (cell.layer + 1 < n_layers
      && (architecture->layers[cell.layer + 1].kind == RCP_LAYER_RELU
          || architecture->layers[cell.layer + 1].kind == RCP_LAYER_TANH))
    {
      cell.layer++;
      number = rcp_format_value ((double) frame->activations[rcp_cell_index (architecture, cell)], 3);
      g_string_append_printf (text, "%s %s", rcp_layer_kind_title (architecture->layers[cell.layer].kind), number);
    }
  if (cell.layer + 1 < n_layers
      && (architecture->layers[cell.layer + 1].kind == RCP_LAYER_MAX_POOL2D
          || architecture->layers[cell.layer + 1].kind == RCP_LAYER_AVG_POOL2D))
    add_pool (text, frame, &architecture->layers[cell.layer + 1], cell);
  if (cell.layer == n_layers - 1 && frame != NULL)
    {
      cell.layer++;
      number = rcp_format_share ((double) frame->activations[rcp_cell_index (architecture, cell)]);
      g_string_append_printf (text, _ ("softmax %s"), number);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
