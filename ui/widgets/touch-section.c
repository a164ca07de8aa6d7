#include "touch-section.h"

#include <glib/gi18n.h>

#include "branch-dialog.h"
#include "pace.h"
#include "touch-figures.h"
#include "touch-kernels.h"
#include "weights-editor.h"

struct _RcpTouchSection
{
  RcpNetworkSection parent_instance;

  RcpPace pace;
  GSimpleActionGroup *actions;
  GSignalGroup *session_signals;
  GSignalGroup *trainer_signals;
  gboolean following; /* the widgets follow the model, not the other way round */

  GtkToggleButton *silence;
  GtkMenuButton *put_in;
  GtkScale *scale;
  GtkWidget *undo;
  GtkWidget *redo;
  GtkToggleButton *freeze;
  GtkWidget *branch;
  GtkInscription *note;
};

G_DEFINE_FINAL_TYPE (RcpTouchSection, rcp_touch_section, RCP_TYPE_NETWORK_SECTION)

static RcpNetworkModel *
model_of (RcpTouchSection *self)
{
  return rcp_network_section_get_model (RCP_NETWORK_SECTION (self));
}

static RcpSession *
session_of (RcpTouchSection *self)
{
  return rcp_network_model_get_session (model_of (self));
}

static RcpEdits *
edits_of (RcpTouchSection *self)
{
  return model_of (self) != NULL ? rcp_network_model_get_edits (model_of (self)) : NULL;
}

/* The layer of the filter that is looked at; %NULL where there is none. */
static const RcpLayer *
get_layer (RcpTouchSection *self, int *index, int *filter)
{
  RcpNetwork *network = rcp_network_model_get_network (model_of (self));

  if (network == NULL || !rcp_network_model_get_filter (model_of (self), index, filter))
    return NULL;
  return &rcp_network_get_architecture (network)->layers[*index];
}

static void
complain (RcpTouchSection *self, gboolean ok, const GError *error)
{
  if (!ok)
    g_signal_emit_by_name (session_of (self), "problem", error->message);
}

/* Silence and scale */

static gboolean
is_silent (const RcpLayer *layer, int filter, const float *parameters)
{
  const gsize n = layer->weight_count / (gsize) layer->output.channels;
  const float *weights = parameters + layer->weight_offset + (gsize) filter * n;

  for (gsize i = 0; i < n; i++)
    if (weights[i] != 0)
      return FALSE;
  return parameters[layer->bias_offset + (gsize) filter] == 0;
}

static void
on_silence_toggled (RcpTouchSection *self)
{
  RcpEdits *edits = edits_of (self);
  g_autoptr (GError) error = NULL;
  int layer, filter;
  gboolean ok;

  if (self->following || edits == NULL || get_layer (self, &layer, &filter) == NULL)
    return;
  if (gtk_toggle_button_get_active (self->silence))
    ok = rcp_edits_scale_filter (edits, layer, filter, 0, FALSE, &error);
  else if (rcp_edits_get_factor (edits, layer, filter) == 0)
    /* what was there before it was silenced */
    ok = rcp_edits_scale_filter (edits, layer, filter, 1, TRUE, &error);
  else
    ok = rcp_edits_restore_filter (edits, layer, filter, &error);
  complain (self, ok, error);
}

static void
on_scaled (RcpTouchSection *self)
{
  RcpEdits *edits = edits_of (self);
  g_autoptr (GError) error = NULL;
  int layer, filter;
  gboolean ok;

  if (self->following || edits == NULL || get_layer (self, &layer, &filter) == NULL)
    return;
  /* it goes on with the newest change as long as that scales this filter too: the factor is of what was there before */
  ok = rcp_edits_scale_filter (edits, layer, filter, (float) gtk_range_get_value (GTK_RANGE (self->scale)), TRUE,
                               &error);
  complain (self, ok, error);
}

/* Kernels */

static gboolean
put_in_kernel (RcpTouchSection *self, const RcpKernel *kernel, gboolean grey, GError **error)
{
  RcpEdits *edits = edits_of (self);
  int layer, filter;

  if (edits == NULL || get_layer (self, &layer, &filter) == NULL)
    return TRUE;
  return rcp_touch_put_in_kernel (edits, layer, filter, kernel, grey, error);
}

static void
on_put_in_preset (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RcpTouchSection *self = user_data;
  g_autoptr (GError) error = NULL;
  RcpKernel kernel;
  gboolean ok = rcp_touch_find_kernel (g_variant_get_string (parameter, NULL), &kernel, &error)
                && put_in_kernel (self, &kernel, FALSE, &error);

  complain (self, ok, error);
}

static void
on_put_in_own (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RcpTouchSection *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean grey;
  const RcpKernel *kernel = rcp_session_get_kernel (session_of (self), &grey);
  gboolean ok = kernel == NULL || put_in_kernel (self, kernel, grey, &error);

  complain (self, ok, error);
}

/* Undo */

static void
on_undo (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  rcp_edits_undo (edits_of (user_data));
}

