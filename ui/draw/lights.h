#pragma once

#include "chart-draw.h"

G_BEGIN_DECLS

/** rcp_lights_disc: the middle and the radius of a light's disc, 0 red above, 1 green at the left, 2 blue at the right,
 * on a canvas of @width × @height */
void rcp_lights_disc (double width, double height, int light, double *x, double *y, double *radius);

/**
 * rcp_lights_draw:
 * @bytes: (array fixed-size=3): how bright red, green and blue are
 *
 * Three lights on a dark wall. Where discs overlap their bytes are added, as the lights of a screen's pixel add up
 * in the eye; no two lights share a channel, so that nothing is ever more than 255.
 */
void rcp_lights_draw (const guint8 *bytes, const RcpChartCanvas *canvas, cairo_t *cr);

G_END_DECLS
