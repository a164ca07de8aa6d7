#include "inspect/explain.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "inspect/explain-private.h"

static const struct
{
  const char *name;
  const char *title;
  const char *sentence;
} methods[] = {
  [RCP_EXPLAIN_SALIENCY] = {
      "saliency", N_ ("Gradient saliency"),
      N_ ("Shows which pixels would change the class's logit most if they changed a little; it does not show which "
          "pixels the answer rests on, and says nothing of larger changes."),
  },
  [RCP_EXPLAIN_GRADCAM] = {
      "gradcam", N_ ("Grad-CAM"),
      N_ ("Shows where maps that raise the class's logit are active, as coarsely as the layer is; it shows neither what "
          "speaks against the class nor what is seen at these places."),
  },
  [RCP_EXPLAIN_OCCLUSION] = {
      "occlusion", N_ ("Occlusion"),
      N_ ("Shows how the class's probability changes when a grey square covers a place; the square is itself something "
          "the network was never shown, and what is seen in two places at once is missed."),
  },
};

const char *
rcp_explain_method_name (RcpExplainMethod method)
{
  g_return_val_if_fail (method < RCP_N_EXPLAIN_METHODS, NULL);

  return methods[method].name;
}

const char *
rcp_explain_method_title (RcpExplainMethod method)
{
  g_return_val_if_fail (method < RCP_N_EXPLAIN_METHODS, NULL);

  return _ (methods[method].title);
}

const char *
rcp_explain_method_sentence (RcpExplainMethod method)
{
  g_return_val_if_fail (method < RCP_N_EXPLAIN_METHODS, NULL);

  return _ (methods[method].sentence);
}

void
rcp_explanation_free (RcpExplanation *self)
{
  if (self == NULL)
    return;
  rcp_network_unref (self->network);
  g_free (self->values);
  g_free (self->logit_changes);
  g_free (self->weights);
  g_free (self);
}

const float *
rcp_explanation_logits (const RcpArchitecture *architecture, const float *activations)
{
  return activations + architecture->layers[architecture->n_layers - 1].output_offset;
}

RcpExplanation *
rcp_explanation_new (RcpExplainMethod method, RcpProbe *probe, const float *activations, int answer, GError **error)
{
  RcpNetwork *network = rcp_probe_get_network (probe);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  const float *logits = rcp_explanation_logits (architecture, activations);
  RcpExplanation *self;

  if (answer < RCP_EXPLAIN_TOP || answer >= (int) architecture->n_classes)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                   _ ("There is no class %d: counted from 0, the network's classes end at %u."), answer,
                   architecture->n_classes - 1);
      return NULL;
    }
  self = g_new0 (RcpExplanation, 1);
  self->method = method;
  self->network = rcp_network_ref (network);
  self->layer = RCP_CELL_INPUT;
  self->answer = (guint) MAX (answer, 0);
  for (guint i = 1; answer == RCP_EXPLAIN_TOP && i < architecture->n_classes; i++)
    if (logits[i] > logits[self->answer])
      self->answer = i;
  self->logit = logits[self->answer];
  self->probability = activations[architecture->softmax_offset + self->answer];
  return self;
}

/* The gradient of the class's logit by every activation. */
static float *
gradient_of_logit (const RcpExplanation *self, RcpProbe *probe, GError **error)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (self->network);
  g_autofree float *one_hot = g_new0 (float, architecture->n_classes);
  g_autofree float *gradients = g_new (float, architecture->n_activations);

  one_hot[self->answer] = 1;
  return rcp_probe_backward (probe, one_hot, gradients, NULL, error) ? g_steal_pointer (&gradients) : NULL;
}

RcpExplanation *
rcp_explain_saliency (RcpProbe *probe, const guint8 *pixels, int answer, GError **error)
{
  g_autoptr (RcpExplanation) self = NULL;
  g_autofree float *gradients = NULL;
  const float *activations;

  g_return_val_if_fail (probe != NULL, NULL);
  g_return_val_if_fail (pixels != NULL, NULL);

  activations = rcp_probe_run (probe, pixels, error);
  if (activations == NULL)
    return NULL;
  self = rcp_explanation_new (RCP_EXPLAIN_SALIENCY, probe, activations, answer, error);
  if (self == NULL)
    return NULL;
  gradients = gradient_of_logit (self, probe, error);
  if (gradients == NULL)
    return NULL;
  self->shape = rcp_network_get_architecture (self->network)->input;
  self->values = g_memdup2 (gradients, rcp_shape_count (self->shape) * sizeof (float));
  return g_steal_pointer (&self);
}

gboolean
rcp_explain_has_maps (const RcpArchitecture *architecture, int layer)
{
  g_return_val_if_fail (architecture != NULL, FALSE);

  if (layer < 0 || layer >= (int) architecture->n_layers)
    return FALSE;
  for (int i = 0; i <= layer; i++)
    if (architecture->layers[i].kind == RCP_LAYER_FLATTEN || architecture->layers[i].kind == RCP_LAYER_LINEAR)
      return FALSE;
  return TRUE;
}

