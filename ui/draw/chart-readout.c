#include <math.h>

#include "chart-layout.h"
#include "chart-lines.h"
#include "chart-text.h"
#include "numbers.h"

#define PADDING 10.0
#define DISTANCE 12.0
#define DOT_RADIUS 4.0
#define CORNER 8.0

static char *
heading_of (const RcpPlot *plot, double step)
{
  g_autofree char *epoch = rcp_format_count (rcp_plot_get_epoch (plot, step));
  g_autofree char *number = rcp_format_count ((guint64) step);

  /* translators: "epoch 6 · step 4,692" */
  return g_strdup_printf (_ ("epoch %s · step %s"), epoch, number);
}

static void
add_value (RcpChartReadout *self, const RcpPlot *plot, const RcpPlotLine *line, const RcpChartCanvas *canvas,
           const RcpChartLayout *layout, double step)
{
  RcpSeriesView view = rcp_plot_line_view (line);
  gsize index;
  double value;
  g_autofree char *number = NULL;

  if (self->n_values == RCP_READOUT_MAX_LINES || !rcp_series_find (line->series, step, &index))
    return;
  value = rcp_series_get_y (line->series, view, index);
  number = rcp_plot_format (plot, value);
  self->values[self->n_values].text = g_strdup_printf (
      "%s %s", plot->unit == RCP_PLOT_LOSS && line->style != RCP_LINE_PAST ? _ ("loss") : line->label, number);
  self->values[self->n_values].colour = rcp_chart_line_colour (line, canvas);
  self->values[self->n_values].x = rcp_chart_layout_x (layout, rcp_series_get_x (line->series, index));
  self->values[self->n_values].y = rcp_chart_layout_y (layout, value);
  self->n_values++;
}

static void
place_box (RcpChartReadout *self, const RcpChartCanvas *canvas, const RcpChartLayout *layout)
{
  double width = rcp_chart_text_width (canvas, RCP_TEXT_SMALL, self->heading);
  double height = rcp_chart_text_height (canvas, RCP_TEXT_SMALL);
  double y = layout->top + DISTANCE;

  for (guint i = 0; i < self->n_values; i++)
    {
      width = MAX (width, rcp_chart_text_width (canvas, RCP_TEXT_STRONG, self->values[i].text));
      height += rcp_chart_text_height (canvas, RCP_TEXT_STRONG) + 2.0;
    }
  self->box.width = ceil (width + 2.0 * PADDING);
  self->box.height = ceil (height + 2.0 * (PADDING - 2.0));
  self->box.x = self->x + DISTANCE;
  if (self->box.x + self->box.width > layout->right)
    self->box.x = self->x - DISTANCE - self->box.width;
  self->box.x = rcp_chart_snap (canvas, MAX (self->box.x, 0.0));
  /* a box that would lie on the point it speaks of goes below it */
  if (self->n_values > 0 && self->values[0].y < y + self->box.height + DOT_RADIUS)
    y = MAX (y, layout->bottom - self->box.height - DISTANCE);
  self->box.y = rcp_chart_snap (canvas, MAX (0.0, MIN (y, canvas->height - self->box.height)));
}

RcpChartReadout *
rcp_chart_readout_new (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, double step)
{
  RcpChartReadout *self;
  double nearest = step;
  double left, right;

  if (!rcp_plot_find (plot, &nearest))
    return NULL;
  self = g_new0 (RcpChartReadout, 1);
  self->x = rcp_chart_layout_x (layout, CLAMP (step, 0.0, layout->x_max));
  self->heading = heading_of (plot, nearest);
  for (guint i = 0; i < rcp_plot_get_n_lines (plot); i++)
    if (rcp_plot_get_line (plot, i)->style != RCP_LINE_PAST)
      add_value (self, plot, rcp_plot_get_line (plot, i), canvas, layout, nearest);
  left = right = self->x;
  for (guint i = 0; i < self->n_values; i++)
    {
      left = MIN (left, self->values[i].x);
      right = MAX (right, self->values[i].x);
    }
  self->bounds = (cairo_rectangle_t){
    .x = floor (left - DOT_RADIUS - 2.0),
    .y = floor (layout->top - DOT_RADIUS - 2.0),
    .width = ceil (right - left + 2.0 * DOT_RADIUS + 5.0),
    .height = ceil (layout->bottom - layout->top + 2.0 * DOT_RADIUS + 5.0),
  };
  place_box (self, canvas, layout);
  return self;
}

void
rcp_chart_readout_free (RcpChartReadout *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_values; i++)
    g_free (self->values[i].text);
  g_free (self->heading);
  g_free (self);
}

void
rcp_chart_readout_draw_line (const RcpChartReadout *self, const RcpChartCanvas *canvas, const RcpChartLayout *layout,
                             cairo_t *cr)
{
  static const double dashes[] = { 3.0, 3.0 };

  cairo_save (cr);
  rcp_set_colour (cr, canvas->palette->cursor);
  cairo_set_line_width (cr, 1.0);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0.0);
  cairo_move_to (cr, rcp_chart_snap (canvas, self->x - 0.5) + 0.5, layout->top);
  cairo_line_to (cr, rcp_chart_snap (canvas, self->x - 0.5) + 0.5, layout->bottom);
  cairo_stroke (cr);
  for (guint i = 0; i < self->n_values; i++)
    {
      cairo_arc (cr, self->values[i].x, self->values[i].y, DOT_RADIUS + 1.5, 0.0, 2.0 * G_PI);
      rcp_set_colour (cr, canvas->palette->background);
      cairo_fill (cr);
      cairo_arc (cr, self->values[i].x, self->values[i].y, DOT_RADIUS, 0.0, 2.0 * G_PI);
      rcp_set_colour (cr, self->values[i].colour);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}

static void
add_rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -0.5 * G_PI, 0.0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0.0, 0.5 * G_PI);
  cairo_arc (cr, x + radius, y + height - radius, radius, 0.5 * G_PI, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

void
rcp_chart_readout_draw_box (const RcpChartReadout *self, const RcpChartCanvas *canvas, cairo_t *cr)
{
  double small = rcp_chart_text_height (canvas, RCP_TEXT_SMALL);
  double strong = rcp_chart_text_height (canvas, RCP_TEXT_STRONG) + 2.0;
  double y = self->box.y + PADDING - 2.0;

  cairo_save (cr);
  add_rounded (cr, self->box.x + 0.5, self->box.y + 0.5, self->box.width - 1.0, self->box.height - 1.0, CORNER);
  rcp_set_colour (cr, canvas->palette->raised);
  cairo_fill_preserve (cr);
  rcp_set_colour (cr, canvas->palette->outline);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
  rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->dim_text, self->box.x + PADDING, y + 0.5 * small,
                       0.0, self->heading);
  y += small;
  for (guint i = 0; i < self->n_values; i++)
    {
      rcp_chart_show_text (canvas, cr, RCP_TEXT_STRONG,
                           self->n_values > 1 ? self->values[i].colour : canvas->palette->text, self->box.x + PADDING,
                           y + 0.5 * strong, 0.0, self->values[i].text);
      y += strong;
    }
  cairo_restore (cr);
}

char *
rcp_chart_readout_describe (const RcpChartReadout *self)
{
  g_autoptr (GString) text = g_string_new (self->heading);

  for (guint i = 0; i < self->n_values; i++)
    {
      g_string_append (text, i == 0 ? ": " : ", ");
      g_string_append (text, self->values[i].text);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
