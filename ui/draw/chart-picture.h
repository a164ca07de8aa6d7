#pragma once

#include "chart-draw.h"

G_BEGIN_DECLS

/**
 * RcpChartPicture:
 *
 * A chart in pixels that is kept and follows its plot. While both axes stay as they are, a new point costs the strip
 * of pixels that it changes, however many there are already; and the picture is at all times the one that
 * rcp_chart_draw() would make anew, to the last bit.
 */
typedef struct _RcpChartPicture RcpChartPicture;

RcpChartPicture *rcp_chart_picture_new (void);
void rcp_chart_picture_free (RcpChartPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpChartPicture, rcp_chart_picture_free)

/**
 * rcp_chart_picture_update:
 * @plot: borrowed, and used until another one is given
 * @canvas: what it is drawn for; at least a device pixel wide and high
 * @changed: (out): what of the surface has changed, in device pixels; of no width where nothing has
 *
 * Brings the picture up to date.
 *
 * Returns: whether anything has changed, the surface or the labels
 */
gboolean rcp_chart_picture_update (RcpChartPicture *self, const RcpPlot *plot, const RcpChartCanvas *canvas,
                                   cairo_rectangle_int_t *changed);

/**
 * rcp_chart_picture_is_behind:
 *
 * Returns: whether somebody who looks at the picture would miss a movement: the end of a line has come to another
 *   column of pixels, or something else has changed than that points came
 */
gboolean rcp_chart_picture_is_behind (const RcpChartPicture *self, const RcpPlot *plot);

/** rcp_chart_picture_get_layout: (transfer none): of the last update; %NULL before the first */
const RcpChartLayout *rcp_chart_picture_get_layout (const RcpChartPicture *self);

/** rcp_chart_picture_get_surface: (transfer none): everything but the labels at the ends of the lines; an image with
 * an alpha channel and the canvas's scale as its device scale */
cairo_surface_t *rcp_chart_picture_get_surface (const RcpChartPicture *self);

/** rcp_chart_picture_get_label_bounds: what the labels cover, in user units, on whole device pixels */
cairo_rectangle_t rcp_chart_picture_get_label_bounds (const RcpChartPicture *self);

/** rcp_chart_picture_draw_labels: draws them, over the surface */
void rcp_chart_picture_draw_labels (const RcpChartPicture *self, cairo_t *cr);

G_END_DECLS
