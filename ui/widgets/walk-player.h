#pragma once

#include <gtk/gtk.h>

#include "walk-model.h"

G_BEGIN_DECLS

#define RCP_TYPE_WALK_PLAYER (rcp_walk_player_get_type ())
/**
 * RcpWalkPlayer:
 *
 * Moves a walk on: play and pause, a step forward and back, a bar over the whole of it, and how fast. It asks for
 * frames while it plays and at no other time; it stops at the end, and when nobody sees it any more.
 */
G_DECLARE_FINAL_TYPE (RcpWalkPlayer, rcp_walk_player, RCP, WALK_PLAYER, GtkWidget)

/** rcp_walk_player_set_model: once */
void rcp_walk_player_set_model (RcpWalkPlayer *self, RcpWalkModel *model);

/** rcp_walk_player_key: takes Space, Left, Right, Home and End; whether it was one of them */
gboolean rcp_walk_player_key (RcpWalkPlayer *self, guint keyval);

G_END_DECLS
