#include "error.h"
#include "net/network.h"

#include <string.h>

static const RcpShape cifar = { 3, 32, 32 };

static RcpNetwork *
network_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  RcpNetwork *network = rcp_network_new (text, cifar, 10, &error);

  g_assert_no_error (error);
  g_assert_nonnull (network);
  return network;
}

static void
test_lenet (void)
{
  static const struct
  {
    const char *name;
    RcpShape output;
    gsize parameters;
    guint64 multiply_adds;
  } expected[] = {
    { "conv1", { 6, 28, 28 }, 456, 352800 }, { "relu1", { 6, 28, 28 }, 0, 0 },
    { "pool1", { 6, 14, 14 }, 0, 0 },        { "conv2", { 16, 10, 10 }, 2416, 240000 },
    { "relu2", { 16, 10, 10 }, 0, 0 },       { "pool2", { 16, 5, 5 }, 0, 0 },
    { "flatten", { 400, 1, 1 }, 0, 0 },      { "fc1", { 120, 1, 1 }, 48120, 48000 },
    { "relu3", { 120, 1, 1 }, 0, 0 },        { "fc2", { 84, 1, 1 }, 10164, 10080 },
    { "relu4", { 84, 1, 1 }, 0, 0 },         { "classifier", { 10, 1, 1 }, 850, 840 },
  };
  static const char *const tensors[] = { "conv1.weight",      "conv1.bias",     "conv2.weight", "conv2.bias",
                                         "fc1.weight",        "fc1.bias",       "fc2.weight",   "fc2.bias",
                                         "classifier.weight", "classifier.bias" };
  g_autoptr (RcpNetwork) network = network_of ("lenet");
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  const RcpTensorInfo *infos;
  gsize parameters = 0, activations = rcp_shape_count (cifar);
  guint n_tensors;

  g_assert_cmpuint (architecture->n_layers, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < architecture->n_layers; i++)
    {
      const RcpLayer *layer = &architecture->layers[i];

      g_assert_cmpstr (layer->name, ==, expected[i].name);
      g_assert_cmpmem (&layer->output, sizeof (RcpShape), &expected[i].output, sizeof (RcpShape));
      g_assert_cmpuint (layer->weight_count + layer->bias_count, ==, expected[i].parameters);
      g_assert_cmpuint (layer->multiply_adds, ==, expected[i].multiply_adds);
      g_assert_cmpuint (layer->weight_offset, ==, parameters);
      g_assert_cmpuint (layer->bias_offset, ==, parameters + layer->weight_count);
      g_assert_cmpuint (layer->output_offset, ==, activations);
      g_assert_true (rcp_network_find_layer (network, layer->name) == layer);
      parameters += expected[i].parameters;
      activations += rcp_shape_count (layer->output);
    }
  g_assert_cmpuint (architecture->n_parameters, ==, 62006);
  g_assert_cmpuint (architecture->softmax_offset, ==, activations);
  g_assert_cmpuint (architecture->n_activations, ==, activations + 10);
  g_assert_null (rcp_network_find_layer (network, "conv3"));

  infos = rcp_network_get_tensors (network, &n_tensors);
  g_assert_cmpuint (n_tensors, ==, G_N_ELEMENTS (tensors));
  for (guint i = 0; i < n_tensors; i++)
    {
      gsize count = 1;

      g_assert_cmpstr (infos[i].name, ==, tensors[i]);
      for (int d = 0; d < infos[i].n_dims; d++)
        count *= infos[i].dims[d];
      g_assert_cmpuint (infos[i].count, ==, count);
    }
  g_assert_cmpuint (infos[2].n_dims, ==, 4);
  g_assert_cmpuint (infos[2].dims[0], ==, 16);
  g_assert_cmpuint (infos[2].dims[1], ==, 6);
  g_assert_cmpuint (infos[4].dims[0], ==, 120);
  g_assert_cmpuint (infos[4].dims[1], ==, 400);
}

