#include "config.h"

#include "error.h"
#include "net/network-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _RcpNetwork
{
  gatomicrefcount ref_count;
  RcpArchitecture architecture;
  RcpLayer *layers;
  GArray *tensors; /* RcpTensorInfo */
  char *text;
};

G_DEFINE_BOXED_TYPE (RcpNetwork, rcp_network, rcp_network_ref, rcp_network_unref)

typedef struct
{
  const char *name;
  const char *text;
} Preset;

/* In their canonical spelling, so that a network finds its preset again by comparing texts. */
static const Preset presets[] = {
  { "lenet", "conv 6 5x5, relu, maxpool 2, conv 16 5x5, relu, maxpool 2, flatten, linear 120, relu, linear 84, relu, "
             "linear 10" },
  /* LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998, with
   * plain average pooling, full connections between its maps, and colour going in. */
  { "lenet5", "conv 6 5x5, tanh, avgpool 2, conv 16 5x5, tanh, avgpool 2, flatten, linear 120, tanh, linear 84, tanh, "
              "linear 10" },
  { "mlp", "flatten, linear 120, relu, linear 84, relu, linear 10" },
  { "linear", "flatten, linear 10" },
};

const char *const *
rcp_network_presets (void)
{
  static const char *const names[] = { "lenet", "lenet5", "mlp", "linear", NULL };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == G_N_ELEMENTS (presets) + 1);
  return names;
}

const char *
rcp_network_preset_text (const char *preset)
{
  g_return_val_if_fail (preset != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_ascii_strcasecmp (preset, presets[i].name) == 0)
      return presets[i].text;
  return NULL;
}

const char *
rcp_layer_kind_title (RcpLayerKind kind)
{
  static const char *const titles[] = {
    [RCP_LAYER_CONV2D] = "Conv2d",
    [RCP_LAYER_RELU] = "ReLU",
    [RCP_LAYER_TANH] = "Tanh",
    [RCP_LAYER_MAX_POOL2D] = "MaxPool2d",
    [RCP_LAYER_AVG_POOL2D] = "AvgPool2d",
    [RCP_LAYER_FLATTEN] = "Flatten",
    [RCP_LAYER_LINEAR] = "Linear",
  };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (titles), NULL);

  return titles[kind];
}

/* conv1, relu1, pool1, conv2, … The last Linear is the one that answers: "classifier". */
static void
name_layers (RcpLayer *layers, guint n_layers)
{
  static const char *const stems[] = {
    [RCP_LAYER_CONV2D] = "conv",     [RCP_LAYER_RELU] = "relu",       [RCP_LAYER_TANH] = "tanh",
    [RCP_LAYER_MAX_POOL2D] = "pool", [RCP_LAYER_AVG_POOL2D] = "pool", [RCP_LAYER_FLATTEN] = "flatten",
    [RCP_LAYER_LINEAR] = "fc",
  };
  guint counts[G_N_ELEMENTS (stems)] = { 0 };
  RcpLayer *last_linear = NULL;

  for (guint i = 0; i < n_layers; i++)
    {
      RcpLayer *layer = &layers[i];
      /* both kinds of pooling share one count */
      guint kind = layer->kind == RCP_LAYER_AVG_POOL2D ? RCP_LAYER_MAX_POOL2D : layer->kind;
      guint number = ++counts[kind];

      if (layer->kind == RCP_LAYER_FLATTEN && number == 1)
        g_strlcpy (layer->name, stems[kind], sizeof layer->name);
      else
        g_snprintf (layer->name, sizeof layer->name, "%s%u", stems[kind], number);
      if (layer->kind == RCP_LAYER_LINEAR)
        last_linear = layer;
    }
  if (last_linear != NULL)
    g_strlcpy (last_linear->name, "classifier", sizeof last_linear->name);
}

static gboolean
check_input (RcpShape input, guint n_classes, GError **error)
{
  if (input.channels < 1 || input.height < 1 || input.width < 1 || input.channels > RCP_MAX_LAYER_CHANNELS
      || input.height > RCP_MAX_WINDOW || input.width > RCP_MAX_WINDOW || rcp_shape_count (input) > RCP_MAX_ACTIVATIONS)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK, _ ("A network cannot take pictures of %d×%d×%d"),
                   input.channels, input.height, input.width);
      return FALSE;
    }
  /* a class is one byte wherever it is stored */
  if (n_classes < 1 || n_classes > 256)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK, _ ("A network can tell from 1 to 256 classes apart, not %u"),
                   n_classes);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_output (const RcpLayer *last, gboolean flat, guint n_classes, GError **error)
{
  if (!flat)
    g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK,
                 _ ("%s: the network ends with maps of %d×%d×%d, but it must give one number for each of the %u "
                    "classes; end with “flatten, linear %u”"),
                 last->name, last->output.channels, last->output.height, last->output.width, n_classes, n_classes);
  else if ((guint) last->output.channels != n_classes)
    g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK,
                 _ ("%s: the network ends with %d outputs, but there are %u classes; end with “linear %u”"), last->name,
                 last->output.channels, n_classes, n_classes);
  else
    return TRUE;
  return FALSE;
}

