#include "backend/cuda/fused.h"
#include "backend/cuda/launch.cuh"

/*
 * The first kernel of a fused step: a thread block takes one sample all the way, from its bytes to the gradient of the
 * loss by everything, and nothing but that gradient leaves the multiprocessor.
 *
 * A pooled value's gradient goes to the one of the four that won, so a quarter of the products of a convolution's
 * backward pass is all there is. Whoever needs them asks: each weight, and each value of the input, goes through the
 * winners that it had a part in, in a fixed order.
 *
 * Weights of a convolution lie in fours of output channels, (⌈O/4⌉, C, K·K, 4), so that one load brings a tap's weights
 * of four channels; channels past the last have zeros.
 */

/* rcp_fused_weight: where weight (o, c, tap) lies */
static __device__ inline int
weight_at (const RcpFusedBlock &block, int o, int c, int tap)
{
  return block.weights + ((o / 4 * block.in_channels + c) * block.kernel * block.kernel + tap) * 4 + o % 4;
}

static __device__ inline int
input_at (const RcpFusedBlock &block, int c, int y, int x)
{
  return block.input + (c * block.rows + y) * block.pitch + x;
}

/* Pooled value @i of block @b: where it stands as an input of what comes next. */
static __device__ inline int
output_at (const RcpFusedPlan &plan, int b, int i)
{
  const RcpFusedBlock &block = plan.blocks[b];
  const int map = block.pool_height * block.pool_width;

  if (b + 1 == plan.n_blocks)
    return plan.linear[0].input + i;
  return input_at (plan.blocks[b + 1], i / map, i % map / block.pool_width + plan.blocks[b + 1].padding,
                   i % block.pool_width + plan.blocks[b + 1].padding);
}

/* --- loading ------------------------------------------------------------------------------------------------- */

/* Weights of all convolutions, and zeros wherever a map has a margin. */
static __device__ void
load_block (const RcpFusedBlock &block, const float *parameters, float *shared)
{
  const int taps = block.kernel * block.kernel;
  const int row = block.in_channels * taps;
  const int padded = (block.out_channels + 3) / 4 * 4;

  for (int i = (int) threadIdx.x; i < padded * row; i += RCP_FUSED_THREADS)
    {
      const int o = i / row;

      shared[weight_at (block, o, i % row / taps, i % taps)] =
          o < block.out_channels ? parameters[block.weight_offset + i] : 0.0f;
    }
  for (int o = (int) threadIdx.x; o < padded; o += RCP_FUSED_THREADS)
    shared[block.biases + o] = o < block.out_channels ? parameters[block.bias_offset + o] : 0.0f;
  for (int i = (int) threadIdx.x; i < block.in_channels * block.rows * block.pitch; i += RCP_FUSED_THREADS)
    {
      const int y = i / block.pitch % block.rows - block.padding;
      const int x = i % block.pitch - block.padding;

      if (y < 0 || y >= block.in_height || x < 0 || x >= block.in_width)
        shared[block.input + i] = 0.0f;
    }
}

static __device__ void
load_picture (const RcpFusedBlock &block, const RcpCudaPictures &pictures, uint32_t sample, float *shared)
{
  const uint8_t *pixels = pictures.pixels + (size_t) sample * pictures.size;

  for (int i = (int) threadIdx.x; i < (int) pictures.size; i += RCP_FUSED_THREADS)
    {
      const int c = i / (int) pictures.plane;
      const int pixel = i % (int) pictures.plane;

      shared[input_at (block, c, pixel / block.in_width + block.padding, pixel % block.in_width + block.padding)] =
          fmaf ((float) pixels[i], pictures.scale[c], pictures.shift[c]);
    }
}

/* --- forward ------------------------------------------------------------------------------------------------- */

