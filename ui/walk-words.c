#include "walk-cells-private.h"

#include <glib/gi18n.h>

#include "draw/numbers.h"

/* What a walk shows, in words. */

/* Rows and columns count from 1 within the picture; padding lies before 1 and after the last. */
static char *
place_text (RcpWalkModel *model, int row, int column)
{
  RcpWalkSettings s = rcp_walk_settings_resolve (rcp_walk_model_get_settings (model));
  g_autofree char *row_text = rcp_format_value (row - s.padding + 1, 0);
  g_autofree char *column_text = rcp_format_value (column - s.padding + 1, 0);

  return g_strdup_printf (_ ("row %s, column %s"), row_text, column_text);
}

static int
count_marks (const guint8 *marks, int n)
{
  int count = 0;

  for (int i = 0; i < n; i++)
    count += marks[i];
  return count;
}

static char *
caption_of_input (RcpWalkModel *model, int index)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  int plane = walk->padded_size * walk->padded_size;
  int row = index % plane / walk->padded_size, column = index % walk->padded_size;
  g_autofree guint8 *outputs = g_new (guint8, rcp_walk_n_cells (walk));
  g_autofree char *name = rcp_walk_model_dup_channel_name (model, index / plane);
  g_autofree char *place = place_text (model, row, column);
  g_autofree char *value = rcp_format_value ((double) walk->input[index], RCP_WALK_LOOK_DECIMALS);
  double ignored;
  gboolean padding;
  int feeds;

  rcp_walk_trace (walk, RCP_WALK_TARGET_INPUT, index, NULL, NULL, outputs);
  feeds = count_marks (outputs, rcp_walk_n_cells (walk));
  rcp_walk_cells_input_at (model, index / plane, row, column, &ignored, &padding);
  if (padding)
    return g_strdup_printf (
        ngettext ("%s, padding at %s: %s, feeds %d output", "%s, padding at %s: %s, feeds %d outputs", (gulong) feeds),
        name, place, value, feeds);
  return g_strdup_printf (ngettext ("%s, %s: %s, feeds %d output", "%s, %s: %s, feeds %d outputs", (gulong) feeds),
                          name, place, value, feeds);
}

static char *
caption_of_weight (RcpWalkModel *model, int index)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  int taps = walk->settings.kernel * walk->settings.kernel;
  int output = index / rcp_walk_n_terms (walk);
  int group = output / (walk->settings.output_channels / walk->settings.groups);
  g_autofree char *name =
      rcp_walk_model_dup_channel_name (model, group * walk->group_inputs + index % rcp_walk_n_terms (walk) / taps);
  g_autofree char *weight = rcp_format_value ((double) walk->weights[index], RCP_WALK_LOOK_DECIMALS);
  int positions = walk->output_size * walk->output_size;

  return g_strdup_printf (
      ngettext ("Weight %s of %s multiplies %d input", "Weight %s of %s multiplies %d inputs", (gulong) positions),
      weight, name, positions);
}

static char *
value_text (RcpWalkModel *model, int cell)
{
  if (rcp_walk_cells_is_hidden (model, cell))
    return g_strdup ("?");
  return rcp_walk_cells_sum_text ((double) rcp_walk_model_get_walk (model)->output[cell]);
}

static char *
caption_of_output (RcpWalkModel *model, int cell, gboolean done)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  int n = walk->output_size, map = n * n;
  int reach = walk->settings.dilation * (walk->settings.kernel - 1);
  int first_row = cell % map / n * walk->settings.stride;
  int first_column = cell % n * walk->settings.stride;
  g_autofree char *value = done ? value_text (model, cell) : g_strdup (_ ("still to come"));
  g_autofree char *from = place_text (model, first_row, first_column);
  g_autofree char *to = place_text (model, first_row + reach, first_column + reach);

  if (rcp_walk_model_get_hidden (model) == RCP_WALK_HIDDEN_SIZE)
    return g_strdup_printf (_ ("Output, row %d, column %d: %s, from %s to %s"), cell % map / n + 1, cell % n + 1, value,
                            from, to);
  return g_strdup_printf (_ ("Output, row %d, column %d of %d × %d: %s, from %s to %s"), cell % map / n + 1,
                          cell % n + 1, n, n, value, from, to);
}

