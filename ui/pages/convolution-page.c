#include "convolution-page.h"

#include <glib/gi18n.h>

#include "draw/numbers.h"
#include "walk-cells.h"
#include "walk-model.h"
#include "widgets/cut-view.h"
#include "widgets/ledger-view.h"
#include "widgets/walk-board.h"
#include "widgets/walk-options.h"
#include "widgets/walk-output.h"
#include "widgets/walk-player.h"
#include "widgets/walk-predict.h"

/* lines of a sum beside those of its channels: the bias, the sum so far, the product or the engine's value */
#define FURTHER_LINES 3

struct _RcpConvolutionPage
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */
  RcpWalkModel *model;

  AdwFlap *flap;
  RcpWalkBoard *board;
  RcpWalkOutput *output;
  GtkStack *output_stack;
  GtkLabel *output_title;
  GtkLabel *problem;
  RcpLedgerView *ledger;
  GtkInscription *caption;
  GtkLabel *rule;
  GtkLabel *counts;
  GtkWidget *links_box;
  RcpLedgerView *links;
  GtkLabel *pytorch;
  GtkLabel *megengine;
  GtkWidget *bias_box;
  GtkSpinButton *bias;
  RcpWalkPlayer *player;
  RcpWalkOptions *options;
  RcpCutView *cut;
  RcpWalkPredict *predict;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (RcpConvolutionPage, rcp_convolution_page, RCP_TYPE_SESSION_BIN)

const RcpPageInfo rcp_convolution_page_info = {
  .id = "convolution",
  .title = N_ ("Convolution"),
  .icon_name = "rcp-convolution-symbolic",
  .get_type = rcp_convolution_page_get_type,
};

/* The layer in figures */

static void
show_output_title (RcpConvolutionPage *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  gboolean hidden = rcp_walk_model_get_hidden (self->model) == RCP_WALK_HIDDEN_SIZE;
  g_autofree char *range = rcp_format_value (rcp_walk_cells_output_range (self->model), 2);
  g_autofree char *text = NULL;

  if (walk == NULL)
    text = g_strdup (_ ("Output: none"));
  else if (hidden)
    text = g_strdup (_ ("Output"));
  else if (walk->settings.output_channels == 1)
    text = g_strdup_printf (_ ("Output, %d × %d, colours to ±%s"), walk->output_size, walk->output_size, range);
  else
    text = g_strdup_printf (_ ("Output, %d × %d × %d, colours to ±%s"), walk->settings.output_channels,
                            walk->output_size, walk->output_size, range);
  gtk_label_set_label (self->output_title, text);
  /* what a stack only covers a screen reader would still read out */
  gtk_widget_set_visible (GTK_WIDGET (self->output), walk != NULL && !hidden);
  gtk_stack_set_visible_child_name (self->output_stack, walk == NULL ? "problem" : hidden ? "hidden" : "maps");
}

static void
show_counts (RcpConvolutionPage *self)
{
  const RcpWalkSettings *s = rcp_walk_model_get_settings (self->model);
  g_autofree char *parameters = rcp_format_count (rcp_walk_settings_parameters (s));
  g_autofree char *products = rcp_format_count (rcp_walk_settings_multiply_adds (s));
  g_autofree char *text = NULL;

  if (s->kind != RCP_LAYER_CONV2D)
    text = g_strdup (_ ("No parameters, no multiply-adds"));
  else if (rcp_walk_model_get_walk (self->model) == NULL)
    text = g_strdup ("");
  else if (rcp_walk_model_get_hidden (self->model) == RCP_WALK_HIDDEN_SIZE)
    text = g_strdup_printf (_ ("%s parameters"), parameters);
  else
    text =
        g_strdup_printf (_ ("%d·%d·%d·%d + %d = %s parameters, %s multiply-adds"), s->output_channels,
                         s->input_channels / s->groups, s->kernel, s->kernel, s->output_channels, parameters, products);
  gtk_label_set_label (self->counts, text);
}

static void
show_rule (RcpConvolutionPage *self)
{
  const char *problem = rcp_walk_model_get_problem (self->model);
  g_autofree char *rule = rcp_walk_settings_rule (rcp_walk_model_get_settings (self->model),
                                                  rcp_walk_model_get_hidden (self->model) != RCP_WALK_HIDDEN_SIZE);

  gtk_label_set_label (self->rule, rule);
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
}

static void
show_code (RcpConvolutionPage *self)
{
  const RcpWalkSettings *s = rcp_walk_model_get_settings (self->model);
  g_autofree char *pytorch = rcp_walk_settings_pytorch (s);
  g_autofree char *megengine = rcp_walk_settings_megengine (s);

  gtk_label_set_label (self->pytorch, pytorch);
  gtk_label_set_label (self->megengine, megengine);
}

static void
show_links (RcpConvolutionPage *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  RcpChannelLinks links;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->links_box, walk != NULL && walk->settings.groups > 1);
  if (walk == NULL || walk->settings.groups == 1)
    return;
  links = (RcpChannelLinks){ walk->settings.input_channels, walk->settings.output_channels, walk->settings.groups,
                             rcp_walk_cells_shown_output (self->model) };
  text = g_strdup_printf (_ ("%d groups: each %d outputs read %d of the %d input channels"), links.groups,
                          links.outputs / links.groups, links.inputs / links.groups, links.inputs);
  rcp_ledger_view_set_links (self->links, &links, text);
}

/* The moment */

static void
show_bias (RcpConvolutionPage *self)
{
  gboolean has_bias = rcp_walk_model_get_settings (self->model)->kind == RCP_LAYER_CONV2D;

  gtk_widget_set_visible (self->bias_box, has_bias);
  self->showing = TRUE;
  gtk_spin_button_set_value (self->bias,
                             (double) rcp_walk_model_get_bias (self->model, rcp_walk_cells_shown_output (self->model)));
  self->showing = FALSE;
}

