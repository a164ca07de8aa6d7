#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rcp_cuda_describe:
 * @reason: (out) (transfer full): why the GPU cannot be used, as a sentence
 *
 * Asks the driver for the first GPU, without taking any of its memory: its name, its memory, and the driver's version.
 *
 * Returns: (transfer full) (nullable): "NVIDIA H100 80GB HBM3, 79.6 GiB, driver 580.159.04", or %NULL
 */
char *rcp_cuda_describe (char **reason);

G_END_DECLS
