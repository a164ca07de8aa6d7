#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** RCP_VIEWPORT_MAX_ZOOM: pixels of the screen along a side of a pixel, at most */
#define RCP_VIEWPORT_MAX_ZOOM 64

/**
 * RcpViewport:
 * @width: of the picture
 * @height: of the picture
 * @view_width: of where it is seen, in pixels of the screen
 * @view_height: likewise
 * @fit: whether all of it is to be seen, as large as can be; then @zoom follows
 * @zoom: pixels of the screen along a side of a pixel; -2 where two pixels along each side make one, -3 where three do
 * @x: which column of the picture is in the middle, with fractions; what of it can be seen decides
 * @y: likewise
 *
 * What of a picture is seen, and how large: always a whole number of pixels for a pixel, or the other way round. A
 * picture that leaves room lies in the middle between left and right, and at the top.
 */
typedef struct
{
  int width;
  int height;
  int view_width;
  int view_height;
  gboolean fit;
  int zoom;
  double x;
  double y;
} RcpViewport;

/** rcp_viewport_init: all of a picture */
void rcp_viewport_init (RcpViewport *self, int width, int height);

/** rcp_viewport_resize: another place to be seen in */
void rcp_viewport_resize (RcpViewport *self, int view_width, int view_height);

/**
 * rcp_viewport_follow: shows what @other shows, another view of the same picture, at the same size
 *
 * Of two views next to each other one may be a pixel wider. Where all of the picture is to be seen, the zoom of the
 * smaller one is that of both.
 */
void rcp_viewport_follow (RcpViewport *self, RcpViewport *other);

/** rcp_viewport_zoom: @in: larger, else smaller, until all of it is seen again; what is at a place of the view stays */
void rcp_viewport_zoom (RcpViewport *self, gboolean in, double view_x, double view_y);

/** rcp_viewport_set_zoom: a zoom as in #RcpViewport; what is at a place of the view stays there */
void rcp_viewport_set_zoom (RcpViewport *self, int zoom, double view_x, double view_y);

/** rcp_viewport_pan: moves the picture by pixels of the screen */
void rcp_viewport_pan (RcpViewport *self, double dx, double dy);

/** rcp_viewport_show: moves the picture as little as it takes for a pixel to be seen */
void rcp_viewport_show (RcpViewport *self, int column, int row);

/** rcp_viewport_is_whole: whether all of the picture is seen */
gboolean rcp_viewport_is_whole (const RcpViewport *self);

/** rcp_viewport_origin: where in the view the picture's upper left corner lies, on a whole pixel */
void rcp_viewport_origin (const RcpViewport *self, int *x, int *y);

/** rcp_viewport_find: the pixel at a place of the view; %FALSE beside the picture */
gboolean rcp_viewport_find (const RcpViewport *self, double view_x, double view_y, int *column, int *row);

/** rcp_viewport_place: where in the view a pixel's upper left corner lies */
void rcp_viewport_place (const RcpViewport *self, double column, double row, double *view_x, double *view_y);

G_END_DECLS
