#include "entries.h"

/* The kernels of one instruction set; each is defined in the file of its subject. */

#define ENTRY(name) .name = ISA_NAME (name),

const RcpCpuKernels RCP_PASTE (rcp_cpu_kernels, RCP_ISA) = { .name = RCP_ISA_TITLE, RCP_CPU_ENTRIES (ENTRY) };
