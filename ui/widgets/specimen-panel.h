#pragma once

#include <adwaita.h>

#include "session.h"

G_BEGIN_DECLS

#define RCP_TYPE_SPECIMEN_PANEL (rcp_specimen_panel_get_type ())
/**
 * RcpSpecimenPanel:
 *
 * The specimen large, what it is, and its planes with mean and standard deviation, its own and the
 * dataset's. Property: "session" (#RcpSession).
 */
G_DECLARE_FINAL_TYPE (RcpSpecimenPanel, rcp_specimen_panel, RCP, SPECIMEN_PANEL, AdwBin)

G_END_DECLS
