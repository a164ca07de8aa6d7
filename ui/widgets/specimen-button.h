#pragma once

#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_SPECIMEN_BUTTON (rcp_specimen_button_get_type ())
/**
 * RcpSpecimenButton:
 *
 * The specimen as a thumbnail with its name, and larger when pressed; not there without a specimen.
 * Property: "session" (#RcpSession).
 */
G_DECLARE_FINAL_TYPE (RcpSpecimenButton, rcp_specimen_button, RCP, SPECIMEN_BUTTON, RcpSessionBin)

void rcp_specimen_button_popdown (RcpSpecimenButton *self);

G_END_DECLS
