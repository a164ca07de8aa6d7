#pragma once

#include <gtk/gtk.h>

#include "draw/histogram-draw.h"

G_BEGIN_DECLS

#define RCP_TYPE_HISTOGRAM_VIEW (rcp_histogram_view_get_type ())
/**
 * RcpHistogramView:
 *
 * A histogram of one channel with one value marked. Its accessible role is that of an image; it describes in words what
 * it shows; its name is the caller's to set.
 *
 * Properties:
 * - "channel" (int): which one: 0 red, 1 green, 2 blue
 * - "axis" (boolean): whether it has an axis with numbers, and more room
 * - "value" (int): the marked value, −1 for none
 */
G_DECLARE_FINAL_TYPE (RcpHistogramView, rcp_histogram_view, RCP, HISTOGRAM_VIEW, GtkWidget)

/**
 * rcp_histogram_view_set:
 * @bars: (nullable): what is drawn as bars: the specimen
 * @lines: (array fixed-size=2): what is drawn as lines over them, each nullable: its class, all training pictures
 *
 * Everything is borrowed until the next call.
 */
void rcp_histogram_view_set (RcpHistogramView *self, const RcpHistogram *bars, const RcpHistogram *const lines[2]);

/** rcp_histogram_view_get_max: the largest share that it shows */
double rcp_histogram_view_get_max (RcpHistogramView *self);

/** rcp_histogram_view_set_max: the share at its top */
void rcp_histogram_view_set_max (RcpHistogramView *self, double share);

/** rcp_histogram_view_set_value: marks a value; −1 marks none */
void rcp_histogram_view_set_value (RcpHistogramView *self, int value);

G_END_DECLS
