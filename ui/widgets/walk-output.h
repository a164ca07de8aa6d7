#pragma once

#include <gtk/gtk.h>

#include "walk-model.h"

G_BEGIN_DECLS

#define RCP_TYPE_WALK_OUTPUT (rcp_walk_output_get_type ())
/**
 * RcpWalkOutput:
 *
 * What comes out: the output's maps, filling in as the walk goes on, in a column of a fixed width. Nothing where there
 * can be no such layer.
 */
G_DECLARE_FINAL_TYPE (RcpWalkOutput, rcp_walk_output, RCP, WALK_OUTPUT, GtkWidget)

/** rcp_walk_output_set_model: once */
void rcp_walk_output_set_model (RcpWalkOutput *self, RcpWalkModel *model);

G_END_DECLS
