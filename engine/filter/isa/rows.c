#include "filter/rows.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/*
 * The rows of a filter in the compiler's vector extensions. This file is compiled once for each instruction set, with
 * RCP_ISA naming it and RCP_LANES the floats in a vector.
 */

#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_ (a, b)
#define INLINE static inline __attribute__ ((always_inline))

#define FLOATS RCP_LANES
#define SHORTS (2 * RCP_LANES)
/* vectors that are summed side by side, so that none waits for its own last addition */
#define ABREAST 4

typedef float Vf __attribute__ ((vector_size (RCP_LANES * 4)));
typedef gint32 Vi __attribute__ ((vector_size (RCP_LANES * 4)));
typedef gint16 Vs __attribute__ ((vector_size (RCP_LANES * 4)));
typedef gint16 VsHalf __attribute__ ((vector_size (RCP_LANES * 2)));
typedef guint8 Vb __attribute__ ((vector_size (RCP_LANES)));
typedef float VfUnaligned __attribute__ ((vector_size (RCP_LANES * 4), aligned (4)));
typedef gint16 VsUnaligned __attribute__ ((vector_size (RCP_LANES * 4), aligned (2)));

G_STATIC_ASSERT (RCP_FILTER_BLOCK % (ABREAST * SHORTS) == 0);

/* Taking zeros away is no operation, and all that it takes for one instruction; lanes filled one by one would be one
 * instruction each. */
INLINE Vf
broadcast (float x)
{
  return x - (Vf){ 0 };
}

INLINE Vs
broadcast_short (gint16 x)
{
  return x - (Vs){ 0 };
}

INLINE Vf
blend (Vi mask, Vf a, Vf b)
{
  return (Vf) ((mask & (Vi) a) | (~mask & (Vi) b));
}

/* Spelled out where there is an instruction: nobody promises that the compiler finds it, and the bits depend on it. */
INLINE Vf
multiply_add (Vf weight, Vf pixel, Vf sum)
{
#if defined(__AVX512F__)
  return (Vf) _mm512_fmadd_ps ((__m512) weight, (__m512) pixel, (__m512) sum);
#elif defined(__FMA__)
  return (Vf) _mm256_fmadd_ps ((__m256) weight, (__m256) pixel, (__m256) sum);
#else
  Vf result;

  for (int i = 0; i < FLOATS; i++)
#ifdef __FP_FAST_FMAF
    result[i] = __builtin_fmaf (weight[i], pixel[i], sum[i]);
#else
    result[i] = rcp_filter_fma (weight[i], pixel[i], sum[i]);
#endif
  return result;
#endif
}

/* @offset added and the result clamped to a byte; @offset fits 16 bits */
INLINE void
store_clamped (guint8 *out, Vs sum, gint16 offset)
{
#if defined(__AVX512BW__)
  __m512i moved = _mm512_adds_epi16 ((__m512i) sum, _mm512_set1_epi16 (offset));

  _mm256_storeu_si256 ((__m256i_u *) out, _mm512_cvtusepi16_epi8 (_mm512_max_epi16 (moved, _mm512_setzero_si512 ())));
#elif defined(__AVX2__)
  __m256i moved = _mm256_adds_epi16 ((__m256i) sum, _mm256_set1_epi16 (offset));
  __m256i packed = _mm256_permute4x64_epi64 (_mm256_packus_epi16 (moved, moved), 0x08);

  _mm_storeu_si128 ((__m128i_u *) out, _mm256_castsi256_si128 (packed));
#elif defined(__SSE2__)
  __m128i moved = _mm_adds_epi16 ((__m128i) sum, _mm_set1_epi16 (offset));

  _mm_storeu_si64 (out, _mm_packus_epi16 (moved, moved));
#else
  for (int i = 0; i < SHORTS; i++)
    out[i] = (guint8) CLAMP (sum[i] + offset, 0, 255);
#endif
}

static void
PASTE (widen_short, RCP_ISA) (const guint8 *in, gint16 *out, gsize n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = in[i];
}

static void
PASTE (widen_float, RCP_ISA) (const guint8 *in, float *out, gsize n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = in[i];
}

