#pragma once

#include "cell-grid.h"

G_BEGIN_DECLS

/**
 * RcpChannelLinks:
 * @inputs: input channels, at the left
 * @outputs: output channels, at the right
 * @groups: how many groups they form
 * @lit_output: the output channel that is being computed, whose lines stand out; −1 for none
 *
 * Which channels talk to which.
 */
typedef struct
{
  int inputs;
  int outputs;
  int groups;
  int lit_output;
} RcpChannelLinks;

/** rcp_channel_links_height: what the drawing needs, in user units */
double rcp_channel_links_height (const RcpChannelLinks *links);

void rcp_channel_links_draw (const RcpChannelLinks *links, const RcpCellCanvas *canvas, double width, cairo_t *cr);

G_END_DECLS
