#include "lights.h"

#include "chart-text.h"

#include <math.h>

#define CORNER 9.0

/* discs smaller than this have no room for the figures of their colours */
#define LABELLED_SIZE 220.0

/* the wall is never quite black, so that a light that is off is still seen not to shine */
static const RcpColour wall = { 0.055, 0.055, 0.055 };

void
rcp_lights_disc (double width, double height, int light, double *x, double *y, double *radius)
{
  static const double angles[] = { -90.0, 150.0, 30.0 };
  double size = MIN (width, height);
  double angle = angles[light] * G_PI / 180.0;

  *radius = 0.27 * size;
  /* three discs around the middle: lifted, for two of them lie below */
  *x = 0.5 * width + 0.17 * size * cos (angle);
  *y = 0.5 * height + 0.04 * size + 0.17 * size * sin (angle);
}

/* What is written where only the lights of @lights shine: away from the middle, the further the fewer they are. */
static void
draw_figure (const guint8 *bytes, guint lights, const RcpChartCanvas *canvas, cairo_t *cr)
{
  RcpColour colour = { lights & 1 ? bytes[0] / 255.0 : 0.0, lights & 2 ? bytes[1] / 255.0 : 0.0,
                       lights & 4 ? bytes[2] / 255.0 : 0.0 };
  g_autofree char *text = g_strdup_printf ("#%02X%02X%02X", lights & 1 ? bytes[0] : 0, lights & 2 ? bytes[1] : 0,
                                           lights & 4 ? bytes[2] : 0);
  double middle_x = 0.0, middle_y = 0.0, sum_x = 0.0, sum_y = 0.0, reach;
  int n = 0;

  for (int i = 0; i < 3; i++)
    {
      double x, y, radius;

      rcp_lights_disc (canvas->width, canvas->height, i, &x, &y, &radius);
      middle_x += x / 3.0;
      middle_y += y / 3.0;
      if (lights >> i & 1)
        {
          sum_x += x;
          sum_y += y;
          n++;
        }
    }
  reach = n == 1 ? 1.7 : n == 2 ? 2.1 : 0.0;
  rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, rcp_colour_text_on (colour),
                       middle_x + reach * (sum_x / n - middle_x), middle_y + reach * (sum_y / n - middle_y), 0.5, text);
}

void
rcp_lights_draw (const guint8 *bytes, const RcpChartCanvas *canvas, cairo_t *cr)
{
  double w = canvas->width, h = canvas->height;

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_arc (cr, w - CORNER, CORNER, CORNER, -0.5 * G_PI, 0.0);
  cairo_arc (cr, w - CORNER, h - CORNER, CORNER, 0.0, 0.5 * G_PI);
  cairo_arc (cr, CORNER, h - CORNER, CORNER, 0.5 * G_PI, G_PI);
  cairo_arc (cr, CORNER, CORNER, CORNER, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
  rcp_set_colour (cr, wall);
  cairo_fill (cr);

  /* inside the discs the wall is black: what is seen there are the bytes and nothing else */
  rcp_set_colour (cr, (RcpColour){ 0, 0, 0 });
  for (int i = 0; i < 3; i++)
    {
      double x, y, radius;

      rcp_lights_disc (w, h, i, &x, &y, &radius);
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, radius, 0.0, 2.0 * G_PI);
    }
  cairo_fill (cr);

  cairo_set_operator (cr, CAIRO_OPERATOR_ADD);
  for (int i = 0; i < 3; i++)
    {
      double x, y, radius;

      rcp_lights_disc (w, h, i, &x, &y, &radius);
      cairo_arc (cr, x, y, radius, 0.0, 2.0 * G_PI);
      cairo_set_source_rgb (cr, i == 0 ? bytes[0] / 255.0 : 0.0, i == 1 ? bytes[1] / 255.0 : 0.0,
                            i == 2 ? bytes[2] / 255.0 : 0.0);
      cairo_fill (cr);
    }
  cairo_restore (cr);
  if (MIN (w, h) >= LABELLED_SIZE)
    for (guint lights = 1; lights < 8; lights++)
      draw_figure (bytes, lights, canvas, cr);
}
