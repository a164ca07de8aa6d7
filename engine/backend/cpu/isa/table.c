#include "entries.h"

/* The kernels of one instruction set; each is defined in the file of its subject. */

#if defined(__FMA__) || defined(__FP_FAST_FMAF) || defined(__aarch64__)
#define FUSED TRUE
#else
#define FUSED FALSE
#endif

#define ENTRY(name) .name = ISA_NAME (name),

const RcpCpuKernels RCP_PASTE (rcp_cpu_kernels,
                               RCP_ISA) = { .name = RCP_ISA_TITLE, .fused = FUSED, RCP_CPU_ENTRIES (ENTRY) };