int
rcp_explain_gradcam_layer (RcpNetwork *network, GError **error)
{
  const RcpArchitecture *architecture;

  g_return_val_if_fail (network != NULL, -1);

  architecture = rcp_network_get_architecture (network);
  for (int i = (int) architecture->n_layers - 1; i >= 0; i--)
    if (architecture->layers[i].kind == RCP_LAYER_CONV2D)
      {
        RcpLayerKind next = architecture->layers[i + 1].kind; /* there is one: the last layer is no convolution */

        return next == RCP_LAYER_RELU || next == RCP_LAYER_TANH ? i + 1 : i;
      }
  g_set_error_literal (
      error, RCP_ERROR, RCP_ERROR_ARGUMENT,
      _ ("Grad-CAM weighs the maps of a convolution, and this network has none; saliency and occlusion "
         "work for any network."));
  return -1;
}

/* ReLU (Σ weight × map), where a channel weighs the mean of the gradient over its map. */
static void
weigh_maps (RcpExplanation *self, RcpShape shape, const float *maps, const float *gradients)
{
  const gsize n = (gsize) shape.height * (gsize) shape.width;
  g_autofree double *sums = g_new0 (double, n);

  self->weights = g_new0 (float, shape.channels);
  for (int channel = 0; channel < shape.channels; channel++)
    {
      const float *map = maps + (gsize) channel * n;
      const float *gradient = gradients + (gsize) channel * n;
      double weight = 0;

      for (gsize i = 0; i < n; i++)
        weight += (double) gradient[i];
      weight /= (double) n;
      self->weights[channel] = (float) weight;
      for (gsize i = 0; i < n; i++)
        sums[i] += weight * (double) map[i];
    }
  self->shape = (RcpShape){ 1, shape.height, shape.width };
  self->values = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    self->values[i] = sums[i] <= 0 ? 0 : (float) sums[i];
}

static int
choose_layer (RcpNetwork *network, int layer, GError **error)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);

  if (layer == -1)
    return rcp_explain_gradcam_layer (network, error);
  if (rcp_explain_has_maps (architecture, layer))
    return layer;
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("Grad-CAM weighs maps, and “%s” puts out none."),
               rcp_cell_layer_name (architecture, CLAMP (layer, RCP_CELL_INPUT, (int) architecture->n_layers)));
  return -1;
}

RcpExplanation *
rcp_explain_gradcam (RcpProbe *probe, const guint8 *pixels, int answer, int layer, GError **error)
{
  g_autoptr (RcpExplanation) self = NULL;
  g_autofree float *gradients = NULL;
  const RcpLayer *maps;
  const float *activations;

  g_return_val_if_fail (probe != NULL, NULL);
  g_return_val_if_fail (pixels != NULL, NULL);

  layer = choose_layer (rcp_probe_get_network (probe), layer, error);
  if (layer == -1)
    return NULL;
  activations = rcp_probe_run (probe, pixels, error);
  if (activations == NULL)
    return NULL;
  self = rcp_explanation_new (RCP_EXPLAIN_GRADCAM, probe, activations, answer, error);
  if (self == NULL)
    return NULL;
  gradients = gradient_of_logit (self, probe, error);
  if (gradients == NULL)
    return NULL;
  self->layer = layer;
  maps = &rcp_network_get_architecture (self->network)->layers[layer];
  weigh_maps (self, maps->output, activations + maps->output_offset, gradients + maps->output_offset);
  return g_steal_pointer (&self);
}

gboolean
rcp_explanation_is_signed (const RcpExplanation *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->method == RCP_EXPLAIN_OCCLUSION;
}

static void
flatten_saliency (const RcpExplanation *self, float *flat, gsize n)
{
  for (int channel = 0; channel < self->shape.channels; channel++)
    for (gsize i = 0; i < n; i++)
      flat[i] = fmaxf (flat[i], fabsf (self->values[(gsize) channel * n + i]));
}

static void
flatten_gradcam (const RcpExplanation *self, float *flat, RcpShape picture)
{
  for (int row = 0; row < picture.height; row++)
    for (int column = 0; column < picture.width; column++)
      {
        gsize i = (gsize) row * (gsize) self->shape.height / (gsize) picture.height;
        gsize j = (gsize) column * (gsize) self->shape.width / (gsize) picture.width;

        *flat++ = self->values[i * (gsize) self->shape.width + j];
      }
}

float *
rcp_explanation_flatten (const RcpExplanation *self)
{
  RcpShape picture;
  gsize n;
  float *flat;

  g_return_val_if_fail (self != NULL, NULL);

  picture = rcp_network_get_architecture (self->network)->input;
  n = (gsize) picture.height * (gsize) picture.width;
  flat = g_new0 (float, n);
  switch (self->method)
    {
    case RCP_EXPLAIN_SALIENCY:
      flatten_saliency (self, flat, n);
      break;
    case RCP_EXPLAIN_GRADCAM:
      flatten_gradcam (self, flat, picture);
      break;
    case RCP_EXPLAIN_OCCLUSION:
      rcp_explanation_flatten_occlusion (self, flat);
      break;
    case RCP_N_EXPLAIN_METHODS:
      g_assert_not_reached ();
    }
  return flat;
}
