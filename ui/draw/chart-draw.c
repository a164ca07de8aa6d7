#include "chart-draw.h"

#include <math.h>

#include "chart-labels.h"
#include "chart-layout.h"
#include "chart-scene.h"
#include "chart-text.h"
#include "numbers.h"

#define TICK_GAP 8.0

/* A horizontal hairline on whole device pixels. */
static void
add_hairline (const RcpChartCanvas *canvas, double x0, double x1, double y, cairo_t *cr)
{
  double thickness = MAX (1.0, floor (canvas->scale)) / canvas->scale;

  cairo_rectangle (cr, x0, rcp_chart_snap (canvas, y - 0.5 * thickness), x1 - x0, thickness);
}

static void
draw_y_axis (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr)
{
  RcpTicks ticks = rcp_chart_y_ticks (layout);

  rcp_set_colour (cr, canvas->palette->grid);
  for (guint i = 0; i < ticks.count; i++)
    add_hairline (canvas, layout->left, layout->right, rcp_chart_layout_y (layout, ticks.values[i]), cr);
  cairo_fill (cr);
  for (guint i = 0; i < ticks.count; i++)
    {
      g_autofree char *text = rcp_chart_y_text (plot, &ticks, ticks.values[i]);

      rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->dim_text, layout->left - TICK_GAP,
                           rcp_chart_layout_y (layout, ticks.values[i]), 1.0, text);
    }
}

static void
draw_x_axis (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr)
{
  RcpTicks ticks = rcp_chart_x_ticks (plot, layout);
  gboolean epochs = rcp_chart_x_in_epochs (plot, layout);
  double y = layout->bottom + 6.0 + 0.5 * layout->text_height;

  for (guint i = 0; i < ticks.count; i++)
    {
      double step = epochs ? ticks.values[i] * plot->steps_per_epoch : ticks.values[i];
      g_autofree char *text = rcp_format_count ((guint64) ticks.values[i]);

      rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->dim_text, rcp_chart_layout_x (layout, step), y,
                           0.5, text);
    }
  rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->dim_text, layout->right + 2.5 * RCP_CHART_LABEL_GAP,
                       y, 0.0, epochs ? _ ("epoch") : _ ("step"));
}

void
rcp_chart_draw_axes (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr)
{
  if (canvas->show_title)
    rcp_chart_show_text (canvas, cr, RCP_TEXT_TITLE, canvas->palette->text, 0.0,
                         0.5 * rcp_chart_text_height (canvas, RCP_TEXT_TITLE), 0.0, plot->title);
  draw_y_axis (plot, canvas, layout, cr);
  draw_x_axis (plot, canvas, layout, cr);
}

void
rcp_chart_draw (const RcpPlot *plot, const RcpChartCanvas *canvas, const RcpChartLayout *layout, cairo_t *cr)
{
  g_autoptr (RcpChartScene) scene = NULL;
  g_autoptr (RcpChartLabels) labels = NULL;
  double x0, x1;

  g_return_if_fail (plot != NULL && canvas != NULL && layout != NULL && cr != NULL);

  scene = rcp_chart_scene_new (plot, canvas, layout);
  labels = rcp_chart_labels_new (plot, canvas);
  cairo_save (cr);
  rcp_chart_draw_axes (plot, canvas, layout, cr);
  rcp_chart_scene_update (scene, &x0, &x1);
  rcp_chart_scene_draw (scene, 0.0, canvas->width, cr);
  rcp_chart_labels_place (labels, canvas, layout);
  rcp_chart_labels_draw (labels, cr);
  cairo_restore (cr);
}
