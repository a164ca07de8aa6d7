#include "vector.h"

#include "backend/cpu/convolution.h"

/*
 * The gradient of a convolution's input. Where stride and dilation are 1, a tile of the input gradient,
 * `channels` input channels by `columns` columns, stays in registers: every gradient of a row of the output is
 * loaded once and spread over the taps that it came through. Gradients outside the row are skipped, not
 * multiplied as zeros: for LeNet's second convolution they would be half of the work.
 */

#if REGISTERS == 32
#define MAX_BLOCK 2
#define MAX_COLUMNS 8
#define MAX_WEIGHTS 10
#else
#define MAX_BLOCK 1
#define MAX_COLUMNS 8
#define MAX_WEIGHTS 5
#endif

static int
block_size (const RcpConv *conv)
{
  return MIN (MAX_BLOCK, conv->in_channels / conv->groups);
}

gsize
ISA_NAME (conv_packed_transposed_size) (const RcpConv *conv)
{
  return (gsize) conv->out_channels * (conv->in_channels / conv->groups) * conv->kernel[0] * conv->kernel[1];
}

/* To (group, block of input channels, output channel, tap, channel in the block). */
void
ISA_NAME (conv_pack_transposed) (const RcpConv *conv, const float *weights, float *packed)
{
  const int in_per_group = conv->in_channels / conv->groups;
  const int out_per_group = conv->out_channels / conv->groups;
  const int block = block_size (conv);
  const int taps = conv->kernel[0] * conv->kernel[1];

  for (int group = 0; group < conv->groups; group++)
    for (int first = 0; first < in_per_group; first += block)
      for (int out = 0; out < out_per_group; out++)
        for (int tap = 0; tap < taps; tap++)
          for (int i = first; i < MIN (first + block, in_per_group); i++)
            *packed++ = weights[((gsize) (group * out_per_group + out) * in_per_group + i) * taps + tap];
}

/* What a tile needs; distances in floats. The gradient of column u of the row stands at dy + u · RCP_SLICE, where
 * u counts from the one whose first tap falls on the tile's first column. */
typedef struct
{
  int outs[2];
  int kernel_rows[2];
  int kernel_height;
  int from;
  int to;
  gsize dy_row_step;
  gsize dy_channel_step;
  gsize dx_channel_step;
} Walk;

typedef void (*TileFunction) (const Walk *walk, const float *dy, const float *w, float *dx);

INLINE void
tile (const int channels, const int columns, const int taps, const Walk *walk, const float *dy, const float *w,
      float *dx)
{
  const int from = walk->from;
  const int to = walk->to;
  const int tap_count = walk->kernel_height * taps;
  Vf sum[MAX_BLOCK * MAX_COLUMNS];

  UNROLL for (int i = 0; i < channels; i++) UNROLL for (int j = 0; j < columns; j++) sum[i * columns + j] =
      walk->outs[0] == 0 ? broadcast (0.0f) : load (dx + i * walk->dx_channel_step + j * RCP_SLICE);

  for (int out = walk->outs[0]; out < walk->outs[1]; out++)
    for (int row = walk->kernel_rows[0]; row < walk->kernel_rows[1]; row++)
      {
        const float *pd = dy + out * walk->dy_channel_step - row * (gssize) walk->dy_row_step;
        const float *pw = w + ((gsize) out * tap_count + row * taps) * channels;
        Vf weight[MAX_WEIGHTS];

        UNROLL for (int i = 0; i < channels * taps; i++) weight[i] = broadcast (pw[i]);
        UNROLL for (int u = 1 - taps; u < columns; u++) if (u >= from && u < to)
        {
          Vf gradient = load (pd + u * RCP_SLICE);

          UNROLL for (int tap = 0; tap < taps; tap++) if (u + tap >= 0 && u + tap < columns)
              UNROLL for (int i = 0; i < channels; i++) sum[i * columns + u + tap] +=
              weight[tap * channels + i] * gradient;
        }
      }

  UNROLL for (int i = 0; i < channels; i++) UNROLL for (int j = 0; j < columns; j++)
      store (dx + i * walk->dx_channel_step + j * RCP_SLICE, sum[i * columns + j]);
}

