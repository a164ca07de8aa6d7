#include "learned-filters.h"

#include "filter-table.h"
#include "learned-sheet.h"
#include "learned-words.h"
#include "measurement.h"
#include "pace.h"
#include "sight.h"

/* how long weights must stay as they are before they are measured, in ms */
#define GRADIENT_PATIENCE 120
#define ACTIVITY_PATIENCE 300

/* of the table, in logical pixels; more of it is scrolled */
#define MOST_HEIGHT 340

struct _RcpLearnedFilters
{
  RcpNetworkSection parent_instance;

  RcpPace pace;
  RcpMeasurement *gradient;
  RcpMeasurement *activity;

  int layer; /* that is shown, or −1 */
  GArray *choices;
  gboolean following; /* the widgets follow the model, not the other way round */

  RcpLearnedSheet known; /* which the table borrows */

  GtkLabel *title;
  GtkInscription *subtitle;
  GtkInscription *status;
  GtkWidget *views;
  GtkToggleButton *tiles;
  GtkToggleButton *planes;
  GtkDropDown *layers;
  GtkScrolledWindow *scroller;
  RcpFilterTable *table;
};

G_DEFINE_FINAL_TYPE (RcpLearnedFilters, rcp_learned_filters, RCP_TYPE_NETWORK_SECTION)

static RcpNetworkModel *
model_of (RcpLearnedFilters *self)
{
  return rcp_network_section_get_model (RCP_NETWORK_SECTION (self));
}

static const RcpArchitecture *
architecture_of (RcpLearnedFilters *self)
{
  return rcp_network_get_architecture (rcp_network_model_get_network (model_of (self)));
}

static const RcpLayer *
layer_of (RcpLearnedFilters *self)
{
  return &architecture_of (self)->layers[self->layer];
}

/* What it shows */

static void
set_layer (RcpLearnedFilters *self, int layer)
{
  const gboolean colours = rcp_learned_sheet_sees_colours (architecture_of (self), layer);

  self->layer = layer;
  gtk_widget_set_visible (self->views, colours);
  rcp_learned_sheet_set_layer (&self->known, architecture_of (self), layer,
                               colours && gtk_toggle_button_get_active (self->tiles));
}

static void
show_words (RcpLearnedFilters *self)
{
  RcpSnapshot *weights;
  const RcpFilterSheet *sheet = &self->known.sheet;
  const RcpActivity *activity = rcp_measurement_get_result (self->activity, &weights);
  g_autofree char *title = rcp_learned_words_title (layer_of (self));
  g_autofree char *shape = rcp_learned_words_shape (sheet);
  g_autofree char *gradient = rcp_learned_words_gradient (rcp_measurement_get_result (self->gradient, NULL),
                                                          rcp_measurement_get_problem (self->gradient));
  g_autofree char *dead =
      rcp_learned_words_dead (sheet, activity, weights, rcp_measurement_get_problem (self->activity));
  g_autofree char *status = g_strconcat (gradient, " ", dead, NULL);
  g_autofree char *selected = rcp_learned_words_selected (sheet);
  g_autofree char *description = g_strconcat (selected, status, NULL);

  if (!g_str_equal (gtk_label_get_label (self->title), title))
    gtk_label_set_label (self->title, title);
  gtk_inscription_set_text (self->subtitle, shape);
  gtk_inscription_set_text (self->status, status);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->table), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

/* While a training runs it is to lose no time for what nobody sees. */
static void
measure (RcpLearnedFilters *self, RcpSnapshot *weights)
{
  if (rcp_session_get_run_state (rcp_network_model_get_session (model_of (self))) == RCP_TRAINER_RUNNING
      && !rcp_widget_is_in_sight (GTK_WIDGET (self->table)))
    return;
  rcp_measurement_ask (self->gradient, weights, FALSE);
  rcp_measurement_ask (self->activity, weights, FALSE);
}

