#pragma once

#include <glib.h>

#include "inspect/walk-settings.h"

G_BEGIN_DECLS

/* room between the columns of a row, and between rows, in logical pixels */
#define RCP_WALK_GAP 24
#define RCP_WALK_ROW_GAP 14

/* the least width that the columns of a row fit into */
#define RCP_WALK_LEAST_WIDTH 400

/**
 * RcpWalkLayout:
 * @stacked: whether the kernel and its products stand below the input, and not beside it
 * @label: height of a label
 * @row_height: height of a row, without the room between two
 * @plane: side of a cell of the input
 * @kernel: side of a cell of a kernel
 * @product_width: width of a cell of the products
 * @product_height: its height
 *
 * Sizes of what goes into a layer, a row for each input channel, in logical pixels.
 */
typedef struct
{
  gboolean stacked;
  int label;
  int row_height;
  int plane;
  int kernel;
  int product_width;
  int product_height;
} RcpWalkLayout;

/**
 * rcp_walk_layout:
 * @settings: resolved
 * @label: height of a label
 * @width: the room there is
 * @height: likewise
 *
 * Returns: cells as large as the room allows; too large for it only where they could not be told apart else
 */
RcpWalkLayout rcp_walk_layout (const RcpWalkSettings *settings, int label, int width, int height);

/** rcp_walk_layout_least_height: the room that the rows ask for: what can still be told apart */
int rcp_walk_layout_least_height (const RcpWalkSettings *settings, int label);

G_END_DECLS
