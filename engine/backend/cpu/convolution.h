#pragma once

#include "backend/cpu/kernels.h"

/* Which output positions a kernel's taps reach without leaving the input; shared by the kernels of all
 * instruction sets. */

/* How the outputs [*from, *to) of one axis read inside an input of @size through every tap from @tap0 to @tap1. */
static inline void
rcp_conv_inside (const RcpConv *conv, int axis, int size, int count, int tap0, int tap1, int *from, int *to)
{
  int stride = conv->stride[axis];
  int before = conv->padding[axis] - tap0 * conv->dilation[axis];
  int end = size - 1 + conv->padding[axis] - tap1 * conv->dilation[axis];

  *from = before > 0 ? MIN ((before + stride - 1) / stride, count) : 0;
  *to = end < 0 ? *from : CLAMP (end / stride + 1, *from, count);
}

static inline void
rcp_conv_columns_inside (const RcpConv *conv, int tap0, int tap1, int *from, int *to)
{
  rcp_conv_inside (conv, 1, conv->in_width, conv->out_width, tap0, tap1, from, to);
}

static inline void
rcp_conv_rows_inside (const RcpConv *conv, int tap, int *from, int *to)
{
  rcp_conv_inside (conv, 0, conv->in_height, conv->out_height, tap, tap, from, to);
}

/* The taps [taps[0], taps[1]) through which output @at of one axis reads inside an input of @size. */
static inline void
rcp_conv_taps_inside (const RcpConv *conv, int axis, int size, int at, int taps[2])
{
  int origin = at * conv->stride[axis] - conv->padding[axis];
  int dilation = conv->dilation[axis];
  int kernel = conv->kernel[axis];

  taps[0] = origin >= 0 ? 0 : MIN ((-origin + dilation - 1) / dilation, kernel);
  taps[1] = size - origin <= 0 ? taps[0] : CLAMP ((size - 1 - origin) / dilation + 1, taps[0], kernel);
}
