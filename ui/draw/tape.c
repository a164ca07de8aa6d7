#include "tape.h"

#include "chart-text.h"

#include <math.h>

#define LEAST_UNITS 8

/* user units that the frame of a marked cell reaches beyond it */
#define FRAME 3.0

#define OPAQUE 0xff000000u

RcpTapeGrid
rcp_tape_grid (int count, int unit, int width, int height, int gap)
{
  RcpTapeGrid self = { .count = count, .cell = 1, .height = height, .gap = gap };

  g_assert (count > 0 && unit > 0);
  while (width / (self.cell + 1) / unit >= LEAST_UNITS)
    self.cell++;
  self.per_line = CLAMP (width / self.cell / unit, 1, (count + unit - 1) / unit) * unit;
  self.lines = (count + self.per_line - 1) / self.per_line;
  return self;
}

int
rcp_tape_grid_width (const RcpTapeGrid *self)
{
  return self->per_line * self->cell;
}

int
rcp_tape_grid_height (const RcpTapeGrid *self)
{
  return self->lines * (self->height + self->gap) - self->gap;
}

cairo_rectangle_int_t
rcp_tape_grid_cell (const RcpTapeGrid *self, int address)
{
  return (cairo_rectangle_int_t){
    .x = address % self->per_line * self->cell,
    .y = address / self->per_line * (self->height + self->gap),
    .width = self->cell,
    .height = self->height,
  };
}

int
rcp_tape_grid_address (const RcpTapeGrid *self, double x, double y)
{
  int address;

  if (x < 0.0 || y < 0.0 || x >= rcp_tape_grid_width (self) || y >= rcp_tape_grid_height (self))
    return -1;
  address = (int) y / (self->height + self->gap) * self->per_line + (int) x / self->cell;
  return address < self->count ? address : -1;
}

static int
between (int a, int b, double t)
{
  return a + (int) lround ((b - a) * t);
}

cairo_surface_t *
rcp_tape_surface (const RcpTapeGrid *self, const guint32 *words, const int *from, const int *to, double t)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, rcp_tape_grid_width (self), rcp_tape_grid_height (self));
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (int i = 0; i < self->count; i++)
    {
      cairo_rectangle_int_t a = rcp_tape_grid_cell (self, from[i]);
      cairo_rectangle_int_t b = rcp_tape_grid_cell (self, to[i]);
      int left = between (a.x, b.x, t), top = between (a.y, b.y, t);

      for (int y = top; y < top + self->height; y++)
        {
          guint32 *row = (guint32 *) (void *) (data + (gsize) y * (gsize) stride) + left;

          for (int x = 0; x < self->cell; x++)
            row[x] = words[i] | OPAQUE;
        }
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

int
rcp_tape_window_around (int marked, int n, int count)
{
  return CLAMP (marked - n / 2, 0, MAX (count - n, 0));
}

static RcpColour
colour_of (guint32 word)
{
  return (RcpColour){ (word >> 16 & 0xff) / 255.0, (word >> 8 & 0xff) / 255.0, (word & 0xff) / 255.0 };
}

static void
draw_cell (const RcpTapeWindow *self, const RcpChartCanvas *canvas, cairo_t *cr, int address, double y, double height)
{
  RcpColour fill = colour_of (self->words[address]);
  double x = RCP_TAPE_CELL_WIDTH * (address - self->first) + FRAME, width = RCP_TAPE_CELL_WIDTH - 2.0;
  g_autofree char *text = g_strdup_printf ("%d", self->bytes[address]);

  if (address == self->marked)
    {
      rcp_set_colour (cr, canvas->palette->frame_edge);
      cairo_rectangle (cr, x - FRAME, y - FRAME, width + 2.0 * FRAME, height + 2.0 * FRAME);
      cairo_fill (cr);
      rcp_set_colour (cr, canvas->palette->frame);
      cairo_rectangle (cr, x - FRAME + 1.0, y - FRAME + 1.0, width + 2.0 * FRAME - 2.0, height + 2.0 * FRAME - 2.0);
      cairo_fill (cr);
    }
  rcp_set_colour (cr, fill);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
  rcp_chart_show_text (canvas, cr, address == self->marked ? RCP_TEXT_LABEL : RCP_TEXT_SMALL, rcp_colour_text_on (fill),
                       x + 0.5 * width, y + 0.5 * height, 0.5, text);
}

void
rcp_tape_window_draw (const RcpTapeWindow *self, const RcpChartCanvas *canvas, cairo_t *cr, double y, double height)
{
  cairo_save (cr);
  for (int i = 0; i < self->n; i++)
    if (self->first + i != self->marked)
      draw_cell (self, canvas, cr, self->first + i, y, height);
  /* last, for its frame lies over its neighbours */
  if (self->marked >= self->first && self->marked < self->first + self->n)
    draw_cell (self, canvas, cr, self->marked, y, height);
  cairo_restore (cr);
}
