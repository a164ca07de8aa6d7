#include "backend/cuda/launch.cuh"

/* What needs no geometry: pictures become numbers, ReLU, tanh, biases, and the step of SGD. */

/* --- pictures ------------------------------------------------------------------------------------------------ */

/* With rcp_normalise()'s fused multiply-add: the numbers that every other backend trains on. */
static __device__ inline void
load_value (const RcpCudaPictures &pictures, uint32_t sample, size_t i, float *output, uint8_t *labels)
{
  const uint32_t k = (uint32_t) (i % pictures.size);
  const uint32_t channel = k / pictures.plane;
  const uint8_t byte = pictures.pixels[(size_t) sample * pictures.size + k];

  output[i] = fmaf ((float) byte, pictures.scale[channel], pictures.shift[channel]);
  if (k == 0)
    labels[i / pictures.size] = pictures.labels[sample];
}

__global__ void
load_batch_kernel (const __grid_constant__ RcpCudaPictures pictures, const uint32_t *order,
                   const RcpCudaControl *control, size_t n, float *output, uint8_t *labels)
{
  const size_t i = rcp_cuda_index ();

  if (i < n)
    load_value (pictures, order[control->position + i / pictures.size], i, output, labels);
}

cudaError_t
rcp_cuda_load_batch (cudaStream_t stream, const RcpCudaPictures *pictures, const uint32_t *order,
                     const RcpCudaControl *control, uint32_t count, float *output, uint8_t *labels)
{
  const RcpCudaPictures copy = *pictures;
  const size_t n = (size_t) count * copy.size;

  return RCP_CUDA_EACH (stream, n, load_batch_kernel, copy, order, control, n, output, labels);
}

__global__ void
load_stretch_kernel (const __grid_constant__ RcpCudaPictures pictures, uint32_t first, size_t n, float *output,
                     uint8_t *labels)
{
  const size_t i = rcp_cuda_index ();

  if (i < n)
    load_value (pictures, first + (uint32_t) (i / pictures.size), i, output, labels);
}

cudaError_t
rcp_cuda_load_stretch (cudaStream_t stream, const RcpCudaPictures *pictures, uint32_t first, uint32_t count,
                       float *output, uint8_t *labels)
{
  const RcpCudaPictures copy = *pictures;
  const size_t n = (size_t) count * copy.size;

  return RCP_CUDA_EACH (stream, n, load_stretch_kernel, copy, first, n, output, labels);
}

/* --- activations --------------------------------------------------------------------------------------------- */

__global__ void
relu_kernel (size_t n, const float *input, float *output)
{
  const size_t i = rcp_cuda_index ();

  /* this way round a NaN stays one, and a run that diverged is seen to have */
  if (i < n)
    output[i] = input[i] <= 0.0f ? 0.0f : input[i];
}

cudaError_t
rcp_cuda_relu (cudaStream_t stream, size_t n, const float *input, float *output)
{
  return RCP_CUDA_EACH (stream, n, relu_kernel, n, input, output);
}

/* The output says as much as the input: it is 0 where that was not above 0. */
__global__ void
relu_backward_kernel (size_t n, const float *output, const float *output_gradient, float *input_gradient)
{
  const size_t i = rcp_cuda_index ();

  if (i < n)
    input_gradient[i] = output[i] <= 0.0f ? 0.0f : output_gradient[i];
}

cudaError_t
rcp_cuda_relu_backward (cudaStream_t stream, size_t n, const float *output, const float *output_gradient,
                        float *input_gradient)
{
  return RCP_CUDA_EACH (stream, n, relu_backward_kernel, n, output, output_gradient, input_gradient);
}

__global__ void
tanh_kernel (size_t n, const float *input, float *output)
{
  const size_t i = rcp_cuda_index ();

  if (i < n)
    output[i] = tanhf (input[i]);
}

cudaError_t
rcp_cuda_tanh (cudaStream_t stream, size_t n, const float *input, float *output)
{
  return RCP_CUDA_EACH (stream, n, tanh_kernel, n, input, output);
}

__global__ void
tanh_backward_kernel (size_t n, const float *output, const float *output_gradient, float *input_gradient)
{
  const size_t i = rcp_cuda_index ();

  if (i < n)
    input_gradient[i] = (1.0f - output[i] * output[i]) * output_gradient[i];
}

