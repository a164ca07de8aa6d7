#pragma once

#include <gio/gio.h>

#include "samples.h"

G_BEGIN_DECLS

/** RCP_IMAGE_MAX_PIXELS: the largest picture that is taken, 24 megapixels */
#define RCP_IMAGE_MAX_PIXELS (24 * 1000 * 1000)

/**
 * RcpImageFit:
 * @RCP_IMAGE_FIT_STRETCH: the whole picture, its sides made to fit
 * @RCP_IMAGE_FIT_CROP: the largest centred piece of the wanted shape (what a classifier usually wants)
 */
typedef enum
{
  RCP_IMAGE_FIT_STRETCH,
  RCP_IMAGE_FIT_CROP,
} RcpImageFit;

/**
 * rcp_image_load_fitted:
 * @path: a file of any format that gdk-pixbuf reads; alpha is laid over white, 16 bits and palettes are
 *   converted, EXIF orientation is applied
 * @shape: what the network takes: 3 channels (RGB) or 1 (grey, Rec. 601 luma)
 * @fit: how
 * @error: %RCP_ERROR_IMAGE where it is no picture, or larger than %RCP_IMAGE_MAX_PIXELS: refused from
 *   its header, before memory is taken
 *
 * A picture that has the wanted size already is taken byte by byte, never resampled.
 *
 * Returns: (transfer full) (array): the bytes in CHW order, rcp_shape_count(@shape) of them, or %NULL
 */
guint8 *rcp_image_load_fitted (const char *path, RcpShape shape, RcpImageFit fit, GError **error);

/** rcp_image_load_fitted_bytes: the same from a file's contents */
guint8 *rcp_image_load_fitted_bytes (GBytes *contents, RcpShape shape, RcpImageFit fit, GError **error);

G_END_DECLS
