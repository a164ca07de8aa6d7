#include "branch-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "draw/numbers.h"
#include "log-spin.h"

#define MOST_MOMENTUM 0.999

typedef struct
{
  RcpSession *session;
  RcpSnapshot *snapshot;
  RcpTrainSettings *settings;

  GtkSpinButton *learning_rate;
  GtkSpinButton *epochs;
  GtkSpinButton *momentum;
  GtkSpinButton *weight_decay;
  GPtrArray *frozen; /* switches, with the name of their layer */
  AdwMessageDialog *dialog;
} Branching;

static void
branching_free (gpointer data, GClosure *closure)
{
  Branching *self = data;

  g_object_unref (self->session);
  rcp_snapshot_unref (self->snapshot);
  rcp_train_settings_free (self->settings);
  g_ptr_array_unref (self->frozen);
  g_free (self);
}

static guint
count_learning (const Branching *self)
{
  guint n = 0;

  for (guint i = 0; i < self->frozen->len; i++)
    n += !gtk_switch_get_active (g_ptr_array_index (self->frozen, i));
  return n;
}

/* Something has to be left that learns. */
static void
on_frozen (Branching *self)
{
  adw_message_dialog_set_response_enabled (self->dialog, "start", count_learning (self) > 0);
}

static void
on_response (Branching *self, const char *response)
{
  if (!g_str_equal (response, "start"))
    return;
  self->settings->learning_rate = gtk_spin_button_get_value (self->learning_rate);
  self->settings->epochs = (guint) gtk_spin_button_get_value_as_int (self->epochs);
  self->settings->momentum = gtk_spin_button_get_value (self->momentum);
  self->settings->weight_decay = gtk_spin_button_get_value (self->weight_decay);
  self->settings->max_steps = 0;
  g_clear_pointer (&self->settings->frozen, g_strfreev);
  for (guint i = 0; i < self->frozen->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (self->frozen, i);

      if (gtk_switch_get_active (GTK_SWITCH (widget)))
        rcp_train_settings_set_frozen (self->settings, g_object_get_data (G_OBJECT (widget), "layer"), TRUE);
    }
  rcp_session_branch (self->session, self->snapshot, self->settings);
}

static GtkSpinButton *
add_spin (GtkWidget *list, const char *title, double least, double most)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (least, most, 1);

  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 7);
  gtk_editable_set_alignment (GTK_EDITABLE (spin), 1);
  gtk_widget_add_css_class (spin, "numeric");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return GTK_SPIN_BUTTON (spin);
}

static void
add_frozen (Branching *self, GtkWidget *list)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (rcp_snapshot_get_network (self->snapshot));

  for (guint i = 0; i < architecture->n_layers; i++)
    {
      const char *name = architecture->layers[i].name;
      GtkWidget *row, *toggle;
      g_autofree char *title = NULL;

      if (architecture->layers[i].weight_count == 0)
        continue;
      title = g_strdup_printf (_ ("Freeze %s"), name);
      row = adw_action_row_new ();
      toggle = gtk_switch_new ();
      gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
      gtk_switch_set_active (GTK_SWITCH (toggle), rcp_session_get_frozen (self->session, name));
      g_object_set_data_full (G_OBJECT (toggle), "layer", g_strdup (name), g_free);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
      g_ptr_array_add (self->frozen, toggle);
      g_signal_connect_swapped (toggle, "notify::active", G_CALLBACK (on_frozen), self);
    }
}

static GtkWidget *
make_list (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (list, "compact");
  return list;
}

static GtkWidget *
make_form (Branching *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *settings = make_list ();
  GtkWidget *layers = make_list ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->learning_rate = add_spin (settings, _ ("Learning rate"), 0, 1);
  rcp_log_spin_attach (self->learning_rate, 1e-6, 100, FALSE);
  self->epochs = add_spin (settings, _ ("Epochs"), 1, 100000);
  self->momentum = add_spin (settings, _ ("Momentum"), 0, MOST_MOMENTUM);
  gtk_spin_button_set_digits (self->momentum, 3);
  gtk_spin_button_set_increments (self->momentum, 0.1, 0.1);
  rcp_spin_show_needed_digits (self->momentum);
  self->weight_decay = add_spin (settings, _ ("Weight decay"), 0, 1);
  rcp_log_spin_attach (self->weight_decay, 1e-6, 1, TRUE);
  gtk_spin_button_set_value (self->learning_rate, self->settings->learning_rate);
  gtk_spin_button_set_value (self->epochs, self->settings->epochs);
  gtk_spin_button_set_value (self->momentum, self->settings->momentum);
  gtk_spin_button_set_value (self->weight_decay, self->settings->weight_decay);
  add_frozen (self, layers);

  gtk_box_append (GTK_BOX (box), settings);
  gtk_box_append (GTK_BOX (box), layers);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 380);
  return scroller;
}

static char *
describe (const Branching *self, gboolean edited)
{
  g_autofree char *step = rcp_format_count (rcp_snapshot_get_step (self->snapshot));
  g_autoptr (GString) text = g_string_new (NULL);

  if (rcp_session_get_untrained (self->session))
    g_string_append (text, _ ("A new run begins with the weights that are shown."));
  else
    g_string_append_printf (text, _ ("A new run begins with the weights of step %s."), step);
  if (edited)
    g_string_append_printf (text, " %s", _ ("Your changes are in them."));
  if (rcp_session_is_training (self->session))
    g_string_append_printf (text, " %s", _ ("The run that is under way is stopped; its checkpoint is kept."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
rcp_branch_dialog_present (GtkWindow *parent, RcpSession *session, RcpSnapshot *snapshot, gboolean edited)
{
  RcpTrainer *trainer = rcp_session_get_trainer (session);
  Branching *self = g_new0 (Branching, 1);
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Branch From Here"), NULL);
  g_autofree char *body = NULL;

  self->session = g_object_ref (session);
  self->snapshot = rcp_snapshot_ref (snapshot);
  self->settings = rcp_train_settings_copy (trainer != NULL && !rcp_session_get_untrained (session)
                                                ? rcp_trainer_get_settings (trainer)
                                                : rcp_session_get_settings (session));
  self->settings->learning_rate = rcp_session_get_settings (session)->learning_rate;
  self->frozen = g_ptr_array_new ();
  self->dialog = ADW_MESSAGE_DIALOG (dialog);
  body = describe (self, edited);
  adw_message_dialog_set_body (self->dialog, body);
  adw_message_dialog_set_extra_child (self->dialog, make_form (self));
  adw_message_dialog_add_responses (self->dialog, "cancel", _ ("_Cancel"), "start", _ ("_Branch"), NULL);
  adw_message_dialog_set_response_appearance (self->dialog, "start", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (self->dialog, "start");
  adw_message_dialog_set_close_response (self->dialog, "cancel");
  on_frozen (self);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), self, branching_free, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
