#pragma once

#include <cairo.h>

#include "net/layer.h"
#include "colours.h"

G_BEGIN_DECLS

/**
 * RcpFilterTile:
 * @planes: how many input channels it reads
 * @rows: of each
 * @columns: of each
 * @weights: (array): planes × rows × columns, borrowed
 * @range: the size of the weight that has the strongest colour; 0 where all weights are
 *
 * The weights of one filter of a convolution, or of one unit of a linear layer, to be drawn.
 */
typedef struct
{
  int planes;
  int rows;
  int columns;
  const float *weights;
  double range;
} RcpFilterTile;

/**
 * rcp_filter_tile_shape:
 * @layer: index of a convolution or a linear layer
 *
 * Returns: (C, H, W) of the weights of each of its filters: of a convolution what a group's channels have; of a linear
 *   layer the maps that were made flat in front of it, or else one plane, about as wide as high, whose last row may be
 *   longer than the weights
 */
RcpShape rcp_filter_tile_shape (const RcpArchitecture *architecture, int layer);

/** rcp_filter_tile_copy: @weights: (out) (array): rcp_shape_count() floats of rcp_filter_tile_shape(), a filter's
 * weights out of @parameters; what is longer than they are is not a number */
void rcp_filter_tile_copy (const RcpArchitecture *architecture, const float *parameters, int layer, int filter,
                           float *weights);

/** RCP_FILTER_CARD_WIDTH: of a card, in pixels, and RCP_FILTER_CARD_HEIGHT: its height */
#define RCP_FILTER_CARD_WIDTH 480
#define RCP_FILTER_CARD_HEIGHT 480

/**
 * rcp_filter_card_draw:
 * @title: above: whose weights they are
 * @moment: below: when
 *
 * A filter drawn large, with what it is and the range of its colours: of three planes the tile in colour, see
 * rcp_pixels_weights(), and each of them signed, else every plane signed. On a light background, from (0, 0).
 *
 * Returns: (transfer full): an opaque image surface of a card's size
 */
cairo_surface_t *rcp_filter_card_draw (const RcpFilterTile *self, const char *title, const char *moment);

G_END_DECLS
