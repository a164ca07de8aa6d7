#include "map-sheet.h"

#include <string.h>

/* Between two maps: room for the marks of both. */
#define GAP 6

/* Of all maps of a layer together, in user units: what is wider is spread over several sheets. */
#define MOST_WIDTH 640

/* A strip is as narrow as this where its numbers can be drawn so large. */
#define STRIP_WIDTH 52

/* From this size of a cell on, holes in a field are seen. */
#define HOLES 4

/* The line around a field, and the hairline that sets it off from anything. */
#define LINE 2
#define EDGE 1

/* How large the maps of a layer are liked: the fewer, the larger. */
static const struct
{
  int maps;
  int side;
} sides[] = { { 1, 112 }, { 3, 84 }, { 8, 56 }, { 16, 40 }, { 64, 32 }, { G_MAXINT, 24 } };

/* Of the numbers of a strip. */
static const int strip_cells[] = { 16, 12, 10, 8, 6, 5, 4 };

gboolean
rcp_map_sheet_is_flat (const RcpMapSheet *self)
{
  return rcp_shape_is_flat (self->shape);
}

static int
divide_up (int a, int b)
{
  return (a + b - 1) / b;
}

/* At least so many columns; some more where all rows are full then. */
static int
choose_columns (int count, int least)
{
  for (int columns = least; columns <= least + MAX (1, least / 3); columns++)
    if (count % columns == 0)
      return columns;
  /* no half-empty last row where a narrower sheet has as many rows */
  return divide_up (count, divide_up (count, least));
}

static void
fit_strip (RcpMapSheet *self, int height, double size)
{
  self->gap = 0;
  for (guint i = 0; i < G_N_ELEMENTS (strip_cells); i++)
    {
      self->cell = strip_cells[i];
      self->columns =
          choose_columns (self->shape.channels, divide_up (self->shape.channels, MAX (1, height / self->cell)));
      if (self->columns * self->cell <= STRIP_WIDTH * size)
        break;
    }
}

static void
fit_maps (RcpMapSheet *self, int height, double size)
{
  int side = MAX (self->shape.height, self->shape.width);
  guint i = 0;
  int rows;

  while (self->shape.channels > sides[i].maps)
    i++;
  self->gap = GAP;
  /* rather a little larger than much smaller */
  self->cell = MAX (1, (int) (sides[i].side * size / side + 0.3));
  self->cell = MAX (1, MIN (self->cell, height / self->shape.height));
  rows = MAX (1, (height + self->gap) / (self->shape.height * self->cell + self->gap));
  self->columns = choose_columns (self->shape.channels, divide_up (self->shape.channels, rows));
}

static int
pitch_x (const RcpMapSheet *self)
{
  return self->shape.width * self->cell + self->gap;
}

static int
pitch_y (const RcpMapSheet *self)
{
  return self->shape.height * self->cell + self->gap;
}

RcpMapSheet
rcp_map_sheet_fit (RcpShape shape, int height, double size)
{
  RcpMapSheet self = { .shape = shape, .count = shape.channels };
  int most;

  if (rcp_map_sheet_is_flat (&self))
    fit_strip (&self, height, size);
  else
    fit_maps (&self, height, size);
  most = MAX (1, (MOST_WIDTH + self.gap) / pitch_x (&self));
  if (self.columns > most)
    {
      self.columns = most;
      self.count = MIN (self.count, most * MAX (1, (height + self.gap) / pitch_y (&self)));
    }
  self.capacity = self.count;
  return self;
}

void
rcp_map_sheet_turn_to (RcpMapSheet *self, int channel)
{
  g_return_if_fail (self != NULL && channel >= 0 && channel < self->shape.channels);

  self->first = channel / self->capacity * self->capacity;
  self->count = MIN (self->capacity, self->shape.channels - self->first);
}

gboolean
rcp_map_sheet_has (const RcpMapSheet *self, int channel)
{
  return channel >= self->first && channel < self->first + self->count;
}

void
rcp_map_sheet_get_size (const RcpMapSheet *self, int *width, int *height)
{
  int rows = divide_up (self->count, self->columns);

  *width = MIN (self->columns, self->count) * pitch_x (self) - self->gap;
  *height = rows * pitch_y (self) - self->gap;
}

gboolean
rcp_map_sheet_at (const RcpMapSheet *self, double x, double y, RcpCell *cell)
{
  int column, row, map;

  x -= self->x;
  y -= self->y;
  if (x < 0.0 || y < 0.0 || self->count < 1)
    return FALSE;
  column = (int) x / pitch_x (self);
  row = (int) y / pitch_y (self);
  map = row * self->columns + column;
  if (column >= self->columns || map >= self->count)
    return FALSE;
  cell->channel = self->first + map;
  cell->row = ((int) y - row * pitch_y (self)) / self->cell;
  cell->column = ((int) x - column * pitch_x (self)) / self->cell;
  return cell->row < self->shape.height && cell->column < self->shape.width;
}

RcpCellBox
rcp_map_sheet_get_map (const RcpMapSheet *self, int channel)
{
  int map = channel - self->first;

  return (RcpCellBox){ self->x + map % self->columns * pitch_x (self), self->y + map / self->columns * pitch_y (self),
                       self->shape.width * self->cell, self->shape.height * self->cell };
}

RcpCellBox
rcp_map_sheet_get_cell (const RcpMapSheet *self, RcpCell cell)
{
  RcpCellBox map = rcp_map_sheet_get_map (self, cell.channel);

  return (RcpCellBox){ map.x + cell.column * self->cell, map.y + cell.row * self->cell, self->cell, self->cell };
}

