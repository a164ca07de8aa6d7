#include "plot.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "numbers.h"
#include "ticks.h"

/* Where an axis ends that has nothing to show yet. */
#define EMPTY_STEPS 100.0

static void
line_free (gpointer data)
{
  RcpPlotLine *line = data;

  g_free (line->label);
  g_free (line->noun);
  rcp_series_free (line->series);
  g_free (line);
}

RcpPlot *
rcp_plot_new (const char *title, RcpPlotUnit unit)
{
  RcpPlot *self = g_new0 (RcpPlot, 1);

  self->title = g_strdup (title);
  self->unit = unit;
  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->steps_per_epoch = 1.0;
  self->best_line = -1;
  return self;
}

void
rcp_plot_free (RcpPlot *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

RcpSeries *
rcp_plot_add_line (RcpPlot *self, const char *label, const char *noun, RcpLineStyle style, guint colour)
{
  RcpPlotLine *line = g_new0 (RcpPlotLine, 1);

  line->label = g_strdup (label);
  line->noun = g_strdup (noun);
  line->style = style;
  line->colour = colour;
  line->series = rcp_series_new ();
  g_ptr_array_add (self->lines, line);
  return line->series;
}

guint
rcp_plot_get_n_lines (const RcpPlot *self)
{
  return self->lines->len;
}

const RcpPlotLine *
rcp_plot_get_line (const RcpPlot *self, guint index)
{
  return g_ptr_array_index (self->lines, index);
}

RcpSeriesView
rcp_plot_line_view (const RcpPlotLine *line)
{
  return line->style == RCP_LINE_SMOOTHED ? RCP_SERIES_SMOOTH : RCP_SERIES_RAW;
}

void
rcp_plot_clear (RcpPlot *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    rcp_series_clear (rcp_plot_get_line (self, i)->series);
  self->reach = 0.0;
  self->total = 0.0;
  self->ended = FALSE;
  self->best_line = -1;
}

gboolean
rcp_plot_is_empty (const RcpPlot *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (rcp_series_get_count (rcp_plot_get_line (self, i)->series) > 0)
      return FALSE;
  return TRUE;
}

void
rcp_plot_set_smoothing (RcpPlot *self, double weight)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      const RcpPlotLine *line = rcp_plot_get_line (self, i);

      if (line->style == RCP_LINE_SMOOTHED)
        rcp_series_set_smoothing (line->series, weight);
    }
}

gboolean
rcp_plot_find (const RcpPlot *self, double *x)
{
  gboolean found = FALSE;
  double nearest = 0.0;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const RcpPlotLine *line = rcp_plot_get_line (self, i);
      gsize index;

      if (line->style == RCP_LINE_PAST || !rcp_series_find (line->series, *x, &index))
        continue;
      if (!found || fabs (rcp_series_get_x (line->series, index) - *x) < fabs (nearest - *x))
        nearest = rcp_series_get_x (line->series, index);
      found = TRUE;
    }
  if (found)
    *x = nearest;
  return found;
}

guint64
rcp_plot_get_epoch (const RcpPlot *self, double step)
{
  if (step < 1.0)
    return 1;
  return (guint64) ((step - 1.0) / MAX (1.0, self->steps_per_epoch)) + 1;
}

double
rcp_plot_get_x_max (const RcpPlot *self)
{
  double per_epoch = MAX (1.0, self->steps_per_epoch);
  double reach = self->reach;
  double end;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const RcpSeries *series = rcp_plot_get_line (self, i)->series;
      gsize count = rcp_series_get_count (series);

      if (count > 0)
        reach = MAX (reach, rcp_series_get_x (series, count - 1));
    }
  if (reach < 1.0)
    return MIN (per_epoch, EMPTY_STEPS);
  if (self->ended)
    return reach;
  if (reach < per_epoch)
    {
      double low = 0.0;
      double high = MAX (10.0, reach);

      rcp_range_linear (&low, &high, 2);
      return MIN (high, per_epoch);
    }
  end = per_epoch * rcp_round_up (ceil (reach / per_epoch - 1e-9));
  return self->total >= reach ? MIN (end, self->total) : end;
}

