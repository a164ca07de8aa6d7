#include "training-settings.h"

#include <glib/gi18n.h>

#include "backend/registry.h"
#include "draw/numbers.h"
#include "log-spin.h"

struct _RcpTrainingSettings
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */
  GSignalGroup *session_signals;
  GSignalGroup *trainer_signals;
  GPtrArray *devices; /* names, in the order of the drop-down */
  gboolean loading;   /* the widgets follow the settings, not the other way round */
  gboolean typing;    /* the layers are being written, and nothing may write there as well */

  GtkDropDown *dataset;
  GtkDropDown *network;
  GtkEntry *layers;
  GtkLabel *summary;
  GtkSpinButton *epochs;
  GtkSpinButton *learning_rate;
  GtkSpinButton *batch_size;
  GtkSpinButton *momentum;
  GtkSpinButton *seed;
  GtkDropDown *device;
  GtkSpinButton *weight_decay;
  GtkSwitch *shuffle;
};

G_DEFINE_FINAL_TYPE (RcpTrainingSettings, rcp_training_settings, RCP_TYPE_SESSION_BIN)

/* The network */

static guint
custom_position (void)
{
  return g_strv_length ((char **) rcp_network_presets ());
}

/* "3×32×32 → 6×28×28 → … → 10" and "62,006 parameters"; a layer that leaves the shape as it is says nothing new */
static char *
describe_network (const RcpArchitecture *architecture)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *count = rcp_format_count (architecture->n_parameters);
  RcpShape last = { 0 };

  for (guint i = 0; i <= architecture->n_layers; i++)
    {
      RcpShape shape = i == 0 ? architecture->input : architecture->layers[i - 1].output;

      if (i > 0 && shape.channels == last.channels && shape.height == last.height && shape.width == last.width)
        continue;
      if (i > 0)
        g_string_append (text, " → ");
      if (shape.height == 1 && shape.width == 1)
        g_string_append_printf (text, "%d", shape.channels);
      else
        g_string_append_printf (text, "%d×%d×%d", shape.channels, shape.height, shape.width);
      last = shape;
    }
  g_string_append_c (text, '\n');
  g_string_append_printf (text, ngettext ("%s parameter", "%s parameters", (gulong) architecture->n_parameters), count);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_summary (RcpTrainingSettings *self)
{
  RcpDataset *dataset = rcp_session_get_dataset (self->session);
  const RcpTrainSettings *settings = rcp_session_get_settings (self->session);
  g_autoptr (RcpNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (dataset == NULL)
    return;
  network =
      rcp_network_new (settings->network, rcp_dataset_get_shape (dataset), rcp_dataset_get_n_classes (dataset), &error);
  text = network != NULL ? describe_network (rcp_network_get_architecture (network)) : g_strdup (error->message);
  gtk_label_set_label (self->summary, text);
  if (network != NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->summary), "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->summary), "dim-label");
      gtk_widget_remove_css_class (GTK_WIDGET (self->layers), "error");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->summary), "dim-label");
      gtk_widget_add_css_class (GTK_WIDGET (self->summary), "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->layers), "error");
    }
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->layers), GTK_ACCESSIBLE_STATE_INVALID,
                               network != NULL ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->layers), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* The preset that has these layers. */
static guint
layers_position (const char *layers)
{
  const char *const *presets = rcp_network_presets ();

  for (guint i = 0; presets[i] != NULL; i++)
    if (g_str_equal (rcp_network_preset_text (presets[i]), layers))
      return i;
  return custom_position ();
}

/* Likewise, or that has this name. */
static guint
network_position (const char *network)
{
  const char *text = rcp_network_preset_text (network);

  return layers_position (text != NULL ? text : network);
}

