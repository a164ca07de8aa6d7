#pragma once

#include "network-model.h"
#include "trace-shape.h"

G_BEGIN_DECLS

/* What a trace says, in words. All results are (transfer full). */

/** rcp_trace_words_digits: as many digits as tell a float32 from its neighbours: "−0.326089859" */
char *rcp_trace_words_digits (double value);

/** rcp_trace_words_number: rounded for reading, as a power of ten where it would be nothing: "−0.1163", "2.1e−07" */
char *rcp_trace_words_number (double value);

/** rcp_trace_words_place: "conv1 · map 3 · row 11, column 13", "fc1 · unit 12", "softmax · cat" */
char *rcp_trace_words_place (RcpNetworkModel *model, RcpCell cell);

/** rcp_trace_words_group: "Red", "Map 3", "Inputs" */
char *rcp_trace_words_group (const RcpTraceShape *shape, guint group);

/** rcp_trace_words_term: the term as a formula: "−0.116 × 0.512 = −0.0594" */
char *rcp_trace_words_term (const RcpTrace *trace, guint term);

/** rcp_trace_words_how: the sentence that says how a number of this kind is made; of a sum "" */
char *rcp_trace_words_how (const RcpTrace *trace);

/** rcp_trace_words_difference: "equal to the last bit", or "difference 1.2e−08" */
char *rcp_trace_words_difference (double ours, double theirs);

/** rcp_trace_words_next: what the layers behind make of the number: "ReLU 0.000 · pool takes 0.616"; "" where there is
 * nothing to say */
char *rcp_trace_words_next (RcpNetworkModel *model, RcpCell cell);

G_END_DECLS
