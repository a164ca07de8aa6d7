#include "statistics-private.h"

#include <math.h>

typedef unsigned __int128 uint128;

/* 256 bits: what (mantissa × pixels)² takes. */
typedef struct
{
  uint128 high;
  uint128 low;
} Wide;

static Wide
wide_square (uint128 x)
{
  uint128 a = (guint64) (x >> 64);
  uint128 b = (guint64) x;
  uint128 cross = a * b;
  Wide result = { a * a, b * b };
  uint128 low = result.low;

  /* x² = a²·2¹²⁸ + 2ab·2⁶⁴ + b² */
  result.low += cross << 65;
  result.high += (cross >> 63) + (result.low < low);
  return result;
}

static Wide
wide_shift_left (uint128 x, guint bits)
{
  if (bits == 0)
    return (Wide){ 0, x };
  if (bits < 128)
    return (Wide){ x >> (128 - bits), x << bits };
  return (Wide){ x << (bits - 128), 0 };
}

static int
wide_compare (Wide a, Wide b)
{
  if (a.high != b.high)
    return a.high < b.high ? -1 : 1;
  if (a.low != b.low)
    return a.low < b.low ? -1 : 1;
  return 0;
}

/* Compares mantissa·2^−shift with √v / n, exactly: both sides times n·2^shift, squared. */
static int
compare_with_root (guint64 mantissa, guint shift, uint128 v, guint64 n)
{
  return wide_compare (wide_square ((uint128) mantissa * n), wide_shift_left (v, 2 * shift));
}

/* √v / n rounded to the nearest double, ties to even. √v / n must be below 2⁸, as the spread of bytes is. */
static double
rounded_root (uint128 v, guint64 n)
{
  double guess;

  if (v == 0)
    return 0;

  /* Within a few units in the last place; the loop below walks to the neighbour that is right. */
  guess = sqrt ((double) v) / (double) n;
  for (;;)
    {
      int exponent;
      guint64 mantissa = (guint64) ldexp (frexp (guess, &exponent), 53);
      /* In quarters of a unit, so that the half step below a power of two is a whole number as well. */
      guint shift = (guint) (53 + 2 - exponent);
      gboolean even = mantissa % 2 == 0;
      gboolean power = mantissa == G_GUINT64_CONSTANT (1) << 52;
      int above = compare_with_root (4 * mantissa + 2, shift, v, n);
      int below = compare_with_root (4 * mantissa - (power ? 1 : 2), shift, v, n);

      if (above < 0 || (above == 0 && !even))
        guess = nextafter (guess, INFINITY);
      else if (below > 0 || (below == 0 && !even))
        guess = nextafter (guess, 0);
      else
        return guess;
    }
}

/* Adds up @n bytes and their squares. */
static void
add_bytes (const guint8 *bytes, gsize n, guint64 *sum, guint64 *squares)
{
  /* 2¹⁶ squares of at most 255² stay below 2³²: short sums let the compiler use narrow vectors. */
  for (gsize begin = 0; begin < n; begin += 1 << 16)
    {
      gsize end = MIN (n, begin + (1 << 16));
      guint32 part = 0, part_squares = 0;

      for (gsize i = begin; i < end; i++)
        {
          guint32 x = bytes[i];

          part += x;
          part_squares += x * x;
        }
      *sum += part;
      *squares += part_squares;
    }
}

void
rcp_statistics_finish (RcpStatistics *self, int channel, guint64 n, guint64 sum, guint64 squares)
{
  /* Both are whole numbers below 2⁵³: the division rounds once, and correctly. */
  self->mean[channel] = (double) sum / (double) n;
  /* variance = (n·Σx² − (Σx)²) / n² */
  self->std[channel] = rounded_root ((uint128) n * squares - (uint128) sum * sum, n);
}

RcpStatistics
rcp_samples_statistics (const RcpSamples *samples)
{
  RcpStatistics result = { 0 };
  guint64 sum[RCP_MAX_CHANNELS] = { 0 };
  guint64 squares[RCP_MAX_CHANNELS] = { 0 };
  gsize plane;
  guint64 n;

  g_return_val_if_fail (samples != NULL, result);
  g_return_val_if_fail (samples->shape.channels <= RCP_MAX_CHANNELS, result);

  plane = (gsize) samples->shape.height * (gsize) samples->shape.width;
  n = (guint64) samples->count * plane;
  /* What keeps every sum below 2⁵³ and every product below 2¹²⁸. */
  g_return_val_if_fail (n <= G_GUINT64_CONSTANT (1) << 45, result);

  result.count = samples->count;
  result.channels = samples->shape.channels;
  if (n == 0)
    return result;

  for (guint i = 0; i < samples->count; i++)
    for (int c = 0; c < result.channels; c++)
      add_bytes (rcp_samples_pixels (samples, i) + (gsize) c * plane, plane, &sum[c], &squares[c]);

  for (int c = 0; c < result.channels; c++)
    rcp_statistics_finish (&result, c, n, sum[c], squares[c]);
  return result;
}
