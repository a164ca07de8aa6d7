#pragma once

#include <gtk/gtk.h>

#include "draw/pyramid.h"

G_BEGIN_DECLS

#define RCP_TYPE_FILTER_VIEW (rcp_filter_view_get_type ())
/**
 * RcpFilterView:
 *
 * A picture of any size, sharp, to be zoomed with the wheel at the pointer and to be moved by dragging; or two of them
 * of one size with a divider that can be dragged. One pixel, or a patch around it, can be framed.
 *
 * Properties:
 * - "split" (double): with two pictures, how much of the width shows the first; 0 … 1
 *
 * Signals:
 * - "hovered" (int column, int row): the pointer is over a pixel
 * - "pressed" (int column, int row): a pixel was clicked
 * - "moved" (int columns, int rows): an arrow key: the framed pixel is to move; by 0 and 0: Return or the space bar
 * - "left" (): Escape was pressed
 * - "viewport-changed": something else is seen, or at another size
 *
 * Its accessible role is that of an image; its name and description are the caller's to set.
 */
G_DECLARE_FINAL_TYPE (RcpFilterView, rcp_filter_view, RCP, FILTER_VIEW, GtkWidget)

/**
 * rcp_filter_view_set_pictures:
 * @picture: (nullable): what is shown; a reference is held
 * @other: (nullable): what is shown to the right of the divider: a picture of the same size
 *
 * A picture of the size of the one before is seen as that was, another one as a whole.
 */
void rcp_filter_view_set_pictures (RcpFilterView *self, RcpPyramid *picture, RcpPyramid *other);

void rcp_filter_view_set_split (RcpFilterView *self, double split);

/** rcp_filter_view_set_mark: frames a rectangle of pixels, which may reach out of the picture; none where it is empty
 */
void rcp_filter_view_set_mark (RcpFilterView *self, int column, int row, int columns, int rows);

const RcpViewport *rcp_filter_view_get_viewport (RcpFilterView *self);

/** rcp_filter_view_follow: what is seen in @other, which shows a picture of the same size; see rcp_viewport_follow() */
void rcp_filter_view_follow (RcpFilterView *self, RcpFilterView *other);

/** rcp_filter_view_show_pixel: moves the picture so that a pixel is seen */
void rcp_filter_view_show_pixel (RcpFilterView *self, int column, int row);

/** rcp_filter_view_set_zoom: 1 or more pixels of the screen for a pixel; 0 shows all of the picture */
void rcp_filter_view_set_zoom (RcpFilterView *self, int zoom);

G_END_DECLS
