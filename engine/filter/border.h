#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RcpBorder:
 * @RCP_BORDER_ZERO: 000|abcd|000
 * @RCP_BORDER_REPLICATE: aaa|abcd|ddd
 * @RCP_BORDER_REFLECT: cba|abcd|dcb: the edge is repeated
 * @RCP_BORDER_REFLECT101: dcb|abcd|cba: the edge is not repeated
 *
 * What lies around a picture, with OpenCV's names (cv::BorderTypes).
 */
typedef enum
{
  RCP_BORDER_ZERO,
  RCP_BORDER_REPLICATE,
  RCP_BORDER_REFLECT,
  RCP_BORDER_REFLECT101,
  RCP_N_BORDERS,
} RcpBorder;

/** rcp_border_name: (transfer none): what is typed: "zero", "replicate", "reflect", "reflect101" */
const char *rcp_border_name (RcpBorder border);

/** rcp_border_parse: %RCP_ERROR_ARGUMENT where @name is none of these */
gboolean rcp_border_parse (const char *name, RcpBorder *border, GError **error);

/**
 * rcp_border_place:
 * @place: a row or a column, which may lie outside
 * @length: how many there are, at least 1
 *
 * Returns: which one is read instead, or -1 where it is a zero
 */
int rcp_border_place (RcpBorder border, int place, int length);

G_END_DECLS
