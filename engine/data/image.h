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

#define RCP_TYPE_IMAGE (rcp_image_get_type ())
/**
 * RcpImage:
 *
 * A picture in full, whatever its size: bytes of red, green and blue, pixel by pixel (H, W, 3), without gaps between
 * rows. Immutable, safe from any thread.
 */
G_DECLARE_FINAL_TYPE (RcpImage, rcp_image, RCP, IMAGE, GObject)

/**
 * rcp_image_new:
 * @name: what people call it
 * @rgb: (array): @height rows of @width pixels, copied
 * @stride: bytes from one row to the next
 */
RcpImage *rcp_image_new (const char *name, int width, int height, const guint8 *rgb, gsize stride);

/**
 * rcp_image_load:
 * @path: a file of any format that gdk-pixbuf reads; alpha is laid over white, 16 bits and palettes are
 *   converted, EXIF orientation is applied
 * @error: %RCP_ERROR_IMAGE where it is no picture, or larger than %RCP_IMAGE_MAX_PIXELS: refused from
 *   its header, before memory is taken; %G_FILE_ERROR where it cannot be read
 *
 * Returns: (transfer full) (nullable): the picture, named as the file is
 */
RcpImage *rcp_image_load (const char *path, GError **error);

/** rcp_image_load_bytes: the same from a file's contents */
RcpImage *rcp_image_load_bytes (GBytes *contents, const char *name, GError **error);

const char *rcp_image_get_name (RcpImage *self);
int rcp_image_get_width (RcpImage *self);
int rcp_image_get_height (RcpImage *self);

/** rcp_image_get_pixels: (transfer none) (array): 3 × width × height bytes, valid as long as @self */
const guint8 *rcp_image_get_pixels (RcpImage *self);

/**
 * rcp_image_get_fitted:
 * @shape: what a network takes: 3 channels (RGB) or 1 (grey, Rec. 601 luma)
 * @error: %RCP_ERROR_ARGUMENT for another number of channels, %RCP_ERROR_IMAGE where there is no memory
 *
 * Worked out once and kept; for a large picture the first time takes a while.
 *
 * Returns: (transfer none) (array) (nullable): rcp_shape_count(@shape) bytes in CHW order, valid as long as @self
 */
const guint8 *rcp_image_get_fitted (RcpImage *self, RcpShape shape, RcpImageFit fit, GError **error);

/**
 * rcp_image_load_fitted:
 * @path: as for rcp_image_load()
 * @shape: what the network takes: 3 channels (RGB) or 1 (grey, Rec. 601 luma)
 * @fit: how
 * @error: as for rcp_image_load() and rcp_image_get_fitted()
 *
 * A picture that has the wanted size already is taken byte by byte, never resampled.
 *
 * Returns: (transfer full) (array): the bytes in CHW order, rcp_shape_count(@shape) of them, or %NULL
 */
guint8 *rcp_image_load_fitted (const char *path, RcpShape shape, RcpImageFit fit, GError **error);

/** rcp_image_load_fitted_bytes: the same from a file's contents */
guint8 *rcp_image_load_fitted_bytes (GBytes *contents, RcpShape shape, RcpImageFit fit, GError **error);

/**
 * rcp_image_save_png:
 * @path: a file of that name is replaced whole or not at all
 * @pixels: (array): @height rows of @width pixels without gaps
 * @channels: of a pixel: 3, or 1 for grey
 * @error: %G_FILE_ERROR, %RCP_ERROR_IMAGE
 */
gboolean rcp_image_save_png (const char *path, const guint8 *pixels, int width, int height, int channels,
                             GError **error);

G_END_DECLS
