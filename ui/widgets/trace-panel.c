#include "trace-panel.h"

#include <glib/gi18n.h>
#include <string.h>

#include "draw/numbers.h"
#include "pace.h"
#include "set-text.h"
#include "term-list.h"
#include "trace-matrices.h"
#include "trace-words.h"

/* steps that *Back* remembers */
#define MOST_BACK 100

/* terms that are listed beside matrices, and by themselves */
#define LARGEST 12
#define MANY_TERMS 100
#define MOST_LISTED 48

struct _RcpTracePanel
{
  RcpNetworkSection parent_instance;

  RcpPace pace;
  gboolean has_cell;
  RcpCell cell;
  GArray *back; /* of RcpCell */
  gboolean going_back;

  int hovered;
  guint listed[MOST_LISTED]; /* terms, by their lines */
  guint n_listed;

  GtkWidget *back_button;
  GtkInscription *title;
  GtkInscription *place;
  GtkLabel *nothing;
  GtkWidget *content;
  GtkScrolledWindow *scroller;
  GtkLabel *how;
  RcpTraceMatrices *matrices;
  GtkWidget *largest;
  RcpTermList *terms;
  GtkInscription *detail;
  GtkWidget *bias_button;
  GtkInscription *bias;
  GtkInscription *total;
  GtkInscription *next;
  GtkInscription *engine;
};

G_DEFINE_FINAL_TYPE (RcpTracePanel, rcp_trace_panel, RCP_TYPE_NETWORK_SECTION)

static RcpNetworkModel *
model_of (RcpTracePanel *self)
{
  return rcp_network_section_get_model (RCP_NETWORK_SECTION (self));
}

/* A number with all of its digits for those who ask: as a tooltip, and to be read aloud. */
static void
set_digits (GtkWidget *widget, double value)
{
  g_autofree char *digits = rcp_trace_words_digits (value);

  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), digits) != 0)
    gtk_widget_set_tooltip_text (widget, digits);
}

/* Going down and back */

static void
on_term_pressed (RcpTracePanel *self, int term)
{
  const RcpTrace *trace = rcp_network_model_get_trace (model_of (self));

  if (trace != NULL && term >= 0 && term < (int) trace->n_terms && !trace->terms[term].padding)
    rcp_network_model_set_cell (model_of (self), &trace->terms[term].source);
}

static void
on_line_pressed (RcpTracePanel *self, int line)
{
  if (line < (int) self->n_listed)
    on_term_pressed (self, (int) self->listed[line]);
}

static void
on_weight_pressed (RcpTracePanel *self, int term)
{
  const RcpTrace *trace = rcp_network_model_get_trace (model_of (self));

  if (trace != NULL && term >= 0 && term < (int) trace->n_terms)
    rcp_network_model_set_weight (model_of (self), trace->terms[term].parameter);
}

static void
on_bias_clicked (RcpTracePanel *self)
{
  const RcpTrace *trace = rcp_network_model_get_trace (model_of (self));

  if (trace != NULL && trace->kind == RCP_TRACE_SUM)
    rcp_network_model_set_weight (model_of (self), trace->bias_parameter);
}

static gboolean
on_back (RcpTracePanel *self)
{
  RcpCell cell;

  if (self->back->len == 0)
    return GDK_EVENT_PROPAGATE;
  cell = g_array_index (self->back, RcpCell, self->back->len - 1);
  g_array_set_size (self->back, self->back->len - 1);
  self->going_back = TRUE;
  rcp_network_model_set_cell (model_of (self), &cell);
  self->going_back = FALSE;
  gtk_widget_set_sensitive (self->back_button, self->back->len > 0);
  return GDK_EVENT_STOP;
}

static void
remember (RcpTracePanel *self, RcpCell cell)
{
  if (self->back->len == MOST_BACK)
    g_array_remove_index (self->back, 0);
  g_array_append_val (self->back, cell);
}

/* What is pointed at */

static void
show_detail (RcpTracePanel *self, const RcpTrace *trace)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (trace->network);
  g_autofree char *place = NULL;
  g_autofree char *formula = NULL;
  g_autofree char *text = NULL;

  if (self->hovered < 0 || self->hovered >= (int) trace->n_terms)
    {
      rcp_set_text (self->detail, trace->kind == RCP_TRACE_SUM
                                      ? _ ("A number leads one layer down, a weight to how it learns.")
                                      : _ ("A number leads one layer down."));
      return;
    }
  formula = rcp_trace_words_term (trace, (guint) self->hovered);
  if (!trace->terms[self->hovered].padding)
    place = rcp_trace_words_place (model_of (self),
                                   rcp_trace_source_before_flatten (architecture, trace->terms[self->hovered].source));
  text = place != NULL ? g_strdup_printf ("%s: %s", place, formula) : g_strdup (formula);
  rcp_set_text (self->detail, text);
}

