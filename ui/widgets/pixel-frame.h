#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** RCP_PIXEL_FRAME: logical pixels that a frame reaches beyond what it is around; a pinned one reaches one more */
#define RCP_PIXEL_FRAME 3

/**
 * rcp_pixel_frame_append:
 * @rect: what is marked
 * @pinned: whether it stays where it is when the pointer goes on
 *
 * A frame around what is being read, in the colour that stands for that, between hairlines that set it off from
 * anything. Of a few rectangles, so that GTK repairs only where it was and where it is.
 */
void rcp_pixel_frame_append (GtkSnapshot *snapshot, const graphene_rect_t *rect, gboolean pinned);

/** rcp_outline_append: a hairline around a drawing, so that a white one on a white page is seen */
void rcp_outline_append (GtkSnapshot *snapshot, const graphene_rect_t *rect);

/** rcp_focus_append: where @widget has the keyboard and that is to be seen, a line around a part of it */
void rcp_focus_append (GtkSnapshot *snapshot, GtkWidget *widget, const graphene_rect_t *rect);

G_END_DECLS
