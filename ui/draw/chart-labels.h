#pragma once

#include "chart-draw.h"

G_BEGIN_DECLS

/**
 * RcpChartLabels:
 * @widest: how wide the widest one is, or 0 where there is none
 * @bounds: what all of them cover, on whole device pixels; of no width where there is none
 *
 * The labels at the ends of the lines. They are the one thing that every point moves, and stand by themselves so that
 * nothing else has to be drawn for it.
 */
typedef struct
{
  double widest;
  cairo_rectangle_t bounds;
  /*< private >*/
  GArray *items;
} RcpChartLabels;

RcpChartLabels *rcp_chart_labels_new (const RcpPlot *plot, const RcpChartCanvas *canvas);
void rcp_chart_labels_free (RcpChartLabels *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpChartLabels, rcp_chart_labels_free)

/** rcp_chart_labels_place: at the ends of their lines, each on a line of its own; before this they have no bounds */
void rcp_chart_labels_place (RcpChartLabels *self, const RcpChartCanvas *canvas, const RcpChartLayout *layout);

void rcp_chart_labels_draw (const RcpChartLabels *self, cairo_t *cr);

G_END_DECLS
