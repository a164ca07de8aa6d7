#pragma once

#include "net/layer.h"

G_BEGIN_DECLS

/**
 * rcp_evaluation_chunk:
 *
 * How many pictures to ask a backend to evaluate at once, so that a call takes about 10 ms on two cores of 2020
 * and those who wait for an answer between two calls do not notice. It depends on the network alone and not on the
 * clock, so that a backend that rounds differently for other numbers of pictures still gives the same numbers
 * every time.
 *
 * Returns: a multiple of 64
 */
static inline guint
rcp_evaluation_chunk (const RcpArchitecture *architecture)
{
  const double multiply_adds_a_call = 600e6;
  double multiply_adds = 1;

  for (guint i = 0; i < architecture->n_layers; i++)
    multiply_adds += (double) architecture->layers[i].multiply_adds;
  return (guint) CLAMP (multiply_adds_a_call / multiply_adds / 64, 1, 1024) * 64;
}

G_END_DECLS
