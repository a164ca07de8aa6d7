#pragma once

#include "backend/cuda/device.h"
#include "backend/cuda/kernels.h"

G_BEGIN_DECLS

/** RcpCudaWork: the three things that a convolution has to work out */
typedef enum
{
  RCP_CUDA_FORWARD,
  RCP_CUDA_INPUT,
  RCP_CUDA_WEIGHTS,
  RCP_CUDA_N_WORKS,
} RcpCudaWork;

/**
 * RcpCudaConvolution:
 * @window: its geometry
 * @count: samples of a batch
 * @algorithm: cuDNN's number of the algorithm for each work, or −1 for a kernel of our own
 *
 * A convolution, or a linear layer as a convolution of maps of one pixel, for batches of one size.
 */
typedef struct
{
  RcpCudaWindow window;
  guint count;
  int algorithm[RCP_CUDA_N_WORKS];
  cudnnTensorDescriptor_t input;
  cudnnTensorDescriptor_t output;
  cudnnFilterDescriptor_t weights;
  cudnnConvolutionDescriptor_t convolution;
} RcpCudaConvolution;

/** RcpCudaDnn: what every call needs. @workspace is @workspace_size bytes of the device's memory */
typedef struct
{
  const RcpDnn *functions;
  cudnnHandle_t handle;
  cudaStream_t stream;
  gpointer workspace;
  gsize workspace_size;
} RcpCudaDnn;

RcpCudaWindow rcp_cuda_window (const RcpLayer *layer);

/**
 * rcp_cuda_convolution_init:
 * @self: zeros, or what a failed call left; clear with rcp_cuda_convolution_clear() in either case
 * @workspace: (inout): raised to what the algorithms need
 *
 * Describes the layer to cuDNN and chooses the algorithms. The choice depends on nothing that is measured: the same
 * network gets the same algorithms, and so the same bits, on every run.
 */
gboolean rcp_cuda_convolution_init (RcpCudaConvolution *self, const RcpCudaDnn *dnn, const RcpLayer *layer, guint count,
                                    gboolean tf32, gsize *workspace, GError **error);
void rcp_cuda_convolution_clear (RcpCudaConvolution *self, const RcpDnn *functions);

/* Put the work into the stream. Biases are not theirs. */
gboolean rcp_cuda_convolve (RcpCudaConvolution *self, const RcpCudaDnn *dnn, const float *weights, const float *input,
                            float *output, GError **error);
gboolean rcp_cuda_convolve_input (RcpCudaConvolution *self, const RcpCudaDnn *dnn, const float *weights,
                                  const float *output_gradient, float *input_gradient, GError **error);
gboolean rcp_cuda_convolve_weights (RcpCudaConvolution *self, const RcpCudaDnn *dnn, const float *input,
                                    const float *output_gradient, float *weight_gradient, GError **error);

G_END_DECLS
