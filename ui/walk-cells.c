#include "walk-cells-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "draw/numbers.h"

static void
write_value (char *text, gsize size, double value, gboolean leading_zero)
{
  g_autofree char *number = rcp_format_value (value, RCP_WALK_CELL_DECIMALS);
  char *zero = g_str_has_prefix (number, "−") ? number + strlen ("−") : number;

  /* ".72": every bit of room counts */
  if (!leading_zero && zero[0] == '0' && zero[1] != '\0')
    memmove (zero, zero + 1, strlen (zero));
  g_strlcpy (text, number, size);
}

/* Weights that need no second digit have none: "0.5". */
void
rcp_walk_cells_write_weight (char *text, gsize size, double weight)
{
  gboolean short_one = fabs (10.0 * weight - round (10.0 * weight)) < 1e-4;
  g_autofree char *number = rcp_format_value (weight, short_one ? 1 : RCP_WALK_CELL_DECIMALS);

  g_strlcpy (text, number, size);
}

/* The input */

int
rcp_walk_cells_padded_size (RcpWalkModel *model)
{
  RcpWalkSettings s = rcp_walk_settings_resolve (rcp_walk_model_get_settings (model));

  return s.input_size + 2 * s.padding;
}

static gboolean
is_signed (RcpWalkModel *model, int channel)
{
  RcpWalkPlane plane = rcp_walk_model_get_plane (model, channel);

  switch (rcp_walk_model_get_source (model))
    {
    case RCP_WALK_SOURCE_NORMALISED:
      return TRUE;
    case RCP_WALK_SOURCE_NUMBERS:
      return rcp_walk_model_get_settings (model)->kind == RCP_LAYER_RELU;
    case RCP_WALK_SOURCE_SPECIMEN:
      break;
    }
  return plane >= RCP_WALK_PLANE_SOBEL_X && plane <= RCP_WALK_PLANE_LAPLACIAN;
}

static RcpColour
input_colour (RcpWalkModel *model, int channel, double value)
{
  RcpWalkSource source = rcp_walk_model_get_source (model);
  double most = source == RCP_WALK_SOURCE_NUMBERS ? 9.0 : source == RCP_WALK_SOURCE_NORMALISED ? 2.5 : 1.0;

  if (is_signed (model, channel))
    return rcp_colour_diverging (value / most);
  return rcp_colour_channel ((int) rcp_walk_model_get_plane (model, channel), value / most);
}

/* What stands in the padded input, by the engine or, where it has no such layer, without padding. */
gboolean
rcp_walk_cells_input_at (RcpWalkModel *model, int channel, int row, int column, double *value, gboolean *padding)
{
  RcpWalkSettings s = rcp_walk_settings_resolve (rcp_walk_model_get_settings (model));
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  int n = s.input_size + 2 * s.padding;
  int y = row - s.padding, x = column - s.padding;

  *padding = y < 0 || x < 0 || y >= s.input_size || x >= s.input_size;
  if (walk != NULL)
    *value = (double) walk->input[(channel * n + row) * n + column];
  else if (!*padding)
    *value = (double) rcp_walk_model_get_input (model)[(channel * s.input_size + y) * s.input_size + x];
  return walk != NULL || !*padding;
}

void
rcp_walk_cells_input (RcpWalkModel *model, int channel, const RcpPalette *palette, RcpGridCell *cells)
{
  RcpWalkSettings s = rcp_walk_settings_resolve (rcp_walk_model_get_settings (model));
  int n = rcp_walk_cells_padded_size (model);

  for (int i = 0; i < n * n; i++)
    {
      RcpGridCell *cell = &cells[i];
      gboolean padding;

      cell->fill = palette->padding;
      if (!rcp_walk_cells_input_at (model, channel, i / n, i % n, &cell->value, &padding))
        {
          cell->kind = RCP_CELL_PADDING;
          continue;
        }
      cell->kind = padding ? RCP_CELL_PADDING : RCP_CELL_PLAIN;
      /* thin figures drown in a channel's full colour */
      cell->strong = !padding;
      if (!padding || s.padding_mode != RCP_WALK_PADDING_ZERO)
        cell->fill = input_colour (model, channel, cell->value);
      /* what no maximum ever chooses has no value */
      if (!padding || s.kind != RCP_LAYER_MAX_POOL2D)
        write_value (cell->text, sizeof cell->text, cell->value, FALSE);
    }
}

