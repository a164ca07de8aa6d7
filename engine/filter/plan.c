#include "plan.h"

#include <math.h>

/* Weights are tried in units of 1, 1/2, … 2^−this; with it, whatever float32 would add up stays exact as well. */
#define MAX_EXPONENT 10

/* Offsets that float32 adds to such sums exactly. */
#define MAX_OFFSET 4096.0f

static gboolean
is_whole (float number)
{
  return number == truncf (number);
}

/* Whether all sums are exact in 16 bits with weights in units of 2^−exponent. */
static gboolean
try_shorts (RcpFilterPlan *self, int exponent)
{
  float factor = ldexpf (1.0f, exponent);
  float positive = 0.0f, negative = 0.0f;

  if (!is_whole (self->offset * factor) || fabsf (self->offset) > MAX_OFFSET)
    return FALSE;
  for (int i = 0; i < self->n_taps; i++)
    {
      float weight = self->weights[i] * factor;

      if (!is_whole (weight) || fabsf (weight) > 255.0f)
        return FALSE;
      if (weight > 0.0f)
        positive += weight;
      else
        negative -= weight;
      self->short_weights[i] = (gint16) weight;
    }
  self->unit = 1.0f / factor;
  return 255.0f * positive <= G_MAXINT16 && 255.0f * negative <= -(float) G_MININT16;
}

void
rcp_filter_plan_init (RcpFilterPlan *self, const RcpFilter *filter)
{
  RcpKernel kernel;
  int top, left;

  rcp_filter_get_anchor (filter, &top, &left);
  rcp_filter_get_weights (filter, &kernel);
  *self = (RcpFilterPlan){
    .top = top,
    .bottom = kernel.height - top - 1,
    .left = left,
    .right = kernel.width - left - 1,
    .offset = (float) filter->offset,
  };
  for (int row = 0; row < kernel.height; row++)
    for (int column = 0; column < kernel.width; column++)
      {
        float weight = (float) rcp_kernel_get (&kernel, row, column);

        if (weight == 0.0f)
          continue;
        self->rows[self->n_taps] = row - top;
        self->columns[self->n_taps] = column - left;
        self->weights[self->n_taps++] = weight;
      }
  for (int exponent = 0; exponent <= MAX_EXPONENT && !self->shorts; exponent++)
    self->shorts = try_shorts (self, exponent);
}
