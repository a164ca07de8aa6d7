#pragma once

#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_SPECIMEN_PANEL (rcp_specimen_panel_get_type ())
/**
 * RcpSpecimenPanel:
 *
 * The specimen: what it is, its planes, and one of several ways to look at it, all with the same pixel marked.
 *
 * Properties:
 * - "session" (#RcpSession)
 * - "mark" (#RcpPixelMark): the pixel that is read
 */
G_DECLARE_FINAL_TYPE (RcpSpecimenPanel, rcp_specimen_panel, RCP, SPECIMEN_PANEL, RcpSessionBin)

G_END_DECLS
