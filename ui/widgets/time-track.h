#pragma once

#include <gtk/gtk.h>

#include "train/history.h"

G_BEGIN_DECLS

#define RCP_TYPE_TIME_TRACK (rcp_time_track_get_type ())
/**
 * RcpTimeTrack:
 *
 * A slider over the moments of a run, with a mark for each, the numbers of epochs below and a star above the best one.
 * It stops at moments alone: the pointer takes the nearest one, arrow keys and the wheel go from one to the next, Page
 * Up and Page Down from the end of an epoch to the next one's, or by ten where there are many, Home and End to the
 * first and the last.
 *
 * Its value, to assistive technology, is the square root of the step, as rcp_time_position() has it.
 *
 * Signal "chosen" (uint64 step): the user chose this moment.
 */
G_DECLARE_FINAL_TYPE (RcpTimeTrack, rcp_time_track, RCP, TIME_TRACK, GtkWidget)

/**
 * rcp_time_track_set_moments:
 * @moments: (array length=n): copied
 * @best: (nullable): where the star stands
 */
void rcp_time_track_set_moments (RcpTimeTrack *self, const RcpMoment *moments, guint n, const RcpMoment *best,
                                 guint steps_per_epoch);

/**
 * rcp_time_track_set_place:
 * @step: where the knob stands
 * @reached: how far the run has come
 * @span: where the scale ends
 */
void rcp_time_track_set_place (RcpTimeTrack *self, guint64 step, guint64 reached, guint64 span);

/** rcp_time_track_describe: what a screen reader says of it: where it stands, and what there is */
void rcp_time_track_describe (RcpTimeTrack *self, const char *value, const char *description);

G_END_DECLS
