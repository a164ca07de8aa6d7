#pragma once

#include "widgets/data-section.h"

G_BEGIN_DECLS

#define RCP_TYPE_MEMORY_SECTION (rcp_memory_section_get_type ())
/**
 * RcpMemorySection:
 *
 * The specimen as it lies in memory, in a layout of one's choice: the whole tape, the marked pixel's bytes near by with
 * their addresses, and what is seen where the tape is taken for one of another layout.
 */
G_DECLARE_FINAL_TYPE (RcpMemorySection, rcp_memory_section, RCP, MEMORY_SECTION, RcpDataSection)

G_END_DECLS
