#pragma once

#include "data/samples.h"
#include "error.h"
#include "net/layer.h"

G_BEGIN_DECLS

/** RCP_BACKEND_ABI: goes up whenever anything in this file changes */
#define RCP_BACKEND_ABI 2u

/** RCP_BACKEND_SYMBOL: what a module exports: a function of type RcpBackendEntry. The program exports nothing to
 * its modules; one that reports errors is linked with an error.c of its own, which gives the same domain */
#define RCP_BACKEND_SYMBOL "rcp_backend_module"

/**
 * RcpBackendConfig:
 * @architecture: the network; lives as long as the state
 * @train: (nullable): pictures to train on; %NULL for a state that only looks (the probe)
 * @test: (nullable): pictures to measure on
 * @normalisation: bytes to network inputs
 * @batch_size: samples of a full step
 * @threads: how many to use; 0 lets the backend choose
 * @tf32: whether a GPU may round products to TF32
 *
 * Everything is borrowed until the state is closed, @normalisation excepted.
 */
typedef struct
{
  const RcpArchitecture *architecture;
  const RcpSamples *train;
  const RcpSamples *test;
  RcpNormalisation normalisation;
  guint batch_size;
  guint threads;
  gboolean tf32;
} RcpBackendConfig;

/**
 * RcpSums:
 * @RCP_SUMS_OTHER: in an order or a precision of the backend's own
 * @RCP_SUMS_FUSED: one chain of fused multiply-adds in float32, sum ← fma (weight, x, sum)
 * @RCP_SUMS_ROUNDED: the same chain, but every product is rounded to float32 before it is added
 *
 * How a backend adds up an output of a convolution or a linear layer. A chain begins with the bias and takes the
 * products in the order (input channel, kernel row, kernel column), or (input); those of padding are left out.
 */
typedef enum
{
  RCP_SUMS_OTHER,
  RCP_SUMS_FUSED,
  RCP_SUMS_ROUNDED,
} RcpSums;

/**
 * RcpSgd:
 * @frozen: (nullable) (array): for each layer of the architecture whether its parameters stay as they are, to the bit,
 *   and so does their velocity; %NULL where all learn. Gradients are worked out all the same, and go on to the layers
 *   before
 *
 * Stochastic gradient descent as PyTorch has it: g ← gradient + weight_decay·w; v ← momentum·v + g;
 * w ← w − learning_rate·v. The gradient is that of the mean loss over the batch.
 */
typedef struct
{
  double learning_rate;
  double momentum;
  double weight_decay;
  const gboolean *frozen;
} RcpSgd;

/**
 * RcpStepResult:
 * @loss_sum: cross-entropy summed over the batch, in nats, before the update
 * @correct: how many were answered right, before the update
 * @count: samples in the batch
 */
typedef struct
{
  double loss_sum;
  guint correct;
  guint count;
} RcpStepResult;

typedef struct _RcpBackendState RcpBackendState;

/**
 * RcpBackend:
 * @abi: %RCP_BACKEND_ABI
 * @name: what --device takes: "cpu"
 * @title: for people: "CPU"
 * @score: how well it would run here: 0 where it cannot, and then @reason says why in a sentence; the
 *   highest score is what "auto" takes. @detail describes the device ("2 threads, AVX-512"). Both out
 *   parameters are optional and (transfer full).
 * @open: a state for one network. @error: %RCP_ERROR_DEVICE
 * @close: frees it
 * @set_parameters: n_parameters floats in canonical order; velocity becomes zero
 * @get_parameters: likewise
 * @set_velocity: the momentum buffer, in the same order
 * @get_velocity: likewise
 * @get_gradient: the gradient of the last step's mean loss, without weight decay
 * @train: runs ceil(@n / batch_size) steps over the samples @order[0 … n) of the training split, in that
 *   order, the last batch as small as it comes; @results has one entry a step
 * @evaluate: runs samples @first … @first + @count − 1 of a split. @predicted (the class of the largest
 *   logit, the first of equals), @loss (cross-entropy of each) and @probability (of the predicted class)
 *   have @count entries each and may be %NULL
 * @activity: runs the same samples, and adds to @fired: for every ReLU in order, for each channel of its output, on how
 *   many of them at least one value was above 0
 * @sums: how forward() adds up
 * @forward: one sample, @input as n_inputs normalised floats in CHW; @activations gets n_activations
 *   floats: see RcpArchitecture
 * @backward: the gradients of one sample's Σ @output_gradient·logits: of every activation (the entries of
 *   the softmax are set to 0) and, summed, of the parameters; either may be %NULL
 *
 * What a backend is. A state is used by one thread at a time; several states may be used at once. Where
 * a function fails it says so in @error with a sentence and the state stays usable or is at least safe to
 * close. All numbers are float32 except sums of losses. A backend sees this header and what it includes,
 * nothing else of the program.
 */
typedef struct
{
  guint abi;
  const char *name;
  const char *title;
  int (*score) (char **detail, char **reason);
  RcpBackendState *(*open) (const RcpBackendConfig *config, GError **error);
  void (*close) (RcpBackendState *state);
  gboolean (*set_parameters) (RcpBackendState *state, const float *parameters, GError **error);
  gboolean (*get_parameters) (RcpBackendState *state, float *parameters, GError **error);
  gboolean (*set_velocity) (RcpBackendState *state, const float *velocity, GError **error);
  gboolean (*get_velocity) (RcpBackendState *state, float *velocity, GError **error);
  gboolean (*get_gradient) (RcpBackendState *state, float *gradient, GError **error);
  gboolean (*train) (RcpBackendState *state, const RcpSgd *sgd, const guint32 *order, gsize n, RcpStepResult *results,
                     GError **error);
  gboolean (*evaluate) (RcpBackendState *state, RcpSplit split, guint first, guint count, guint8 *predicted,
                        float *loss, float *probability, GError **error);
  gboolean (*activity) (RcpBackendState *state, RcpSplit split, guint first, guint count, guint32 *fired,
                        GError **error);
  RcpSums (*sums) (void);
  gboolean (*forward) (RcpBackendState *state, const float *input, float *activations, GError **error);
  gboolean (*backward) (RcpBackendState *state, const float *input, const float *output_gradient,
                        float *activation_gradients, float *parameter_gradients, GError **error);
} RcpBackend;

/** RcpBackendEntry: (transfer none): the type of what a module exports */
typedef const RcpBackend *(*RcpBackendEntry) (void);

G_END_DECLS
