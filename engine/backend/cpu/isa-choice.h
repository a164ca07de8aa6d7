#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RcpCpuIsa:
 * @RCP_CPU_ISA_BASELINE: what every machine of its kind has
 * @RCP_CPU_ISA_AVX2: AVX2 with fused multiply-add
 * @RCP_CPU_ISA_AVX512: AVX-512 with F, BW, CD, DQ and VL
 *
 * The instruction sets that kernels are built for.
 */
typedef enum
{
  RCP_CPU_ISA_BASELINE,
  RCP_CPU_ISA_AVX2,
  RCP_CPU_ISA_AVX512,
} RcpCpuIsa;

/** rcp_cpu_isa: the best one that this machine has, or the one that RECEPTIVE_CPU_ISA asks for ("baseline", "avx2") */
RcpCpuIsa rcp_cpu_isa (void);

G_END_DECLS
