#include "on-cpu.h"

#include <cudnn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the backend calls of cuDNN, as loops. As strict as the library or stricter: shapes have to agree, workspaces to
 * be as large as was asked, and whatever was not done once before cannot be recorded. Some shapes are refused, when
 * asked for a workspace or when computed, so that the backend's own kernels have their turn. */

struct cudnnContext
{
  cudaStream_t stream;
};

struct cudnnTensorStruct
{
  int n, c, h, w;
};

struct cudnnFilterStruct
{
  int k, c, h, w;
};

struct cudnnConvolutionStruct
{
  int padding[2], stride[2], dilation[2];
  int groups;
  cudnnMathType_t math;
  bool done[3];
};

#define WORKSPACE 1234u

/* The library would say CUDNN_STATUS_BAD_PARAM, which the backend takes for a shape that is refused. */
[[noreturn]] static void
stop (const char *what)
{
  fprintf (stderr, "dnn-on-cpu: %s\n", what);
  abort ();
}

static cudnnStatus_t
to_status (cudaError_t error)
{
  switch (error)
    {
    case cudaSuccess:
      return CUDNN_STATUS_SUCCESS;
    case cudaErrorMemoryAllocation:
      return CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED;
    default:
      return CUDNN_STATUS_EXECUTION_FAILED;
    }
}

static cudnnStatus_t
begin (void)
{
  return to_status (on_cpu_call ());
}

template <typename T>
static cudnnStatus_t
create (T **pointer)
{
  cudnnStatus_t status = begin ();

  if (status != CUDNN_STATUS_SUCCESS)
    return status;
  *pointer = new T ();
  on_cpu_count_live (1);
  return status;
}

template <typename T>
static cudnnStatus_t
destroy (T *pointer)
{
  delete pointer;
  on_cpu_count_live (-1);
  return begin ();
}

size_t
cudnnGetVersion (void)
{
  return getenv ("ON_CPU_DNN_VERSION") != NULL ? (size_t) atol (getenv ("ON_CPU_DNN_VERSION")) : CUDNN_VERSION;
}

const char *
cudnnGetErrorString (cudnnStatus_t status)
{
  return status == CUDNN_STATUS_EXECUTION_FAILED ? "CUDNN_STATUS_EXECUTION_FAILED" : "CUDNN_STATUS_BAD_PARAM";
}

cudnnStatus_t
cudnnCreate (cudnnHandle_t *handle)
{
  return create (handle);
}

cudnnStatus_t
cudnnDestroy (cudnnHandle_t handle)
{
  return destroy (handle);
}

cudnnStatus_t
cudnnSetStream (cudnnHandle_t handle, cudaStream_t stream)
{
  handle->stream = stream;
  return begin ();
}

cudnnStatus_t
cudnnCreateTensorDescriptor (cudnnTensorDescriptor_t *tensor)
{
  return create (tensor);
}

cudnnStatus_t
cudnnSetTensor4dDescriptor (cudnnTensorDescriptor_t tensor, cudnnTensorFormat_t format, cudnnDataType_t type, int n,
                            int c, int h, int w)
{
  if (format != CUDNN_TENSOR_NCHW || type != CUDNN_DATA_FLOAT || n < 1 || c < 1 || h < 1 || w < 1)
    stop ("a shape that is none");
  *tensor = cudnnTensorStruct{ n, c, h, w };
  return begin ();
}

cudnnStatus_t
cudnnDestroyTensorDescriptor (cudnnTensorDescriptor_t tensor)
{
  return destroy (tensor);
}

cudnnStatus_t
cudnnCreateFilterDescriptor (cudnnFilterDescriptor_t *filter)
{
  return create (filter);
}

