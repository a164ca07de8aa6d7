#include "random.h"

#include <math.h>

static guint64
splitmix64 (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static inline guint64
rotate_left (guint64 x, int k)
{
  return (x << k) | (x >> (64 - k));
}

void
rcp_random_init (RcpRandom *self, guint64 seed, guint64 stream)
{
  /* Two rounds of SplitMix64 part the streams: neighbouring seeds and streams share nothing visible. */
  guint64 mix = stream;
  guint64 state = seed ^ splitmix64 (&mix);

  for (int i = 0; i < 4; i++)
    self->state[i] = splitmix64 (&state);
}

guint64
rcp_random_next (RcpRandom *self)
{
  guint64 *s = self->state;
  guint64 result = rotate_left (s[1] * 5, 7) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

guint32
rcp_random_below (RcpRandom *self, guint32 bound)
{
  /* Rejecting the incomplete last cycle takes the bias out. */
  guint32 threshold;

  g_return_val_if_fail (bound > 0, 0);

  threshold = -bound % bound;
  for (;;)
    {
      guint32 x = (guint32) (rcp_random_next (self) >> 32);

      if (x >= threshold)
        return x % bound;
    }
}

double
rcp_random_unit (RcpRandom *self)
{
  return (double) (rcp_random_next (self) >> 11) * 0x1p-53;
}

/* The natural logarithm of @x > 0, good to an ulp or two: log (m·2^e) = 2·artanh ((m − 1)/(m + 1)) + e·log 2 with m
 * within √½ … √2. The one of the C library may differ in its last bit from machine to machine; this has only steps
 * that IEEE 754 rounds the same everywhere, each product and sum fused explicitly so that no compiler has a choice. */
static double
portable_log (double x)
{
  int exponent;
  double m = frexp (x, &exponent);
  double t, square, series = 0.0;

  if (m < G_SQRT2 / 2.0)
    {
      m *= 2.0;
      exponent--;
    }
  t = (m - 1.0) / (m + 1.0);
  square = t * t;
  for (int k = 23; k >= 1; k -= 2)
    series = fma (series, square, 1.0 / k);
  return fma ((double) exponent, G_LN2, 2.0 * t * series);
}

double
rcp_random_normal (RcpRandom *self)
{
  /* Marsaglia's polar method; the second value is let go so that the generator has no hidden state. */
  double u, v, square;

  do
    {
      u = 2.0 * rcp_random_unit (self) - 1.0;
      v = 2.0 * rcp_random_unit (self) - 1.0;
      square = fma (u, u, v * v);
    }
  while (square >= 1.0 || square <= 0.0);
  return u * sqrt (-2.0 * portable_log (square) / square);
}

void
rcp_random_permutation (RcpRandom *self, guint32 *order, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    order[i] = i;
  for (guint32 i = n; i > 1; i--)
    {
      guint32 j = rcp_random_below (self, i);
      guint32 t = order[i - 1];

      order[i - 1] = order[j];
      order[j] = t;
    }
}
