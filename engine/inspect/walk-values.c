#include "inspect/walk-values.h"

#include <glib/gi18n-lib.h>

#define COLOURS 3

RcpWalkPlane
rcp_walk_plane_of (int picture_channels, int channel)
{
  if (picture_channels >= COLOURS)
    return (RcpWalkPlane) (channel % RCP_WALK_N_PLANES);
  return (RcpWalkPlane) (RCP_WALK_PLANE_GREY + channel % (RCP_WALK_N_PLANES - RCP_WALK_PLANE_GREY));
}

const char *
rcp_walk_plane_name (RcpWalkPlane plane)
{
  static const char *const names[] = {
    N_ ("Red"), N_ ("Green"), N_ ("Blue"), N_ ("Grey"), N_ ("Sobel x"), N_ ("Sobel y"), N_ ("Laplacian"), N_ ("Blur"),
  };

  g_return_val_if_fail ((guint) plane < G_N_ELEMENTS (names), NULL);

  return _ (names[plane]);
}

typedef struct
{
  const guint8 *pixels;
  RcpShape shape;
  const RcpNormalisation *normalisation;
} Picture;

static double
value_at (const Picture *self, int channel, int y, int x)
{
  gsize row = (gsize) CLAMP (y, 0, self->shape.height - 1);
  gsize column = (gsize) CLAMP (x, 0, self->shape.width - 1);
  gsize plane = (gsize) self->shape.height * (gsize) self->shape.width;
  guint8 byte = self->pixels[(gsize) channel * plane + row * (gsize) self->shape.width + column];

  return self->normalisation != NULL ? (double) rcp_normalise (self->normalisation, channel, byte) : byte / 255.0;
}

/* luma, ITU-R BT.601 */
static double
grey_at (const Picture *self, int y, int x)
{
  if (self->shape.channels < COLOURS)
    return value_at (self, 0, y, x);
  return 0.299 * value_at (self, 0, y, x) + 0.587 * value_at (self, 1, y, x) + 0.114 * value_at (self, 2, y, x);
}

static double
filtered_at (const Picture *self, RcpWalkPlane plane, int y, int x)
{
  static const double kernels[][9] = {
    [RCP_WALK_PLANE_SOBEL_X] = { -0.25, 0, 0.25, -0.5, 0, 0.5, -0.25, 0, 0.25 },
    [RCP_WALK_PLANE_SOBEL_Y] = { -0.25, -0.5, -0.25, 0, 0, 0, 0.25, 0.5, 0.25 },
    [RCP_WALK_PLANE_LAPLACIAN] = { 0, 0.25, 0, 0.25, -1, 0.25, 0, 0.25, 0 },
    [RCP_WALK_PLANE_BLUR] = { 1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0, 1 / 9.0 },
  };
  double sum = 0.0;

  for (int i = 0; i < 9; i++)
    sum += kernels[plane][i] * grey_at (self, y + i / 3 - 1, x + i % 3 - 1);
  return sum;
}

static double
plane_at (const Picture *self, RcpWalkPlane plane, int y, int x)
{
  if (plane < RCP_WALK_PLANE_GREY)
    return value_at (self, (int) plane, y, x);
  return plane == RCP_WALK_PLANE_GREY ? grey_at (self, y, x) : filtered_at (self, plane, y, x);
}

void
rcp_walk_cut (const guint8 *pixels, RcpShape shape, const RcpNormalisation *normalisation, int top, int left, int size,
              int channels, float *values)
{
  Picture picture = { pixels, shape, normalisation };

  g_return_if_fail (pixels != NULL);
  g_return_if_fail (values != NULL);

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < size; y++)
      for (int x = 0; x < size; x++)
        *values++ = (float) plane_at (&picture, rcp_walk_plane_of (shape.channels, c), top + y, left + x);
}

void
rcp_walk_draw_numbers (RcpRandom *random, int least, int most, int n, float *values)
{
  for (int i = 0; i < n; i++)
    values[i] = (float) (least + (int) rcp_random_below (random, (guint32) (most - least + 1)));
}

/* Sobel's smoothing, 1 2 1, and its difference, −1 0 1, for any size. */
static float
sobel_at (int size, int along, int across)
{
  int far_side = 2 * along - (size - 1);
  int smooth = 1 + MIN (across, size - 1 - across);

  if (size == 1)
    return 1.0f;
  return (float) (smooth * ((far_side > 0) - (far_side < 0)));
}

static float
cross_at (int size, int y, int x, float middle, float beside)
{
  int distance = ABS (y - size / 2) + ABS (x - size / 2);

  if (distance == 0)
    return middle;
  return distance == 1 ? beside : 0.0f;
}

static float
weight_at (RcpWalkKernel kind, int size, int which, RcpRandom *random, int y, int x)
{
  switch (kind)
    {
    case RCP_WALK_KERNEL_IDENTITY:
      return cross_at (size, y, x, 1.0f, 0.0f);
    case RCP_WALK_KERNEL_BLUR:
      return 1.0f / (float) (size * size);
    case RCP_WALK_KERNEL_SHARPEN:
      return cross_at (size, y, x, 5.0f, -1.0f);
    case RCP_WALK_KERNEL_RANDOM:
      return (float) ((int) rcp_random_below (random, 41) - 20) / 10.0f;
    default:
      break;
    }
  if (which % 3 == 1)
    return cross_at (size, y, x, 4.0f, -1.0f);
  return which % 3 == 0 ? sobel_at (size, y, x) : sobel_at (size, x, y);
}

void
rcp_walk_fill_kernel (RcpWalkKernel kind, int size, int which, RcpRandom *random, float *weights)
{
  for (int y = 0; y < size; y++)
    for (int x = 0; x < size; x++)
      *weights++ = weight_at (kind, size, which, random, y, x);
}
