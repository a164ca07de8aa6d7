#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/** RCP_KERNEL_MAX_SIDE: rows and columns of the largest kernel */
#define RCP_KERNEL_MAX_SIDE 7

/** RCP_KERNEL_MAX_WEIGHT: the largest weight, either sign */
#define RCP_KERNEL_MAX_WEIGHT 1000000.0

/**
 * RcpKernel:
 * @height: rows, 1 … %RCP_KERNEL_MAX_SIDE
 * @width: columns, 1 … %RCP_KERNEL_MAX_SIDE
 * @weights: row by row, @height × @width of them; the rest are 0
 *
 * The weights that a filter multiplies a patch of the picture with. The output pixel lies under row @height / 2 and
 * column @width / 2, rounded down, which for an even side is the one after the middle, as OpenCV has it.
 */
typedef struct
{
  int height;
  int width;
  double weights[RCP_KERNEL_MAX_SIDE * RCP_KERNEL_MAX_SIDE];
} RcpKernel;

#define RCP_TYPE_KERNEL (rcp_kernel_get_type ())
GType rcp_kernel_get_type (void);

RcpKernel *rcp_kernel_copy (const RcpKernel *self);
void rcp_kernel_free (RcpKernel *self);

static inline double
rcp_kernel_get (const RcpKernel *self, int row, int column)
{
  return self->weights[row * self->width + column];
}

gboolean rcp_kernel_equal (const RcpKernel *a, const RcpKernel *b);

/** rcp_kernel_sum: of all weights: how many times as bright a picture of one colour becomes */
double rcp_kernel_sum (const RcpKernel *self);

/** rcp_kernel_resize: another size, with the weights that remain where they are around the middle, and 0 around them */
void rcp_kernel_resize (RcpKernel *self, int height, int width);

/** rcp_kernel_flip: turns it by half a turn, which is what makes a correlation of a convolution */
void rcp_kernel_flip (RcpKernel *self);

/**
 * rcp_kernel_parse:
 * @text: rows of numbers, "0 -1 0; -1 8 -1; 0 -1 0": parted by spaces or commas, the rows by semicolons or line ends;
 *   a decimal point whatever the locale
 * @kernel: (out): the kernel
 * @error: %RCP_ERROR_ARGUMENT: names what is wrong, and where
 */
gboolean rcp_kernel_parse (const char *text, RcpKernel *kernel, GError **error);

/** rcp_kernel_to_text: (transfer full): what rcp_kernel_parse() makes the same kernel of, to the last bit */
char *rcp_kernel_to_text (const RcpKernel *self);

/**
 * rcp_weight_parse:
 * @text: one number, as in rcp_kernel_parse()
 * @weight: (out): finite, and not beyond %RCP_KERNEL_MAX_WEIGHT
 * @error: %RCP_ERROR_ARGUMENT
 */
gboolean rcp_weight_parse (const char *text, double *weight, GError **error);

/** rcp_weight_to_text: (transfer full): a weight with as many digits as it takes to read the same one again */
char *rcp_weight_to_text (double weight);

G_END_DECLS