cudnnStatus_t
cudnnSetFilter4dDescriptor (cudnnFilterDescriptor_t filter, cudnnDataType_t type, cudnnTensorFormat_t format, int k,
                            int c, int h, int w)
{
  if (format != CUDNN_TENSOR_NCHW || type != CUDNN_DATA_FLOAT || k < 1 || c < 1 || h < 1 || w < 1)
    stop ("a shape that is none");
  *filter = cudnnFilterStruct{ k, c, h, w };
  return begin ();
}

cudnnStatus_t
cudnnDestroyFilterDescriptor (cudnnFilterDescriptor_t filter)
{
  return destroy (filter);
}

cudnnStatus_t
cudnnCreateConvolutionDescriptor (cudnnConvolutionDescriptor_t *convolution)
{
  return create (convolution);
}

cudnnStatus_t
cudnnSetConvolution2dDescriptor (cudnnConvolutionDescriptor_t convolution, int pad_h, int pad_w, int u, int v,
                                 int dilation_h, int dilation_w, cudnnConvolutionMode_t mode, cudnnDataType_t type)
{
  if (mode != CUDNN_CROSS_CORRELATION || type != CUDNN_DATA_FLOAT)
    stop ("another convolution");
  *convolution =
      cudnnConvolutionStruct{ { pad_h, pad_w },       { u, v }, { dilation_h, dilation_w }, 1, CUDNN_DEFAULT_MATH,
                              { false, false, false } };
  return begin ();
}

cudnnStatus_t
cudnnSetConvolutionGroupCount (cudnnConvolutionDescriptor_t convolution, int groups)
{
  convolution->groups = groups;
  return begin ();
}

cudnnStatus_t
cudnnSetConvolutionMathType (cudnnConvolutionDescriptor_t convolution, cudnnMathType_t math)
{
  convolution->math = math;
  return begin ();
}

cudnnStatus_t
cudnnDestroyConvolutionDescriptor (cudnnConvolutionDescriptor_t convolution)
{
  return destroy (convolution);
}

/* --- shapes -------------------------------------------------------------------------------------------------- */

