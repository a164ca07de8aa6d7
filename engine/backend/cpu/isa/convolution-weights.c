#include "vector.h"

#include "backend/cpu/convolution.h"

/*
 * The gradient of a convolution's weights. For one input channel and one kernel row, a tile of `channels` output
 * channels by `taps` kernel columns stays in registers while the pixels of a row run by: each pixel loads
 * `channels` gradients and `taps` inputs for channels × taps multiply-adds. The lanes stay apart, one partial sum
 * for each of the slice's images; reduce_lanes() adds them up at the end. The sums lie in the order in which the
 * tiles come by, each tile's side by side; conv_unpack_gradient() puts them into the order of the weights.
 */

#if REGISTERS == 32
#define MAX_TILE 20
#define MAX_BLOCK 4
#else
#define MAX_TILE 12
#define MAX_BLOCK 4
#endif
#define MAX_TAPS 5

/* What a tile needs to walk its pixels; distances in floats. */
typedef struct
{
  int rows;
  int columns;
  gsize x_row_step;
  gsize x_pixel_step;
  gsize tap_step;
  gsize dy_row_step;
  gsize dy_channel_step;
} Walk;

typedef void (*TileFunction) (const Walk *walk, const float *x, const float *dy, float *sums);

/* With @unit stride and dilation are 1, known when this is compiled. */
INLINE void
tile (const int channels, const int taps, const gboolean unit, const Walk *walk, const float *x, const float *dy,
      float *sums)
{
  const gsize x_pixel_step = unit ? RCP_SLICE : walk->x_pixel_step;
  const gsize tap_step = unit ? RCP_SLICE : walk->tap_step;
  const gsize dy_channel_step = walk->dy_channel_step;
  const int columns = walk->columns;
  Vf sum[MAX_TILE];

  UNROLL for (int i = 0; i < channels * taps; i++) sum[i] = load (sums + i * RCP_SLICE);

  for (int row = 0; row < walk->rows; row++)
    {
      const float *px = x + row * walk->x_row_step;
      const float *pd = dy + row * walk->dy_row_step;

      UNROLL_TWICE for (int column = 0; column < columns; column++)
      {
        Vf gradient[MAX_BLOCK];

        UNROLL for (int i = 0; i < channels; i++) gradient[i] = load (pd + i * dy_channel_step);
        UNROLL for (int j = 0; j < taps; j++)
        {
          Vf pixel = load (px + j * tap_step);

          UNROLL for (int i = 0; i < channels; i++) sum[i * taps + j] += gradient[i] * pixel;
        }
        px += x_pixel_step;
        pd += RCP_SLICE;
      }
    }

  UNROLL for (int i = 0; i < channels * taps; i++) store (sums + i * RCP_SLICE, sum[i]);
}

#define TILE(channels, taps)                                                                                           \
  static void tile_##channels##_##taps##_any (const Walk *walk, const float *x, const float *dy, float *sums)          \
  {                                                                                                                    \
    tile (channels, taps, FALSE, walk, x, dy, sums);                                                                   \
  }                                                                                                                    \
  static void tile_##channels##_##taps##_unit (const Walk *walk, const float *x, const float *dy, float *sums)         \
  {                                                                                                                    \
    tile (channels, taps, TRUE, walk, x, dy, sums);                                                                    \
  }

/* clang-format off */
#define ALL_TILES(T) \
  T (1, 1) T (1, 2) T (1, 3) T (1, 4) T (1, 5) \
  T (2, 1) T (2, 2) T (2, 3) T (2, 4) T (2, 5) \
  T (3, 1) T (3, 2) T (3, 3) T (3, 4) \
  T (4, 1) T (4, 2) T (4, 3)
#if REGISTERS == 32
#define WIDE_TILES(T) T (3, 5) T (4, 4) T (4, 5)
#else
#define WIDE_TILES(T)
#endif
/* clang-format on */

ALL_TILES (TILE)
WIDE_TILES (TILE)

