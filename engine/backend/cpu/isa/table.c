#include "vector.h"

/* The kernels of one instruction set; each is defined in the file of its subject. */

#define DECLARE(name) extern __typeof__ (*((RcpCpuKernels *) 0)->name) ISA_NAME (name);
#define ENTRY(name) .name = ISA_NAME (name),

/* clang-format off */
#define ALL(X) \
  X (conv_packed_size) X (conv_pack) X (conv_packed_transposed_size) X (conv_pack_transposed) \
  X (conv_forward) X (conv_backward_input) X (conv_backward_rows) X (conv_backward_weights) \
  X (conv_unpack_gradient) X (reduce_lanes) \
  X (linear_packed_size) X (linear_pack) X (linear_forward) X (linear_backward_input) X (linear_backward_weights) \
  X (transpose) X (relu_pool) X (relu_pool_backward) \
  X (max_pool) X (max_pool_backward) X (avg_pool) X (avg_pool_backward) \
  X (relu) X (relu_backward) X (tanh) X (tanh_backward) X (load) X (update)
/* clang-format on */

ALL (DECLARE)

#define TEXT_(x) #x
#define TEXT(x) TEXT_ (x)

const RcpCpuKernels RCP_PASTE (rcp_cpu_kernels, RCP_ISA) = { .name = TEXT (RCP_ISA), ALL (ENTRY) };
