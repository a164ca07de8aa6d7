#pragma once

#include <gdk/gdk.h>

#include "data/samples.h"

G_BEGIN_DECLS

/**
 * RcpChannel:
 * @RCP_CHANNEL_ALL: the picture in its colours
 * @RCP_CHANNEL_RED: its red plane alone, in red
 * @RCP_CHANNEL_GREEN: its green plane alone, in green
 * @RCP_CHANNEL_BLUE: its blue plane alone, in blue
 */
typedef enum
{
  RCP_CHANNEL_ALL,
  RCP_CHANNEL_RED,
  RCP_CHANNEL_GREEN,
  RCP_CHANNEL_BLUE,
} RcpChannel;

/**
 * rcp_texture_new:
 * @pixels: (array): a picture's bytes in CHW order: three channels (RGB) or one (grey)
 * @shape: its shape
 * @channel: what of it to show
 * @scale: texels along a side of each pixel, at least 1
 *
 * A texture already at the size at which it will be seen. GTK smooths whatever it scales; a texture of
 * the final size it copies, and every pixel of the picture stays a square with sharp edges.
 *
 * Returns: (transfer full): the texture, width × @scale by height × @scale
 */
GdkTexture *rcp_texture_new (const guint8 *pixels, RcpShape shape, RcpChannel channel, int scale);

G_END_DECLS
