#pragma once

#include <gio/gio.h>

#include "border.h"
#include "kernel.h"

G_BEGIN_DECLS

/**
 * RcpFilter:
 * @kernel: what a patch of the picture is multiplied with
 * @border: what lies around the picture
 * @flip: true convolution: the kernel is turned by half a turn; else correlation, as convolution layers do it
 * @normalise: whether the weights are divided by their sum, where that is not 0
 * @grey: whether the picture is made grey first (Rec. 601 luma), and the result has one channel
 * @scale: what every weight is multiplied with; finite
 * @offset: what is added; finite
 *
 * One filter of a picture. With w the weights times @scale (over their sum with @normalise) as float32, the value of
 * a pixel and channel is @offset + Σ w · x over the patch, in the order of the rows, weights that are 0 left out, each
 * step one fused multiply-add in float32; rounded to the nearest whole number, halves to the even one, and clamped to
 * 0 … 255 it becomes a byte. That is what OpenCV's filter2D computes for the kernel w with the delta @offset; for
 * whole weights and offsets every step is exact. It is the same on every machine, to the last bit.
 */
typedef struct
{
  RcpKernel kernel;
  RcpBorder border;
  gboolean flip;
  gboolean normalise;
  gboolean grey;
  double scale;
  double offset;
} RcpFilter;

/** RCP_FILTER_MAX_FACTOR: the largest scale and offset, either sign */
#define RCP_FILTER_MAX_FACTOR 1000000.0

/** rcp_filter_init: leaves a picture as it is: the identity's kernel, a border of zeros, scale 1 */
void rcp_filter_init (RcpFilter *self);

gboolean rcp_filter_equal (const RcpFilter *a, const RcpFilter *b);

/** rcp_filter_get_divisor: what the weights are divided by: their sum with @normalise, where it is not 0; else 1 */
double rcp_filter_get_divisor (const RcpFilter *self);

/** rcp_filter_get_channels: how many channels the result has: 3, or 1 where it is grey */
static inline int
rcp_filter_get_channels (const RcpFilter *self)
{
  return self->grey ? 1 : 3;
}

/**
 * rcp_filter_get_weights:
 * @kernel: (out): the weights as a convolution layer would hold them: scaled, normalised, and turned where flipped
 *   (of an even kernel that is flipped, the output pixel then lies one row and column before its middle's end)
 */
void rcp_filter_get_weights (const RcpFilter *self, RcpKernel *kernel);

/** rcp_filter_get_anchor: which row and column of the patch, as it lies in the picture, the output pixel is */
void rcp_filter_get_anchor (const RcpFilter *self, int *row, int *column);

/** rcp_filter_luma: ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B, rounded, as pictures are read for networks of grey ones
 */
static inline guint8
rcp_filter_luma (const guint8 *rgb)
{
  return (guint8) ((299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2] + 500) / 1000);
}

/**
 * RcpFilterPass:
 *
 * A filter made ready for one picture. It computes any rows, in any order; one thread at a time.
 */
typedef struct _RcpFilterPass RcpFilterPass;

/**
 * rcp_filter_pass_new:
 * @rgb: (array): a picture's bytes, (H, W, 3) without gaps; borrowed until the pass is freed
 * @width: at least 1
 * @height: at least 1
 */
RcpFilterPass *rcp_filter_pass_new (const RcpFilter *filter, const guint8 *rgb, int width, int height);
void rcp_filter_pass_free (RcpFilterPass *self);

/**
 * rcp_filter_pass_bytes:
 * @row: the first one
 * @n_rows: how many
 * @bytes: (out caller-allocates) (array): (@n_rows, W, C), C as rcp_filter_get_channels() says
 */
void rcp_filter_pass_bytes (RcpFilterPass *self, int row, int n_rows, guint8 *bytes);

/** rcp_filter_pass_values: the same before rounding and clamping, as float32 */
void rcp_filter_pass_values (RcpFilterPass *self, int row, int n_rows, float *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpFilterPass, rcp_filter_pass_free)

/**
 * RcpFilterProgress:
 * @share: how much is done, up to 1
 */
typedef void (*RcpFilterProgress) (double share, gpointer user_data);

/**
 * rcp_filter_apply:
 * @rgb: (array): a picture's bytes, (H, W, 3) without gaps
 * @bytes: (out caller-allocates) (array): (H, W, C)
 * @cancellable: (nullable): looked at every few hundred thousand pixels
 * @progress: (nullable): called as often
 * @error: %G_IO_ERROR_CANCELLED
 *
 * The whole picture, a stripe of rows after the other.
 */
gboolean rcp_filter_apply (const RcpFilter *self, const guint8 *rgb, int width, int height, guint8 *bytes,
                           GCancellable *cancellable, RcpFilterProgress progress, gpointer user_data, GError **error);

/** rcp_filter_stripe: how many rows of pictures of a width are done between two looks at a cancellable */
int rcp_filter_stripe (int width);

/**
 * RcpFilterTerm:
 * @weight: of the kernel as it is written, that is before scale and divisor
 * @pixel: the byte it meets; 0 outside the picture with a border of zeros
 * @row: where it was read, -1 for a zero of the border
 * @column: the same
 * @outside: whether the place lies outside the picture, and the border says what is read there
 */
typedef struct
{
  double weight;
  guint8 pixel;
  int row;
  int column;
  gboolean outside;
} RcpFilterTerm;

/**
 * RcpFilterSum:
 * @height: rows of @terms
 * @width: columns
 * @terms: the patch, row by row as it lies in the picture, each place with the weight that it meets
 * @sum: Σ weight · pixel
 * @value: the filter's own value, as rcp_filter_pass_values() gives it
 * @byte: the value rounded and clamped, as rcp_filter_pass_bytes() gives it
 *
 * The arithmetic of one pixel and channel of the result.
 */
typedef struct
{
  int height;
  int width;
  RcpFilterTerm terms[RCP_KERNEL_MAX_SIDE * RCP_KERNEL_MAX_SIDE];
  double sum;
  float value;
  guint8 byte;
} RcpFilterSum;

/**
 * rcp_filter_explain:
 * @row: of the pixel
 * @column: of the pixel
 * @channel: 0 … 2; of no meaning where the filter is grey
 * @sum: (out): what made its value
 */
void rcp_filter_explain (const RcpFilter *self, const guint8 *rgb, int width, int height, int row, int column,
                         int channel, RcpFilterSum *sum);

G_END_DECLS
