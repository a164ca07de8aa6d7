#include "filter-panel.h"

#include <glib/gi18n.h>

#include "filter-text.h"
#include "filter/presets.h"
#include "kernel-editor.h"
#include "log-spin.h"
#include "net/quote.h"

struct _RcpFilterPanel
{
  AdwBin parent_instance;

  RcpFilter filter;
  gboolean filling;

  GtkLabel *size_label;
  GtkWidget *smaller;
  GtkWidget *larger;
  RcpKernelEditor *editor;
  GtkEntry *text;
  GtkLabel *sum_label;
  GtkDropDown *border;
  GtkSpinButton *scale;
  GtkSpinButton *offset;
  GtkSwitch *normalise;
  GtkSwitch *flip;
  GtkSwitch *grey;
};

G_DEFINE_FINAL_TYPE (RcpFilterPanel, rcp_filter_panel, ADW_TYPE_BIN)

enum
{
  FILTER_CHANGED,
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Showing */

static void
show_words (RcpFilterPanel *self)
{
  const RcpKernel *kernel = &self->filter.kernel;
  g_autofree char *size = g_strdup_printf ("%d × %d", kernel->height, kernel->width);
  g_autofree char *sum = rcp_filter_describe_sum (&self->filter);

  gtk_label_set_label (self->size_label, size);
  gtk_label_set_label (self->sum_label, sum);
  gtk_widget_set_sensitive (self->smaller, MAX (kernel->height, kernel->width) > 1);
  gtk_widget_set_sensitive (self->larger, MAX (kernel->height, kernel->width) < RCP_KERNEL_MAX_SIDE);
}

static void
show_text (RcpFilterPanel *self)
{
  g_autofree char *text = rcp_kernel_to_text (&self->filter.kernel);

  gtk_editable_set_text (GTK_EDITABLE (self->text), text);
}

static void
show_all (RcpFilterPanel *self)
{
  self->filling = TRUE;
  rcp_kernel_editor_set_kernel (self->editor, &self->filter.kernel);
  show_text (self);
  gtk_drop_down_set_selected (self->border, self->filter.border);
  gtk_spin_button_set_value (self->scale, self->filter.scale);
  gtk_spin_button_set_value (self->offset, self->filter.offset);
  gtk_switch_set_active (self->normalise, self->filter.normalise);
  gtk_switch_set_active (self->flip, self->filter.flip);
  gtk_switch_set_active (self->grey, self->filter.grey);
  self->filling = FALSE;
  show_words (self);
}

static void
changed (RcpFilterPanel *self)
{
  show_words (self);
  g_signal_emit (self, signals[FILTER_CHANGED], 0);
}

static void
on_problem (RcpFilterPanel *self, const char *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

/* The kernel */

static void
on_kernel_edited (RcpFilterPanel *self)
{
  self->filter.kernel = *rcp_kernel_editor_get_kernel (self->editor);
  show_text (self);
  changed (self);
}

static void
resize (RcpFilterPanel *self, int by)
{
  int side = MAX (self->filter.kernel.height, self->filter.kernel.width) + by;

  rcp_kernel_resize (&self->filter.kernel, side, side);
  show_all (self);
  changed (self);
}

static void
on_smaller (RcpFilterPanel *self)
{
  resize (self, -1);
}

static void
on_larger (RcpFilterPanel *self)
{
  resize (self, 1);
}

static void
take_text (RcpFilterPanel *self)
{
  RcpFilter filter = self->filter;
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = rcp_kernel_to_text (&self->filter.kernel);

  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->text)), shown))
    return;
  if (!rcp_filter_parse_kernel (gtk_editable_get_text (GTK_EDITABLE (self->text)), &filter, &error))
    {
      show_text (self);
      on_problem (self, error->message);
      return;
    }
  self->filter = filter;
  show_all (self);
  changed (self);
}

static void
on_text_activate (RcpFilterPanel *self)
{
  take_text (self);
}

static void
on_text_leave (RcpFilterPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  /* a window that is left for another one keeps its focus, and what is being typed is not done */
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->text)))
    take_text (self);
}

/* What surrounds it */

static void
on_setting_changed (RcpFilterPanel *self)
{
  RcpFilter before = self->filter;

  if (self->filling)
    return;
  self->filter.border = gtk_drop_down_get_selected (self->border);
  self->filter.scale = gtk_spin_button_get_value (self->scale);
  self->filter.offset = gtk_spin_button_get_value (self->offset);
  self->filter.normalise = gtk_switch_get_active (self->normalise);
  self->filter.flip = gtk_switch_get_active (self->flip);
  self->filter.grey = gtk_switch_get_active (self->grey);
  if (!rcp_filter_equal (&before, &self->filter))
    changed (self);
}

/* GTK's own way of reading takes "nan" for a number. */
static int
on_input (GtkSpinButton *spin, double *value, RcpFilterPanel *self)
{
  g_autofree char *quoted = NULL;
  g_autofree char *sentence = NULL;

  if (rcp_spin_parse (spin, value))
    return TRUE;
  quoted = rcp_quote (gtk_editable_get_text (GTK_EDITABLE (spin)), -1);
  sentence = g_strdup_printf (_ ("“%s” is not a number."), quoted);
  on_problem (self, sentence);
  return GTK_INPUT_ERROR;
}

/* A number counts as soon as it is typed. */
static void
on_typed (RcpFilterPanel *self, GtkSpinButton *spin)
{
  GtkAdjustment *adjustment = gtk_spin_button_get_adjustment (spin);
  double value;

  if (!self->filling && rcp_spin_parse (spin, &value) && value >= gtk_adjustment_get_lower (adjustment)
      && value <= gtk_adjustment_get_upper (adjustment))
    gtk_adjustment_set_value (adjustment, value);
}

/* The object */

static void
rcp_filter_panel_class_init (RcpFilterPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[FILTER_CHANGED] =
      g_signal_new ("filter-changed", RCP_TYPE_FILTER_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", RCP_TYPE_FILTER_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RCP_TYPE_KERNEL_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/filter-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, size_label);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, smaller);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, larger);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, editor);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, text);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, sum_label);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, border);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, scale);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, offset);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, normalise);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, flip);
  gtk_widget_class_bind_template_child (widget_class, RcpFilterPanel, grey);
  gtk_widget_class_bind_template_callback (widget_class, on_smaller);
  gtk_widget_class_bind_template_callback (widget_class, on_larger);
  gtk_widget_class_bind_template_callback (widget_class, on_kernel_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_problem);
  gtk_widget_class_bind_template_callback (widget_class, on_text_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_text_leave);
  gtk_widget_class_bind_template_callback (widget_class, on_setting_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_input);
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
}

static void
rcp_filter_panel_init (RcpFilterPanel *self)
{
  rcp_filter_init (&self->filter);
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  rcp_spin_show_needed_digits (self->scale);
  rcp_spin_show_needed_digits (self->offset);
  self->filling = FALSE;
  show_all (self);
}

void
rcp_filter_panel_set_filter (RcpFilterPanel *self, const RcpFilter *filter)
{
  g_return_if_fail (RCP_IS_FILTER_PANEL (self));
  g_return_if_fail (filter != NULL);

  self->filter = *filter;
  show_all (self);
}

const RcpFilter *
rcp_filter_panel_get_filter (RcpFilterPanel *self)
{
  g_return_val_if_fail (RCP_IS_FILTER_PANEL (self), NULL);
  return &self->filter;
}
