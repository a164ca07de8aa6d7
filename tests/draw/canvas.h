#pragma once

#include "draw/chart-draw.h"

G_BEGIN_DECLS

/** Canvas: an image surface to draw on, in light colours */
typedef struct
{
  RcpChartCanvas canvas;
  cairo_surface_t *surface;
  cairo_t *cr;
  int scale;
} Canvas;

Canvas *canvas_new (int width, int height, int scale);
void canvas_free (Canvas *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Canvas, canvas_free)

/** canvas_pixel: the pixel at a place in user units, 0x00RRGGBB */
guint32 canvas_pixel (const Canvas *self, double x, double y);

/** canvas_word: a colour as such a pixel */
guint32 canvas_word (RcpColour colour);

G_END_DECLS
