#include "backend/backend.h"

#include <gmodule.h>

/* What a module can be like: the build makes one of each KIND for the tests of the registry. */

#define KIND_BEST 1     /* a backend better than any that is built in */
#define KIND_UNUSABLE 2 /* one that cannot run here and says why */
#define KIND_ABI 3      /* built against another version of the interface */
#define KIND_GAPS 4     /* a table without its functions */
#define KIND_TWICE 5    /* the name of one that is built in */
#define KIND_NOTHING 6  /* no table at all */
#define KIND_SYMBOL 7   /* not a module of ours */

static int
score (char **detail, char **reason)
{
  if (KIND == KIND_UNUSABLE && reason != NULL)
    *reason = g_strdup ("there is no such hardware");
  if (KIND != KIND_UNUSABLE && detail != NULL)
    *detail = g_strdup ("of no use");
  return KIND == KIND_UNUSABLE ? 0 : 1000000;
}

static RcpBackendState *
open_state (const RcpBackendConfig *config, GError **error)
{
  g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE, "This is no device");
  return NULL;
}

static void
close_state (RcpBackendState *state)
{
}

static gboolean
set (RcpBackendState *state, const float *values, GError **error)
{
  return FALSE;
}

static gboolean
get (RcpBackendState *state, float *values, GError **error)
{
  return FALSE;
}

static gboolean
train (RcpBackendState *state, const RcpSgd *sgd, const guint32 *order, gsize n, RcpStepResult *results, GError **error)
{
  return FALSE;
}

static gboolean
evaluate (RcpBackendState *state, RcpSplit split, guint first, guint count, guint8 *predicted, float *loss,
          float *probability, GError **error)
{
  return FALSE;
}

static gboolean
activity (RcpBackendState *state, RcpSplit split, guint first, guint count, guint32 *fired, GError **error)
{
  return FALSE;
}

static RcpSums
sums (void)
{
  return RCP_SUMS_OTHER;
}

static gboolean
forward (RcpBackendState *state, const float *input, float *activations, GError **error)
{
  return FALSE;
}

static gboolean
backward (RcpBackendState *state, const float *input, const float *output_gradient, float *activation_gradients,
          float *parameter_gradients, GError **error)
{
  return FALSE;
}

#if KIND == KIND_SYMBOL
#define rcp_backend_module some_other_symbol
#endif

G_MODULE_EXPORT const RcpBackend *rcp_backend_module (void);

const RcpBackend *
rcp_backend_module (void)
{
  static const RcpBackend backend = {
    .abi = KIND == KIND_ABI ? RCP_BACKEND_ABI + 1 : RCP_BACKEND_ABI,
    .name = KIND == KIND_TWICE ? "reference" : NAME,
    .title = NAME,
    .score = score,
    .open = KIND == KIND_GAPS ? NULL : open_state,
    .close = close_state,
    .set_parameters = set,
    .get_parameters = get,
    .set_velocity = set,
    .get_velocity = get,
    .get_gradient = get,
    .train = train,
    .evaluate = evaluate,
    .activity = activity,
    .sums = sums,
    .forward = forward,
    .backward = backward,
  };

  return KIND == KIND_NOTHING ? NULL : &backend;
}
