#include "picture-marks.h"

#include <math.h>

static const RcpColour white = { 1.0, 1.0, 1.0 };

/* Two pixels wide, with a dark one on both sides. */
static void
stroke (RcpColour colour, RcpColour edge, cairo_t *cr)
{
  rcp_set_colour (cr, edge);
  cairo_set_line_width (cr, 4.0);
  cairo_stroke_preserve (cr);
  rcp_set_colour (cr, colour);
  cairo_set_line_width (cr, 2.0);
  cairo_stroke (cr);
}

void
rcp_picture_frame_draw (const RcpPalette *palette, int x, int y, int width, int height, cairo_t *cr)
{
  cairo_rectangle (cr, x - 2.0, y - 2.0, width + 4.0, height + 4.0);
  stroke (palette->frame, palette->frame_edge, cr);
}

void
rcp_divider_draw (int x, int top, int bottom, int knob, cairo_t *cr)
{
  const RcpColour black = { 0.0, 0.0, 0.0 };

  cairo_move_to (cr, x, top);
  cairo_line_to (cr, x, bottom);
  stroke (white, black, cr);
  cairo_arc (cr, x, round ((top + bottom) / 2.0), knob - 2.0, 0.0, 2.0 * G_PI);
  rcp_set_colour (cr, white);
  cairo_fill_preserve (cr);
  stroke (white, black, cr);
}