/* Of one pooled pixel and four output channels the four values under the pool, from a patch of (K + 1) × (K + 1). */
template <int K>
static __device__ inline void
convolve_patch (const RcpFusedBlock &block, const float *shared, int four, int y, int x, float sums[4][4])
{
  for (int c = 0; c < block.in_channels; c++)
    {
      const float *corner = shared + input_at (block, c, 2 * y, 2 * x);
      const float *weights = shared + weight_at (block, 4 * four, c, 0);
      float patch[K + 1][K + 1];

#pragma unroll
      for (int r = 0; r <= K; r++)
#pragma unroll
        for (int s = 0; s <= K; s += 2)
          {
            const float2 pair = *(const float2 *) (corner + r * block.pitch + s);

            patch[r][s] = pair.x;
            patch[r][s + 1] = pair.y;
          }
#pragma unroll
      for (int tap = 0; tap < K * K; tap++)
        {
          const float4 weight = *(const float4 *) (weights + 4 * tap);
          const float of[4] = { weight.x, weight.y, weight.z, weight.w };

#pragma unroll
          for (int o = 0; o < 4; o++)
#pragma unroll
            for (int k = 0; k < 4; k++)
              sums[o][k] = fmaf (of[o], patch[tap / K + k / 2][tap % K + k % 2], sums[o][k]);
        }
    }
}

/* ReLU and pool: the first of equals wins, and "not a number" does. */
static __device__ inline float
pool_values (const float values[4], int *winner)
{
  float largest = 0.0f;

  *winner = 0;
#pragma unroll
  for (int k = 0; k < 4; k++)
    {
      const float value = values[k] <= 0.0f ? 0.0f : values[k];

      if (k == 0 || value > largest || isnan (value))
        {
          largest = value;
          *winner = k;
        }
    }
  return largest;
}

template <int K>
static __device__ void
forward_block (const RcpFusedPlan &plan, int b, float *shared)
{
  const RcpFusedBlock &block = plan.blocks[b];
  const int map = block.pool_height * block.pool_width;
  const int fours = (block.out_channels + 3) / 4;
  uint8_t *winners = (uint8_t *) (shared + block.winners);

  for (int i = (int) threadIdx.x; i < fours * map; i += RCP_FUSED_THREADS)
    {
      const int four = i / map;
      float sums[4][4];

#pragma unroll
      for (int o = 0; o < 4; o++)
#pragma unroll
        for (int k = 0; k < 4; k++)
          sums[o][k] = shared[block.biases + 4 * four + o];
      convolve_patch<K> (block, shared, four, i % map / block.pool_width, i % block.pool_width, sums);
#pragma unroll
      for (int o = 0; o < 4; o++)
        {
          const int at = (4 * four + o) * map + i % map;
          int winner;
          const float value = pool_values (sums[o], &winner);

          if (4 * four + o >= block.out_channels)
            continue;
          shared[output_at (plan, b, at)] = value;
          winners[at] = (uint8_t) winner;
        }
    }
}

/* The parts of a sum over @n things, as many as there are threads for: threads that sit @width apart share an output.
 */
static __device__ inline int
width_of (int outputs)
{
  return outputs < RCP_FUSED_THREADS ? (outputs + 31) / 32 * 32 : RCP_FUSED_THREADS;
}

/* Adds up parts of @scratch, of which part p of output o stands at p·@width + o. */
static __device__ inline float
add_parts (const float *scratch, int width, int parts, int o)
{
  float sum = 0.0f;

  for (int p = 0; p < parts; p++)
    sum += scratch[p * width + o];
  return sum;
}

/* @to[o] = Σ @matrix[i·@outputs + o] · @from[i], by all threads together; neighbours read side by side. */
static __device__ void
multiply (const float *matrix, int inputs, int outputs, const float *from, float *scratch, float *to)
{
  const int wide = width_of (outputs);
  const int width = wide < RCP_FUSED_THREADS ? wide : RCP_FUSED_THREADS;
  const int parts = RCP_FUSED_THREADS / width > 0 ? RCP_FUSED_THREADS / width : 1;
  const int part = (int) threadIdx.x / width;

  for (int base = 0; base < outputs; base += width)
    {
      const int o = base + (int) threadIdx.x % width;
      float sum = 0.0f;

      /* the matrix comes from far away, so many loads have to be on their way */
      if (part < parts && o < outputs)
#pragma unroll 16
        for (int i = part; i < inputs; i += parts)
          sum = fmaf (matrix[(size_t) i * outputs + o], from[i], sum);
      scratch[threadIdx.x] = sum;
      __syncthreads ();
      if (part == 0 && o < outputs)
        to[o] = add_parts (scratch, width, parts, (int) threadIdx.x);
      __syncthreads ();
    }
}

