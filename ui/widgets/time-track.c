#include "time-track.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "draw/time-axis.h"
#include "place.h"

#define MIN_WIDTH 160
#define NATURAL_WIDTH 600

/* Where there are more epochs than this, a page is ten of them. */
#define MANY_EPOCHS 100

struct _RcpTimeTrack
{
  GtkWidget parent_instance;

  GtkWidget *scale;
  GtkWidget *knob; /* in it */
  GtkAdjustment *adjustment;
  gboolean updating; /* what changes is not the user's doing */

  GArray *moments; /* of RcpMoment */
  RcpMoment best;
  gboolean has_best;
  guint steps_per_epoch;
  guint64 step;
  guint64 reached;
  guint64 span;
  double scroll; /* notches of a wheel that have not become a move yet */
};

G_DEFINE_FINAL_TYPE (RcpTimeTrack, rcp_time_track, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Choosing */

static const RcpMoment *
moment_at (RcpTimeTrack *self, guint index)
{
  return &g_array_index (self->moments, RcpMoment, index);
}

static void
put_knob (RcpTimeTrack *self)
{
  self->updating = TRUE;
  gtk_adjustment_set_value (self->adjustment, rcp_time_position (MIN (self->step, self->span)));
  self->updating = FALSE;
}

static void
choose (RcpTimeTrack *self, guint index)
{
  g_signal_emit (self, signals[CHOSEN], 0, moment_at (self, index)->step);
  /* the knob stands where it was put, whether or not that was news */
  put_knob (self);
}

/* The moment where the knob stands, or the one before it: between two of them is where a training may be just now. */
static guint
current_index (RcpTimeTrack *self, gboolean *is_there)
{
  guint index = self->moments->len;

  while (index > 0 && moment_at (self, index - 1)->step > self->step)
    index--;
  *is_there = index > 0 && moment_at (self, index - 1)->step == self->step;
  return index > 0 ? index - 1 : 0;
}

static void
move_by_moments (RcpTimeTrack *self, int moves)
{
  gboolean is_there;
  int index = (int) current_index (self, &is_there);

  /* backwards from between two moments the first move leads to the one before */
  if (!is_there && moves < 0)
    moves++;
  choose (self, (guint) CLAMP (index + moves, 0, (int) self->moments->len - 1));
}

static void
move_by_page (RcpTimeTrack *self, gboolean forward)
{
  guint64 page = (guint64) self->steps_per_epoch * (self->reached / self->steps_per_epoch > MANY_EPOCHS ? 10 : 1);
  guint64 from = forward ? self->step : MAX (self->step, 1) - 1;
  guint64 wanted = forward ? (from / page + 1) * page : from / page * page;
  guint nearest =
      rcp_time_nearest ((const RcpMoment *) self->moments->data, self->moments->len, rcp_time_position (wanted));

  /* where moments are further apart than a page */
  if (forward ? moment_at (self, nearest)->step <= self->step : moment_at (self, nearest)->step >= self->step)
    move_by_moments (self, forward ? 1 : -1);
  else
    choose (self, nearest);
}

static void
choose_position (RcpTimeTrack *self, double position)
{
  choose (self, rcp_time_nearest ((const RcpMoment *) self->moments->data, self->moments->len, position));
}

static gboolean
on_change_value (RcpTimeTrack *self, GtkScrollType scroll, double value)
{
  gboolean forward = value > gtk_adjustment_get_value (self->adjustment);

  if (self->moments->len == 0)
    return TRUE;
  switch (scroll)
    {
    case GTK_SCROLL_START:
      choose (self, 0);
      break;
    case GTK_SCROLL_END:
      choose (self, self->moments->len - 1);
      break;
    case GTK_SCROLL_STEP_BACKWARD:
    case GTK_SCROLL_STEP_FORWARD:
    case GTK_SCROLL_STEP_UP:
    case GTK_SCROLL_STEP_DOWN:
    case GTK_SCROLL_STEP_LEFT:
    case GTK_SCROLL_STEP_RIGHT:
      move_by_moments (self, forward ? 1 : -1);
      break;
    case GTK_SCROLL_PAGE_BACKWARD:
    case GTK_SCROLL_PAGE_FORWARD:
    case GTK_SCROLL_PAGE_UP:
    case GTK_SCROLL_PAGE_DOWN:
    case GTK_SCROLL_PAGE_LEFT:
    case GTK_SCROLL_PAGE_RIGHT:
      move_by_page (self, forward);
      break;
    case GTK_SCROLL_NONE:
    case GTK_SCROLL_JUMP:
    default:
      choose_position (self, value);
      break;
    }
  return TRUE;
}

/* Set by assistive technology. */
static void
on_value_changed (RcpTimeTrack *self)
{
  if (!self->updating && self->moments->len > 0)
    choose_position (self, gtk_adjustment_get_value (self->adjustment));
}

static gboolean
on_scroll (RcpTimeTrack *self, double dx, double dy)
{
  int moves;

  if (self->moments->len == 0)
    return GDK_EVENT_PROPAGATE;
  /* up is forward, as on every slider */
  self->scroll += dx - dy;
  moves = (int) self->scroll;
  self->scroll -= moves;
  if (moves != 0)
    move_by_moments (self, moves);
  return GDK_EVENT_STOP;
}

/* Laying out and drawing */

/* GTK does not say how far the middle of a knob travels: along the trough, less the width of the knob. */
static GtkWidget *
find_knob (GtkWidget *widget)
{
  GtkWidget *found = g_str_equal (gtk_widget_get_css_name (widget), "slider") ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_knob (child);
  return found;
}

static void
rcp_time_track_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = NATURAL_WIDTH;
    }
  else
    *minimum = *natural = RCP_TIME_AXIS_ABOVE + RCP_TIME_AXIS_BELOW;
}

