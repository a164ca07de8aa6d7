#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rcp_quote:
 * @text: (array length=length): bytes from somewhere, in any encoding
 * @length: how many, or -1 for up to the NUL
 *
 * Makes text from a file or from the command line fit to stand in a message: valid UTF-8 on one line, cut after
 * 48 bytes.
 *
 * Returns: (transfer full): the text, without quotation marks
 */
char *rcp_quote (const char *text, gssize length);

G_END_DECLS
