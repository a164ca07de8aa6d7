#include "network-map-private.h"

static void
on_hovered (RcpNetworkMap *self, RcpLayerView *view)
{
  g_set_weak_pointer (&self->hovered, view);
  rcp_network_map_show_status (self);
}

static void
on_layer_changed (RcpNetworkMap *self)
{
  rcp_network_map_set_ranges (self);
  rcp_network_map_ask_for_words (self);
}

static void
add_column (RcpNetworkMap *self, int first, int last, int shown)
{
  GtkWidget *column = rcp_layer_column_new (rcp_network_map_model (self), first, last, shown);

  g_signal_connect_swapped (column, "hovered", G_CALLBACK (on_hovered), self);
  g_signal_connect_swapped (column, "enlarge", G_CALLBACK (rcp_network_map_enlarge), self);
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

void
rcp_network_map_clear_columns (RcpNetworkMap *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    gtk_box_remove (i == 0 ? self->input : self->board, self->columns->pdata[i]);
  g_ptr_array_set_size (self->columns, 0);
  /* a map that goes while the pointer is on it says so, and is gone then */
  g_clear_weak_pointer (&self->hovered);
}

void
rcp_network_map_make_columns (RcpNetworkMap *self)
{
  const RcpArchitecture *architecture =
      rcp_network_get_architecture (rcp_network_model_get_network (rcp_network_map_model (self)));
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

/* Whoever leads to a cell elsewhere on the page leads to where it is seen. */
void
rcp_network_map_scroll_to_cell (RcpNetworkMap *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (self->scroller);
  graphene_rect_t box;
  RcpCell cell;

  /* what the pointer or the keyboard is on is in sight already */
  if (!rcp_network_model_get_cell (rcp_network_map_model (self), &cell)
      || (self->hovered != NULL && rcp_layer_view_get_layer (self->hovered) == cell.layer))
    return;
  for (guint i = 1; i < self->columns->len; i++)
    if (rcp_layer_column_get_layer (self->columns->pdata[i]) == cell.layer
        && gtk_widget_compute_bounds (self->columns->pdata[i], GTK_WIDGET (self->board), &box))
      gtk_adjustment_clamp_page (adjustment, (double) box.origin.x, (double) (box.origin.x + box.size.width));
}