static void
on_hovered (RcpTracePanel *self, int term)
{
  const RcpTrace *trace = rcp_network_model_get_trace (model_of (self));

  self->hovered = term;
  if (trace != NULL)
    show_detail (self, trace);
}

/* The list */

static void
show_terms (RcpTracePanel *self, const RcpTrace *trace)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (trace->network);
  gboolean beside = rcp_trace_shape_of (trace).n_groups > 0;

  self->n_listed = 0;
  if (!beside && trace->n_terms <= MOST_LISTED)
    for (; self->n_listed < trace->n_terms; self->n_listed++)
      self->listed[self->n_listed] = self->n_listed;
  else if (!beside || (trace->kind == RCP_TRACE_SUM && trace->n_terms > MANY_TERMS))
    self->n_listed = rcp_trace_get_largest (trace, beside ? LARGEST : MOST_LISTED, self->listed);
  gtk_widget_set_visible (self->largest, beside && self->n_listed > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->terms), self->n_listed > 0);
  rcp_term_list_set_length (self->terms, self->n_listed);
  for (guint i = 0; i < self->n_listed; i++)
    {
      RcpCell source = trace->terms[self->listed[i]].source;
      g_autofree char *place =
          rcp_trace_words_place (model_of (self), rcp_trace_source_before_flatten (architecture, source));
      g_autofree char *formula = rcp_trace_words_term (trace, self->listed[i]);

      rcp_term_list_set_line (self->terms, i, place, formula);
    }
}

/* The result */

static void
show_result (RcpTracePanel *self, const RcpTrace *trace)
{
  g_autofree char *bias = rcp_format_value ((double) trace->bias, 3);
  g_autofree char *total = rcp_format_value ((double) trace->total, 6);
  g_autofree char *value = rcp_trace_words_digits ((double) trace->value);
  g_autofree char *difference = rcp_trace_words_difference ((double) trace->total, (double) trace->value);
  g_autofree char *next = rcp_trace_words_next (model_of (self), trace->cell);
  g_autofree char *bias_text = g_strdup_printf (_ ("bias %s"), bias);
  g_autofree char *total_text = g_strdup_printf ("= %s", total);
  g_autofree char *engine_text = g_strdup_printf (_ ("engine: %s · %s"), value, difference);

  gtk_widget_set_visible (self->bias_button, trace->kind == RCP_TRACE_SUM);
  if (g_strcmp0 (gtk_inscription_get_text (self->bias), bias_text) != 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->bias_button), GTK_ACCESSIBLE_PROPERTY_LABEL, bias_text, -1);
  rcp_set_text (self->bias, bias_text);
  set_digits (self->bias_button, (double) trace->bias);
  rcp_set_text (self->total, total_text);
  set_digits (GTK_WIDGET (self->total), (double) trace->total);
  rcp_set_text (self->engine, engine_text);
  rcp_set_text (self->next, next);
}

static void
show_title (RcpTracePanel *self, float value)
{
  g_autofree char *number = rcp_format_value ((double) value, 3);
  g_autofree char *title = g_strdup_printf (_ ("Where %s comes from"), number);

  rcp_set_text (self->title, title);
}

static void
show_content (RcpTracePanel *self, gboolean content)
{
  gtk_widget_set_visible (GTK_WIDGET (self->nothing), !content);
  gtk_widget_set_visible (self->content, content);
}

static void
show_trace (RcpTracePanel *self, const RcpTrace *trace)
{
  g_autofree char *how = rcp_trace_words_how (trace);
  gsize weight;

  show_title (self, trace->value);
  rcp_set_label (self->how, how);
  gtk_widget_set_visible (GTK_WIDGET (self->how), how[0] != '\0');
  rcp_network_model_get_weight (model_of (self), &weight);
  rcp_trace_matrices_show (self->matrices, trace, weight);
  show_terms (self, trace);
  show_result (self, trace);
  show_detail (self, trace);
  show_content (self, TRUE);
}

/* Nothing to trace, and why. */
static void
show_nothing (RcpTracePanel *self)
{
  const RcpNetworkFrame *frame = rcp_network_model_get_frame (model_of (self));
  const char *sentence = _ ("Click a cell of any map to see where its number comes from.");

  if (self->has_cell && self->cell.layer == RCP_CELL_INPUT && frame != NULL)
    {
      show_title (self, frame->activations[rcp_cell_index (rcp_network_frame_get_architecture (frame), self->cell)]);
      sentence = _ ("A pixel of the picture, less the mean of its channel over the training pictures, divided by their "
                    "standard deviation. It comes from nothing but the picture.");
    }
  else
    rcp_set_text (self->title, _ ("Where it comes from"));
  rcp_set_label (self->nothing, sentence);
  show_content (self, FALSE);
}

