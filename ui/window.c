#include "window.h"

#include <glib/gi18n.h>

#include "film-dialog.h"
#include "page.h"
#include "picture-input.h"
#include "run-chooser.h"
#include "run-text.h"
#include "wheel.h"
#include "widgets/specimen-button.h"
#include "widgets/time-slider.h"

/* how often figures that change with every step are written anew: often enough to be live, seldom enough to be read */
#define FIGURES_INTERVAL (G_TIME_SPAN_SECOND / 2)

/* characters of the state that the header keeps room for; the rest is cut where there is none */
#define STATE_WIDTH 36

#define NO_PAGE G_MAXUINT

/* characters in a line of a sentence that says what is wrong */
#define PROBLEM_WIDTH 80

struct _RcpWindow
{
  AdwApplicationWindow parent_instance;

  RcpSession *session;
  GSettings *preferences;
  GSignalGroup *trainer_signals;
  GSignalGroup *metrics_signals;
  gint64 figures_time;
  gboolean closing;
  GtkWidget **pages;
  guint shown_page;

  AdwToastOverlay *toasts;
  AdwLeaflet *leaflet;
  GtkWidget *content;
  GtkListBox *sidebar;
  GtkBox *page_box;
  GtkLabel *title;
  RcpSpecimenButton *specimen_button;
  GtkInscription *state_label;
  GtkButton *train_button;
  GtkWidget *run_box;
  GtkLabel *run_name_label;
  GtkInscription *run_figures_label;
  RcpTimeSlider *time_slider;
};

G_DEFINE_FINAL_TYPE (RcpWindow, rcp_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_PREFERENCES,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* Pages */

static void
show_page (RcpWindow *self, guint index)
{
  const RcpPageInfo *info = rcp_pages ()[index];

  if (index == self->shown_page)
    return;
  if (self->pages[index] == NULL)
    {
      self->pages[index] = g_object_new (info->get_type (), "session", self->session, "vexpand", TRUE, NULL);
      rcp_wheel_scrolls_only (self->pages[index]);
      gtk_box_append (self->page_box, self->pages[index]);
    }
  /* what is not shown is not visible either, and so not there for a screen reader: a stack only covers it */
  gtk_widget_set_visible (self->pages[index], TRUE);
  if (self->shown_page != NO_PAGE)
    gtk_widget_set_visible (self->pages[self->shown_page], FALSE);
  self->shown_page = index;
  gtk_label_set_label (self->title, _ (info->title));
  if (self->preferences != NULL)
    g_settings_set_string (self->preferences, "last-page", info->id);
}

static void
on_sidebar_row_selected (RcpWindow *self, GtkListBoxRow *row)
{
  if (row != NULL)
    show_page (self, gtk_list_box_row_get_index (row));
}

static void
on_sidebar_row_activated (RcpWindow *self)
{
  /* only does something while the window is too narrow for both panes */
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
on_back_clicked (RcpWindow *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static GtkWidget *
sidebar_row_new (const RcpPageInfo *info)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (info->icon_name));
  gtk_box_append (GTK_BOX (box), gtk_label_new (_ (info->title)));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (info->title), -1);
  return row;
}

static void
fill_sidebar (RcpWindow *self)
{
  guint n = 0;

  for (; rcp_pages ()[n] != NULL; n++)
    gtk_list_box_append (self->sidebar, sidebar_row_new (rcp_pages ()[n]));
  self->pages = g_new0 (GtkWidget *, n);
}