static void
rcp_time_track_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpTimeTrack *self = RCP_TIME_TRACK (widget);
  int scale_height;

  gtk_widget_measure (self->scale, GTK_ORIENTATION_VERTICAL, width, NULL, &scale_height, NULL, NULL);
  rcp_place (self->scale, 0, RCP_TIME_AXIS_ABOVE - scale_height / 2, width, scale_height);
}

static RcpTimeAxis
axis_of (RcpTimeTrack *self)
{
  graphene_rect_t trough;
  int knob;

  if (!gtk_widget_compute_bounds (gtk_widget_get_parent (self->knob), GTK_WIDGET (self), &trough))
    trough = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)), 0);
  gtk_widget_measure (self->knob, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &knob, NULL, NULL);
  return (RcpTimeAxis){ .moments = (const RcpMoment *) self->moments->data,
                        .n_moments = self->moments->len,
                        .best = self->has_best ? &self->best : NULL,
                        .steps_per_epoch = self->steps_per_epoch,
                        .span = self->span,
                        .left = trough.origin.x + 0.5 * knob,
                        .right = trough.origin.x + trough.size.width - 0.5 * knob,
                        .trough = RCP_TIME_AXIS_ABOVE };
}

static void
rcp_time_track_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpTimeTrack *self = RCP_TIME_TRACK (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  RcpChartCanvas canvas = {
    .width = width,
    .height = height,
    .scale = gtk_widget_get_scale_factor (widget),
    .palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
    .context = gtk_widget_get_pango_context (widget),
  };

  if (self->moments->len > 0 && width > 0)
    {
      RcpTimeAxis axis = axis_of (self);
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

      rcp_time_axis_draw (&axis, &canvas, cr);
      cairo_destroy (cr);
    }
  GTK_WIDGET_CLASS (rcp_time_track_parent_class)->snapshot (widget, snapshot);
}

/* What it shows */

void
rcp_time_track_set_moments (RcpTimeTrack *self, const RcpMoment *moments, guint n, const RcpMoment *best,
                            guint steps_per_epoch)
{
  g_return_if_fail (RCP_IS_TIME_TRACK (self));
  g_return_if_fail (steps_per_epoch > 0);

  g_array_set_size (self->moments, 0);
  if (n > 0)
    g_array_append_vals (self->moments, moments, n);
  self->has_best = best != NULL;
  if (best != NULL)
    self->best = *best;
  self->steps_per_epoch = steps_per_epoch;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_time_track_set_place (RcpTimeTrack *self, guint64 step, guint64 reached, guint64 span)
{
  gboolean new_span;

  g_return_if_fail (RCP_IS_TIME_TRACK (self));
  g_return_if_fail (span > 0);

  new_span = span != self->span;
  if (!new_span && step == self->step && reached == self->reached)
    return;
  self->step = step;
  self->reached = reached;
  self->span = span;
  self->updating = TRUE;
  gtk_adjustment_set_upper (self->adjustment, rcp_time_position (span));
  gtk_range_set_fill_level (GTK_RANGE (self->scale), rcp_time_position (MIN (reached, span)));
  self->updating = FALSE;
  put_knob (self);
  if (new_span)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_time_track_describe (RcpTimeTrack *self, const char *value, const char *description)
{
  g_return_if_fail (RCP_IS_TIME_TRACK (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, value,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

/* The object */

static void
rcp_time_track_dispose (GObject *object)
{
  RcpTimeTrack *self = RCP_TIME_TRACK (object);

  self->knob = NULL;
  g_clear_pointer (&self->scale, gtk_widget_unparent);
  G_OBJECT_CLASS (rcp_time_track_parent_class)->dispose (object);
}

static void
rcp_time_track_finalize (GObject *object)
{
  g_array_unref (RCP_TIME_TRACK (object)->moments);
  G_OBJECT_CLASS (rcp_time_track_parent_class)->finalize (object);
}

static void
rcp_time_track_class_init (RcpTimeTrackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rcp_time_track_dispose;
  object_class->finalize = rcp_time_track_finalize;
  widget_class->measure = rcp_time_track_measure;
  widget_class->size_allocate = rcp_time_track_size_allocate;
  widget_class->snapshot = rcp_time_track_snapshot;
  gtk_widget_class_set_css_name (widget_class, "timetrack");

  signals[CHOSEN] = g_signal_new ("chosen", RCP_TYPE_TIME_TRACK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_UINT64);
}

static void
rcp_time_track_init (RcpTimeTrack *self)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  self->moments = g_array_new (FALSE, FALSE, sizeof (RcpMoment));
  self->steps_per_epoch = 1;
  self->span = 1;
  self->adjustment = gtk_adjustment_new (0, 0, 1, 1, 10, 0);
  self->scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, self->adjustment);
  /* time runs as it does on the charts, in every language */
  gtk_widget_set_direction (self->scale, GTK_TEXT_DIR_LTR);
  gtk_scale_set_draw_value (GTK_SCALE (self->scale), FALSE);
  gtk_range_set_show_fill_level (GTK_RANGE (self->scale), TRUE);
  gtk_range_set_restrict_to_fill_level (GTK_RANGE (self->scale), FALSE);
  gtk_range_set_round_digits (GTK_RANGE (self->scale), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Time"), -1);
  gtk_widget_set_parent (self->scale, GTK_WIDGET (self));
  self->knob = find_knob (self->scale);
  g_assert (self->knob != NULL);
  g_signal_connect_swapped (self->scale, "change-value", G_CALLBACK (on_change_value), self);
  g_signal_connect_swapped (self->adjustment, "value-changed", G_CALLBACK (on_value_changed), self);
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (wheel, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self), wheel);
}
