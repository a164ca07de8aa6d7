#include "learned-filters.h"

#include <glib/gi18n.h>
#include <math.h>

#include "draw/numbers.h"
#include "draw/overlay.h"
#include "filter-table.h"
#include "inspect/activity.h"
#include "inspect/batch-gradient.h"
#include "measurement.h"
#include "pace.h"
#include "sight.h"

/* how long weights must stay as they are before they are measured, in ms */
#define GRADIENT_PATIENCE 120
#define ACTIVITY_PATIENCE 300

/* of the table, in logical pixels; more of it is scrolled */
#define MOST_HEIGHT 340

/* dead filters that are listed one by one */
#define MOST_LISTED 12

struct _RcpLearnedFilters
{
  RcpNetworkSection parent_instance;

  RcpPace pace;
  RcpMeasurement *gradient;
  RcpMeasurement *activity;

  int layer; /* that is shown, or −1 */
  GArray *choices;
  gboolean following; /* the widgets follow the model, not the other way round */

  /* what the table borrows */
  RcpSnapshot *weights;
  RcpNetworkFrame *frame;
  RcpFilterSheet sheet;
  int *first_planes;
  double *norms;
  double *gradients;
  guint8 *dead;

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

/* What a filter looks like */

/* Whether its weights stand for the colours of the picture itself. */
static gboolean
sees_colours (const RcpArchitecture *architecture, int layer)
{
  int first = layer;

  if (layer > 0 && architecture->layers[layer].kind == RCP_LAYER_LINEAR
      && architecture->layers[layer - 1].kind == RCP_LAYER_FLATTEN)
    first--;
  return first == 0 && architecture->input.channels == 3 && rcp_filter_sheet_shape (architecture, layer).channels == 3;
}

static void
shape_sheet (RcpLearnedFilters *self)
{
  const RcpArchitecture *architecture = architecture_of (self);
  const RcpLayer *layer = layer_of (self);
  const RcpShape seen = rcp_filter_sheet_shape (architecture, self->layer);
  const gboolean colours = sees_colours (architecture, self->layer);

  gtk_widget_set_visible (self->views, colours);
  self->sheet = (RcpFilterSheet){
    .n_filters = layer->output.channels,
    .n_planes = seen.channels,
    .rows = seen.height,
    .columns = seen.width,
    .is_linear = layer->kind == RCP_LAYER_LINEAR,
    .tiles = colours && gtk_toggle_button_get_active (self->tiles),
    .map_rows = layer->output.height,
    .map_columns = layer->output.width,
    .selected = -1,
    .marked = -1,
  };
  g_clear_pointer (&self->first_planes, g_free);
  if (layer->kind == RCP_LAYER_CONV2D && layer->groups > 1)
    {
      self->first_planes = g_new (int, layer->output.channels);
      for (int i = 0; i < layer->output.channels; i++)
        self->first_planes[i] = i / (layer->output.channels / layer->groups) * seen.channels;
      self->sheet.first_plane = self->first_planes;
    }
  g_free (self->norms);
  self->norms = g_new0 (double, layer->output.channels);
  self->sheet.norms = self->norms;
}

/* What was measured */

static void
take_gradient (RcpLearnedFilters *self)
{
  const RcpBatchGradient *gradient = rcp_measurement_get_result (self->gradient, NULL);

  g_clear_pointer (&self->gradients, g_free);
  if (gradient != NULL)
    {
      self->gradients = g_new (double, self->sheet.n_filters);
      rcp_filter_norms (gradient->values, layer_of (self), self->gradients);
    }
  self->sheet.gradients = self->gradients;
}

static void
take_activity (RcpLearnedFilters *self)
{
  const RcpActivity *activity = rcp_measurement_get_result (self->activity, NULL);
  const guint32 *fired = activity != NULL ? rcp_activity_get (activity, self->layer) : NULL;

  g_clear_pointer (&self->dead, g_free);
  if (fired != NULL)
    {
      self->dead = g_new (guint8, self->sheet.n_filters);
      for (int i = 0; i < self->sheet.n_filters; i++)
        self->dead[i] = fired[i] == 0;
    }
  self->sheet.dead = self->dead;
}

/* Words */

static char *
describe_gradient (RcpLearnedFilters *self)
{
  const RcpBatchGradient *gradient = rcp_measurement_get_result (self->gradient, NULL);
  g_autofree char *step = NULL;

  if (rcp_measurement_get_problem (self->gradient) != NULL)
    return g_strdup_printf (_ ("Gradient: %s"), rcp_measurement_get_problem (self->gradient));
  if (gradient == NULL)
    return g_strdup (_ ("Gradient: …"));
  step = rcp_format_count (gradient->step);
  return g_strdup_printf (_ ("Gradient: of the batch of step %s, at the weights before it."), step);
}

/* "0, 3, 5 …" */
static char *
list_dead (RcpLearnedFilters *self, int *n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  *n = 0;
  for (int i = 0; i < self->sheet.n_filters; i++)
    if (self->dead[i] && (*n)++ < MOST_LISTED)
      g_string_append_printf (text, "%s%d", text->len > 0 ? ", " : "", i);
  if (*n > MOST_LISTED)
    g_string_append (text, " …");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_activity (RcpLearnedFilters *self)
{
  RcpSnapshot *weights;
  const RcpActivity *activity = rcp_measurement_get_result (self->activity, &weights);
  g_autofree char *count = NULL;
  g_autofree char *step = NULL;
  g_autofree char *list = NULL;
  int n;

  if (rcp_measurement_get_problem (self->activity) != NULL)
    return g_strdup_printf (_ ("Dead: %s"), rcp_measurement_get_problem (self->activity));
  if (activity == NULL)
    return g_strdup (_ ("Dead: …"));
  if (self->dead == NULL)
    return g_strdup (_ ("No ReLU follows: none can be dead."));
  count = rcp_format_count (activity->count);
  step = rcp_format_count (rcp_snapshot_get_step (weights));
  list = list_dead (self, &n);
  if (n == 0)
    return g_strdup_printf (_ ("Dead: none over %s test pictures, at step %s."), count, step);
  return g_strdup_printf (_ ("Dead: %s, on none of %s test pictures above 0, at step %s."), list, count, step);
}

static char *
describe_range (RcpLearnedFilters *self)
{
  g_autofree char *range = rcp_format_loss (self->sheet.range);

  return g_strdup_printf (
      self->sheet.tiles ? _ ("±%s · colour as the picture sees it") : _ ("±%s · blue below 0, red above"), range);
}

static void
describe_table (RcpLearnedFilters *self, const char *status)
{
  const RcpLayer *layer = layer_of (self);
  const int filter = self->sheet.selected;
  g_autofree char *name = g_strdup_printf (_ ("Learned filters of %s"), layer->name);
  g_autoptr (GString) text = g_string_new (NULL);

  if (filter >= 0)
    {
      g_autofree char *norm = g_strdup_printf ("%.2f", self->norms[filter]);

      g_string_append_printf (text,
                              self->sheet.is_linear ? _ ("Unit %d of %d: norm %s") : _ ("Filter %d of %d: norm %s"),
                              filter, self->sheet.n_filters, norm);
      if (self->gradients != NULL)
        {
          g_autofree char *gradient = rcp_format_loss (self->gradients[filter]);

          g_string_append_printf (text, _ (", gradient %s"), gradient);
        }
      if (self->dead != NULL && self->dead[filter])
        g_string_append (text, _ (", dead"));
      g_string_append (text, ". ");
    }
  g_string_append (text, status);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->table), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

static void
show_words (RcpLearnedFilters *self)
{
  const RcpLayer *layer = layer_of (self);
  g_autofree char *title = g_strdup_printf (_ ("Learned filters of %s"), layer->name);
  g_autofree char *range = describe_range (self);
  g_autofree char *gradient = describe_gradient (self);
  g_autofree char *activity = describe_activity (self);
  g_autofree char *status = g_strconcat (gradient, " ", activity, NULL);
  g_autofree char *subtitle = NULL;

  if (self->sheet.rows == 1 && self->sheet.n_planes == 1)
    subtitle = g_strdup_printf ("%d · %s", self->sheet.columns, range);
  else
    subtitle =
        g_strdup_printf ("%d × %d × %d · %s", self->sheet.rows, self->sheet.columns, self->sheet.n_planes, range);
  if (!g_str_equal (gtk_label_get_label (self->title), title))
    gtk_label_set_label (self->title, title);
  gtk_inscription_set_text (self->subtitle, subtitle);
  gtk_inscription_set_text (self->status, status);
  describe_table (self, status);
}

/* All that changes with the weights */

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
  const RcpLayer *layer;

  if (self->layer < 0 || weights == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  layer = layer_of (self);
  rcp_snapshot_ref (weights);
  g_clear_pointer (&self->weights, rcp_snapshot_unref);
  self->weights = weights;
  g_clear_pointer (&self->frame, rcp_network_frame_unref);
  self->frame = frame != NULL ? rcp_network_frame_ref (frame) : NULL;

  self->sheet.weights = rcp_snapshot_get_parameters (weights) + layer->weight_offset;
  self->sheet.range = rcp_overlay_get_range (self->sheet.weights, layer->weight_count);
  self->sheet.maps = frame != NULL ? rcp_network_frame_get_layer (frame, self->layer) : NULL;
  self->sheet.map_range = frame != NULL ? rcp_overlay_get_range (self->sheet.maps, rcp_shape_count (layer->output)) : 0;
  rcp_filter_norms (rcp_snapshot_get_parameters (weights), layer, self->norms);
  measure (self, weights);
  take_gradient (self);
  take_activity (self);
  rcp_filter_table_set_sheet (self->table, &self->sheet);
  show_words (self);
}

static void
clear (RcpLearnedFilters *self)
{
  rcp_filter_table_set_sheet (self->table, NULL);
  g_clear_pointer (&self->weights, rcp_snapshot_unref);
  g_clear_pointer (&self->frame, rcp_network_frame_unref);
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
  self->layer = layer;
  shape_sheet (self);
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
  self->sheet.marked = -1;
  if (rcp_network_model_get_weight (model_of (self), &parameter) && parameter >= layer_of (self)->weight_offset
      && parameter < layer_of (self)->weight_offset + layer_of (self)->weight_count)
    self->sheet.marked = (gssize) (parameter - layer_of (self)->weight_offset);
  rcp_filter_table_set_marked (self->table, self->sheet.marked);
}

static void
on_view_toggled (RcpLearnedFilters *self)
{
  int selected = self->sheet.selected;

  if (self->layer < 0)
    return;
  shape_sheet (self);
  self->sheet.selected = selected;
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
  self->sheet.selected = filter;
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

  g_clear_pointer (&self->weights, rcp_snapshot_unref);
  g_clear_pointer (&self->frame, rcp_network_frame_unref);
  g_array_unref (self->choices);
  g_free (self->first_planes);
  g_free (self->norms);
  g_free (self->gradients);
  g_free (self->dead);
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
