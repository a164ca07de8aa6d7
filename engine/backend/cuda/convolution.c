#include "backend/cuda/convolution.h"

/* Algorithms that add up in one order, the fast one first. All others are left out: some add with atomics, and
 * transforms (Winograd, FFT) round in ways of their own, which the comparison with the reference would have to forgive.
 */
static const int algorithms[RCP_CUDA_N_WORKS][2] = {
  [RCP_CUDA_FORWARD] = { CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM, CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM },
  [RCP_CUDA_INPUT] = { CUDNN_CONVOLUTION_BWD_DATA_ALGO_1, CUDNN_CONVOLUTION_BWD_DATA_ALGO_1 },
  [RCP_CUDA_WEIGHTS] = { CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1, CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1 },
};

RcpCudaWindow
rcp_cuda_window (const RcpLayer *layer)
{
  RcpCudaWindow window = {
    .in_channels = layer->input.channels,
    .in_height = layer->input.height,
    .in_width = layer->input.width,
    .out_channels = layer->output.channels,
    .out_height = layer->output.height,
    .out_width = layer->output.width,
    .kernel = { 1, 1 },
    .stride = { 1, 1 },
    .padding = { 0, 0 },
    .dilation = { 1, 1 },
    .groups = 1,
  };

  /* a linear layer sees one pixel of as many channels as it has inputs */
  if (layer->kind == RCP_LAYER_LINEAR)
    return window;
  for (int axis = 0; axis < 2; axis++)
    {
      window.kernel[axis] = layer->kernel[axis];
      window.stride[axis] = layer->stride[axis];
      window.padding[axis] = layer->padding[axis];
      window.dilation[axis] = layer->dilation[axis];
    }
  window.groups = layer->groups;
  return window;
}

static cudnnStatus_t
create (RcpCudaConvolution *self, const RcpDnn *functions)
{
  cudnnStatus_t status = functions->cudnnCreateTensorDescriptor (&self->input);

  if (status == CUDNN_STATUS_SUCCESS)
    status = functions->cudnnCreateTensorDescriptor (&self->output);
  if (status == CUDNN_STATUS_SUCCESS)
    status = functions->cudnnCreateFilterDescriptor (&self->weights);
  if (status == CUDNN_STATUS_SUCCESS)
    status = functions->cudnnCreateConvolutionDescriptor (&self->convolution);
  return status;
}

static cudnnStatus_t
describe (RcpCudaConvolution *self, const RcpDnn *functions, gboolean tf32)
{
  const RcpCudaWindow *w = &self->window;
  cudnnStatus_t status = functions->cudnnSetTensor4dDescriptor (
      self->input, CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT, (int) self->count, w->in_channels, w->in_height, w->in_width);

  if (status == CUDNN_STATUS_SUCCESS)
    status = functions->cudnnSetTensor4dDescriptor (self->output, CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT,
                                                    (int) self->count, w->out_channels, w->out_height, w->out_width);
  if (status == CUDNN_STATUS_SUCCESS)
    status = functions->cudnnSetFilter4dDescriptor (self->weights, CUDNN_DATA_FLOAT, CUDNN_TENSOR_NCHW, w->out_channels,
                                                    w->in_channels / w->groups, w->kernel[0], w->kernel[1]);
  if (status == CUDNN_STATUS_SUCCESS)
    status = functions->cudnnSetConvolution2dDescriptor (self->convolution, w->padding[0], w->padding[1], w->stride[0],
                                                         w->stride[1], w->dilation[0], w->dilation[1],
                                                         CUDNN_CROSS_CORRELATION, CUDNN_DATA_FLOAT);
  if (status == CUDNN_STATUS_SUCCESS)
    status = functions->cudnnSetConvolutionGroupCount (self->convolution, w->groups);
  /* cuDNN's default rounds float32 to TF32 where the GPU is faster that way. */
  if (status == CUDNN_STATUS_SUCCESS)
    status = functions->cudnnSetConvolutionMathType (self->convolution, tf32 ? CUDNN_DEFAULT_MATH : CUDNN_FMA_MATH);
  return status;
}

static cudnnStatus_t
ask_workspace (const RcpCudaConvolution *self, const RcpCudaDnn *dnn, RcpCudaWork work, int algorithm, size_t *size)
{
  switch (work)
    {
    case RCP_CUDA_FORWARD:
      return dnn->functions->cudnnGetConvolutionForwardWorkspaceSize (dnn->handle, self->input, self->weights,
                                                                      self->convolution, self->output,
                                                                      (cudnnConvolutionFwdAlgo_t) algorithm, size);
    case RCP_CUDA_INPUT:
      return dnn->functions->cudnnGetConvolutionBackwardDataWorkspaceSize (
          dnn->handle, self->weights, self->output, self->convolution, self->input,
          (cudnnConvolutionBwdDataAlgo_t) algorithm, size);
    default:
      return dnn->functions->cudnnGetConvolutionBackwardFilterWorkspaceSize (
          dnn->handle, self->input, self->output, self->convolution, self->weights,
          (cudnnConvolutionBwdFilterAlgo_t) algorithm, size);
    }
}

/* Whether cuDNN will not do this, for whatever reason it has. That is no failure: a kernel of our own does it. */
static gboolean
is_refused (cudnnStatus_t status)
{
  return CUDNN_STATUS_CATEGORY (status) == CUDNN_STATUS_NOT_SUPPORTED
         || CUDNN_STATUS_CATEGORY (status) == CUDNN_STATUS_BAD_PARAM;
}

