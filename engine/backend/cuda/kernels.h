#pragma once

/* What the kernels are called by. Plain C types and no GLib, so that nvcc sees nothing of it. */

#include <driver_types.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define RCP_CUDA_BEGIN_DECLS                                                                                           \
  extern "C"                                                                                                           \
  {
#define RCP_CUDA_END_DECLS }
#else
#define RCP_CUDA_BEGIN_DECLS
#define RCP_CUDA_END_DECLS
#endif

RCP_CUDA_BEGIN_DECLS

/**
 * RcpCudaWindow:
 *
 * A window that slides over a map, of a convolution or a pool: the numbers of RcpLayer.
 */
typedef struct
{
  int in_channels;
  int in_height;
  int in_width;
  int out_channels;
  int out_height;
  int out_width;
  int kernel[2];
  int stride[2];
  int padding[2];
  int dilation[2];
  int groups;
} RcpCudaWindow;

/**
 * RcpCudaPictures:
 * @pixels: on the device: bytes in (picture, channel, row, column)
 * @labels: on the device
 * @size: bytes of a picture
 * @plane: bytes of one of its channels
 * @scale: see RcpNormalisation
 * @shift: likewise
 *
 * A split of a dataset as it lies on the device.
 */
typedef struct
{
  const uint8_t *pixels;
  const uint8_t *labels;
  uint32_t size;
  uint32_t plane;
  float scale[4];
  float shift[4];
} RcpCudaPictures;

/**
 * RcpCudaControl:
 * @learning_rate: of the steps to come
 * @momentum: likewise
 * @weight_decay: likewise
 * @position: where in the order the next batch begins
 * @step: which result is the next one
 *
 * Lies on the device. A step reads it and moves it on, so that the same graph does every step, and whatever changes
 * from one to the next is here.
 */
typedef struct
{
  float learning_rate;
  float momentum;
  float weight_decay;
  uint32_t position;
  uint32_t step;
} RcpCudaControl;

/** RcpCudaResult: what a step says: see RcpStepResult */
typedef struct
{
  double loss_sum;
  uint32_t correct;
  uint32_t count;
} RcpCudaResult;

/* Every function below puts work into @stream and returns at once: cudaSuccess, or why the launch failed. Tensors are
 * on the device, float32, in (sample, channel, row, column). A forward function writes its whole output and a
 * backward function the whole gradient; none of them adds to what was there, unless its name says so. Each value is
 * one thread's sum in a fixed order, or a tree over a block: the same bits every time. */

/* rcp_cuda_load: the batch at control->position of @order, normalised, and its labels */
cudaError_t rcp_cuda_load_batch (cudaStream_t stream, const RcpCudaPictures *pictures, const uint32_t *order,
                                 const RcpCudaControl *control, uint32_t count, float *output, uint8_t *labels);
/* rcp_cuda_load_stretch: likewise of the samples @first … @first + @count − 1 */
cudaError_t rcp_cuda_load_stretch (cudaStream_t stream, const RcpCudaPictures *pictures, uint32_t first, uint32_t count,
                                   float *output, uint8_t *labels);

cudaError_t rcp_cuda_relu (cudaStream_t stream, size_t n, const float *input, float *output);
cudaError_t rcp_cuda_relu_backward (cudaStream_t stream, size_t n, const float *output, const float *output_gradient,
                                    float *input_gradient);
cudaError_t rcp_cuda_tanh (cudaStream_t stream, size_t n, const float *input, float *output);
cudaError_t rcp_cuda_tanh_backward (cudaStream_t stream, size_t n, const float *output, const float *output_gradient,
                                    float *input_gradient);

cudaError_t rcp_cuda_max_pool (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count, const float *input,
                               float *output);
cudaError_t rcp_cuda_max_pool_backward (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count,
                                        const float *input, const float *output_gradient, float *input_gradient);
cudaError_t rcp_cuda_average_pool (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count, const float *input,
                                   float *output);
cudaError_t rcp_cuda_average_pool_backward (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count,
                                            const float *output_gradient, float *input_gradient);

/* Convolutions that cuDNN does not take. Without biases: see the next. */
cudaError_t rcp_cuda_convolution (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count,
                                  const float *weights, const float *input, float *output);
cudaError_t rcp_cuda_convolution_input (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count,
                                        const float *weights, const float *output_gradient, float *input_gradient);
cudaError_t rcp_cuda_convolution_weights (cudaStream_t stream, const RcpCudaWindow *window, uint32_t count,
                                          const float *input, const float *output_gradient, float *weight_gradient);

/* rcp_cuda_add_bias: adds a channel's bias to each of its @map values */
cudaError_t rcp_cuda_add_bias (cudaStream_t stream, uint32_t count, uint32_t channels, uint32_t map,
                               const float *biases, float *values);
cudaError_t rcp_cuda_bias_gradient (cudaStream_t stream, uint32_t count, uint32_t channels, uint32_t map,
                                    const float *output_gradient, float *bias_gradient);

/* rcp_cuda_loss: the result of a step at control->step of @results, and the gradient of the mean loss by the logits
 */
cudaError_t rcp_cuda_loss (cudaStream_t stream, uint32_t count, uint32_t n_classes, const float *logits,
                           const uint8_t *labels, const RcpCudaControl *control, RcpCudaResult *results,
                           float *gradient);
/* rcp_cuda_answers: of each sample the class of the largest logit, its probability, and the loss */
cudaError_t rcp_cuda_answers (cudaStream_t stream, uint32_t count, uint32_t n_classes, const float *logits,
                              const uint8_t *labels, uint8_t *predicted, float *losses, float *probabilities);
/* rcp_cuda_softmax: the probabilities of one sample */
cudaError_t rcp_cuda_softmax (cudaStream_t stream, uint32_t n_classes, const float *logits, float *probabilities);
/* rcp_cuda_add_fired: adds to each channel on how many samples one of its @map values is above 0 */
cudaError_t rcp_cuda_add_fired (cudaStream_t stream, uint32_t count, uint32_t channels, uint32_t map,
                                const float *values, uint32_t *fired);

/* rcp_cuda_update: the step of SGD, except where @frozen is not 0; @control moves on by a batch of @count */
cudaError_t rcp_cuda_update (cudaStream_t stream, size_t n, uint32_t count, const float *gradient,
                             const uint8_t *frozen, float *velocity, float *parameters, RcpCudaControl *control);

/* rcp_cuda_load_kernels: has the driver load what is launched in a step. It does so at the first launch otherwise,
 * which must not be while a graph is captured. */
cudaError_t rcp_cuda_load_kernels (void);

RCP_CUDA_END_DECLS
