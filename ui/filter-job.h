#pragma once

#include <gio/gio.h>

#include "data/image.h"
#include "draw/pyramid.h"
#include "filter/filter.h"

G_BEGIN_DECLS

/**
 * RcpFilterResult:
 * @before: the picture
 * @after: the filtered picture; or, signed, its values as colours: blue below 0, white at 0, red above
 * @range: signed: the largest value, either sign, which has the strongest colour
 *
 * A filtered picture, ready to be shown at any size.
 */
typedef struct
{
  RcpPyramid *before;
  RcpPyramid *after;
  double range;
} RcpFilterResult;

void rcp_filter_result_free (RcpFilterResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpFilterResult, rcp_filter_result_free)

/**
 * rcp_filter_job_run:
 * @before: (nullable): @picture's pyramid, where it is there from before
 * @show_signed: see #RcpFilterResult; the values are those of the picture's luma, which are the luma of its values
 * @error: %G_IO_ERROR_CANCELLED
 */
RcpFilterResult *rcp_filter_job_run (RcpImage *picture, RcpPyramid *before, const RcpFilter *filter,
                                     gboolean show_signed, GCancellable *cancellable, GError **error);

/** rcp_filter_job_run_async: the same in a worker */
void rcp_filter_job_run_async (RcpImage *picture, RcpPyramid *before, const RcpFilter *filter, gboolean show_signed,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
RcpFilterResult *rcp_filter_job_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
