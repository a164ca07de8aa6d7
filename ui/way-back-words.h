#pragma once

#include "inspect/way-back.h"
#include "network-model.h"

G_BEGIN_DECLS

/* What a way back says, in words. All results are (transfer full). */

/** rcp_way_back_words_weight: "conv1 · filter 3 · input channel 0 · row 2, column 4", "fc1 · unit 12 · bias" */
char *rcp_way_back_words_weight (RcpNetworkModel *model, const RcpWayBack *way_back);

/** rcp_way_back_words_place: "row 3, column 7"; where the layer has no maps, "fc1 · unit 12" */
char *rcp_way_back_words_place (RcpNetworkModel *model, const RcpWayBackPlace *place);

/** rcp_way_back_words_formula: what the place adds: "0.0021 × −0.116 = −0.0002436" */
char *rcp_way_back_words_formula (const RcpWayBackPlace *place);

/** rcp_way_back_words_map: all of the places, for those who cannot see them */
char *rcp_way_back_words_map (const RcpWayBack *way_back);

G_END_DECLS