static void
refresh (gpointer data)
{
  RcpLearnedFilters *self = data;
  RcpEdits *edits = rcp_network_model_get_edits (model_of (self));
  RcpNetworkFrame *frame = rcp_network_model_get_frame (model_of (self));
  RcpSnapshot *weights = edits != NULL ? rcp_edits_get_snapshot (edits) : NULL;

  if (self->layer < 0 || weights == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  rcp_learned_sheet_set_weights (&self->known, architecture_of (self), self->layer, weights, frame);
  measure (self, weights);
  rcp_learned_sheet_set_gradient (&self->known, layer_of (self), rcp_measurement_get_result (self->gradient, NULL));
  rcp_learned_sheet_set_activity (&self->known, self->layer, rcp_measurement_get_result (self->activity, NULL));
  rcp_filter_table_set_sheet (self->table, &self->known.sheet);
  show_words (self);
}

static void
clear (RcpLearnedFilters *self)
{
  rcp_filter_table_set_sheet (self->table, NULL);
  rcp_learned_sheet_let_go (&self->known);
}

/* The layer */

static void
list_layers (RcpLearnedFilters *self, const RcpArchitecture *architecture)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_array_set_size (self->choices, 0);
  for (int i = 0; architecture != NULL && i < (int) architecture->n_layers; i++)
    if (architecture->layers[i].weight_count > 0)
      {
        gtk_string_list_append (names, architecture->layers[i].name);
        g_array_append_val (self->choices, i);
      }
  self->following = TRUE;
  gtk_drop_down_set_model (self->layers, G_LIST_MODEL (names));
  self->following = FALSE;
}

static void
show_layer (RcpLearnedFilters *self, int layer)
{
  self->following = TRUE;
  for (guint i = 0; i < self->choices->len; i++)
    if (g_array_index (self->choices, int, i) == layer)
      gtk_drop_down_set_selected (self->layers, i);
  self->following = FALSE;
  set_layer (self, layer);
}

static void
on_layer_selected (RcpLearnedFilters *self)
{
  guint selected = gtk_drop_down_get_selected (self->layers);

  if (!self->following && selected < self->choices->len)
    rcp_network_model_set_filter (model_of (self), g_array_index (self->choices, int, selected), 0);
}

/* The weight that is looked at, if it is one of this layer. */
static void
rcp_learned_filters_show_weight (RcpNetworkSection *section)
{
  RcpLearnedFilters *self = RCP_LEARNED_FILTERS (section);
  gsize parameter;

  if (self->layer < 0)
    return;
  self->known.sheet.marked = -1;
  if (rcp_network_model_get_weight (model_of (self), &parameter) && parameter >= layer_of (self)->weight_offset
      && parameter < layer_of (self)->weight_offset + layer_of (self)->weight_count)
    self->known.sheet.marked = (gssize) (parameter - layer_of (self)->weight_offset);
  rcp_filter_table_set_marked (self->table, self->known.sheet.marked);
}

static void
on_view_toggled (RcpLearnedFilters *self)
{
  int selected = self->known.sheet.selected;

  if (self->layer < 0)
    return;
  set_layer (self, self->layer);
  self->known.sheet.selected = selected;
  rcp_learned_filters_show_weight (RCP_NETWORK_SECTION (self));
  rcp_pace_hurry (&self->pace);
}

static void
on_chosen (RcpLearnedFilters *self, int filter)
{
  rcp_network_model_set_filter (model_of (self), self->layer, filter);
}

static void
on_weight_chosen (RcpLearnedFilters *self, gint64 weight)
{
  rcp_network_model_set_weight (model_of (self), weight >= 0 ? layer_of (self)->weight_offset + (gsize) weight
                                                             : RCP_NETWORK_MODEL_NO_WEIGHT);
}

static void
on_needs_height (RcpLearnedFilters *self, int height)
{
  gtk_scrolled_window_set_min_content_height (self->scroller, MIN (height, MOST_HEIGHT));
}

/* What the model says */

static void
rcp_learned_filters_show_network (RcpNetworkSection *section, RcpNetwork *network)
{
  RcpLearnedFilters *self = RCP_LEARNED_FILTERS (section);
  int layer, filter;

  rcp_measurement_ask (self->gradient, NULL, FALSE);
  rcp_measurement_ask (self->activity, NULL, FALSE);
  clear (self);
  self->layer = -1;
  list_layers (self, network != NULL ? rcp_network_get_architecture (network) : NULL);
  /* there is always a filter that can be touched */
  if (self->choices->len > 0 && !rcp_network_model_get_filter (model_of (self), &layer, &filter))
    rcp_network_model_set_filter (model_of (self), g_array_index (self->choices, int, 0), 0);
}

static void
rcp_learned_filters_show_edits (RcpNetworkSection *section, RcpEdits *edits)
{
  rcp_pace_ask (&RCP_LEARNED_FILTERS (section)->pace);
}

static void
rcp_learned_filters_show_frame (RcpNetworkSection *section, RcpNetworkFrame *frame)
{
  rcp_pace_ask (&RCP_LEARNED_FILTERS (section)->pace);
}

static void
rcp_learned_filters_show_filter (RcpNetworkSection *section)
{
  RcpLearnedFilters *self = RCP_LEARNED_FILTERS (section);
  int layer, filter;

  if (!rcp_network_model_get_filter (model_of (self), &layer, &filter))
    return;
  if (layer != self->layer)
    {
      clear (self);
      show_layer (self, layer);
      rcp_learned_filters_show_weight (section);
      rcp_pace_hurry (&self->pace);
    }
  self->known.sheet.selected = filter;
  rcp_filter_table_set_selected (self->table, filter);
  rcp_pace_ask (&self->pace);
}

