#include "plan.h"

#include <math.h>

static guint8
pixel_at (const RcpFilter *self, const guint8 *rgb, int width, int row, int column, int channel)
{
  const guint8 *pixel = rgb + 3 * ((gsize) row * (gsize) width + (gsize) column);

  return self->grey ? rcp_filter_luma (pixel) : pixel[channel];
}

void
rcp_filter_explain (const RcpFilter *self, const guint8 *rgb, int width, int height, int row, int column, int channel,
                    RcpFilterSum *sum)
{
  RcpFilterPlan plan;
  RcpKernel kernel = self->kernel;

  g_return_if_fail (self != NULL && rgb != NULL && sum != NULL);
  g_return_if_fail (row >= 0 && row < height && column >= 0 && column < width && channel >= 0 && channel < 3);

  rcp_filter_plan_init (&plan, self);
  if (self->flip)
    rcp_kernel_flip (&kernel);
  *sum = (RcpFilterSum){ .height = kernel.height, .width = kernel.width, .value = plan.offset };
  for (int i = 0; i < kernel.height * kernel.width; i++)
    {
      int place_row = row - plan.top + i / kernel.width;
      int place_column = column - plan.left + i % kernel.width;
      RcpFilterTerm *term = &sum->terms[i];

      *term = (RcpFilterTerm){
        .weight = kernel.weights[i],
        .row = rcp_border_place (self->border, place_row, height),
        .column = rcp_border_place (self->border, place_column, width),
        .outside = place_row < 0 || place_row >= height || place_column < 0 || place_column >= width,
      };
      if (term->row < 0 || term->column < 0)
        term->row = term->column = -1;
      else
        term->pixel = pixel_at (self, rgb, width, term->row, term->column, channel);
      sum->sum += term->weight * term->pixel;
    }
  /* the filter's own way, in the order of the taps */
  for (int t = 0; t < plan.n_taps; t++)
    {
      int place = (plan.rows[t] + plan.top) * kernel.width + plan.columns[t] + plan.left;

      sum->value = fmaf (plan.weights[t], sum->terms[place].pixel, sum->value);
    }
  sum->byte = (guint8) rintf (CLAMP (sum->value, 0.0f, 255.0f));
}
