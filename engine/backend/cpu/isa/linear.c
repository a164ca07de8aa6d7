#include "vector.h"

/*
 * Linear layers. The weights of a block of outputs are packed side by side and broadcast one by one, forward against
 * the slice's inputs, backward against its gradients; so the slices read one copy of the weights, which matters where
 * another thread has just written half of it. The weight gradient sums over the images, which the slices keep in their
 * lanes: there the inputs are transposed once, so that neighbouring weights sit in a vector and images are broadcast.
 */

#define BLOCK RCP_LINEAR_BLOCK
#if REGISTERS == 32
#define ROWS 4
#define VECTORS 5
#else
#define ROWS 4
#define VECTORS 2
#endif

INLINE Vf
interleave_low (Vf a, Vf b)
{
#if RCP_LANES == 16
  return __builtin_shufflevector (a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
#elif RCP_LANES == 8
  return __builtin_shufflevector (a, b, 0, 8, 1, 9, 2, 10, 3, 11);
#else
  return __builtin_shufflevector (a, b, 0, 4, 1, 5);
#endif
}

INLINE Vf
interleave_high (Vf a, Vf b)
{
#if RCP_LANES == 16
  return __builtin_shufflevector (a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
#elif RCP_LANES == 8
  return __builtin_shufflevector (a, b, 4, 12, 5, 13, 6, 14, 7, 15);
#else
  return __builtin_shufflevector (a, b, 2, 6, 3, 7);
#endif
}

/* A square of RCP_LANES vectors becomes its transpose: as often as the width can be halved, each vector of the
 * first half is interleaved with its fellow in the second. */
INLINE void
transpose_square (Vf *square)
{
  UNROLL for (int width = RCP_LANES; width > 1; width /= 2)
  {
    Vf next[RCP_LANES];

    UNROLL for (int i = 0; i < RCP_LANES / 2; i++)
    {
      next[2 * i] = interleave_low (square[i], square[i + RCP_LANES / 2]);
      next[2 * i + 1] = interleave_high (square[i], square[i + RCP_LANES / 2]);
    }
    UNROLL for (int i = 0; i < RCP_LANES; i++) square[i] = next[i];
  }
}

gsize
ISA_NAME (linear_packed_size) (int inputs, int outputs)
{
  return (gsize) inputs * outputs;
}

void
ISA_NAME (linear_pack) (const float *weights, int inputs, int outputs, float *packed, int row0, int row1)
{
  for (int first = row0 / BLOCK * BLOCK; first < row1; first += BLOCK)
    {
      const int block = MIN (BLOCK, outputs - first);
      const float *rows = weights + (gsize) first * inputs;
      float *to = packed + (gsize) first * inputs;
      int column = 0;

      /* a stored vector is wider than the block, and the next one overwrites what it left behind: so the last
       * columns, which have no next one in their block, go one by one */
      if (block <= RCP_LANES)
        for (; column + 2 * RCP_LANES <= inputs; column += RCP_LANES)
          {
            Vf square[RCP_LANES];

            UNROLL for (int i = 0; i < RCP_LANES; i++) square[i] =
                i < block ? loadu (rows + (gsize) i * inputs + column) : (Vf){ 0 };
            transpose_square (square);
            UNROLL for (int j = 0; j < RCP_LANES; j++) storeu (to + (gsize) (column + j) * block, square[j]);
          }
      for (; column < inputs; column++)
        for (int i = 0; i < block; i++)
          to[(gsize) column * block + i] = rows[(gsize) i * inputs + column];
    }
}

void
ISA_NAME (transpose) (const float *x, float *xt, int n, gsize stride)
{
  int first = 0;

  for (; first + RCP_LANES <= n; first += RCP_LANES)
    for (int part = 0; part < PARTS; part++)
      {
        Vf square[RCP_LANES];

        UNROLL for (int i = 0; i < RCP_LANES; i++) square[i] =
            load (x + (gsize) (first + i) * RCP_SLICE + part * RCP_LANES);
        transpose_square (square);
        UNROLL for (int i = 0; i < RCP_LANES; i++) storeu (xt + (part * RCP_LANES + i) * stride + first, square[i]);
      }
  for (; first < n; first++)
    for (int image = 0; image < RCP_SLICE; image++)
      xt[image * stride + first] = x[(gsize) first * RCP_SLICE + image];
}

INLINE void
forward_block (const int block, const float *x, const float *w, const float *bias, float *y, int inputs)
{
  Vf sum[BLOCK];

  UNROLL for (int i = 0; i < block; i++) sum[i] = broadcast (bias[i]);
  for (int j = 0; j < inputs; j++)
    {
      Vf input = load (x + (gsize) j * RCP_SLICE);

      UNROLL for (int i = 0; i < block; i++) sum[i] += broadcast (w[i]) * input;
      w += block;
    }
  UNROLL for (int i = 0; i < block; i++) store (y + i * RCP_SLICE, sum[i]);
}

void
ISA_NAME (linear_forward) (const float *x, const float *packed, const float *bias, float *y, int inputs, int outputs)
{
  for (int first = 0; first < outputs; first += BLOCK)
    {
      int block = MIN (BLOCK, outputs - first);

      for (int part = 0; part < PARTS; part++)
        {
          const float *px = x + part * RCP_LANES;
          float *py = y + (gsize) first * RCP_SLICE + part * RCP_LANES;

          switch (block)
            {
#define CASE(n)                                                                                                        \
  case n:                                                                                                              \
    forward_block (n, px, packed, bias + first, py, inputs);                                                           \
    break
              CASE (1);
              CASE (2);
              CASE (3);
              CASE (4);
              CASE (5);
              CASE (6);
              CASE (7);
              CASE (8);
              CASE (9);
              CASE (10);
              CASE (11);
              CASE (12);
#undef CASE
            default:
              g_assert_not_reached ();
            }
        }
      packed += (gsize) inputs * block;
    }
}

/* dx of @inputs_here inputs from @column on, from the packed weights: a block's weights for one input lie side by
 * side, so those of a tile are one short stretch of memory. */
INLINE void
backward_input_tile (const int inputs_here, const float *dy, const float *packed, float *dx, int column, int inputs,
                     int outputs)
{
  Vf sum[BLOCK];

  UNROLL for (int i = 0; i < inputs_here; i++) sum[i] = broadcast (0.0f);
  for (int first = 0; first < outputs; first += BLOCK)
    {
      const int block = MIN (BLOCK, outputs - first);
      const float *w = packed + (gsize) first * inputs + (gsize) column * block;

      if (block == BLOCK)
        {
          /* the usual case, with distances that are known when this is compiled */
          for (int j = 0; j < BLOCK; j++)
            {
              Vf gradient = load (dy + (gsize) (first + j) * RCP_SLICE);

              UNROLL for (int i = 0; i < inputs_here; i++) sum[i] += broadcast (w[i * BLOCK + j]) * gradient;
            }
        }
      else
        {
          for (int j = 0; j < block; j++)
            {
              Vf gradient = load (dy + (gsize) (first + j) * RCP_SLICE);

              UNROLL for (int i = 0; i < inputs_here; i++) sum[i] += broadcast (w[i * block + j]) * gradient;
            }
        }
    }
  UNROLL for (int i = 0; i < inputs_here; i++) store (dx + (gsize) (column + i) * RCP_SLICE, sum[i]);
}

void
ISA_NAME (linear_backward_input) (const float *dy, const float *packed, float *dx, int inputs, int outputs)
{
  for (int part = 0; part < PARTS; part++)
    {
      const float *pd = dy + part * RCP_LANES;
      float *px = dx + part * RCP_LANES;
      int column = 0;

      for (; column + BLOCK <= inputs; column += BLOCK)
        backward_input_tile (BLOCK, pd, packed, px, column, inputs, outputs);
      for (; column + 4 <= inputs; column += 4)
        backward_input_tile (4, pd, packed, px, column, inputs, outputs);
      for (; column < inputs; column++)
        backward_input_tile (1, pd, packed, px, column, inputs, outputs);
    }
}

INLINE void
weights_tile (const int rows, const int vectors, const float *xt, gsize xt_stride, const float *dy,
              gsize dy_slice_stride, Vf *sum, int slices)
{
  UNROLL for (int i = 0; i < rows * vectors; i++) sum[i] = broadcast (0.0f);
  for (int slice = 0; slice < slices; slice++)
    for (int image = 0; image < RCP_SLICE; image++)
      {
        const float *px = xt + ((gsize) slice * RCP_SLICE + image) * xt_stride;
        const float *pd = dy + slice * dy_slice_stride + image;
        Vf input[VECTORS];

        UNROLL for (int j = 0; j < vectors; j++) input[j] = loadu (px + j * RCP_LANES);
        UNROLL for (int i = 0; i < rows; i++)
        {
          Vf gradient = broadcast (pd[i * RCP_SLICE]);

          UNROLL for (int j = 0; j < vectors; j++) sum[i * vectors + j] += gradient * input[j];
        }
      }
}

/* Some columns of the last vector may lie past the inputs; they are computed from padding and let go. */
INLINE void
weights_block (const int rows, const int vectors, const float *xt, gsize xt_stride, const float *dy,
               gsize dy_slice_stride, float *gradient, int inputs, int column, int slices)
{
  Vf sum[ROWS * VECTORS];

  weights_tile (rows, vectors, xt + column, xt_stride, dy, dy_slice_stride, sum, slices);
  UNROLL for (int i = 0; i < rows; i++) UNROLL for (int j = 0; j < vectors; j++)
  {
    int at = column + j * RCP_LANES;
    float *to = gradient + (gsize) i * inputs + at;

    if (at + RCP_LANES <= inputs)
      storeu (to, sum[i * vectors + j]);
    else
      for (int k = 0; at + k < inputs; k++)
        to[k] = sum[i * vectors + j][k];
  }
}

void
ISA_NAME (linear_backward_weights) (const float *xt, gsize xt_stride, const float *dy, gsize dy_slice_stride,
                                    float *gradient, int inputs, int outputs, int row0, int row1, int slices)
{
  const int total = (inputs + RCP_LANES - 1) / RCP_LANES;

  for (int row = row0; row < row1;)
    {
      const int rows = row + ROWS <= row1 ? ROWS : 1;
      const float *pd = dy + (gsize) row * RCP_SLICE;
      float *pg = gradient + (gsize) row * inputs;

      for (int v = 0; v < total;)
        {
          const int vectors = v + VECTORS <= total ? VECTORS : 1;
          const int column = v * RCP_LANES;

          if (rows == ROWS && vectors == VECTORS)
            weights_block (ROWS, VECTORS, xt, xt_stride, pd, dy_slice_stride, pg, inputs, column, slices);
          else if (rows == ROWS)
            weights_block (ROWS, 1, xt, xt_stride, pd, dy_slice_stride, pg, inputs, column, slices);
          else if (vectors == VECTORS)
            weights_block (1, VECTORS, xt, xt_stride, pd, dy_slice_stride, pg, inputs, column, slices);
          else
            weights_block (1, 1, xt, xt_stride, pd, dy_slice_stride, pg, inputs, column, slices);
          v += vectors;
        }
      row += rows;
    }
}
