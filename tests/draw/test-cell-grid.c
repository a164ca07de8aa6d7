/* Matrices of numbers, sums and channels, by their pixels. */

#include "draw/cell-grid.h"
#include "draw/channel-links.h"
#include "draw/ledger.h"

#define WIDTH 240
#define HEIGHT 160

typedef struct
{
  RcpCellCanvas canvas;
  cairo_surface_t *surface;
  cairo_t *cr;
  int scale;
} Drawing;

static Drawing *
drawing_new (int scale, gboolean dark)
{
  Drawing *self = g_new0 (Drawing, 1);
  PangoFontDescription *font = pango_font_description_from_string ("Sans 10");

  self->scale = scale;
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH * scale, HEIGHT * scale);
  cairo_surface_set_device_scale (self->surface, scale, scale);
  self->cr = cairo_create (self->surface);
  self->canvas = (RcpCellCanvas){ scale, rcp_palette (dark), pango_cairo_create_context (self->cr) };
  pango_context_set_font_description (self->canvas.context, font);
  pango_font_description_free (font);
  rcp_set_colour (self->cr, self->canvas.palette->background);
  cairo_paint (self->cr);
  return self;
}

static void
drawing_free (Drawing *self)
{
  g_object_unref (self->canvas.context);
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Drawing, drawing_free)

/* The pixel at a place in device pixels. */
static guint32
pixel_at (Drawing *self, int x, int y)
{
  const guint8 *data;

  cairo_surface_flush (self->surface);
  data =
      cairo_image_surface_get_data (self->surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (self->surface);
  return ((const guint32 *) (const void *) data)[x] & 0xffffff;
}

static guint32
rgb (RcpColour colour)
{
  return (guint32) (255 * colour.red + 0.5) << 16 | (guint32) (255 * colour.green + 0.5) << 8
         | (guint32) (255 * colour.blue + 0.5);
}

/* How many pixels of a box, in user units, are not @colour. */
static int
others (Drawing *self, RcpCellBox box, guint32 colour)
{
  int count = 0;

  for (int y = (int) box.y * self->scale; y < (int) (box.y + box.height) * self->scale; y++)
    for (int x = (int) box.x * self->scale; x < (int) (box.x + box.width) * self->scale; x++)
      count += pixel_at (self, x, y) != colour;
  return count;
}

static const RcpColour red = { 1.0, 0.0, 0.0 };
static const RcpColour blue = { 0.0, 0.0, 1.0 };

/* Sharp edges on whole device pixels at every scale, and a hairline of one between two cells. */
static void
test_cells (void)
{
  for (int scale = 1; scale <= 2; scale++)
    {
      g_autoptr (Drawing) drawing = drawing_new (scale, FALSE);
      RcpGridCell cells[2] = { { .fill = red }, { .fill = blue } };
      RcpCellGrid grid = { 1, 2, 20, 20, cells, FALSE };
      int edge = 20 * scale;

      rcp_cell_grid_draw (&grid, &drawing->canvas, drawing->cr);
      g_assert_cmphex (pixel_at (drawing, 0, 0), ==, 0xff0000);
      g_assert_cmphex (pixel_at (drawing, edge - 2, 5), ==, 0xff0000);
      g_assert_cmphex (pixel_at (drawing, edge - 1, 5), ==, rgb (drawing->canvas.palette->background));
      g_assert_cmphex (pixel_at (drawing, edge, 5), ==, 0x0000ff);
      g_assert_cmpint (others (drawing, (RcpCellBox){ 0, 0, 19, 19 }, 0xff0000), ==, 0);
    }
}

/* Text where it fits, black or white by its ground; none where it would be too small. */
static void
test_text (void)
{
  g_autoptr (Drawing) drawing = drawing_new (1, FALSE);
  RcpGridCell cells[2] = { { .fill = { 0, 0, 0 }, .text = "0.72" }, { .fill = { 1, 1, 1 }, .text = "0.72" } };
  RcpCellGrid grid = { 1, 2, 40, 30, cells, FALSE };
  RcpCellGrid small = { 1, 2, 9, 9, cells, FALSE };
  g_autoptr (Drawing) tiny = drawing_new (1, FALSE);

  rcp_cell_grid_draw (&grid, &drawing->canvas, drawing->cr);
  g_assert_cmpint (others (drawing, (RcpCellBox){ 0, 0, 39, 29 }, 0x000000), >, 20);
  g_assert_cmpint (others (drawing, (RcpCellBox){ 40, 0, 39, 29 }, 0xffffff), >, 20);
  /* nothing is cut off at a side */
  g_assert_cmpint (others (drawing, (RcpCellBox){ 0, 0, 2, 29 }, 0x000000), ==, 0);
  g_assert_cmpint (others (drawing, (RcpCellBox){ 37, 0, 2, 29 }, 0x000000), ==, 0);
  rcp_cell_grid_draw (&small, &tiny->canvas, tiny->cr);
  g_assert_cmpint (others (tiny, (RcpCellBox){ 0, 0, 8, 8 }, 0x000000), ==, 0);
}

/* Strong figures have more ink where there is room for them, and are thin before there are none. */
static void
test_strong (void)
{
  gboolean stronger = FALSE;

  for (int side = 10; side <= 40; side++)
    {
      int ink[2];

      for (int strong = 0; strong < 2; strong++)
        {
          g_autoptr (Drawing) drawing = drawing_new (1, FALSE);
          RcpGridCell cell = { .fill = { 0, 0, 0 }, .text = "0.72", .strong = strong == 1 };
          RcpCellGrid grid = { 1, 1, side, side, &cell, FALSE };

          rcp_cell_grid_draw (&grid, &drawing->canvas, drawing->cr);
          ink[strong] = others (drawing, (RcpCellBox){ 0, 0, side - 1, side - 1 }, 0x000000);
        }
      g_assert_true ((ink[0] > 0) == (ink[1] > 0));
      stronger |= ink[1] > ink[0];
    }
  g_assert_true (stronger);
}

/* Padding is hatched, a value to come an empty box, and what stands back is nearer to the background. */
static void
test_kinds (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      g_autoptr (Drawing) drawing = drawing_new (1, dark);
      const RcpPalette *palette = rcp_palette (dark);
      RcpGridCell cells[3] = { { .kind = RCP_CELL_PADDING, .fill = palette->padding }, { .kind = RCP_CELL_PENDING } };
      RcpCellGrid grid = { 1, 2, 30, 30, cells, FALSE };

      rcp_cell_grid_draw (&grid, &drawing->canvas, drawing->cr);
      g_assert_cmpint (others (drawing, (RcpCellBox){ 0, 0, 29, 29 }, rgb (palette->padding)), >, 100);
      g_assert_cmphex (pixel_at (drawing, 30, 0), ==, rgb (palette->outline));
      g_assert_cmphex (pixel_at (drawing, 45, 15), ==, rgb (palette->raised));
      cells[1] = (RcpGridCell){ .fill = red };
      grid.faded = TRUE;
      rcp_cell_grid_draw (&grid, &drawing->canvas, drawing->cr);
      g_assert_cmphex (pixel_at (drawing, 45, 15), !=, 0xff0000);
    }
}

