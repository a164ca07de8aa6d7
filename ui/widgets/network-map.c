#include "network-map.h"

#include <glib/gi18n.h>

#include "answer-view.h"
#include "draw/numbers.h"
#include "layer-column.h"
#include "layer-picture.h"
#include "map-closeup.h"
#include "network-words.h"
#include "pace.h"
#include "sight.h"

struct _RcpNetworkMap
{
  RcpNetworkSection parent_instance;

  RcpNetwork *network; /* whose columns there are */
  GtkStack *stack;
  RcpMapCloseup *closeup;
  GtkBox *input; /* and the answer, on the other side, are always to be seen: the layers between them scroll */
  GtkScrolledWindow *scroller;
  GtkBox *board;
  GPtrArray *columns; /* of RcpLayerColumn: the input's, and those on the board */
  RcpAnswerView *answer;
  GtkBox *answer_column;
  GtkLabel *answer_shape;
  GtkInscription *status;
  GtkDropDown *range;
  GtkToggleButton *unfold;
  GtkWidget *enlarge;
  GtkLabel *problem;
  RcpPace pace;       /* of what is read */
  RcpPace told;       /* of descriptions */
  gboolean following; /* what it is scrolled in */
  RcpLayerView *hovered;
};

G_DEFINE_FINAL_TYPE (RcpNetworkMap, rcp_network_map, RCP_TYPE_NETWORK_SECTION)

static RcpNetworkModel *
model_of (RcpNetworkMap *self)
{
  return rcp_network_section_get_model (RCP_NETWORK_SECTION (self));
}

static gboolean
is_enlarged (RcpNetworkMap *self)
{
  return self->closeup != NULL && gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->closeup);
}

/* Words */

static gboolean
get_pointed_at (RcpNetworkMap *self, RcpCell *cell)
{
  int row = self->answer != NULL ? rcp_answer_view_get_hovered (self->answer) : -1;

  if (is_enlarged (self) && rcp_map_closeup_get_hovered (self->closeup, cell))
    return TRUE;
  if (self->hovered != NULL && rcp_layer_view_get_hovered (self->hovered, cell))
    return TRUE;
  if (row < 0)
    return rcp_network_model_get_cell (model_of (self), cell);
  *cell = (RcpCell){ (int) rcp_network_get_architecture (rcp_network_model_get_network (model_of (self)))->n_layers,
                     row, 0, 0 };
  return TRUE;
}

/* Classes have names. */
static char *
describe_value (RcpNetworkMap *self, RcpNetworkFrame *frame, RcpCell cell)
{
  const RcpArchitecture *architecture = rcp_network_frame_get_architecture (frame);
  g_autofree char *name = NULL;
  g_autofree char *share = NULL;

  if (cell.layer != (int) architecture->n_layers)
    return rcp_network_describe_value (frame, cell);
  name = rcp_network_model_dup_class_name (model_of (self), (guint) cell.channel);
  share = rcp_format_share ((double) frame->activations[rcp_cell_index (architecture, cell)]);
  return g_strdup_printf ("%s, %s: %s", rcp_cell_layer_name (architecture, cell.layer), name, share);
}

