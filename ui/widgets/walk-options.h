#pragma once

#include <adwaita.h>

#include "walk-model.h"

G_BEGIN_DECLS

#define RCP_TYPE_WALK_OPTIONS (rcp_walk_options_get_type ())
/**
 * RcpWalkOptions:
 *
 * The layer that is walked through, what goes into it and its kernels. What a kind of layer does not have cannot be
 * set.
 */
G_DECLARE_FINAL_TYPE (RcpWalkOptions, rcp_walk_options, RCP, WALK_OPTIONS, AdwBin)

/** rcp_walk_options_set_model: once */
void rcp_walk_options_set_model (RcpWalkOptions *self, RcpWalkModel *model);

G_END_DECLS
