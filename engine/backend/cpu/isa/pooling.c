#include "vector.h"

/*
 * ReLU and a 2 × 2 max-pool in one pass, for the rows that a convolution has just left in the cache. Pooling before
 * the ReLU gives the same value; and where no input is positive the gradient is 0 whichever of them wins. Among
 * equals the first wins, as in PyTorch.
 */
void
ISA_NAME (relu_pool) (const float *y, int channels, int y_height, int width, int rows, float *pooled, guint8 *winner,
                      int pooled_row0, int pooled_height, int pooled_width)
{
  const Vf zero = { 0 };
  const Vi one = (Vi){ 0 } + 1;

  for (int channel = 0; channel < channels; channel++)
    for (int row = 0; row < rows / 2; row++)
      {
        const float *top = y + ((gsize) channel * y_height + 2 * row) * width * RCP_SLICE;
        const float *bottom = top + (gsize) width * RCP_SLICE;
        gsize at = ((gsize) channel * pooled_height + pooled_row0 + row) * pooled_width * RCP_SLICE;

        for (int i = 0; i < pooled_width * RCP_SLICE; i += RCP_LANES)
          {
            const gsize left = (gsize) (i / RCP_SLICE) * 2 * RCP_SLICE + i % RCP_SLICE;
            Vf a = load (top + left);
            Vf b = load (top + left + RCP_SLICE);
            Vf c = load (bottom + left);
            Vf d = load (bottom + left + RCP_SLICE);
            Vi right_top = b > a;
            Vi right_bottom = d > c;
            Vf best_top = blend (right_top, b, a);
            Vf best_bottom = blend (right_bottom, d, c);
            Vi below = best_bottom > best_top;
            Vf best = blend (below, best_bottom, best_top);
            Vi index = blend_int (below, one + one - right_bottom, -right_top);

            /* this way round a NaN stays one */
            store (pooled + at + i, blend (best < zero, zero, best));
            narrow_to_bytes (winner + at + i, index);
          }
      }
}

void
ISA_NAME (relu_pool_backward) (const float *pooled, const float *dpooled, const guint8 *winner, int channels,
                               int dy_height, int width, int rows, float *dy, int pooled_row0, int pooled_height,
                               int pooled_width)
{
  const Vf zero = { 0 };

  for (int channel = 0; channel < channels; channel++)
    for (int row = 0; row < rows / 2; row++)
      {
        float *top = dy + ((gsize) channel * dy_height + 2 * row) * width * RCP_SLICE;
        float *bottom = top + (gsize) width * RCP_SLICE;
        gsize at = ((gsize) channel * pooled_height + pooled_row0 + row) * pooled_width * RCP_SLICE;

        for (int i = 0; i < pooled_width * RCP_SLICE; i += RCP_LANES)
          {
            const gsize left = (gsize) (i / RCP_SLICE) * 2 * RCP_SLICE + i % RCP_SLICE;
            Vf gradient = blend (load (pooled + at + i) > zero, load (dpooled + at + i), zero);
            Vi index = widen_bytes (winner + at + i);

            store (top + left, blend (index == 0, gradient, zero));
            store (top + left + RCP_SLICE, blend (index == 1, gradient, zero));
            store (bottom + left, blend (index == 2, gradient, zero));
            store (bottom + left + RCP_SLICE, blend (index == 3, gradient, zero));
          }
        /* an odd last column is in no window */
        if (width % 2 != 0)
          for (int i = 0; i < RCP_SLICE; i += RCP_LANES)
            {
              store (top + (gsize) (width - 1) * RCP_SLICE + i, zero);
              store (bottom + (gsize) (width - 1) * RCP_SLICE + i, zero);
            }
      }
}

/* The part of a window that lies inside the input, along one axis. */
static void
window (int at, int kernel, int stride, int padding, int size, int *from, int *to)
{
  int origin = at * stride - padding;

  *from = MAX (origin, 0);
  *to = MIN (origin + kernel, size);
}

typedef enum
{
  MAX_FORWARD,
  MAX_BACKWARD,
  AVERAGE_FORWARD,
  AVERAGE_BACKWARD,
} Mode;

/* The one walk over all windows; @mode is a constant wherever this is expanded. */
INLINE void
pool_walk (const Mode mode, const RcpPool *pool, const float *x, float *y, const float *dy, float *dx)
{
  const gsize in_plane = (gsize) pool->in_height * pool->in_width * RCP_SLICE;
  const Vf share = broadcast (1.0f / (float) (pool->kernel[0] * pool->kernel[1]));

  if (mode == MAX_BACKWARD || mode == AVERAGE_BACKWARD)
    memset (dx, 0, pool->channels * in_plane * sizeof (float));
  for (int channel = 0; channel < pool->channels; channel++)
    for (int row = 0; row < pool->out_height; row++)
      for (int column = 0; column < pool->out_width; column++)
        for (int part = 0; part < PARTS; part++)
          {
            const gsize base = channel * in_plane + part * RCP_LANES;
            const gsize out =
                (((gsize) channel * pool->out_height + row) * pool->out_width + column) * RCP_SLICE + part * RCP_LANES;
            int row0, row1, column0, column1;
            Vf best = { 0 };
            Vi winner = { 0 };
            gboolean first = TRUE;

            window (row, pool->kernel[0], pool->stride[0], pool->padding[0], pool->in_height, &row0, &row1);
            window (column, pool->kernel[1], pool->stride[1], pool->padding[1], pool->in_width, &column0, &column1);
            for (int i = row0; i < row1; i++)
              for (int j = column0; j < column1; j++)
                {
                  const gsize at = base + ((gsize) i * pool->in_width + j) * RCP_SLICE;

                  if (mode == AVERAGE_FORWARD)
                    best += load (x + at);
                  else if (mode == AVERAGE_BACKWARD)
                    store (dx + at, load (dx + at) + load (dy + out) * share);
                  else
                    {
                      Vf v = load (x + at);
                      Vi better = first ? (Vi){ 0 } - 1 : v > best;

                      best = blend (better, v, best);
                      winner = blend_int (better, (Vi){ 0 } + (i * pool->in_width + j), winner);
                      first = FALSE;
                    }
                }
            if (mode == MAX_FORWARD)
              store (y + out, best);
            else if (mode == AVERAGE_FORWARD)
              store (y + out, best * share);
            else if (mode == MAX_BACKWARD)
              {
                Vf gradient = load (dy + out);

                for (int i = row0; i < row1; i++)
                  for (int j = column0; j < column1; j++)
                    {
                      float *to = dx + base + ((gsize) i * pool->in_width + j) * RCP_SLICE;
                      Vi won = winner == (i * pool->in_width + j);

                      store (to, load (to) + blend (won, gradient, (Vf){ 0 }));
                    }
              }
          }
}

void
ISA_NAME (max_pool) (const RcpPool *pool, const float *x, float *y)
{
  pool_walk (MAX_FORWARD, pool, x, y, NULL, NULL);
}

void
ISA_NAME (max_pool_backward) (const RcpPool *pool, const float *x, const float *dy, float *dx)
{
  pool_walk (MAX_BACKWARD, pool, x, NULL, dy, dx);
}

void
ISA_NAME (avg_pool) (const RcpPool *pool, const float *x, float *y)
{
  pool_walk (AVERAGE_FORWARD, pool, x, y, NULL, NULL);
}

void
ISA_NAME (avg_pool_backward) (const RcpPool *pool, const float *dy, float *dx)
{
  pool_walk (AVERAGE_BACKWARD, pool, NULL, NULL, dy, dx);
}