static void
test_presets (void)
{
  static const gsize parameters[] = { 62006, 62006, 379774, 30730 };
  const char *const *names = rcp_network_presets ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (RcpNetwork) network = network_of (names[i]);
      g_autoptr (RcpNetwork) again = network_of (rcp_network_get_text (network));
      g_autofree char *shouted = g_ascii_strup (names[i], -1);
      g_autofree char *spaced = g_strdup_printf ("  %s\n", shouted);
      g_autoptr (RcpNetwork) loud = network_of (spaced);

      /* the stored text is the canonical one */
      g_assert_cmpstr (rcp_network_get_text (network), ==, rcp_network_preset_text (names[i]));
      g_assert_cmpstr (rcp_network_get_preset (network), ==, names[i]);
      g_assert_cmpstr (rcp_network_get_preset (again), ==, names[i]);
      g_assert_cmpstr (rcp_network_get_preset (loud), ==, names[i]);
      g_assert_cmpuint (rcp_network_get_architecture (network)->n_parameters, ==, parameters[i]);
    }
  g_assert_null (rcp_network_preset_text ("alexnet"));
}

typedef struct
{
  const char *text;
  const char *canonical;
} GoodText;

static const GoodText good_texts[] = {
  { "conv 6 5x5, relu, maxpool 2, conv 16 3x3 stride 2 padding 1 dilation 1 groups 2, tanh, avgpool 2, flatten, "
    "linear 120, relu, linear 10",
    "conv 6 5x5, relu, maxpool 2, conv 16 3x3 stride 2 padding 1 groups 2, tanh, avgpool 2, flatten, linear 120, "
    "relu, linear 10" },
  { "  CONV 6 5 ,ReLU,MaxPool 2 , Flatten,Linear 10  ", "conv 6 5x5, relu, maxpool 2, flatten, linear 10" },
  { "conv6 5x5stride2padding1,flatten,linear10", "conv 6 5x5 stride 2 padding 1, flatten, linear 10" },
  { "Conv2d 6 5 × 5, MaxPool2d 2, AvgPool2D 3, flatten, linear 10",
    "conv 6 5x5, maxpool 2, avgpool 3, flatten, linear 10" },
  { "conv 3 3x1 groups 3 dilation 1x2 padding 1x0 stride 2x3, flatten, linear 10",
    "conv 3 3x1 stride 2x3 padding 1x0 dilation 1x2 groups 3, flatten, linear 10" },
  { "maxpool 3x2 stride 3x2, avgpool 2 stride 1 padding 1, flatten, linear 10",
    "maxpool 3x2, avgpool 2 stride 1 padding 1, flatten, linear 10" },
  { "conv 6 5x5 stride 1 padding 0 dilation 1 groups 1, flatten, linear 0010", "conv 6 5x5, flatten, linear 10" },
  { "flatten,\tflatten,\nlinear 10, relu", "flatten, flatten, linear 10, relu" },
  { "conv 10 32, flatten", "conv 10 32x32, flatten" },
};

static void
test_good_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good_texts); i++)
    {
      g_autoptr (RcpNetwork) network = network_of (good_texts[i].text);
      g_autoptr (RcpNetwork) again = NULL;
      const RcpArchitecture *a, *b;

      g_assert_cmpstr (rcp_network_get_text (network), ==, good_texts[i].canonical);
      again = network_of (rcp_network_get_text (network));
      g_assert_cmpstr (rcp_network_get_text (again), ==, good_texts[i].canonical);
      a = rcp_network_get_architecture (network);
      b = rcp_network_get_architecture (again);
      g_assert_cmpmem (a->layers, a->n_layers * sizeof (RcpLayer), b->layers, b->n_layers * sizeof (RcpLayer));
      g_assert_null (rcp_network_get_preset (network));
    }
}

/* Every shape against a count of the places where the window fits. */
static void
test_shapes (void)
{
  for (int size = 1; size <= 12; size++)
    for (int kernel = 1; kernel <= 4; kernel++)
      for (int stride = 1; stride <= 3; stride++)
        for (int padding = 0; padding <= 2; padding++)
          for (int dilation = 1; dilation <= 3; dilation++)
            {
              g_autofree char *text =
                  g_strdup_printf ("conv 2 %dx1 stride %dx1 padding %dx0 dilation %dx1, flatten, linear 10", kernel,
                                   stride, padding, dilation);
              g_autoptr (GError) error = NULL;
              g_autoptr (RcpNetwork) network = rcp_network_new (text, (RcpShape){ 1, size, 5 }, 10, &error);
              int places = 0;

              for (int start = -padding; start + dilation * (kernel - 1) < size + padding; start += stride)
                places++;
              if (places == 0)
                {
                  g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
                  continue;
                }
              g_assert_no_error (error);
              g_assert_cmpint (rcp_network_get_architecture (network)->layers[0].output.height, ==, places);
              g_assert_cmpint (rcp_network_get_architecture (network)->layers[0].output.width, ==, 5);
            }
}

