#include "time-slider.h"

#include <glib/gi18n.h>

#include "draw/numbers.h"
#include "draw/time-axis.h"
#include "widgets/time-track.h"

/* A film shows so many moments a second, but lasts no longer than so many seconds. */
#define FILM_RATE 12.0
#define FILM_SECONDS 30.0

/* how often a moment that moves on by itself is written anew, in µs: often enough to be live, seldom enough to be read
 */
#define LIVE_INTERVAL (G_TIME_SPAN_SECOND / 4)

struct _RcpTimeSlider
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */
  GSignalGroup *trainer_signals;
  GSignalGroup *metrics_signals;
  gint64 written;

  guint film; /* tick callback while it plays, or 0 */
  gint64 film_start;
  guint film_first;
  guint64 film_step; /* what it has put on the screen */

  GtkButton *play_button;
  RcpTimeTrack *track;
  GtkLabel *label;
  GtkToggleButton *live_button;
};

G_DEFINE_FINAL_TYPE (RcpTimeSlider, rcp_time_slider, RCP_TYPE_SESSION_BIN)

static const RcpMoment *
get_moments (RcpTimeSlider *self, guint *n)
{
  RcpHistory *history = rcp_session_get_history (self->session);

  *n = 0;
  return history != NULL ? rcp_history_get_moments (history, n) : NULL;
}

/* Where it stands */

/* The newest step that the run has made. */
static guint64
get_reached (RcpTimeSlider *self, RcpTrainer *trainer)
{
  gsize n;
  guint n_moments;
  const RcpStepRecord *steps = rcp_metrics_get_steps (rcp_trainer_get_metrics (trainer), &n);
  const RcpMoment *moments = get_moments (self, &n_moments);
  guint64 reached = n > 0 ? steps[n - 1].step : 0;

  return n_moments > 0 ? MAX (reached, moments[n_moments - 1].step) : reached;
}

static void
describe (RcpTimeSlider *self, RcpTrainer *trainer, const char *place)
{
  guint per_epoch = rcp_trainer_get_steps_per_epoch (trainer);
  const RcpMoment *best = rcp_history_get_best (rcp_session_get_history (self->session));
  g_autofree char *text = NULL;
  guint n;

  get_moments (self, &n);
  if (best != NULL)
    /* Translators: where the time slider stands, and what there is: "epoch 12 · step 9,384. 87 moments are kept; the
     * best accuracy is that of epoch 31." */
    text = g_strdup_printf (ngettext ("%s. %u moment is kept; the best accuracy is that of epoch %u.",
                                      "%s. %u moments are kept; the best accuracy is that of epoch %u.", n),
                            place, n, rcp_time_epoch (best->step, per_epoch));
  else
    text = g_strdup_printf (ngettext ("%s. %u moment is kept.", "%s. %u moments are kept.", n), place, n);
  rcp_time_track_describe (self->track, place, text);
}

static void
update_place (RcpTimeSlider *self)
{
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);
  guint per_epoch;
  guint64 reached, step, span;
  g_autofree char *text = NULL;

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  self->written = g_get_monotonic_time ();
  per_epoch = rcp_trainer_get_steps_per_epoch (trainer);
  reached = get_reached (self, trainer);
  step = rcp_session_get_live (self->session) ? reached : rcp_session_get_moment (self->session);
  span = rcp_time_span (reached, rcp_trainer_get_total_steps (trainer), per_epoch,
                        !rcp_session_is_training (self->session));
  rcp_time_track_set_place (self->track, step, reached, span);
  text = rcp_time_describe (step, per_epoch);
  if (g_strcmp0 (gtk_label_get_label (self->label), text) != 0)
    gtk_label_set_label (self->label, text);
  describe (self, trainer, text);
}

static void
on_metrics_changed (RcpTimeSlider *self)
{
  if (g_get_monotonic_time () - self->written >= LIVE_INTERVAL)
    update_place (self);
}

static void
update_live (RcpTimeSlider *self)
{
  gtk_toggle_button_set_active (self->live_button, rcp_session_get_live (self->session));
}

/* The film */

static void
show_play_button (RcpTimeSlider *self)
{
  const char *label = self->film != 0 ? _ ("Pause") : _ ("Play");

  gtk_button_set_icon_name (self->play_button,
                            self->film != 0 ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play_button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
stop_film (RcpTimeSlider *self)
{
  if (self->film == 0)
    return;
  gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->film);
  self->film = 0;
  show_play_button (self);
}

static void
show_frame (RcpTimeSlider *self, guint64 step)
{
  self->film_step = step;
  rcp_session_set_moment (self->session, step);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  RcpTimeSlider *self = RCP_TIME_SLIDER (widget);
  double seconds;
  guint n, index;
  const RcpMoment *moments = get_moments (self, &n);

  if (n == 0)
    {
      stop_film (self);
      return G_SOURCE_REMOVE;
    }
  seconds = (double) (gdk_frame_clock_get_frame_time (clock) - self->film_start) / G_USEC_PER_SEC;
  index = (guint) MIN (self->film_first + seconds * MAX (FILM_RATE, n / FILM_SECONDS), (double) (n - 1));
  if (moments[index].step != self->film_step)
    show_frame (self, moments[index].step);
  if (index < n - 1)
    return G_SOURCE_CONTINUE;
  stop_film (self);
  return G_SOURCE_REMOVE;
}

static void
start_film (RcpTimeSlider *self)
{
  guint n;
  const RcpMoment *moments = get_moments (self, &n);
  RcpHistory *history = rcp_session_get_history (self->session);

  if (n == 0)
    return;
  self->film_first =
      rcp_session_get_live (self->session) ? n - 1 : rcp_history_find (history, rcp_session_get_moment (self->session));
  /* at its end it begins anew */
  if (self->film_first == n - 1)
    self->film_first = 0;
  self->film_start = gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (GTK_WIDGET (self)));
  self->film = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_frame, NULL, NULL);
  show_frame (self, moments[self->film_first].step);
  show_play_button (self);
}

