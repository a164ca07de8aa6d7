#pragma once

#include "cell-grid.h"

G_BEGIN_DECLS

/**
 * RcpLedgerLine:
 * @label: what it is, at the left
 * @value: how much, at the right
 * @swatch: a channel's colour before the label, where @has_swatch
 * @has_swatch: whether there is one
 * @rule: whether a line is drawn above it, as above a sum
 * @strong: whether it is what all of this comes to
 * @dim: whether it is still to come, or beside the point
 */
typedef struct
{
  char *label;
  char *value;
  RcpColour swatch;
  gboolean has_swatch;
  gboolean rule;
  gboolean strong;
  gboolean dim;
} RcpLedgerLine;

void rcp_ledger_line_clear (RcpLedgerLine *line);

/** rcp_ledger_line_height: of each line, in user units */
double rcp_ledger_line_height (const RcpCellCanvas *canvas);

/** rcp_ledger_draw: a sum as one writes it down: summands below one another, their values flush right at @width */
void rcp_ledger_draw (const RcpLedgerLine *lines, guint n_lines, const RcpCellCanvas *canvas, double width,
                      cairo_t *cr);

/** rcp_ledger_describe: (transfer full): the same in words, line by line: "Bias 0.500; Red −1.061; …" */
char *rcp_ledger_describe (const RcpLedgerLine *lines, guint n_lines);

G_END_DECLS