INLINE void
sum_block (const gint16 *const *taps, const gint16 *weights, int n_taps, gsize i, Vs sums[ABREAST])
{
  Vs a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };

  for (int t = 0; t < n_taps; t++)
    {
      const gint16 *tap = taps[t] + i;
      Vs weight = broadcast_short (weights[t]);

      a += weight * *(const VsUnaligned *) tap;
      b += weight * *(const VsUnaligned *) (tap + SHORTS);
      c += weight * *(const VsUnaligned *) (tap + 2 * SHORTS);
      d += weight * *(const VsUnaligned *) (tap + 3 * SHORTS);
    }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}

static void
PASTE (sum_shorts, RCP_ISA) (const gint16 *const *taps, const gint16 *weights, int n_taps, gsize n, int offset,
                             guint8 *out)
{
  for (gsize i = 0; i < n; i += ABREAST * SHORTS)
    {
      Vs sums[ABREAST];

      sum_block (taps, weights, n_taps, i, sums);
      for (int k = 0; k < ABREAST; k++)
        store_clamped (out + i + k * SHORTS, sums[k], (gint16) offset);
    }
}

static void
PASTE (sum_shorts_to_float, RCP_ISA) (const gint16 *const *taps, const gint16 *weights, int n_taps, gsize n,
                                      float scale, float offset, float *out)
{
  for (gsize i = 0; i < n; i += ABREAST * SHORTS)
    {
      Vs sums[ABREAST];
      gint16 shorts[ABREAST * SHORTS];

      sum_block (taps, weights, n_taps, i, sums);
      memcpy (shorts, sums, sizeof shorts);
      /* exact, and so the same whether or not it is fused */
      for (int k = 0; k < ABREAST * SHORTS; k++)
        out[i + k] = (float) shorts[k] * scale + offset;
    }
}

static void
PASTE (sum_floats, RCP_ISA) (const float *const *taps, const float *weights, int n_taps, gsize n, float offset,
                             float *out)
{
  for (gsize i = 0; i < n; i += ABREAST * FLOATS)
    {
      Vf a = broadcast (offset), b = a, c = a, d = a;

      for (int t = 0; t < n_taps; t++)
        {
          const float *tap = taps[t] + i;
          Vf weight = broadcast (weights[t]);

          a = multiply_add (weight, *(const VfUnaligned *) tap, a);
          b = multiply_add (weight, *(const VfUnaligned *) (tap + FLOATS), b);
          c = multiply_add (weight, *(const VfUnaligned *) (tap + 2 * FLOATS), c);
          d = multiply_add (weight, *(const VfUnaligned *) (tap + 3 * FLOATS), d);
        }
      *(VfUnaligned *) (out + i) = a;
      *(VfUnaligned *) (out + i + FLOATS) = b;
      *(VfUnaligned *) (out + i + 2 * FLOATS) = c;
      *(VfUnaligned *) (out + i + 3 * FLOATS) = d;
    }
}

static void
PASTE (round, RCP_ISA) (const float *in, guint8 *out, gsize n)
{
  const Vf least = { 0 };
  const Vf most = broadcast (255.0f);
  /* 1.5 · 2²³: adding it rounds to a whole number, halves to the even one, and leaves it in the lowest bits */
  const Vf to_integer = broadcast (12582912.0f);

  for (gsize i = 0; i < n; i += FLOATS)
    {
      Vf v = *(const VfUnaligned *) (in + i);
      Vb bytes;

      v = blend (v > least, v, least);
      v = blend (v < most, v, most) + to_integer;
      bytes = __builtin_convertvector(__builtin_convertvector((Vi) v & 0xff, VsHalf), Vb);
      memcpy (out + i, &bytes, sizeof bytes);
    }
}

const RcpFilterRows PASTE (rcp_filter_rows, RCP_ISA) = {
  .widen_short = PASTE (widen_short, RCP_ISA),
  .widen_float = PASTE (widen_float, RCP_ISA),
  .sum_shorts = PASTE (sum_shorts, RCP_ISA),
  .sum_shorts_to_float = PASTE (sum_shorts_to_float, RCP_ISA),
  .sum_floats = PASTE (sum_floats, RCP_ISA),
  .round = PASTE (round, RCP_ISA),
};