static void
on_play_clicked (RcpTimeSlider *self)
{
  if (self->film != 0)
    stop_film (self);
  else
    start_film (self);
}

/* What the user does and what comes of it */

static void
on_chosen (RcpTimeSlider *self, guint64 step)
{
  stop_film (self);
  rcp_session_set_moment (self->session, step);
}

static void
on_live_toggled (RcpTimeSlider *self)
{
  gboolean active = gtk_toggle_button_get_active (self->live_button);

  if (active == rcp_session_get_live (self->session))
    return;
  stop_film (self);
  if (active)
    rcp_session_set_live (self->session);
  else
    {
      guint n;
      const RcpMoment *moments = get_moments (self, &n);

      /* it stays where it is: at the newest moment that is kept */
      if (n > 0)
        rcp_session_set_moment (self->session, moments[n - 1].step);
    }
}

static void
on_history_changed (RcpTimeSlider *self)
{
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);
  RcpHistory *history = rcp_session_get_history (self->session);
  guint n;
  const RcpMoment *moments = get_moments (self, &n);

  if (n == 0)
    stop_film (self);
  if (n == 0 && !(history != NULL && rcp_session_is_training (self->session)))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  /* between two runs it stays: the first moment of the next one is about to come */
  if (n > 0)
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self), n > 0);
  rcp_time_track_set_moments (self->track, moments, n, rcp_history_get_best (history),
                              rcp_trainer_get_steps_per_epoch (trainer));
  update_place (self);
}

static void
on_trainer_changed (RcpTimeSlider *self)
{
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);

  stop_film (self);
  g_signal_group_set_target (self->trainer_signals, trainer);
  g_signal_group_set_target (self->metrics_signals, trainer != NULL ? rcp_trainer_get_metrics (trainer) : NULL);
  on_history_changed (self);
}

static void
on_moment_changed (RcpTimeSlider *self)
{
  /* someone else chose it */
  if (self->film != 0 && rcp_session_get_moment (self->session) != self->film_step)
    stop_film (self);
  /* live, the metrics lead */
  if (!rcp_session_get_live (self->session))
    update_place (self);
}

static void
on_live_changed (RcpTimeSlider *self)
{
  if (rcp_session_get_live (self->session))
    stop_film (self);
  update_live (self);
  update_place (self);
}

static void
rcp_time_slider_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpTimeSlider *self = RCP_TIME_SLIDER (bin);

  self->session = session;
  g_signal_connect_object (session, "notify::trainer", G_CALLBACK (on_trainer_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::moment", G_CALLBACK (on_moment_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::live", G_CALLBACK (on_live_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "history-changed", G_CALLBACK (on_history_changed), self, G_CONNECT_SWAPPED);
  on_trainer_changed (self);
  update_live (self);
}

/* The object */

static void
rcp_time_slider_unmap (GtkWidget *widget)
{
  stop_film (RCP_TIME_SLIDER (widget));
  GTK_WIDGET_CLASS (rcp_time_slider_parent_class)->unmap (widget);
}

static void
rcp_time_slider_dispose (GObject *object)
{
  RcpTimeSlider *self = RCP_TIME_SLIDER (object);

  g_clear_object (&self->trainer_signals);
  g_clear_object (&self->metrics_signals);
  G_OBJECT_CLASS (rcp_time_slider_parent_class)->dispose (object);
}

static void
rcp_time_slider_class_init (RcpTimeSliderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_time_slider_take_session;
  object_class->dispose = rcp_time_slider_dispose;
  widget_class->unmap = rcp_time_slider_unmap;

  g_type_ensure (RCP_TYPE_TIME_TRACK);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/time-slider.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpTimeSlider, play_button);
  gtk_widget_class_bind_template_child (widget_class, RcpTimeSlider, track);
  gtk_widget_class_bind_template_child (widget_class, RcpTimeSlider, label);
  gtk_widget_class_bind_template_child (widget_class, RcpTimeSlider, live_button);
  gtk_widget_class_bind_template_callback (widget_class, on_play_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_live_toggled);
}

static void
rcp_time_slider_init (RcpTimeSlider *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->trainer_signals = g_signal_group_new (RCP_TYPE_TRAINER);
  g_signal_group_connect_swapped (self->trainer_signals, "notify::state", G_CALLBACK (update_place), self);
  self->metrics_signals = g_signal_group_new (RCP_TYPE_METRICS);
  g_signal_group_connect_swapped (self->metrics_signals, "changed", G_CALLBACK (on_metrics_changed), self);
  show_play_button (self);
}
