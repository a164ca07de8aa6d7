#pragma once

#include "inspect/trace.h"

G_BEGIN_DECLS

/**
 * RcpTraceSource:
 * @RCP_TRACE_SOURCE_CHANNELS: the channels of the picture
 * @RCP_TRACE_SOURCE_MAPS: the maps of a layer
 * @RCP_TRACE_SOURCE_UNITS: numbers that stand in no map
 *
 * What the groups of a trace's terms are read from.
 */
typedef enum
{
  RCP_TRACE_SOURCE_CHANNELS,
  RCP_TRACE_SOURCE_MAPS,
  RCP_TRACE_SOURCE_UNITS,
} RcpTraceSource;

/**
 * RcpTraceShape:
 * @n_groups: how many matrices the terms make; 0 where they make none, and are a list
 * @rows: of each
 * @columns: likewise
 * @n_terms: of each: rows · columns, or fewer in the last row
 * @source: what they are read from
 * @first: the channel or map of the first group
 * @n_channels: how many channels or maps there are where they come from
 * @has_weights: whether terms are products
 * @is_signed: whether what is read can be negative: nothing is behind a ReLU
 *
 * How the terms of a trace are laid out: the taps of a kernel by input channel, or what was flattened in the maps that
 * it was. The terms of a group follow one another, row by row.
 */
typedef struct
{
  guint n_groups;
  int rows;
  int columns;
  guint n_terms;
  RcpTraceSource source;
  int first;
  int n_channels;
  gboolean has_weights;
  gboolean is_signed;
} RcpTraceShape;

RcpTraceShape rcp_trace_shape_of (const RcpTrace *trace);

/** rcp_trace_shape_equal: whether two traces are laid out alike, with terms read from the same kind of place */
gboolean rcp_trace_shape_equal (const RcpTraceShape *a, const RcpTraceShape *b);

/** rcp_trace_shape_sum: the products of a group added up as a double */
double rcp_trace_shape_sum (const RcpTraceShape *self, const RcpTrace *trace, guint group);

/** rcp_trace_source_before_flatten: @cell, or, of what was flattened, the cell of the map that it was */
RcpCell rcp_trace_source_before_flatten (const RcpArchitecture *architecture, RcpCell cell);

G_END_DECLS