#define TILE(channels, columns, taps)                                                                                  \
  static void tile_##channels##_##columns##_##taps (const Walk *walk, const float *dy, const float *w, float *dx)      \
  {                                                                                                                    \
    tile (channels, columns, taps, walk, dy, w, dx);                                                                   \
  }

/* clang-format off */
#define TILES_OF_WIDTH(T, channels, taps) \
  T (channels, 1, taps) T (channels, 2, taps) T (channels, 3, taps) T (channels, 4, taps) \
  T (channels, 5, taps) T (channels, 6, taps) T (channels, 7, taps) T (channels, 8, taps)
#define ONE_CHANNEL(T) TILES_OF_WIDTH (T, 1, 1) TILES_OF_WIDTH (T, 1, 3) TILES_OF_WIDTH (T, 1, 5)
#if REGISTERS == 32
#define TWO_CHANNELS(T) TILES_OF_WIDTH (T, 2, 1) TILES_OF_WIDTH (T, 2, 3) TILES_OF_WIDTH (T, 2, 5)
#else
#define TWO_CHANNELS(T)
#endif
/* clang-format on */

ONE_CHANNEL (TILE)
TWO_CHANNELS (TILE)

#define TILE_ENTRY(channels, columns, taps) [channels][columns][taps] = tile_##channels##_##columns##_##taps,
static const TileFunction tiles[MAX_BLOCK + 1][MAX_COLUMNS + 1][6] = { ONE_CHANNEL (TILE_ENTRY)
                                                                           TWO_CHANNELS (TILE_ENTRY) };

/* How many output channels are worked through at a time: as many as leave the rows that a kernel spans in the nearest
 * cache, where all tiles of a row of the input read them. */
static int
chunk_size (const RcpConv *conv, int out_per_group)
{
  const gsize cache = 32 * 1024;
  gsize bytes = (gsize) out_per_group * conv->kernel[0] * conv->out_width * RCP_SLICE * sizeof (float);
  int chunks = (int) MIN ((bytes + cache - 1) / cache, (gsize) out_per_group);

  return (out_per_group + chunks - 1) / chunks;
}

/* stride and dilation 1, and a kernel width that there is a tile for */
static void
backward_tiled (const RcpConv *conv, const float *dy, const float *packed, float *dx)
{
  const int in_per_group = conv->in_channels / conv->groups;
  const int out_per_group = conv->out_channels / conv->groups;
  const int block = block_size (conv);
  const int chunk = chunk_size (conv, out_per_group);
  const int taps = conv->kernel[1];
  const int tiles_in_row = (conv->in_width + MAX_COLUMNS - 1) / MAX_COLUMNS;
  const int width = (conv->in_width + tiles_in_row - 1) / tiles_in_row;
  Walk walk = {
    .kernel_height = conv->kernel[0],
    .dy_row_step = (gsize) conv->out_width * RCP_SLICE,
    .dy_channel_step = (gsize) conv->out_height * conv->out_width * RCP_SLICE,
    .dx_channel_step = (gsize) conv->in_height * conv->in_width * RCP_SLICE,
  };

  for (int row = 0; row < conv->in_height; row++)
    {
      int y_row = row + conv->padding[0];

      walk.kernel_rows[0] = MAX (0, y_row - (conv->out_height - 1));
      walk.kernel_rows[1] = MIN (conv->kernel[0], y_row + 1);
      for (int group = 0; group < conv->groups; group++)
        for (int out = 0; out < out_per_group; out += chunk)
          {
            walk.outs[0] = out;
            walk.outs[1] = MIN (out + chunk, out_per_group);
            for (int channel = 0; channel < in_per_group; channel += block)
              {
                const int channels = MIN (block, in_per_group - channel);
                const int in = group * in_per_group + channel;
                const float *w = packed + (gsize) in * out_per_group * conv->kernel[0] * taps;
                const float *pd = dy + (gsize) group * out_per_group * walk.dy_channel_step
                                  + (gssize) y_row * (gssize) walk.dy_row_step;
                float *px = dx + in * walk.dx_channel_step + (gsize) row * conv->in_width * RCP_SLICE;

                for (int column = 0; column < conv->in_width; column += width)
                  {
                    int columns = MIN (width, conv->in_width - column);
                    int y_column = column + conv->padding[1];

                    walk.from = -y_column;
                    walk.to = conv->out_width - y_column;
                    for (int part = 0; part < PARTS; part++)
                      tiles[channels][columns][taps](&walk, pd + (gssize) y_column * RCP_SLICE + part * RCP_LANES, w,
                                                     px + (gsize) column * RCP_SLICE + part * RCP_LANES);
                  }
              }
          }
    }
}

