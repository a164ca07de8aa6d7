#include "isa-choice.h"

RcpCpuIsa
rcp_cpu_isa (void)
{
#ifdef __x86_64__
  const char *wanted = g_getenv ("RECEPTIVE_CPU_ISA");

  if (g_strcmp0 (wanted, "baseline") == 0)
    return RCP_CPU_ISA_BASELINE;
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512dq")
      && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512cd") && g_strcmp0 (wanted, "avx2") != 0)
    return RCP_CPU_ISA_AVX512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma") && __builtin_cpu_supports ("bmi2"))
    return RCP_CPU_ISA_AVX2;
#endif
  return RCP_CPU_ISA_BASELINE;
}