/* The weights */

double
rcp_walk_cells_weight_range (RcpWalkModel *model)
{
  const RcpWalkSettings *s = rcp_walk_model_get_settings (model);
  int inputs = MAX (1, s->input_channels / s->groups);
  double most = 0.0;

  for (int o = 0; o < s->output_channels; o++)
    for (int c = 0; c < inputs; c++)
      for (int i = 0; i < s->kernel * s->kernel; i++)
        most = MAX (most, fabs ((double) rcp_walk_model_get_kernel (model, o, c)[i]));
  return most > 0.0 ? most : 1.0;
}

double
rcp_walk_cells_weight_at (RcpWalkModel *model, int output, int input, int tap, gboolean given)
{
  const RcpWalkSettings *s = rcp_walk_model_get_settings (model);
  int taps = s->kernel * s->kernel;

  return (double) rcp_walk_model_get_kernel (model, output, input)[given || !s->flip ? tap : taps - 1 - tap];
}

void
rcp_walk_cells_kernel (RcpWalkModel *model, int output, int input, gboolean given, RcpGridCell *cells)
{
  const RcpWalkSettings *s = rcp_walk_model_get_settings (model);
  double range = rcp_walk_cells_weight_range (model);

  for (int i = 0; i < s->kernel * s->kernel; i++)
    {
      cells[i].value = rcp_walk_cells_weight_at (model, output, input, i, given);
      cells[i].fill = rcp_colour_diverging (cells[i].value / range);
      rcp_walk_cells_write_weight (cells[i].text, sizeof cells[i].text, cells[i].value);
    }
}

/* The terms */

/* The terms of the value that is shown; how many of them there are. */
int
rcp_walk_cells_terms (RcpWalkModel *model, RcpWalkTerm *terms, int *taken, gboolean *done)
{
  int cell = rcp_walk_model_get_shown (model, taken, done);

  if (cell < 0)
    return 0;
  rcp_walk_terms (rcp_walk_model_get_walk (model), cell, terms);
  return rcp_walk_n_terms (rcp_walk_model_get_walk (model));
}

int
rcp_walk_cells_shown_output (RcpWalkModel *model)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  int taken, index;
  gboolean done;
  int cell = rcp_walk_model_get_shown (model, &taken, &done);

  if (cell < 0)
    return 0;
  if (rcp_walk_model_get_target (model, &index) == RCP_WALK_TARGET_WEIGHT)
    return index / rcp_walk_n_terms (walk);
  return cell / (walk->output_size * walk->output_size);
}

int
rcp_walk_cells_current_term (RcpWalkModel *model)
{
  int taken, index;
  gboolean done;
  int cell = rcp_walk_model_get_shown (model, &taken, &done);

  if (cell < 0 || !rcp_walk_model_get_by_product (model)
      || rcp_walk_model_get_target (model, &index) != RCP_WALK_TARGET_NOTHING)
    return -1;
  return taken - 1;
}

gboolean
rcp_walk_cells_is_hidden (RcpWalkModel *model, int cell)
{
  return cell >= 0 && cell == rcp_walk_model_get_hidden_cell (model);
}

static double
largest_product (const RcpWalkTerm *terms, int n)
{
  double most = 0.0;

  for (int i = 0; i < n; i++)
    most = MAX (most, fabs ((double) terms[i].product));
  return most > 0.0 ? most : 1.0;
}

/* Which of the terms taken so far a maximum would be. */
static int
leader (const RcpWalkTerm *terms, int taken)
{
  int result = -1;

  for (int i = 0; i < taken; i++)
    if (!terms[i].padding && (result < 0 || terms[i].value > terms[result].value))
      result = i;
  return result;
}

static void
fill_product (RcpWalkModel *model, const RcpWalkTerm *term, double range, RcpGridCell *cell)
{
  RcpLayerKind kind = rcp_walk_model_get_settings (model)->kind;

  cell->value = (double) term->product;
  if (kind == RCP_LAYER_CONV2D)
    {
      char weight[16], value[16];

      rcp_walk_cells_write_weight (weight, sizeof weight, (double) term->weight);
      write_value (value, sizeof value, (double) term->value, FALSE);
      g_snprintf (cell->detail, sizeof cell->detail, "%s × %s", weight, value);
      cell->fill = rcp_colour_diverging (cell->value / range);
      cell->strong = TRUE;
    }
  else
    {
      cell->fill = input_colour (model, term->channel, cell->value);
      if (term->padding && kind == RCP_LAYER_MAX_POOL2D)
        {
          cell->kind = RCP_CELL_PADDING;
          return;
        }
    }
  cell->kind = term->padding ? RCP_CELL_PADDING : RCP_CELL_PLAIN;
  write_value (cell->text, sizeof cell->text, cell->value, TRUE);
}

