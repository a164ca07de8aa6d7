#include "draw/tape.h"

#include "canvas.h"

#define COUNT 96

static guint32
texel (cairo_surface_t *surface, int x, int y)
{
  const guint8 *row = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (const void *) row)[x];
}

static void
test_grid (void)
{
  for (int width = 1; width < 3000; width += 7)
    {
      RcpTapeGrid grid = rcp_tape_grid (3072, 32, width, 10, 4);

      g_assert_cmpint (grid.per_line % 32, ==, 0);
      g_assert_cmpint (grid.per_line * (grid.lines - 1), <, 3072);
      g_assert_cmpint (grid.per_line * grid.lines, >=, 3072);
      g_assert_cmpint (rcp_tape_grid_height (&grid), ==, grid.lines * 14 - 4);
      /* too narrow for even one unit it overflows, for it cannot do less than a pixel a byte */
      if (width >= 32)
        g_assert_cmpint (rcp_tape_grid_width (&grid), <=, width);
      if (grid.cell > 1)
        g_assert_cmpint (grid.per_line, >=, 8 * 32);
    }
  g_assert_cmpint (rcp_tape_grid (3072, 32, 4000, 10, 4).cell, >, rcp_tape_grid (3072, 32, 700, 10, 4).cell);
}

static void
test_addresses (void)
{
  RcpTapeGrid grid = rcp_tape_grid (COUNT, 10, 65, 6, 2);

  for (int i = 0; i < COUNT; i++)
    {
      cairo_rectangle_int_t cell = rcp_tape_grid_cell (&grid, i);

      g_assert_cmpint (rcp_tape_grid_address (&grid, cell.x, cell.y), ==, i);
      g_assert_cmpint (rcp_tape_grid_address (&grid, cell.x + cell.width - 0.5, cell.y + cell.height - 0.5), ==, i);
    }
  g_assert_cmpint (rcp_tape_grid_address (&grid, -0.5, 1), ==, -1);
  g_assert_cmpint (rcp_tape_grid_address (&grid, 1, -0.5), ==, -1);
  g_assert_cmpint (rcp_tape_grid_address (&grid, 1, 10000), ==, -1);
  /* the last line is not full */
  g_assert_cmpint (rcp_tape_grid_address (&grid, rcp_tape_grid_width (&grid) - 1, rcp_tape_grid_height (&grid) - 1), ==,
                   -1);
}

static void
test_travel (void)
{
  RcpTapeGrid grid = rcp_tape_grid (COUNT, 8, 40, 3, 1);
  guint32 words[COUNT];
  int from[COUNT], to[COUNT];

  for (int i = 0; i < COUNT; i++)
    {
      words[i] = 0x010203u * (guint32) (i % 80);
      from[i] = i;
      to[i] = COUNT - 1 - i;
    }
  for (int end = 0; end < 2; end++)
    {
      cairo_surface_t *surface = rcp_tape_surface (&grid, words, from, to, end);

      for (int i = 0; i < COUNT; i++)
        {
          cairo_rectangle_int_t cell = rcp_tape_grid_cell (&grid, end ? to[i] : from[i]);

          for (int y = cell.y; y < cell.y + cell.height; y++)
            for (int x = cell.x; x < cell.x + cell.width; x++)
              g_assert_cmphex (texel (surface, x, y), ==, 0xff000000 | words[i]);
          /* nothing in the gap */
          if (cell.y + cell.height < cairo_image_surface_get_height (surface))
            g_assert_cmphex (texel (surface, cell.x, cell.y + cell.height), ==, 0);
        }
      cairo_surface_destroy (surface);
    }
  /* on its way every byte stays on the tape: no memory beyond the surface is written (sanitizers look) */
  for (double t = 0.0; t <= 1.0; t += 0.05)
    cairo_surface_destroy (rcp_tape_surface (&grid, words, from, to, t));
}

static void
test_window (void)
{
  g_autoptr (Canvas) canvas = canvas_new (200, 40, 1);
  guint8 bytes[COUNT];
  guint32 words[COUNT];
  RcpTapeWindow window = { .n = 5, .marked = 50, .bytes = bytes, .words = words };

  for (int i = 0; i < COUNT; i++)
    {
      bytes[i] = (guint8) i;
      words[i] = (guint32) i << 16;
    }
  window.first = rcp_tape_window_around (50, 5, COUNT);
  g_assert_cmpint (window.first, ==, 48);
  g_assert_cmpint (rcp_tape_window_around (1, 5, COUNT), ==, 0);
  g_assert_cmpint (rcp_tape_window_around (COUNT - 1, 5, COUNT), ==, COUNT - 5);
  rcp_tape_window_draw (&window, &canvas->canvas, canvas->cr, 8.0, 24.0);
  for (int i = 0; i < 5; i++)
    g_assert_cmphex (canvas_pixel (canvas, RCP_TAPE_CELL_WIDTH * i + 5, 10), ==, words[48 + i]);
  g_assert_cmphex (canvas_pixel (canvas, 2.0 * RCP_TAPE_CELL_WIDTH + 15, 6), ==,
                   canvas_word (rcp_palette (FALSE)->frame));
  g_assert_cmphex (canvas_pixel (canvas, RCP_TAPE_CELL_WIDTH + 15, 6), ==,
                   canvas_word (rcp_palette (FALSE)->background));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tape/grid", test_grid);
  g_test_add_func ("/tape/addresses", test_addresses);
  g_test_add_func ("/tape/travel", test_travel);
  g_test_add_func ("/tape/window", test_window);
  return g_test_run ();
}
