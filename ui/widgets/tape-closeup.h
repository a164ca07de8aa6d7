#pragma once

#include <gtk/gtk.h>

#include "data/layout.h"

G_BEGIN_DECLS

#define RCP_TYPE_TAPE_CLOSEUP (rcp_tape_closeup_get_type ())
/**
 * RcpTapeCloseup:
 *
 * The tape of memory so near that its numbers can be read: for each channel of one pixel how its address comes about,
 * and the bytes around it. Its accessible role is that of an image, and it describes in words what it shows; its name
 * is the caller's to set.
 */
G_DECLARE_FINAL_TYPE (RcpTapeCloseup, rcp_tape_closeup, RCP, TAPE_CLOSEUP, GtkWidget)

/** rcp_tape_closeup_set: @chw: a picture's bytes in CHW order, copied; @layout: how they lie in memory */
void rcp_tape_closeup_set (RcpTapeCloseup *self, const guint8 *chw, const RcpLayout *layout);

/** rcp_tape_closeup_set_pixel: which pixel's bytes are looked at */
void rcp_tape_closeup_set_pixel (RcpTapeCloseup *self, int column, int row);

G_END_DECLS