static void
show_status (RcpNetworkMap *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (model_of (self));
  g_autofree char *text = NULL;
  RcpCell cell;

  if (frame == NULL)
    text = g_strdup ("");
  else if (get_pointed_at (self, &cell))
    text = describe_value (self, frame, cell);
  else
    text = g_strdup (_ ("Click a cell to see where its number comes from."));
  if (g_strcmp0 (text, gtk_inscription_get_text (self->status)) == 0)
    return;
  gtk_inscription_set_text (self->status, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->status), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
show_texts (gpointer user_data)
{
  RcpNetworkMap *self = user_data;

  for (guint i = 0; i < self->columns->len; i++)
    rcp_layer_column_show_texts (self->columns->pdata[i]);
  rcp_answer_view_show_texts (self->answer);
  show_status (self);
}

static void
describe (gpointer user_data)
{
  RcpNetworkMap *self = user_data;

  for (guint i = 0; i < self->columns->len; i++)
    rcp_layer_column_describe (self->columns->pdata[i]);
  rcp_answer_view_describe (self->answer);
}

static void
ask_for_words (RcpNetworkMap *self)
{
  rcp_pace_ask (&self->pace);
  rcp_pace_ask (&self->told);
}

static void
on_hovered (RcpNetworkMap *self, RcpLayerView *view)
{
  g_set_weak_pointer (&self->hovered, view);
  show_status (self);
}

static void
on_answer_hovered (RcpNetworkMap *self)
{
  g_clear_weak_pointer (&self->hovered);
  show_status (self);
}

/* Numbers */

/* The range of a layer's colours: its own, that of all layers, or negative for that of each of its maps. */
static double
range_of (RcpNetworkFrame *frame, RcpRangeScope scope, double global, int layer)
{
  if (scope == RCP_RANGE_MAP)
    return -1;
  return scope == RCP_RANGE_GLOBAL ? global : rcp_layer_picture_get_range (frame, layer, -1);
}

static void
set_ranges (RcpNetworkMap *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (model_of (self));
  RcpRangeScope scope = rcp_network_model_get_range_scope (model_of (self));
  double global = 0;

  if (frame == NULL)
    return;
  if (scope == RCP_RANGE_GLOBAL)
    for (int i = 0; i < (int) rcp_network_frame_get_architecture (frame)->n_layers; i++)
      global = MAX (global, rcp_layer_picture_get_range (frame, i, -1));
  if (is_enlarged (self))
    rcp_map_closeup_show_frame (self->closeup,
                                range_of (frame, scope, global, rcp_map_closeup_get_layer (self->closeup)),
                                scope == RCP_RANGE_MAP     ? NULL
                                : scope == RCP_RANGE_LAYER ? _ ("per layer")
                                                           : _ ("global"));
  /* the input is a picture: it has its own colours */
  for (guint i = 1; i < self->columns->len; i++)
    rcp_layer_column_set_range (self->columns->pdata[i],
                                range_of (frame, scope, global, rcp_layer_column_get_layer (self->columns->pdata[i])));
}

static void
show_frame (RcpNetworkSection *section, RcpNetworkFrame *frame)
{
  RcpNetworkMap *self = RCP_NETWORK_MAP (section);
  const char *problem = rcp_network_model_get_problem (model_of (self));

  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  set_ranges (self);
  for (guint i = 0; i < self->columns->len; i++)
    rcp_layer_column_show_frame (self->columns->pdata[i]);
  rcp_answer_view_show_frame (self->answer);
  ask_for_words (self);
}

static gboolean
can_enlarge (RcpNetworkMap *self)
{
  return rcp_network_model_get_cell (model_of (self), NULL);
}

static void
on_back (RcpNetworkMap *self)
{
  gtk_stack_set_visible_child_name (self->stack, "map");
  gtk_widget_set_visible (GTK_WIDGET (self->unfold), TRUE);
  gtk_widget_set_visible (self->enlarge, TRUE);
}

static void
on_closeup_hovered (RcpNetworkMap *self)
{
  show_status (self);
}

static void
on_enlarge (RcpNetworkMap *self)
{
  if (!can_enlarge (self) || is_enlarged (self))
    return;
  if (self->closeup == NULL)
    {
      self->closeup = RCP_MAP_CLOSEUP (rcp_map_closeup_new (model_of (self)));
      g_signal_connect_swapped (self->closeup, "back", G_CALLBACK (on_back), self);
      g_signal_connect_swapped (self->closeup, "hovered", G_CALLBACK (on_closeup_hovered), self);
      gtk_stack_add_child (self->stack, GTK_WIDGET (self->closeup));
    }
  rcp_map_closeup_show_cell (self->closeup);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->closeup));
  gtk_widget_set_visible (GTK_WIDGET (self->unfold), FALSE);
  gtk_widget_set_visible (self->enlarge, FALSE);
  set_ranges (self);
}

/* Whoever leads to a cell elsewhere on the page leads to where it is seen. */
static void
scroll_to_cell (RcpNetworkMap *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (self->scroller);
  graphene_rect_t box;
  RcpCell cell;

  /* what the pointer or the keyboard is on is in sight already */
  if (!rcp_network_model_get_cell (model_of (self), &cell)
      || (self->hovered != NULL && rcp_layer_view_get_layer (self->hovered) == cell.layer))
    return;
  for (guint i = 1; i < self->columns->len; i++)
    if (rcp_layer_column_get_layer (self->columns->pdata[i]) == cell.layer
        && gtk_widget_compute_bounds (self->columns->pdata[i], GTK_WIDGET (self->board), &box))
      gtk_adjustment_clamp_page (adjustment, (double) box.origin.x, (double) (box.origin.x + box.size.width));
}

