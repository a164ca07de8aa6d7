#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define RCP_TYPE_PIXEL_MARK (rcp_pixel_mark_get_type ())
/**
 * RcpPixelMark:
 *
 * The one pixel that is read everywhere at once: in the picture, its planes, the histograms and on the tape. Views of
 * it move it and follow it. It follows the pointer until it is pinned, and stays where it was left.
 *
 * Signals:
 * - "changed": it is another pixel, or it was pinned or let go
 */
G_DECLARE_FINAL_TYPE (RcpPixelMark, rcp_pixel_mark, RCP, PIXEL_MARK, GObject)

RcpPixelMark *rcp_pixel_mark_new (void);

/** rcp_pixel_mark_set_size: of the picture; a new one is marked in its middle, and a mark that would be outside is
 * moved in */
void rcp_pixel_mark_set_size (RcpPixelMark *self, int width, int height);

int rcp_pixel_mark_get_column (RcpPixelMark *self);
int rcp_pixel_mark_get_row (RcpPixelMark *self);
gboolean rcp_pixel_mark_get_pinned (RcpPixelMark *self);

/** rcp_pixel_mark_hover: the pointer is there: marks that pixel, unless another one is pinned */
void rcp_pixel_mark_hover (RcpPixelMark *self, int column, int row);

/** rcp_pixel_mark_click: pins that pixel; where it is pinned already, lets it go */
void rcp_pixel_mark_click (RcpPixelMark *self, int column, int row);

/** rcp_pixel_mark_move: marks that pixel, pinned or not; what is outside is moved in */
void rcp_pixel_mark_move (RcpPixelMark *self, int column, int row);

/** rcp_pixel_mark_release: lets the pinned pixel go; %FALSE where none was pinned */
gboolean rcp_pixel_mark_release (RcpPixelMark *self);

G_END_DECLS