static __device__ void
forward_linear (const RcpFusedPlan &plan, int l, const RcpFusedMemory &memory, float *shared)
{
  const RcpFusedLinear &layer = plan.linear[l];
  float *output = shared + layer.output;

  multiply (memory.transposed + layer.transposed, layer.inputs, layer.outputs, shared + layer.input,
            shared + plan.scratch, output);
  for (int o = (int) threadIdx.x; o < layer.outputs; o += RCP_FUSED_THREADS)
    {
      const float value = output[o] + memory.parameters[layer.bias_offset + o];

      output[o] = l + 1 < plan.n_linear && value <= 0.0f ? 0.0f : value;
    }
  __syncthreads ();
}

/* --- the loss ------------------------------------------------------------------------------------------------ */

/* The gradient by the logits, of the mean over @count samples; the loss and the hit are kept for the result. */
static __device__ void
lose (const RcpFusedPlan &plan, uint32_t label, uint32_t count, const RcpFusedMemory &memory, float *shared)
{
  const RcpFusedLinear &last = plan.linear[plan.n_linear - 1];
  const float *logits = shared + last.output;
  float *found = shared + plan.scratch;

  if (threadIdx.x == 0)
    {
      int largest = 0;
      float sum = 0.0f;

      for (int i = 1; i < last.outputs; i++)
        if (logits[i] > logits[largest])
          largest = i;
      for (int i = 0; i < last.outputs; i++)
        sum += expf (logits[i] - logits[largest]);
      memory.losses[blockIdx.x] = logf (sum) + logits[largest] - logits[label];
      memory.hits[blockIdx.x] = (uint32_t) largest == label;
      found[0] = logits[largest];
      found[1] = sum;
    }
  __syncthreads ();
  for (int i = (int) threadIdx.x; i < last.outputs; i += RCP_FUSED_THREADS)
    shared[last.gradient + i] =
        (expf (logits[i] - found[0]) / found[1] - (i == (int) label ? 1.0f : 0.0f)) * (1.0f / (float) count);
  __syncthreads ();
}

/* --- backward ------------------------------------------------------------------------------------------------ */

/* What the second kernel multiplies, and the gradient by the layer's input, where a ReLU let it through. */
static __device__ void
backward_linear (const RcpFusedPlan &plan, int l, const RcpFusedMemory &memory, float *shared)
{
  const RcpFusedLinear &layer = plan.linear[l];
  const float *input = shared + layer.input;
  float *before = shared + (l > 0 ? plan.linear[l - 1].gradient : plan.blocks[plan.n_blocks - 1].gradient);

  for (int i = (int) threadIdx.x; i < layer.inputs; i += RCP_FUSED_THREADS)
    memory.kept[layer.kept_input + (size_t) blockIdx.x * layer.inputs + i] = input[i];
  for (int o = (int) threadIdx.x; o < layer.outputs; o += RCP_FUSED_THREADS)
    memory.kept[layer.kept_gradient + (size_t) blockIdx.x * layer.outputs + o] = shared[layer.gradient + o];
  multiply (memory.parameters + layer.weight_offset, layer.outputs, layer.inputs, shared + layer.gradient,
            shared + plan.scratch, before);
  for (int i = (int) threadIdx.x; i < layer.inputs; i += RCP_FUSED_THREADS)
    if (input[i] <= 0.0f)
      before[i] = 0.0f;
  __syncthreads ();
}

/* The sample's part of the gradient by the weights and the biases of a convolution. */
static __device__ void
backward_weights (const RcpFusedBlock &block, float *partial, const float *shared)
{
  const int map = block.pool_height * block.pool_width;
  const int taps = block.kernel * block.kernel;
  const int row = block.in_channels * taps;
  const int n = block.out_channels * row;
  const uint8_t *all = (const uint8_t *) (shared + block.winners);

  for (int i = (int) threadIdx.x; i < n + block.out_channels; i += RCP_FUSED_THREADS)
    {
      const int o = i < n ? i / row : i - n;
      const float *gradient = shared + block.gradient + o * map;
      const uint8_t *winners = all + o * map;
      const float *corner = shared + input_at (block, i % row / taps, i % taps / block.kernel, i % block.kernel);
      float sum = 0.0f;

      for (int y = 0, at = 0; y < block.pool_height; y++)
        for (int x = 0; x < block.pool_width; x++, at++)
          {
            const int winner = winners[at];

            if (i < n)
              sum = fmaf (gradient[at], corner[(2 * y + winner / 2) * block.pitch + 2 * x + winner % 2], sum);
            else
              sum += gradient[at];
          }
      partial[block.partial + i] = sum;
    }
}

