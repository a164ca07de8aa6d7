#include "walk-layout.h"

#include <math.h>

#include "draw/cell-grid.h"

/* sides of a cell, in logical pixels */
#define LEAST_CELL 8
#define MOST_CELL 52
#define MOST_PRODUCT 96

/* the part of the width that the input takes, and of the rest the kernel; of the height, what a stacked input takes */
#define INPUT_SHARE 0.46
#define KERNEL_SHARE 0.3
#define STACKED_SHARE 0.62

/* an input is at least so high, if its cells are not larger than this */
#define LEAST_PLANE 130
#define LARGEST_LEAST_CELL 20
#define LEAST_KERNEL_CELL 12

static int
padded (const RcpWalkSettings *settings)
{
  return settings->input_size + 2 * settings->padding;
}

static int
fit (double room, int n, int least, int most)
{
  return CLAMP ((int) floor ((room - 2 * RCP_CELL_FRAME) / n), least, most);
}

/* The kernel and the products, in a room of their own. */
static void
lay_out_products (const RcpWalkSettings *s, RcpWalkLayout *layout, int width, int height)
{
  int kernels = s->flip ? 2 : 1;
  double kernel_height = (height - (kernels - 1) * (layout->label + 4.0)) / kernels;

  if (s->kind != RCP_LAYER_CONV2D)
    {
      layout->product_width = layout->product_height =
          MIN (fit (width, s->kernel, LEAST_CELL, MOST_CELL), fit (height, s->kernel, LEAST_CELL, MOST_CELL));
      return;
    }
  layout->kernel = MIN (fit (KERNEL_SHARE * width, s->kernel, LEAST_CELL, MOST_CELL),
                        fit (kernel_height, s->kernel, LEAST_CELL, MOST_CELL));
  layout->product_width =
      fit (width - RCP_WALK_GAP - s->kernel * layout->kernel - 2 * RCP_CELL_FRAME, s->kernel, LEAST_CELL, MOST_PRODUCT);
  layout->product_height = fit (height, s->kernel, LEAST_CELL, MIN (MOST_CELL, MAX (layout->product_width, 34)));
}

RcpWalkLayout
rcp_walk_layout (const RcpWalkSettings *settings, int label, int width, int height)
{
  int rows = settings->input_channels;
  int n = padded (settings);
  RcpWalkLayout layout = { .label = label };

  layout.row_height = (height - (rows - 1) * RCP_WALK_ROW_GAP) / rows;
  layout.stacked = rows == 1 && height > width * 3 / 4;
  if (layout.stacked)
    {
      layout.plane = MIN (fit (width, n, LEAST_CELL, MOST_CELL),
                          fit (STACKED_SHARE * (height - 2 * label), n, LEAST_CELL, MOST_CELL));
      lay_out_products (settings, &layout, width,
                        height - 2 * label - RCP_WALK_ROW_GAP - n * layout.plane - 2 * RCP_CELL_FRAME);
      return layout;
    }
  layout.plane = MIN (fit (INPUT_SHARE * width, n, LEAST_CELL, MOST_CELL),
                      fit (layout.row_height - label, n, LEAST_CELL, MOST_CELL));
  lay_out_products (settings, &layout, width - n * layout.plane - 2 * RCP_CELL_FRAME - RCP_WALK_GAP,
                    layout.row_height - label);
  return layout;
}

int
rcp_walk_layout_least_height (const RcpWalkSettings *settings, int label)
{
  int rows = settings->input_channels;
  int n = padded (settings);
  int plane = n * CLAMP (LEAST_PLANE / n, LEAST_CELL, LARGEST_LEAST_CELL);
  int kernels = (settings->flip ? 2 : 1) * (settings->kernel * LEAST_KERNEL_CELL + label + 4);

  return rows * (MAX (plane, kernels) + label + 2 * RCP_CELL_FRAME) + (rows - 1) * RCP_WALK_ROW_GAP;
}
