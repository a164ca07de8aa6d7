#include "layout.h"

RcpStrides
rcp_layout_strides (const RcpLayout *self)
{
  gsize channels = (gsize) self->shape.channels;
  gsize height = (gsize) self->shape.height;
  gsize width = (gsize) self->shape.width;

  if (self->axes == RCP_AXES_HWC)
    return (RcpStrides){ .channel = 1, .row = width * channels, .column = channels };
  return (RcpStrides){ .channel = height * width, .row = width, .column = 1 };
}

int
rcp_layout_position (const RcpLayout *self, int channel)
{
  return self->channels == RCP_CHANNELS_BGR ? self->shape.channels - 1 - channel : channel;
}

gsize
rcp_layout_address (const RcpLayout *self, RcpPlace place)
{
  RcpStrides strides = rcp_layout_strides (self);

  return (gsize) rcp_layout_position (self, place.channel) * strides.channel + (gsize) place.row * strides.row
         + (gsize) place.column * strides.column;
}

RcpPlace
rcp_layout_place (const RcpLayout *self, gsize address)
{
  RcpStrides strides = rcp_layout_strides (self);
  RcpPlace place;

  g_assert (address < rcp_shape_count (self->shape));
  if (self->axes == RCP_AXES_HWC)
    {
      place.row = (int) (address / strides.row);
      place.column = (int) (address % strides.row / strides.column);
      place.channel = (int) (address % strides.column);
    }
  else
    {
      place.channel = (int) (address / strides.channel);
      place.row = (int) (address % strides.channel / strides.row);
      place.column = (int) (address % strides.row);
    }
  /* turning the channels around is its own inverse */
  place.channel = rcp_layout_position (self, place.channel);
  return place;
}

void
rcp_layout_store (const RcpLayout *self, const guint8 *chw, guint8 *memory)
{
  gsize count = rcp_shape_count (self->shape);
  RcpLayout plain = { RCP_AXES_CHW, RCP_CHANNELS_RGB, self->shape };

  g_return_if_fail (chw != memory);
  for (gsize i = 0; i < count; i++)
    memory[rcp_layout_address (self, rcp_layout_place (&plain, i))] = chw[i];
}

void
rcp_layout_read (const RcpLayout *self, const guint8 *memory, guint8 *chw)
{
  gsize count = rcp_shape_count (self->shape);
  RcpLayout plain = { RCP_AXES_CHW, RCP_CHANNELS_RGB, self->shape };

  g_return_if_fail (chw != memory);
  for (gsize i = 0; i < count; i++)
    chw[i] = memory[rcp_layout_address (self, rcp_layout_place (&plain, i))];
}
