#pragma once

#include <adwaita.h>

#include "walk-model.h"

G_BEGIN_DECLS

#define RCP_TYPE_WALK_PREDICT (rcp_walk_predict_get_type ())
/**
 * RcpWalkPredict:
 *
 * Predict first: hides the output's size, or one of its values, and asks for it. A guess is answered in words; a wrong
 * one with which way it is off, so that it can be tried again.
 */
G_DECLARE_FINAL_TYPE (RcpWalkPredict, rcp_walk_predict, RCP, WALK_PREDICT, AdwBin)

/** rcp_walk_predict_set_model: once */
void rcp_walk_predict_set_model (RcpWalkPredict *self, RcpWalkModel *model);

G_END_DECLS