char *
rcp_walk_cells_caption (RcpWalkModel *model)
{
  int index, taken;
  gboolean done;
  RcpWalkTarget target = rcp_walk_model_get_target (model, &index);
  int cell = rcp_walk_model_get_shown (model, &taken, &done);

  if (cell < 0)
    return g_strdup (rcp_walk_model_get_problem (model));
  switch (target)
    {
    case RCP_WALK_TARGET_INPUT:
      return caption_of_input (model, index);
    case RCP_WALK_TARGET_WEIGHT:
      return caption_of_weight (model, index);
    default:
      return caption_of_output (model, cell, done);
    }
}

char *
rcp_walk_cells_describe_input (RcpWalkModel *model, int channel)
{
  RcpWalkSettings s = rcp_walk_settings_resolve (rcp_walk_model_get_settings (model));
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  int index;
  g_autoptr (GString) text = g_string_new (NULL);

  if (rcp_walk_model_get_target (model, &index) == RCP_WALK_TARGET_INPUT
      && index / (walk->padded_size * walk->padded_size) == channel)
    {
      g_autofree char *caption = caption_of_input (model, index);

      g_string_append_printf (text, "%s. ", caption);
    }
  g_string_append_printf (text, _ ("%d × %d values with padding of %d"), s.input_size, s.input_size, s.padding);
  for (int y = 0; y < s.input_size; y++)
    for (int x = 0; x < s.input_size; x++)
      {
        const float *input = rcp_walk_model_get_input (model);
        g_autofree char *value =
            rcp_format_value ((double) input[(channel * s.input_size + y) * s.input_size + x], RCP_WALK_CELL_DECIMALS);

        g_string_append_printf (text, "%s%s", x > 0 ? " " : y > 0 ? "; " : ": ", value);
      }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
rcp_walk_cells_describe_kernel (RcpWalkModel *model, int output, int input, gboolean given)
{
  const RcpWalkSettings *s = rcp_walk_model_get_settings (model);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%d × %d weights"), s->kernel, s->kernel);
  for (int i = 0; i < s->kernel * s->kernel; i++)
    {
      char weight[16];

      rcp_walk_cells_write_weight (weight, sizeof weight, rcp_walk_cells_weight_at (model, output, input, i, given));
      g_string_append_printf (text, "%s%s", i == 0 ? ": " : i % s->kernel == 0 ? "; " : " ", weight);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
rcp_walk_cells_describe_products (RcpWalkModel *model, int input)
{
  RcpWalkTerm terms[RCP_WALK_MAX_TERMS];
  int taken;
  gboolean done;
  int n = rcp_walk_cells_terms (model, terms, &taken, &done);
  int taps = n > 0 ? n / rcp_walk_model_get_walk (model)->group_inputs : 0;
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = input * taps; i < MIN (taken, (input + 1) * taps); i++)
    {
      g_autofree char *term = rcp_walk_cells_term_text (model, &terms[i]);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", term);
    }
  if (text->len == 0)
    g_string_append (text, _ ("None yet"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
rcp_walk_cells_describe_output (RcpWalkModel *model, int output)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  int map = walk->output_size * walk->output_size;
  int taken, computed = 0;
  gboolean done;
  int cell = rcp_walk_model_get_shown (model, &taken, &done);
  g_autoptr (GString) text = g_string_new (NULL);

  if (cell / map == output)
    {
      g_autofree char *value = done ? value_text (model, cell) : g_strdup (_ ("not yet computed"));

      g_string_append_printf (text, _ ("Row %d, column %d of %d × %d: %s. "), cell % map / walk->output_size + 1,
                              cell % walk->output_size + 1, walk->output_size, walk->output_size, value);
    }
  for (int i = 0; i < map; i++)
    computed += rcp_walk_model_is_done (model, output * map + i);
  g_string_append_printf (text, _ ("%d of %d values computed"), computed, map);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
