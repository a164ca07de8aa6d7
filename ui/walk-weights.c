#include "walk-weights.h"

#include <string.h>

#define BIAS 0.5f

void
rcp_walk_weights_init (RcpWalkWeights *self, int size, guint64 seed)
{
  self->size = size;
  rcp_random_init (&self->random, seed, 0);
  for (int o = 0; o < RCP_WALK_MAX_CHANNELS; o++)
    self->biases[o] = o % 2 == 0 ? BIAS : -BIAS;
  rcp_walk_weights_fill (self, RCP_WALK_KERNEL_EDGES);
}

void
rcp_walk_weights_fill (RcpWalkWeights *self, RcpWalkKernel kind)
{
  self->choice = kind;
  for (int o = 0; o < RCP_WALK_MAX_CHANNELS; o++)
    for (int c = 0; c < RCP_WALK_MAX_CHANNELS; c++)
      rcp_walk_fill_kernel (kind, self->size, o + c, &self->random, self->kernels[o][c]);
}

static void
resize_kernel (float *kernel, int from, int to)
{
  float old[RCP_WALK_TAPS];
  int shift = from / 2 - to / 2;

  memcpy (old, kernel, sizeof old);
  for (int y = 0; y < to; y++)
    for (int x = 0; x < to; x++)
      {
        int row = y + shift, column = x + shift;
        gboolean inside = row >= 0 && column >= 0 && row < from && column < from;

        kernel[y * to + x] = inside ? old[row * from + column] : 0.0f;
      }
}

void
rcp_walk_weights_resize (RcpWalkWeights *self, int size)
{
  int from = self->size;

  if (from == size)
    return;
  self->size = size;
  if (self->choice < RCP_WALK_N_KERNELS)
    {
      rcp_walk_weights_fill (self, (RcpWalkKernel) self->choice);
      return;
    }
  for (int o = 0; o < RCP_WALK_MAX_CHANNELS; o++)
    for (int c = 0; c < RCP_WALK_MAX_CHANNELS; c++)
      resize_kernel (self->kernels[o][c], from, size);
}

float *
rcp_walk_weights_take (const RcpWalkWeights *self, int outputs, int inputs)
{
  gsize taps = (gsize) (self->size * self->size);
  float *weights = g_new (float, (gsize) outputs *(gsize) inputs *taps);

  for (int o = 0; o < outputs; o++)
    for (int c = 0; c < inputs; c++)
      memcpy (weights + ((gsize) o * (gsize) inputs + (gsize) c) * taps, self->kernels[o][c], taps * sizeof *weights);
  return weights;
}
