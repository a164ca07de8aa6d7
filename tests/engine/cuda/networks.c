#include "networks.h"

#include "parity.h"
#include "random-network.h"

/* watched at every step by a sanitizer, the same code takes many times as long */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define N_RANDOM_NETWORKS 10
#define N_LENETS 6
#else
#define N_RANDOM_NETWORKS 60
#define N_LENETS 20
#endif

RcpNetwork *
network_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  RcpNetwork *network = rcp_network_new (text, (RcpShape){ 3, 32, 32 }, 10, &error);

  g_assert_no_error (error);
  return network;
}

static void
test_random_networks (gconstpointer cuda)
{
  for (guint64 seed = 0; seed < N_RANDOM_NETWORKS; seed++)
    {
      g_autoptr (RcpNetwork) network = NULL;
      RcpRandom random;

      rcp_random_init (&random, seed, 0);
      network = random_network (&random);
      parity_compare_network (cuda, network, seed);
    }
}

static int
pick (RcpRandom *random, int least, int most)
{
  return least + (int) rcp_random_below (random, (guint32) (most - least + 1));
}

/* A network like LeNet: what the fused kernels take. */
static RcpNetwork *
random_lenet (RcpRandom *random)
{
  for (;;)
    {
      RcpShape input = { pick (random, 1, RCP_MAX_CHANNELS), pick (random, 7, 20), pick (random, 7, 20) };
      guint n_classes = (guint) pick (random, 2, 12);
      g_autoptr (GString) text = g_string_new (NULL);
      RcpNetwork *network;

      for (int i = pick (random, 1, 3); i > 0; i--)
        g_string_append_printf (text, "conv %d %dx%d padding %d, relu, maxpool 2, ", pick (random, 1, 9),
                                i % 2 == 0 ? 3 : 5, i % 2 == 0 ? 3 : 5, pick (random, 0, 2));
      g_string_append (text, "flatten, ");
      for (int i = pick (random, 0, 3); i > 0; i--)
        g_string_append_printf (text, "linear %d, relu, ", pick (random, 1, 130));
      g_string_append_printf (text, "linear %u", n_classes);
      network = rcp_network_new (text->str, input, n_classes, NULL);
      if (network != NULL)
        return network;
    }
}

static void
test_lenets (gconstpointer cuda)
{
  for (guint64 seed = 0; seed < N_LENETS; seed++)
    {
      g_autoptr (RcpNetwork) network = NULL;
      RcpRandom random;

      rcp_random_init (&random, seed, 2);
      network = random_lenet (&random);
      parity_compare_network (cuda, network, seed);
    }
}

static void
test_chosen_networks (gconstpointer cuda)
{
  static const char *const texts[] = {
    "lenet",
    "lenet5",
    "mlp",
    "linear",
    /* no weights at all */
    "avgpool 8, relu, conv 10 4x4, flatten",
    "conv 8 3x3 padding 1, relu, conv 12 3x3 stride 2, relu, maxpool 2, conv 9 3x3 padding 2 groups 3, relu, "
    "maxpool 2, flatten, linear 37, relu, linear 10",
    "conv 10 5x5 stride 4 padding 2, relu, conv 10 5x5 padding 2 groups 10, relu, maxpool 2, conv 10 4x4, flatten",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (RcpNetwork) network = network_of (texts[i]);

      parity_compare_network (cuda, network, 1000 + i);
    }
}

void
add_network_tests (const RcpBackend *cuda)
{
  g_test_add_data_func ("/cuda/random-networks", cuda, test_random_networks);
  g_test_add_data_func ("/cuda/chosen-networks", cuda, test_chosen_networks);
  g_test_add_data_func ("/cuda/lenets", cuda, test_lenets);
}
