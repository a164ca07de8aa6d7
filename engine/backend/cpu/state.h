#pragma once

#include "backend/cpu/slice.h"
#include "backend/cpu/team.h"

/** RCP_CPU_MAX_PARTIALS: slices add their convolution gradients to one of at most so many partial gradients, which
 * bounds their memory; it is also the most threads that a step can use */
#define RCP_CPU_MAX_PARTIALS 32

/* One task of the second phase: a whole convolution, or some rows of a linear layer. */
typedef struct
{
  guint layer;
  int row0;
  int row1;
} UpdateTask;

/* What a slice measured. */
typedef struct
{
  double loss_sum;
  guint correct;
} SliceResult;

struct _RcpBackendState
{
  const RcpArchitecture *architecture;
  const RcpSamples *samples[RCP_N_SPLITS];
  RcpNormalisation normalisation;
  const RcpCpuKernels *kernels;
  RcpCpuPlan plan;
  guint batch_size;
  guint slices;
  guint partials;

  float *parameters;
  float *velocity;
  float *gradient;
  float *packed;
  float *batch;
  float *partial;
  SliceResult *results;
  GArray *update_tasks;

  RcpTeam *team;
  RcpCpuWorkspace *workspaces;

  /* forward() and backward() of one sample keep every activation: a plan of their own, made when first wanted */
  gboolean has_probe;
  RcpCpuPlan probe_plan;
  RcpCpuWorkspace probe_workspace;
  float *probe_packed;
  gboolean probe_packed_valid;
};

/** rcp_cpu_model: the network as train() and evaluate() run it */
RcpCpuModel rcp_cpu_model (RcpBackendState *self);

/* batch.c: what train() and evaluate() do alike */

/**
 * rcp_cpu_load_slice: loads @count samples, at most RCP_SLICE, from @first on
 * @order: (nullable): their indices; %NULL takes them as they stand
 *
 * Lanes past @count hold the first sample again, so that they are at least numbers.
 */
void rcp_cpu_load_slice (RcpBackendState *self, RcpCpuWorkspace *workspace, const RcpSamples *samples,
                         const guint32 *order, guint first, guint count);

/** rcp_cpu_answer: the index of the largest logit of one lane, the first of equals */
guint rcp_cpu_answer (const float *logits, guint n_classes, guint lane);

/** rcp_cpu_softmax: one lane's probabilities; returns the logarithm of the sum of the logits' exponentials */
double rcp_cpu_softmax (const float *logits, guint n_classes, guint lane, float *probabilities);

/** rcp_cpu_probe_model: probe.c: the network with nothing fused, so that every layer's output is kept */
RcpCpuModel rcp_cpu_probe_model (RcpBackendState *self);

/* The functions of the backend's table that have files of their own: train.c, evaluate.c, activity.c, probe.c. */

void rcp_cpu_plan_updates (RcpBackendState *self);
gboolean rcp_cpu_train (RcpBackendState *self, const RcpSgd *sgd, const guint32 *order, gsize n, RcpStepResult *results,
                        GError **error);
gboolean rcp_cpu_evaluate (RcpBackendState *self, RcpSplit split, guint first, guint count, guint8 *predicted,
                           float *loss, float *probability, GError **error);
gboolean rcp_cpu_activity (RcpBackendState *self, RcpSplit split, guint first, guint count, guint32 *fired,
                           GError **error);
void rcp_cpu_pack_all (const RcpCpuModel *model, float *packed);
gboolean rcp_cpu_probe_forward (RcpBackendState *self, const float *input, float *activations, GError **error);
gboolean rcp_cpu_probe_backward (RcpBackendState *self, const float *input, const float *output_gradient,
                                 float *activation_gradients, float *parameter_gradients, GError **error);
void rcp_cpu_probe_clear (RcpBackendState *self);