char *
rcp_plot_format (const RcpPlot *self, double value)
{
  return self->unit == RCP_PLOT_SHARE ? rcp_format_share (value) : rcp_format_loss (value);
}

static void
describe_line (const RcpPlot *self, const RcpPlotLine *line, GString *text)
{
  gsize count = rcp_series_get_count (line->series);
  RcpSeriesView view = rcp_plot_line_view (line);
  double first = rcp_series_get_y (line->series, view, 0);
  double last = rcp_series_get_y (line->series, view, count - 1);
  g_autofree char *from = rcp_plot_format (self, first);
  g_autofree char *to = rcp_plot_format (self, last);

  if (text->len > 0)
    g_string_append (text, ". ");
  if (count == 1)
    /* translators: "Training loss is 2.303" */
    g_string_append_printf (text, _ ("%s is %s"), line->noun, to);
  else if (g_str_equal (from, to))
    /* translators: "Training loss stayed at 2.303" */
    g_string_append_printf (text, _ ("%s stayed at %s"), line->noun, to);
  else if (last < first)
    /* translators: "Training loss fell from 2.303 to 0.815" */
    g_string_append_printf (text, _ ("%s fell from %s to %s"), line->noun, from, to);
  else
    /* translators: "Validation accuracy rose from 48.6 % to 64.0 %" */
    g_string_append_printf (text, _ ("%s rose from %s to %s"), line->noun, from, to);
}

static void
describe_length (const RcpPlot *self, GString *text)
{
  guint64 epochs = (guint64) (self->reach / MAX (1.0, self->steps_per_epoch));
  guint64 steps = (guint64) self->reach;
  guint64 count = epochs > 0 ? epochs : steps;
  g_autofree char *number = rcp_format_count (count);

  g_string_append_c (text, ' ');
  if (epochs > 0)
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "over %s epoch", "over %s epochs", (gulong) count),
                            number);
  else
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "over %s step", "over %s steps", (gulong) count),
                            number);
}

static void
describe_extreme (const RcpPlot *self, GString *text)
{
  if (self->best_line >= 0)
    {
      const RcpPlotLine *line = rcp_plot_get_line (self, (guint) self->best_line);
      double x = rcp_series_get_x (line->series, self->best_index);
      g_autofree char *value =
          rcp_plot_format (self, rcp_series_get_y (line->series, RCP_SERIES_RAW, self->best_index));
      g_autofree char *epoch = rcp_format_count (rcp_plot_get_epoch (self, x));

      g_string_append_printf (text, _ ("; best %s at epoch %s"), value, epoch);
    }
  else if (self->unit == RCP_PLOT_LOSS)
    {
      const RcpPlotLine *line = rcp_plot_get_line (self, 0);
      RcpColumn all;
      gsize count = rcp_series_get_count (line->series);

      if (count < 2)
        return;
      rcp_series_thin (line->series, RCP_SERIES_RAW, rcp_series_get_x (line->series, 0),
                       rcp_series_get_x (line->series, count - 1) + 1.0, 1, &all);
      {
        g_autofree char *value = rcp_plot_format (self, rcp_series_get_y (line->series, RCP_SERIES_RAW, all.lowest));
        g_autofree char *step = rcp_format_count ((guint64) rcp_series_get_x (line->series, all.lowest));

        g_string_append_printf (text, _ ("; lowest %s at step %s"), value, step);
      }
    }
}

char *
rcp_plot_describe (const RcpPlot *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const RcpPlotLine *line = rcp_plot_get_line (self, i);

      if (line->style != RCP_LINE_PAST && rcp_series_get_count (line->series) > 0)
        describe_line (self, line, text);
    }
  if (text->len == 0)
    return g_strdup (_ ("Nothing has been measured yet."));
  describe_length (self, text);
  describe_extreme (self, text);
  g_string_append_c (text, '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}
