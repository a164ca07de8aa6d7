#pragma once

#include "backend/backend.h"
#include "inspect/walk-settings.h"

G_BEGIN_DECLS

/** RCP_WALK_MAX_TERMS: terms of one output value at most */
#define RCP_WALK_MAX_TERMS (RCP_WALK_MAX_CHANNELS * RCP_WALK_MAX_KERNEL * RCP_WALK_MAX_KERNEL)

/**
 * RcpWalk:
 * @settings: resolved; see rcp_walk_settings_resolve()
 * @padded_size: rows and columns of the input with its padding
 * @output_size: rows and columns of the output
 * @group_inputs: input channels that one output channel reads
 * @input: (C, padded, padded): the input with its padding filled in
 * @source: (padded, padded): which of the unpadded input's pixels, in reading order, stands there; −1 for a zero
 * @kernels: (O, C/groups, K, K): as given; %NULL but for convolution
 * @weights: (O, C/groups, K, K): as laid on the input: flipped where that is asked for; %NULL but for convolution
 * @biases: (O): %NULL but for convolution
 * @output: (O, output, output): as the engine's forward pass gave it
 *
 * One layer, one input and what comes of it, as data. Immutable once made; free of drawing. Positions in the padded
 * input are called cells, those of the output too; both count in reading order, channel by channel.
 */
typedef struct
{
  gatomicrefcount ref_count;
  RcpWalkSettings settings;
  int padded_size;
  int output_size;
  int group_inputs;
  float *input;
  int *source;
  float *kernels;
  float *weights;
  float *biases;
  float *output;
} RcpWalk;

/**
 * rcp_walk_new:
 * @settings: the layer
 * @input: (array): (C, size, size) values
 * @kernels: (array) (nullable): (O, C/groups, K, K) weights, for a convolution
 * @biases: (array) (nullable): (O) values, for a convolution
 * @backend: (nullable): what computes; %NULL for the CPU backend
 * @error: %RCP_ERROR_ARGUMENT with the reason where there can be no such layer, or what the backend says
 *
 * Pads the input, flips the kernels where that is asked for, and runs the layer, as one layer of a network, through the
 * backend's forward pass: what is walked through is what a training would compute.
 *
 * Returns: (transfer full) (nullable): the walk
 */
RcpWalk *rcp_walk_new (const RcpWalkSettings *settings, const float *input, const float *kernels, const float *biases,
                       const RcpBackend *backend, GError **error);
RcpWalk *rcp_walk_ref (RcpWalk *self);
void rcp_walk_unref (RcpWalk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpWalk, rcp_walk_unref)

/** rcp_walk_n_cells: how many values the output has */
int rcp_walk_n_cells (const RcpWalk *self);

/** rcp_walk_n_terms: how many terms each of them has */
int rcp_walk_n_terms (const RcpWalk *self);

/**
 * RcpWalkTerm:
 * @channel: the input channel it reads
 * @row: row in the padded input
 * @column: column in the padded input
 * @tap: which tap of the kernel, in reading order, as it lies on the input
 * @padding: whether it reads padding
 * @value: what it reads
 * @weight: what that is multiplied by; 1 for layers without weights
 * @product: value · weight, rounded by itself
 * @running: the sum, or the largest value, with this term; −∞ for a maximum that has seen padding alone
 *
 * One term of an output value. A convolution's running sum begins with the bias and is one chain of fused
 * multiply-adds in the order (input channel, kernel row, kernel column), which is the CPU backend's: the last one is
 * the engine's value to the last bit where its vectors have fused multiply-adds.
 */
typedef struct
{
  int channel;
  int row;
  int column;
  int tap;
  gboolean padding;
  float value;
  float weight;
  float product;
  float running;
} RcpWalkTerm;

/**
 * rcp_walk_terms:
 * @cell: which output value
 * @terms: (out) (array): room for rcp_walk_n_terms()
 *
 * Returns: the value that the terms give by themselves: the last running sum; for an average, that times 1/K²; for
 *   ReLU, that or 0
 */
float rcp_walk_terms (const RcpWalk *self, int cell, RcpWalkTerm *terms);

/** rcp_walk_winner: of a maximum, which of its terms it is: the first of equals */
int rcp_walk_winner (const RcpWalk *self, int cell);

/**
 * RcpWalkTarget:
 * @RCP_WALK_TARGET_NOTHING: nothing
 * @RCP_WALK_TARGET_OUTPUT: a cell of the output
 * @RCP_WALK_TARGET_INPUT: a cell of the padded input
 * @RCP_WALK_TARGET_WEIGHT: a weight, by its place in (O, C/groups, K, K) as laid on the input
 */
typedef enum
{
  RCP_WALK_TARGET_NOTHING,
  RCP_WALK_TARGET_OUTPUT,
  RCP_WALK_TARGET_INPUT,
  RCP_WALK_TARGET_WEIGHT,
} RcpWalkTarget;

/**
 * rcp_walk_trace:
 * @target: of what
 * @index: which one
 * @inputs: (out) (array) (nullable): for each cell of the padded input, whether it takes part
 * @weights: (out) (array) (nullable): for each weight; convolution only
 * @outputs: (out) (array) (nullable): for each cell of the output
 *
 * Which products something takes part in: of an output cell, the inputs it reads and their weights; of an input cell,
 * the outputs it feeds, also through its copies in the padding, and the weights it meets on the way; of a weight, every
 * input that it multiplies and every output that this goes into.
 */
void rcp_walk_trace (const RcpWalk *self, RcpWalkTarget target, int index, guint8 *inputs, guint8 *weights,
                     guint8 *outputs);

/** rcp_walk_reads: whether output channel @output reads input channel @input */
gboolean rcp_walk_reads (const RcpWalk *self, int output, int input);

G_END_DECLS
