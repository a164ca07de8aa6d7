#pragma once

#include <gio/gio.h>

#include "data/samples.h"
#include "colours.h"

G_BEGIN_DECLS

/**
 * RcpOverlay:
 * @shape: of the picture
 * @pixels: (array): its bytes in CHW order; three channels are taken for red, green and blue, of others the first alone
 * @values: (array): height × width numbers, row by row
 * @is_signed: whether they lie around 0: then they diverge from white to blue and red, else they go from dark to bright
 * @range: the size of the number that has the strongest colour; where it is not above 0, all have that of 0
 *
 * Numbers that are drawn over a picture, one a pixel. Borrowed.
 */
typedef struct
{
  RcpShape shape;
  const guint8 *pixels;
  const float *values;
  gboolean is_signed;
  double range;
} RcpOverlay;

/** rcp_overlay_get_range: the largest |value| that is finite, for a range that shows all of them */
double rcp_overlay_get_range (const float *values, gsize n);

/** rcp_overlay_get_colour: the colour of a number by itself, as in the legend */
RcpColour rcp_overlay_get_colour (const RcpOverlay *self, double value);

/**
 * rcp_overlay_render:
 *
 * The picture in grey, with the colour of each pixel's number laid over it.
 *
 * Returns: (transfer full): a surface of as many pixels as the picture has
 */
cairo_surface_t *rcp_overlay_render (const RcpOverlay *self);

/**
 * rcp_overlay_save_png:
 * @title: what stands below, beside the legend
 * @path: replaced atomically
 *
 * The same as a file, enlarged by a whole number to about 512 pixels, with its legend below.
 */
gboolean rcp_overlay_save_png (const RcpOverlay *self, const char *title, const char *path, GError **error);

G_END_DECLS
