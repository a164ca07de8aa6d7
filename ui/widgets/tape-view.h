#pragma once

#include <gtk/gtk.h>

#include "data/layout.h"
#include "pixel-mark.h"

G_BEGIN_DECLS

#define RCP_TYPE_TAPE_VIEW (rcp_tape_view_get_type ())
/**
 * RcpTapeView:
 *
 * The bytes of a picture, or other values of it, one after another as they lie in memory, in lines as text is, with the
 * address of each line's first. Where the layout changes every byte goes to its new place.
 *
 * With a mark, the bytes of the marked pixel are framed, and the pointer and the keyboard mark pixels: arrow keys go
 * byte by byte and line by line, Space pins, Escape lets go.
 *
 * Properties:
 * - "mark" (#RcpPixelMark, nullable)
 *
 * Its accessible role is that of an image; its name and description are the caller's to set.
 */
G_DECLARE_FINAL_TYPE (RcpTapeView, rcp_tape_view, RCP, TAPE_VIEW, GtkWidget)

/** rcp_tape_view_set_words: @words: (array): a colour, 0x00RRGGBB, for each byte of a picture in CHW order; copied */
void rcp_tape_view_set_words (RcpTapeView *self, const guint32 *words, RcpShape shape);

/** rcp_tape_view_set_layout: where the bytes lie from now on; they go there within a second */
void rcp_tape_view_set_layout (RcpTapeView *self, RcpAxisOrder axes, RcpChannelOrder channels);

G_END_DECLS