static void
show_network (RcpTrainingSettings *self, const char *network)
{
  guint position = network_position (network);
  const char *text =
      position < custom_position () ? rcp_network_preset_text (rcp_network_presets ()[position]) : network;

  gtk_drop_down_set_selected (self->network, position);
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->layers)), text))
    gtk_editable_set_text (GTK_EDITABLE (self->layers), text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->layers), text);
}

/* From the settings to the widgets */

static guint
dataset_position (const char *name)
{
  const char *const *names = rcp_dataset_names ();

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
show_device (RcpTrainingSettings *self, const char *name)
{
  for (guint i = 0; i < self->devices->len; i++)
    if (g_str_equal (g_ptr_array_index (self->devices, i), name))
      gtk_drop_down_set_selected (self->device, i);
}

static void
load (RcpTrainingSettings *self)
{
  const RcpTrainSettings *settings = rcp_session_get_settings (self->session);
  RcpDataset *dataset = rcp_session_get_dataset (self->session);

  self->loading = TRUE;
  if (dataset != NULL && !rcp_session_get_loading (self->session))
    gtk_drop_down_set_selected (self->dataset, dataset_position (rcp_dataset_get_name (dataset)));
  if (!self->typing)
    show_network (self, settings->network);
  gtk_spin_button_set_value (self->epochs, settings->epochs);
  gtk_spin_button_set_value (self->learning_rate, settings->learning_rate);
  gtk_spin_button_set_value (self->batch_size, settings->batch_size);
  gtk_spin_button_set_value (self->momentum, settings->momentum);
  gtk_spin_button_set_value (self->seed, (double) settings->seed);
  gtk_spin_button_set_value (self->weight_decay, settings->weight_decay);
  gtk_switch_set_active (self->shuffle, settings->shuffle);
  show_device (self, settings->device);
  show_summary (self);
  self->loading = FALSE;
}

static void
update_sensitivity (RcpTrainingSettings *self)
{
  gboolean free_to_change = !rcp_session_is_training (self->session);
  GtkWidget *widgets[] = {
    GTK_WIDGET (self->dataset),      GTK_WIDGET (self->network),  GTK_WIDGET (self->layers), GTK_WIDGET (self->epochs),
    GTK_WIDGET (self->batch_size),   GTK_WIDGET (self->momentum), GTK_WIDGET (self->seed),   GTK_WIDGET (self->device),
    GTK_WIDGET (self->weight_decay), GTK_WIDGET (self->shuffle),
  };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    {
      GtkRoot *root = gtk_widget_get_root (widgets[i]);
      GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

      /* a text that has the keyboard must lose it first, or it never learns that it did */
      if (!free_to_change && focus != NULL && (focus == widgets[i] || gtk_widget_is_ancestor (focus, widgets[i])))
        gtk_root_set_focus (root, NULL);
      gtk_widget_set_sensitive (widgets[i], free_to_change);
    }
}

/* From the widgets to the settings */

static void
store (RcpTrainingSettings *self)
{
  g_autoptr (RcpTrainSettings) settings = NULL;
  guint device = gtk_drop_down_get_selected (self->device);
  guint preset = gtk_drop_down_get_selected (self->network);

  if (self->loading || self->session == NULL)
    return;
  settings = rcp_train_settings_copy (rcp_session_get_settings (self->session));
  g_free (settings->network);
  settings->network = g_strdup (preset < custom_position () ? rcp_network_presets ()[preset]
                                                            : gtk_editable_get_text (GTK_EDITABLE (self->layers)));
  if (device < self->devices->len)
    {
      g_free (settings->device);
      settings->device = g_strdup (g_ptr_array_index (self->devices, device));
    }
  settings->epochs = (guint) gtk_spin_button_get_value_as_int (self->epochs);
  settings->learning_rate = gtk_spin_button_get_value (self->learning_rate);
  settings->batch_size = (guint) gtk_spin_button_get_value_as_int (self->batch_size);
  settings->momentum = gtk_spin_button_get_value (self->momentum);
  settings->seed = (guint64) gtk_spin_button_get_value (self->seed);
  settings->weight_decay = gtk_spin_button_get_value (self->weight_decay);
  settings->shuffle = gtk_switch_get_active (self->shuffle);
  rcp_session_set_settings (self->session, settings);
}

static void
on_changed (RcpTrainingSettings *self)
{
  store (self);
}

static void
on_learning_rate_changed (RcpTrainingSettings *self)
{
  if (self->loading || self->session == NULL)
    return;
  store (self);
  if (rcp_session_is_training (self->session))
    rcp_trainer_set_learning_rate (rcp_session_get_trainer (self->session),
                                   gtk_spin_button_get_value (self->learning_rate));
}

/* A number counts as soon as it is written, not only when the keyboard leaves it: a shortcut that starts the training
 * leaves the keyboard where it is. In a run that goes on it does not: on the way to 10 the rate is not to be 1. */
static void
on_typed (RcpTrainingSettings *self, GtkSpinButton *spin)
{
  GtkAdjustment *adjustment = gtk_spin_button_get_adjustment (spin);
  double value;

  if (self->loading || self->session == NULL || rcp_session_is_training (self->session))
    return;
  if (rcp_spin_parse (spin, &value) && value >= gtk_adjustment_get_lower (adjustment)
      && value <= gtk_adjustment_get_upper (adjustment))
    gtk_adjustment_set_value (adjustment, value);
}

static void
on_shuffle_changed (RcpTrainingSettings *self)
{
  store (self);
}

static void
on_device_selected (RcpTrainingSettings *self)
{
  store (self);
}

static void
on_dataset_selected (RcpTrainingSettings *self)
{
  guint selected = gtk_drop_down_get_selected (self->dataset);

  if (!self->loading && self->session != NULL && selected != GTK_INVALID_LIST_POSITION)
    rcp_session_select_dataset (self->session, rcp_dataset_names ()[selected]);
}

static void
on_network_selected (RcpTrainingSettings *self)
{
  guint selected = gtk_drop_down_get_selected (self->network);

  if (self->loading || self->session == NULL)
    return;
  if (selected < custom_position ())
    {
      self->loading = TRUE;
      gtk_editable_set_text (GTK_EDITABLE (self->layers), rcp_network_preset_text (rcp_network_presets ()[selected]));
      self->loading = FALSE;
      store (self);
    }
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->layers));
}

