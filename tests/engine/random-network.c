#include "random-network.h"

#define MOST_ACTIVATIONS 4000

static int
pick (RcpRandom *random, int least, int most)
{
  return least + (int) rcp_random_below (random, (guint32) (most - least + 1));
}

static void
append_size (GString *text, RcpRandom *random, const char *option, int least, int most)
{
  g_string_append_printf (text, " %s %dx%d", option, pick (random, least, most), pick (random, least, most));
}

static void
append_convolution (GString *text, RcpRandom *random, int channels)
{
  int groups;

  do
    groups = pick (random, 1, channels);
  while (channels % groups != 0);

  g_string_append_printf (text, "conv %d", groups * pick (random, 1, MAX (1, 6 / groups)));
  append_size (text, random, "", 1, 5);
  if (pick (random, 0, 1))
    append_size (text, random, "stride", 1, 3);
  if (pick (random, 0, 1))
    append_size (text, random, "padding", 0, 3);
  if (pick (random, 0, 2) == 0)
    append_size (text, random, "dilation", 1, 3);
  g_string_append_printf (text, " groups %d", groups);
}

static void
append_pool (GString *text, RcpRandom *random)
{
  int kernel[2] = { pick (random, 1, 4), pick (random, 1, 4) };

  g_string_append_printf (text, "%s %dx%d", pick (random, 0, 1) ? "maxpool" : "avgpool", kernel[0], kernel[1]);
  if (pick (random, 0, 1))
    append_size (text, random, "stride", 1, 3);
  if (pick (random, 0, 1))
    g_string_append_printf (text, " padding %dx%d", pick (random, 0, kernel[0] / 2), pick (random, 0, kernel[1] / 2));
}

static void
append_map_layer (GString *text, RcpRandom *random, int channels)
{
  switch (pick (random, 0, 6))
    {
    case 0:
      g_string_append (text, "relu");
      break;
    case 1:
      g_string_append (text, "tanh");
      break;
    case 2:
    case 3:
      append_pool (text, random);
      break;
    default:
      append_convolution (text, random, channels);
      break;
    }
  g_string_append (text, ", ");
}

/* The layers after the maps; the last one gives the classes. */
static void
append_flat_layers (GString *text, RcpRandom *random, guint n_classes)
{
  g_string_append (text, "flatten, ");
  for (int i = pick (random, 0, 2); i > 0; i--)
    g_string_append_printf (text, "linear %d, %s, ", pick (random, 1, 19), pick (random, 0, 1) ? "relu" : "tanh");
  g_string_append_printf (text, "linear %u", n_classes);
  if (pick (random, 0, 7) == 0)
    g_string_append (text, ", tanh");
}

/* Adds a layer to @maps where one fits; the network as it is, with a Linear behind, says how. */
static void
grow (GString *maps, RcpRandom *random, RcpShape input)
{
  g_autofree char *probe = g_strconcat (maps->str, "flatten, linear 1", NULL);
  g_autoptr (RcpNetwork) network = rcp_network_new (probe, input, 1, NULL);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  int channels = architecture->layers[architecture->n_layers - 2].input.channels;

  for (;;)
    {
      g_autoptr (GString) longer = g_string_new (maps->str);
      g_autoptr (RcpNetwork) fits = NULL;
      gsize without = longer->len;

      append_map_layer (longer, random, channels);
      g_string_append (longer, "flatten, linear 1");
      fits = rcp_network_new (longer->str, input, 1, NULL);
      if (fits == NULL || rcp_network_get_architecture (fits)->n_activations > MOST_ACTIVATIONS)
        continue;
      g_string_truncate (longer, longer->len - strlen ("flatten, linear 1"));
      g_string_append (maps, longer->str + without);
      return;
    }
}

RcpNetwork *
random_network (RcpRandom *random)
{
  RcpShape input = { pick (random, 1, RCP_MAX_CHANNELS), pick (random, 3, 13), pick (random, 3, 13) };
  guint n_classes = (guint) pick (random, 2, 11);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  RcpNetwork *network;

  for (int i = pick (random, 0, 6); i > 0; i--)
    grow (text, random, input);
  append_flat_layers (text, random, n_classes);
  network = rcp_network_new (text->str, input, n_classes, &error);
  g_assert_no_error (error);
  return network;
}

RandomSamples *
random_samples_new (RcpRandom *random, const RcpArchitecture *architecture, guint count)
{
  RandomSamples *self = g_new0 (RandomSamples, 1);
  gsize record_size = rcp_shape_count (architecture->input) + 5;
  guint block_count = count / 2 + 1;

  g_assert_cmpuint (count, >=, 2);
  self->bytes = g_malloc (record_size * count);
  for (gsize i = 0; i < record_size * count; i++)
    self->bytes[i] = (guint8) rcp_random_next (random);
  self->blocks[0] = self->bytes;
  self->blocks[1] = self->bytes + block_count * record_size;
  self->view = (RcpSamples){
    .blocks = self->blocks,
    .block_count = block_count,
    .count = count,
    .record_size = record_size,
    .label_offset = 1,
    .pixel_offset = 3,
    .shape = architecture->input,
    .n_classes = architecture->n_classes,
  };
  for (guint i = 0; i < count; i++)
    self->bytes[i * record_size + 1] = (guint8) rcp_random_below (random, architecture->n_classes);
  return self;
}

void
random_samples_free (RandomSamples *self)
{
  g_free (self->bytes);
  g_free (self);
}

RcpNormalisation
random_normalisation (RcpRandom *random)
{
  double mean[RCP_MAX_CHANNELS], std[RCP_MAX_CHANNELS];

  for (int c = 0; c < RCP_MAX_CHANNELS; c++)
    {
      mean[c] = 100.0 + 50.0 * rcp_random_unit (random);
      std[c] = 50.0 + 30.0 * rcp_random_unit (random);
    }
  return rcp_normalisation (RCP_MAX_CHANNELS, mean, std);
}

float *
random_floats (RcpRandom *random, gsize n, float bound)
{
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = (float) (2.0 * rcp_random_unit (random) - 1.0) * bound;
  return values;
}

float *
random_parameters (RcpRandom *random, RcpNetwork *network)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  float *parameters = g_new (float, architecture->n_parameters);

  for (guint l = 0; l < architecture->n_layers; l++)
    {
      const RcpLayer *layer = &architecture->layers[l];
      gsize n = layer->weight_count + layer->bias_count;
      float bound = layer->bias_count > 0 ? sqrtf (3.0f * (float) layer->bias_count / (float) layer->weight_count) : 0;
      g_autofree float *values = random_floats (random, n, bound);

      if (n > 0)
        memcpy (parameters + layer->weight_offset, values, n * sizeof *values);
    }
  return parameters;
}
