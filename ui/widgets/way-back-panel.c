#include "way-back-panel.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cell-view.h"
#include "pace.h"
#include "set-text.h"
#include "term-list.h"
#include "trace-words.h"
#include "way-back-cells.h"
#include "way-back-runner.h"
#include "way-back-words.h"

/* milliseconds between two gradients while weights move: each takes a pass there and back */
#define INTERVAL 500

/* the longer side of the map of places, in logical pixels, and of its cells at most */
#define MAP_SIDE 176
#define MOST_CELL 24

/* the largest cell that rcp_cell_grid_draw() sets no line around, and the smallest that bears one */
#define WITHOUT_LINES 5
#define WITH_LINES 10

#define LARGEST 4

struct _RcpWayBackPanel
{
  RcpNetworkSection parent_instance;

  RcpPace pace;
  RcpWayBackRunner *runner;
  RcpNetwork *network; /* whose classes are listed */
  guint8 *pixels;      /* of the picture that a class was chosen for, or NULL */
  gboolean chosen;
  gboolean filling; /* the choice follows the answer, not the other way round */
  int hovered;
  guint listed[LARGEST]; /* places, by their lines */
  guint n_listed;

  GtkInscription *place;
  GtkLabel *nothing;
  GtkWidget *content;
  GtkWidget *class_box;
  GtkDropDown *true_class;
  GtkStringList *classes;
  GtkWidget *map_box;
  RcpCellView *map;
  GtkInscription *loss;
  GtkInscription *gradient;
  GtkInscription *backend;
  GtkInscription *update;
  GtkInscription *before;
  GtkInscription *after;
  GtkLabel *update_name;
  GtkInscription *difference;
  GtkInscription *detail;
  RcpTermList *largest;
};

G_DEFINE_FINAL_TYPE (RcpWayBackPanel, rcp_way_back_panel, RCP_TYPE_NETWORK_SECTION)

static RcpNetworkModel *
model_of (RcpWayBackPanel *self)
{
  return rcp_network_section_get_model (RCP_NETWORK_SECTION (self));
}

static void
set_number (GtkInscription *inscription, double value)
{
  g_autofree char *digits = rcp_trace_words_digits (value);

  rcp_set_text (inscription, digits);
}

/* What is asked */

/* The rate of the step that follows the weights that are looked at. */
static double
learning_rate_of (RcpSession *session)
{
  RcpTrainer *trainer = rcp_session_get_trainer (session);
  guint64 moment = rcp_session_get_moment (session);
  const RcpStepRecord *steps;
  gsize n;

  if (trainer == NULL || rcp_session_get_live (session))
    return rcp_session_get_settings (session)->learning_rate;
  steps = rcp_metrics_get_steps (rcp_trainer_get_metrics (trainer), &n);
  return moment < n ? steps[moment].learning_rate : rcp_session_get_settings (session)->learning_rate;
}

/* A class that was chosen stays with its picture; else the network's own answer is taken. */
static guint
label_of (RcpWayBackPanel *self, const RcpNetworkFrame *frame)
{
  gsize n = rcp_shape_count (rcp_network_get_architecture (frame->network)->input);

  if (rcp_network_frame_has_label (frame))
    return frame->label;
  if (self->chosen && memcmp (self->pixels, frame->pixels, n) == 0)
    return gtk_drop_down_get_selected (self->true_class);
  self->chosen = FALSE;
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->true_class, rcp_network_frame_get_answer (frame));
  self->filling = FALSE;
  return rcp_network_frame_get_answer (frame);
}

static void
ask (gpointer user_data)
{
  RcpWayBackPanel *self = user_data;
  RcpNetworkFrame *frame = rcp_network_model_get_frame (model_of (self));
  RcpSession *session = rcp_network_model_get_session (model_of (self));
  gsize parameter;

  if (frame == NULL || !rcp_network_model_get_weight (model_of (self), &parameter))
    return;
  gtk_widget_set_visible (self->class_box, !rcp_network_frame_has_label (frame));
  rcp_way_back_runner_ask (self->runner, frame, parameter, label_of (self, frame), learning_rate_of (session));
}

static void
on_class_chosen (RcpWayBackPanel *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (model_of (self));

  if (self->filling || frame == NULL)
    return;
  g_free (self->pixels);
  self->pixels = g_memdup2 (frame->pixels, rcp_shape_count (rcp_network_get_architecture (frame->network)->input));
  self->chosen = TRUE;
  rcp_pace_hurry (&self->pace);
}

/* What it shows */

/* Cells that are hardly larger than the lines between them have none. */
static int
get_cell_side (RcpShape shape)
{
  int side = CLAMP (MAP_SIDE / MAX (shape.height, shape.width), 1, MOST_CELL);

  return side > WITHOUT_LINES && side < WITH_LINES ? WITHOUT_LINES : side;
}