static gboolean
choose (RcpCudaConvolution *self, const RcpCudaDnn *dnn, RcpCudaWork work, gsize *workspace, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (algorithms[work]); i++)
    {
      size_t size = 0;
      cudnnStatus_t status = ask_workspace (self, dnn, work, algorithms[work][i], &size);

      if (is_refused (status))
        continue;
      self->algorithm[work] = algorithms[work][i];
      *workspace = MAX (*workspace, size);
      return rcp_dnn_check (dnn->functions, status, error);
    }
  return TRUE;
}

gboolean
rcp_cuda_convolution_init (RcpCudaConvolution *self, const RcpCudaDnn *dnn, const RcpLayer *layer, guint count,
                           gboolean tf32, gsize *workspace, GError **error)
{
  cudnnStatus_t status;

  self->window = rcp_cuda_window (layer);
  self->count = count;
  for (int work = 0; work < RCP_CUDA_N_WORKS; work++)
    self->algorithm[work] = -1;
  if (!rcp_dnn_check (dnn->functions, create (self, dnn->functions), error))
    return FALSE;
  status = describe (self, dnn->functions, tf32);
  if (is_refused (status))
    return TRUE;
  if (!rcp_dnn_check (dnn->functions, status, error))
    return FALSE;
  for (int work = 0; work < RCP_CUDA_N_WORKS; work++)
    if (!choose (self, dnn, work, workspace, error))
      return FALSE;
  return TRUE;
}

void
rcp_cuda_convolution_clear (RcpCudaConvolution *self, const RcpDnn *functions)
{
  if (self->input != NULL)
    functions->cudnnDestroyTensorDescriptor (self->input);
  if (self->output != NULL)
    functions->cudnnDestroyTensorDescriptor (self->output);
  if (self->weights != NULL)
    functions->cudnnDestroyFilterDescriptor (self->weights);
  if (self->convolution != NULL)
    functions->cudnnDestroyConvolutionDescriptor (self->convolution);
  *self = (RcpCudaConvolution){ .count = 0 };
}

/* Whether the work is done, or an error is set: some shapes are refused only when they are to be computed, and those
 * fall to our own kernels from then on. That happens in the first, unrecorded pass, never inside a graph. */
static gboolean
is_settled (RcpCudaConvolution *self, const RcpCudaDnn *dnn, RcpCudaWork work, cudnnStatus_t status, gboolean *ok,
            GError **error)
{
  if (is_refused (status))
    {
      self->algorithm[work] = -1;
      return FALSE;
    }
  *ok = rcp_dnn_check (dnn->functions, status, error);
  return TRUE;
}

static const float one = 1.0f, zero = 0.0f;

gboolean
rcp_cuda_convolve (RcpCudaConvolution *self, const RcpCudaDnn *dnn, const float *weights, const float *input,
                   float *output, GError **error)
{
  const int algorithm = self->algorithm[RCP_CUDA_FORWARD];
  gboolean ok;

  if (algorithm >= 0
      && is_settled (self, dnn, RCP_CUDA_FORWARD,
                     dnn->functions->cudnnConvolutionForward (dnn->handle, &one, self->input, input, self->weights,
                                                              weights, self->convolution,
                                                              (cudnnConvolutionFwdAlgo_t) algorithm, dnn->workspace,
                                                              dnn->workspace_size, &zero, self->output, output),
                     &ok, error))
    return ok;
  return rcp_cuda_check (rcp_cuda_convolution (dnn->stream, &self->window, self->count, weights, input, output), error);
}

gboolean
rcp_cuda_convolve_input (RcpCudaConvolution *self, const RcpCudaDnn *dnn, const float *weights,
                         const float *output_gradient, float *input_gradient, GError **error)
{
  const int algorithm = self->algorithm[RCP_CUDA_INPUT];
  gboolean ok;

  if (algorithm >= 0
      && is_settled (self, dnn, RCP_CUDA_INPUT,
                     dnn->functions->cudnnConvolutionBackwardData (
                         dnn->handle, &one, self->weights, weights, self->output, output_gradient, self->convolution,
                         (cudnnConvolutionBwdDataAlgo_t) algorithm, dnn->workspace, dnn->workspace_size, &zero,
                         self->input, input_gradient),
                     &ok, error))
    return ok;
  return rcp_cuda_check (
      rcp_cuda_convolution_input (dnn->stream, &self->window, self->count, weights, output_gradient, input_gradient),
      error);
}

gboolean
rcp_cuda_convolve_weights (RcpCudaConvolution *self, const RcpCudaDnn *dnn, const float *input,
                           const float *output_gradient, float *weight_gradient, GError **error)
{
  const int algorithm = self->algorithm[RCP_CUDA_WEIGHTS];
  gboolean ok;

  if (algorithm >= 0
      && is_settled (self, dnn, RCP_CUDA_WEIGHTS,
                     dnn->functions->cudnnConvolutionBackwardFilter (
                         dnn->handle, &one, self->input, input, self->output, output_gradient, self->convolution,
                         (cudnnConvolutionBwdFilterAlgo_t) algorithm, dnn->workspace, dnn->workspace_size, &zero,
                         self->weights, weight_gradient),
                     &ok, error))
    return ok;
  return rcp_cuda_check (
      rcp_cuda_convolution_weights (dnn->stream, &self->window, self->count, input, output_gradient, weight_gradient),
      error);
}
