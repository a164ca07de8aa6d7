#include "vector.h"

/*
 * Bytes of pictures to a slice: each 16 × 16 block of bytes, 16 pixels of 16 pictures, is transposed in registers
 * and then widened, so that no byte is touched alone.
 */

typedef guint8 Bytes __attribute__ ((vector_size (16)));
typedef guint8 BytesUnaligned __attribute__ ((vector_size (16), aligned (1)));
INLINE Bytes
low_halves (Bytes a, Bytes b)
{
  return __builtin_shufflevector (a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

INLINE Bytes
high_halves (Bytes a, Bytes b)
{
  return __builtin_shufflevector (a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

INLINE void
widen (const guint8 *bytes, float scale, float shift, float *x)
{
  UNROLL for (int part = 0; part < PARTS; part++)
  {
    Vf wide = __builtin_convertvector(widen_bytes (bytes + part * RCP_LANES), Vf);

    store (x + part * RCP_LANES, wide * broadcast (scale) + broadcast (shift));
  }
}

void
ISA_NAME (load) (const guint8 *const *pixels, RcpShape shape, const RcpNormalisation *normalisation, float *x)
{
  const int plane = shape.height * shape.width;

  for (int channel = 0; channel < shape.channels; channel++)
    {
      const float scale = normalisation->scale[channel];
      const float shift = normalisation->shift[channel];
      const gsize base = (gsize) channel * plane;
      int at = 0;

      for (; at + 16 <= plane; at += 16)
        {
          Bytes a[16], b[16];

          UNROLL for (int i = 0; i < 16; i++) a[i] = *(const BytesUnaligned *) (pixels[i] + base + at);
          /* four rounds of pairing row i with row i + 8 transpose a square of 16 */
#define ROUND(from, to)                                                                                                \
  UNROLL for (int i = 0; i < 8; i++)                                                                                   \
  {                                                                                                                    \
    to[2 * i] = low_halves (from[i], from[i + 8]);                                                                     \
    to[2 * i + 1] = high_halves (from[i], from[i + 8]);                                                                \
  }
          ROUND (a, b)
          ROUND (b, a)
          ROUND (a, b)
          ROUND (b, a)
#undef ROUND
          UNROLL for (int i = 0; i < 16; i++)
              widen ((const guint8 *) &a[i], scale, shift, x + (base + at + i) * RCP_SLICE);
        }
      for (; at < plane; at++)
        {
          guint8 bytes[16];

          for (int i = 0; i < 16; i++)
            bytes[i] = pixels[i][base + at];
          widen (bytes, scale, shift, x + (base + at) * RCP_SLICE);
        }
    }
}
