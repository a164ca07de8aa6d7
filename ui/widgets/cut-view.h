#pragma once

#include <adwaita.h>

#include "walk-model.h"

G_BEGIN_DECLS

#define RCP_TYPE_CUT_VIEW (rcp_cut_view_get_type ())
/**
 * RcpCutView:
 *
 * The specimen, small, with a frame where a walk's input is cut out of it. A click puts the frame there, dragging and
 * the arrows move it. Hidden where the input is not cut out of a picture.
 */
G_DECLARE_FINAL_TYPE (RcpCutView, rcp_cut_view, RCP, CUT_VIEW, GtkWidget)

/** rcp_cut_view_set_model: once; @session has the specimen */
void rcp_cut_view_set_model (RcpCutView *self, RcpWalkModel *model, RcpSession *session);

G_END_DECLS