static int
output_size (int size, int kernel, int padding, int stride, int dilation)
{
  return (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
}

static bool
agree (cudnnTensorDescriptor_t x, cudnnFilterDescriptor_t w, cudnnConvolutionDescriptor_t conv,
       cudnnTensorDescriptor_t y)
{
  return x->n == y->n && x->c == w->c * conv->groups && y->c == w->k && w->k % conv->groups == 0
         && y->h == output_size (x->h, w->h, conv->padding[0], conv->stride[0], conv->dilation[0])
         && y->w == output_size (x->w, w->w, conv->padding[1], conv->stride[1], conv->dilation[1]);
}

static cudnnStatus_t
workspace_size (cudnnTensorDescriptor_t x, cudnnFilterDescriptor_t w, cudnnConvolutionDescriptor_t conv,
                cudnnTensorDescriptor_t y, bool deterministic, size_t *size)
{
  if (!deterministic || !agree (x, w, conv, y))
    stop ("shapes that do not agree, or an algorithm that is not deterministic");
  if (conv->dilation[0] == 3)
    return CUDNN_STATUS_NOT_SUPPORTED;
  *size = WORKSPACE;
  return begin ();
}

cudnnStatus_t
cudnnGetConvolutionForwardWorkspaceSize (cudnnHandle_t, cudnnTensorDescriptor_t x, cudnnFilterDescriptor_t w,
                                         cudnnConvolutionDescriptor_t conv, cudnnTensorDescriptor_t y,
                                         cudnnConvolutionFwdAlgo_t, size_t *size)
{
  return workspace_size (x, w, conv, y, true, size);
}

cudnnStatus_t
cudnnGetConvolutionBackwardDataWorkspaceSize (cudnnHandle_t, cudnnFilterDescriptor_t w, cudnnTensorDescriptor_t dy,
                                              cudnnConvolutionDescriptor_t conv, cudnnTensorDescriptor_t dx,
                                              cudnnConvolutionBwdDataAlgo_t algorithm, size_t *size)
{
  return workspace_size (dx, w, conv, dy, algorithm != CUDNN_CONVOLUTION_BWD_DATA_ALGO_0, size);
}

cudnnStatus_t
cudnnGetConvolutionBackwardFilterWorkspaceSize (cudnnHandle_t, cudnnTensorDescriptor_t x, cudnnTensorDescriptor_t dy,
                                                cudnnConvolutionDescriptor_t conv, cudnnFilterDescriptor_t dw,
                                                cudnnConvolutionBwdFilterAlgo_t algorithm, size_t *size)
{
  return workspace_size (
      x, dw, conv, dy,
      algorithm != CUDNN_CONVOLUTION_BWD_FILTER_ALGO_0 && algorithm != CUDNN_CONVOLUTION_BWD_FILTER_ALGO_3, size);
}

/* --- arithmetic ---------------------------------------------------------------------------------------------- */

struct Problem
{
  cudnnTensorStruct x, y;
  cudnnFilterStruct w;
  cudnnConvolutionStruct conv;
};

/* Visits each product: where in x, w and y its parts are. */
template <typename Visit>
static void
each_product (const Problem &p, Visit visit)
{
  const int outputs = p.w.k / p.conv.groups;

  for (int n = 0; n < p.x.n; n++)
    for (int k = 0; k < p.w.k; k++)
      for (int oy = 0; oy < p.y.h; oy++)
        for (int ox = 0; ox < p.y.w; ox++)
          for (int c = 0; c < p.w.c; c++)
            for (int r = 0; r < p.w.h; r++)
              for (int s = 0; s < p.w.w; s++)
                {
                  const int iy = oy * p.conv.stride[0] + r * p.conv.dilation[0] - p.conv.padding[0];
                  const int ix = ox * p.conv.stride[1] + s * p.conv.dilation[1] - p.conv.padding[1];
                  const int channel = k / outputs * p.w.c + c;

                  if (iy >= 0 && iy < p.x.h && ix >= 0 && ix < p.x.w)
                    visit (((size_t) (n * p.x.c + channel) * p.x.h + iy) * p.x.w + ix,
                           ((size_t) (k * p.w.c + c) * p.w.h + r) * p.w.w + s,
                           ((size_t) (n * p.y.c + k) * p.y.h + oy) * p.y.w + ox);
                }
}

/* Adds up into @to, which has @n numbers, what @visit makes of each product. */
template <typename Term>
static void
add_up (const Problem &p, float *to, size_t n, Term term)
{
  double *sums = (double *) calloc (n, sizeof (double));

  each_product (p, [&] (size_t x, size_t w, size_t y) { term (sums, x, w, y); });
  for (size_t i = 0; i < n; i++)
    to[i] = (float) sums[i];
  free (sums);
}

/* Everything that is checked before work is accepted. */
static cudnnStatus_t
accept (int work, cudnnHandle_t handle, const Problem &p, cudnnConvolutionDescriptor_t conv, const void *alpha,
        const void *beta, void *workspace, size_t size, const void *x, const void *w, const void *y)
{
  cudnnStatus_t status = begin ();

  if (status != CUDNN_STATUS_SUCCESS)
    return status;
  if (*(const float *) alpha != 1.0f || *(const float *) beta != 0.0f || size < WORKSPACE
      || !on_cpu_is_device (workspace, size) || !on_cpu_is_device (x, sizeof (float) * p.x.n * p.x.c * p.x.h * p.x.w)
      || !on_cpu_is_device (w, sizeof (float) * p.w.k * p.w.c * p.w.h * p.w.w)
      || !on_cpu_is_device (y, sizeof (float) * p.y.n * p.y.c * p.y.h * p.y.w) || (size_t) x % 16 != 0
      || (size_t) w % 16 != 0 || (size_t) y % 16 != 0)
    stop ("a convolution on bad parameters");
  /* TF32 has to be asked for */
  if ((p.conv.math != CUDNN_FMA_MATH) != (getenv ("ON_CPU_TF32") != NULL))
    stop ("TF32 without being asked for, or not although it was");
  if (p.conv.padding[0] == 3)
    return CUDNN_STATUS_NOT_SUPPORTED;
  if (on_cpu_is_recording (handle->stream) && !conv->done[work])
    return CUDNN_STATUS_EXECUTION_FAILED;
  conv->done[work] = true;
  memset (workspace, 0x5a, size);
  return status;
}

static cudnnStatus_t
enqueue (cudnnHandle_t handle, std::function<void ()> work)
{
  return to_status (on_cpu_enqueue (handle->stream, work));
}

cudnnStatus_t
cudnnConvolutionForward (cudnnHandle_t handle, const void *alpha, cudnnTensorDescriptor_t xd, const void *x,
                         cudnnFilterDescriptor_t wd, const void *w, cudnnConvolutionDescriptor_t conv,
                         cudnnConvolutionFwdAlgo_t, void *workspace, size_t size, const void *beta,
                         cudnnTensorDescriptor_t yd, void *y)
{
  const Problem p = { *xd, *yd, *wd, *conv };
  const cudnnStatus_t status = accept (0, handle, p, conv, alpha, beta, workspace, size, x, w, y);
  const float *in = (const float *) x, *weights = (const float *) w;
  float *out = (float *) y;

  if (status != CUDNN_STATUS_SUCCESS)
    return status;
  return enqueue (handle, [=] {
    add_up (p, out, (size_t) p.y.n * p.y.c * p.y.h * p.y.w,
            [=] (double *sums, size_t i, size_t k, size_t o) { sums[o] += (double) weights[k] * (double) in[i]; });
  });
}

cudnnStatus_t
cudnnConvolutionBackwardData (cudnnHandle_t handle, const void *alpha, cudnnFilterDescriptor_t wd, const void *w,
                              cudnnTensorDescriptor_t dyd, const void *dy, cudnnConvolutionDescriptor_t conv,
                              cudnnConvolutionBwdDataAlgo_t, void *workspace, size_t size, const void *beta,
                              cudnnTensorDescriptor_t dxd, void *dx)
{
  const Problem p = { *dxd, *dyd, *wd, *conv };
  const cudnnStatus_t status = accept (1, handle, p, conv, alpha, beta, workspace, size, dx, w, dy);
  const float *gradient = (const float *) dy, *weights = (const float *) w;
  float *out = (float *) dx;

  if (status != CUDNN_STATUS_SUCCESS)
    return status;
  return enqueue (handle, [=] {
    add_up (p, out, (size_t) p.x.n * p.x.c * p.x.h * p.x.w, [=] (double *sums, size_t i, size_t k, size_t o) {
      sums[i] += (double) weights[k] * (double) gradient[o];
    });
  });
}

cudnnStatus_t
cudnnConvolutionBackwardFilter (cudnnHandle_t handle, const void *alpha, cudnnTensorDescriptor_t xd, const void *x,
                                cudnnTensorDescriptor_t dyd, const void *dy, cudnnConvolutionDescriptor_t conv,
                                cudnnConvolutionBwdFilterAlgo_t, void *workspace, size_t size, const void *beta,
                                cudnnFilterDescriptor_t dwd, void *dw)
{
  const Problem p = { *xd, *dyd, *dwd, *conv };
  const cudnnStatus_t status = accept (2, handle, p, conv, alpha, beta, workspace, size, x, dw, dy);
  const float *in = (const float *) x, *gradient = (const float *) dy;
  float *out = (float *) dw;

  if (status != CUDNN_STATUS_SUCCESS)
    return status;
  return enqueue (handle, [=] {
    add_up (p, out, (size_t) p.w.k * p.w.c * p.w.h * p.w.w,
            [=] (double *sums, size_t i, size_t k, size_t o) { sums[k] += (double) in[i] * (double) gradient[o]; });
  });
}
