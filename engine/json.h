#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * rcp_json_to_string:
 * @node: what to print
 * @pretty: on lines of its own and indented, for people
 *
 * json_to_string() with every number as JSON has it: JSON-GLib makes "1e-10.0" of 1e-10, which nobody can
 * read, itself included. Doubles are printed with 17 significant digits, so that reading them gives the same ones.
 *
 * Returns: (transfer full): the text, without a line end
 */
char *rcp_json_to_string (JsonNode *node, gboolean pretty);

G_END_DECLS
