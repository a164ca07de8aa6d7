#pragma once

/* What the files of the model share: network-model.c has the object, network-model-weights.c the network and the edits
 * that follow the session's snapshot, network-model-pass.c the forward pass, network-model-look.c what is looked at. */

#include "network-model.h"

G_BEGIN_DECLS

struct _RcpNetworkModel
{
  GObject parent_instance;

  RcpSession *session;
  gboolean active;

  RcpNetwork *network;
  RcpEdits *edits;
  gboolean rebasing; /* they are being made of other weights */
  gboolean rebased;  /* that is to be told of with the next frame */
  gboolean touched;  /* somebody has changed them since the last frame */
  gboolean following;
  RcpNetworkFrame *frame;
  char *problem;

  gboolean has_cell;
  RcpCell cell;
  RcpTrace *trace;
  RcpReceptiveField *field;
  int filter_layer;
  int filter;
  gsize weight;
  RcpRangeScope scope;

  RcpProbe *probe;   /* the worker's while there is one */
  gboolean working;  /* a worker is under way */
  gboolean outdated; /* and what it works on is no longer wanted */
};

typedef enum
{
  RCP_NETWORK_MODEL_NETWORK_CHANGED,
  RCP_NETWORK_MODEL_FRAME_CHANGED,
  RCP_NETWORK_MODEL_CELL_CHANGED,
  RCP_NETWORK_MODEL_FILTER_CHANGED,
  RCP_NETWORK_MODEL_WEIGHT_CHANGED,
  RCP_NETWORK_MODEL_RANGE_CHANGED,
  RCP_NETWORK_MODEL_EDITS_CHANGED,
  RCP_NETWORK_MODEL_N_SIGNALS
} RcpNetworkModelSignal;

/** rcp_network_model_emit: emits a signal */
void rcp_network_model_emit (RcpNetworkModel *self, RcpNetworkModelSignal signal);

/** rcp_network_model_ask: asks a worker for a frame of what is wanted now; while nobody looks it is put off */
void rcp_network_model_ask (RcpNetworkModel *self);

/** rcp_network_model_follow_weights: the session's snapshot is another one. Nothing is done while nobody looks; what
 * changed meanwhile is taken then */
void rcp_network_model_follow_weights (RcpNetworkModel *self);

/** rcp_network_model_follow_run: the session's run is another one: edits of the one before go */
void rcp_network_model_follow_run (RcpNetworkModel *self);

/** rcp_network_model_look_at_nothing: no cell, no filter and no weight */
void rcp_network_model_look_at_nothing (RcpNetworkModel *self);

G_END_DECLS