static void
on_redo (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  rcp_edits_redo (edits_of (user_data));
}

static void
on_reset (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  rcp_edits_reset (edits_of (user_data));
}

static void
set_enabled (RcpTouchSection *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* "Undo: conv1, filter 3: set to zero (Ctrl+Z)" */
static void
set_undo_tooltip (GtkWidget *button, const char *verb, const char *what, const char *keys)
{
  g_autofree char *text = what != NULL ? g_strdup_printf ("%s: %s (%s)", verb, what, keys) : NULL;

  if (g_strcmp0 (gtk_widget_get_tooltip_text (button), text != NULL ? text : verb) != 0)
    gtk_widget_set_tooltip_text (button, text != NULL ? text : verb);
}

/* Freezing and branching */

static gboolean
is_last_to_learn (RcpTouchSection *self, const RcpLayer *layer)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (rcp_network_model_get_network (model_of (self)));

  for (guint i = 0; i < architecture->n_layers; i++)
    if (architecture->layers[i].weight_count > 0 && &architecture->layers[i] != layer
        && !rcp_session_get_frozen (session_of (self), architecture->layers[i].name))
      return FALSE;
  return TRUE;
}

static void
show_freeze (RcpTouchSection *self, const RcpLayer *layer)
{
  const gboolean frozen = rcp_session_get_frozen (session_of (self), layer->name);
  const gboolean is_last = !frozen && is_last_to_learn (self, layer);
  const gboolean training = rcp_session_is_training (session_of (self));
  const char *tooltip = is_last    ? _ ("All other layers are frozen; one has to learn")
                        : training ? _ ("Whether its weights stay as they are from the next step of this run on")
                                   : _ ("Whether its weights stay as they are in the next run");
  g_autofree char *label = g_strdup_printf (_ ("Freeze %s"), layer->name);

  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->freeze)), label) != 0)
    gtk_button_set_label (GTK_BUTTON (self->freeze), label);
  gtk_toggle_button_set_active (self->freeze, frozen);
  gtk_widget_set_sensitive (GTK_WIDGET (self->freeze), !is_last);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->freeze), tooltip);
}

static void
on_freeze_toggled (RcpTouchSection *self)
{
  int index, filter;
  const RcpLayer *layer;

  if (self->following || model_of (self) == NULL)
    return;
  layer = get_layer (self, &index, &filter);
  if (layer != NULL)
    rcp_session_set_frozen (session_of (self), layer->name, gtk_toggle_button_get_active (self->freeze));
}

static void
on_branch_clicked (RcpTouchSection *self)
{
  RcpEdits *edits = edits_of (self);

  if (edits != NULL)
    rcp_branch_dialog_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), session_of (self),
                               rcp_edits_get_snapshot (edits), rcp_edits_is_edited (edits));
}

/* What it shows */

static void
show_note (RcpTouchSection *self, RcpEdits *edits)
{
  const char *text = "";

  if (rcp_edits_is_edited (edits))
    text = rcp_session_is_training (session_of (self)) ? _ ("The run goes on without your changes; a branch has them.")
                                                       : _ ("The run is as it was; a branch has your changes.");
  gtk_inscription_set_text (self->note, text);
}

static void
show_filter (RcpTouchSection *self, RcpEdits *edits)
{
  int index, filter;
  const RcpLayer *layer = get_layer (self, &index, &filter);
  const float *parameters = rcp_snapshot_get_parameters (rcp_edits_get_snapshot (edits));
  g_autofree char *label = NULL;

  if (layer == NULL)
    return;
  label = g_strdup_printf (layer->kind == RCP_LAYER_CONV2D ? _ ("Silence filter %d") : _ ("Silence unit %d"), filter);
  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->silence)), label) != 0)
    gtk_button_set_label (GTK_BUTTON (self->silence), label);
  gtk_toggle_button_set_active (self->silence, is_silent (layer, filter, parameters));
  gtk_widget_set_sensitive (GTK_WIDGET (self->put_in), layer->kind == RCP_LAYER_CONV2D);
  gtk_range_set_value (GTK_RANGE (self->scale), (double) rcp_edits_get_factor (edits, index, filter));
  show_freeze (self, layer);
}

static void
refresh (gpointer data)
{
  RcpTouchSection *self = data;
  RcpEdits *edits = edits_of (self);

  gtk_widget_set_sensitive (gtk_widget_get_first_child (GTK_WIDGET (self)), edits != NULL);
  if (edits == NULL)
    return;
  self->following = TRUE;
  show_filter (self, edits);
  self->following = FALSE;
  set_enabled (self, "undo", rcp_edits_can_undo (edits));
  set_enabled (self, "redo", rcp_edits_can_redo (edits));
  set_enabled (self, "reset", rcp_edits_is_edited (edits));
  set_enabled (self, "put-in-own", rcp_session_get_kernel (session_of (self), NULL) != NULL);
  set_undo_tooltip (self->undo, _ ("Undo"), rcp_edits_get_undo_text (edits), _ ("Ctrl+Z"));
  set_undo_tooltip (self->redo, _ ("Redo"), rcp_edits_get_redo_text (edits), _ ("Ctrl+Shift+Z"));
  show_note (self, edits);
}

