#include "inspect/way-back.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "error.h"

void
rcp_way_back_free (RcpWayBack *self)
{
  if (self == NULL)
    return;
  rcp_network_unref (self->network);
  g_free (self->places);
  g_free (self);
}

/* Which weight or bias of which layer it is. */
static void
locate (RcpWayBack *self, const RcpArchitecture *architecture)
{
  for (guint i = 0; i < architecture->n_layers; i++)
    {
      const RcpLayer *layer = &architecture->layers[i];
      gsize at = self->parameter - layer->weight_offset;

      self->layer = (int) i;
      if (self->parameter >= layer->bias_offset && self->parameter < layer->bias_offset + layer->bias_count)
        {
          self->is_bias = TRUE;
          self->filter = (int) (self->parameter - layer->bias_offset);
          self->source = -1;
          return;
        }
      if (self->parameter < layer->weight_offset || at >= layer->weight_count)
        continue;
      if (layer->kind == RCP_LAYER_CONV2D)
        {
          self->tap[1] = (int) (at % (gsize) layer->kernel[1]);
          at /= (gsize) layer->kernel[1];
          self->tap[0] = (int) (at % (gsize) layer->kernel[0]);
          at /= (gsize) layer->kernel[0];
        }
      self->filter = (int) (at / (gsize) (layer->input.channels / layer->groups));
      self->source =
          (int) (at % (gsize) (layer->input.channels / layer->groups))
          + self->filter / (layer->output.channels / layer->groups) * (layer->input.channels / layer->groups);
      return;
    }
  g_assert_not_reached ();
}

/* What the output at @row, @column has to do with the weight; nothing where its tap falls into padding. */
static gboolean
find_place (const RcpWayBack *self, const RcpLayer *layer, int row, int column, RcpWayBackPlace *place)
{
  *place = (RcpWayBackPlace){ .output = { self->layer, self->filter, row, column } };
  if (self->is_bias)
    {
      place->input = place->output;
      return TRUE;
    }
  place->input = (RcpCell){ self->layer - 1, self->source, 0, 0 };
  if (layer->kind == RCP_LAYER_CONV2D)
    {
      place->input.row = rcp_cell_tap (layer, 0, row, self->tap[0]);
      place->input.column = rcp_cell_tap (layer, 1, column, self->tap[1]);
    }
  return rcp_cell_is_inside (layer->input, place->input);
}

static void
add_places (RcpWayBack *self, const RcpArchitecture *architecture, const float *activations, const float *gradients)
{
  const RcpLayer *layer = &architecture->layers[self->layer];
  double sum = 0;

  self->places = g_new (RcpWayBackPlace, (gsize) layer->output.height * (gsize) layer->output.width);
  for (int row = 0; row < layer->output.height; row++)
    for (int column = 0; column < layer->output.width; column++)
      {
        RcpWayBackPlace place;

        if (!find_place (self, layer, row, column, &place))
          continue;
        place.output_gradient = gradients[rcp_cell_index (architecture, place.output)];
        place.x = self->is_bias ? 1 : activations[rcp_cell_index (architecture, place.input)];
        place.product = place.output_gradient * place.x;
        sum += (double) place.output_gradient * (double) place.x;
        place.sum = sum;
        self->places[self->n_places++] = place;
      }
  self->gradient = (float) sum;
}

static gboolean
check (const RcpArchitecture *architecture, guint label, gsize parameter, GError **error)
{
  if (parameter >= architecture->n_parameters)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                   _ ("The network has %zu parameters, none with the number %zu."), architecture->n_parameters,
                   parameter);
      return FALSE;
    }
  if (label >= architecture->n_classes)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                   _ ("There is no class %u: counted from 0, the network's classes end at %u."), label,
                   architecture->n_classes - 1);
      return FALSE;
    }
  return TRUE;
}

/* The gradient of the cross-entropy by the logits, softmax − one-hot; the loss itself is given back. */
static double
loss_gradient (const RcpArchitecture *architecture, const float *activations, guint label, float *gradient)
{
  const float *logits = activations + architecture->layers[architecture->n_layers - 1].output_offset;
  float largest = logits[0];
  double sum = 0;

  for (guint i = 1; i < architecture->n_classes; i++)
    largest = fmaxf (largest, logits[i]);
  for (guint i = 0; i < architecture->n_classes; i++)
    {
      sum += exp ((double) logits[i] - (double) largest);
      gradient[i] = activations[architecture->softmax_offset + i] - (i == label ? 1.0f : 0.0f);
    }
  return log (sum) + (double) largest - (double) logits[label];
}

RcpWayBack *
rcp_way_back_new (RcpProbe *probe, const guint8 *pixels, guint label, gsize parameter, double learning_rate,
                  GError **error)
{
  const RcpArchitecture *architecture;
  g_autoptr (RcpWayBack) self = NULL;
  g_autofree float *output_gradient = NULL;
  g_autofree float *gradients = NULL;
  g_autofree float *parameter_gradients = NULL;
  const float *activations;

  g_return_val_if_fail (probe != NULL, NULL);
  g_return_val_if_fail (pixels != NULL, NULL);

  architecture = rcp_network_get_architecture (rcp_probe_get_network (probe));
  if (!check (architecture, label, parameter, error))
    return NULL;
  activations = rcp_probe_run (probe, pixels, error);
  if (activations == NULL)
    return NULL;
  self = g_new0 (RcpWayBack, 1);
  self->network = rcp_network_ref (rcp_probe_get_network (probe));
  self->parameter = parameter;
  self->label = label;
  output_gradient = g_new (float, architecture->n_classes);
  gradients = g_new (float, architecture->n_activations);
  parameter_gradients = g_new (float, architecture->n_parameters);
  self->loss = loss_gradient (architecture, activations, label, output_gradient);
  if (!rcp_probe_backward (probe, output_gradient, gradients, parameter_gradients, error))
    return NULL;
  locate (self, architecture);
  add_places (self, architecture, activations, gradients);
  self->backend_gradient = parameter_gradients[parameter];
  self->learning_rate = learning_rate;
  self->update = (float) (-learning_rate * (double) self->gradient);
  self->before = rcp_snapshot_get_parameters (rcp_probe_get_snapshot (probe))[parameter];
  self->after = self->before + self->update;
  return g_steal_pointer (&self);
}

gboolean
rcp_way_back_batch (RcpProbe *probe, const RcpSamples *samples, const guint32 *order, guint n, gsize parameter,
                    float *gradients, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (probe != NULL, FALSE);
  g_return_val_if_fail (samples != NULL && order != NULL && gradients != NULL, FALSE);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RcpWayBack) way_back = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      way_back = rcp_way_back_new (probe, rcp_samples_pixels (samples, order[i]), rcp_samples_label (samples, order[i]),
                                   parameter, 0, error);
      if (way_back == NULL)
        return FALSE;
      gradients[i] = way_back->gradient;
    }
  return TRUE;
}
