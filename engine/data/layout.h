#pragma once

#include "samples.h"

G_BEGIN_DECLS

/**
 * RcpAxisOrder:
 * @RCP_AXES_CHW: planes one after another, as PyTorch has them
 * @RCP_AXES_HWC: pixel by pixel, as picture files and cameras have them
 *
 * Which axis of a picture is the outermost in memory, and which the innermost.
 */
typedef enum
{
  RCP_AXES_CHW,
  RCP_AXES_HWC,
} RcpAxisOrder;

/**
 * RcpChannelOrder:
 * @RCP_CHANNELS_RGB: red first
 * @RCP_CHANNELS_BGR: blue first, as OpenCV has it
 */
typedef enum
{
  RCP_CHANNELS_RGB,
  RCP_CHANNELS_BGR,
} RcpChannelOrder;

/**
 * RcpLayout:
 * @axes: the order of the axes
 * @channels: the order of the channels
 * @shape: of the picture
 *
 * Where each byte of a picture lies in memory, with nothing between rows or planes. A channel is always meant by
 * what it is, 0 for red, 1 for green and 2 for blue, and never by where it lies.
 */
typedef struct
{
  RcpAxisOrder axes;
  RcpChannelOrder channels;
  RcpShape shape;
} RcpLayout;

/**
 * RcpStrides:
 * @channel: bytes from a pixel's byte in one plane to the one in the next plane in memory
 * @row: bytes from one row to the next
 * @column: bytes from one pixel to the one at its right
 */
typedef struct
{
  gsize channel;
  gsize row;
  gsize column;
} RcpStrides;

/** RcpPlace: one byte of a picture */
typedef struct
{
  int channel;
  int row;
  int column;
} RcpPlace;

RcpStrides rcp_layout_strides (const RcpLayout *self);

/** rcp_layout_position: which plane in memory a channel is: 0 for red in RGB, 2 for red in BGR */
int rcp_layout_position (const RcpLayout *self, int channel);

/** rcp_layout_address: where a byte lies, counted from the picture's first: position·channel stride + row·row stride +
 * column·column stride */
gsize rcp_layout_address (const RcpLayout *self, RcpPlace place);

/** rcp_layout_place: what lies at an address, which must be below the count of the shape */
RcpPlace rcp_layout_place (const RcpLayout *self, gsize address);

/** rcp_layout_store: lays a picture out: @chw are its bytes in CHW and RGB, @memory gets as many */
void rcp_layout_store (const RcpLayout *self, const guint8 *chw, guint8 *memory);

/**
 * rcp_layout_read:
 *
 * Takes @memory for a picture laid out like @self, whether it is one or not, and gives it in CHW and RGB. What was
 * stored in one layout and is read in another is what programs show that mistake the one for the other.
 */
void rcp_layout_read (const RcpLayout *self, const guint8 *memory, guint8 *chw);

G_END_DECLS
