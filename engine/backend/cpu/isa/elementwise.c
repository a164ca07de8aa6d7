#include "vector.h"

/* ReLU, tanh, and the sums and updates that need no geometry. */

void
ISA_NAME (relu) (const float *x, float *y, gsize n)
{
  const Vf zero = { 0 };

  for (gsize i = 0; i < n; i += RCP_LANES)
    {
      Vf v = load (x + i);

      /* this way round a NaN stays one, and a run that diverged is seen to have */
      store (y + i, blend (v < zero, zero, v));
    }
}

void
ISA_NAME (relu_backward) (const float *y, const float *dy, float *dx, gsize n)
{
  const Vf zero = { 0 };

  for (gsize i = 0; i < n; i += RCP_LANES)
    store (dx + i, blend (load (y + i) > zero, load (dy + i), zero));
}

/* e^y for 0 ≤ y ≤ 30: 2^k · e^r with |r| ≤ ln 2 / 2, and e^r by its Taylor series, whose next term is below half a
 * unit in the last place. ln 2 is taken off in two parts, the first of which is exact for these k (Cody and Waite). */
INLINE Vf
exp_vector (Vf y)
{
  const Vf to_integer = broadcast (12582912.0f); /* 1.5 · 2²³: adding it rounds to an integer */
  Vf k = (y * broadcast (1.44269504f) + to_integer) - to_integer;
  Vf r = (y - k * broadcast (0.693359375f)) - k * broadcast (-2.12194440e-4f);
  Vf sum = broadcast (1.0f / 5040.0f);

  sum = sum * r + broadcast (1.0f / 720.0f);
  sum = sum * r + broadcast (1.0f / 120.0f);
  sum = sum * r + broadcast (1.0f / 24.0f);
  sum = sum * r + broadcast (1.0f / 6.0f);
  sum = sum * r + broadcast (0.5f);
  sum = sum * r + broadcast (1.0f);
  sum = sum * r + broadcast (1.0f);
  return sum * (Vf) ((__builtin_convertvector(k, Vi) + 127) << 23);
}

/* Below 1 the seventh convergent of Lambert's continued fraction, x / (1 + x² / (3 + x² / (5 + …))); above it
 * 1 − 2 / (e^2|x| + 1). Within 3 units in the last place everywhere. */
INLINE Vf
tanh_vector (Vf x)
{
  const Vf zero = { 0 };
  Vf magnitude = blend (x < zero, -x, x);
  Vf twice = magnitude + magnitude;
  Vf s = x * x;
  Vf p = ((s + broadcast (378.0f)) * s + broadcast (17325.0f)) * s + broadcast (135135.0f);
  Vf q = ((broadcast (28.0f) * s + broadcast (3150.0f)) * s + broadcast (62370.0f)) * s + broadcast (135135.0f);
  Vf power = exp_vector (blend (twice < broadcast (30.0f), twice, broadcast (30.0f)));
  Vf large = broadcast (1.0f) - broadcast (2.0f) / (power + broadcast (1.0f));
  Vf result = blend (magnitude < broadcast (1.0f), x * p / q, blend (x < zero, -large, large));

  /* not a number stays what it is */
  return blend (x == x, result, x);
}

void
ISA_NAME (tanh) (const float *x, float *y, gsize n)
{
  for (gsize i = 0; i < n; i += RCP_LANES)
    store (y + i, tanh_vector (load (x + i)));
}

void
ISA_NAME (tanh_backward) (const float *y, const float *dy, float *dx, gsize n)
{
  for (gsize i = 0; i < n; i += RCP_LANES)
    {
      Vf v = load (y + i);

      store (dx + i, load (dy + i) * (broadcast (1.0f) - v * v));
    }
}

/* Neighbouring pairs of a, then of b, added. */
INLINE Vf
add_pairs (Vf a, Vf b)
{
#if RCP_LANES == 16
  return __builtin_shufflevector (a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
         + __builtin_shufflevector (a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
#elif RCP_LANES == 8
  return __builtin_shufflevector (a, b, 0, 2, 4, 6, 8, 10, 12, 14)
         + __builtin_shufflevector (a, b, 1, 3, 5, 7, 9, 11, 13, 15);
#else
  return __builtin_shufflevector (a, b, 0, 2, 4, 6) + __builtin_shufflevector (a, b, 1, 3, 5, 7);
#endif
}

INLINE Vf
pixel_sum (const float *pixel)
{
  Vf sum = load (pixel);

  UNROLL for (int part = 1; part < PARTS; part++) sum += load (pixel + part * RCP_LANES);
  return sum;
}

void
ISA_NAME (reduce_lanes) (const float *sums, float *gradient, gsize n)
{
  gsize i = 0;

  /* RCP_LANES vectors at a time become one whose lanes are their sums */
  for (; i + RCP_LANES <= n; i += RCP_LANES)
    {
      Vf v[RCP_LANES];

      UNROLL for (int k = 0; k < RCP_LANES; k++) v[k] = pixel_sum (sums + (i + k) * RCP_SLICE);
      UNROLL for (int half = RCP_LANES / 2; half > 0; half /= 2) UNROLL for (int k = 0; k < half; k++) v[k] =
          add_pairs (v[2 * k], v[2 * k + 1]);
      storeu (gradient + i, loadu (gradient + i) + v[0]);
    }
  for (; i < n; i++)
    {
      Vf v = pixel_sum (sums + i * RCP_SLICE);

      UNROLL for (int half = RCP_LANES / 2; half > 0; half /= 2) v = add_pairs (v, v);
      gradient[i] += v[0];
    }
}

void
ISA_NAME (update) (float *weights, float *velocity, const float *gradient, gsize n, float learning_rate, float momentum,
                   float weight_decay)
{
  if (momentum == 0.0f && weight_decay == 0.0f)
    {
      for (gsize i = 0; i < n; i++)
        weights[i] -= learning_rate * gradient[i];
    }
  else
    {
      for (gsize i = 0; i < n; i++)
        {
          float v = momentum * velocity[i] + (gradient[i] + weight_decay * weights[i]);

          velocity[i] = v;
          weights[i] -= learning_rate * v;
        }
    }
}
