#pragma once

#include <adwaita.h>

#include "marked-bytes.h"

G_BEGIN_DECLS

#define RCP_TYPE_DATA_SECTION (rcp_data_section_get_type ())
/**
 * RcpDataSection:
 *
 * One way to look at the specimen and its marked pixel. It follows both while it is on the screen and does nothing
 * while it is not.
 *
 * Properties:
 * - "session" (#RcpSession)
 * - "mark" (#RcpPixelMark)
 */
G_DECLARE_DERIVABLE_TYPE (RcpDataSection, rcp_data_section, RCP, DATA_SECTION, AdwBin)

/**
 * RcpDataSectionClass:
 * @show_specimen: there is another specimen, or the section has come to be seen
 * @show_pixel: there is another marked pixel, or another specimen under it; called after @show_specimen
 */
struct _RcpDataSectionClass
{
  AdwBinClass parent_class;

  void (*show_specimen) (RcpDataSection *self, const RcpSpecimen *specimen);
  void (*show_pixel) (RcpDataSection *self, const RcpSpecimen *specimen);
};

RcpSession *rcp_data_section_get_session (RcpDataSection *self);
RcpPixelMark *rcp_data_section_get_mark (RcpDataSection *self);

/** rcp_data_section_refresh: shows everything anew, if it is on the screen */
void rcp_data_section_refresh (RcpDataSection *self);

G_END_DECLS
