#include "histogram-draw.h"

#include "chart-text.h"

#include <math.h>

/* how far a mark's value may reach to either side of its line: three figures */
#define LABEL_REACH 18.0

static const int ticks[] = { 0, 64, 128, 192, 255 };

static double
axis_height (const RcpHistogramPlot *self, const RcpChartCanvas *canvas)
{
  return self->axis ? ceil (rcp_chart_text_height (canvas, RCP_TEXT_SMALL)) + 2.0 : 0.0;
}

/* room for a mark's value */
static double
top_of (const RcpHistogramPlot *self, const RcpChartCanvas *canvas)
{
  return axis_height (self, canvas);
}

static double
bottom_of (const RcpHistogramPlot *self, const RcpChartCanvas *canvas)
{
  return canvas->height - axis_height (self, canvas) - 1.0;
}

/* Where the bar of a value begins: a whole device pixel. */
static double
left_of (const RcpChartCanvas *canvas, int value)
{
  return rcp_chart_snap (canvas, canvas->width * value / RCP_N_LEVELS);
}

static double
height_of (const RcpHistogramPlot *self, const RcpChartCanvas *canvas, double share)
{
  double room = bottom_of (self, canvas) - top_of (self, canvas);

  return self->share_max > 0.0 ? room * MIN (share / self->share_max, 1.0) : 0.0;
}

static double
share_of (const RcpHistogramPlot *self, const RcpHistogram *histogram, int first)
{
  return rcp_histogram_share (histogram, self->channel, first, first + self->levels - 1);
}

double
rcp_histogram_plot_max (const RcpHistogramPlot *self)
{
  double max = 0.0;

  for (int v = 0; v < RCP_N_LEVELS; v += self->levels)
    {
      if (self->bars != NULL)
        max = MAX (max, share_of (self, self->bars, v));
      for (int i = 0; i < RCP_HISTOGRAM_LINES; i++)
        if (self->lines[i] != NULL)
          max = MAX (max, share_of (self, self->lines[i], v));
    }
  return max;
}

RcpColour
rcp_histogram_line_colour (const RcpPalette *palette, int line)
{
  return line == 0 ? palette->text : palette->past;
}

static void
draw_bars (const RcpHistogramPlot *self, const RcpChartCanvas *canvas, cairo_t *cr)
{
  double bottom = bottom_of (self, canvas);
  double pixel = 1.0 / canvas->scale;

  /* where lines go over them the bars stand back */
  rcp_set_colour (cr,
                  self->lines[0] == NULL && self->lines[1] == NULL
                      ? canvas->palette->channels[self->channel]
                      : rcp_colour_mix (canvas->palette->background, canvas->palette->channels[self->channel], 0.6));
  for (int v = 0; v < RCP_N_LEVELS; v += self->levels)
    {
      double left = left_of (canvas, v);
      double width = left_of (canvas, v + self->levels) - left;
      double height = rcp_chart_snap (canvas, height_of (self, canvas, share_of (self, self->bars, v)));

      /* what occurs at all is seen */
      if (height < pixel && share_of (self, self->bars, v) > 0.0)
        height = pixel;
      /* a gap of one pixel, where there is room for one */
      cairo_rectangle (cr, left, bottom - height, width >= 3.0 * pixel ? width - pixel : width, height);
    }
  cairo_fill (cr);
}

static void
draw_line (const RcpHistogramPlot *self, const RcpChartCanvas *canvas, cairo_t *cr, int line)
{
  double bottom = bottom_of (self, canvas);

  cairo_new_path (cr);
  for (int v = 0; v < RCP_N_LEVELS; v += self->levels)
    {
      double y = bottom - height_of (self, canvas, share_of (self, self->lines[line], v));

      cairo_line_to (cr, left_of (canvas, v), y);
      cairo_line_to (cr, left_of (canvas, v + self->levels), y);
    }
  rcp_set_colour (cr, rcp_histogram_line_colour (canvas->palette, line));
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
}

static void
draw_axis (const RcpHistogramPlot *self, const RcpChartCanvas *canvas, cairo_t *cr)
{
  double y = canvas->height - 0.5 * axis_height (self, canvas) + 1.0;

  for (guint i = 0; i < G_N_ELEMENTS (ticks); i++)
    {
      g_autofree char *text = g_strdup_printf ("%d", ticks[i]);
      double align = ticks[i] == 0 ? 0.0 : ticks[i] == RCP_N_LEVELS - 1 ? 1.0 : 0.5;

      rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->dim_text,
                           canvas->width * (ticks[i] + align) / RCP_N_LEVELS, y, align, text);
    }
}

void
rcp_histogram_draw (const RcpHistogramPlot *self, const RcpChartCanvas *canvas, cairo_t *cr)
{
  double pixel = 1.0 / canvas->scale;

  cairo_save (cr);
  if (self->bars != NULL)
    draw_bars (self, canvas, cr);
  /* the set under the class, which is nearer to what is looked at */
  for (int i = RCP_HISTOGRAM_LINES - 1; i >= 0; i--)
    if (self->lines[i] != NULL)
      draw_line (self, canvas, cr, i);
  rcp_set_colour (cr, canvas->palette->cursor);
  cairo_rectangle (cr, 0.0, rcp_chart_snap (canvas, bottom_of (self, canvas)), canvas->width, pixel);
  cairo_fill (cr);
  if (self->axis)
    draw_axis (self, canvas, cr);
  cairo_restore (cr);
}

cairo_rectangle_t
rcp_histogram_mark_bounds (const RcpHistogramPlot *self, const RcpChartCanvas *canvas, int value)
{
  double reach = self->axis ? LABEL_REACH : 2.0;
  double x = floor (canvas->width * (value + 0.5) / RCP_N_LEVELS);
  double left = CLAMP (x - reach, 0.0, MAX (canvas->width - 2.0 * reach, 0.0));

  return (cairo_rectangle_t){ left, 0.0, MIN (2.0 * reach, canvas->width), bottom_of (self, canvas) + 1.0 };
}

void
rcp_histogram_draw_mark (const RcpHistogramPlot *self, const RcpChartCanvas *canvas, cairo_t *cr, int value)
{
  double top = top_of (self, canvas);
  double width = 2.0 / canvas->scale;
  double x = rcp_chart_snap (canvas, canvas->width * (value + 0.5) / RCP_N_LEVELS - 0.5 * width);

  cairo_save (cr);
  x = CLAMP (x, 0.0, canvas->width - width);
  rcp_set_colour (cr, canvas->palette->text);
  cairo_rectangle (cr, x, top, width, bottom_of (self, canvas) - top);
  cairo_fill (cr);
  if (self->axis)
    {
      g_autofree char *text = g_strdup_printf ("%d", value);
      double half = 0.5 * rcp_chart_text_width (canvas, RCP_TEXT_LABEL, text);

      rcp_chart_show_text (canvas, cr, RCP_TEXT_LABEL, canvas->palette->text, CLAMP (x, half, canvas->width - half),
                           0.5 * top, 0.5, text);
    }
  cairo_restore (cr);
}
