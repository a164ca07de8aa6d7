#include "backend/cuda/launch.cuh"

/* Convolutions that cuDNN does not take, whatever they are: a thread an output, plainly. Output channel o belongs to
 * group o / (O/groups) and sees that group's C/groups input channels. */

__global__ void
convolution_kernel (RcpCudaWindow window, size_t n, const float *weights, const float *input, float *output)
{
  const size_t i = rcp_cuda_index ();
  const uint32_t out_map = (uint32_t) window.out_height * window.out_width;
  const uint32_t in_map = (uint32_t) window.in_height * window.in_width;
  const int in_group = window.in_channels / window.groups;
  const int out_group = window.out_channels / window.groups;
  const int taps = window.kernel[0] * window.kernel[1];
  const int o = (int) (i / out_map % window.out_channels);
  const int y = (int) (i % out_map / window.out_width);
  const int x = (int) (i % window.out_width);
  const float *channel =
      input + (i / out_map / window.out_channels * window.in_channels + o / out_group * in_group) * in_map;
  const float *weight = weights + (size_t) o * in_group * taps;
  float sum = 0.0f;

  if (i >= n)
    return;
  for (int c = 0; c < in_group; c++, channel += in_map, weight += taps)
    for (int ky = 0; ky < window.kernel[0]; ky++)
      for (int kx = 0; kx < window.kernel[1]; kx++)
        {
          const int iy = rcp_cuda_tap (window, 0, y, ky);
          const int ix = rcp_cuda_tap (window, 1, x, kx);

          if (iy >= 0 && ix >= 0)
            sum = fmaf (weight[ky * window.kernel[1] + kx], channel[(uint32_t) iy * window.in_width + ix], sum);
        }
  output[i] = sum;
}

cudaError_t
rcp_cuda_convolution (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count, const float *weights,
                      const float *input, float *output)
{
  const RcpCudaWindow copy = *window;
  const size_t n = (size_t) count * rcp_cuda_out_size (copy);

  return RCP_CUDA_EACH (stream, n, convolution_kernel, copy, n, weights, input, output);
}

__global__ void
convolution_input_kernel (RcpCudaWindow window, size_t n, const float *weights, const float *output_gradient,
                          float *input_gradient)
{
  const size_t i = rcp_cuda_index ();
  const uint32_t out_map = (uint32_t) window.out_height * window.out_width;
  const uint32_t in_map = (uint32_t) window.in_height * window.in_width;
  const int in_group = window.in_channels / window.groups;
  const int out_group = window.out_channels / window.groups;
  const int c = (int) (i / in_map % window.in_channels);
  const int iy = (int) (i % in_map / window.in_width);
  const int ix = (int) (i % window.in_width);
  const int first = c / in_group * out_group;
  const float *gradient = output_gradient + (i / in_map / window.in_channels * window.out_channels + first) * out_map;
  float sum = 0.0f;
  int y0, y1, x0, x1;

  if (i >= n)
    return;
  rcp_cuda_range (window, 0, iy, &y0, &y1);
  rcp_cuda_range (window, 1, ix, &x0, &x1);
  for (int o = first; o < first + out_group; o++, gradient += out_map)
    for (int y = y0; y <= y1; y++)
      for (int x = x0; x <= x1; x++)
        {
          const int ky = rcp_cuda_tap_at (window, 0, iy, y);
          const int kx = rcp_cuda_tap_at (window, 1, ix, x);

          if (ky >= 0 && kx >= 0)
            sum =
                fmaf (weights[(((size_t) o * in_group + c % in_group) * window.kernel[0] + ky) * window.kernel[1] + kx],
                      gradient[(uint32_t) y * window.out_width + x], sum);
        }
  input_gradient[i] = sum;
}

cudaError_t
rcp_cuda_convolution_input (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count, const float *weights,
                            const float *output_gradient, float *input_gradient)
{
  const RcpCudaWindow copy = *window;
  const size_t n = (size_t) count * rcp_cuda_in_size (copy);

  return RCP_CUDA_EACH (stream, n, convolution_input_kernel, copy, n, weights, output_gradient, input_gradient);
}

/* A block a weight: its threads share the pixels of all samples. */
__global__ void
convolution_weights_kernel (RcpCudaWindow window, uint32_t count, const float *input, const float *output_gradient,
                            float *weight_gradient)
{
  __shared__ float shared[RCP_CUDA_TOGETHER];
  const uint32_t out_map = (uint32_t) window.out_height * window.out_width;
  const uint32_t in_map = (uint32_t) window.in_height * window.in_width;
  const int in_group = window.in_channels / window.groups;
  const int out_group = window.out_channels / window.groups;
  const uint32_t taps = (uint32_t) window.kernel[0] * window.kernel[1];
  const int kx = (int) (blockIdx.x % window.kernel[1]);
  const int ky = (int) (blockIdx.x % taps / window.kernel[1]);
  const uint32_t o = blockIdx.x / taps / in_group;
  const uint32_t c = o / out_group * in_group + blockIdx.x / taps % in_group;
  float sum = 0.0f;

  for (size_t i = threadIdx.x; i < (size_t) count * out_map; i += RCP_CUDA_TOGETHER)
    {
      const size_t row = i / out_map;
      const uint32_t pixel = (uint32_t) (i % out_map);
      const int iy = rcp_cuda_tap (window, 0, (int) (pixel / window.out_width), ky);
      const int ix = rcp_cuda_tap (window, 1, (int) (pixel % window.out_width), kx);

      if (iy >= 0 && ix >= 0)
        sum = fmaf (output_gradient[(row * window.out_channels + o) * out_map + pixel],
                    input[(row * window.in_channels + c) * in_map + (uint32_t) iy * window.in_width + ix], sum);
    }
  sum = rcp_cuda_sum (sum, shared);
  if (threadIdx.x == 0)
    weight_gradient[blockIdx.x] = sum;
}

cudaError_t
rcp_cuda_convolution_weights (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count, const float *input,
                              const float *output_gradient, float *weight_gradient)
{
  const RcpCudaWindow copy = *window;
  const unsigned int n =
      (unsigned int) copy.out_channels * (copy.in_channels / copy.groups) * copy.kernel[0] * copy.kernel[1];

  return RCP_CUDA_LAUNCH_TOGETHER (stream, n, RCP_CUDA_TOGETHER, convolution_weights_kernel, copy, count, input,
                                   output_gradient, weight_gradient);
}
