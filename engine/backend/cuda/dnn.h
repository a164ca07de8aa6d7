#pragma once

#include <glib.h>

#include <cudnn.h>

G_BEGIN_DECLS

/* All that is used of cuDNN. It is opened while the program runs, so that the module loads where it is missing. */
#define RCP_DNN_FUNCTIONS(F)                                                                                           \
  F (cudnnGetVersion)                                                                                                  \
  F (cudnnGetErrorString)                                                                                              \
  F (cudnnCreate)                                                                                                      \
  F (cudnnDestroy)                                                                                                     \
  F (cudnnSetStream)                                                                                                   \
  F (cudnnCreateTensorDescriptor)                                                                                      \
  F (cudnnSetTensor4dDescriptor)                                                                                       \
  F (cudnnDestroyTensorDescriptor)                                                                                     \
  F (cudnnCreateFilterDescriptor)                                                                                      \
  F (cudnnSetFilter4dDescriptor)                                                                                       \
  F (cudnnDestroyFilterDescriptor)                                                                                     \
  F (cudnnCreateConvolutionDescriptor)                                                                                 \
  F (cudnnSetConvolution2dDescriptor)                                                                                  \
  F (cudnnSetConvolutionGroupCount)                                                                                    \
  F (cudnnSetConvolutionMathType)                                                                                      \
  F (cudnnDestroyConvolutionDescriptor)                                                                                \
  F (cudnnGetConvolutionForwardWorkspaceSize)                                                                          \
  F (cudnnGetConvolutionBackwardDataWorkspaceSize)                                                                     \
  F (cudnnGetConvolutionBackwardFilterWorkspaceSize)                                                                   \
  F (cudnnConvolutionForward)                                                                                          \
  F (cudnnConvolutionBackwardData)                                                                                     \
  F (cudnnConvolutionBackwardFilter)

/** RcpDnn: cuDNN's functions, each under its own name */
typedef struct
{
#define RCP_DNN_MEMBER(name) __typeof__ (name) *name;
  RCP_DNN_FUNCTIONS (RCP_DNN_MEMBER)
#undef RCP_DNN_MEMBER
} RcpDnn;

/**
 * rcp_dnn:
 * @reason: (out) (optional) (transfer full): why not, as a sentence
 *
 * Opens libcudnn.so.9 at the first call: where the system finds it, then beside the toolkit that the module was built
 * with, then under /usr/local/cuda. It stays open. Safe from any thread.
 *
 * Returns: (transfer none) (nullable): its functions
 */
const RcpDnn *rcp_dnn (char **reason);

G_END_DECLS