static void
show_filter (RcpNetworkSection *section)
{
  RcpNetworkMap *self = RCP_NETWORK_MAP (section);

  for (guint i = 0; i < self->columns->len; i++)
    rcp_layer_column_show_filter (self->columns->pdata[i]);
}

static void
show_cell (RcpNetworkSection *section)
{
  RcpNetworkMap *self = RCP_NETWORK_MAP (section);

  for (guint i = 0; i < self->columns->len; i++)
    rcp_layer_column_show_cell (self->columns->pdata[i]);
  scroll_to_cell (self);
  if (self->answer != NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self->answer));
  if (!rcp_network_model_get_cell (model_of (self), NULL))
    on_back (self);
  else if (is_enlarged (self))
    {
      rcp_map_closeup_show_cell (self->closeup);
      set_ranges (self);
    }
  gtk_widget_set_sensitive (self->enlarge, can_enlarge (self));
  ask_for_words (self);
  show_status (self);
}

static void
show_range (RcpNetworkSection *section)
{
  RcpNetworkMap *self = RCP_NETWORK_MAP (section);

  gtk_drop_down_set_selected (self->range, rcp_network_model_get_range_scope (model_of (self)));
  set_ranges (self);
  ask_for_words (self);
}

static void
on_range_selected (RcpNetworkMap *self)
{
  if (model_of (self) != NULL)
    rcp_network_model_set_range_scope (model_of (self), (RcpRangeScope) gtk_drop_down_get_selected (self->range));
}

static void
on_layer_changed (RcpNetworkMap *self)
{
  set_ranges (self);
  ask_for_words (self);
}

/* Columns */

static void
add_column (RcpNetworkMap *self, int first, int last, int shown)
{
  GtkWidget *column = rcp_layer_column_new (model_of (self), first, last, shown);

  g_signal_connect_swapped (column, "hovered", G_CALLBACK (on_hovered), self);
  g_signal_connect_swapped (column, "enlarge", G_CALLBACK (on_enlarge), self);
  g_signal_connect_swapped (column, "layer-changed", G_CALLBACK (on_layer_changed), self);
  gtk_box_append (first == RCP_CELL_INPUT ? self->input : self->board, column);
  g_ptr_array_add (self->columns, column);
}

/* The last layer of the column that begins with @first: a convolution has one of its own, and what works on numbers one
 * by one, pools or flattens shares one, a linear layer's with it. */
static int
find_last (RcpNetworkMap *self, const RcpArchitecture *architecture, int first)
{
  int last = first;

  if (gtk_toggle_button_get_active (self->unfold) || architecture->layers[first].kind == RCP_LAYER_CONV2D)
    return first;
  while (last + 1 < (int) architecture->n_layers && architecture->layers[last + 1].weight_count == 0)
    last++;
  return last;
}

static void
clear_columns (RcpNetworkMap *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    gtk_box_remove (i == 0 ? self->input : self->board, self->columns->pdata[i]);
  g_ptr_array_set_size (self->columns, 0);
  /* a map that goes while the pointer is on it says so, and is gone then */
  g_clear_weak_pointer (&self->hovered);
}

static void
make_columns (RcpNetworkMap *self)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (rcp_network_model_get_network (model_of (self)));
  int last;

  add_column (self, RCP_CELL_INPUT, RCP_CELL_INPUT, RCP_CELL_INPUT);
  for (int first = 0; first < (int) architecture->n_layers; first = last + 1)
    {
      int shown = last = find_last (self, architecture, first);

      /* numbers in another order say nothing new */
      while (shown > first && architecture->layers[shown].kind == RCP_LAYER_FLATTEN)
        shown--;
      add_column (self, first, last, shown);
    }
}

static void
add_answer (RcpNetworkMap *self)
{
  self->answer = RCP_ANSWER_VIEW (rcp_answer_view_new (model_of (self)));
  g_signal_connect_swapped (self->answer, "hovered", G_CALLBACK (on_answer_hovered), self);
  gtk_box_append (self->answer_column, GTK_WIDGET (self->answer));
}

