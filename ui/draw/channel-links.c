#include "channel-links.h"

#include <math.h>

#define DOT 10.0
#define STEP 15.0

double
rcp_channel_links_height (const RcpChannelLinks *links)
{
  return STEP * MAX (links->inputs, links->outputs);
}

/* The middle of dot @i of @n. */
static double
place (const RcpChannelLinks *links, int i, int n)
{
  double height = rcp_channel_links_height (links);

  return round (height * (i + 0.5) / n);
}

static gboolean
are_linked (const RcpChannelLinks *links, int input, int output)
{
  return input / (links->inputs / links->groups) == output / (links->outputs / links->groups);
}

static void
draw_lines (const RcpChannelLinks *links, const RcpCellCanvas *canvas, double width, gboolean lit, cairo_t *cr)
{
  rcp_set_colour (cr, lit ? canvas->palette->best : canvas->palette->cursor);
  cairo_set_line_width (cr, lit ? 2.0 : 1.0);
  for (int o = 0; o < links->outputs; o++)
    for (int i = 0; i < links->inputs; i++)
      {
        if (!are_linked (links, i, o) || (o == links->lit_output) != lit)
          continue;
        cairo_move_to (cr, DOT + 2.0, place (links, i, links->inputs));
        cairo_line_to (cr, width - DOT - 2.0, place (links, o, links->outputs));
      }
  cairo_stroke (cr);
}

void
rcp_channel_links_draw (const RcpChannelLinks *links, const RcpCellCanvas *canvas, double width, cairo_t *cr)
{
  draw_lines (links, canvas, width, FALSE, cr);
  draw_lines (links, canvas, width, TRUE, cr);
  for (int i = 0; i < links->inputs; i++)
    {
      rcp_set_colour (cr, rcp_palette_channel (canvas->palette, i));
      cairo_rectangle (cr, 0.0, place (links, i, links->inputs) - DOT / 2, DOT, DOT);
      cairo_fill (cr);
    }
  for (int o = 0; o < links->outputs; o++)
    {
      double y = place (links, o, links->outputs);

      rcp_set_colour (cr, canvas->palette->dim_text);
      cairo_rectangle (cr, width - DOT, y - DOT / 2, DOT, DOT);
      cairo_fill (cr);
      if (o == links->lit_output)
        rcp_cell_frame_draw (canvas, (RcpCellBox){ width - DOT, y - DOT / 2, DOT, DOT }, cr);
    }
}