/* any geometry: one pixel of one input channel at a time, gathering the outputs that read it */
static void
backward_gathered (const RcpConv *conv, const float *dy, const float *packed, float *dx)
{
  const int in_per_group = conv->in_channels / conv->groups;
  const int out_per_group = conv->out_channels / conv->groups;
  const int block = block_size (conv);
  const int taps = conv->kernel[0] * conv->kernel[1];
  const gsize dy_channel_step = (gsize) conv->out_height * conv->out_width * RCP_SLICE;

  for (int in = 0; in < conv->in_channels; in++)
    {
      const int group = in / in_per_group;
      const int first = in % in_per_group / block * block;
      const int channels = MIN (block, in_per_group - first);
      const float *w =
          packed + (gsize) (group * in_per_group + first) * out_per_group * taps + in % in_per_group - first;

      for (int row = 0; row < conv->in_height; row++)
        for (int column = 0; column < conv->in_width; column++)
          for (int part = 0; part < PARTS; part++)
            {
              Vf sum = broadcast (0.0f);

              for (int i = 0; i < conv->kernel[0]; i++)
                {
                  int y = row + conv->padding[0] - i * conv->dilation[0];

                  if (y < 0 || y % conv->stride[0] != 0 || y / conv->stride[0] >= conv->out_height)
                    continue;
                  for (int j = 0; j < conv->kernel[1]; j++)
                    {
                      int x = column + conv->padding[1] - j * conv->dilation[1];
                      const float *pd;

                      if (x < 0 || x % conv->stride[1] != 0 || x / conv->stride[1] >= conv->out_width)
                        continue;
                      pd = dy + (gsize) group * out_per_group * dy_channel_step
                           + ((gsize) (y / conv->stride[0]) * conv->out_width + x / conv->stride[1]) * RCP_SLICE
                           + part * RCP_LANES;
                      for (int out = 0; out < out_per_group; out++)
                        sum += broadcast (w[((gsize) out * taps + i * conv->kernel[1] + j) * channels])
                               * load (pd + out * dy_channel_step);
                    }
                }
              store (dx + (((gsize) in * conv->in_height + row) * conv->in_width + column) * RCP_SLICE
                         + part * RCP_LANES,
                     sum);
            }
    }
}

void
ISA_NAME (conv_backward_input) (const RcpConv *conv, const float *dy, const float *packed, float *dx)
{
  gboolean unit_steps =
      conv->stride[0] == 1 && conv->stride[1] == 1 && conv->dilation[0] == 1 && conv->dilation[1] == 1;

  if (unit_steps && conv->kernel[1] <= 5 && tiles[1][1][conv->kernel[1]] != NULL)
    backward_tiled (conv, dy, packed, dx);
  else
    backward_gathered (conv, dy, packed, dx);
}
