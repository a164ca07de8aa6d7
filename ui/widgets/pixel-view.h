#pragma once

#include <gtk/gtk.h>

#include "pixel-mark.h"

G_BEGIN_DECLS

#define RCP_TYPE_PIXEL_VIEW (rcp_pixel_view_get_type ())
/**
 * RcpPixelView:
 *
 * A small picture of packed words, each pixel a sharp square on whole pixels of the screen, with one of them marked.
 * With a mark it can be hovered, clicked and, with the keyboard, walked over: arrow keys, Home and End, Space to pin,
 * Escape to let go.
 *
 * Properties:
 * - "mark" (#RcpPixelMark, nullable): what it shows and moves
 * - "min-scale" (int): logical pixels along a side of each pixel that are asked for at least
 * - "max-scale" (int): and taken at most; 0, the default, takes as many as fit
 *
 * Its accessible role is that of an image; its name and description are the caller's to set.
 */
G_DECLARE_FINAL_TYPE (RcpPixelView, rcp_pixel_view, RCP, PIXEL_VIEW, GtkWidget)

/** rcp_pixel_view_set_words: @words: (array) (nullable): @height × @width of them, 0x00RRGGBB; copied */
void rcp_pixel_view_set_words (RcpPixelView *self, const guint32 *words, int width, int height);

G_END_DECLS
