#pragma once

#include "draw/filter-sheet.h"
#include "inspect/activity.h"
#include "inspect/batch-gradient.h"
#include "network-frame.h"

G_BEGIN_DECLS

/**
 * RcpLearnedSheet:
 * @sheet: what is drawn; all that it borrows is held below
 *
 * The filters of a layer of a network and what is known of them. To be zeroed at first.
 */
typedef struct
{
  RcpFilterSheet sheet;

  /*< private >*/
  RcpSnapshot *weights;
  RcpNetworkFrame *frame;
  int *first_planes;
  double *norms;
  double *gradients;
  guint8 *dead;
} RcpLearnedSheet;

/** rcp_learned_sheet_sees_colours: whether the weights of a layer stand for the colours of the picture itself, so that
 * they can be drawn as tiles */
gboolean rcp_learned_sheet_sees_colours (const RcpArchitecture *architecture, int layer);

/** rcp_learned_sheet_set_layer: of which layer the filters are, drawn as tiles or as planes; nothing is known of them,
 * none is looked at */
void rcp_learned_sheet_set_layer (RcpLearnedSheet *self, const RcpArchitecture *architecture, int layer,
                                  gboolean tiles);

/** rcp_learned_sheet_set_weights: @layer: the same; @frame: (nullable): what the filters put out */
void rcp_learned_sheet_set_weights (RcpLearnedSheet *self, const RcpArchitecture *architecture, int layer,
                                    RcpSnapshot *weights, RcpNetworkFrame *frame);

/** rcp_learned_sheet_set_gradient: @layer: the same; @gradient: (nullable): %NULL while not known */
void rcp_learned_sheet_set_gradient (RcpLearnedSheet *self, const RcpLayer *layer, const RcpBatchGradient *gradient);

/** rcp_learned_sheet_set_activity: @layer: the same; @activity: (nullable): %NULL while not known */
void rcp_learned_sheet_set_activity (RcpLearnedSheet *self, int layer, const RcpActivity *activity);

/** rcp_learned_sheet_let_go: of the weights and the frame; what is drawn must not be drawn any more */
void rcp_learned_sheet_let_go (RcpLearnedSheet *self);

/** rcp_learned_sheet_clear: lets go of all */
void rcp_learned_sheet_clear (RcpLearnedSheet *self);

G_END_DECLS