typedef struct
{
  const char *text;
  const char *sentence; /* a part of it */
} BadText;

static const BadText bad_texts[] = {
  { "", "has no layers" },
  { " \n\t ", "has no layers" },
  { ",", "Layer 1 of the network, “”: there is nothing" },
  { "flatten, linear 10,", "Layer 3 of the network, “”: there is nothing" },
  { "flatten,, linear 10", "Layer 2 of the network, “”: there is nothing" },
  { "resnet", "Layer 1 of the network, “resnet”: there is no such layer" },
  { "lenet, linear 10", "“lenet”: there is no such layer" },
  { "relu2d, flatten, linear 10", "there is no such layer" },
  { "conv, flatten, linear 10", "the number of filters must be a whole number from 1 to 4096" },
  { "conv 0 5x5", "the number of filters must be" },
  { "conv -6 5x5", "the number of filters must be" },
  { "conv 6.5 5x5", "the kernel must be" },
  { "conv 5000 5x5", "the number of filters must be" },
  { "conv 6", "the kernel must be a whole number from 1 to 4096" },
  { "conv 6 0", "the kernel must be" },
  { "conv 6 5x", "the kernel must be" },
  { "conv 6 5x5x5", "“x” is none of stride, padding, dilation and groups" },
  { "conv 6 5 stride 0", "stride must be" },
  { "conv 6 5 stride", "stride must be" },
  { "conv 6 5 padding 99999", "padding must be a whole number from 0 to 4096" },
  { "conv 6 5 dilation 0", "dilation must be" },
  { "conv 6 5 groups 0", "groups must be" },
  { "conv 6 5 groups 3x3", "“x” is none of" },
  { "conv 6 5 strides 2", "“strides” is none of" },
  { "conv 6 5 stride 2 stride 2", "“stride” is given twice" },
  { "maxpool, flatten, linear 10", "the window must be" },
  { "maxpool 2 dilation 2", "“dilation” is neither stride nor padding" },
  { "avgpool 2 groups 2", "“groups” is neither stride nor padding" },
  { "relu 2", "“2” does not belong there" },
  { "flatten; linear 10", "“; linear 10” does not belong there" },
  { "flatten, linear 99999999999999999999999", "the number of outputs must be a whole number from 1 to 16384" },
  { "flatten, linear 10 \xff\xfe", "does not belong there" },
  { "conv 6 40, flatten, linear 10", "conv1: a 40×40 kernel does not fit its 32×32 input; use padding or a smaller" },
  { "conv 6 5, maxpool 10, conv 8 5, flatten, linear 10", "conv2: a 5×5 kernel does not fit its 2×2 input" },
  { "conv 6 5 dilation 8, flatten, linear 10", "conv1: a 5×5 kernel, spread to 33×33 by its dilation, does not fit" },
  { "maxpool 8, avgpool 5, flatten, linear 10", "pool2: a 5×5 window does not fit its 4×4 input" },
  { "maxpool 2 padding 2, flatten, linear 10", "pool1: its padding can be at most half of its 2×2 window" },
  { "maxpool 1x4 padding 1, flatten, linear 10", "pool1: its padding can be at most half of its 1×4 window" },
  { "avgpool 4x1 padding 1, flatten, linear 10", "pool1: its padding can be at most half of its 4×1 window" },
  { "conv 6 3 groups 2, flatten, linear 10", "conv1: 2 groups do not divide its 3 input channels evenly" },
  { "conv 6 3, conv 8 3 groups 3, flatten, linear 10", "conv2: 3 groups do not divide its 8 filters evenly" },
  { "conv 6 5, relu, linear 120, relu, linear 10", "fc1: its input of 6×28×28 is not flat; put flatten before fc1" },
  { "linear 10", "classifier: its input of 3×32×32 is not flat; put flatten before classifier" },
  { "flatten, conv 6 1, linear 10", "conv1: it needs maps, but its input is flat" },
  { "flatten, linear 10, maxpool 1", "pool1: it needs maps, but its input is flat" },
  { "conv 6 5, relu", "relu1: the network ends with maps of 6×28×28, but it must give one number for each of the 10" },
  { "conv 10 32", "conv1: the network ends with maps of 10×1×1" },
  { "flatten, linear 9, relu",
    "relu1: the network ends with 9 outputs, but there are 10 classes; end with “linear 10”" },
  { "relu, flatten", "flatten: no layer" },
  { "conv 4096 1, conv 4096 32 padding 15, flatten, linear 10", "conv2: it would have 17179869184 weights" },
  { "conv 4096 1 padding 4000, flatten, linear 10", "conv1: its output of 4096×8032×8032 is too large" },
  { "conv 4096 1 padding 48, flatten, linear 16384, linear 10", "fc1: it would have" },
};

