#include "chart-labels.h"

#include <math.h>

#include "chart-layout.h"
#include "chart-lines.h"
#include "chart-text.h"

typedef struct
{
  PangoLayout *text;
  RcpColour colour;
  double width;
  double height;
  double step; /* the end of its line */
  double value;
  double x; /* its left end */
  double y; /* its middle */
} Label;

static void
label_clear (gpointer data)
{
  g_object_unref (((Label *) data)->text);
}

RcpChartLabels *
rcp_chart_labels_new (const RcpPlot *plot, const RcpChartCanvas *canvas)
{
  RcpChartLabels *self = g_new0 (RcpChartLabels, 1);

  self->items = g_array_new (FALSE, FALSE, sizeof (Label));
  g_array_set_clear_func (self->items, label_clear);
  for (guint i = 0; i < rcp_plot_get_n_lines (plot); i++)
    {
      const RcpPlotLine *line = rcp_plot_get_line (plot, i);
      gsize count = rcp_series_get_count (line->series);
      g_autofree char *text = count > 0 ? rcp_chart_end_text (plot, line) : NULL;
      Label label;
      int width, height;

      if (text == NULL)
        continue;
      label = (Label){
        .text = rcp_chart_text (canvas, RCP_TEXT_LABEL, text),
        .colour = rcp_chart_line_colour (line, canvas),
        .step = rcp_series_get_x (line->series, count - 1),
        .value = rcp_series_get_y (line->series, rcp_plot_line_view (line), count - 1),
      };
      pango_layout_get_size (label.text, &width, &height);
      label.width = (double) width / PANGO_SCALE;
      label.height = (double) height / PANGO_SCALE;
      self->widest = MAX (self->widest, label.width);
      g_array_append_val (self->items, label);
    }
  return self;
}

void
rcp_chart_labels_free (RcpChartLabels *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->items);
  g_free (self);
}

static int
compare_labels (gconstpointer a, gconstpointer b)
{
  double ya = ((const Label *) a)->y;
  double yb = ((const Label *) b)->y;

  return (ya > yb) - (ya < yb);
}

/* Pushes labels, which are in order from the top, apart until each has a line of its own; from the top down,
 * then back up from the bottom where the last was pushed out. */
static void
spread (Label *labels, guint n, double top, double bottom)
{
  for (guint i = 0; i < n; i++)
    labels[i].y = MAX (labels[i].y, i == 0 ? top : labels[i - 1].y + labels[i].height);
  for (guint i = n; i-- > 0;)
    labels[i].y = MIN (labels[i].y, i + 1 == n ? bottom : labels[i + 1].y - labels[i].height);
}

/* A pixel more on all sides: glyphs may reach out of their text. */
static void
find_bounds (RcpChartLabels *self, const RcpChartCanvas *canvas)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;

  for (guint i = 0; i < self->items->len; i++)
    {
      const Label *label = &g_array_index (self->items, Label, i);

      left = MIN (left, label->x - 1.0);
      top = MIN (top, label->y - 0.5 * label->height - 1.0);
      right = MAX (right, label->x + label->width + 1.0);
      bottom = MAX (bottom, label->y + 0.5 * label->height + 1.0);
    }
  left = floor (MAX (left, 0.0) * canvas->scale) / canvas->scale;
  top = floor (MAX (top, 0.0) * canvas->scale) / canvas->scale;
  right = ceil (MIN (right, canvas->width) * canvas->scale) / canvas->scale;
  bottom = ceil (MIN (bottom, canvas->height) * canvas->scale) / canvas->scale;
  self->bounds = (cairo_rectangle_t){ 0 };
  if (self->items->len > 0)
    self->bounds =
        (cairo_rectangle_t){ .x = left, .y = top, .width = MAX (0.0, right - left), .height = MAX (0.0, bottom - top) };
}

void
rcp_chart_labels_place (RcpChartLabels *self, const RcpChartCanvas *canvas, const RcpChartLayout *layout)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Label *label = &g_array_index (self->items, Label, i);

      label->x = MIN (rcp_chart_layout_x (layout, label->step) + RCP_CHART_LABEL_GAP, canvas->width - label->width);
      label->y = rcp_chart_layout_y (layout, label->value);
    }
  g_array_sort (self->items, compare_labels);
  spread ((Label *) self->items->data, self->items->len, layout->top, layout->bottom);
  for (guint i = 0; i < self->items->len; i++)
    {
      Label *label = &g_array_index (self->items, Label, i);

      /* glyphs on a whole device pixel stay as sharp as in a label, and do not shiver when a line moves */
      label->x = rcp_chart_snap (canvas, label->x);
      label->y = rcp_chart_snap (canvas, label->y - 0.5 * label->height) + 0.5 * label->height;
    }
  find_bounds (self, canvas);
}

void
rcp_chart_labels_draw (const RcpChartLabels *self, cairo_t *cr)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      const Label *label = &g_array_index (self->items, Label, i);

      cairo_move_to (cr, label->x, label->y - 0.5 * label->height);
      rcp_set_colour (cr, label->colour);
      pango_cairo_show_layout (cr, label->text);
    }
}