static void
on_layers_changed (RcpTrainingSettings *self)
{
  if (self->loading || self->session == NULL)
    return;
  /* a text that is a preset's chooses the preset, any other one is the user's own */
  self->loading = TRUE;
  gtk_drop_down_set_selected (self->network, layers_position (gtk_editable_get_text (GTK_EDITABLE (self->layers))));
  self->loading = FALSE;
  self->typing = TRUE;
  store (self);
  self->typing = FALSE;
}

/* The devices */

typedef struct
{
  GPtrArray *names;
  GPtrArray *titles;
} Devices;

static void
devices_free (gpointer data)
{
  Devices *devices = data;

  g_ptr_array_unref (devices->names);
  g_ptr_array_unref (devices->titles);
  g_free (devices);
}

/* Asking a GPU whether it is there can take a second. */
static void
find_devices (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Devices *devices = g_new0 (Devices, 1);
  guint n;
  const RcpBackend *const *backends = rcp_backends (&n);

  devices->names = g_ptr_array_new_with_free_func (g_free);
  devices->titles = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (devices->names, g_strdup ("auto"));
  g_ptr_array_add (devices->titles, g_strdup (_ ("Automatic")));
  for (guint i = 0; i < n; i++)
    if (backends[i]->score (NULL, NULL) > 0)
      {
        g_ptr_array_add (devices->names, g_strdup (backends[i]->name));
        g_ptr_array_add (devices->titles, g_strdup (_ (backends[i]->title)));
      }
  g_ptr_array_add (devices->titles, NULL);
  g_task_return_pointer (task, devices, devices_free);
}

