#include "network-map-private.h"

#include <glib/gi18n.h>

#include "layer-picture.h"
#include "sight.h"

G_DEFINE_FINAL_TYPE (RcpNetworkMap, rcp_network_map, RCP_TYPE_NETWORK_SECTION)

gboolean
rcp_network_map_is_enlarged (RcpNetworkMap *self)
{
  return self->closeup != NULL && gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->closeup);
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

void
rcp_network_map_set_ranges (RcpNetworkMap *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (rcp_network_map_model (self));
  RcpRangeScope scope = rcp_network_model_get_range_scope (rcp_network_map_model (self));
  double global = 0;

  if (frame == NULL)
    return;
  if (scope == RCP_RANGE_GLOBAL)
    for (int i = 0; i < (int) rcp_network_frame_get_architecture (frame)->n_layers; i++)
      global = MAX (global, rcp_layer_picture_get_range (frame, i, -1));
  if (rcp_network_map_is_enlarged (self))
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
  const char *problem = rcp_network_model_get_problem (rcp_network_map_model (self));

  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  rcp_network_map_set_ranges (self);
  for (guint i = 0; i < self->columns->len; i++)
    rcp_layer_column_show_frame (self->columns->pdata[i]);
  rcp_answer_view_show_frame (self->answer);
  rcp_network_map_ask_for_words (self);
}

static gboolean
can_enlarge (RcpNetworkMap *self)
{
  return rcp_network_model_get_cell (rcp_network_map_model (self), NULL);
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
  rcp_network_map_show_status (self);
}

void
rcp_network_map_enlarge (RcpNetworkMap *self)
{
  if (!can_enlarge (self) || rcp_network_map_is_enlarged (self))
    return;
  if (self->closeup == NULL)
    {
      self->closeup = RCP_MAP_CLOSEUP (rcp_map_closeup_new (rcp_network_map_model (self)));
      g_signal_connect_swapped (self->closeup, "back", G_CALLBACK (on_back), self);
      g_signal_connect_swapped (self->closeup, "hovered", G_CALLBACK (on_closeup_hovered), self);
      gtk_stack_add_child (self->stack, GTK_WIDGET (self->closeup));
    }
  rcp_map_closeup_show_cell (self->closeup);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->closeup));
  gtk_widget_set_visible (GTK_WIDGET (self->unfold), FALSE);
  gtk_widget_set_visible (self->enlarge, FALSE);
  rcp_network_map_set_ranges (self);
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
  rcp_network_map_scroll_to_cell (self);
  if (self->answer != NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self->answer));
  if (!rcp_network_model_get_cell (rcp_network_map_model (self), NULL))
    on_back (self);
  else if (rcp_network_map_is_enlarged (self))
    {
      rcp_map_closeup_show_cell (self->closeup);
      rcp_network_map_set_ranges (self);
    }
  gtk_widget_set_sensitive (self->enlarge, can_enlarge (self));
  rcp_network_map_ask_for_words (self);
  rcp_network_map_show_status (self);
}

static void
show_range (RcpNetworkSection *section)
{
  RcpNetworkMap *self = RCP_NETWORK_MAP (section);

  gtk_drop_down_set_selected (self->range, rcp_network_model_get_range_scope (rcp_network_map_model (self)));
  rcp_network_map_set_ranges (self);
  rcp_network_map_ask_for_words (self);
}

static void
on_range_selected (RcpNetworkMap *self)
{
  if (rcp_network_map_model (self) != NULL)
    rcp_network_model_set_range_scope (rcp_network_map_model (self),
                                       (RcpRangeScope) gtk_drop_down_get_selected (self->range));
}

static void
on_answer_hovered (RcpNetworkMap *self)
{
  g_clear_weak_pointer (&self->hovered);
  rcp_network_map_show_status (self);
}

static void
add_answer (RcpNetworkMap *self)
{
  self->answer = RCP_ANSWER_VIEW (rcp_answer_view_new (rcp_network_map_model (self)));
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
  rcp_network_map_clear_columns (self);
  g_clear_pointer (&self->network, rcp_network_unref);
  gtk_widget_set_visible (GTK_WIDGET (self->answer_column), network != NULL);
  if (network == NULL)
    return;
  self->network = rcp_network_ref (network);
  rcp_network_map_make_columns (self);
  text = g_strdup_printf (_ ("%u · softmax"), rcp_network_get_architecture (network)->n_classes);
  gtk_label_set_label (self->answer_shape, text);
}

static void
on_unfolded (RcpNetworkMap *self)
{
  RcpNetworkSection *section = RCP_NETWORK_SECTION (self);

  if (rcp_network_map_model (self) == NULL || rcp_network_model_get_network (rcp_network_map_model (self)) == NULL)
    return;
  rcp_network_map_clear_columns (self);
  rcp_network_map_make_columns (self);
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
  gtk_widget_class_bind_template_callback_full (widget_class, "on_enlarge", G_CALLBACK (rcp_network_map_enlarge));
}

static void
rcp_network_map_init (RcpNetworkMap *self)
{
  self->columns = g_ptr_array_new ();
  self->pace = (RcpPace){ .interval = RCP_PACE_READ, .call = rcp_network_map_show_texts, .user_data = self };
  self->told = (RcpPace){ .interval = RCP_PACE_TOLD, .call = rcp_network_map_describe, .user_data = self };
  gtk_widget_init_template (GTK_WIDGET (self));
}
