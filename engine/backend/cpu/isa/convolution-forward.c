#include "vector.h"

#include "backend/cpu/convolution.h"

/*
 * Forward convolution. A tile of the output, `channels` channels by `columns` columns, stays in registers while
 * all taps of all input channels run over it: each tap loads `columns` pixels and broadcasts `channels` weights
 * for channels × columns multiply-adds. The weights of a block of channels are packed so that a tap's lie side
 * by side.
 */

#if REGISTERS == 32
#define MAX_TILE 28
#else
#define MAX_TILE 12
#endif
#define MAX_BLOCK 6
#define MAX_COLUMNS 7

/* How many output channels a tile takes: what divides them, and leaves room for enough columns. */
static int
block_size (int channels)
{
  if (channels % 6 == 0)
    return 6;
  if (channels % 4 == 0 || channels > 6)
    return 4;
  return MIN (channels, MAX_BLOCK);
}

gsize
ISA_NAME (conv_packed_size) (const RcpConv *conv)
{
  return (gsize) conv->out_channels * (conv->in_channels / conv->groups) * conv->kernel[0] * conv->kernel[1];
}

void
ISA_NAME (conv_pack) (const RcpConv *conv, const float *weights, float *packed)
{
  int per_group = conv->out_channels / conv->groups;
  int block = block_size (per_group);
  gsize taps = (gsize) (conv->in_channels / conv->groups) * conv->kernel[0] * conv->kernel[1];

  for (int group = 0; group < conv->groups; group++)
    for (int first = 0; first < per_group; first += block)
      {
        int channels = MIN (block, per_group - first);

        for (gsize tap = 0; tap < taps; tap++)
          for (int i = 0; i < channels; i++)
            *packed++ = weights[(gsize) (group * per_group + first + i) * taps + tap];
      }
}

/* Everything a tile needs to walk its taps; distances in floats. */
typedef struct
{
  int in_channels;
  int rows[2];    /* the kernel rows that lie inside the input */
  int columns[2]; /* the kernel columns that do */
  int kernel_rows;
  int kernel_columns;
  gsize channel_step;
  gsize row_step;
  gsize column_step;
  gsize pixel_step;
  gsize out_channel_step;
} Walk;

typedef void (*TileFunction) (const Walk *walk, const float *x, const float *w, const float *bias, float *y);

/* With @taps not 0 the kernel has that many columns and all lie inside: the loop over them is unrolled. */
INLINE void
tile (const int channels, const int columns, const int taps, const Walk *walk, const float *x, const float *w,
      const float *bias, float *y)
{
  const gsize column_step = walk->column_step;
  const gsize pixel_step = walk->pixel_step;
  const int tap0 = taps ? 0 : walk->columns[0];
  const int tap1 = taps ? taps : walk->columns[1];
  const int kernel_columns = taps ? taps : walk->kernel_columns;
  Vf sum[MAX_TILE];

  UNROLL for (int i = 0; i < channels; i++) UNROLL for (int j = 0; j < columns; j++) sum[i * columns + j] =
      broadcast (bias[i]);

  for (int channel = 0; channel < walk->in_channels; channel++)
    for (int row = walk->rows[0]; row < walk->rows[1]; row++)
      {
        const float *px = x + channel * walk->channel_step + row * walk->row_step + tap0 * column_step;
        const float *pw = w + ((gsize) (channel * walk->kernel_rows + row) * kernel_columns + tap0) * channels;

        UNROLL_TAPS for (int tap = tap0; tap < tap1; tap++)
        {
          Vf pixel[MAX_COLUMNS];

          UNROLL for (int j = 0; j < columns; j++) pixel[j] = load (px + j * pixel_step);
          UNROLL for (int i = 0; i < channels; i++)
          {
            Vf weight = broadcast (pw[i]);

            UNROLL for (int j = 0; j < columns; j++) sum[i * columns + j] += weight * pixel[j];
          }
          px += column_step;
          pw += channels;
        }
      }

  UNROLL for (int i = 0; i < channels; i++) UNROLL for (int j = 0; j < columns; j++)
      store (y + i * walk->out_channel_step + j * RCP_SLICE, sum[i * columns + j]);
}

#define TILE_OF(channels, columns, taps)                                                                               \
  static void tile_##channels##_##columns##_##taps (const Walk *walk, const float *x, const float *w,                  \
                                                    const float *bias, float *y)                                       \
  {                                                                                                                    \
    tile (channels, columns, taps, walk, x, w, bias, y);                                                               \
  }
#define TILE(channels, columns)                                                                                        \
  TILE_OF (channels, columns, 0) TILE_OF (channels, columns, 3) TILE_OF (channels, columns, 5)

