#include "network-map-private.h"

#include <glib/gi18n.h>

#include "draw/numbers.h"
#include "network-words.h"

/* Words */

static gboolean
get_pointed_at (RcpNetworkMap *self, RcpCell *cell)
{
  int row = self->answer != NULL ? rcp_answer_view_get_hovered (self->answer) : -1;

  if (rcp_network_map_is_enlarged (self) && rcp_map_closeup_get_hovered (self->closeup, cell))
    return TRUE;
  if (self->hovered != NULL && rcp_layer_view_get_hovered (self->hovered, cell))
    return TRUE;
  if (row < 0)
    return rcp_network_model_get_cell (rcp_network_map_model (self), cell);
  *cell = (RcpCell){
    (int) rcp_network_get_architecture (rcp_network_model_get_network (rcp_network_map_model (self)))->n_layers, row, 0,
    0
  };
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
  name = rcp_network_model_dup_class_name (rcp_network_map_model (self), (guint) cell.channel);
  share = rcp_format_share ((double) frame->activations[rcp_cell_index (architecture, cell)]);
  return g_strdup_printf ("%s, %s: %s", rcp_cell_layer_name (architecture, cell.layer), name, share);
}

void
rcp_network_map_show_status (RcpNetworkMap *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (rcp_network_map_model (self));
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

void
rcp_network_map_show_texts (gpointer user_data)
{
  RcpNetworkMap *self = user_data;

  for (guint i = 0; i < self->columns->len; i++)
    rcp_layer_column_show_texts (self->columns->pdata[i]);
  rcp_answer_view_show_texts (self->answer);
  rcp_network_map_show_status (self);
}

void
rcp_network_map_describe (gpointer user_data)
{
  RcpNetworkMap *self = user_data;

  for (guint i = 0; i < self->columns->len; i++)
    rcp_layer_column_describe (self->columns->pdata[i]);
  rcp_answer_view_describe (self->answer);
}

void
rcp_network_map_ask_for_words (RcpNetworkMap *self)
{
  rcp_pace_ask (&self->pace);
  rcp_pace_ask (&self->told);
}
