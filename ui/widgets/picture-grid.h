#pragma once

#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_PICTURE_GRID (rcp_picture_grid_get_type ())
/**
 * RcpPictureGrid:
 *
 * The listed pictures of a session as a grid of thumbnails; the chosen one is the specimen, and the
 * specimen is the chosen one. Property: "session" (#RcpSession).
 */
G_DECLARE_FINAL_TYPE (RcpPictureGrid, rcp_picture_grid, RCP, PICTURE_GRID, RcpSessionBin)

G_END_DECLS