/* (nullable) */
static const RcpWayBackPlace *
place_at (RcpWayBackPanel *self, int cell)
{
  const RcpWayBack *way_back = rcp_way_back_runner_get_result (self->runner);

  return way_back != NULL ? rcp_way_back_get_place_at (way_back, cell) : NULL;
}

static void
show_detail (RcpWayBackPanel *self)
{
  const RcpWayBackPlace *place = place_at (self, self->hovered);
  g_autofree char *where = NULL;
  g_autofree char *formula = NULL;
  g_autofree char *text = NULL;

  if (self->hovered < 0)
    text = g_strdup (_ ("Each place adds the gradient of its output × the input that the weight met there."));
  else if (place == NULL)
    text = g_strdup (_ ("padding: the weight met nothing here"));
  else
    {
      where = rcp_way_back_words_place (model_of (self), place);
      formula = rcp_way_back_words_formula (place);
      text = g_strdup_printf ("%s: %s", where, formula);
    }
  rcp_set_text (self->detail, text);
}

static void
show_largest (RcpWayBackPanel *self, const RcpWayBack *way_back)
{
  self->n_listed = rcp_way_back_get_largest (way_back, LARGEST, self->listed);
  rcp_term_list_set_length (self->largest, self->n_listed);
  for (guint i = 0; i < self->n_listed; i++)
    {
      const RcpWayBackPlace *place = &way_back->places[self->listed[i]];
      g_autofree char *where = rcp_way_back_words_place (model_of (self), place);
      g_autofree char *formula = rcp_way_back_words_formula (place);

      rcp_term_list_set_line (self->largest, i, where, formula);
    }
}

static void
show_map (RcpWayBackPanel *self, const RcpWayBack *way_back)
{
  const RcpShape shape = rcp_network_get_architecture (way_back->network)->layers[way_back->layer].output;
  const RcpPalette *palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  int side = get_cell_side (shape);
  g_autofree RcpGridCell *cells = rcp_way_back_cells_new (way_back, palette);
  g_autofree char *text = rcp_way_back_words_map (way_back);
  int width, height;

  gtk_widget_set_visible (self->map_box, shape.height * shape.width > 1);
  rcp_cell_view_set_cells (self->map, &(RcpCellGrid){ shape.height, shape.width, side, side, cells, FALSE });
  rcp_cell_view_get_size (self->map, &width, &height);
  gtk_widget_set_size_request (GTK_WIDGET (self->map), width, height);
  rcp_cell_view_describe (self->map, _ ("Places"), text);
}

static void
show_numbers (RcpWayBackPanel *self, const RcpWayBack *way_back)
{
  g_autofree char *name = rcp_network_model_dup_class_name (model_of (self), way_back->label);
  g_autofree char *rate = g_strdup_printf ("%g", way_back->learning_rate);
  g_autofree char *update = g_strdup_printf (_ ("Update: −%s × gradient"), rate);
  g_autofree char *difference =
      rcp_trace_words_difference ((double) way_back->gradient, (double) way_back->backend_gradient);
  g_autofree char *text =
      g_strdup_printf (_ ("the backend adds in an order of its own · %s · true class %s"), difference, name);

  set_number (self->loss, way_back->loss);
  set_number (self->gradient, (double) way_back->gradient);
  set_number (self->backend, (double) way_back->backend_gradient);
  set_number (self->update, (double) way_back->update);
  set_number (self->before, (double) way_back->before);
  set_number (self->after, (double) way_back->after);
  rcp_set_text (self->difference, text);
  rcp_set_label (self->update_name, update);
}

static void
show_content (RcpWayBackPanel *self, gboolean content)
{
  gtk_widget_set_visible (GTK_WIDGET (self->nothing), !content);
  gtk_widget_set_visible (self->content, content);
}

static void
show_nothing (RcpWayBackPanel *self, const char *sentence)
{
  rcp_set_label (self->nothing, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->place), FALSE);
  show_content (self, FALSE);
}

static void
show_result (RcpWayBackPanel *self)
{
  const RcpWayBack *way_back = rcp_way_back_runner_get_result (self->runner);
  g_autofree char *place = NULL;

  if (way_back == NULL)
    {
      if (rcp_way_back_runner_get_problem (self->runner) != NULL)
        show_nothing (self, rcp_way_back_runner_get_problem (self->runner));
      return;
    }
  place = rcp_way_back_words_weight (model_of (self), way_back);
  rcp_set_text (self->place, place);
  gtk_widget_set_visible (GTK_WIDGET (self->place), TRUE);
  show_map (self, way_back);
  show_numbers (self, way_back);
  show_largest (self, way_back);
  show_detail (self);
  show_content (self, TRUE);
}

