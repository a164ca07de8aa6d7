#include "backend/cuda/driver.h"
#include "backend/cuda/state.h"

#include <gmodule.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The CUDA backend, a module: it is built where the toolkit is and loads everywhere, also where there is no driver, and
 * then says so. The pictures lie on the GPU as bytes; a training step is one CUDA graph, from bytes to new weights.
 */

G_MODULE_EXPORT const RcpBackend *rcp_backend_module (void);

static int
cuda_score (char **detail, char **reason)
{
  g_autofree char *why_not = NULL;
  g_autofree char *description = rcp_cuda_describe (&why_not);

  if (description != NULL && rcp_dnn (&why_not) == NULL)
    g_clear_pointer (&description, g_free);
  if (description == NULL)
    {
      if (reason != NULL)
        *reason = g_steal_pointer (&why_not);
      return 0;
    }
  if (detail != NULL)
    *detail = g_steal_pointer (&description);
  /* below the CPU's, so that "auto" does not take it before it has been seen to run on a GPU; --device cuda does */
  return 5;
}

/* --- parameters ---------------------------------------------------------------------------------------------- */

static gboolean
refuse (const char *what, GError **error)
{
  g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE, _ ("This network was not opened for training, so it has no %s."),
               what);
  return FALSE;
}

static gboolean
upload (RcpBackendState *self, const float *values, float *device, GError **error)
{
  rcp_cuda_pack (self, values, self->staging);
  return rcp_cuda_copy (self->stream, device, self->staging, self->n_padded * sizeof (float), error)
         && rcp_cuda_wait (self, error);
}

static gboolean
download (RcpBackendState *self, const float *device, float *values, const char *what, GError **error)
{
  if (device == NULL)
    return refuse (what, error);
  if (!rcp_cuda_copy (self->stream, self->staging, device, self->n_padded * sizeof (float), error)
      || !rcp_cuda_wait (self, error))
    return FALSE;
  rcp_cuda_unpack (self, self->staging, values);
  return TRUE;
}

static gboolean
cuda_set_parameters (RcpBackendState *self, const float *parameters, GError **error)
{
  return (self->velocity == NULL || rcp_cuda_zero (self, self->velocity, self->n_padded * sizeof (float), error))
         && upload (self, parameters, self->parameters, error);
}

static gboolean
cuda_get_parameters (RcpBackendState *self, float *parameters, GError **error)
{
  return download (self, self->parameters, parameters, "parameters", error);
}

static gboolean
cuda_set_velocity (RcpBackendState *self, const float *velocity, GError **error)
{
  return self->velocity != NULL ? upload (self, velocity, self->velocity, error) : refuse ("momentum", error);
}

static gboolean
cuda_get_velocity (RcpBackendState *self, float *velocity, GError **error)
{
  return download (self, self->velocity, velocity, "momentum", error);
}

static gboolean
cuda_get_gradient (RcpBackendState *self, float *gradient, GError **error)
{
  return download (self, self->gradient, gradient, "gradient", error);
}

/* cuDNN adds up in tiles. */
static RcpSums
cuda_sums (void)
{
  return RCP_SUMS_OTHER;
}

const RcpBackend *
rcp_backend_module (void)
{
  static const RcpBackend backend = {
    .abi = RCP_BACKEND_ABI,
    .name = "cuda",
    .title = "GPU (CUDA)",
    .score = cuda_score,
    .open = rcp_cuda_open,
    .close = rcp_cuda_close,
    .set_parameters = cuda_set_parameters,
    .get_parameters = cuda_get_parameters,
    .set_velocity = cuda_set_velocity,
    .get_velocity = cuda_get_velocity,
    .get_gradient = cuda_get_gradient,
    .train = rcp_cuda_train,
    .evaluate = rcp_cuda_evaluate,
    .activity = rcp_cuda_activity,
    .sums = cuda_sums,
    .forward = rcp_cuda_probe_forward,
    .backward = rcp_cuda_probe_backward,
  };

  return &backend;
}