void
rcp_walk_cells_products (RcpWalkModel *model, int input, RcpGridCell *cells)
{
  RcpWalkTerm terms[RCP_WALK_MAX_TERMS];
  int taken;
  gboolean done;
  int n = rcp_walk_cells_terms (model, terms, &taken, &done);
  int taps = n > 0 ? n / rcp_walk_model_get_walk (model)->group_inputs : 0;
  double range = largest_product (terms, n);
  int best = rcp_walk_model_get_settings (model)->kind == RCP_LAYER_MAX_POOL2D ? leader (terms, taken) : -1;

  for (int i = 0; i < taps; i++)
    {
      int term = input * taps + i;

      if (term >= taken)
        {
          cells[i].kind = RCP_CELL_PENDING;
          continue;
        }
      fill_product (model, &terms[term], range, &cells[i]);
      cells[i].strong |= term == best;
    }
}

/* The output */

double
rcp_walk_cells_output_range (RcpWalkModel *model)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  double most = 0.0;

  if (walk == NULL)
    return 1.0;
  for (int i = 0; i < rcp_walk_n_cells (walk); i++)
    most = MAX (most, fabs ((double) walk->output[i]));
  return most > 0.0 ? most : 1.0;
}

void
rcp_walk_cells_output (RcpWalkModel *model, int output, RcpGridCell *cells)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  int map = walk->output_size * walk->output_size;
  double range = rcp_walk_cells_output_range (model);

  for (int i = 0; i < map; i++)
    {
      RcpGridCell *cell = &cells[i];

      cell->value = (double) walk->output[output * map + i];
      if (rcp_walk_cells_is_hidden (model, output * map + i))
        {
          cell->kind = RCP_CELL_PENDING;
          g_strlcpy (cell->text, "?", sizeof cell->text);
          cell->strong = TRUE;
          continue;
        }
      if (!rcp_walk_model_is_done (model, output * map + i))
        {
          cell->kind = RCP_CELL_PENDING;
          continue;
        }
      cell->fill = rcp_colour_diverging (cell->value / range);
      write_value (cell->text, sizeof cell->text, cell->value, TRUE);
    }
}

/* The sum */

static RcpLedgerLine *
add_line (GArray *lines, char *label, char *value)
{
  RcpLedgerLine line = { .label = label, .value = value };

  g_array_append_val (lines, line);
  return &g_array_index (lines, RcpLedgerLine, lines->len - 1);
}

char *
rcp_walk_cells_sum_text (double value)
{
  return rcp_format_value (value, RCP_WALK_SUM_DECIMALS);
}

/* What each channel adds, as far as its terms have been taken. */
static void
add_channels (RcpWalkModel *model, GArray *lines, const RcpWalkTerm *terms, int n, int taken, const RcpPalette *palette)
{
  int taps = n / rcp_walk_model_get_walk (model)->group_inputs;

  for (int first = 0; first < n; first += taps)
    {
      RcpLedgerLine *line;
      double sum = 0.0;

      for (int i = first; i < MIN (first + taps, taken); i++)
        sum += (double) terms[i].weight * (double) terms[i].value;
      line = add_line (lines, rcp_walk_model_dup_channel_name (model, terms[first].channel),
                       taken > first ? rcp_walk_cells_sum_text (sum) : g_strdup ("…"));
      line->has_swatch = TRUE;
      line->swatch = rcp_palette_channel (palette, (int) rcp_walk_model_get_plane (model, terms[first].channel));
      line->dim = taken <= first;
    }
}

char *
rcp_walk_cells_term_text (RcpWalkModel *model, const RcpWalkTerm *term)
{
  char weight[16];
  g_autofree char *value = rcp_format_value ((double) term->value, RCP_WALK_SUM_DECIMALS);
  g_autofree char *product = rcp_format_value ((double) term->product, RCP_WALK_SUM_DECIMALS);

  if (rcp_walk_model_get_settings (model)->kind != RCP_LAYER_CONV2D)
    return g_steal_pointer (&value);
  rcp_walk_cells_write_weight (weight, sizeof weight, (double) term->weight);
  return g_strdup_printf ("%s × %s = %s", weight, value, product);
}