static void
on_devices_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RcpTrainingSettings *self = RCP_TRAINING_SETTINGS (source);
  Devices *devices = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GtkStringList) model = gtk_string_list_new ((const char *const *) devices->titles->pdata);

  self->loading = TRUE;
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  self->devices = g_ptr_array_ref (devices->names);
  gtk_drop_down_set_model (self->device, G_LIST_MODEL (model));
  self->loading = FALSE;
  if (self->session != NULL)
    load (self);
  devices_free (devices);
}

static void
look_for_devices (RcpTrainingSettings *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_devices_found, NULL);

  g_task_set_source_tag (task, look_for_devices);
  g_task_run_in_thread (task, find_devices);
}

/* The session */

static void
on_trainer_changed (RcpTrainingSettings *self)
{
  g_signal_group_set_target (self->trainer_signals, rcp_session_get_trainer (self->session));
  update_sensitivity (self);
}

static void
rcp_training_settings_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpTrainingSettings *self = RCP_TRAINING_SETTINGS (bin);

  self->session = session;
  g_signal_group_set_target (self->session_signals, session);
  on_trainer_changed (self);
  load (self);
}

/* The object */

static void
rcp_training_settings_dispose (GObject *object)
{
  RcpTrainingSettings *self = RCP_TRAINING_SETTINGS (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->trainer_signals);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  G_OBJECT_CLASS (rcp_training_settings_parent_class)->dispose (object);
}

static void
rcp_training_settings_class_init (RcpTrainingSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_training_settings_take_session;
  object_class->dispose = rcp_training_settings_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/training-settings.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, dataset);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, network);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, layers);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, summary);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, epochs);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, learning_rate);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, batch_size);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, momentum);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, seed);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, device);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, weight_decay);
  gtk_widget_class_bind_template_child (widget_class, RcpTrainingSettings, shuffle);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_learning_rate_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_shuffle_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_device_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_dataset_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_network_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_layers_changed);
}

static void
fill_drop_downs (RcpTrainingSettings *self)
{
  g_autoptr (GtkStringList) datasets = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) networks = gtk_string_list_new (rcp_network_presets ());
  g_autoptr (GtkStringList) devices = gtk_string_list_new ((const char *const[]){ _ ("Automatic"), NULL });

  for (const char *const *name = rcp_dataset_names (); *name != NULL; name++)
    gtk_string_list_append (datasets, rcp_dataset_title_of (*name));
  /* translators: a network of one's own, at the end of a list of ready-made ones */
  gtk_string_list_append (networks, _ ("custom"));
  gtk_drop_down_set_model (self->dataset, G_LIST_MODEL (datasets));
  gtk_drop_down_set_model (self->network, G_LIST_MODEL (networks));
  gtk_drop_down_set_model (self->device, G_LIST_MODEL (devices));
  g_ptr_array_add (self->devices, g_strdup ("auto"));
}

static void
rcp_training_settings_init (RcpTrainingSettings *self)
{
  self->loading = TRUE;
  self->devices = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  rcp_log_spin_attach (self->learning_rate, 0.000001, 10.0, FALSE);
  rcp_log_spin_attach (self->weight_decay, 0.000001, 1.0, TRUE);
  rcp_spin_show_needed_digits (self->momentum);
  fill_drop_downs (self);
  self->loading = FALSE;

  self->session_signals = g_signal_group_new (RCP_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::settings", G_CALLBACK (load), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::dataset", G_CALLBACK (load), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::loading", G_CALLBACK (load), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::trainer", G_CALLBACK (on_trainer_changed), self);
  self->trainer_signals = g_signal_group_new (RCP_TYPE_TRAINER);
  g_signal_group_connect_swapped (self->trainer_signals, "notify::state", G_CALLBACK (update_sensitivity), self);
  look_for_devices (self);
}
