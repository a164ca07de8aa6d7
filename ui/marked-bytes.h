#pragma once

#include "pixel-mark.h"
#include "session.h"

G_BEGIN_DECLS

/** RCP_N_PLANES: red, green and blue */
#define RCP_N_PLANES 3

/** rcp_specimen_plane: the bytes of a channel; a picture of one channel has it for all three */
static inline const guint8 *
rcp_specimen_plane (const RcpSpecimen *specimen, int channel)
{
  gsize plane = (gsize) specimen->shape.height * (gsize) specimen->shape.width;

  return specimen->pixels + (channel < specimen->shape.channels ? (gsize) channel * plane : 0);
}

/** rcp_marked_byte: the value of a channel at the marked pixel */
static inline guint8
rcp_marked_byte (const RcpSpecimen *specimen, RcpPixelMark *mark, int channel)
{
  /* the mark may be told of a smaller picture a moment later than a view of it */
  int row = MIN (rcp_pixel_mark_get_row (mark), specimen->shape.height - 1);
  int column = MIN (rcp_pixel_mark_get_column (mark), specimen->shape.width - 1);

  return rcp_specimen_plane (specimen, channel)[row * specimen->shape.width + column];
}

G_END_DECLS
