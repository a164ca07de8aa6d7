#pragma once

/* The plan of a fused step. Plain C types: both the host and the kernels read it. */

#include "backend/cuda/kernels.h"

RCP_CUDA_BEGIN_DECLS

#define RCP_FUSED_MOST_BLOCKS 3
#define RCP_FUSED_MOST_LINEAR 4
#define RCP_FUSED_MOST_SEGMENTS (RCP_FUSED_MOST_BLOCKS + 2 * RCP_FUSED_MOST_LINEAR + 1)

/**
 * RcpFusedBlock:
 * @pitch: floats from one row of its input to the next, padding included; even, so that pairs can be loaded
 * @rows: rows of its input, padding included
 * @input: where in the shared memory its input begins, in floats
 * @weights: likewise its weights, in fours of output channels: see fused.cu
 * @biases: likewise
 * @winners: likewise of each pooled value which of its four it was, one byte each
 * @gradient: likewise the gradient by each pooled value
 * @partial: where in a sample's partial gradient its weights begin; its biases follow
 * @weight_offset: where its weights begin in the padded parameters
 * @bias_offset: likewise
 *
 * A convolution with stride 1, the ReLU and the 2 × 2 max-pool behind it.
 */
typedef struct
{
  int in_channels;
  int in_height;
  int in_width;
  int out_channels;
  int kernel;
  int padding;
  int pool_height;
  int pool_width;
  int pitch;
  int rows;
  int input;
  int weights;
  int biases;
  int winners;
  int gradient;
  uint32_t partial;
  uint32_t weight_offset;
  uint32_t bias_offset;
} RcpFusedBlock;

/**
 * RcpFusedLinear:
 * @input: where in the shared memory its input begins, in floats
 * @output: likewise; behind the ReLU, except of the last one
 * @gradient: likewise the gradient by what it puts out before the ReLU
 * @transposed: where its weights begin in the transposed copy: (inputs, outputs)
 * @kept_input: where its inputs are kept for the weights' gradient, (samples, inputs)
 * @kept_gradient: likewise the gradients by its outputs
 * @weight_offset: where its weights begin in the padded parameters
 * @bias_offset: likewise
 */
typedef struct
{
  int inputs;
  int outputs;
  int input;
  int output;
  int gradient;
  uint32_t transposed;
  uint32_t kept_input;
  uint32_t kept_gradient;
  uint32_t weight_offset;
  uint32_t bias_offset;
} RcpFusedLinear;

/** RcpFusedSegmentKind: what the thread blocks of a segment of the second kernel work out */
typedef enum
{
  RCP_FUSED_CONVOLUTION,
  RCP_FUSED_LINEAR_WEIGHTS,
  RCP_FUSED_LINEAR_BIASES,
  RCP_FUSED_RESULT,
} RcpFusedSegmentKind;

/** RcpFusedSegment: @index: of the block or the linear layer; @first: its first thread block */
typedef struct
{
  RcpFusedSegmentKind kind;
  int index;
  unsigned int first;
} RcpFusedSegment;

/**
 * RcpFusedPlan:
 * @shared: floats of shared memory of a thread block; @scratch is where in it sums of parts are put together
 * @partials: floats of a sample's partial gradient
 * @thread_blocks: of the second kernel
 *
 * A whole network: convolutions with ReLU and pool, then linear layers with a ReLU between them.
 */
typedef struct
{
  int n_blocks;
  int n_linear;
  RcpFusedBlock blocks[RCP_FUSED_MOST_BLOCKS];
  RcpFusedLinear linear[RCP_FUSED_MOST_LINEAR];
  int n_segments;
  RcpFusedSegment segments[RCP_FUSED_MOST_SEGMENTS];
  int shared;
  int scratch;
  uint32_t partials;
  uint32_t transposed;
  unsigned int thread_blocks;
} RcpFusedPlan;

/** RcpFusedMemory: what the two kernels share, on the device. @losses and @hits have a place for each sample */
typedef struct
{
  float *parameters;
  float *velocity;
  float *gradient;
  const uint8_t *frozen;
  float *transposed;
  float *partials;
  float *kept;
  float *losses;
  uint32_t *hits;
  const uint32_t *order;
  RcpCudaControl *control;
  RcpCudaResult *results;
} RcpFusedMemory;

/** RCP_FUSED_THREADS: threads of a block of the first kernel, which works on one sample */
#ifndef RCP_FUSED_THREADS
#define RCP_FUSED_THREADS 512
#endif

/** RCP_FUSED_TILE: outputs of a linear layer whose weights a thread of the second kernel takes together */
#define RCP_FUSED_TILE 4

/** RCP_FUSED_UPDATE_THREADS: threads of a block of the second kernel; a power of two */
#ifndef RCP_FUSED_UPDATE_THREADS
#define RCP_FUSED_UPDATE_THREADS 128
#endif

/* rcp_fused_load_kernels: see rcp_cuda_load_kernels() */
cudaError_t rcp_fused_load_kernels (void);

/* rcp_fused_allow: lets the first kernel have up to @bytes of shared memory. That holds for the process, so it has to
 * be all that the GPU has: a state must not take from another one what that needs */
cudaError_t rcp_fused_allow (int bytes);

/* rcp_fused_transpose: makes the transposed copy of the linear layers' weights */
cudaError_t rcp_fused_transpose (cudaStream_t stream, const RcpFusedPlan *plan, const RcpFusedMemory *memory);

/* rcp_fused_samples: each sample of the batch forward and backward, with a partial gradient */
cudaError_t rcp_fused_samples (cudaStream_t stream, const RcpFusedPlan *plan, const RcpFusedMemory *memory,
                               const RcpCudaPictures *pictures, uint32_t count);

/* rcp_fused_update: adds the gradients up, takes the step of SGD, and writes the result */
cudaError_t rcp_fused_update (cudaStream_t stream, const RcpFusedPlan *plan, const RcpFusedMemory *memory,
                              uint32_t count);

RCP_CUDA_END_DECLS
