#pragma once

/* What the files of the map share: network-map.c has the object and follows the model, network-map-columns.c makes the
 * columns of the network, and network-map-words.c says what is to be read. */

#include "answer-view.h"
#include "layer-column.h"
#include "map-closeup.h"
#include "network-map.h"
#include "pace.h"

G_BEGIN_DECLS

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

static inline RcpNetworkModel *
rcp_network_map_model (RcpNetworkMap *self)
{
  return rcp_network_section_get_model (RCP_NETWORK_SECTION (self));
}

/* Whether one map has the place of all. */
gboolean rcp_network_map_is_enlarged (RcpNetworkMap *self);

/* Gives one map the place of all, if a cell of it is looked at. */
void rcp_network_map_enlarge (RcpNetworkMap *self);

/* Gives each layer the range of its colours. */
void rcp_network_map_set_ranges (RcpNetworkMap *self);

/* The columns of the model's network, which there is. */
void rcp_network_map_make_columns (RcpNetworkMap *self);

void rcp_network_map_clear_columns (RcpNetworkMap *self);

/* Brings the layer of the cell that is looked at to sight. */
void rcp_network_map_scroll_to_cell (RcpNetworkMap *self);

/* Says which number the pointer or the keyboard is on, or is looked at. */
void rcp_network_map_show_status (RcpNetworkMap *self);

/* What is read and what is told, as soon as it is time for either. */
void rcp_network_map_ask_for_words (RcpNetworkMap *self);

/* The same now: calls of the two #RcpPace. */
void rcp_network_map_show_texts (gpointer self);
void rcp_network_map_describe (gpointer self);

G_END_DECLS
