#pragma once

#include <adwaita.h>

#include "network-model.h"

G_BEGIN_DECLS

#define RCP_TYPE_NETWORK_SECTION (rcp_network_section_get_type ())
/**
 * RcpNetworkSection:
 *
 * A part of the page Network. It follows the model while it is on the screen and does nothing while it is not.
 *
 * Properties:
 * - "model" (#RcpNetworkModel): given once
 */
G_DECLARE_DERIVABLE_TYPE (RcpNetworkSection, rcp_network_section, RCP, NETWORK_SECTION, AdwBin)

/**
 * RcpNetworkSectionClass:
 * @at_every_frame: whether it follows a run frame by frame; the others, which are read rather than watched, follow one
 *   once a second. What somebody chooses is shown at once everywhere
 * @show_network: there is another network, or none (%NULL)
 * @show_edits: the edits, or what they were made of, are others
 * @show_frame: there are other numbers, of the network that was shown last, or none (%NULL)
 * @show_cell: another cell is looked at, or none
 * @show_filter: another filter is looked at, or none
 * @show_weight: another weight is looked at, or none
 * @show_range: the range is taken of other values
 *
 * All may be %NULL. Each is called when what it shows changes, and all, in this order, when the section comes to be
 * seen.
 */
struct _RcpNetworkSectionClass
{
  AdwBinClass parent_class;

  gboolean at_every_frame;
  void (*show_network) (RcpNetworkSection *self, RcpNetwork *network);
  void (*show_edits) (RcpNetworkSection *self, RcpEdits *edits);
  void (*show_frame) (RcpNetworkSection *self, RcpNetworkFrame *frame);
  void (*show_cell) (RcpNetworkSection *self);
  void (*show_filter) (RcpNetworkSection *self);
  void (*show_weight) (RcpNetworkSection *self);
  void (*show_range) (RcpNetworkSection *self);
};

/** rcp_network_section_get_model: (transfer none) */
RcpNetworkModel *rcp_network_section_get_model (RcpNetworkSection *self);

G_END_DECLS
