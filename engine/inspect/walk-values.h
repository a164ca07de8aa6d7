#pragma once

#include "inspect/walk-settings.h"
#include "random.h"

G_BEGIN_DECLS

/**
 * RcpWalkPlane:
 *
 * What an input channel of a walkthrough shows: a colour of the picture or, where more channels are asked for, a map
 * made of its grey, as later layers of a network see.
 */
typedef enum
{
  RCP_WALK_PLANE_RED,
  RCP_WALK_PLANE_GREEN,
  RCP_WALK_PLANE_BLUE,
  RCP_WALK_PLANE_GREY,
  RCP_WALK_PLANE_SOBEL_X,
  RCP_WALK_PLANE_SOBEL_Y,
  RCP_WALK_PLANE_LAPLACIAN,
  RCP_WALK_PLANE_BLUR,
  RCP_WALK_N_PLANES,
} RcpWalkPlane;

/** rcp_walk_plane_of: what channel @channel of an input shows that is cut from a picture of @picture_channels */
RcpWalkPlane rcp_walk_plane_of (int picture_channels, int channel);

/** rcp_walk_plane_name: (transfer none): "Red", "Sobel x", … */
const char *rcp_walk_plane_name (RcpWalkPlane plane);

/**
 * rcp_walk_cut:
 * @pixels: (array): a picture's bytes in CHW order
 * @shape: its shape, 1 or 3 channels
 * @normalisation: (nullable): what makes numbers of its bytes; %NULL for byte / 255
 * @top: the first row of the cut
 * @left: the first column
 * @size: rows and columns of the cut
 * @channels: planes asked for; see rcp_walk_plane_of()
 * @values: (out) (array): room for channels · size · size
 *
 * Cuts an input out of a picture. Where the cut reaches beyond the picture, the edge is repeated. Sobel and Laplacian
 * are divided by 4, so that no value is larger than the picture's own contrast.
 */
void rcp_walk_cut (const guint8 *pixels, RcpShape shape, const RcpNormalisation *normalisation, int top, int left,
                   int size, int channels, float *values);

/** rcp_walk_draw_numbers: @n whole numbers from @least to @most, for sums that are easily checked by head */
void rcp_walk_draw_numbers (RcpRandom *random, int least, int most, int n, float *values);

/**
 * RcpWalkKernel:
 * @RCP_WALK_KERNEL_EDGES: Sobel y, Laplacian and Sobel x by turns
 * @RCP_WALK_KERNEL_IDENTITY: 1 in the middle
 * @RCP_WALK_KERNEL_BLUR: the mean
 * @RCP_WALK_KERNEL_SHARPEN: 5 in the middle, −1 beside it
 * @RCP_WALK_KERNEL_RANDOM: from −2 to 2 in steps of 0.1
 *
 * Kernels to begin with, in every size.
 */
typedef enum
{
  RCP_WALK_KERNEL_EDGES,
  RCP_WALK_KERNEL_IDENTITY,
  RCP_WALK_KERNEL_BLUR,
  RCP_WALK_KERNEL_SHARPEN,
  RCP_WALK_KERNEL_RANDOM,
  RCP_WALK_N_KERNELS,
} RcpWalkKernel;

/**
 * rcp_walk_fill_kernel:
 * @size: rows and columns
 * @which: tells kernels that vary by place apart: output channel + input channel
 * @random: for random kernels
 * @weights: (out) (array): room for size · size
 */
void rcp_walk_fill_kernel (RcpWalkKernel kind, int size, int which, RcpRandom *random, float *weights);

G_END_DECLS
