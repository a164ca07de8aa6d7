#include "map-matrix.h"

#include <math.h>

#include "draw/numbers.h"
#include "network-words.h"

/* The widest matrix without an empty place that is not much higher than wide, or else a square. */
static int
strip_columns (int n)
{
  int square = (int) ceil (sqrt (n));

  for (int columns = square; columns <= 3 * square; columns++)
    if (n % columns == 0)
      return columns;
  return square;
}

RcpMapMatrix
rcp_map_matrix (RcpShape shape, RcpCell cell)
{
  RcpMapMatrix self = { cell.layer, shape, cell.channel, shape.height, shape.width, shape.height * shape.width };

  if (!rcp_shape_is_flat (shape))
    return self;
  self.map = -1;
  self.n = shape.channels;
  self.columns = strip_columns (shape.channels);
  self.rows = (shape.channels + self.columns - 1) / self.columns;
  return self;
}

RcpCell
rcp_map_matrix_cell (const RcpMapMatrix *self, int index)
{
  if (self->map < 0)
    return (RcpCell){ self->layer, index, 0, 0 };
  return (RcpCell){ self->layer, self->map, index / self->columns, index % self->columns };
}

int
rcp_map_matrix_index (const RcpMapMatrix *self, RcpCell cell)
{
  return self->map < 0 ? cell.channel : cell.row * self->columns + cell.column;
}

static int
decimals_for (double range)
{
  return range < 10 ? 2 : range < 100 ? 1 : 0;
}

static void
fill_cell (RcpGridCell *cell, double value, double range, gboolean is_signed)
{
  double t = range > 0 ? value / range : 0;
  g_autofree char *text = isfinite (value) ? rcp_format_value (value, decimals_for (range)) : g_strdup ("–");

  cell->value = value;
  cell->fill = is_signed ? rcp_colour_diverging (t) : rcp_colour_sequential (t);
  g_strlcpy (cell->text, text, sizeof cell->text);
}

RcpGridCell *
rcp_map_matrix_fill (const RcpMapMatrix *self, const RcpNetworkFrame *frame, double range)
{
  const RcpArchitecture *architecture = rcp_network_frame_get_architecture (frame);
  gboolean is_signed = rcp_network_is_signed (architecture, self->layer);
  RcpGridCell *cells = g_new0 (RcpGridCell, self->rows * self->columns);

  for (int i = 0; i < self->n; i++)
    fill_cell (&cells[i], (double) frame->activations[rcp_cell_index (architecture, rcp_map_matrix_cell (self, i))],
               range, is_signed);
  for (int i = self->n; i < self->rows * self->columns; i++)
    cells[i].kind = RCP_CELL_PENDING;
  return cells;
}
