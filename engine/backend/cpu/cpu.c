#include "backend/cpu/state.h"
#include "backend/cpu/isa-choice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* for the rest of the program it stands in registry.h, which a backend does not see */
const RcpBackend *rcp_backend_cpu (void);

/*
 * The CPU backend: a batch is cut into slices of 16 images, and a step has two phases. In the first every slice runs
 * forward and backward on whichever thread is free. In the second the gradients of all slices are added up in a
 * fixed order, weight by weight, and the weights move. How a batch is cut depends on nothing but its size, so any
 * number of threads gives the same bits.
 */

RcpCpuModel
rcp_cpu_model (RcpBackendState *self)
{
  return (RcpCpuModel){ &self->plan, self->kernels, self->parameters, self->packed };
}

/* --- which instruction set ----------------------------------------------------------------------------------- */

static const RcpCpuKernels *
best_kernels (void)
{
  switch (rcp_cpu_isa ())
    {
#ifdef __x86_64__
    case RCP_CPU_ISA_AVX512:
      return &rcp_cpu_kernels_avx512;
    case RCP_CPU_ISA_AVX2:
      return &rcp_cpu_kernels_avx2;
#endif
    default:
      return &rcp_cpu_kernels_baseline;
    }
}

static guint
default_threads (void)
{
  return MIN (g_get_num_processors (), RCP_CPU_MAX_PARTIALS);
}

static int
cpu_score (char **detail, char **reason)
{
  if (detail != NULL)
    {
      guint threads = default_threads ();

      *detail = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u thread, %s", "%u threads, %s", threads), threads,
                                 best_kernels ()->name);
    }
  return 10;
}

/* --- opening and closing ------------------------------------------------------------------------------------- */

static RcpBackendState *
cpu_open (const RcpBackendConfig *config, GError **error)
{
  const RcpArchitecture *architecture = config->architecture;
  RcpBackendState *self = g_new0 (RcpBackendState, 1);
  guint threads = config->threads > 0 ? MIN (config->threads, RCP_CPU_MAX_PARTIALS) : default_threads ();

  g_return_val_if_fail (architecture->n_classes <= G_MAXUINT8, NULL);

  self->architecture = architecture;
  self->samples[RCP_SPLIT_TRAIN] = config->train;
  self->samples[RCP_SPLIT_TEST] = config->test;
  self->normalisation = config->normalisation;
  self->kernels = best_kernels ();
  self->batch_size = MAX (config->batch_size, 1);
  self->slices = config->train != NULL ? (self->batch_size + RCP_SLICE - 1) / RCP_SLICE : 0;
  self->partials = MIN (self->slices, RCP_CPU_MAX_PARTIALS);
  rcp_cpu_plan_init (&self->plan, architecture, self->kernels, self->slices, TRUE);

  self->parameters = rcp_cpu_aligned_new0 (architecture->n_parameters);
  self->packed = rcp_cpu_aligned_new0 (self->plan.packed);
  if (config->train != NULL)
    {
      self->velocity = rcp_cpu_aligned_new0 (architecture->n_parameters);
      self->gradient = rcp_cpu_aligned_new0 (architecture->n_parameters);
      self->batch = rcp_cpu_aligned_new0 (self->plan.batch);
      self->partial = rcp_cpu_aligned_new0 (self->partials * self->plan.partial);
      self->results = g_new0 (SliceResult, self->slices);
      rcp_cpu_plan_updates (self);
    }
  /* a state without pictures only ever probes, and that is one thread's work */
  if (config->train == NULL && config->test == NULL)
    threads = 1;
  self->team = rcp_team_new (threads);
  self->workspaces = g_new0 (RcpCpuWorkspace, threads);
  if (config->train != NULL || config->test != NULL)
    for (guint i = 0; i < threads; i++)
      rcp_cpu_workspace_init (&self->workspaces[i], &self->plan);
  return self;
}

