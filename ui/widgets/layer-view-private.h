#pragma once

/* What the files of the view share: layer-view.c has the object and what it shows, layer-view-draw.c draws it, and
 * layer-view-input.c follows the pointer and the keyboard. */

#include "layer-picture.h"
#include "layer-view.h"

G_BEGIN_DECLS

struct _RcpLayerView
{
  GtkWidget parent_instance;

  RcpNetworkModel *model;
  int layer;
  double range;
  RcpLayerPicture picture;
  int turned_to;  /* a map that is to be seen */
  guint8 *pixels; /* of the input, that are drawn */

  /* The maps as pixels, twice: one is written while the other may still be in the frame before. */
  cairo_surface_t *surfaces[2];
  guint newest;
  GskRenderNode *maps;
  gboolean stale;
  GskRenderNode *marks;
  gboolean marks_stale;
  int scale;
  gboolean dark;

  RcpCell hovered;
  gboolean has_hovered;
  graphene_point_t pointer;
  RcpCell cursor;
};

enum
{
  HOVERED,
  ENLARGE,
  N_SIGNALS
};

extern guint rcp_layer_view_signals[N_SIGNALS];

/* of the model's network, which there is */
const RcpArchitecture *rcp_layer_view_architecture (RcpLayerView *self);

/* Whether it has been given a layer. */
gboolean rcp_layer_view_has_layer (RcpLayerView *self);

/* Shows the maps that @channel is among. */
void rcp_layer_view_turn_to (RcpLayerView *self, int channel);

/* Nothing that has been drawn is as it is to be. */
void rcp_layer_view_forget_drawing (RcpLayerView *self);

/* Whether the numbers that are drawn are those of the model's frame: true of the specimen while a run trains. */
gboolean rcp_layer_view_has_same_pixels (RcpLayerView *self);

void rcp_layer_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);

/* The view's event controllers. */
void rcp_layer_view_add_input (RcpLayerView *self);

G_END_DECLS
