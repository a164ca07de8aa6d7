#pragma once

#include "chart-draw.h"

G_BEGIN_DECLS

/**
 * RcpTapeGrid:
 * @count: bytes in all
 * @per_line: bytes in a line
 * @lines: how many lines there are
 * @cell: device pixels that a byte is wide
 * @height: device pixels that a line is high
 * @gap: device pixels between two lines
 *
 * Memory as a tape, cut into lines as text is: every byte has whole pixels of its own.
 */
typedef struct
{
  int count;
  int per_line;
  int lines;
  int cell;
  int height;
  int gap;
} RcpTapeGrid;

/**
 * rcp_tape_grid:
 * @count: bytes in all
 * @unit: lines hold a multiple of so many bytes, such as those of one row of a picture
 * @width: device pixels to be filled
 *
 * Cells as wide as can be, yet with lines that are long enough to be a tape: at least 8 of @unit.
 */
RcpTapeGrid rcp_tape_grid (int count, int unit, int width, int height, int gap);

/** rcp_tape_grid_width: device pixels of a full line */
int rcp_tape_grid_width (const RcpTapeGrid *self);

/** rcp_tape_grid_height: device pixels of all lines */
int rcp_tape_grid_height (const RcpTapeGrid *self);

/** rcp_tape_grid_cell: where a byte lies, in device pixels */
cairo_rectangle_int_t rcp_tape_grid_cell (const RcpTapeGrid *self, int address);

/** rcp_tape_grid_address: the address at a place in device pixels, −1 where there is none; what is in the gap under a
 * line belongs to it */
int rcp_tape_grid_address (const RcpTapeGrid *self, double x, double y);

/**
 * rcp_tape_surface:
 * @words: (array): the colour of each byte, 0x00RRGGBB
 * @from: (array): the address of each byte before
 * @to: (array): and after
 * @t: how far it has gone: 0 to 1
 *
 * Returns: (transfer full): the tape with every byte on its way; transparent where there is none
 */
cairo_surface_t *rcp_tape_surface (const RcpTapeGrid *self, const guint32 *words, const int *from, const int *to,
                                   double t);

/**
 * RcpTapeWindow:
 * @first: the first address that is shown
 * @n: how many
 * @marked: the address in the middle of attention
 * @bytes: (array): all of memory
 * @words: (array): the colour of each address
 *
 * A part of the tape, so near that its numbers can be read.
 */
typedef struct
{
  int first;
  int n;
  int marked;
  const guint8 *bytes;
  const guint32 *words;
} RcpTapeWindow;

/** RCP_TAPE_CELL_WIDTH: user units that a cell with a number is wide, its gap included */
#define RCP_TAPE_CELL_WIDTH 30.0

/** rcp_tape_window_around: the first of @n addresses around @marked, of @count in all */
int rcp_tape_window_around (int marked, int n, int count);

/** rcp_tape_window_draw: a row of cells with their values, @height high, from the canvas's left edge on */
void rcp_tape_window_draw (const RcpTapeWindow *self, const RcpChartCanvas *canvas, cairo_t *cr, double y,
                           double height);

G_END_DECLS
