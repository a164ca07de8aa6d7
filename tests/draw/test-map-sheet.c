#include "draw/map-sheet.h"

#include "draw/pixels.h"

#include "canvas.h"

#define HEIGHT 212

static const RcpShape maps = { 6, 28, 28 };
static const RcpShape strip = { 120, 1, 1 };

static guint32
pixel_of (cairo_surface_t *surface, int x, int y)
{
  const guint8 *data;

  g_assert_cmpint (x, <, cairo_image_surface_get_width (surface));
  g_assert_cmpint (y, <, cairo_image_surface_get_height (surface));
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);
  return ((const guint32 *) (const void *) data)[x];
}

/* Whatever the shape: inside of the height, all rows full but the last, and nothing wider than a sheet may be. */
static void
test_fit (void)
{
  const RcpShape shapes[] = { maps,           strip,          { 16, 5, 5 },
                              { 64, 32, 32 }, { 1, 32, 32 },  { 1024, 26, 26 },
                              { 10, 1, 1 },   { 3072, 1, 1 }, { 65536, 1, 1 },
                              { 7, 1, 9 },    { 2, 28, 3 } };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (double size = 0.85; size < 1.3; size += 0.2)
      {
        RcpMapSheet sheet = rcp_map_sheet_fit (shapes[i], HEIGHT, size);
        int width, height;

        rcp_map_sheet_get_size (&sheet, &width, &height);
        g_assert_cmpint (height, <=, HEIGHT);
        g_assert_cmpint (width, <=, 640);
        g_assert_cmpint (sheet.cell, >=, 1);
        g_assert_cmpint (sheet.first, ==, 0);
        g_assert_cmpint (sheet.count, <=, shapes[i].channels);
        g_assert_cmpint (sheet.columns, <=, sheet.count);
      }
}

/* A single map that is higher than the room keeps a pixel a number. */
static void
test_fit_high (void)
{
  RcpMapSheet sheet = rcp_map_sheet_fit ((RcpShape){ 1, 300, 20 }, HEIGHT, 1.0);

  g_assert_cmpint (sheet.cell, ==, 1);
  g_assert_cmpint (sheet.count, ==, 1);
}

/* Each place of each map is found again; between maps there is nothing. */
static void
check_places (RcpMapSheet sheet)
{
  int width, height, found = 0;

  sheet.x = 5;
  sheet.y = 7;
  rcp_map_sheet_get_size (&sheet, &width, &height);
  for (int y = 0; y < height + 20; y++)
    for (int x = 0; x < width + 20; x++)
      {
        RcpCell cell = { 0 };
        RcpCellBox box;

        if (!rcp_map_sheet_at (&sheet, x + 0.5, y + 0.5, &cell))
          continue;
        box = rcp_map_sheet_get_cell (&sheet, cell);
        g_assert_true (x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);
        found++;
      }
  g_assert_cmpint (found, ==, sheet.count * sheet.shape.height * sheet.shape.width * sheet.cell * sheet.cell);
}

static void
test_places (void)
{
  RcpMapSheet last = rcp_map_sheet_fit ((RcpShape){ 1024, 26, 26 }, HEIGHT, 1.0);

  check_places (rcp_map_sheet_fit (maps, HEIGHT, 1.0));
  check_places (rcp_map_sheet_fit (strip, HEIGHT, 1.0));
  check_places (rcp_map_sheet_fit ((RcpShape){ 7, 3, 9 }, HEIGHT, 1.0));
  rcp_map_sheet_turn_to (&last, 1023);
  check_places (last);
}

/* Turning from sheet to sheet shows every map once. */
static void
test_turn (void)
{
  RcpMapSheet sheet = rcp_map_sheet_fit ((RcpShape){ 1000, 26, 26 }, HEIGHT, 1.0);
  int next = 0;

  g_assert_cmpint (sheet.capacity, <, 1000);
  while (next < 1000)
    {
      /* whichever of its maps is asked for */
      rcp_map_sheet_turn_to (&sheet, MIN (next + 3, 999));
      g_assert_cmpint (sheet.first, ==, next);
      g_assert_true (rcp_map_sheet_has (&sheet, next));
      g_assert_false (rcp_map_sheet_has (&sheet, next - 1));
      next += sheet.count;
    }
  g_assert_cmpint (next, ==, 1000);
  rcp_map_sheet_turn_to (&sheet, 0);
  g_assert_cmpint (sheet.count, ==, sheet.capacity);
}

/* Every number is a square of its word, and what lies between maps stays as it was. */
static void
check_paint (RcpShape shape, int scale)
{
  RcpMapSheet sheet = rcp_map_sheet_fit (shape, HEIGHT, 1.0);
  g_autofree guint32 *words = g_new (guint32, rcp_shape_count (shape));
  cairo_surface_t *surface;
  int width, height;

  for (gsize i = 0; i < rcp_shape_count (shape); i++)
    words[i] = (guint32) i + 1;
  sheet.x = 3;
  rcp_map_sheet_get_size (&sheet, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (width + 6) * scale, height * scale);
  rcp_map_sheet_paint (&sheet, words, surface, scale);
  for (int y = 0; y < height * scale; y++)
    for (int x = 0; x < (width + 6) * scale; x++)
      {
        RcpCell cell = { 0 };
        guint32 word = 0;

        if (rcp_map_sheet_at (&sheet, (x + 0.5) / scale, (y + 0.5) / scale, &cell))
          word = words[(cell.channel * shape.height + cell.row) * shape.width + cell.column];
        g_assert_cmphex (pixel_of (surface, x, y), ==, word);
      }
  cairo_surface_destroy (surface);
}