/* The pointer and the keyboard */

static void
on_hovered (RcpWayBackPanel *self, int index)
{
  self->hovered = index;
  show_detail (self);
}

static void
on_pressed (RcpWayBackPanel *self, int index)
{
  const RcpWayBackPlace *place = place_at (self, index);

  if (place != NULL)
    rcp_network_model_set_cell (model_of (self), &place->output);
}

static void
on_line_pressed (RcpWayBackPanel *self, int line)
{
  const RcpWayBack *way_back = rcp_way_back_runner_get_result (self->runner);

  if (way_back != NULL && line < (int) self->n_listed && self->listed[line] < way_back->n_places)
    rcp_network_model_set_cell (model_of (self), &way_back->places[self->listed[line]].output);
}

/* The section */

static void
show_network (RcpNetworkSection *section, RcpNetwork *network)
{
  RcpWayBackPanel *self = RCP_WAY_BACK_PANEL (section);
  guint n = network != NULL ? rcp_network_get_architecture (network)->n_classes : 0;

  if (network == self->network)
    return;
  g_clear_pointer (&self->network, rcp_network_unref);
  self->network = network != NULL ? rcp_network_ref (network) : NULL;
  self->filling = TRUE;
  gtk_string_list_splice (self->classes, 0, g_list_model_get_n_items (G_LIST_MODEL (self->classes)), NULL);
  for (guint i = 0; i < n; i++)
    gtk_string_list_take (self->classes, rcp_network_model_dup_class_name (model_of (self), i));
  self->filling = FALSE;
  self->chosen = FALSE;
}

static void
show_frame (RcpNetworkSection *section, RcpNetworkFrame *frame)
{
  RcpWayBackPanel *self = RCP_WAY_BACK_PANEL (section);

  if (rcp_network_model_get_weight (model_of (self), NULL))
    rcp_pace_ask (&self->pace);
}

static void
show_weight (RcpNetworkSection *section)
{
  RcpWayBackPanel *self = RCP_WAY_BACK_PANEL (section);

  self->hovered = -1;
  if (rcp_network_model_get_weight (model_of (self), NULL))
    {
      rcp_pace_hurry (&self->pace);
      return;
    }
  rcp_pace_cancel (&self->pace);
  rcp_way_back_runner_clear (self->runner);
  show_nothing (self, _ ("Click a weight in a filter above to see how this picture pushes it."));
}

/* The object */

static void
on_dark_changed (RcpWayBackPanel *self)
{
  if (rcp_way_back_runner_get_result (self->runner) != NULL)
    show_map (self, rcp_way_back_runner_get_result (self->runner));
}

static void
rcp_way_back_panel_unmap (GtkWidget *widget)
{
  rcp_pace_cancel (&RCP_WAY_BACK_PANEL (widget)->pace);
  GTK_WIDGET_CLASS (rcp_way_back_panel_parent_class)->unmap (widget);
}

static void
rcp_way_back_panel_finalize (GObject *object)
{
  RcpWayBackPanel *self = RCP_WAY_BACK_PANEL (object);

  rcp_pace_cancel (&self->pace);
  g_clear_object (&self->runner);
  g_clear_pointer (&self->network, rcp_network_unref);
  g_free (self->pixels);
  G_OBJECT_CLASS (rcp_way_back_panel_parent_class)->finalize (object);
}

static void
rcp_way_back_panel_class_init (RcpWayBackPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  RcpNetworkSectionClass *section_class = RCP_NETWORK_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rcp_way_back_panel_finalize;
  widget_class->unmap = rcp_way_back_panel_unmap;
  section_class->show_network = show_network;
  section_class->show_frame = show_frame;
  section_class->show_weight = show_weight;

  g_type_ensure (RCP_TYPE_CELL_VIEW);
  g_type_ensure (RCP_TYPE_TERM_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/way-back-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, place);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, nothing);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, content);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, class_box);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, true_class);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, classes);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, map_box);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, map);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, loss);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, gradient);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, backend);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, update);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, before);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, after);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, update_name);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, difference);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, detail);
  gtk_widget_class_bind_template_child (widget_class, RcpWayBackPanel, largest);
  gtk_widget_class_bind_template_callback (widget_class, on_class_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_hovered);
  gtk_widget_class_bind_template_callback (widget_class, on_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_line_pressed);
}

static void
rcp_way_back_panel_init (RcpWayBackPanel *self)
{
  self->pace = (RcpPace){ .interval = INTERVAL, .call = ask, .user_data = self };
  self->runner = rcp_way_back_runner_new ();
  self->hovered = -1;
  g_signal_connect_object (self->runner, "changed", G_CALLBACK (show_result), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (on_dark_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));
}
