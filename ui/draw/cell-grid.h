#pragma once

#include <pango/pangocairo.h>

#include "colours.h"

G_BEGIN_DECLS

/**
 * RcpCellKind:
 * @RCP_CELL_PLAIN: a value on its colour
 * @RCP_CELL_PADDING: a value that is not the picture's own: hatched
 * @RCP_CELL_PENDING: a value that is still to come: an empty box
 */
typedef enum
{
  RCP_CELL_PLAIN,
  RCP_CELL_PADDING,
  RCP_CELL_PENDING,
} RcpCellKind;

/**
 * RcpGridCell:
 * @kind: how it looks
 * @fill: its colour
 * @text: what is written in it, if there is room; may be empty
 * @detail: a smaller line above, if there is room; may be empty
 * @strong: whether @text is bold
 * @value: the number itself, for whoever changes it
 */
typedef struct
{
  RcpCellKind kind;
  RcpColour fill;
  char text[16];
  char detail[32];
  gboolean strong;
  double value;
} RcpGridCell;

/**
 * RcpCellGrid:
 * @rows: how many
 * @columns: how many
 * @cell_width: in user units, the hairline between two cells included; a whole number
 * @cell_height: likewise
 * @cells: (array): rows · columns, in reading order
 * @faded: whether all of it stands back
 *
 * A matrix of numbers on their colours. Everything is borrowed.
 */
typedef struct
{
  int rows;
  int columns;
  int cell_width;
  int cell_height;
  const RcpGridCell *cells;
  gboolean faded;
} RcpCellGrid;

/**
 * RcpCellCanvas:
 * @scale: device pixels to a user unit
 * @palette: which colours
 * @context: fonts
 */
typedef struct
{
  double scale;
  const RcpPalette *palette;
  PangoContext *context;
} RcpCellCanvas;

/** RcpCellBox: a rectangle in user units */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
} RcpCellBox;

/** RCP_CELL_FRAME: how far a frame reaches beyond what it frames, in user units */
#define RCP_CELL_FRAME 3

/** rcp_cell_grid_draw: all cells, from (0, 0). All texts have one size, and are left out where they would not fit or be
 * too small to read. */
void rcp_cell_grid_draw (const RcpCellGrid *grid, const RcpCellCanvas *canvas, cairo_t *cr);

/** rcp_cell_grid_box: where a block of cells stands, without the hairlines at its right and bottom; @row and @column
 * may lie between cells and are moved to whole device pixels */
RcpCellBox rcp_cell_grid_box (const RcpCellGrid *grid, double scale, double row, double column, double rows,
                              double columns);

/** rcp_cell_grid_at: which cell is there, or −1 */
int rcp_cell_grid_at (const RcpCellGrid *grid, double x, double y);

/** rcp_cell_frame_draw: the frame that ties what is read, what is added and what comes out: yellow, with a dark edge so
 * that it stands out from bright cells. It lies outside of @box by up to %RCP_CELL_FRAME. */
void rcp_cell_frame_draw (const RcpCellCanvas *canvas, RcpCellBox box, cairo_t *cr);

/** rcp_cell_mark_draw: a cell that takes part: a thinner frame inside of it */
void rcp_cell_mark_draw (const RcpCellCanvas *canvas, RcpCellBox box, cairo_t *cr);

/** rcp_cell_cursor_draw: where the keyboard is: a dashed frame inside of @box */
void rcp_cell_cursor_draw (const RcpCellCanvas *canvas, RcpCellBox box, cairo_t *cr);

G_END_DECLS
