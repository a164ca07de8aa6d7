#pragma once

#include "widgets/data-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_CHANNELS_SECTION (rcp_channels_section_get_type ())
/**
 * RcpChannelsSection:
 *
 * The specimen, the planes that it is the sum of, in their own colours or in grey, and their histograms, with the
 * marked pixel in all of them and its values.
 *
 * Properties:
 * - "grey" (boolean): whether the planes are in grey
 */
G_DECLARE_FINAL_TYPE (RcpChannelsSection, rcp_channels_section, RCP, CHANNELS_SECTION, RcpDataSection)

G_END_DECLS
