#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RcpTextLine:
 * @text: (nullable): as it was drawn
 * @node: (nullable): its drawing, at 0, 0
 * @width: in logical pixels
 *
 * A line of text beside a drawing, with digits of one width: drawn once and kept. All zero, it is empty.
 */
typedef struct
{
  char *text;
  GskRenderNode *node;
  int width;
} RcpTextLine;

/** rcp_text_line_draw: with the font of @widget, in the middle of @height; @strong: in bold */
void rcp_text_line_draw (RcpTextLine *self, GtkWidget *widget, const char *text, gboolean strong, const GdkRGBA *colour,
                         int height);

/** rcp_text_line_append: its corner at @x, @y; nothing of one that is empty */
void rcp_text_line_append (const RcpTextLine *self, GtkSnapshot *snapshot, float x, float y);

/** rcp_text_line_clear: empties it */
void rcp_text_line_clear (RcpTextLine *self);

/** rcp_text_line_measure: how wide @text would be */
int rcp_text_line_measure (GtkWidget *widget, const char *text, gboolean strong);

G_END_DECLS