static void
show_network (RcpNetworkSection *section, RcpNetwork *network)
{
  RcpNetworkMap *self = RCP_NETWORK_MAP (section);
  g_autofree char *text = NULL;

  if (self->answer == NULL)
    add_answer (self);
  rcp_answer_view_show_network (self->answer);
  /* coming back to the page, columns are as they were left */
  if (network == self->network)
    return;
  clear_columns (self);
  g_clear_pointer (&self->network, rcp_network_unref);
  gtk_widget_set_visible (GTK_WIDGET (self->answer_column), network != NULL);
  if (network == NULL)
    return;
  self->network = rcp_network_ref (network);
  make_columns (self);
  text = g_strdup_printf (_ ("%u · softmax"), rcp_network_get_architecture (network)->n_classes);
  gtk_label_set_label (self->answer_shape, text);
}

static void
on_unfolded (RcpNetworkMap *self)
{
  RcpNetworkSection *section = RCP_NETWORK_SECTION (self);

  if (model_of (self) == NULL || rcp_network_model_get_network (model_of (self)) == NULL)
    return;
  clear_columns (self);
  make_columns (self);
  show_frame (section, NULL);
  show_cell (section);
}

static void
on_scrolled (RcpNetworkMap *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    rcp_layer_column_come_to_sight (self->columns->pdata[i]);
}

static void
rcp_network_map_map (GtkWidget *widget)
{
  RcpNetworkMap *self = RCP_NETWORK_MAP (widget);

  GTK_WIDGET_CLASS (rcp_network_map_parent_class)->map (widget);
  if (self->following)
    return;
  self->following = TRUE;
  rcp_widget_follow_sight (GTK_WIDGET (self->board), G_CALLBACK (on_scrolled), self);
}

/* The object */

static void
rcp_network_map_dispose (GObject *object)
{
  RcpNetworkMap *self = RCP_NETWORK_MAP (object);

  rcp_pace_cancel (&self->pace);
  rcp_pace_cancel (&self->told);
  g_clear_pointer (&self->network, rcp_network_unref);
  G_OBJECT_CLASS (rcp_network_map_parent_class)->dispose (object);
}

static void
rcp_network_map_finalize (GObject *object)
{
  g_ptr_array_unref (RCP_NETWORK_MAP (object)->columns);
  G_OBJECT_CLASS (rcp_network_map_parent_class)->finalize (object);
}

static void
rcp_network_map_class_init (RcpNetworkMapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  RcpNetworkSectionClass *section_class = RCP_NETWORK_SECTION_CLASS (klass);

  object_class->dispose = rcp_network_map_dispose;
  object_class->finalize = rcp_network_map_finalize;
  widget_class->map = rcp_network_map_map;
  section_class->at_every_frame = TRUE;
  section_class->show_network = show_network;
  section_class->show_frame = show_frame;
  section_class->show_cell = show_cell;
  section_class->show_filter = show_filter;
  section_class->show_range = show_range;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/network-map.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpNetworkMap, stack);
  gtk_widget_class_bind_template_child (widget_class, RcpNetworkMap, input);
  gtk_widget_class_bind_template_child (widget_class, RcpNetworkMap, scroller);
  gtk_widget_class_bind_template_child (widget_class, RcpNetworkMap, board);
  gtk_widget_class_bind_template_child (widget_class, RcpNetworkMap, answer_column);
  gtk_widget_class_bind_template_child (widget_class, RcpNetworkMap, answer_shape);
  gtk_widget_class_bind_template_child (widget_class, RcpNetworkMap, status);
  gtk_widget_class_bind_template_child (widget_class, RcpNetworkMap, range);
  gtk_widget_class_bind_template_child (widget_class, RcpNetworkMap, unfold);
  gtk_widget_class_bind_template_child (widget_class, RcpNetworkMap, enlarge);
  gtk_widget_class_bind_template_child (widget_class, RcpNetworkMap, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_range_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_unfolded);
  gtk_widget_class_bind_template_callback (widget_class, on_enlarge);
}

static void
rcp_network_map_init (RcpNetworkMap *self)
{
  self->columns = g_ptr_array_new ();
  self->pace = (RcpPace){ .interval = RCP_PACE_READ, .call = show_texts, .user_data = self };
  self->told = (RcpPace){ .interval = RCP_PACE_TOLD, .call = describe, .user_data = self };
  gtk_widget_init_template (GTK_WIDGET (self));
}
