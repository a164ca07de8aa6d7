#include "backend/cuda/launch.cuh"

/* What comes of the logits: softmax and cross-entropy, answers, and which channels fire. */

typedef struct
{
  uint32_t largest;
  float shift; /* the largest logit */
  float sum;   /* Σ exp (logit − shift) */
} Softmax;

/* The largest logit is taken off first: the result is the same, and no exponential can overflow. */
static __device__ inline Softmax
softmax_of (const float *logits, uint32_t n)
{
  Softmax result = { 0, logits[0], 0.0f };

  for (uint32_t i = 1; i < n; i++)
    if (logits[i] > logits[result.largest])
      result.largest = i;
  result.shift = logits[result.largest];
  for (uint32_t i = 0; i < n; i++)
    result.sum += expf (logits[i] - result.shift);
  return result;
}

/* One block for the whole batch: a step is one launch shorter that way, and the sum has one order. */
__global__ void
loss_kernel (uint32_t count, uint32_t n_classes, const float *logits, const uint8_t *labels,
             const RcpCudaControl *control, RcpCudaResult *results, float *gradient)
{
  __shared__ double losses[RCP_CUDA_TOGETHER];
  __shared__ uint32_t hits[RCP_CUDA_TOGETHER];
  const float share = 1.0f / (float) count;
  double loss = 0.0;
  uint32_t hit = 0;

  for (uint32_t row = threadIdx.x; row < count; row += RCP_CUDA_TOGETHER)
    {
      const float *sample = logits + (size_t) row * n_classes;
      const uint32_t label = labels[row];
      const Softmax softmax = softmax_of (sample, n_classes);

      loss += (double) (logf (softmax.sum) + softmax.shift - sample[label]);
      hit += softmax.largest == label;
      for (uint32_t i = 0; i < n_classes; i++)
        gradient[(size_t) row * n_classes + i] =
            (expf (sample[i] - softmax.shift) / softmax.sum - (i == label ? 1.0f : 0.0f)) * share;
    }
  loss = rcp_cuda_sum (loss, losses);
  hit = rcp_cuda_sum (hit, hits);
  if (threadIdx.x == 0)
    {
      RcpCudaResult *result = results + control->step;

      result->loss_sum = loss;
      result->correct = hit;
      result->count = count;
    }
}

cudaError_t
rcp_cuda_loss (cudaStream_t stream, uint32_t count, uint32_t n_classes, const float *logits, const uint8_t *labels,
               const RcpCudaControl *control, RcpCudaResult *results, float *gradient)
{
  return RCP_CUDA_LAUNCH_TOGETHER (stream, 1, RCP_CUDA_TOGETHER, loss_kernel, count, n_classes, logits, labels, control,
                                   results, gradient);
}

__global__ void
answers_kernel (uint32_t count, uint32_t n_classes, const float *logits, const uint8_t *labels, uint8_t *predicted,
                float *losses, float *probabilities)
{
  const size_t row = rcp_cuda_index ();
  const float *sample = logits + row * n_classes;
  Softmax softmax;

  if (row >= count)
    return;
  softmax = softmax_of (sample, n_classes);
  predicted[row] = (uint8_t) softmax.largest;
  losses[row] = logf (softmax.sum) + softmax.shift - sample[labels[row]];
  /* exp (0) over the sum */
  probabilities[row] = 1.0f / softmax.sum;
}

cudaError_t
rcp_cuda_answers (cudaStream_t stream, uint32_t count, uint32_t n_classes, const float *logits, const uint8_t *labels,
                  uint8_t *predicted, float *losses, float *probabilities)
{
  return RCP_CUDA_EACH (stream, count, answers_kernel, count, n_classes, logits, labels, predicted, losses,
                        probabilities);
}

__global__ void
softmax_kernel (uint32_t n_classes, const float *logits, float *probabilities)
{
  const size_t i = rcp_cuda_index ();
  Softmax softmax;

  if (i >= n_classes)
    return;
  softmax = softmax_of (logits, n_classes);
  probabilities[i] = expf (logits[i] - softmax.shift) / softmax.sum;
}

cudaError_t
rcp_cuda_softmax (cudaStream_t stream, uint32_t n_classes, const float *logits, float *probabilities)
{
  return RCP_CUDA_EACH (stream, n_classes, softmax_kernel, n_classes, logits, probabilities);
}

/* A thread a map. Whole numbers are added up in whatever order: the sum is the same. */
__global__ void
add_fired_kernel (size_t n, uint32_t channels, uint32_t map, const float *values, uint32_t *fired)
{
  const size_t i = rcp_cuda_index ();

  if (i >= n)
    return;
  for (uint32_t k = 0; k < map; k++)
    if (values[i * map + k] > 0.0f)
      {
        atomicAdd (&fired[i % channels], 1u);
        return;
      }
}

cudaError_t
rcp_cuda_add_fired (cudaStream_t stream, uint32_t count, uint32_t channels, uint32_t map, const float *values,
                    uint32_t *fired)
{
  const size_t n = (size_t) count * channels;

  return RCP_CUDA_EACH (stream, n, add_fired_kernel, n, channels, map, values, fired);
}