static void
test_paint (void)
{
  check_paint (maps, 1);
  check_paint (maps, 2);
  check_paint (strip, 1);
  check_paint ((RcpShape){ 5, 3, 4 }, 2);
}

static cairo_surface_t *
draw_field (const RcpMapSheet *sheet, const guint8 *mask)
{
  RcpCellCanvas canvas = { 1, rcp_palette (FALSE), NULL };
  cairo_surface_t *surface;
  cairo_t *cr;
  int width, height;

  rcp_map_sheet_get_size (sheet, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, sheet->x + width + RCP_MAP_REACH,
                                        sheet->y + height + RCP_MAP_REACH);
  cr = cairo_create (surface);
  rcp_map_sheet_draw_field (sheet, mask, &canvas, cr);
  cairo_destroy (cr);
  return surface;
}

/* Large cells: each that takes part is free, and a line is around each run of them, holes included. */
static void
test_field_holes (void)
{
  RcpMapSheet sheet = rcp_map_sheet_fit ((RcpShape){ 2, 5, 5 }, HEIGHT, 1.0);
  g_autofree guint8 *mask = g_new0 (guint8, 50);
  guint32 mark = 0xff000000u | rcp_pixels_word (rcp_palette (FALSE)->mark);
  guint32 edge = 0xff000000u | rcp_pixels_word (rcp_palette (FALSE)->frame_edge);
  RcpCellBox box;
  cairo_surface_t *surface;

  sheet.x = sheet.y = RCP_MAP_REACH;
  g_assert_cmpint (sheet.cell, >=, 12);
  /* with dilation 2: three by three places with holes between them, in the second map */
  for (int row = 0; row < 5; row += 2)
    for (int column = 0; column < 5; column += 2)
      mask[25 + row * 5 + column] = 1;
  surface = draw_field (&sheet, mask);
  for (int row = 0; row < 5; row++)
    for (int column = 0; column < 5; column++)
      {
        box = rcp_map_sheet_get_cell (&sheet, (RcpCell){ 0, 1, row, column });
        /* the middle, of a hole as well, is what lies below */
        g_assert_cmphex (pixel_of (surface, (int) box.x + sheet.cell / 2, (int) box.y + sheet.cell / 2), ==, 0);
        if (!mask[25 + row * 5 + column])
          continue;
        g_assert_cmphex (pixel_of (surface, (int) box.x, (int) box.y), ==, 0);
        g_assert_cmphex (pixel_of (surface, (int) box.x - 1, (int) box.y), ==, mark);
        g_assert_cmphex (pixel_of (surface, (int) box.x - 2, (int) box.y), ==, mark);
        g_assert_cmphex (pixel_of (surface, (int) box.x - 3, (int) box.y), ==, edge);
        g_assert_cmphex (pixel_of (surface, (int) box.x + sheet.cell, (int) box.y), ==, mark);
      }
  /* nothing of the other map takes part */
  box = rcp_map_sheet_get_map (&sheet, 0);
  for (int y = 0; y < (int) box.height - 4; y++)
    for (int x = 0; x < (int) box.width - 4; x++)
      g_assert_cmphex (pixel_of (surface, (int) box.x + x, (int) box.y + y), ==, 0);
  cairo_surface_destroy (surface);
}

/* Small cells: one line around all of them, holes and all. */
static void
test_field_box (void)
{
  RcpMapSheet sheet = rcp_map_sheet_fit (maps, HEIGHT, 1.0);
  g_autofree guint8 *mask = g_new0 (guint8, rcp_shape_count (maps));
  guint32 mark = 0xff000000u | rcp_pixels_word (rcp_palette (FALSE)->mark);
  RcpCellBox first, last;
  cairo_surface_t *surface;

  sheet.x = sheet.y = RCP_MAP_REACH;
  g_assert_cmpint (sheet.cell, <, 4);
  mask[3 * 28 * 28 + 10 * 28 + 10] = 1;
  mask[3 * 28 * 28 + 16 * 28 + 18] = 1;
  surface = draw_field (&sheet, mask);
  first = rcp_map_sheet_get_cell (&sheet, (RcpCell){ 0, 3, 10, 10 });
  last = rcp_map_sheet_get_cell (&sheet, (RcpCell){ 0, 3, 16, 18 });
  for (int y = (int) first.y; y < (int) (last.y + last.height); y++)
    {
      for (int x = (int) first.x; x < (int) (last.x + last.width); x++)
        g_assert_cmphex (pixel_of (surface, x, y), ==, 0);
      g_assert_cmphex (pixel_of (surface, (int) first.x - 1, y), ==, mark);
      g_assert_cmphex (pixel_of (surface, (int) (last.x + last.width), y), ==, mark);
    }
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-sheet/fit", test_fit);
  g_test_add_func ("/map-sheet/fit-high", test_fit_high);
  g_test_add_func ("/map-sheet/places", test_places);
  g_test_add_func ("/map-sheet/turn", test_turn);
  g_test_add_func ("/map-sheet/paint", test_paint);
  g_test_add_func ("/map-sheet/field-holes", test_field_holes);
  g_test_add_func ("/map-sheet/field-box", test_field_box);
  return g_test_run ();
}
