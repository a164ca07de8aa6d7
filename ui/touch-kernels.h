#pragma once

#include <gio/gio.h>

#include "filter/filter.h"
#include "inspect/edits.h"

G_BEGIN_DECLS

/* Kernels of pictures, to be put in the place of what a filter has learned. */

/** rcp_touch_kernel_menu: (transfer full): of the kernels that there are: actions "touch.put-in-own", and
 * "touch.put-in-preset" with a name for rcp_touch_find_kernel() */
GMenuModel *rcp_touch_kernel_menu (void);

/** rcp_touch_find_kernel: @kernel: (out): the one of that name; @error: %RCP_ERROR_ARGUMENT where there is none */
gboolean rcp_touch_find_kernel (const char *name, RcpKernel *kernel, GError **error);

/**
 * rcp_touch_put_in_kernel:
 * @layer: index of a convolution
 * @grey: whether it is to see a picture in colour as a grey one
 * @error: what the edit says
 *
 * Puts it into every channel of a filter, or with @grey, where there are three, into each by its share of the grey.
 */
gboolean rcp_touch_put_in_kernel (RcpEdits *edits, int layer, int filter, const RcpKernel *kernel, gboolean grey,
                                  GError **error);

G_END_DECLS
