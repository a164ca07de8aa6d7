#include "backend/cuda/fused.h"
#include "backend/cuda/launch.cuh"

/* The second kernel of a fused step: every weight's gradient over the batch, sample by sample in order, and its step of
 * SGD. A thread block belongs to one segment of the work. */

static __device__ inline void
move (const RcpFusedMemory &memory, uint32_t at, float gradient)
{
  const RcpCudaControl *control = memory.control;

  memory.gradient[at] = gradient;
  if (memory.frozen[at] != 0)
    return;
  memory.velocity[at] =
      fmaf (control->momentum, memory.velocity[at], fmaf (control->weight_decay, memory.parameters[at], gradient));
  memory.parameters[at] = fmaf (-control->learning_rate, memory.velocity[at], memory.parameters[at]);
}

static __device__ void
update_convolution (const RcpFusedPlan &plan, const RcpFusedBlock &block, const RcpFusedMemory &memory, size_t i,
                    uint32_t count)
{
  const uint32_t weights = (uint32_t) (block.out_channels * block.in_channels * block.kernel * block.kernel);
  const float *partial = memory.partials + block.partial + i;
  float sum = 0.0f;

  if (i >= weights + block.out_channels)
    return;
#pragma unroll 16
  for (uint32_t n = 0; n < count; n++)
    sum += partial[(size_t) n * plan.partials];
  move (memory, i < weights ? block.weight_offset + (uint32_t) i : block.bias_offset + (uint32_t) (i - weights), sum);
}

/* One input's weights to a few outputs: the input is read once for all of them. */
static __device__ void
update_linear_weights (const RcpFusedLinear &layer, const RcpFusedMemory &memory, size_t i, uint32_t count)
{
  const uint32_t input = (uint32_t) (i % layer.inputs);
  const uint32_t output = (uint32_t) (i / layer.inputs) * RCP_FUSED_TILE;
  const float *inputs = memory.kept + layer.kept_input + input;
  const float *gradients = memory.kept + layer.kept_gradient + output;
  float sums[RCP_FUSED_TILE] = { 0.0f };

  if (output >= (uint32_t) layer.outputs)
    return;
#pragma unroll 8
  for (uint32_t n = 0; n < count; n++)
    {
      const float value = inputs[(size_t) n * layer.inputs];

#pragma unroll
      for (uint32_t k = 0; k < RCP_FUSED_TILE; k++)
        if (output + k < (uint32_t) layer.outputs)
          sums[k] = fmaf (value, gradients[(size_t) n * layer.outputs + k], sums[k]);
    }
#pragma unroll
  for (uint32_t k = 0; k < RCP_FUSED_TILE; k++)
    if (output + k < (uint32_t) layer.outputs)
      {
        const uint32_t at = layer.weight_offset + (output + k) * layer.inputs + input;

        move (memory, at, sums[k]);
        memory.transposed[layer.transposed + (size_t) input * layer.outputs + output + k] = memory.parameters[at];
      }
}

static __device__ void
update_linear_biases (const RcpFusedLinear &layer, const RcpFusedMemory &memory, size_t o, uint32_t count)
{
  const float *gradients = memory.kept + layer.kept_gradient + o;
  float sum = 0.0f;

  if (o >= (size_t) layer.outputs)
    return;
#pragma unroll 16
  for (uint32_t n = 0; n < count; n++)
    sum += gradients[(size_t) n * layer.outputs];
  move (memory, layer.bias_offset + (uint32_t) o, sum);
}

/* The loss and the hits of the batch, by one block, which then moves on to the next batch: nobody else in this kernel
 * reads where the step stands. */
static __device__ void
write_result (const RcpFusedMemory &memory, uint32_t count)
{
  __shared__ double losses[RCP_FUSED_UPDATE_THREADS];
  __shared__ uint32_t hits[RCP_FUSED_UPDATE_THREADS];
  double loss = 0.0;
  uint32_t hit = 0;

  for (uint32_t n = threadIdx.x; n < count; n += RCP_FUSED_UPDATE_THREADS)
    {
      loss += (double) memory.losses[n];
      hit += memory.hits[n];
    }
  losses[threadIdx.x] = loss;
  hits[threadIdx.x] = hit;
  __syncthreads ();
  if (threadIdx.x != 0)
    return;
  for (unsigned int k = 1; k < RCP_FUSED_UPDATE_THREADS; k++)
    {
      loss += losses[k];
      hit += hits[k];
    }
  memory.results[memory.control->step] = RcpCudaResult{ loss, hit, count };
  memory.control->position += count;
  memory.control->step += 1;
}

__global__ void
fused_update_kernel (const __grid_constant__ RcpFusedPlan plan, const __grid_constant__ RcpFusedMemory memory,
                     uint32_t count)
{
  int s = 0;
  size_t i;

  while (s + 1 < plan.n_segments && blockIdx.x >= plan.segments[s + 1].first)
    s++;
  i = (size_t) (blockIdx.x - plan.segments[s].first) * RCP_FUSED_UPDATE_THREADS + threadIdx.x;
  switch (plan.segments[s].kind)
    {
    case RCP_FUSED_CONVOLUTION:
      update_convolution (plan, plan.blocks[plan.segments[s].index], memory, i, count);
      break;
    case RCP_FUSED_LINEAR_WEIGHTS:
      update_linear_weights (plan.linear[plan.segments[s].index], memory, i, count);
      break;
    case RCP_FUSED_LINEAR_BIASES:
      update_linear_biases (plan.linear[plan.segments[s].index], memory, i, count);
      break;
    case RCP_FUSED_RESULT:
      write_result (memory, count);
      break;
    }
}

cudaError_t
rcp_fused_update (cudaStream_t stream, const RcpFusedPlan *plan, const RcpFusedMemory *memory, uint32_t count)
{
  const RcpFusedPlan the_plan = *plan;
  const RcpFusedMemory the_memory = *memory;

  return RCP_CUDA_LAUNCH_TOGETHER (stream, plan->thread_blocks, RCP_FUSED_UPDATE_THREADS, fused_update_kernel, the_plan,
                                   the_memory, count);
}

cudaError_t
rcp_fused_load_kernels (void)
{
  cudaFuncAttributes attributes;

  return RCP_CUDA_LOAD_KERNEL (&attributes, fused_update_kernel);
}

__global__ void
transpose_kernel (size_t n, const float *weights, int inputs, int outputs, float *transposed)
{
  const size_t i = rcp_cuda_index ();

  if (i < n)
    transposed[i % inputs * outputs + i / inputs] = weights[i];
}

cudaError_t
rcp_fused_transpose (cudaStream_t stream, const RcpFusedPlan *plan, const RcpFusedMemory *memory)
{
  for (int l = 0; l < plan->n_linear; l++)
    {
      const RcpFusedLinear layer = plan->linear[l];
      const size_t n = (size_t) layer.inputs * layer.outputs;
      const float *weights = memory->parameters + layer.weight_offset;
      float *transposed = memory->transposed + layer.transposed;
      const cudaError_t status =
          RCP_CUDA_EACH (stream, n, transpose_kernel, n, weights, layer.inputs, layer.outputs, transposed);

      if (status != cudaSuccess)
        return status;
    }
  return cudaSuccess;
}
