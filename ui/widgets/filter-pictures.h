#pragma once

#include <adwaita.h>

#include "draw/pyramid.h"
#include "filter/filter.h"

G_BEGIN_DECLS

#define RCP_TYPE_FILTER_PICTURES (rcp_filter_pictures_get_type ())
/**
 * RcpFilterPictures:
 *
 * A picture before and after a filter: side by side, always the same part at the same size, or in one with a divider.
 * One pixel is looked at: the one under the pointer, or the one that was pinned by a click or the keyboard.
 *
 * Properties:
 * - "signed" (boolean): the user wants to see the values before they are clamped, as colours
 *
 * Signals:
 * - "pixel-changed": another pixel is looked at
 */
G_DECLARE_FINAL_TYPE (RcpFilterPictures, rcp_filter_pictures, RCP, FILTER_PICTURES, AdwBin)

/**
 * rcp_filter_pictures_set_pictures:
 * @before: the picture
 * @after: what became of it: of the same size
 * @range: where @after shows signed values, the largest one; else 0
 */
void rcp_filter_pictures_set_pictures (RcpFilterPictures *self, RcpPyramid *before, RcpPyramid *after, double range);

/** rcp_filter_pictures_set_filter: whose patch is framed */
void rcp_filter_pictures_set_filter (RcpFilterPictures *self, const RcpFilter *filter);

/** rcp_filter_pictures_describe: says in words what both show */
void rcp_filter_pictures_describe (RcpFilterPictures *self, const char *before, const char *after);

/** rcp_filter_pictures_get_pixel: which one is looked at; %FALSE while there is no picture */
gboolean rcp_filter_pictures_get_pixel (RcpFilterPictures *self, int *column, int *row, gboolean *pinned);

gboolean rcp_filter_pictures_get_signed (RcpFilterPictures *self);

G_END_DECLS