#define TILE_ENTRY(channels, taps)                                                                                     \
  [channels][taps] = { tile_##channels##_##taps##_any, tile_##channels##_##taps##_unit },
static const TileFunction tiles[MAX_BLOCK + 1][MAX_TAPS + 1][2] = { ALL_TILES (TILE_ENTRY) WIDE_TILES (TILE_ENTRY) };

static int
block_size (int channels, int taps)
{
  int block = MIN (MAX_BLOCK, channels);

  while (tiles[block][taps][0] == NULL)
    block--;
  /* an even cut beats a full tile and a remainder */
  for (int b = block; b > 1; b--)
    if (channels % b == 0)
      return b;
  return block;
}

/* The output columns outside [@first, @last), where some taps fall into the padding: each tap for itself. */
static void
edges (const RcpConv *conv, int tap0, int taps, int first, int last, const Walk *walk, const float *x, const float *dy,
       float *sums)
{
  for (int tap = tap0; tap < tap0 + taps; tap++)
    {
      Vf *sum = (Vf *) (sums + (tap - tap0) * RCP_SLICE);
      int from, to;

      rcp_conv_columns_inside (conv, tap, tap, &from, &to);
      for (int column = from; column < to; column++)
        {
          gssize at = (gssize) column * conv->stride[1] - conv->padding[1] + (gssize) tap * conv->dilation[1];

          if (column >= first && column < last)
            continue;
          for (int row = 0; row < walk->rows; row++)
            *sum += load (x + row * walk->x_row_step + at * RCP_SLICE)
                    * load (dy + row * walk->dy_row_step + (gsize) column * RCP_SLICE);
        }
    }
}

/* sums += a channel's @count gradients, lane by lane */
static void
bias_sum (const float *dy, float *sums, gsize count)
{
  for (int part = 0; part < PARTS; part++)
    {
      const float *p = dy + part * RCP_LANES;
      Vf sum[4] = { load (sums + part * RCP_LANES), { 0 }, { 0 }, { 0 } };
      gsize i = 0;

      for (; i + 4 <= count; i += 4)
        UNROLL for (int k = 0; k < 4; k++) sum[k] += load (p + (i + k) * RCP_SLICE);
      for (; i < count; i++)
        sum[0] += load (p + i * RCP_SLICE);
      store (sums + part * RCP_LANES, (sum[0] + sum[1]) + (sum[2] + sum[3]));
    }
}

/* One tile's place: the walk over all of them, in the order in which their sums lie. A block of output channels stays
 * while the inputs and kernel rows go by, because its gradients are the most that a tile reads. */
typedef struct
{
  int tap0;
  int taps;
  int out;
  int channels;
  int in;
  int kernel_row;
} Place;

/* The first input channel of the group that output channel @out belongs to. */
static int
first_input (const RcpConv *conv, int out)
{
  return out / (conv->out_channels / conv->groups) * (conv->in_channels / conv->groups);
}

/* Moves to the block of output channels that begins at @out. */
static void
start_block (const RcpConv *conv, Place *place, int out)
{
  const int out_per_group = conv->out_channels / conv->groups;

  place->out = out;
  place->channels = MIN (block_size (out_per_group, place->taps), out_per_group - out % out_per_group);
  place->in = first_input (conv, out);
  place->kernel_row = 0;
}

/* @place: (inout): the next tile; all zero before the first. %FALSE after the last. */
static gboolean
next_place (const RcpConv *conv, Place *place)
{
  if (place->taps == 0)
    {
      place->taps = MIN (MAX_TAPS, conv->kernel[1]);
      start_block (conv, place, 0);
      return TRUE;
    }
  if (++place->kernel_row < conv->kernel[0])
    return TRUE;
  place->kernel_row = 0;
  if (++place->in < first_input (conv, place->out) + conv->in_channels / conv->groups)
    return TRUE;
  if (place->out + place->channels < conv->out_channels)
    {
      start_block (conv, place, place->out + place->channels);
      return TRUE;
    }
  place->tap0 += place->taps;
  if (place->tap0 == conv->kernel[1])
    return FALSE;
  place->taps = MIN (MAX_TAPS, conv->kernel[1] - place->tap0);
  start_block (conv, place, 0);
  return TRUE;
}

void
ISA_NAME (conv_unpack_gradient) (const RcpConv *conv, const float *packed, float *gradient)
{
  const int in_per_group = conv->in_channels / conv->groups;
  Place place = { 0 };

  while (next_place (conv, &place))
    for (int i = 0; i < place.channels; i++)
      {
        gsize row =
            ((gsize) (place.out + i) * in_per_group + place.in % in_per_group) * conv->kernel[0] + place.kernel_row;

        for (int j = 0; j < place.taps; j++)
          gradient[row * conv->kernel[1] + place.tap0 + j] = *packed++;
      }
}

/* What of a walk is the same for all tiles. */
static Walk
start_walk (const RcpConv *conv, int dy_height)
{
  return (Walk){
    .x_row_step = (gsize) conv->stride[0] * conv->in_width * RCP_SLICE,
    .x_pixel_step = (gsize) conv->stride[1] * RCP_SLICE,
    .tap_step = (gsize) conv->dilation[1] * RCP_SLICE,
    .dy_row_step = (gsize) conv->out_width * RCP_SLICE,
    .dy_channel_step = (gsize) dy_height * conv->out_width * RCP_SLICE,
  };
}

/* sums += one tile's gradient by the output rows [row0, row1) */
static void
add_place (const RcpConv *conv, const Place *place, Walk *walk, const float *x, const float *dy, float *sums, int row0,
           int row1, int dy_row0)
{
  const gssize row_size = (gssize) conv->in_width * RCP_SLICE;
  const gboolean unit = conv->stride[1] == 1 && conv->dilation[1] == 1;
  int from, to, first, last;
  gssize x_row, x_column;

  rcp_conv_rows_inside (conv, place->kernel_row, &from, &to);
  from = MAX (from, row0);
  to = MIN (to, row1);
  if (from >= to)
    return;
  rcp_conv_columns_inside (conv, place->tap0, place->tap0 + place->taps - 1, &first, &last);
  walk->rows = to - from;
  walk->columns = last - first;
  x_row = (gssize) from * conv->stride[0] - conv->padding[0] + (gssize) place->kernel_row * conv->dilation[0];
  x_column = (gssize) first * conv->stride[1] - conv->padding[1] + (gssize) place->tap0 * conv->dilation[1];
  x += place->in * conv->in_height * row_size + x_row * row_size;
  dy += place->out * walk->dy_channel_step + (gsize) (from - dy_row0) * walk->dy_row_step;
  for (int part = 0; part < PARTS; part++)
    {
      const gsize lane = part * RCP_LANES;

      if (walk->columns > 0)
        tiles[place->channels][place->taps][unit](walk, x + x_column * RCP_SLICE + lane,
                                                  dy + (gsize) first * RCP_SLICE + lane, sums + lane);
      if (first > 0 || last < conv->out_width)
        for (int i = 0; i < place->channels; i++)
          edges (conv, place->tap0, place->taps, first, last, walk, x + lane, dy + i * walk->dy_channel_step + lane,
                 sums + i * place->taps * RCP_SLICE + lane);
    }
}

void
ISA_NAME (conv_backward_rows) (const RcpConv *conv, const float *x, const float *dy, float *sums, float *bias, int row0,
                               int row1, int dy_row0, int dy_height)
{
  Walk walk = start_walk (conv, dy_height);
  Place place = { 0 };

  for (int channel = 0; channel < conv->out_channels; channel++)
    bias_sum (dy + channel * walk.dy_channel_step + (gsize) (row0 - dy_row0) * walk.dy_row_step,
              bias + channel * RCP_SLICE, (gsize) (row1 - row0) * conv->out_width);
  for (; next_place (conv, &place); sums += place.channels * place.taps * RCP_SLICE)
    add_place (conv, &place, &walk, x, dy, sums, row0, row1, dy_row0);
}

void
ISA_NAME (conv_backward_weights) (const RcpConv *conv, const float *x, const float *dy, float *gradient,
                                  float *bias_gradient)
{
  /* enough tiles for the lanes to be added up many at a time, few enough to stay in the nearest cache */
  float sums[(16 * MAX_TILE) * RCP_SLICE] __attribute__ ((aligned (RCP_ALIGNMENT)));
  Walk walk = start_walk (conv, conv->out_height);
  Place place = { 0 };
  gsize n = 0;

  while (next_place (conv, &place))
    {
      gsize size = (gsize) place.channels * place.taps;

      if ((n + size) * RCP_SLICE > G_N_ELEMENTS (sums))
        {
          ISA_NAME (reduce_lanes) (sums, gradient, n);
          gradient += n;
          n = 0;
        }
      memset (sums + n * RCP_SLICE, 0, size * RCP_SLICE * sizeof (float));
      add_place (conv, &place, &walk, x, dy, sums + n * RCP_SLICE, 0, conv->out_height, 0);
      n += size;
    }
  ISA_NAME (reduce_lanes) (sums, gradient, n);

  for (int channel = 0; channel < conv->out_channels; channel++)
    {
      float sum[RCP_SLICE] __attribute__ ((aligned (RCP_ALIGNMENT))) = { 0 };

      bias_sum (dy + channel * walk.dy_channel_step, sum, (gsize) conv->out_height * conv->out_width);
      ISA_NAME (reduce_lanes) (sum, bias_gradient + channel, 1);
    }
}
