#pragma once

#include "data/samples.h"
#include "net/network.h"
#include "random.h"

G_BEGIN_DECLS

/**
 * random_network:
 * @random: where the choices come from
 *
 * A small network such as nobody would choose: random layers in random order with odd shapes, strides,
 * paddings, dilations and groups, for comparing backends. Some thousand activations at most.
 *
 * Returns: (transfer full): the network
 */
RcpNetwork *random_network (RcpRandom *random);

/**
 * RandomSamples:
 * @view: what a backend sees
 *
 * Labelled noise, in two blocks of which the last one is shorter, with bytes between the records.
 */
typedef struct
{
  RcpSamples view;
  const guint8 *blocks[2];
  guint8 *bytes;
} RandomSamples;

/** random_samples_new: (transfer full): @count pictures that fit @architecture; at least 2 */
RandomSamples *random_samples_new (RcpRandom *random, const RcpArchitecture *architecture, guint count);
void random_samples_free (RandomSamples *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RandomSamples, random_samples_free)

/** random_normalisation: one that brings bytes to about ±1 */
RcpNormalisation random_normalisation (RcpRandom *random);

/** random_floats: (transfer full): @n numbers, evenly in ±@bound */
float *random_floats (RcpRandom *random, gsize n, float bound);

/** random_parameters: (transfer full): n_parameters weights of a size that lets signals through, biases not 0 */
float *random_parameters (RcpRandom *random, RcpNetwork *network);

G_END_DECLS
