#pragma once

/*
 * CUDA on the processor, for testing the CUDA backend where there is no GPU: its host code, unchanged, on a runtime
 * that keeps "device" memory on the heap and streams as lists of things to do, and its kernels, unchanged, as functions
 * that are called once for each thread. What this proves is the arithmetic, the addresses, the order of the work and
 * the ways out of errors; nothing of what only a GPU does (speed, registers, the memory model).
 *
 * Work waits in its stream until somebody waits for it, as it may on a device. Memory of the device is NaN until it is
 * written. Threads of a block run one after the other between two barriers, forwards and backwards in turn, so that a
 * barrier that is missing shows. What CUDA forbids while a graph is recorded fails here too.
 */

#include <cuda_runtime_api.h>

#include <stddef.h>

#ifdef __cplusplus
#define ON_CPU_BEGIN_DECLS                                                                                             \
  extern "C"                                                                                                           \
  {
#define ON_CPU_END_DECLS }
#else
#define ON_CPU_BEGIN_DECLS
#define ON_CPU_END_DECLS
#endif

ON_CPU_BEGIN_DECLS

/* on_cpu_fail_at: lets the @call-th call to come fail, as the runtime counts them, 1 being the next; 0: none.
 * @final: whether every call after it fails as well */
void on_cpu_fail_at (long call, cudaError_t error, int final);

/* on_cpu_calls: how many calls there were since on_cpu_fail_at() */
long on_cpu_calls (void);

/* on_cpu_set_memory: how much memory the device has, in bytes */
void on_cpu_set_memory (size_t size);

/* on_cpu_live: how many things of the runtime's are alive: memory, streams, graphs */
long on_cpu_live (void);

/* on_cpu_count_live: for the stand-in of cuDNN: one of its things more, or less */
void on_cpu_count_live (long difference);

/* on_cpu_call: what a call begins with: cudaSuccess, or the failure that it has to report */
cudaError_t on_cpu_call (void);

/* ON_CPU_SHARED: bytes of shared memory that a block may have */
#define ON_CPU_SHARED (96u << 10)

/* on_cpu_is_device: whether @size bytes at @pointer lie in memory of the device */
int on_cpu_is_device (const void *pointer, size_t size);

int on_cpu_is_recording (cudaStream_t stream);

ON_CPU_END_DECLS

#ifdef __cplusplus

#include <functional>
#include <math.h>

/* on_cpu_enqueue: puts @work into the stream, or into the graph that is recorded from it */
cudaError_t on_cpu_enqueue (cudaStream_t stream, std::function<void ()> work);

/* on_cpu_run: runs a kernel now. @together: its threads wait for one another; @shared: bytes of shared memory */
void on_cpu_run (unsigned int blocks, unsigned int threads, bool together, size_t shared,
                 const std::function<void ()> &kernel);

/* on_cpu_barrier: __syncthreads() */
void on_cpu_barrier (void);

/* OnCpuThread: which thread is running */
struct OnCpuThread
{
  uint3 thread, block;
  dim3 in_block, in_grid;
};

extern thread_local OnCpuThread on_cpu_thread;

/* on_cpu_shared: what the running block shares: NaN until it is written */
extern thread_local float *on_cpu_shared;

/* What kernels are written in. */

#undef __shared__
#undef __grid_constant__
#define __shared__ static thread_local
#define __grid_constant__
#define __launch_bounds__(threads)
#define threadIdx on_cpu_thread.thread
#define blockIdx on_cpu_thread.block
#define blockDim on_cpu_thread.in_block
#define gridDim on_cpu_thread.in_grid
#define __syncthreads on_cpu_barrier

static inline unsigned int
atomicAdd (unsigned int *address, unsigned int value)
{
  const unsigned int old = *address;

  *address += value;
  return old;
}

template <typename Kernel>
static cudaError_t
on_cpu_launch (cudaStream_t stream, unsigned int blocks, unsigned int threads, bool together, size_t shared,
               Kernel kernel)
{
  /* what a launch refuses */
  if (blocks == 0 || threads == 0 || threads > 1024)
    return cudaErrorInvalidConfiguration;
  return on_cpu_enqueue (stream, [=] { on_cpu_run (blocks, threads, together, shared, kernel); });
}

#define RCP_CUDA_LAUNCH(stream, blocks, threads, kernel, ...)                                                          \
  on_cpu_launch ((stream), (blocks), (threads), false, 0, [=] { kernel (__VA_ARGS__); })
#define RCP_CUDA_LAUNCH_TOGETHER(stream, blocks, threads, kernel, ...)                                                 \
  on_cpu_launch ((stream), (blocks), (threads), true, 0, [=] { kernel (__VA_ARGS__); })
#define RCP_CUDA_LAUNCH_SHARED(stream, blocks, threads, bytes, kernel, ...)                                            \
  on_cpu_launch ((stream), (blocks), (threads), true, (bytes), [=] { kernel (__VA_ARGS__); })
#define RCP_CUDA_SHARED(name) float *const name = on_cpu_shared
#define RCP_CUDA_ALLOW_SHARED(kernel, bytes)                                                                           \
  ((void) (kernel), (bytes) <= (int) ON_CPU_SHARED ? on_cpu_call () : cudaErrorInvalidValue)
#define RCP_CUDA_LOAD_KERNEL(attributes, kernel) ((void) (attributes), (void) (kernel), on_cpu_call ())
#endif