/* The gradient by the pooled values of block @b − 1, through those that won in block @b. */
static __device__ void
backward_input (const RcpFusedPlan &plan, int b, float *shared)
{
  const RcpFusedBlock &block = plan.blocks[b];
  const int in_map = block.in_height * block.in_width;
  const int map = block.pool_height * block.pool_width;
  const uint8_t *winners = (const uint8_t *) (shared + block.winners);
  float *before = shared + plan.blocks[b - 1].gradient;

  for (int i = (int) threadIdx.x; i < block.in_channels * in_map; i += RCP_FUSED_THREADS)
    {
      const int c = i / in_map;
      const int y = i % in_map / block.in_width + block.padding;
      const int x = i % block.in_width + block.padding;
      /* windows whose winner may have had a tap here */
      const int y0 = y >= block.kernel ? (y - block.kernel + 1) / 2 : 0;
      const int x0 = x >= block.kernel ? (x - block.kernel + 1) / 2 : 0;
      const int y1 = y / 2 < block.pool_height ? y / 2 : block.pool_height - 1;
      const int x1 = x / 2 < block.pool_width ? x / 2 : block.pool_width - 1;
      float sum = 0.0f;

      for (int o = 0; o < block.out_channels; o++)
        for (int py = y0; py <= y1; py++)
          for (int px = x0; px <= x1; px++)
            {
              const int at = o * map + py * block.pool_width + px;
              const int ky = y - 2 * py - winners[at] / 2;
              const int kx = x - 2 * px - winners[at] % 2;

              if (ky >= 0 && ky < block.kernel && kx >= 0 && kx < block.kernel)
                sum = fmaf (shared[block.gradient + at], shared[weight_at (block, o, c, ky * block.kernel + kx)], sum);
            }
      before[i] = shared[input_at (block, c, y, x)] <= 0.0f ? 0.0f : sum;
    }
}

/* --- the kernel ---------------------------------------------------------------------------------------------- */

__global__ void
__launch_bounds__ (RCP_FUSED_THREADS)
    sample_kernel (const __grid_constant__ RcpFusedPlan plan, const __grid_constant__ RcpFusedMemory memory,
                   const __grid_constant__ RcpCudaPictures pictures, uint32_t count)
{
  RCP_CUDA_SHARED (shared);
  const uint32_t sample = memory.order[memory.control->position + blockIdx.x];
  float *partial = memory.partials + (size_t) blockIdx.x * plan.partials;

  for (int b = 0; b < plan.n_blocks; b++)
    load_block (plan.blocks[b], memory.parameters, shared);
  load_picture (plan.blocks[0], pictures, sample, shared);
  __syncthreads ();
  for (int b = 0; b < plan.n_blocks; b++)
    {
      if (plan.blocks[b].kernel == 5)
        forward_block<5> (plan, b, shared);
      else
        forward_block<3> (plan, b, shared);
      __syncthreads ();
    }
  for (int l = 0; l < plan.n_linear; l++)
    forward_linear (plan, l, memory, shared);
  lose (plan, pictures.labels[sample], count, memory, shared);
  for (int l = plan.n_linear - 1; l >= 0; l--)
    backward_linear (plan, l, memory, shared);
  for (int b = plan.n_blocks - 1; b >= 0; b--)
    {
      backward_weights (plan.blocks[b], partial, shared);
      if (b > 0)
        backward_input (plan, b, shared);
      __syncthreads ();
    }
}

cudaError_t
rcp_fused_samples (cudaStream_t stream, const RcpFusedPlan *plan, const RcpFusedMemory *memory,
                   const RcpCudaPictures *pictures, uint32_t count)
{
  const RcpFusedPlan the_plan = *plan;
  const RcpFusedMemory the_memory = *memory;
  const RcpCudaPictures the_pictures = *pictures;

  return RCP_CUDA_LAUNCH_SHARED (stream, count, RCP_FUSED_THREADS, plan->shared * sizeof (float), sample_kernel,
                                 the_plan, the_memory, the_pictures, count);
}

cudaError_t
rcp_fused_allow (int bytes)
{
  return RCP_CUDA_ALLOW_SHARED (sample_kernel, bytes);
}