gboolean
rcp_window_show_page (RcpWindow *self, const char *id)
{
  g_return_val_if_fail (RCP_IS_WINDOW (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  for (int i = 0; rcp_pages ()[i] != NULL; i++)
    if (g_str_equal (rcp_pages ()[i]->id, id))
      {
        gtk_list_box_select_row (self->sidebar, gtk_list_box_get_row_at_index (self->sidebar, i));
        adw_leaflet_set_visible_child (self->leaflet, self->content);
        return TRUE;
      }
  return FALSE;
}

void
rcp_window_open (RcpWindow *self, GFile *file)
{
  g_return_if_fail (RCP_IS_WINDOW (self));
  rcp_session_open_file (self->session, file);
}

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RcpWindow *self = RCP_WINDOW (widget);

  rcp_specimen_button_popdown (self->specimen_button);
  rcp_window_show_page (self, g_variant_get_string (parameter, NULL));
}

/* The specimen */

static void
on_specimen_changed (RcpWindow *self)
{
  gboolean there = rcp_session_get_specimen (self->session) != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.random", there);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.next", there);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.previous", there);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open-picture", there);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.paste", there);
}

static void
random_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rcp_session_random_specimen (RCP_WINDOW (widget)->session);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rcp_session_next_specimen (RCP_WINDOW (widget)->session);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rcp_session_previous_specimen (RCP_WINDOW (widget)->session);
}

static void
open_picture_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rcp_specimen_button_popdown (RCP_WINDOW (widget)->specimen_button);
  rcp_picture_input_choose (RCP_WINDOW (widget)->session, GTK_WINDOW (widget));
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rcp_specimen_button_popdown (RCP_WINDOW (widget)->specimen_button);
  rcp_picture_input_paste (RCP_WINDOW (widget)->session, widget);
}

/* The run */

static void
update_figures (RcpWindow *self)
{
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);
  g_autofree char *state = rcp_run_describe_state (self->session);
  g_autofree char *figures = trainer != NULL ? rcp_run_describe_progress (trainer) : NULL;

  self->figures_time = g_get_monotonic_time ();
  /* inscriptions keep their size, so that other figures do not lay the window out anew */
  gtk_inscription_set_text (self->state_label, state);
  gtk_inscription_set_nat_chars (self->state_label, MIN ((guint) g_utf8_strlen (state, -1), STATE_WIDTH));
  if (figures != NULL)
    gtk_inscription_set_text (self->run_figures_label, figures);
}

static void
on_metrics_changed (RcpWindow *self)
{
  if (g_get_monotonic_time () - self->figures_time >= FIGURES_INTERVAL)
    update_figures (self);
}

static void
on_state_changed (RcpWindow *self)
{
  RcpTrainerState state = rcp_session_get_run_state (self->session);
  gboolean has_dataset = rcp_session_get_dataset (self->session) != NULL;

  gtk_button_set_label (self->train_button, rcp_run_train_label (state));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.train", has_dataset);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.step", has_dataset && state != RCP_TRAINER_RUNNING);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open-run", !rcp_session_is_training (self->session));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.stop", rcp_session_is_training (self->session));
  update_figures (self);
}

static void
on_trainer_changed (RcpWindow *self)
{
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);

  gtk_widget_set_visible (self->run_box, trainer != NULL);
  if (trainer != NULL)
    {
      RcpNetwork *network = rcp_trainer_get_network (trainer);
      const char *preset = rcp_network_get_preset (network);

      gtk_label_set_label (self->run_name_label, preset != NULL ? preset : rcp_network_get_text (network));
    }
  g_signal_group_set_target (self->trainer_signals, trainer);
  g_signal_group_set_target (self->metrics_signals, trainer != NULL ? rcp_trainer_get_metrics (trainer) : NULL);
  on_state_changed (self);
}

static void
train_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RcpSession *session = RCP_WINDOW (widget)->session;

  if (rcp_session_get_run_state (session) == RCP_TRAINER_RUNNING)
    rcp_session_pause (session);
  else
    rcp_session_start (session);
}

static void
open_run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rcp_specimen_button_popdown (RCP_WINDOW (widget)->specimen_button);
  rcp_run_chooser_show (RCP_WINDOW (widget)->session, GTK_WINDOW (widget));
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rcp_session_step (RCP_WINDOW (widget)->session);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  rcp_session_stop (RCP_WINDOW (widget)->session);
}

