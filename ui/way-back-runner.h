#pragma once

#include "inspect/way-back.h"
#include "network-frame.h"

G_BEGIN_DECLS

#define RCP_TYPE_WAY_BACK_RUNNER (rcp_way_back_runner_get_type ())
/**
 * RcpWayBackRunner:
 *
 * Works out in a worker, with a probe of its own, how one weight learns from one picture. Of several requests only the
 * newest counts.
 *
 * Signals:
 * - "changed": rcp_way_back_runner_get_result() or _get_problem() has another answer
 */
G_DECLARE_FINAL_TYPE (RcpWayBackRunner, rcp_way_back_runner, RCP, WAY_BACK_RUNNER, GObject)

RcpWayBackRunner *rcp_way_back_runner_new (void);

/** rcp_way_back_runner_ask: see rcp_way_back_new(); the picture and the weights are those of @frame */
void rcp_way_back_runner_ask (RcpWayBackRunner *self, RcpNetworkFrame *frame, gsize parameter, guint label,
                              double learning_rate);

/** rcp_way_back_runner_clear: nothing is wanted any more */
void rcp_way_back_runner_clear (RcpWayBackRunner *self);

/** rcp_way_back_runner_get_result: (transfer none) (nullable): the answer to the newest question that has one, of the
 * same parameter and network as was asked last */
const RcpWayBack *rcp_way_back_runner_get_result (RcpWayBackRunner *self);

/** rcp_way_back_runner_get_problem: (transfer none) (nullable): the sentence that says why there is none */
const char *rcp_way_back_runner_get_problem (RcpWayBackRunner *self);

G_END_DECLS
