#pragma once

#include <glib-object.h>

#include "inspect/edits.h"
#include "inspect/receptive-field.h"
#include "inspect/trace.h"
#include "network-frame.h"
#include "session.h"

G_BEGIN_DECLS

/**
 * RcpRangeScope:
 * @RCP_RANGE_MAP: of each map's own values
 * @RCP_RANGE_LAYER: of all values of its layer
 * @RCP_RANGE_GLOBAL: of all values of all layers that are drawn as maps
 *
 * Which values decide about the colours of a map.
 */
typedef enum
{
  RCP_RANGE_MAP,
  RCP_RANGE_LAYER,
  RCP_RANGE_GLOBAL,
} RcpRangeScope;

/** RCP_NETWORK_MODEL_NO_WEIGHT: in place of a weight's index: none */
#define RCP_NETWORK_MODEL_NO_WEIGHT G_MAXSIZE

#define RCP_TYPE_NETWORK_MODEL (rcp_network_model_get_type ())
/**
 * RcpNetworkModel:
 *
 * What the page Network shows: the network of the session's snapshot, what it makes of the specimen, the edits made by
 * hand, and what is looked at: a cell, a filter, and one of the weights. The parts of the page show it and change it,
 * and know nothing of one another.
 *
 * The forward pass runs in a worker; of several requests only the newest counts. Edits stay when time moves: they are
 * made of every moment's weights. They go when another run begins.
 *
 * Signals:
 * - "network-changed": another network, or other classes, or none; rcp_network_model_get_network() is another object
 *   then, and only then; "frame-changed" follows when there are numbers
 * - "frame-changed": rcp_network_model_get_frame() has another answer; at most once a frame of the display
 * - "cell-changed": another cell is looked at, or none
 * - "filter-changed": another filter is looked at, or none
 * - "weight-changed": another weight is looked at, or none
 * - "range-changed": rcp_network_model_get_range_scope() has another answer
 * - "edits-changed": rcp_network_model_get_edits() has another answer, or something in it changed
 */
G_DECLARE_FINAL_TYPE (RcpNetworkModel, rcp_network_model, RCP, NETWORK_MODEL, GObject)

RcpNetworkModel *rcp_network_model_new (RcpSession *session);

/** rcp_network_model_get_session: (transfer none) */
RcpSession *rcp_network_model_get_session (RcpNetworkModel *self);

/** rcp_network_model_set_active: whether anybody looks; without, nothing is computed */
void rcp_network_model_set_active (RcpNetworkModel *self, gboolean active);

/** rcp_network_model_get_network: (transfer none) (nullable): of the newest weights, known before there is a frame of
 * it */
RcpNetwork *rcp_network_model_get_network (RcpNetworkModel *self);

/** rcp_network_model_get_frame: (transfer none) (nullable): numbers of rcp_network_model_get_network(), never of
 * another one */
RcpNetworkFrame *rcp_network_model_get_frame (RcpNetworkModel *self);

/** rcp_network_model_is_following: whether frames come by themselves, because a run is followed while it trains and
 * nothing else has been changed meanwhile */
gboolean rcp_network_model_is_following (RcpNetworkModel *self);

/** rcp_network_model_get_problem: (transfer none) (nullable): the sentence that says why there is no frame */
const char *rcp_network_model_get_problem (RcpNetworkModel *self);

/** rcp_network_model_get_edits: (transfer none) (nullable): changes made by hand to the session's snapshot */
RcpEdits *rcp_network_model_get_edits (RcpNetworkModel *self);

/** rcp_network_model_get_cell: @cell: (out) (optional): the cell that is looked at; %FALSE where there is none */
gboolean rcp_network_model_get_cell (RcpNetworkModel *self, RcpCell *cell);

/** rcp_network_model_set_cell: (nullable): a cell of the network, input and softmax included; others are ignored. The
 * filter that made it is looked at too: its own, or that of the last layer with weights before it, as long as channels
 * stay channels in between */
void rcp_network_model_set_cell (RcpNetworkModel *self, const RcpCell *cell);

/** rcp_network_model_get_filter: (out): the filter, or unit, that is looked at; %FALSE where there is none */
gboolean rcp_network_model_get_filter (RcpNetworkModel *self, int *layer, int *filter);

/** rcp_network_model_set_filter: @layer: a convolution or a linear layer; others are ignored, −1 is none. The cell
 * stays where it is */
void rcp_network_model_set_filter (RcpNetworkModel *self, int layer, int filter);

/** rcp_network_model_get_weight: (out) (optional): where the weight, or bias, that is looked at stands in the parameter
 * vector; %FALSE where there is none */
gboolean rcp_network_model_get_weight (RcpNetworkModel *self, gsize *parameter);

/** rcp_network_model_set_weight: one that the network does not have is ignored; %RCP_NETWORK_MODEL_NO_WEIGHT is none */
void rcp_network_model_set_weight (RcpNetworkModel *self, gsize parameter);

/** rcp_network_model_get_trace: (transfer none) (nullable): how the cell that is looked at was made in the present
 * frame; valid until the cell or the frame changes; %NULL of a pixel of the input */
const RcpTrace *rcp_network_model_get_trace (RcpNetworkModel *self);

/** rcp_network_model_get_field: (transfer none) (nullable): all that the cell that is looked at was made from; valid
 * until the cell changes */
const RcpReceptiveField *rcp_network_model_get_field (RcpNetworkModel *self);

RcpRangeScope rcp_network_model_get_range_scope (RcpNetworkModel *self);
void rcp_network_model_set_range_scope (RcpNetworkModel *self, RcpRangeScope scope);

/** rcp_network_model_dup_class_name: (transfer full): what the answer @index stands for: "cat", or "class 3" where the
 * dataset does not say */
char *rcp_network_model_dup_class_name (RcpNetworkModel *self, guint index);

G_END_DECLS
