#include "picture-marks.h"

#include <math.h>

static const RcpColour black = { 0.0, 0.0, 0.0 };
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
  double middle = round ((top + bottom) / 2.0);

  cairo_move_to (cr, x, top);
  cairo_line_to (cr, x, bottom);
  stroke (white, black, cr);
  cairo_arc (cr, x, middle, knob, 0.0, 2.0 * G_PI);
  rcp_set_colour (cr, black);
  cairo_fill (cr);
  cairo_arc (cr, x, middle, knob - 1.0, 0.0, 2.0 * G_PI);
  rcp_set_colour (cr, white);
  cairo_fill (cr);
}
