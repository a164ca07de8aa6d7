#pragma once

#include <string.h>

#include <glib.h>

G_BEGIN_DECLS

/** RCP_FILTER_BLOCK: numbers that are worked on together: what is read and written is a multiple of it long */
#define RCP_FILTER_BLOCK 128

/**
 * RcpFilterRows:
 * @widen_short: bytes as 16-bit integers
 * @widen_float: bytes as float32
 * @sum_shorts: Σ weight · tap, each tap being where its row of numbers begins; modulo 2¹⁶, so that only the whole sum
 *   must fit; plus @offset, clamped to bytes
 * @sum_shorts_to_float: the same sum times @scale plus @offset
 * @sum_floats: @offset + Σ weight · tap, one fused multiply-add after the other
 * @round: rounded, halves to the even number, and clamped to bytes
 *
 * The arithmetic of one row of a filter for one instruction set. All give the same numbers, to the last bit.
 */
typedef struct
{
  void (*widen_short) (const guint8 *in, gint16 *out, gsize n);
  void (*widen_float) (const guint8 *in, float *out, gsize n);
  void (*sum_shorts) (const gint16 *const *taps, const gint16 *weights, int n_taps, gsize n, int offset, guint8 *out);
  void (*sum_shorts_to_float) (const gint16 *const *taps, const gint16 *weights, int n_taps, gsize n, float scale,
                               float offset, float *out);
  void (*sum_floats) (const float *const *taps, const float *weights, int n_taps, gsize n, float offset, float *out);
  void (*round) (const float *in, guint8 *out, gsize n);
} RcpFilterRows;

extern const RcpFilterRows rcp_filter_rows_baseline;
#ifdef __x86_64__
extern const RcpFilterRows rcp_filter_rows_avx2;
extern const RcpFilterRows rcp_filter_rows_avx512;
#endif

/**
 * rcp_filter_fma:
 *
 * weight · pixel + sum with one rounding, where the machine has no instruction for it and @pixel is a byte: the
 * product is exact in float64, and a sum rounded to odd is rounded to float32 as if it had not been rounded before
 * (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008).
 */
static inline float
rcp_filter_fma (float weight, float pixel, float sum)
{
  double product = (double) weight * (double) pixel;
  double result = product + (double) sum;
  /* what the addition lost (Knuth's TwoSum) */
  double other = result - product;
  double error = (product - (result - other)) + ((double) sum - other);
  gint64 bits;

  memcpy (&bits, &result, sizeof bits);
  if (error != 0.0 && (bits & 1) == 0)
    bits += (error > 0.0) == (result > 0.0) ? 1 : -1;
  memcpy (&result, &bits, sizeof bits);
  return (float) result;
}

G_END_DECLS
