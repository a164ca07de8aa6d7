#pragma once

#include "chart-draw.h"
#include "train/history.h"

G_BEGIN_DECLS

/**
 * RcpTimeAxis:
 * @moments: (array length=n_moments): in order
 * @best: (nullable): where the star stands
 * @steps_per_epoch: of the run
 * @span: the step at @right, above 0
 * @left: where step 0 stands, in user units
 * @right: where @span does
 * @trough: the height of the slider's middle
 *
 * The scale of the time slider. It grows with the square root of steps: most happens in the first epoch, and most
 * moments are kept there, so it gets room (a seventh of a run of fifty epochs, a third of one of ten), while later
 * epochs stay in order and in proportion to one another. A place on it, "position", is the square root of a step.
 * Everything is borrowed.
 */
typedef struct
{
  const RcpMoment *moments;
  guint n_moments;
  const RcpMoment *best;
  guint steps_per_epoch;
  guint64 span;
  double left;
  double right;
  double trough;
} RcpTimeAxis;

/** RCP_TIME_AXIS_ABOVE: what rcp_time_axis_draw() needs above the trough, and RCP_TIME_AXIS_BELOW: below it */
#define RCP_TIME_AXIS_ABOVE 23
#define RCP_TIME_AXIS_BELOW 26

/** rcp_time_position: the square root of a step */
double rcp_time_position (guint64 step);

/** rcp_time_nearest: the index of the moment nearest to a position, of two the earlier one; @n must not be 0 */
guint rcp_time_nearest (const RcpMoment *moments, guint n, double position);

/**
 * rcp_time_span:
 * @reached: the newest step
 * @total: all the steps the run was asked for
 * @ended: whether it makes no more
 *
 * Where the scale of a run ends: at its last step when it has ended; before that at the next of 1, 2, 5, 10, 20, …
 * epochs, or at its planned end, so that it changes seldom and yet most of it is in use.
 */
guint64 rcp_time_span (guint64 reached, guint64 total, guint steps_per_epoch, gboolean ended);

/** rcp_time_epoch: the epoch that a step belongs to, 1 for the first; 0 for the initial weights */
guint rcp_time_epoch (guint64 step, guint steps_per_epoch);

/** rcp_time_describe: (transfer full): "epoch 12 · step 9,384" */
char *rcp_time_describe (guint64 step, guint steps_per_epoch);

/** rcp_time_axis_x: where a step stands; those behind the end stand there */
double rcp_time_axis_x (const RcpTimeAxis *self, guint64 step);

/** RCP_TIME_AXIS_MOST_LABELS: how many epochs are ever labelled */
#define RCP_TIME_AXIS_MOST_LABELS 64

/** rcp_time_axis_get_labels: the epochs that are labelled, no two of them closer than @gap user units; returns how many
 */
guint rcp_time_axis_get_labels (const RcpTimeAxis *self, double gap, guint epochs[RCP_TIME_AXIS_MOST_LABELS]);

/** rcp_time_axis_draw: draws a mark for each moment, the ends of epochs with their numbers, and the star at the best
 * one; not the slider itself */
void rcp_time_axis_draw (const RcpTimeAxis *self, const RcpChartCanvas *canvas, cairo_t *cr);

G_END_DECLS