/* A frame between two cells lies on whole pixels, outside of what it frames; the middle stays as it was. */
static void
test_frame (void)
{
  g_autoptr (Drawing) drawing = drawing_new (1, FALSE);
  RcpGridCell cells[16] = { { .fill = red } };
  RcpCellGrid grid = { 4, 4, 20, 20, cells, FALSE };
  const RcpPalette *palette = drawing->canvas.palette;
  RcpCellBox box = rcp_cell_grid_box (&grid, 1, 1.0, 1.34, 2, 2);
  int left, top;

  for (int i = 0; i < 16; i++)
    cells[i].fill = red;
  g_assert_cmpfloat (box.x, ==, 27.0);
  g_assert_cmpfloat (box.y, ==, 20.0);
  g_assert_cmpfloat (box.width, ==, 39.0);
  rcp_cell_grid_draw (&grid, &drawing->canvas, drawing->cr);
  rcp_cell_frame_draw (&drawing->canvas, box, drawing->cr);
  left = (int) box.x - RCP_CELL_FRAME;
  top = (int) box.y - RCP_CELL_FRAME;
  g_assert_cmphex (pixel_at (drawing, left, top), ==, rgb (palette->frame_edge));
  for (int i = 1; i <= RCP_CELL_FRAME; i++)
    g_assert_cmphex (pixel_at (drawing, left + i, 40), ==, rgb (palette->frame));
  g_assert_cmphex (pixel_at (drawing, left - 1, 30), ==, 0xff0000);
  g_assert_cmphex (pixel_at (drawing, (int) box.x + 8, 30), ==, 0xff0000);
}

