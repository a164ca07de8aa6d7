#pragma once

/* How a kernel is launched. The tests compile the same kernels for the processor, where the two macros come from
 * tests/engine/cuda/on-cpu.h and loop over the threads; that is how the kernels are tested where there is no GPU. */

#include "backend/cuda/kernels.h"

/** RCP_CUDA_THREADS: threads of a block where each does something of its own */
#define RCP_CUDA_THREADS 256

/** RCP_CUDA_TOGETHER: threads of a block that adds something up together; a power of two */
#ifndef RCP_CUDA_TOGETHER
#define RCP_CUDA_TOGETHER 128
#endif

#ifdef __CUDACC__
#include <cuda_runtime.h>
/** RCP_CUDA_LAUNCH: threads that do not wait for one another */
/* clang-format off */
#define RCP_CUDA_LAUNCH(stream, blocks, threads, kernel, ...) \
  ((kernel<<<(blocks), (threads), 0, (stream)>>> (__VA_ARGS__)), cudaGetLastError ())
/* clang-format on */
/** RCP_CUDA_LAUNCH_TOGETHER: threads that do */
#define RCP_CUDA_LAUNCH_TOGETHER RCP_CUDA_LAUNCH
/* clang-format off */
/** RCP_CUDA_LAUNCH_SHARED: likewise, with @bytes of shared memory that RCP_CUDA_SHARED names */
#define RCP_CUDA_LAUNCH_SHARED(stream, blocks, threads, bytes, kernel, ...) \
  ((kernel<<<(blocks), (threads), (bytes), (stream)>>> (__VA_ARGS__)), cudaGetLastError ())
/* clang-format on */
#define RCP_CUDA_SHARED(name) extern __shared__ __align__ (16) float name[]
/** RCP_CUDA_ALLOW_SHARED: more of it than every GPU has, where this one has it */
#define RCP_CUDA_ALLOW_SHARED(kernel, bytes)                                                                           \
  cudaFuncSetAttribute ((kernel), cudaFuncAttributeMaxDynamicSharedMemorySize, (bytes))
/** RCP_CUDA_LOAD_KERNEL: has the driver load it now */
#define RCP_CUDA_LOAD_KERNEL(attributes, kernel) cudaFuncGetAttributes ((attributes), (kernel))
#endif

/** RCP_CUDA_EACH: launches one thread for each of @n things; nothing where there are none */
#define RCP_CUDA_EACH(stream, n, kernel, ...)                                                                          \
  ((n) == 0 ? cudaSuccess : RCP_CUDA_LAUNCH ((stream), rcp_cuda_blocks (n), RCP_CUDA_THREADS, kernel, __VA_ARGS__))

static inline unsigned int
rcp_cuda_blocks (size_t n)
{
  return (unsigned int) ((n + RCP_CUDA_THREADS - 1) / RCP_CUDA_THREADS);
}

/** rcp_cuda_index: which of all threads this one is */
static __device__ inline size_t
rcp_cuda_index (void)
{
  return (size_t) blockIdx.x * blockDim.x + threadIdx.x;
}

/** rcp_cuda_sum: the sum of what the threads of a block bring, as a tree of fixed shape; thread 0 gets it. All of
 * them have to call it, and a barrier must lie between two calls with the same @shared */
template <typename T>
static __device__ inline T
rcp_cuda_sum (T value, T *shared)
{
  shared[threadIdx.x] = value;
  __syncthreads ();
  for (unsigned int half = RCP_CUDA_TOGETHER / 2; half > 0; half /= 2)
    {
      if (threadIdx.x < half)
        shared[threadIdx.x] += shared[threadIdx.x + half];
      __syncthreads ();
    }
  return shared[0];
}

/** rcp_cuda_tap: the row (axis 0) or column (axis 1) of the input under tap @k of the window at @position, or −1 where
 * that is padding */
static __device__ inline int
rcp_cuda_tap (const RcpCudaWindow &window, int axis, int position, int k)
{
  const int size = axis == 0 ? window.in_height : window.in_width;
  const int i = position * window.stride[axis] + k * window.dilation[axis] - window.padding[axis];

  return i >= 0 && i < size ? i : -1;
}

/** rcp_cuda_range: the windows with a tap on row or column @i of the input: @first … @last along that axis, of which
 * some may step over it where taps are dilated */
static __device__ inline void
rcp_cuda_range (const RcpCudaWindow &window, int axis, int i, int *first, int *last)
{
  const int size = axis == 0 ? window.out_height : window.out_width;
  const int extent = (window.kernel[axis] - 1) * window.dilation[axis];
  const int from = i + window.padding[axis] - extent;

  *first = from > 0 ? (from + window.stride[axis] - 1) / window.stride[axis] : 0;
  *last = (i + window.padding[axis]) / window.stride[axis];
  if (*last > size - 1)
    *last = size - 1;
}

/** rcp_cuda_tap_at: which tap of the window at @position lies on row or column @i, or −1 */
static __device__ inline int
rcp_cuda_tap_at (const RcpCudaWindow &window, int axis, int i, int position)
{
  const int distance = i + window.padding[axis] - position * window.stride[axis];

  return distance % window.dilation[axis] == 0 ? distance / window.dilation[axis] : -1;
}

/** rcp_cuda_size: values of one sample going into a window, or coming out of it */
static __host__ __device__ inline uint32_t
rcp_cuda_in_size (const RcpCudaWindow &window)
{
  return (uint32_t) window.in_channels * window.in_height * window.in_width;
}

static __host__ __device__ inline uint32_t
rcp_cuda_out_size (const RcpCudaWindow &window)
{
  return (uint32_t) window.out_channels * window.out_height * window.out_width;
}
