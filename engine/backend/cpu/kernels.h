#pragma once

#include "backend/backend.h"

/**
 * RCP_SLICE: images that are worked on together
 *
 * Activations lie with the batch index innermost: (C, H, W, 16). One pixel of a slice is 16 neighbouring
 * floats, so that every layer, whatever its channel count, is scalar weights times vectors of images. It is
 * the same for every instruction set: narrower machines take a pixel in two or four vectors.
 */
#define RCP_SLICE 16

/** RCP_LINEAR_BLOCK: outputs of a linear layer whose weights are packed together */
#define RCP_LINEAR_BLOCK 12

/** RCP_ALIGNMENT: bytes; what every activation buffer is aligned to */
#define RCP_ALIGNMENT 64

/**
 * RcpConv:
 * @in_channels: C
 * @in_height: H
 * @in_width: W
 * @out_channels: O
 * @out_height: rows of the output
 * @out_width: columns of the output
 * @groups: how many; C and O are multiples
 *
 * The geometry of a convolution; index 0 is vertical, 1 horizontal.
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
} RcpConv;

/** RcpPool: the geometry of a pooling, likewise */
typedef struct
{
  int channels;
  int in_height;
  int in_width;
  int out_height;
  int out_width;
  int kernel[2];
  int stride[2];
  int padding[2];
} RcpPool;

/**
 * RcpCpuKernels:
 * @name: for people
 * @fused: whether the machine has fused multiply-adds; where it has not, products are rounded before they are added
 *
 * The arithmetic for one instruction set. Every buffer named x, y, dx, dy is (C, H, W, RCP_SLICE) and
 * aligned. Every output element is one chain of (fused) multiply-adds, bias first, then the products in the
 * order (channel, kernel row, kernel column) or (input): so tiles, threads and fusion never change a bit.
 */
typedef struct
{
  const char *name;
  gboolean fused;

  /* packed weights: how many floats the packed form takes, and the packing itself */
  gsize (*conv_packed_size) (const RcpConv *conv);
  void (*conv_pack) (const RcpConv *conv, const float *weights, float *packed);
  gsize (*conv_packed_transposed_size) (const RcpConv *conv);
  void (*conv_pack_transposed) (const RcpConv *conv, const float *weights, float *packed);

  /* rows @row0 … @row1 − 1 of the output; @y points to row @y_row0 of a buffer of @y_height rows */
  void (*conv_forward) (const RcpConv *conv, const float *x, const float *packed, const float *bias, float *y, int row0,
                        int row1, int y_row0, int y_height);
  /* dx = the whole input gradient */
  void (*conv_backward_input) (const RcpConv *conv, const float *dy, const float *packed_transposed, float *dx);
  /* sums[i] += the gradient by output rows @row0 … @row1 − 1, one vector of RCP_SLICE partial sums for each
   * weight in an order of the kernel's own; @dy as @y above; bias_sums likewise, one vector a channel */
  void (*conv_backward_rows) (const RcpConv *conv, const float *x, const float *dy, float *sums, float *bias_sums,
                              int row0, int row1, int dy_row0, int dy_height);

  /* gradient[i] += the same for all rows at once, the lanes added up */
  void (*conv_backward_weights) (const RcpConv *conv, const float *x, const float *dy, float *gradient,
                                 float *bias_gradient);
  /* from the kernel's own order to that of the weights */
  void (*conv_unpack_gradient) (const RcpConv *conv, const float *packed, float *gradient);

  /* gradient[i] += the sum over the lanes of sums[i] */
  void (*reduce_lanes) (const float *sums, float *gradient, gsize n);

  gsize (*linear_packed_size) (int inputs, int outputs);
  /* rows @row0 … @row1 − 1 of the weights; both multiples of RCP_LINEAR_BLOCK, or the end */
  void (*linear_pack) (const float *weights, int inputs, int outputs, float *packed, int row0, int row1);
  void (*linear_forward) (const float *x, const float *packed, const float *bias, float *y, int inputs, int outputs);
  void (*linear_backward_input) (const float *dy, const float *packed, float *dx, int inputs, int outputs);
  /* gradient rows @row0 … @row1 − 1 over the whole batch: @xt is (count, xt_stride) with the padding columns 0,
   * @dy is (slices, outputs, RCP_SLICE) with the lanes past @count 0; @gradient (outputs, inputs) is set */
  void (*linear_backward_weights) (const float *xt, gsize xt_stride, const float *dy, gsize dy_slice_stride,
                                   float *gradient, int inputs, int outputs, int row0, int row1, int slices);
  /* (n, RCP_SLICE) to RCP_SLICE rows of (n) at @stride */
  void (*transpose) (const float *x, float *xt, int n, gsize stride);

  /* ReLU and max over 2×2 of rows of a buffer in one; @winner says which of the four won, 0 … 3 */
  void (*relu_pool) (const float *y, int channels, int y_height, int width, int rows, float *pooled, guint8 *winner,
                     int pooled_row0, int pooled_height, int pooled_width);
  void (*relu_pool_backward) (const float *pooled, const float *dpooled, const guint8 *winner, int channels,
                              int dy_height, int width, int rows, float *dy, int pooled_row0, int pooled_height,
                              int pooled_width);

  void (*max_pool) (const RcpPool *pool, const float *x, float *y);
  void (*max_pool_backward) (const RcpPool *pool, const float *x, const float *dy, float *dx);
  void (*avg_pool) (const RcpPool *pool, const float *x, float *y);
  void (*avg_pool_backward) (const RcpPool *pool, const float *dy, float *dx);
  void (*relu) (const float *x, float *y, gsize n);
  /* dx = dy where y is positive, else 0 */
  void (*relu_backward) (const float *y, const float *dy, float *dx, gsize n);
  void (*tanh) (const float *x, float *y, gsize n);
  void (*tanh_backward) (const float *y, const float *dy, float *dx, gsize n);

  /* RCP_SLICE pictures' bytes in CHW to normalised (C, H, W, RCP_SLICE) */
  void (*load) (const guint8 *const *pixels, RcpShape shape, const RcpNormalisation *normalisation, float *x);

  /* w, v and g as RcpSgd says */
  void (*update) (float *weights, float *velocity, const float *gradient, gsize n, float learning_rate, float momentum,
                  float weight_decay);
} RcpCpuKernels;

extern const RcpCpuKernels rcp_cpu_kernels_baseline;
#ifdef __x86_64__
extern const RcpCpuKernels rcp_cpu_kernels_avx2;
extern const RcpCpuKernels rcp_cpu_kernels_avx512;
#endif
