/* The kernels of the CUDA backend, compiled for the processor. */

#include "on-cpu.h"

#include "backend/cuda/convolution.cu"
#include "backend/cuda/elementwise.cu"
#include "backend/cuda/fused-sample.cu"
#include "backend/cuda/fused-update.cu"
#include "backend/cuda/loss.cu"
#include "backend/cuda/pooling.cu"