cudaError_t
rcp_cuda_tanh_backward (cudaStream_t stream, size_t n, const float *output, const float *output_gradient,
                        float *input_gradient)
{
  return RCP_CUDA_EACH (stream, n, tanh_backward_kernel, n, output, output_gradient, input_gradient);
}

/* --- biases -------------------------------------------------------------------------------------------------- */

__global__ void
add_bias_kernel (size_t n, uint32_t channels, uint32_t map, const float *biases, float *values)
{
  const size_t i = rcp_cuda_index ();

  if (i < n)
    values[i] += biases[i / map % channels];
}

cudaError_t
rcp_cuda_add_bias (cudaStream_t stream, uint32_t count, uint32_t channels, uint32_t map, const float *biases,
                   float *values)
{
  const size_t n = (size_t) count * channels * map;

  return RCP_CUDA_EACH (stream, n, add_bias_kernel, n, channels, map, biases, values);
}

/* A block a channel: each thread adds up every 128th of its values, and the tree does the rest. */
__global__ void
map_bias_gradient_kernel (uint32_t count, uint32_t channels, uint32_t map, const float *output_gradient,
                          float *bias_gradient)
{
  __shared__ float shared[RCP_CUDA_TOGETHER];
  const uint32_t channel = blockIdx.x;
  float sum = 0.0f;

  for (size_t i = threadIdx.x; i < (size_t) count * map; i += RCP_CUDA_TOGETHER)
    sum += output_gradient[(i / map * channels + channel) * map + i % map];
  sum = rcp_cuda_sum (sum, shared);
  if (threadIdx.x == 0)
    bias_gradient[channel] = sum;
}

/* Where a channel is one value (a linear layer): a thread a channel, and neighbours read side by side. */
__global__ void
flat_bias_gradient_kernel (uint32_t count, uint32_t channels, const float *output_gradient, float *bias_gradient)
{
  const size_t channel = rcp_cuda_index ();
  float sum = 0.0f;

  if (channel >= channels)
    return;
  for (uint32_t row = 0; row < count; row++)
    sum += output_gradient[(size_t) row * channels + channel];
  bias_gradient[channel] = sum;
}

cudaError_t
rcp_cuda_bias_gradient (cudaStream_t stream, uint32_t count, uint32_t channels, uint32_t map,
                        const float *output_gradient, float *bias_gradient)
{
  if (map == 1)
    return RCP_CUDA_EACH (stream, channels, flat_bias_gradient_kernel, count, channels, output_gradient, bias_gradient);
  return RCP_CUDA_LAUNCH_TOGETHER (stream, channels, RCP_CUDA_TOGETHER, map_bias_gradient_kernel, count, channels, map,
                                   output_gradient, bias_gradient);
}

/* --- the step ------------------------------------------------------------------------------------------------ */

__global__ void
update_kernel (size_t n, uint32_t count, const float *gradient, const uint8_t *frozen, float *velocity,
               float *parameters, RcpCudaControl *control)
{
  const size_t i = rcp_cuda_index ();

  if (i < n && frozen[i] == 0)
    {
      const float decayed = fmaf (control->weight_decay, parameters[i], gradient[i]);
      const float moved = fmaf (control->momentum, velocity[i], decayed);

      velocity[i] = moved;
      parameters[i] = fmaf (-control->learning_rate, moved, parameters[i]);
    }
  /* The last kernel of a step, and no other thread of it reads these two. */
  if (i == 0)
    {
      control->position += count;
      control->step += 1;
    }
}

cudaError_t
rcp_cuda_update (cudaStream_t stream, size_t n, uint32_t count, const float *gradient, const uint8_t *frozen,
                 float *velocity, float *parameters, RcpCudaControl *control)
{
  /* a network without parameters moves on as well */
  return RCP_CUDA_EACH (stream, n + 1, update_kernel, n, count, gradient, frozen, velocity, parameters, control);
}

cudaError_t
rcp_cuda_load_kernels (void)
{
  cudaFuncAttributes attributes;

  /* the one that a step launches and nothing before it has */
  return RCP_CUDA_LOAD_KERNEL (&attributes, update_kernel);
}
