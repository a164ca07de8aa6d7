#pragma once

#include "widgets/data-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_STATISTICS_SECTION (rcp_statistics_section_get_type ())
/**
 * RcpStatisticsSection:
 *
 * Histograms, means and standard deviations of the specimen, its class and the whole training set, on one scale; and
 * the specimen normalised, with the numbers of the marked pixel: to the last bit what a network gets.
 */
G_DECLARE_FINAL_TYPE (RcpStatisticsSection, rcp_statistics_section, RCP, STATISTICS_SECTION, RcpDataSection)

G_END_DECLS