static void
show_all (gpointer user_data)
{
  RcpTracePanel *self = user_data;
  const RcpTrace *trace = rcp_network_model_get_trace (model_of (self));

  if (trace != NULL)
    show_trace (self, trace);
  else
    show_nothing (self);
}

/* The section */

static void
show_network (RcpNetworkSection *section, RcpNetwork *network)
{
  RcpTracePanel *self = RCP_TRACE_PANEL (section);

  g_array_set_size (self->back, 0);
  gtk_widget_set_sensitive (self->back_button, FALSE);
}

static void
show_frame (RcpNetworkSection *section, RcpNetworkFrame *frame)
{
  rcp_pace_ask (&RCP_TRACE_PANEL (section)->pace);
}

/* Whether the keyboard is in the panel, on something that shows. */
static gboolean
has_focus (RcpTracePanel *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)) && gtk_widget_get_mapped (focus);
}

static void
show_cell (RcpNetworkSection *section)
{
  RcpTracePanel *self = RCP_TRACE_PANEL (section);
  RcpCell before = self->cell;
  gboolean had_cell = self->has_cell;
  gboolean had_focus = has_focus (self);
  g_autofree char *place = NULL;

  self->has_cell = rcp_network_model_get_cell (model_of (self), &self->cell);
  /* the same one again is the section that comes to be seen */
  if (had_cell && self->has_cell && !self->going_back && memcmp (&before, &self->cell, sizeof before) != 0)
    remember (self, before);
  gtk_widget_set_sensitive (self->back_button, self->back->len > 0);
  self->hovered = -1;
  if (self->has_cell)
    place = rcp_trace_words_place (model_of (self), self->cell);
  rcp_set_text (self->place, place != NULL ? place : "");
  if (had_cell != self->has_cell || memcmp (&before, &self->cell, sizeof before) != 0)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0.0);
  rcp_pace_hurry (&self->pace);
  /* who goes down by keyboard stands on the first number there */
  if (had_focus && !has_focus (self) && !gtk_widget_child_focus (self->content, GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (self->back_button);
}

static void
show_weight (RcpNetworkSection *section)
{
  rcp_pace_hurry (&RCP_TRACE_PANEL (section)->pace);
}

/* The object */

static void
rcp_trace_panel_unmap (GtkWidget *widget)
{
  rcp_pace_cancel (&RCP_TRACE_PANEL (widget)->pace);
  GTK_WIDGET_CLASS (rcp_trace_panel_parent_class)->unmap (widget);
}

static void
rcp_trace_panel_finalize (GObject *object)
{
  RcpTracePanel *self = RCP_TRACE_PANEL (object);

  rcp_pace_cancel (&self->pace);
  g_clear_pointer (&self->back, g_array_unref);
  G_OBJECT_CLASS (rcp_trace_panel_parent_class)->finalize (object);
}

static gboolean
on_alt_left (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  return on_back (RCP_TRACE_PANEL (widget));
}

static void
rcp_trace_panel_class_init (RcpTracePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  RcpNetworkSectionClass *section_class = RCP_NETWORK_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rcp_trace_panel_finalize;
  widget_class->unmap = rcp_trace_panel_unmap;
  section_class->show_network = show_network;
  section_class->show_frame = show_frame;
  section_class->show_cell = show_cell;
  section_class->show_weight = show_weight;

  g_type_ensure (RCP_TYPE_TERM_LIST);
  g_type_ensure (RCP_TYPE_TRACE_MATRICES);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/trace-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, back_button);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, title);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, place);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, nothing);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, content);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, scroller);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, how);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, matrices);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, largest);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, terms);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, detail);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, bias_button);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, bias);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, total);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, next);
  gtk_widget_class_bind_template_child (widget_class, RcpTracePanel, engine);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_hovered);
  gtk_widget_class_bind_template_callback (widget_class, on_term_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_weight_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_line_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_bias_clicked);
}

static void
rcp_trace_panel_init (RcpTracePanel *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->pace = (RcpPace){ .interval = RCP_PACE_READ, .call = show_all, .user_data = self };
  self->back = g_array_new (FALSE, FALSE, sizeof (RcpCell));
  self->hovered = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  /* before a list or a window takes it for a step to the left */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Alt>Left"),
                                                          gtk_callback_action_new (on_alt_left, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