/* The object */

static void
on_measured (RcpLearnedFilters *self)
{
  rcp_pace_ask (&self->pace);
}

static RcpMeasurement *
make_measurement (RcpLearnedFilters *self, const RcpMeasureKind *kind, guint patience)
{
  RcpMeasurement *measurement = rcp_measurement_new (rcp_network_model_get_session (model_of (self)), kind, patience);

  g_signal_connect_object (measurement, "measured", G_CALLBACK (on_measured), self, G_CONNECT_SWAPPED);
  return measurement;
}

static void
rcp_learned_filters_map (GtkWidget *widget)
{
  RcpLearnedFilters *self = RCP_LEARNED_FILTERS (widget);

  if (self->gradient == NULL && model_of (self) != NULL)
    {
      self->gradient = make_measurement (self, &rcp_measure_gradient, GRADIENT_PATIENCE);
      self->activity = make_measurement (self, &rcp_measure_activity, ACTIVITY_PATIENCE);
    }
  GTK_WIDGET_CLASS (rcp_learned_filters_parent_class)->map (widget);
}

static void
rcp_learned_filters_unmap (GtkWidget *widget)
{
  RcpLearnedFilters *self = RCP_LEARNED_FILTERS (widget);

  rcp_pace_cancel (&self->pace);
  rcp_measurement_ask (self->gradient, NULL, FALSE);
  rcp_measurement_ask (self->activity, NULL, FALSE);
  GTK_WIDGET_CLASS (rcp_learned_filters_parent_class)->unmap (widget);
}

static void
rcp_learned_filters_dispose (GObject *object)
{
  RcpLearnedFilters *self = RCP_LEARNED_FILTERS (object);

  rcp_pace_cancel (&self->pace);
  g_clear_object (&self->gradient);
  g_clear_object (&self->activity);
  G_OBJECT_CLASS (rcp_learned_filters_parent_class)->dispose (object);
}

static void
rcp_learned_filters_finalize (GObject *object)
{
  RcpLearnedFilters *self = RCP_LEARNED_FILTERS (object);

  rcp_learned_sheet_clear (&self->known);
  g_array_unref (self->choices);
  G_OBJECT_CLASS (rcp_learned_filters_parent_class)->finalize (object);
}

static void
rcp_learned_filters_class_init (RcpLearnedFiltersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  RcpNetworkSectionClass *section_class = RCP_NETWORK_SECTION_CLASS (klass);

  object_class->dispose = rcp_learned_filters_dispose;
  object_class->finalize = rcp_learned_filters_finalize;
  widget_class->map = rcp_learned_filters_map;
  widget_class->unmap = rcp_learned_filters_unmap;
  section_class->show_network = rcp_learned_filters_show_network;
  section_class->show_edits = rcp_learned_filters_show_edits;
  section_class->show_frame = rcp_learned_filters_show_frame;
  section_class->show_filter = rcp_learned_filters_show_filter;
  section_class->show_weight = rcp_learned_filters_show_weight;

  g_type_ensure (RCP_TYPE_FILTER_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/learned-filters.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpLearnedFilters, title);
  gtk_widget_class_bind_template_child (widget_class, RcpLearnedFilters, subtitle);
  gtk_widget_class_bind_template_child (widget_class, RcpLearnedFilters, status);
  gtk_widget_class_bind_template_child (widget_class, RcpLearnedFilters, views);
  gtk_widget_class_bind_template_child (widget_class, RcpLearnedFilters, tiles);
  gtk_widget_class_bind_template_child (widget_class, RcpLearnedFilters, planes);
  gtk_widget_class_bind_template_child (widget_class, RcpLearnedFilters, layers);
  gtk_widget_class_bind_template_child (widget_class, RcpLearnedFilters, table);
  gtk_widget_class_bind_template_child (widget_class, RcpLearnedFilters, scroller);
  gtk_widget_class_bind_template_callback (widget_class, on_needs_height);
  gtk_widget_class_bind_template_callback (widget_class, on_view_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_layer_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_weight_chosen);
}

static void
rcp_learned_filters_init (RcpLearnedFilters *self)
{
  self->layer = -1;
  self->choices = g_array_new (FALSE, FALSE, sizeof (int));
  self->pace = (RcpPace){ .interval = RCP_PACE_READ, .call = refresh, .user_data = self };
  gtk_widget_init_template (GTK_WIDGET (self));
}
