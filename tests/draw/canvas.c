#include "canvas.h"

#include <math.h>

Canvas *
canvas_new (int width, int height, int scale)
{
  Canvas *self = g_new0 (Canvas, 1);
  PangoFontDescription *font = pango_font_description_from_string ("Sans 10");

  self->scale = scale;
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
  cairo_surface_set_device_scale (self->surface, scale, scale);
  self->cr = cairo_create (self->surface);
  self->canvas = (RcpChartCanvas){
    .width = width,
    .height = height,
    .scale = scale,
    .palette = rcp_palette (FALSE),
    .context = pango_cairo_create_context (self->cr),
  };
  pango_context_set_font_description (self->canvas.context, font);
  pango_font_description_free (font);
  rcp_set_colour (self->cr, self->canvas.palette->background);
  cairo_paint (self->cr);
  return self;
}

void
canvas_free (Canvas *self)
{
  g_object_unref (self->canvas.context);
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
  g_free (self);
}

guint32
canvas_pixel (const Canvas *self, double x, double y)
{
  int column = (int) floor (x * self->scale);
  int row = (int) floor (y * self->scale);
  const guint8 *data;

  g_assert_cmpint (column, >=, 0);
  g_assert_cmpint (row, >=, 0);
  g_assert_cmpint (column, <, cairo_image_surface_get_width (self->surface));
  g_assert_cmpint (row, <, cairo_image_surface_get_height (self->surface));
  cairo_surface_flush (self->surface);
  data = cairo_image_surface_get_data (self->surface) + row * cairo_image_surface_get_stride (self->surface);
  return ((const guint32 *) (const void *) data)[column] & 0xffffff;
}

guint32
canvas_word (RcpColour colour)
{
  return (guint32) lround (255.0 * colour.red) << 16 | (guint32) lround (255.0 * colour.green) << 8
         | (guint32) lround (255.0 * colour.blue);
}
