#include "peak.h"

/*
 * As many independent chains of fused multiply-adds as the units can take, in registers, and nothing else: what the
 * processor could do if nothing ever waited for memory. Compiled once for each instruction set.
 */

#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_ (a, b)

typedef float Vf __attribute__ ((vector_size (RCP_LANES * 4)));

/* 12 chains cover two units of a latency of up to 6 cycles, and leave room where there are 16 registers */
#define CHAINS 12

double
PASTE (bench_peak_flops, RCP_ISA) (guint64 rounds, float *sink)
{
  const Vf factor = (Vf){ 0 } + 0.999999f;
  const Vf term = (Vf){ 0 } + 1e-9f;
  Vf chain[CHAINS];
  float sum = 0.0f;

  for (int i = 0; i < CHAINS; i++)
    chain[i] = (Vf){ 0 } + (float) i;
  for (guint64 round = 0; round < rounds; round++)
    {
#pragma GCC unroll 12
      for (int i = 0; i < CHAINS; i++)
        chain[i] = chain[i] * factor + term;
    }
  for (int i = 0; i < CHAINS; i++)
    for (int j = 0; j < RCP_LANES; j++)
      sum += chain[i][j];
  *sink = sum;
  return (double) rounds * CHAINS * RCP_LANES * 2.0;
}
