#pragma once

#include <cairo.h>
#include <glib.h>

#include "viewport.h"

G_BEGIN_DECLS

/**
 * RcpPyramid:
 *
 * A picture of any size with its halves, quarters and so on, so that painting it at any zoom takes as long as there are
 * pixels on the screen, not in the picture. Immutable, counted, safe from any thread.
 */
typedef struct _RcpPyramid RcpPyramid;

/**
 * rcp_pyramid_new:
 * @pixels: (H, W, C) bytes without gaps; a reference is held
 * @channels: 3 (RGB) or 1 (grey)
 *
 * Averages the smaller ones, which for a large picture takes a while: for a worker.
 */
RcpPyramid *rcp_pyramid_new (GBytes *pixels, int width, int height, int channels);
RcpPyramid *rcp_pyramid_ref (RcpPyramid *self);
void rcp_pyramid_unref (RcpPyramid *self);

int rcp_pyramid_get_width (RcpPyramid *self);
int rcp_pyramid_get_height (RcpPyramid *self);
int rcp_pyramid_get_channels (RcpPyramid *self);

/** rcp_pyramid_get_pixels: (transfer none): the picture itself */
GBytes *rcp_pyramid_get_pixels (RcpPyramid *self);

/**
 * rcp_pyramid_paint:
 * @viewport: what of it is seen; its view is as large as @surface
 * @surface: an image surface in %CAIRO_FORMAT_RGB24 or %CAIRO_FORMAT_ARGB32; what lies beside the picture stays
 * @left: only columns of @surface from here
 * @right: up to, not including, this one are painted
 *
 * Larger than it is, each pixel becomes a square of equal ones; smaller, each becomes the average of those it is made
 * of.
 */
void rcp_pyramid_paint (RcpPyramid *self, const RcpViewport *viewport, cairo_surface_t *surface, int left, int right);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpPyramid, rcp_pyramid_unref)

G_END_DECLS