static void
test_bad_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RcpNetwork) network = rcp_network_new (bad_texts[i].text, cifar, 10, &error);

      g_assert_null (network);
      g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      if (strstr (error->message, bad_texts[i].sentence) == NULL)
        g_error ("“%s” says: %s", bad_texts[i].text, error->message);
    }
}

/* Limits on the whole, which no single layer breaks. */
static void
test_limits (void)
{
  g_autoptr (GString) many = g_string_new ("flatten");
  g_autoptr (GString) wide = g_string_new ("flatten");
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpNetwork) most = NULL;

  for (int i = 0; i < 62; i++)
    g_string_append (many, ", relu");
  g_string_append (many, ", linear 10");
  most = network_of (many->str);
  g_assert_cmpuint (rcp_network_get_architecture (most)->n_layers, ==, 64);
  g_string_append (many, ", relu");
  g_assert_null (rcp_network_new (many->str, cifar, 10, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
  g_assert_cmpstr (error->message, ==, "A network can have at most 64 layers");
  g_clear_error (&error);

  g_string_append (wide, ", linear 16384, linear 16384, linear 10");
  g_assert_null (rcp_network_new (wide->str, cifar, 10, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
  g_assert_true (g_str_has_prefix (error->message, "fc2: up to here the network has"));
  g_clear_error (&error);

  g_assert_null (rcp_network_new ("lenet", (RcpShape){ 3, 0, 32 }, 10, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
  g_clear_error (&error);
  g_assert_null (rcp_network_new ("lenet", (RcpShape){ G_MAXINT, G_MAXINT, G_MAXINT }, 10, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
  g_clear_error (&error);
  g_assert_null (rcp_network_new ("lenet", cifar, 0, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
  g_clear_error (&error);
  g_assert_null (rcp_network_new ("lenet", cifar, 257, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_NETWORK);
}

static void
test_names (void)
{
  static const char *const expected[] = { "tanh1", "pool1", "conv1", "relu1", "pool2",    "flatten",    "fc1",
                                          "tanh2", "fc2",   "relu2", "fc3",   "flatten2", "classifier", "relu3" };
  g_autoptr (RcpNetwork) network =
      network_of ("tanh, avgpool 2, conv 4 3, relu, maxpool 2, flatten, linear 7, tanh, linear 6, relu, linear 5, "
                  "flatten, linear 10, relu");
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);

  g_assert_cmpuint (architecture->n_layers, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < architecture->n_layers; i++)
    g_assert_cmpstr (architecture->layers[i].name, ==, expected[i]);
  g_assert_cmpstr (rcp_layer_kind_title (RCP_LAYER_AVG_POOL2D), ==, "AvgPool2d");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/lenet", test_lenet);
  g_test_add_func ("/network/presets", test_presets);
  g_test_add_func ("/network/good-texts", test_good_texts);
  g_test_add_func ("/network/bad-texts", test_bad_texts);
  g_test_add_func ("/network/shapes", test_shapes);
  g_test_add_func ("/network/limits", test_limits);
  g_test_add_func ("/network/names", test_names);
  return g_test_run ();
}
