#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RcpRandom:
 *
 * A small generator of pseudo-random numbers whose stream is the same on every machine and in every
 * version: xoshiro256** 1.0, seeded through SplitMix64 (Blackman and Vigna, "Scrambled Linear
 * Pseudorandom Number Generators", 2021, https://prng.di.unimi.it). Not for secrets.
 */
typedef struct
{
  guint64 state[4];
} RcpRandom;

/**
 * rcp_random_init:
 * @self: (out): the generator
 * @seed: the seed
 * @stream: which of the independent streams of that seed; callers number theirs, so that what one
 *   draws never shifts what another one sees
 */
void rcp_random_init (RcpRandom *self, guint64 seed, guint64 stream);

/** rcp_random_next: the next 64 bits, all equally random */
guint64 rcp_random_next (RcpRandom *self);

/** rcp_random_below: a number in [0, @bound), without bias; @bound must not be 0 */
guint32 rcp_random_below (RcpRandom *self, guint32 bound);

/** rcp_random_unit: a number in [0, 1) with 53 random bits */
double rcp_random_unit (RcpRandom *self);

/** rcp_random_normal: a number from the normal distribution of mean 0 and variance 1; as all of these the same bits
 * on every machine */
double rcp_random_normal (RcpRandom *self);

/**
 * rcp_random_permutation:
 * @order: (out) (array length=n): becomes 0 … n−1 in random order (Fisher and Yates)
 */
void rcp_random_permutation (RcpRandom *self, guint32 *order, guint32 n);

G_END_DECLS
