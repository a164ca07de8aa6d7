#pragma once

#include "widgets/data-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_MIXING_SECTION (rcp_mixing_section_get_type ())
/**
 * RcpMixingSection:
 *
 * How three channels make a picture: three lights to play with, and the specimen as the sum of those of its channels
 * that are left on.
 */
G_DECLARE_FINAL_TYPE (RcpMixingSection, rcp_mixing_section, RCP, MIXING_SECTION, RcpDataSection)

G_END_DECLS
