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

/*
 * tanh(x) = x·P(x²) / Q(x²) on |x| ≤ 9, beyond which it is ±1 in float32. The rational approximation is the one of
 * Eigen (MPL-2.0 sources, MathFunctionsImpl.h, "generic_fast_tanh_float"), whose coefficients are a minimax fit;
 * it is within 3 units in the last place. Very small arguments are their own tanh.
 */
INLINE Vf
tanh_vector (Vf x)
{
  const Vf limit = broadcast (7.90531110763549805f);
  const Vf tiny = broadcast (0.0004f);
  Vf clamped = blend (x > limit, limit, blend (x < -limit, -limit, x));
  Vf s = clamped * clamped;
  Vf p = broadcast (-2.76076847742355e-16f);
  Vf q = broadcast (1.19825839466702e-06f);
  Vf magnitude = blend (x < broadcast (0.0f), -x, x);

  p = p * s + broadcast (2.00018790482477e-13f);
  p = p * s + broadcast (-8.60467152213735e-11f);
  p = p * s + broadcast (5.12229709037114e-08f);
  p = p * s + broadcast (1.48572235717979e-05f);
  p = p * s + broadcast (6.37261928875436e-04f);
  p = p * s + broadcast (4.89352455891786e-03f);
  q = q * s + broadcast (1.18534705686654e-04f);
  q = q * s + broadcast (2.26843463243900e-03f);
  q = q * s + broadcast (4.89352518554385e-03f);
  return blend (magnitude < tiny, x, clamped * p / q);
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