/* --- pixels ------------------------------------------------------------------------------------------------------ */

/* One row of a map, and copies of it below. */
static void
paint_row (const guint32 *words, int n, int side, guint8 *first, int stride)
{
  guint32 *to = (guint32 *) (gpointer) first;

  for (int i = 0; i < n; i++)
    for (int j = 0; j < side; j++)
      *to++ = words[i];
  for (int j = 1; j < side; j++)
    memcpy (first + (gsize) j * (gsize) stride, first, (gsize) (n * side) * sizeof *words);
}

void
rcp_map_sheet_paint (const RcpMapSheet *self, const guint32 *words, cairo_surface_t *surface, int scale)
{
  const int side = self->cell * scale;
  const int stride = cairo_image_surface_get_stride (surface);
  guint8 *data;

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (int map = 0; map < self->count; map++)
    {
      RcpCellBox box = rcp_map_sheet_get_map (self, self->first + map);
      const guint32 *from =
          words + (gsize) (self->first + map) * (gsize) self->shape.height * (gsize) self->shape.width;

      for (int row = 0; row < self->shape.height; row++)
        paint_row (from + row * self->shape.width, self->shape.width, side,
                   data + (gsize) ((int) box.y * scale + row * side) * (gsize) stride
                       + (gsize) ((int) box.x * scale) * sizeof *words,
                   stride);
    }
  cairo_surface_mark_dirty (surface);
}

/* --- marks ------------------------------------------------------------------------------------------------------- */

static void
add_box (cairo_t *cr, RcpCellBox box, double reach)
{
  cairo_rectangle (cr, box.x - reach, box.y - reach, box.width + 2 * reach, box.height + 2 * reach);
}

static const guint8 *
mask_row (const RcpMapSheet *self, const guint8 *mask, int channel, int row)
{
  return mask + ((gsize) channel * (gsize) self->shape.height + (gsize) row) * (gsize) self->shape.width;
}

/* The box around what takes part in one map; FALSE where nothing does. */
static gboolean
bounds_of (const RcpMapSheet *self, const guint8 *mask, int channel, RcpCellBox *box)
{
  int top = G_MAXINT, bottom = -1, left = G_MAXINT, right = -1;

  for (int row = 0; row < self->shape.height; row++)
    for (int column = 0; column < self->shape.width; column++)
      if (mask_row (self, mask, channel, row)[column])
        {
          top = MIN (top, row);
          bottom = row;
          left = MIN (left, column);
          right = MAX (right, column);
        }
  if (bottom < 0)
    return FALSE;
  *box = rcp_map_sheet_get_cell (self, (RcpCell){ 0, channel, top, left });
  box->width = (right - left + 1) * self->cell;
  box->height = (bottom - top + 1) * self->cell;
  return TRUE;
}

/* Runs of cells that take part, row by row, each grown by @reach. */
static void
add_runs (const RcpMapSheet *self, const guint8 *mask, int channel, double reach, cairo_t *cr)
{
  for (int row = 0; row < self->shape.height; row++)
    {
      const guint8 *cells = mask_row (self, mask, channel, row);

      for (int column = 0; column < self->shape.width; column++)
        {
          RcpCellBox box;
          int begin = column;

          if (!cells[column])
            continue;
          while (column + 1 < self->shape.width && cells[column + 1])
            column++;
          box = rcp_map_sheet_get_cell (self, (RcpCell){ 0, channel, row, begin });
          box.width = (column - begin + 1) * self->cell;
          add_box (cr, box, reach);
        }
    }
}

static void
add_field (const RcpMapSheet *self, const guint8 *mask, double reach, cairo_t *cr)
{
  RcpCellBox box;

  for (int channel = self->first; channel < self->first + self->count; channel++)
    if (self->cell >= HOLES || rcp_map_sheet_is_flat (self))
      add_runs (self, mask, channel, reach, cr);
    else if (bounds_of (self, mask, channel, &box))
      add_box (cr, box, reach);
}

static gboolean
is_all (const RcpMapSheet *self, const guint8 *mask)
{
  return memchr (mask, 0, rcp_shape_count (self->shape)) == NULL;
}

void
rcp_map_sheet_draw_field (const RcpMapSheet *self, const guint8 *mask, const RcpCellCanvas *canvas, cairo_t *cr)
{
  /* of a whole layer a hint is enough */
  const gboolean faint = is_all (self, mask);

  cairo_save (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  rcp_set_colour (cr, canvas->palette->frame_edge);
  if (!faint)
    add_field (self, mask, LINE + EDGE, cr);
  cairo_fill (cr);
  rcp_set_colour (cr, canvas->palette->mark);
  add_field (self, mask, faint ? 1 : LINE, cr);
  cairo_fill (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  add_field (self, mask, 0, cr);
  cairo_fill (cr);
  cairo_restore (cr);
}

void
rcp_map_sheet_draw_map (const RcpMapSheet *self, int channel, const RcpCellCanvas *canvas, cairo_t *cr)
{
  RcpCellBox box;

  if (!rcp_map_sheet_has (self, channel))
    return;
  box = rcp_map_sheet_get_map (self, channel);
  cairo_save (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  rcp_set_colour (cr, canvas->palette->mark);
  add_box (cr, box, 1);
  add_box (cr, box, 1 + LINE);
  cairo_fill (cr);
  cairo_restore (cr);
}
