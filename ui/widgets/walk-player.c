#include "walk-player.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

/* The part of a step's time in which the frame slides to its new place, and the most that this may take, in seconds. */
#define SLIDE_SHARE 0.6
#define LONGEST_SLIDE 0.4

/* After a pause of the whole desktop a walk goes on where it was, and does not leap. */
#define LONGEST_FRAME 0.25

/* From this many seconds on in which nothing moves until the next step, no frames are asked for. */
#define LEAST_REST 0.05

struct _RcpWalkPlayer
{
  GtkWidget parent_instance;

  RcpWalkModel *model;
  gboolean playing;
  guint tick; /* while something moves */
  guint rest; /* while nothing does, until the next step */
  gint64 last_frame;
  double elapsed; /* seconds since the last step */
  gboolean moved; /* the last step led to another position */
  gboolean showing;

  GtkWidget *box;
  GtkButton *back;
  GtkButton *play;
  GtkButton *forward;
  GtkScale *position;
  GtkInscription *place;
  GtkToggleButton *by_product;
  GtkScale *speed;
};

G_DEFINE_FINAL_TYPE (RcpWalkPlayer, rcp_walk_player, GTK_TYPE_WIDGET)

/* Showing the moment */

static void
show_button (RcpWalkPlayer *self)
{
  const char *name = self->playing ? _ ("Pause") : _ ("Play");

  gtk_button_set_icon_name (self->play,
                            self->playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static char *
place_text (RcpWalkPlayer *self)
{
  int stages = rcp_walk_model_get_stages (self->model);
  int step = rcp_walk_model_get_step (self->model);

  if (stages == 0)
    return g_strdup ("–");
  /* how many there are would tell the size that is to be guessed */
  if (rcp_walk_model_get_hidden (self->model) == RCP_WALK_HIDDEN_SIZE)
    return g_strdup_printf (_ ("position %d of ?"), step / stages + 1);
  if (rcp_walk_model_get_by_product (self->model))
    return g_strdup_printf (_ ("position %d of %d, step %d of %d"), step / stages + 1,
                            rcp_walk_model_get_n_steps (self->model) / stages, step % stages + 1, stages);
  return g_strdup_printf (_ ("position %d of %d"), step / stages + 1,
                          rcp_walk_model_get_n_steps (self->model) / stages);
}

static void
show_moment (RcpWalkPlayer *self)
{
  g_autofree char *text = place_text (self);
  int step = rcp_walk_model_get_step (self->model);

  self->showing = TRUE;
  gtk_range_set_value (GTK_RANGE (self->position), step);
  self->showing = FALSE;
  if (g_strcmp0 (gtk_inscription_get_text (self->place), text) == 0)
    return;
  gtk_inscription_set_text (self->place, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->position), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

/* Playing */

static void
stop (RcpWalkPlayer *self)
{
  if (!self->playing)
    return;
  self->playing = FALSE;
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_handle_id (&self->rest, g_source_remove);
  rcp_walk_model_set_slide (self->model, 1.0);
  show_button (self);
}

static double
step_duration (RcpWalkPlayer *self)
{
  return 1.0 / exp2 (gtk_range_get_value (GTK_RANGE (self->speed)));
}

/* Out fast and in gently. */
static double
ease (double t)
{
  return 1.0 - pow (1.0 - CLAMP (t, 0.0, 1.0), 3.0);
}

static double
slide_after (RcpWalkPlayer *self)
{
  gboolean still = !adw_get_enable_animations (GTK_WIDGET (self));

  if (still || !self->moved)
    return 1.0;
  return ease (self->elapsed / MIN (LONGEST_SLIDE, SLIDE_SHARE * step_duration (self)));
}

static gboolean on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data);

static void
move (RcpWalkPlayer *self)
{
  g_clear_handle_id (&self->rest, g_source_remove);
  if (self->tick != 0)
    return;
  self->last_frame = 0;
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static gboolean
on_rested (gpointer user_data)
{
  RcpWalkPlayer *self = user_data;

  self->rest = 0;
  self->elapsed = step_duration (self);
  move (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_looked_at (RcpWalkPlayer *self)
{
  int index;

  return rcp_walk_model_get_target (self->model, &index) != RCP_WALK_TARGET_NOTHING;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  RcpWalkPlayer *self = RCP_WALK_PLAYER (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double duration = step_duration (self);
  int stages = MAX (1, rcp_walk_model_get_stages (self->model));
  int step = rcp_walk_model_get_step (self->model);
  double slide, passed = self->last_frame != 0 ? (double) (now - self->last_frame) / G_USEC_PER_SEC : 0.0;

  self->last_frame = now;
  /* while somebody looks at something, time holds */
  if (is_looked_at (self))
    {
      self->tick = 0;
      return G_SOURCE_REMOVE;
    }
  self->elapsed += MIN (passed, LONGEST_FRAME);
  while (self->elapsed >= duration)
    {
      int next;

      self->elapsed -= duration;
      next = rcp_walk_model_next_step (self->model, 1);
      if (next == step)
        {
          stop (self);
          return G_SOURCE_REMOVE;
        }
      self->moved = next / stages != step / stages;
      rcp_walk_model_set_step (self->model, next);
      step = next;
    }
  slide = slide_after (self);
  rcp_walk_model_set_slide (self->model, slide);
  if (slide < 1.0 || duration - self->elapsed < LEAST_REST)
    return G_SOURCE_CONTINUE;
  self->rest = g_timeout_add ((guint) (1000.0 * (duration - self->elapsed)), on_rested, self);
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

/* Who moves the walk looks at the walk: a pointer that rests where it was does not look; one that moves does. */
static void
look_at_walk (RcpWalkPlayer *self)
{
  rcp_walk_model_hover (self->model, RCP_WALK_TARGET_NOTHING, 0);
  rcp_walk_model_pin (self->model, RCP_WALK_TARGET_NOTHING, 0);
}

static void
start (RcpWalkPlayer *self)
{
  if (self->playing || rcp_walk_model_get_n_steps (self->model) == 0)
    return;
  look_at_walk (self);
  /* from the end it begins anew */
  if (rcp_walk_model_next_step (self->model, 1) == rcp_walk_model_get_step (self->model))
    rcp_walk_model_set_step (self->model, 0);
  self->elapsed = 0.0;
  self->moved = FALSE;
  self->playing = TRUE;
  move (self);
  show_button (self);
}

/* What people do */

static void
on_play_clicked (RcpWalkPlayer *self)
{
  if (self->playing)
    stop (self);
  else
    start (self);
}

static void
go (RcpWalkPlayer *self, int step)
{
  stop (self);
  look_at_walk (self);
  rcp_walk_model_set_step (self->model, step);
}

static void
on_forward_clicked (RcpWalkPlayer *self)
{
  go (self, rcp_walk_model_next_step (self->model, 1));
}

static void
on_back_clicked (RcpWalkPlayer *self)
{
  go (self, rcp_walk_model_next_step (self->model, -1));
}

static void
on_position_changed (RcpWalkPlayer *self)
{
  if (self->showing || self->model == NULL)
    return;
  go (self, (int) lround (gtk_range_get_value (GTK_RANGE (self->position))));
}

static void
on_by_product_toggled (RcpWalkPlayer *self)
{
  if (self->model == NULL)
    return;
  rcp_walk_model_set_by_product (self->model, gtk_toggle_button_get_active (self->by_product));
  show_moment (self);
}

static void
on_speed_changed (RcpWalkPlayer *self)
{
  double speed = exp2 (gtk_range_get_value (GTK_RANGE (self->speed)));
  g_autofree char *text = g_strdup_printf (_ ("%.3g steps a second"), speed);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->speed), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->speed), text);
  /* the next step may be due sooner */
  if (self->rest != 0)
    move (self);
}

gboolean
rcp_walk_player_key (RcpWalkPlayer *self, guint keyval)
{
  g_return_val_if_fail (RCP_IS_WALK_PLAYER (self), FALSE);

  switch (keyval)
    {
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      on_play_clicked (self);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      on_back_clicked (self);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      on_forward_clicked (self);
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      go (self, 0);
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      go (self, rcp_walk_model_get_n_steps (self->model) - 1);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
on_position_key (RcpWalkPlayer *self, guint keyval)
{
  /* the bar's own arrows know nothing of positions */
  return rcp_walk_player_key (self, keyval);
}

/* Following the model */

static void
on_target_changed (RcpWalkPlayer *self)
{
  if (self->playing && self->rest == 0 && !is_looked_at (self))
    move (self);
}

static void
on_walk_changed (RcpWalkPlayer *self)
{
  int n = rcp_walk_model_get_n_steps (self->model);

  if (n == 0)
    stop (self);
  self->showing = TRUE;
  gtk_range_set_range (GTK_RANGE (self->position), 0.0, MAX (1, n - 1));
  self->showing = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->play), n > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->back), n > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->forward), n > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->position), n > 0);
  show_moment (self);
}

void
rcp_walk_player_set_model (RcpWalkPlayer *self, RcpWalkModel *model)
{
  g_return_if_fail (RCP_IS_WALK_PLAYER (self));
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "walk-changed", G_CALLBACK (on_walk_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "moment-changed", G_CALLBACK (show_moment), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "target-changed", G_CALLBACK (on_target_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "hidden-changed", G_CALLBACK (show_moment), self, G_CONNECT_SWAPPED);
  on_walk_changed (self);
}

/* The object */

static void
rcp_walk_player_unmap (GtkWidget *widget)
{
  stop (RCP_WALK_PLAYER (widget));
  GTK_WIDGET_CLASS (rcp_walk_player_parent_class)->unmap (widget);
}

static void
rcp_walk_player_dispose (GObject *object)
{
  RcpWalkPlayer *self = RCP_WALK_PLAYER (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (rcp_walk_player_parent_class)->dispose (object);
}

static void
rcp_walk_player_class_init (RcpWalkPlayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_walk_player_dispose;
  widget_class->unmap = rcp_walk_player_unmap;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/walk-player.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPlayer, box);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPlayer, back);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPlayer, play);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPlayer, forward);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPlayer, position);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPlayer, place);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPlayer, by_product);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPlayer, speed);
  gtk_widget_class_bind_template_callback (widget_class, on_play_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_forward_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_position_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_by_product_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_speed_changed);
}

static void
rcp_walk_player_init (RcpWalkPlayer *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (on_position_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->position), key);
  show_button (self);
  on_speed_changed (self);
}
