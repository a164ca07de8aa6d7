#pragma once

#include <cairo.h>

#include "colours.h"

G_BEGIN_DECLS

/* What is drawn over a picture to point at something, seen on light and on dark ones. In pixels of the screen. */

/** RCP_MARK_REACH: how far a mark reaches out of what it marks, at most */
#define RCP_MARK_REACH 4

/** RCP_DIVIDER_KNOB: the radius of a divider's handle, in logical pixels */
#define RCP_DIVIDER_KNOB 7

/** rcp_picture_frame_draw: a frame around a rectangle, which it leaves free */
void rcp_picture_frame_draw (const RcpPalette *palette, int x, int y, int width, int height, cairo_t *cr);

/**
 * rcp_divider_draw:
 * @x: what lies left of this column is one picture, what lies right of it the other
 * @top: where the pictures begin
 * @bottom: where they end
 * @knob: the radius of the handle, in the middle
 */
void rcp_divider_draw (int x, int top, int bottom, int knob, cairo_t *cr);

G_END_DECLS
