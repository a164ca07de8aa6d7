#include "walk-options.h"

#include <glib/gi18n.h>

struct _RcpWalkOptions
{
  AdwBin parent_instance;

  RcpWalkModel *model;
  gboolean loading; /* the widgets follow the model, not the other way round */

  GtkDropDown *kind;
  GtkSpinButton *input_size;
  GtkSpinButton *kernel;
  GtkSpinButton *stride;
  GtkSpinButton *padding;
  GtkDropDown *padding_mode;
  GtkSpinButton *dilation;
  GtkSpinButton *groups;
  GtkSpinButton *input_channels;
  GtkSpinButton *output_channels;
  GtkDropDown *source;
  GtkDropDown *kernels;
  GtkSwitch *flip;
};

G_DEFINE_FINAL_TYPE (RcpWalkOptions, rcp_walk_options, ADW_TYPE_BIN)

/* in the order of the drop-down */
static const RcpLayerKind kinds[] = { RCP_LAYER_CONV2D, RCP_LAYER_MAX_POOL2D, RCP_LAYER_AVG_POOL2D, RCP_LAYER_RELU };

static RcpLayerKind
chosen_kind (RcpWalkOptions *self)
{
  return kinds[MIN (gtk_drop_down_get_selected (self->kind), G_N_ELEMENTS (kinds) - 1)];
}

static void
show_what_there_is (RcpWalkOptions *self)
{
  RcpLayerKind kind = chosen_kind (self);
  gboolean convolution = kind == RCP_LAYER_CONV2D;
  GtkWidget *of_convolution[] = {
    GTK_WIDGET (self->padding_mode),    GTK_WIDGET (self->dilation), GTK_WIDGET (self->groups),
    GTK_WIDGET (self->output_channels), GTK_WIDGET (self->kernels),  GTK_WIDGET (self->flip),
  };
  GtkWidget *of_windows[] = { GTK_WIDGET (self->kernel), GTK_WIDGET (self->stride), GTK_WIDGET (self->padding) };

  for (guint i = 0; i < G_N_ELEMENTS (of_convolution); i++)
    gtk_widget_set_sensitive (of_convolution[i], convolution);
  for (guint i = 0; i < G_N_ELEMENTS (of_windows); i++)
    gtk_widget_set_sensitive (of_windows[i], kind != RCP_LAYER_RELU);
}

static int
value_of (GtkSpinButton *spin)
{
  return gtk_spin_button_get_value_as_int (spin);
}

static void
on_changed (RcpWalkOptions *self)
{
  RcpWalkSettings settings;
  RcpLayerKind before;

  if (self->loading || self->model == NULL)
    return;
  settings = *rcp_walk_model_get_settings (self->model);
  before = settings.kind;
  settings.kind = chosen_kind (self);
  settings.input_size = value_of (self->input_size);
  settings.kernel = value_of (self->kernel);
  settings.stride = value_of (self->stride);
  settings.padding = value_of (self->padding);
  settings.dilation = value_of (self->dilation);
  settings.groups = value_of (self->groups);
  settings.input_channels = value_of (self->input_channels);
  settings.output_channels = value_of (self->output_channels);
  settings.padding_mode = (RcpWalkPadding) gtk_drop_down_get_selected (self->padding_mode);
  settings.flip = gtk_switch_get_active (self->flip);
  show_what_there_is (self);
  /* bytes are never negative: a ReLU would have nothing to do */
  if (settings.kind == RCP_LAYER_RELU && before != RCP_LAYER_RELU
      && rcp_walk_model_get_source (self->model) == RCP_WALK_SOURCE_SPECIMEN)
    gtk_drop_down_set_selected (self->source, RCP_WALK_SOURCE_NORMALISED);
  rcp_walk_model_set_settings (self->model, &settings);
}

static void
on_source_changed (RcpWalkOptions *self)
{
  if (!self->loading && self->model != NULL)
    rcp_walk_model_set_source (self->model, (RcpWalkSource) gtk_drop_down_get_selected (self->source));
}

static void
on_kernels_changed (RcpWalkOptions *self)
{
  guint chosen = gtk_drop_down_get_selected (self->kernels);

  if (!self->loading && self->model != NULL && chosen < RCP_WALK_N_KERNELS)
    rcp_walk_model_set_kernels (self->model, (RcpWalkKernel) chosen);
}

static void
show_kernels (RcpWalkOptions *self)
{
  guint kernels = rcp_walk_model_get_kernels (self->model);

  self->loading = TRUE;
  /* kernels of one's own are none of those on the list */
  gtk_drop_down_set_selected (self->kernels, kernels < RCP_WALK_N_KERNELS ? kernels : GTK_INVALID_LIST_POSITION);
  self->loading = FALSE;
}

void
rcp_walk_options_set_model (RcpWalkOptions *self, RcpWalkModel *model)
{
  g_return_if_fail (RCP_IS_WALK_OPTIONS (self));
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "walk-changed", G_CALLBACK (show_kernels), self, G_CONNECT_SWAPPED);
  show_kernels (self);
  show_what_there_is (self);
}

static void
rcp_walk_options_dispose (GObject *object)
{
  g_clear_object (&RCP_WALK_OPTIONS (object)->model);
  G_OBJECT_CLASS (rcp_walk_options_parent_class)->dispose (object);
}

static void
rcp_walk_options_class_init (RcpWalkOptionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_walk_options_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/walk-options.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, kind);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, input_size);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, kernel);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, stride);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, padding);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, padding_mode);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, dilation);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, groups);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, input_channels);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, output_channels);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, source);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, kernels);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkOptions, flip);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_source_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_kernels_changed);
}

static void
rcp_walk_options_init (RcpWalkOptions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
