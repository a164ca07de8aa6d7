#pragma once

#include "data/samples.h"

G_BEGIN_DECLS

/**
 * RcpShift:
 * @right: pixels to the right; negative to the left
 * @down: pixels down; negative up
 */
typedef struct
{
  int right;
  int down;
} RcpShift;

/**
 * rcp_picture_shift:
 * @chw: a picture's bytes in CHW order
 * @shifted: gets as many; not @chw
 *
 * The picture moved. What comes in at an edge repeats that edge's pixels.
 */
void rcp_picture_shift (const guint8 *chw, RcpShape shape, RcpShift shift, guint8 *shifted);

/**
 * RcpShiftReport:
 * @shape: of the picture
 * @entries: of the flattened vector
 * @changed: entries that have another value than before
 * @length: Euclidean length of the vector before, in units of the normalised input
 * @distance: Euclidean distance of the two vectors
 * @correlation: Pearson's, of the entries before and after; 0 where one of the two has no spread
 * @map: shape of the feature map: 1 × (height − 2) × (width − 2), for it has no padding
 * @map_changed: entries of the feature map that have another value than before
 * @kept: entries of the feature map that came from inside the map before
 * @kept_changed: how many of those have another value than where they came from
 * @kept_difference: the largest difference among them
 * @range: the largest absolute value in both maps
 * @vector_range: the largest absolute value in the difference of the vectors
 *
 * One picture before and after it moved, as a fully connected network sees it and as a convolution does. A fully
 * connected layer has a weight for each place: to it, each entry that changed is news. A convolution does with each
 * place what it does with every other: what moves in the picture moves in the map and stays what it was.
 */
typedef struct
{
  RcpShape shape;
  gsize entries;
  gsize changed;
  double length;
  double distance;
  double correlation;
  RcpShape map;
  gsize map_changed;
  gsize kept;
  gsize kept_changed;
  double kept_difference;
  double range;
  double vector_range;
} RcpShiftReport;

/**
 * RcpShiftBench:
 *
 * Compares pictures of one shape with themselves, moved. The feature map is that of a fixed kernel, Sobel x on each
 * channel, added up ([-1 0 1; -2 0 2; -1 0 1], cross-correlation, stride 1, no padding), and comes from the forward
 * pass of the engine's own backend. Used by one thread at a time.
 */
typedef struct _RcpShiftBench RcpShiftBench;

/**
 * rcp_shift_bench_new:
 * @shape: at least 3 × 3 pixels
 * @mean: (array): of each channel, in bytes; with @std what makes of bytes what a network gets
 * @std: (array): likewise
 * @error: what the backend says
 */
RcpShiftBench *rcp_shift_bench_new (RcpShape shape, const double *mean, const double *std, GError **error);
void rcp_shift_bench_free (RcpShiftBench *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpShiftBench, rcp_shift_bench_free)

/** rcp_shift_bench_compare: @chw: a picture's bytes in CHW order */
gboolean rcp_shift_bench_compare (RcpShiftBench *self, const guint8 *chw, RcpShift shift, RcpShiftReport *report,
                                  GError **error);

/* What the last comparison was made of, each valid until the next one. */

/** rcp_shift_bench_get_shifted: (transfer none): the moved picture's bytes in CHW order */
const guint8 *rcp_shift_bench_get_shifted (RcpShiftBench *self);

/** rcp_shift_bench_get_difference: (transfer none): of the flattened vectors, after − before, in CHW order */
const float *rcp_shift_bench_get_difference (RcpShiftBench *self);

/** rcp_shift_bench_get_map_before: (transfer none): the feature map of the picture as it was */
const float *rcp_shift_bench_get_map_before (RcpShiftBench *self);

/** rcp_shift_bench_get_map_after: (transfer none): of the moved picture */
const float *rcp_shift_bench_get_map_after (RcpShiftBench *self);

/** rcp_shift_bench_get_map_difference: (transfer none): the map after, moved back, − the map before; NaN where it has
 * nothing to be compared with */
const float *rcp_shift_bench_get_map_difference (RcpShiftBench *self);

G_END_DECLS
