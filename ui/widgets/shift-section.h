#pragma once

#include "widgets/data-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_SHIFT_SECTION (rcp_shift_section_get_type ())
/**
 * RcpShiftSection:
 *
 * The specimen before and after it moved by some pixels: as a fully connected network sees it, and as a convolution
 * does.
 */
G_DECLARE_FINAL_TYPE (RcpShiftSection, rcp_shift_section, RCP, SHIFT_SECTION, RcpDataSection)

G_END_DECLS