static void
cpu_close (RcpBackendState *self)
{
  for (guint i = 0; i < rcp_team_get_size (self->team); i++)
    rcp_cpu_workspace_clear (&self->workspaces[i]);
  g_free (self->workspaces);
  rcp_team_free (self->team);
  rcp_cpu_probe_clear (self);
  g_clear_pointer (&self->update_tasks, g_array_unref);
  g_free (self->results);
  rcp_cpu_aligned_free (self->partial);
  rcp_cpu_aligned_free (self->batch);
  rcp_cpu_aligned_free (self->packed);
  rcp_cpu_aligned_free (self->gradient);
  rcp_cpu_aligned_free (self->velocity);
  rcp_cpu_aligned_free (self->parameters);
  rcp_cpu_plan_clear (&self->plan);
  g_free (self);
}

/* --- parameters ---------------------------------------------------------------------------------------------- */

void
rcp_cpu_pack_all (const RcpCpuModel *model, float *packed)
{
  for (guint i = 0; i < model->plan->n_layers; i++)
    rcp_cpu_model_pack (model, i, packed, 0, model->plan->layers[i].layer->output.channels);
}

static gboolean
copy_out (const float *from, gsize n, float *to, const char *what, GError **error)
{
  if (from == NULL)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE, _ ("This network was not opened for training, so it has no %s."),
                   what);
      return FALSE;
    }
  memcpy (to, from, n * sizeof (float));
  return TRUE;
}

static gboolean
cpu_set_parameters (RcpBackendState *self, const float *parameters, GError **error)
{
  RcpCpuModel model = rcp_cpu_model (self);
  const gsize n = self->architecture->n_parameters;

  memcpy (self->parameters, parameters, n * sizeof (float));
  if (self->velocity != NULL)
    memset (self->velocity, 0, n * sizeof (float));
  rcp_cpu_pack_all (&model, self->packed);
  self->probe_packed_valid = FALSE;
  return TRUE;
}

static gboolean
cpu_get_parameters (RcpBackendState *self, float *parameters, GError **error)
{
  return copy_out (self->parameters, self->architecture->n_parameters, parameters, "parameters", error);
}

static gboolean
cpu_set_velocity (RcpBackendState *self, const float *velocity, GError **error)
{
  if (self->velocity == NULL)
    return copy_out (NULL, 0, NULL, "momentum", error);
  memcpy (self->velocity, velocity, self->architecture->n_parameters * sizeof (float));
  return TRUE;
}

static gboolean
cpu_get_velocity (RcpBackendState *self, float *velocity, GError **error)
{
  return copy_out (self->velocity, self->architecture->n_parameters, velocity, "momentum", error);
}

static gboolean
cpu_get_gradient (RcpBackendState *self, float *gradient, GError **error)
{
  return copy_out (self->gradient, self->architecture->n_parameters, gradient, "gradient", error);
}

static RcpSums
cpu_sums (void)
{
  return best_kernels ()->fused ? RCP_SUMS_FUSED : RCP_SUMS_ROUNDED;
}

static const RcpBackend cpu_backend = {
  .abi = RCP_BACKEND_ABI,
  .name = "cpu",
  .title = "CPU",
  .score = cpu_score,
  .open = cpu_open,
  .close = cpu_close,
  .set_parameters = cpu_set_parameters,
  .get_parameters = cpu_get_parameters,
  .set_velocity = cpu_set_velocity,
  .get_velocity = cpu_get_velocity,
  .get_gradient = cpu_get_gradient,
  .train = rcp_cpu_train,
  .evaluate = rcp_cpu_evaluate,
  .activity = rcp_cpu_activity,
  .sums = cpu_sums,
  .forward = rcp_cpu_probe_forward,
  .backward = rcp_cpu_probe_backward,
};

const RcpBackend *
rcp_backend_cpu (void)
{
  return &cpu_backend;
}