static void
add_running (RcpWalkModel *model, GArray *lines, const RcpWalkTerm *terms, int n, int taken, gboolean done)
{
  RcpLayerKind kind = rcp_walk_model_get_settings (model)->kind;
  int cell = rcp_walk_model_get_shown (model, &taken, &done);
  int output = cell
               / (n > 0 ? rcp_walk_n_cells (rcp_walk_model_get_walk (model))
                              / rcp_walk_model_get_walk (model)->settings.output_channels
                        : 1);
  double running = taken > 0 ? (double) terms[taken - 1].running : (double) rcp_walk_model_get_bias (model, output);
  RcpLedgerLine *line;

  if (done && kind == RCP_LAYER_CONV2D)
    return;
  if (kind == RCP_LAYER_MAX_POOL2D)
    line = add_line (lines, g_strdup_printf (_ ("Largest of %d"), taken),
                     isfinite (running) ? rcp_walk_cells_sum_text (running) : g_strdup ("–"));
  else if (kind == RCP_LAYER_CONV2D)
    line = add_line (lines, g_strdup_printf (_ ("Sum, %d of %d"), taken, n), rcp_walk_cells_sum_text (running));
  else if (kind == RCP_LAYER_AVG_POOL2D)
    line = add_line (lines, g_strdup_printf (_ ("Sum of %d"), taken), rcp_walk_cells_sum_text (running));
  else
    line = add_line (lines, g_strdup (_ ("Input")), rcp_walk_cells_sum_text (running));
  line->rule = kind == RCP_LAYER_CONV2D;
  line->strong = kind != RCP_LAYER_RELU;
}

static void
add_result (RcpWalkModel *model, GArray *lines, int cell, float total)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  double engine = (double) walk->output[cell];
  gboolean hidden = rcp_walk_cells_is_hidden (model, cell);
  RcpLedgerLine *line;
  char *label;

  switch (walk->settings.kind)
    {
    case RCP_LAYER_CONV2D:
      label = g_strdup (_ ("Sum"));
      break;
    case RCP_LAYER_AVG_POOL2D:
      label = g_strdup_printf (_ ("Mean: ÷ %d"), rcp_walk_n_terms (walk));
      break;
    case RCP_LAYER_MAX_POOL2D:
      label = g_strdup (_ ("Maximum"));
      break;
    default:
      label = g_strdup (_ ("max (0, input)"));
      break;
    }
  line = add_line (lines, label, hidden ? g_strdup ("?") : rcp_walk_cells_sum_text ((double) total));
  line->rule = line->strong = TRUE;
  if (hidden)
    return;
  line = add_line (lines, g_strdup (total == walk->output[cell] ? _ ("Engine, equal to the last bit") : _ ("Engine")),
                   rcp_walk_cells_sum_text (engine));
  line->dim = TRUE;
}

static void
ledger_clear (gpointer line)
{
  rcp_ledger_line_clear (line);
}

GArray *
rcp_walk_cells_ledger (RcpWalkModel *model, const RcpPalette *palette)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (RcpLedgerLine));
  RcpWalkTerm terms[RCP_WALK_MAX_TERMS];
  int taken, cell, n;
  gboolean done;
  float total;

  g_array_set_clear_func (lines, ledger_clear);
  cell = rcp_walk_model_get_shown (model, &taken, &done);
  if (cell < 0)
    return lines;
  n = rcp_walk_n_terms (walk);
  total = rcp_walk_terms (walk, cell, terms);
  if (walk->settings.kind == RCP_LAYER_CONV2D)
    {
      add_line (lines, g_strdup (_ ("Bias")),
                rcp_walk_cells_sum_text ((double) walk->biases[cell / (walk->output_size * walk->output_size)]));
      add_channels (model, lines, terms, n, taken, palette);
    }
  if (walk->settings.kind != RCP_LAYER_MAX_POOL2D || !done)
    add_running (model, lines, terms, n, taken, done);
  if (done)
    add_result (model, lines, cell, total);
  else if (taken > 0)
    add_line (lines, g_strdup (_ ("Just now")), rcp_walk_cells_term_text (model, &terms[taken - 1]))->dim = TRUE;
  return lines;
}
