#pragma once

#include "backend/cuda/convolution.h"
#include "backend/cuda/fused.h"

G_BEGIN_DECLS

/**
 * RcpCudaSpace:
 * @memory: (nullable): on the device
 * @offset: where in it, in floats, the input stands (0) and the output of each layer l (l + 1), @rows samples each
 *
 * The values of a batch at every layer, or the gradients by them.
 */
typedef struct
{
  float *memory;
  gsize *offset;
  gsize size;
} RcpCudaSpace;

/**
 * RcpCudaPass:
 * @count: samples
 * @convolutions: one a layer; zeros where a layer is no convolution and not linear
 * @workspace: cuDNN's
 * @step: (nullable): the graph of a whole training step, once there was one
 * @many: (nullable): that of RCP_CUDA_STEPS of them
 *
 * What it takes to run batches of one size.
 */
typedef struct
{
  guint count;
  RcpCudaConvolution *convolutions;
  gpointer workspace;
  gsize workspace_size;
  cudaGraphExec_t step;
  cudaGraphExec_t many;
} RcpCudaPass;

struct _RcpBackendState
{
  const RcpArchitecture *net;
  const RcpSamples *samples[RCP_N_SPLITS]; /* of which only the numbers are read after open() */
  RcpCudaPictures pictures[RCP_N_SPLITS];
  guint batch_size;
  guint rows; /* most samples of a pass */
  gboolean tf32;

  const RcpDnn *dnn;
  cudnnHandle_t handle;
  cudaStream_t stream;
  GPtrArray *memory; /* what is freed with the state */
  GPtrArray *passes; /* RcpCudaPass, the one used last at the end */

  /* Parameters lie as in the canonical vector, but each tensor begins at a boundary that vectors can be loaded from. */
  gsize *weight_offset; /* one a layer */
  gsize *bias_offset;
  gsize n_padded;
  float *parameters;
  float *velocity;
  float *gradient;
  float *probe_gradient; /* made when it is first asked for */
  guint8 *frozen;
  float *staging;         /* on the host: one parameter vector */
  guint8 *staging_frozen; /* on the host: what @frozen is */

  RcpCudaSpace values; /* @rows samples */
  float *gradients[2]; /* by the output of a layer and by its input, in turn; @batch_size samples */
  RcpCudaSpace probe;  /* one sample, made when it is first asked for */
  RcpCudaSpace probe_back;
  float *probe_host; /* on the host: a space of one sample */

  guint8 *labels; /* of the batch */
  guint32 *order; /* of a round: see train.c */
  RcpCudaControl *control;
  RcpCudaResult *results;
  guint32 *host_order;
  RcpCudaControl *host_control;
  RcpCudaResult *host_results;
  guint round; /* most steps of one */

  RcpFusedPlan *fused; /* (nullable): where the network fits */
  RcpFusedMemory fused_memory;

  guint8 *predicted; /* as many as the larger split has */
  float *losses;
  float *probabilities;
  guint32 *fired; /* one a channel of each ReLU */
  guint n_fired;
};

/* layout.c: where things lie */

/** RCP_CUDA_ALIGNMENT: floats; every tensor begins at a multiple of it */
#define RCP_CUDA_ALIGNMENT 64

void rcp_cuda_space_init (RcpCudaSpace *self, const RcpArchitecture *net, guint rows);
float *rcp_cuda_space_get (const RcpCudaSpace *self, guint place);
void rcp_cuda_lay_out_parameters (RcpBackendState *self);
void rcp_cuda_pack (const RcpBackendState *self, const float *canonical, float *padded);
void rcp_cuda_unpack (const RcpBackendState *self, const float *padded, float *canonical);

/** rcp_cuda_values_per_sample: floats of one sample in a space */
gsize rcp_cuda_values_per_sample (const RcpArchitecture *net);
/** rcp_cuda_largest: most values that a sample has at any layer */
gsize rcp_cuda_largest (const RcpArchitecture *net);
/** rcp_cuda_input_place: where in a space layer @index finds its input. A flatten moves nothing, so that what is behind
 * it reads what is before it; n_layers gives the place of the logits */
guint rcp_cuda_input_place (const RcpArchitecture *net, guint index);

/* pass.c: a batch's way through the network and back */

/** rcp_cuda_pass: (transfer none) (nullable): the pass for batches of @count, made where there is none yet */
RcpCudaPass *rcp_cuda_pass (RcpBackendState *self, guint count, GError **error);
void rcp_cuda_pass_free (RcpBackendState *self, RcpCudaPass *pass);

/** rcp_cuda_forward: from the input in @space to the logits. @keep: whether each place gets its values, those behind a
 * flatten as well */
gboolean rcp_cuda_forward (RcpBackendState *self, RcpCudaPass *pass, const RcpCudaSpace *space, gboolean keep,
                           GError **error);

/**
 * rcp_cuda_backward:
 * @logits_gradient: on the device
 * @kept: (nullable): a space that gets the gradient at every place, @logits_gradient being its last
 * @gradient: (nullable): padded; gets the gradient of the parameters
 */
gboolean rcp_cuda_backward (RcpBackendState *self, RcpCudaPass *pass, const RcpCudaSpace *space, float *logits_gradient,
                            const RcpCudaSpace *kept, float *gradient, GError **error);

/* open.c */

RcpBackendState *rcp_cuda_open (const RcpBackendConfig *config, GError **error);
void rcp_cuda_close (RcpBackendState *state);

/** rcp_cuda_own: (transfer none) (nullable): memory of the device that is freed with the state */
gpointer rcp_cuda_own (RcpBackendState *self, gsize size, GError **error);
/** rcp_cuda_zero: puts zeros into the stream */
gboolean rcp_cuda_zero (RcpBackendState *self, gpointer memory, gsize size, GError **error);
/** rcp_cuda_wait: until all that was put into the stream is done */
gboolean rcp_cuda_wait (RcpBackendState *self, GError **error);

/* fused.c */

/** rcp_cuda_fuse: plans training in two kernels a step where the network fits; %FALSE only where something failed.
 * RECEPTIVE_CUDA_PATH=cudnn keeps to the layers, for tests and comparisons */
gboolean rcp_cuda_fuse (RcpBackendState *self, GError **error);

/* train.c, evaluate.c, probe.c: see RcpBackend */

/** RCP_CUDA_STEPS: steps of the larger graph */
#define RCP_CUDA_STEPS 32

gboolean rcp_cuda_train (RcpBackendState *self, const RcpSgd *sgd, const guint32 *order, gsize n,
                         RcpStepResult *results, GError **error);
gboolean rcp_cuda_evaluate (RcpBackendState *self, RcpSplit split, guint first, guint count, guint8 *predicted,
                            float *loss, float *probability, GError **error);
gboolean rcp_cuda_activity (RcpBackendState *self, RcpSplit split, guint first, guint count, guint32 *fired,
                            GError **error);
gboolean rcp_cuda_probe_forward (RcpBackendState *self, const float *input, float *activations, GError **error);
gboolean rcp_cuda_probe_backward (RcpBackendState *self, const float *input, const float *output_gradient,
                                  float *activation_gradients, float *parameter_gradients, GError **error);

G_END_DECLS