static void
show_sum (RcpConvolutionPage *self)
{
  const RcpPalette *palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  g_autofree char *caption = rcp_walk_cells_caption (self->model);

  rcp_ledger_view_set_lines (self->ledger, rcp_walk_cells_ledger (self->model, palette));
  if (g_strcmp0 (gtk_inscription_get_text (self->caption), caption) != 0)
    gtk_inscription_set_text (self->caption, caption);
}

static void
on_moment_changed (RcpConvolutionPage *self)
{
  show_sum (self);
  show_links (self);
  show_bias (self);
}

static void
on_walk_changed (RcpConvolutionPage *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  gboolean convolution = rcp_walk_model_get_settings (self->model)->kind == RCP_LAYER_CONV2D;

  rcp_ledger_view_set_room (self->ledger,
                            FURTHER_LINES + (walk != NULL && convolution ? (guint) walk->group_inputs : 0));
  show_output_title (self);
  show_rule (self);
  show_counts (self);
  show_code (self);
  on_moment_changed (self);
}

/* What people do */

static void
on_bias_changed (RcpConvolutionPage *self)
{
  if (!self->showing && self->model != NULL)
    rcp_walk_model_set_bias (self->model, rcp_walk_cells_shown_output (self->model),
                             (float) gtk_spin_button_get_value (self->bias));
}

static void
copy (RcpConvolutionPage *self, GtkLabel *line)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_label (line));
  g_signal_emit_by_name (self->session, "message", _ ("Copied."));
}

static void
on_copy_pytorch (RcpConvolutionPage *self)
{
  copy (self, self->pytorch);
}

static void
on_copy_megengine (RcpConvolutionPage *self)
{
  copy (self, self->megengine);
}

static void
on_problem (RcpConvolutionPage *self, const char *sentence)
{
  g_signal_emit_by_name (self->session, "problem", sentence);
}

static gboolean
on_key_pressed (RcpConvolutionPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  int index;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Escape && rcp_walk_model_get_target (self->model, &index) != RCP_WALK_TARGET_NOTHING)
    {
      rcp_walk_model_hover (self->model, RCP_WALK_TARGET_NOTHING, 0);
      rcp_walk_model_pin (self->model, RCP_WALK_TARGET_NOTHING, 0);
      return GDK_EVENT_STOP;
    }
  return rcp_walk_player_key (self->player, keyval);
}

/* The object */

static void
rcp_convolution_page_map (GtkWidget *widget)
{
  rcp_walk_model_set_active (RCP_CONVOLUTION_PAGE (widget)->model, TRUE);
  GTK_WIDGET_CLASS (rcp_convolution_page_parent_class)->map (widget);
}

static void
rcp_convolution_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rcp_convolution_page_parent_class)->unmap (widget);
  rcp_walk_model_set_active (RCP_CONVOLUTION_PAGE (widget)->model, FALSE);
}

static void
rcp_convolution_page_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpConvolutionPage *self = RCP_CONVOLUTION_PAGE (bin);

  self->session = session;
  self->model = rcp_walk_model_new (self->session);
  rcp_walk_board_set_model (self->board, self->model);
  rcp_walk_output_set_model (self->output, self->model);
  rcp_walk_player_set_model (self->player, self->model);
  rcp_walk_options_set_model (self->options, self->model);
  rcp_cut_view_set_model (self->cut, self->model, self->session);
  rcp_walk_predict_set_model (self->predict, self->model);
  g_signal_connect_object (self->model, "walk-changed", G_CALLBACK (on_walk_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "hidden-changed", G_CALLBACK (on_walk_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "moment-changed", G_CALLBACK (on_moment_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "target-changed", G_CALLBACK (on_moment_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (show_sum), self,
                           G_CONNECT_SWAPPED);
  on_walk_changed (self);
}

static void
rcp_convolution_page_finalize (GObject *object)
{
  RcpConvolutionPage *self = RCP_CONVOLUTION_PAGE (object);

  g_clear_object (&self->model);
  G_OBJECT_CLASS (rcp_convolution_page_parent_class)->finalize (object);
}

static void
rcp_convolution_page_class_init (RcpConvolutionPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_convolution_page_take_session;
  object_class->finalize = rcp_convolution_page_finalize;
  widget_class->map = rcp_convolution_page_map;
  widget_class->unmap = rcp_convolution_page_unmap;

  g_type_ensure (RCP_TYPE_CUT_VIEW);
  g_type_ensure (RCP_TYPE_LEDGER_VIEW);
  g_type_ensure (RCP_TYPE_WALK_BOARD);
  g_type_ensure (RCP_TYPE_WALK_OPTIONS);
  g_type_ensure (RCP_TYPE_WALK_OUTPUT);
  g_type_ensure (RCP_TYPE_WALK_PLAYER);
  g_type_ensure (RCP_TYPE_WALK_PREDICT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/convolution-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, flap);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, board);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, output);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, output_stack);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, output_title);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, problem);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, ledger);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, caption);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, rule);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, counts);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, links_box);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, links);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, pytorch);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, megengine);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, bias_box);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, bias);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, player);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, options);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, cut);
  gtk_widget_class_bind_template_child (widget_class, RcpConvolutionPage, predict);
  gtk_widget_class_bind_template_callback (widget_class, on_bias_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_pytorch);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_megengine);
  gtk_widget_class_bind_template_callback (widget_class, on_problem);
}

static void
rcp_convolution_page_init (RcpConvolutionPage *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}
