/* The weights of a filter: which they are, and where they are drawn in which colour. */

#include "draw/filter-tile.h"

#include <math.h>

#include "net/network.h"

/* of the C code's layout of a card of three planes of 5×5 */
#define LARGE 66
#define SMALL 22
#define LEFT 17
#define TOP 42
#define GAP 6

static RcpNetwork *
network_new (const char *text)
{
  g_autoptr (GError) error = NULL;
  RcpNetwork *network = rcp_network_new (text, (RcpShape){ 3, 16, 16 }, 10, &error);

  g_assert_no_error (error);
  return network;
}

static void
assert_shape (const RcpArchitecture *architecture, int layer, int planes, int rows, int columns)
{
  RcpShape shape = rcp_filter_tile_shape (architecture, layer);

  g_assert_cmpint (shape.channels, ==, planes);
  g_assert_cmpint (shape.height, ==, rows);
  g_assert_cmpint (shape.width, ==, columns);
}

static void
test_shapes (void)
{
  g_autoptr (RcpNetwork) network =
      network_new ("conv 6 5x3, relu, conv 4 3x3 groups 2, maxpool 2, flatten, linear 11, relu, linear 10");
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);

  assert_shape (architecture, 0, 3, 5, 3);
  /* a group reads half of the maps */
  assert_shape (architecture, 2, 3, 3, 3);
  /* what was made flat: 4 maps of 5×6 */
  assert_shape (architecture, 5, 4, 5, 6);
  /* eleven numbers: three rows of four */
  assert_shape (architecture, 7, 1, 3, 4);
}

static void
test_copy (void)
{
  g_autoptr (RcpNetwork) network = network_new ("conv 6 5x3, relu, flatten, linear 11, relu, linear 10");
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  g_autofree float *parameters = g_new (float, architecture->n_parameters);
  float filter[45], unit[12];

  for (gsize i = 0; i < architecture->n_parameters; i++)
    parameters[i] = (float) i;
  rcp_filter_tile_copy (architecture, parameters, 0, 2, filter);
  for (int i = 0; i < 45; i++)
    g_assert_cmpfloat (filter[i], ==, (float) (architecture->layers[0].weight_offset + 2 * 45 + (gsize) i));
  rcp_filter_tile_copy (architecture, parameters, 5, 9, unit);
  for (int i = 0; i < 11; i++)
    g_assert_cmpfloat (unit[i], ==, (float) (architecture->layers[5].weight_offset + 9 * 11 + (gsize) i));
  g_assert_true (isnan (unit[11]));
}

static void
assert_pixel (cairo_surface_t *surface, int x, int y, RcpColour expected)
{
  const guint8 *row =
      cairo_image_surface_get_data (surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (surface);
  guint32 pixel = ((const guint32 *) (gconstpointer) row)[x];

  g_assert_cmpint (ABS ((int) (pixel >> 16 & 255) - (int) lround (255 * expected.red)), <=, 1);
  g_assert_cmpint (ABS ((int) (pixel >> 8 & 255) - (int) lround (255 * expected.green)), <=, 1);
  g_assert_cmpint (ABS ((int) (pixel & 255) - (int) lround (255 * expected.blue)), <=, 1);
}

/* Every corner of every weight, in the tile and in the planes beside it. */
static void
test_colours (void)
{
  float weights[75];
  RcpFilterTile tile = { .planes = 3, .rows = 5, .columns = 5, .weights = weights, .range = 40 };
  cairo_surface_t *card;

  for (int i = 0; i < 75; i++)
    weights[i] = (float) (i * 7 % 75 - 37);
  card = rcp_filter_card_draw (&tile, "conv1, filter 2", "epoch 1 · step 5");
  g_assert_cmpint (cairo_image_surface_get_width (card), ==, RCP_FILTER_CARD_WIDTH);
  g_assert_cmpint (cairo_image_surface_get_height (card), ==, RCP_FILTER_CARD_HEIGHT);
  for (int i = 0; i < 25; i++)
    for (int corner = 0; corner < 4; corner++)
      {
        int x = LEFT + i % 5 * LARGE + (corner & 1) * (LARGE - 1);
        int y = TOP + i / 5 * LARGE + corner / 2 * (LARGE - 1);

        assert_pixel (card, x, y,
                      (RcpColour){ 0.5 + 0.5 * weights[i] / 40.0, 0.5 + 0.5 * weights[25 + i] / 40.0,
                                   0.5 + 0.5 * weights[50 + i] / 40.0 });
        for (int plane = 0; plane < 3; plane++)
          {
            x = LEFT + 5 * LARGE + GAP + i % 5 * SMALL + (corner & 1) * (SMALL - 1);
            y = TOP + plane * (5 * SMALL + GAP) + i / 5 * SMALL + corner / 2 * (SMALL - 1);
            assert_pixel (card, x, y, rcp_colour_diverging (weights[plane * 25 + i] / 40.0));
          }
      }
  cairo_surface_destroy (card);
}

/* Five planes of one weight: three in the first row, and the sixth place left empty. */
static void
test_planes (void)
{
  const float weights[] = { 1, -1, 0.5, -0.25, NAN };
  RcpFilterTile tile = { .planes = 5, .rows = 1, .columns = 1, .weights = weights, .range = 1 };
  cairo_surface_t *card = rcp_filter_card_draw (&tile, "fc1, filter 0", "epoch 0 · step 0");
  RcpColour background = rcp_palette (FALSE)->background;
  /* three planes and two gaps of 3 in 448 pixels */
  const int side = 147;

  assert_pixel (card, 16 + 1, TOP + 1, rcp_colour_diverging (1));
  assert_pixel (card, 16 + side + 3 + 1, TOP + 1, rcp_colour_diverging (-1));
  assert_pixel (card, 16 + 2 * (side + 3) + 1, TOP + 1, rcp_colour_diverging (0.5));
  assert_pixel (card, 16 + 1, TOP + side + 3 + 1, rcp_colour_diverging (-0.25));
  assert_pixel (card, 16 + side + 3 + 1, TOP + side + 3 + 1, background);
  assert_pixel (card, 16 + 2 * (side + 3) + 1, TOP + side + 3 + 1, background);
  cairo_surface_destroy (card);
}

/* More planes than there is room for, and none of them drawn outside. */
static void
test_many_planes (void)
{
  const int n = 1024;
  g_autofree float *weights = g_new0 (float, (gsize) n * 25);
  RcpFilterTile tile = { .planes = n, .rows = 5, .columns = 5, .weights = weights, .range = 0 };
  cairo_surface_t *card = rcp_filter_card_draw (&tile, "conv9, filter 0", "epoch 0 · step 0");

  for (int y = 0; y < RCP_FILTER_CARD_HEIGHT; y++)
    {
      assert_pixel (card, 0, y, rcp_palette (FALSE)->background);
      assert_pixel (card, RCP_FILTER_CARD_WIDTH - 1, y, rcp_palette (FALSE)->background);
    }
  cairo_surface_destroy (card);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter-tile/shapes", test_shapes);
  g_test_add_func ("/filter-tile/copy", test_copy);
  g_test_add_func ("/filter-tile/colours", test_colours);
  g_test_add_func ("/filter-tile/planes", test_planes);
  g_test_add_func ("/filter-tile/many-planes", test_many_planes);
  return g_test_run ();
}
