#pragma once

#include "backend/cpu/kernels.h"

/*
 * The functions of one instruction set, under names of their own. A file that includes this is compiled once for
 * each instruction set, with RCP_ISA naming it and RCP_LANES the floats in a vector.
 */

#define RCP_PASTE_(a, b) a##_##b
#define RCP_PASTE(a, b) RCP_PASTE_ (a, b)
#define ISA_NAME(name) RCP_PASTE (rcp_cpu_##name, RCP_ISA)

/* clang-format off */
#define RCP_CPU_ENTRIES(X) \
  X (conv_packed_size) X (conv_pack) X (conv_packed_transposed_size) X (conv_pack_transposed) \
  X (conv_forward) X (conv_backward_input) X (conv_backward_rows) X (conv_backward_weights) \
  X (conv_unpack_gradient) X (reduce_lanes) \
  X (linear_packed_size) X (linear_pack) X (linear_forward) X (linear_backward_input) X (linear_backward_weights) \
  X (transpose) X (relu_pool) X (relu_pool_backward) \
  X (max_pool) X (max_pool_backward) X (avg_pool) X (avg_pool_backward) \
  X (relu) X (relu_backward) X (tanh) X (tanh_backward) X (load) X (update)
/* clang-format on */

#define RCP_CPU_DECLARE(name) extern __typeof__ (*((RcpCpuKernels *) 0)->name) ISA_NAME (name);

RCP_CPU_ENTRIES (RCP_CPU_DECLARE)