/* The film */

static void
on_history_changed (RcpWindow *self)
{
  RcpHistory *history = rcp_session_get_history (self->session);
  guint n = 0;

  if (history != NULL)
    rcp_history_get_moments (history, &n);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-film", n > 0);
}

static gboolean
is_settled (gpointer user_data)
{
  RcpWindow *self = user_data;
  const RcpPageInfo *info = rcp_pages ()[self->shown_page];

  return info->is_settled == NULL || info->is_settled (self->pages[self->shown_page]);
}

static void
save_film_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RcpWindow *self = RCP_WINDOW (widget);
  const RcpPageInfo *info = rcp_pages ()[self->shown_page];
  int layer = -1, filter = 0;

  rcp_specimen_button_popdown (self->specimen_button);
  if (info->get_filter != NULL)
    info->get_filter (self->pages[self->shown_page], &layer, &filter);
  rcp_film_dialog_show (self->session, GTK_WINDOW (self), self->content, is_settled, layer, filter);
}

/* Sentences */

/* What is said stands above the time slider, not over it. */
static void
on_time_slider_visible (RcpWindow *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->time_slider)))
    gtk_widget_add_css_class (GTK_WIDGET (self->toasts), "above-time");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->toasts), "above-time");
}

static void
on_message (RcpWindow *self, const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
on_problem (RcpWindow *self, const char *sentence)
{
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label = gtk_label_new (sentence);

  /* a toast of its own cuts what does not fit into one line, and what one is to do stands at a sentence's end */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), PROBLEM_WIDTH);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  adw_toast_set_custom_title (toast, label);
  /* it stays until it is read */
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* A run that failed where its page is not looked at. */
static void
on_run_failed (RcpWindow *self, GParamSpec *pspec, RcpTrainer *trainer)
{
  const GError *error = rcp_trainer_get_error (trainer);

  if (rcp_trainer_get_state (trainer) == RCP_TRAINER_FAILED && error != NULL
      && !rcp_pages ()[self->shown_page]->tells_of_run)
    on_problem (self, error->message);
}

/* Closing */

static void
on_session_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpWindow) self = user_data;

  rcp_session_close_finish (RCP_SESSION (source), result);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
