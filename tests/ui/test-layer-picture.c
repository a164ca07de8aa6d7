#include "layer-picture.h"

#include "draw/pixels.h"

#define HEIGHT 204

/* A network for pictures of so many channels. */
static RcpNetwork *
make_network (int channels)
{
  g_autoptr (GError) error = NULL;
  RcpNetwork *network =
      rcp_network_new ("conv 4 3x3, relu, flatten, linear 10", (RcpShape){ channels, 32, 32 }, 10, &error);

  g_assert_no_error (error);
  return network;
}

/* Whatever the channels: all of it inside of the height, and each of its numbers found where it is drawn. */
static void
test_input (void)
{
  const int channels[] = { 1, 2, 3, 4, 16, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      g_autoptr (RcpNetwork) network = make_network (channels[i]);
      RcpLayerPicture picture =
          rcp_layer_picture_fit (rcp_network_get_architecture (network), RCP_CELL_INPUT, HEIGHT, 1.0);
      int width, height;

      rcp_layer_picture_get_size (&picture, &width, &height);
      g_assert_cmpint (height, <=, HEIGHT);
      g_assert_cmpint ((int) picture.n_sheets, ==, channels[i] == 3 ? 2 : 1);
      for (int channel = 0; channel < channels[i]; channel++)
        {
          RcpCell cell = { RCP_CELL_INPUT, channel, 5, 7 }, found;
          RcpCellBox box;

          rcp_layer_picture_turn_to (&picture, channel);
          g_assert_true (rcp_layer_picture_get_cell (&picture, cell, &box));
          g_assert_true (rcp_layer_picture_at (&picture, box.x + 0.5, box.y + 0.5, &found));
          /* the picture has all channels */
          g_assert_cmpint (found.channel, ==, channels[i] == 3 ? -1 : channel);
          g_assert_cmpint (found.row, ==, 5);
          g_assert_cmpint (found.column, ==, 7);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layer-picture/input", test_input);
  return g_test_run ();
}