/* clang-format off */
#define ALL_TILES(T) \
  T (1, 1) T (1, 2) T (1, 3) T (1, 4) T (1, 5) T (1, 6) T (1, 7) \
  T (2, 1) T (2, 2) T (2, 3) T (2, 4) T (2, 5) T (2, 6) \
  T (3, 1) T (3, 2) T (3, 3) T (3, 4) \
  T (4, 1) T (4, 2) T (4, 3) \
  T (5, 1) T (5, 2) \
  T (6, 1) T (6, 2)
#if REGISTERS == 32
#define WIDE_TILES(T) \
  T (2, 7) \
  T (3, 5) T (3, 6) T (3, 7) \
  T (4, 4) T (4, 5) T (4, 6) T (4, 7) \
  T (5, 3) T (5, 4) T (5, 5) \
  T (6, 3) T (6, 4)
#else
#define WIDE_TILES(T)
#endif
/* clang-format on */

ALL_TILES (TILE)
WIDE_TILES (TILE)

/* the commonest kernel widths have tiles of their own; [0] takes any */
#define TILE_ENTRY(channels, columns)                                                                                  \
  [channels][columns] = { [0] = tile_##channels##_##columns##_0,                                                       \
                          [3] = tile_##channels##_##columns##_3,                                                       \
                          [5] = tile_##channels##_##columns##_5 },
static const TileFunction tiles[MAX_BLOCK + 1][MAX_COLUMNS + 1][6] = { ALL_TILES (TILE_ENTRY) WIDE_TILES (TILE_ENTRY) };

static int
max_columns (int channels)
{
  int columns = MAX_COLUMNS;

  while (tiles[channels][columns][0] == NULL)
    columns--;
  return columns;
}

void
ISA_NAME (conv_forward) (const RcpConv *conv, const float *x, const float *packed, const float *bias, float *y,
                         int row0, int row1, int y_row0, int y_height)
{
  const int in_per_group = conv->in_channels / conv->groups;
  const int out_per_group = conv->out_channels / conv->groups;
  const int block = block_size (out_per_group);
  const gsize taps = (gsize) in_per_group * conv->kernel[0] * conv->kernel[1];
  const gsize row_size = (gsize) conv->in_width * RCP_SLICE;
  Walk walk = {
    .in_channels = in_per_group,
    .kernel_rows = conv->kernel[0],
    .kernel_columns = conv->kernel[1],
    .channel_step = conv->in_height * row_size,
    .row_step = conv->dilation[0] * row_size,
    .column_step = (gsize) conv->dilation[1] * RCP_SLICE,
    .pixel_step = (gsize) conv->stride[1] * RCP_SLICE,
    .out_channel_step = (gsize) y_height * conv->out_width * RCP_SLICE,
  };
  const int unrolled = conv->kernel[1] == 3 || conv->kernel[1] == 5 ? conv->kernel[1] : 0;
  int first, last;

  rcp_conv_columns_inside (conv, 0, conv->kernel[1] - 1, &first, &last);
  for (int row = row0; row < row1; row++)
    {
      rcp_conv_taps_inside (conv, 0, conv->in_height, row, walk.rows);
      for (int group = 0; group < conv->groups; group++)
        for (int channel = 0; channel < out_per_group; channel += block)
          {
            int channels = MIN (block, out_per_group - channel);
            int out_channel = group * out_per_group + channel;
            const float *w = packed + out_channel * taps;
            /* may point before the buffer: the first row inside it is added when it is read */
            const gssize row_origin = (gssize) row * conv->stride[0] - conv->padding[0];
            const float *px =
                x + (gssize) (group * in_per_group) * (gssize) walk.channel_step + row_origin * (gssize) row_size;
            float *py = y + out_channel * walk.out_channel_step + (gsize) (row - y_row0) * conv->out_width * RCP_SLICE;
            int most = max_columns (channels);
            int tiles_in_row = (last - first + most - 1) / most;
            int width = tiles_in_row > 0 ? (last - first + tiles_in_row - 1) / tiles_in_row : 1;

            for (int column = 0; column < conv->out_width;)
              {
                gboolean whole = column >= first && column < last;
                int columns = whole ? MIN (width, last - column) : 1;
                gssize origin = ((gssize) column * conv->stride[1] - conv->padding[1]) * RCP_SLICE;

                rcp_conv_taps_inside (conv, 1, conv->in_width, column, walk.columns);
                for (int part = 0; part < PARTS; part++)
                  tiles[channels][columns][whole ? unrolled : 0](&walk, px + origin + part * RCP_LANES, w,
                                                                 bias + out_channel,
                                                                 py + column * RCP_SLICE + part * RCP_LANES);
                column += columns;
              }
          }
    }
}