keep_size (RcpWindow *self)
{
  int width, height;

  if (self->preferences == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->preferences, "window-width", width);
  g_settings_set_int (self->preferences, "window-height", height);
  g_settings_set_boolean (self->preferences, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
rcp_window_close_request (GtkWindow *window)
{
  RcpWindow *self = RCP_WINDOW (window);

  if (self->closing)
    return GDK_EVENT_STOP;
  self->closing = TRUE;
  keep_size (self);
  /* gone from the screen at once, from the process when the run's checkpoint is written */
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  rcp_session_close_async (self->session, on_session_closed, g_object_ref (self));
  return GDK_EVENT_STOP;
}

gboolean
rcp_window_is_closing (RcpWindow *self)
{
  g_return_val_if_fail (RCP_IS_WINDOW (self), FALSE);
  return self->closing;
}

/* The object */

static void
rcp_window_constructed (GObject *object)
{
  RcpWindow *self = RCP_WINDOW (object);
  g_autofree char *page = NULL;

  G_OBJECT_CLASS (rcp_window_parent_class)->constructed (object);

  self->trainer_signals = g_signal_group_new (RCP_TYPE_TRAINER);
  g_signal_group_connect_swapped (self->trainer_signals, "notify::state", G_CALLBACK (on_state_changed), self);
  g_signal_group_connect_swapped (self->trainer_signals, "notify::state", G_CALLBACK (on_run_failed), self);
  self->metrics_signals = g_signal_group_new (RCP_TYPE_METRICS);
  g_signal_group_connect_swapped (self->metrics_signals, "changed", G_CALLBACK (on_metrics_changed), self);

  g_signal_connect_object (self->session, "specimen-changed", G_CALLBACK (on_specimen_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::trainer", G_CALLBACK (on_trainer_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::dataset", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "history-changed", G_CALLBACK (on_history_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "message", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "problem", G_CALLBACK (on_problem), self, G_CONNECT_SWAPPED);
  g_object_set (self->specimen_button, "session", self->session, NULL);
  g_signal_connect_object (self->time_slider, "notify::visible", G_CALLBACK (on_time_slider_visible), self,
                           G_CONNECT_SWAPPED);
  g_object_set (self->time_slider, "session", self->session, NULL);
  rcp_picture_input_accept_drops (self->session, GTK_WIDGET (self->toasts));
  on_specimen_changed (self);
  on_history_changed (self);
  on_trainer_changed (self);

  if (self->preferences != NULL)
    {
      gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->preferences, "window-width"),
                                   g_settings_get_int (self->preferences, "window-height"));
      if (g_settings_get_boolean (self->preferences, "window-maximized"))
        gtk_window_maximize (GTK_WINDOW (self));
      page = g_settings_get_string (self->preferences, "last-page");
    }
  fill_sidebar (self);
  if (page == NULL || !rcp_window_show_page (self, page))
    rcp_window_show_page (self, rcp_pages ()[0]->id);
}

static void
rcp_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RcpWindow *self = RCP_WINDOW (object);

  switch (id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_PREFERENCES:
      self->preferences = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_window_dispose (GObject *object)
{
  RcpWindow *self = RCP_WINDOW (object);

  g_clear_object (&self->trainer_signals);
  g_clear_object (&self->metrics_signals);
  g_clear_object (&self->preferences);
  G_OBJECT_CLASS (rcp_window_parent_class)->dispose (object);
}

static void
rcp_window_finalize (GObject *object)
{
  RcpWindow *self = RCP_WINDOW (object);

  /* after its pages, which still look at it while they go */
  g_clear_object (&self->session);
  g_clear_pointer (&self->pages, g_free);
  G_OBJECT_CLASS (rcp_window_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.random", NULL, random_action);
  gtk_widget_class_install_action (widget_class, "win.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "win.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "win.open-picture", NULL, open_picture_action);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_action);
  /* not an accelerator of the application, which would take the key from a field that one types in */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste", NULL);
  gtk_widget_class_install_action (widget_class, "win.open-run", NULL, open_run_action);
  gtk_widget_class_install_action (widget_class, "win.train", NULL, train_action);
  gtk_widget_class_install_action (widget_class, "win.step", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "win.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "win.save-film", NULL, save_film_action);
}

static void
rcp_window_class_init (RcpWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = rcp_window_constructed;
  object_class->set_property = rcp_window_set_property;
  object_class->dispose = rcp_window_dispose;
  object_class->finalize = rcp_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = rcp_window_close_request;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RCP_TYPE_SESSION, flags);
  props[PROP_PREFERENCES] = g_param_spec_object ("preferences", NULL, NULL, G_TYPE_SETTINGS, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (RCP_TYPE_SPECIMEN_BUTTON);
  g_type_ensure (RCP_TYPE_TIME_SLIDER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/window.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, content);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, page_box);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, title);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, specimen_button);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, state_label);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, train_button);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, run_box);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, run_name_label);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, run_figures_label);
  gtk_widget_class_bind_template_child (widget_class, RcpWindow, time_slider);
  gtk_widget_class_bind_template_callback (widget_class, on_sidebar_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_sidebar_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  install_actions (widget_class);
}

static void
rcp_window_init (RcpWindow *self)
{
  self->shown_page = NO_PAGE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

RcpWindow *
rcp_window_new (AdwApplication *application, RcpSession *session, GSettings *preferences)
{
  return g_object_new (RCP_TYPE_WINDOW, "application", application, "session", session, "preferences", preferences,
                       NULL);
}