/* Works out every layer in order and lays out the vectors of parameters and activations. */
static gboolean
resolve_layers (RcpArchitecture *architecture, RcpLayer *layers, GError **error)
{
  RcpShape shape = architecture->input;
  gboolean flat = FALSE;
  gsize n_parameters = 0;
  gsize n_activations = rcp_shape_count (shape);

  for (guint i = 0; i < architecture->n_layers; i++)
    {
      RcpLayer *layer = &layers[i];

      if (!rcp_layer_resolve (layer, shape, &flat, error))
        return FALSE;
      layer->weight_offset = n_parameters;
      layer->bias_offset = n_parameters + layer->weight_count;
      layer->output_offset = n_activations;
      n_parameters += layer->weight_count + layer->bias_count;
      n_activations += rcp_shape_count (layer->output);
      if (n_parameters > RCP_MAX_PARAMETERS || n_activations > RCP_MAX_ACTIVATIONS)
        {
          g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK,
                       _ ("%s: up to here the network has %zu parameters and %zu values a picture; at most %zu and %zu "
                          "are possible"),
                       layer->name, n_parameters, n_activations, RCP_MAX_PARAMETERS, RCP_MAX_ACTIVATIONS);
          return FALSE;
        }
      shape = layer->output;
    }
  if (n_parameters == 0)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK,
                   _ ("%s: no layer up to the last one has weights to learn; add a conv or linear layer"),
                   layers[architecture->n_layers - 1].name);
      return FALSE;
    }
  architecture->n_parameters = n_parameters;
  architecture->softmax_offset = n_activations;
  architecture->n_activations = n_activations + architecture->n_classes;
  return check_output (&layers[architecture->n_layers - 1], flat, architecture->n_classes, error);
}

static GArray *
list_tensors (const RcpLayer *layers, guint n_layers)
{
  GArray *tensors = g_array_new (FALSE, TRUE, sizeof (RcpTensorInfo));

  for (guint i = 0; i < n_layers; i++)
    {
      const RcpLayer *layer = &layers[i];
      RcpTensorInfo weight = { .offset = layer->weight_offset, .count = layer->weight_count };
      RcpTensorInfo bias = { .n_dims = 1, .offset = layer->bias_offset, .count = layer->bias_count };

      if (layer->weight_count == 0)
        continue;
      g_snprintf (weight.name, sizeof weight.name, "%s.weight", layer->name);
      weight.dims[weight.n_dims++] = (gsize) layer->output.channels;
      if (layer->kind == RCP_LAYER_CONV2D)
        {
          weight.dims[weight.n_dims++] = (gsize) (layer->input.channels / layer->groups);
          weight.dims[weight.n_dims++] = (gsize) layer->kernel[0];
          weight.dims[weight.n_dims++] = (gsize) layer->kernel[1];
        }
      else
        weight.dims[weight.n_dims++] = rcp_shape_count (layer->input);
      g_array_append_val (tensors, weight);

      g_snprintf (bias.name, sizeof bias.name, "%s.bias", layer->name);
      bias.dims[0] = layer->bias_count;
      g_array_append_val (tensors, bias);
    }
  return tensors;
}

RcpNetwork *
rcp_network_new (const char *text, RcpShape input, guint n_classes, GError **error)
{
  g_autofree char *stripped = NULL;
  g_autoptr (GArray) layers = NULL;
  RcpNetwork *self;
  RcpArchitecture architecture = { .input = input, .n_classes = n_classes };
  const char *preset;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strdup (text));
  if (*stripped == '\0')
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK,
                   _ ("The network has no layers; name a preset such as lenet, or list its layers"));
      return NULL;
    }
  if (!check_input (input, n_classes, error))
    return NULL;
  preset = rcp_network_preset_text (stripped);
  layers = rcp_network_text_parse (preset != NULL ? preset : stripped, error);
  if (layers == NULL)
    return NULL;
  architecture.n_layers = layers->len;
  name_layers ((RcpLayer *) layers->data, layers->len);
  if (!resolve_layers (&architecture, (RcpLayer *) layers->data, error))
    return NULL;

  self = g_new0 (RcpNetwork, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->layers = g_memdup2 (layers->data, layers->len * sizeof (RcpLayer));
  self->architecture = architecture;
  self->architecture.layers = self->layers;
  self->tensors = list_tensors (self->layers, architecture.n_layers);
  self->text = rcp_network_text_print (self->layers, architecture.n_layers);
  return self;
}

RcpNetwork *
rcp_network_ref (RcpNetwork *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rcp_network_unref (RcpNetwork *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->tensors);
  g_free (self->layers);
  g_free (self->text);
  g_free (self);
}

const char *
rcp_network_get_text (RcpNetwork *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

const char *
rcp_network_get_preset (RcpNetwork *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (presets); i++)
    if (strcmp (self->text, presets[i].text) == 0)
      return presets[i].name;
  return NULL;
}

const RcpArchitecture *
rcp_network_get_architecture (RcpNetwork *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->architecture;
}

const RcpLayer *
rcp_network_find_layer (RcpNetwork *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < self->architecture.n_layers; i++)
    if (strcmp (self->layers[i].name, name) == 0)
      return &self->layers[i];
  return NULL;
}

const RcpTensorInfo *
rcp_network_get_tensors (RcpNetwork *self, guint *n_tensors)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_tensors != NULL, NULL);

  *n_tensors = self->tensors->len;
  return (const RcpTensorInfo *) self->tensors->data;
}