static void
test_marks (void)
{
  g_autoptr (Drawing) drawing = drawing_new (1, FALSE);
  RcpCellBox box = { 20, 20, 19, 19 };
  guint32 background = rgb (drawing->canvas.palette->background);

  rcp_cell_mark_draw (&drawing->canvas, box, drawing->cr);
  g_assert_cmphex (pixel_at (drawing, 20, 30), ==, rgb (drawing->canvas.palette->frame));
  /* nothing beyond the cell, nothing in its middle */
  g_assert_cmpint (others (drawing, (RcpCellBox){ 10, 10, 10, 40 }, background), ==, 0);
  g_assert_cmphex (pixel_at (drawing, 30, 30), ==, background);
  rcp_cell_cursor_draw (&drawing->canvas, (RcpCellBox){ 60, 20, 19, 19 }, drawing->cr);
  g_assert_cmpint (others (drawing, (RcpCellBox){ 60, 20, 19, 2 }, background), >, 20);
}

static void
test_places (void)
{
  RcpGridCell cells[6] = { { 0 } };
  RcpCellGrid grid = { 2, 3, 10, 20, cells, FALSE };

  g_assert_cmpint (rcp_cell_grid_at (&grid, 0, 0), ==, 0);
  g_assert_cmpint (rcp_cell_grid_at (&grid, 29.9, 39.9), ==, 5);
  g_assert_cmpint (rcp_cell_grid_at (&grid, 10, 19.9), ==, 1);
  g_assert_cmpint (rcp_cell_grid_at (&grid, 30, 5), ==, -1);
  g_assert_cmpint (rcp_cell_grid_at (&grid, 5, 40), ==, -1);
  g_assert_cmpint (rcp_cell_grid_at (&grid, -0.1, 5), ==, -1);
}

/* Values flush right, a swatch in its channel's colour, a rule above the sum. */
static void
test_ledger (void)
{
  g_autoptr (Drawing) drawing = drawing_new (1, FALSE);
  const RcpPalette *palette = drawing->canvas.palette;
  RcpLedgerLine lines[] = {
    { .label = (char *) "Red", .value = (char *) "−0.435", .has_swatch = TRUE, .swatch = palette->channels[0] },
    { .label = (char *) "A label that is far too long for this", .value = (char *) "1", .rule = TRUE, .strong = TRUE },
  };
  double height = rcp_ledger_line_height (&drawing->canvas);
  g_autofree char *text = rcp_ledger_describe (lines, 1);

  g_assert_cmpstr (text, ==, "Red −0.435");
  rcp_ledger_draw (lines, G_N_ELEMENTS (lines), &drawing->canvas, 120, drawing->cr);
  g_assert_cmphex (pixel_at (drawing, 4, (int) height / 2), ==, rgb (palette->channels[0]));
  g_assert_cmphex (pixel_at (drawing, 60, (int) height), ==, rgb (palette->outline));
  /* nothing beyond its width */
  g_assert_cmpint (others (drawing, (RcpCellBox){ 121, 0, 40, 2 * height }, rgb (palette->background)), ==, 0);
  /* the value ends there, and the long label does not run into it */
  g_assert_cmpint (others (drawing, (RcpCellBox){ 110, 1, 10, height - 2 }, rgb (palette->background)), >, 5);
}

/* Lines within a group, and none between two. */
static void
test_links (void)
{
  g_autoptr (Drawing) drawing = drawing_new (1, FALSE);
  RcpChannelLinks links = { 4, 4, 2, -1 };
  guint32 background = rgb (drawing->canvas.palette->background);
  int height = (int) rcp_channel_links_height (&links);

  rcp_channel_links_draw (&links, &drawing->canvas, 100, drawing->cr);
  g_assert_cmphex (pixel_at (drawing, 5, height / 8), ==, rgb (drawing->canvas.palette->channels[0]));
  g_assert_cmpint (others (drawing, (RcpCellBox){ 20, 0, 60, height / 2 - 3 }, background), >, 50);
  g_assert_cmpint (others (drawing, (RcpCellBox){ 20, height / 2 - 3, 60, 6 }, background), ==, 0);
  links.groups = 1;
  rcp_channel_links_draw (&links, &drawing->canvas, 100, drawing->cr);
  g_assert_cmpint (others (drawing, (RcpCellBox){ 20, height / 2 - 3, 60, 6 }, background), >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cell-grid/cells", test_cells);
  g_test_add_func ("/cell-grid/text", test_text);
  g_test_add_func ("/cell-grid/strong", test_strong);
  g_test_add_func ("/cell-grid/kinds", test_kinds);
  g_test_add_func ("/cell-grid/frame", test_frame);
  g_test_add_func ("/cell-grid/marks", test_marks);
  g_test_add_func ("/cell-grid/places", test_places);
  g_test_add_func ("/cell-grid/ledger", test_ledger);
  g_test_add_func ("/cell-grid/links", test_links);
  return g_test_run ();
}