/* What the model says */

static void
rcp_touch_section_show_edits (RcpNetworkSection *section, RcpEdits *edits)
{
  rcp_pace_ask (&RCP_TOUCH_SECTION (section)->pace);
}

static void
rcp_touch_section_show_filter (RcpNetworkSection *section)
{
  rcp_pace_hurry (&RCP_TOUCH_SECTION (section)->pace);
}

static void
on_session_changed (RcpTouchSection *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    rcp_pace_ask (&self->pace);
}

static void
on_trainer_changed (RcpTouchSection *self)
{
  g_signal_group_set_target (self->trainer_signals, rcp_session_get_trainer (session_of (self)));
  on_session_changed (self);
}

/* The object */

static void
rcp_touch_section_map (GtkWidget *widget)
{
  RcpTouchSection *self = RCP_TOUCH_SECTION (widget);

  if (model_of (self) != NULL)
    {
      g_signal_group_set_target (self->session_signals, session_of (self));
      on_trainer_changed (self);
    }
  GTK_WIDGET_CLASS (rcp_touch_section_parent_class)->map (widget);
}

static void
rcp_touch_section_unmap (GtkWidget *widget)
{
  rcp_pace_cancel (&RCP_TOUCH_SECTION (widget)->pace);
  GTK_WIDGET_CLASS (rcp_touch_section_parent_class)->unmap (widget);
}

static void
rcp_touch_section_dispose (GObject *object)
{
  RcpTouchSection *self = RCP_TOUCH_SECTION (object);

  rcp_pace_cancel (&self->pace);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->trainer_signals);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (rcp_touch_section_parent_class)->dispose (object);
}

static void
rcp_touch_section_class_init (RcpTouchSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  RcpNetworkSectionClass *section_class = RCP_NETWORK_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_touch_section_dispose;
  widget_class->map = rcp_touch_section_map;
  widget_class->unmap = rcp_touch_section_unmap;
  section_class->show_edits = rcp_touch_section_show_edits;
  section_class->show_filter = rcp_touch_section_show_filter;

  g_type_ensure (RCP_TYPE_TOUCH_FIGURES);
  g_type_ensure (RCP_TYPE_WEIGHTS_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/touch-section.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpTouchSection, silence);
  gtk_widget_class_bind_template_child (widget_class, RcpTouchSection, put_in);
  gtk_widget_class_bind_template_child (widget_class, RcpTouchSection, scale);
  gtk_widget_class_bind_template_child (widget_class, RcpTouchSection, undo);
  gtk_widget_class_bind_template_child (widget_class, RcpTouchSection, redo);
  gtk_widget_class_bind_template_child (widget_class, RcpTouchSection, freeze);
  gtk_widget_class_bind_template_child (widget_class, RcpTouchSection, branch);
  gtk_widget_class_bind_template_child (widget_class, RcpTouchSection, note);
  gtk_widget_class_bind_template_callback (widget_class, on_silence_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_scaled);
  gtk_widget_class_bind_template_callback (widget_class, on_freeze_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_branch_clicked);
}

/* For the whole page: whatever has the keyboard, but a text that one types in, which takes them itself. */
static void
add_shortcut (GtkEventController *controller, guint keyval, GdkModifierType modifiers, const char *action)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (keyval, modifiers), gtk_named_action_new (action)));
}

static void
rcp_touch_section_init (RcpTouchSection *self)
{
  static const GActionEntry entries[] = {
    { .name = "put-in-preset", .activate = on_put_in_preset, .parameter_type = "s" },
    { .name = "put-in-own", .activate = on_put_in_own },
    { .name = "undo", .activate = on_undo },
    { .name = "redo", .activate = on_redo },
    { .name = "reset", .activate = on_reset },
  };
  g_autoptr (GMenuModel) kernels = rcp_touch_kernel_menu ();
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  self->pace = (RcpPace){ .interval = RCP_PACE_READ, .call = refresh, .user_data = self };
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "touch", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (self->put_in, kernels);

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (shortcuts), GTK_SHORTCUT_SCOPE_GLOBAL);
  add_shortcut (shortcuts, GDK_KEY_z, GDK_CONTROL_MASK, "touch.undo");
  add_shortcut (shortcuts, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "touch.redo");
  gtk_widget_add_controller (GTK_WIDGET (self), shortcuts);

  self->session_signals = g_signal_group_new (RCP_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::settings", G_CALLBACK (on_session_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::kernel", G_CALLBACK (on_session_changed), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::trainer", G_CALLBACK (on_trainer_changed), self);
  self->trainer_signals = g_signal_group_new (RCP_TYPE_TRAINER);
  g_signal_group_connect_swapped (self->trainer_signals, "notify::state", G_CALLBACK (on_session_changed), self);
}
