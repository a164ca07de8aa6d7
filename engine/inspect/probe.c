#include "inspect/probe.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "backend/registry.h"
#include "error.h"

struct _RcpProbe
{
  const RcpBackend *backend;
  RcpBackendState *state;
  RcpNetwork *network;
  RcpSnapshot *snapshot;
  RcpNormalisation normalisation;
  float *input;
  float *activations;
};

RcpProbe *
rcp_probe_new (const RcpBackend *backend, RcpNetwork *network, GError **error)
{
  g_autoptr (RcpProbe) self = NULL;
  /* what the backend would do to pictures of its own; the probe brings normalised ones */
  RcpBackendConfig config = { .batch_size = 1, .threads = 1 };

  g_return_val_if_fail (network != NULL, NULL);

  if (backend == NULL)
    backend = rcp_backend_find ("cpu", error);
  if (backend == NULL)
    return NULL;
  self = g_new0 (RcpProbe, 1);
  self->backend = backend;
  self->network = rcp_network_ref (network);
  config.architecture = rcp_network_get_architecture (network);
  self->input = g_new0 (float, rcp_shape_count (config.architecture->input));
  self->activations = g_new (float, config.architecture->n_activations);
  self->state = backend->open (&config, error);
  return self->state != NULL ? g_steal_pointer (&self) : NULL;
}

void
rcp_probe_free (RcpProbe *self)
{
  if (self == NULL)
    return;
  if (self->state != NULL)
    self->backend->close (self->state);
  g_clear_pointer (&self->snapshot, rcp_snapshot_unref);
  rcp_network_unref (self->network);
  g_free (self->input);
  g_free (self->activations);
  g_free (self);
}

gboolean
rcp_probe_set_snapshot (RcpProbe *self, RcpSnapshot *snapshot, GError **error)
{
  const RcpArchitecture *mine, *its;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (snapshot != NULL, FALSE);

  mine = rcp_network_get_architecture (self->network);
  its = rcp_network_get_architecture (rcp_snapshot_get_network (snapshot));
  if (!g_str_equal (rcp_network_get_text (self->network), rcp_network_get_text (rcp_snapshot_get_network (snapshot)))
      || mine->n_parameters != its->n_parameters || mine->n_activations != its->n_activations)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK, _ ("These weights belong to another network (%s)."),
                   rcp_network_get_text (rcp_snapshot_get_network (snapshot)));
      return FALSE;
    }
  if (snapshot == self->snapshot)
    return TRUE;
  if (!self->backend->set_parameters (self->state, rcp_snapshot_get_parameters (snapshot), error))
    return FALSE;
  g_clear_pointer (&self->snapshot, rcp_snapshot_unref);
  self->snapshot = rcp_snapshot_ref (snapshot);
  self->normalisation =
      rcp_normalisation (mine->input.channels, rcp_snapshot_get_mean (snapshot), rcp_snapshot_get_std (snapshot));
  return TRUE;
}

const float *
rcp_probe_run (RcpProbe *self, const guint8 *pixels, GError **error)
{
  RcpShape shape;
  gsize plane;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (pixels != NULL, NULL);
  g_return_val_if_fail (self->snapshot != NULL, NULL);

  shape = rcp_network_get_architecture (self->network)->input;
  plane = (gsize) shape.height * (gsize) shape.width;
  for (gsize i = 0; i < rcp_shape_count (shape); i++)
    self->input[i] = rcp_normalise (&self->normalisation, (int) (i / plane), pixels[i]);
  return self->backend->forward (self->state, self->input, self->activations, error) ? self->activations : NULL;
}

const float *
rcp_probe_run_input (RcpProbe *self, const float *input, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (input != NULL, NULL);
  g_return_val_if_fail (self->snapshot != NULL, NULL);

  memmove (self->input, input, rcp_shape_count (rcp_network_get_architecture (self->network)->input) * sizeof *input);
  return self->backend->forward (self->state, self->input, self->activations, error) ? self->activations : NULL;
}

gboolean
rcp_probe_backward (RcpProbe *self, const float *output_gradient, float *activation_gradients,
                    float *parameter_gradients, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (output_gradient != NULL, FALSE);
  g_return_val_if_fail (self->snapshot != NULL, FALSE);

  return self->backend->backward (self->state, self->input, output_gradient, activation_gradients, parameter_gradients,
                                  error);
}

RcpNetwork *
rcp_probe_get_network (RcpProbe *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->network;
}

RcpSnapshot *
rcp_probe_get_snapshot (RcpProbe *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->snapshot;
}

RcpSums
rcp_probe_get_sums (RcpProbe *self)
{
  g_return_val_if_fail (self != NULL, RCP_SUMS_OTHER);

  return self->backend->sums ();
}
