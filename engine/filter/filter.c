#include "filter.h"

#include <math.h>
#include <string.h>

void
rcp_filter_init (RcpFilter *self)
{
  *self = (RcpFilter){
    .kernel = { .height = 3, .width = 3, .weights = { [4] = 1.0 } },
    .border = RCP_BORDER_ZERO,
    .scale = 1.0,
  };
}

gboolean
rcp_filter_equal (const RcpFilter *a, const RcpFilter *b)
{
  return rcp_kernel_equal (&a->kernel, &b->kernel) && a->border == b->border && a->flip == b->flip
         && a->normalise == b->normalise && a->grey == b->grey && a->scale == b->scale && a->offset == b->offset;
}

double
rcp_filter_get_divisor (const RcpFilter *self)
{
  double sum = self->normalise ? rcp_kernel_sum (&self->kernel) : 1.0;
  double size = 0.0;

  for (int i = 0; i < self->kernel.height * self->kernel.width; i++)
    size += fabs (self->kernel.weights[i]);
  /* 0.1 + 0.2 − 0.3 is no sum to divide by */
  return fabs (sum) > 1e-12 * size ? sum : 1.0;
}

void
rcp_filter_get_weights (const RcpFilter *self, RcpKernel *kernel)
{
  double factor = self->scale / rcp_filter_get_divisor (self);

  *kernel = self->kernel;
  for (int i = 0; i < kernel->height * kernel->width; i++)
    kernel->weights[i] *= factor;
  if (self->flip)
    rcp_kernel_flip (kernel);
}

void
rcp_filter_get_anchor (const RcpFilter *self, int *row, int *column)
{
  *row = self->kernel.height / 2;
  *column = self->kernel.width / 2;
  /* turning a kernel turns its anchor as well: OpenCV's rule for convolution with filter2D */
  if (self->flip)
    {
      *row = self->kernel.height - *row - 1;
      *column = self->kernel.width - *column - 1;
    }
}

int
rcp_filter_stripe (int width)
{
  const int pixels = 256 * 1024;

  return MAX (1, pixels / width);
}

gboolean
rcp_filter_apply (const RcpFilter *self, const guint8 *rgb, int width, int height, guint8 *bytes,
                  GCancellable *cancellable, RcpFilterProgress progress, gpointer user_data, GError **error)
{
  g_autoptr (RcpFilterPass) pass = rcp_filter_pass_new (self, rgb, width, height);
  gsize stride = (gsize) width * (gsize) rcp_filter_get_channels (self);
  int stripe = rcp_filter_stripe (width);

  for (int row = 0; row < height; row += stripe)
    {
      int n_rows = MIN (stripe, height - row);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      rcp_filter_pass_bytes (pass, row, n_rows, bytes + (gsize) row * stride);
      if (progress != NULL)
        progress ((double) (row + n_rows) / height, user_data);
    }
  return TRUE;
}
