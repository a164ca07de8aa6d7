#include "backend/cuda/launch.cuh"

/* Pools. Backward each value of the input asks the windows over it for its share, in the order in which the reference
 * adds them: nothing is added by two threads. */

/* Where in its channel the largest value under the window at (y, x) lies: the first of equals, never padding, and "not
 * a number" wins, so that a calculation gone wrong stays visible. */
static __device__ inline uint32_t
find_largest (const RcpCudaWindow &window, const float *channel, int y, int x)
{
  uint32_t largest = 0;
  bool found = false;

  for (int ky = 0; ky < window.kernel[0]; ky++)
    for (int kx = 0; kx < window.kernel[1]; kx++)
      {
        const int iy = rcp_cuda_tap (window, 0, y, ky);
        const int ix = rcp_cuda_tap (window, 1, x, kx);
        uint32_t i;

        if (iy < 0 || ix < 0)
          continue;
        i = (uint32_t) iy * window.in_width + ix;
        if (!found || channel[i] > channel[largest] || isnan (channel[i]))
          largest = i;
        found = true;
      }
  return largest;
}

__global__ void
max_pool_kernel (RcpCudaWindow window, size_t n, const float *input, float *output)
{
  const size_t i = rcp_cuda_index ();
  const uint32_t out_map = (uint32_t) window.out_height * window.out_width;
  const uint32_t in_map = (uint32_t) window.in_height * window.in_width;
  const int y = (int) (i % out_map / window.out_width);
  const int x = (int) (i % window.out_width);
  const float *channel = input + i / out_map * in_map;

  if (i < n)
    output[i] = channel[find_largest (window, channel, y, x)];
}

cudaError_t
rcp_cuda_max_pool (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count, const float *input, float *output)
{
  const RcpCudaWindow copy = *window;
  const size_t n = (size_t) count * rcp_cuda_out_size (copy);

  return RCP_CUDA_EACH (stream, n, max_pool_kernel, copy, n, input, output);
}

__global__ void
max_pool_backward_kernel (RcpCudaWindow window, size_t n, const float *input, const float *output_gradient,
                          float *input_gradient)
{
  const size_t i = rcp_cuda_index ();
  const uint32_t out_map = (uint32_t) window.out_height * window.out_width;
  const uint32_t in_map = (uint32_t) window.in_height * window.in_width;
  const uint32_t here = (uint32_t) (i % in_map);
  const float *channel = input + i / in_map * in_map;
  const float *gradient = output_gradient + i / in_map * out_map;
  float sum = 0.0f;
  int y0, y1, x0, x1;

  if (i >= n)
    return;
  rcp_cuda_range (window, 0, (int) (here / window.in_width), &y0, &y1);
  rcp_cuda_range (window, 1, (int) (here % window.in_width), &x0, &x1);
  for (int y = y0; y <= y1; y++)
    for (int x = x0; x <= x1; x++)
      if (find_largest (window, channel, y, x) == here)
        sum += gradient[(uint32_t) y * window.out_width + x];
  input_gradient[i] = sum;
}

cudaError_t
rcp_cuda_max_pool_backward (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count, const float *input,
                            const float *output_gradient, float *input_gradient)
{
  const RcpCudaWindow copy = *window;
  const size_t n = (size_t) count * rcp_cuda_in_size (copy);

  return RCP_CUDA_EACH (stream, n, max_pool_backward_kernel, copy, n, input, output_gradient, input_gradient);
}

/* The mean over the whole window: padding counts, as the zeros it holds. */
__global__ void
average_pool_kernel (RcpCudaWindow window, size_t n, const float *input, float *output)
{
  const size_t i = rcp_cuda_index ();
  const uint32_t out_map = (uint32_t) window.out_height * window.out_width;
  const uint32_t in_map = (uint32_t) window.in_height * window.in_width;
  const int y = (int) (i % out_map / window.out_width);
  const int x = (int) (i % window.out_width);
  const float *channel = input + i / out_map * in_map;
  float sum = 0.0f;

  if (i >= n)
    return;
  for (int ky = 0; ky < window.kernel[0]; ky++)
    for (int kx = 0; kx < window.kernel[1]; kx++)
      {
        const int iy = rcp_cuda_tap (window, 0, y, ky);
        const int ix = rcp_cuda_tap (window, 1, x, kx);

        if (iy >= 0 && ix >= 0)
          sum += channel[(uint32_t) iy * window.in_width + ix];
      }
  output[i] = sum / (float) (window.kernel[0] * window.kernel[1]);
}

cudaError_t
rcp_cuda_average_pool (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count, const float *input,
                       float *output)
{
  const RcpCudaWindow copy = *window;
  const size_t n = (size_t) count * rcp_cuda_out_size (copy);

  return RCP_CUDA_EACH (stream, n, average_pool_kernel, copy, n, input, output);
}

__global__ void
average_pool_backward_kernel (RcpCudaWindow window, size_t n, const float *output_gradient, float *input_gradient)
{
  const size_t i = rcp_cuda_index ();
  const uint32_t out_map = (uint32_t) window.out_height * window.out_width;
  const uint32_t in_map = (uint32_t) window.in_height * window.in_width;
  const int iy = (int) (i % in_map / window.in_width);
  const int ix = (int) (i % window.in_width);
  const float *gradient = output_gradient + i / in_map * out_map;
  float sum = 0.0f;
  int y0, y1, x0, x1;

  if (i >= n)
    return;
  rcp_cuda_range (window, 0, iy, &y0, &y1);
  rcp_cuda_range (window, 1, ix, &x0, &x1);
  for (int y = y0; y <= y1; y++)
    for (int x = x0; x <= x1; x++)
      if (rcp_cuda_tap_at (window, 0, iy, y) >= 0 && rcp_cuda_tap_at (window, 1, ix, x) >= 0)
        sum += gradient[(uint32_t) y * window.out_width + x];
  input_gradient[i] = sum / (float) (window.kernel[0] * window.kernel[1]);
}

cudaError_t
rcp_cuda_average_pool_backward (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count,
                                const float *output_gradient, float *input_gradient)
{
  const RcpCudaWindow copy = *window;
  const size_t n = (size_t) count * rcp_cuda_in_size (copy);

  return RCP_CUDA_EACH (stream, n, average_pool_backward_kernel, copy, n, output_gradient, input_gradient);
}
